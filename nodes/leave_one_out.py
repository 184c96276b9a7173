"""Leave One Out: a prompt, encoded once without each of its words."""

from __future__ import annotations

from typing import Any

from comfy_api.latest import io

from .host.left_out import leave_out
from .sockets import CATEGORY, LeftOutWords, newer


class LeaveOneOut(io.ComfyNode):
    """Node that encodes a prompt without each of its words."""

    @classmethod
    def define_schema(cls) -> io.Schema:
        return io.Schema(
            node_id="Diffulizer_LeaveOneOut",
            display_name="Leave One Out",
            category=CATEGORY,
            description="Encodes a prompt once without each of its words, to see what each one does. A word leaves the "
            "text before it is encoded, so the embeddings of the other words change too.",
            **newer(search_aliases=["remove word", "prompt without word", "ablation", "word importance", "causal"]),
            inputs=[
                io.Clip.Input("clip", tooltip="The text encoder. Take the one that encodes the whole prompt."),
                io.String.Input(
                    "text",
                    multiline=True,
                    dynamic_prompts=True,
                    tooltip="The prompt. Weights such as (word:1.3) and embedding:name work as usual.",
                ),
                io.String.Input(
                    "words",
                    default="",
                    tooltip="Words of the prompt, separated by commas: circle, red circle. A word leaves wherever it "
                    "occurs; circle#2 is the second circle alone. Empty means each word.",
                ),
            ],
            outputs=[
                io.Conditioning.Output(
                    "conditionings",
                    display_name="conditionings",
                    is_output_list=True,
                    tooltip="A list: the prompt without each word. A sampler runs once for each.",
                ),
                io.String.Output(
                    "texts", display_name="texts", is_output_list=True, tooltip="The texts that were encoded, in order."
                ),
                LeftOutWords.Output(
                    "left_out",
                    display_name="left_out",
                    tooltip="All of it in one. Wire it to left_out of Capture Settings, to measure what each word "
                    "changes.",
                ),
            ],
        )

    @classmethod
    def execute(cls, clip: Any, text: str, words: str = "") -> io.NodeOutput:
        made = leave_out(clip, text, words)
        return io.NodeOutput(list(made.conditionings), list(made.texts), made)
