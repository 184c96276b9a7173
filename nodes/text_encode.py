"""CLIP Text Encode (Diffulizer): an encoded prompt that knows its words."""

from __future__ import annotations

from typing import Any

from comfy_api.latest import io

from .failures import Failures, RetriedNode
from .host.tokens import carry_tokens, encoded
from .sockets import CATEGORY, newer


class TextEncode(RetriedNode):
    """Node that returns the values of CLIPTextEncode, and carries tokens, weights and words inside them."""

    @classmethod
    def define_schema(cls) -> io.Schema:
        return io.Schema(
            node_id="Diffulizer_TextEncode",
            display_name="CLIP Text Encode (Diffulizer)",
            category=CATEGORY,
            description="Encodes a prompt exactly as CLIP Text Encode does and keeps its words with it, so that a "
            "recording can name them wherever the conditioning goes.",
            **newer(search_aliases=["prompt", "words", "tokens"]),
            inputs=[
                io.Clip.Input("clip", tooltip="The text encoder."),
                io.String.Input(
                    "text",
                    multiline=True,
                    dynamic_prompts=True,
                    tooltip="The prompt. Weights such as (word:1.3) and embedding:name work as usual.",
                ),
            ],
            outputs=[
                io.Conditioning.Output(
                    "conditioning", display_name="CONDITIONING", tooltip="The embedded prompt, with its words."
                )
            ],
        )

    @classmethod
    def execute(cls, clip: Any, text: str) -> io.NodeOutput:
        conditioning, failures = encoded(clip, text), Failures()
        carried = failures.guard(lambda: carry_tokens(conditioning, clip, text))
        return io.NodeOutput(conditioning if carried is None else carried, ui=failures.ui)
