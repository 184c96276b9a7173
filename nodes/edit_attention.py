"""Edit Attention: changes what words of the prompt do in the cross-attention of a model."""

from __future__ import annotations

from typing import Any

from comfy_api.latest import io
from torch import Tensor

from ..diffulizer.edits import ACTIONS, ALL, POLARITIES, AttentionEdit
from .host.editing import with_edit
from .sockets import CATEGORY, check_choices, face, newer


class EditAttention(io.ComfyNode):
    """Node that takes a MODEL and returns it with an edit of its cross-attention. Several may follow one another."""

    @classmethod
    @face("words", "action", "factor", "layers")
    def define_schema(cls) -> io.Schema:
        default = AttentionEdit("*")
        return io.Schema(
            node_id="Diffulizer_EditAttention",
            display_name="Edit Attention",
            category=CATEGORY,
            description="Takes words away from the model's attention, or makes them weaker or stronger, to see what "
            "they did. This changes the picture. The words stay in the text encoders: what other words took from "
            "them there stays too.",
            **newer(
                search_aliases=[
                    "remove word",
                    "mute word",
                    "attention editing",
                    "ablation",
                    "causal",
                    "prompt weight",
                    "cross attention control",
                ]
            ),
            inputs=[
                io.Model.Input("model", tooltip="The model to edit. To record it too, put Record Attention after it."),
                io.String.Input(
                    "words",
                    tooltip="Words of the prompt, separated by commas: circle, red circle. circle#2 is the second "
                    "circle alone. If a word is not in the prompt, sampling ends with an error that lists those that "
                    "are.",
                ),
                io.Combo.Input(
                    "action",
                    options=list(ACTIONS),
                    default=default.action,
                    tooltip="'remove': the words get no attention, and the other tokens share it. 'mute': the words "
                    "keep their attention, but give nothing for it. 'scale': their attention, against that of all "
                    "other tokens, is multiplied by factor. 'swap': two words trade places: each one's content goes "
                    "where the other was looked at.",
                ),
                io.Float.Input(
                    "factor",
                    default=default.factor,
                    min=0.0,
                    max=1000.0,
                    step=0.05,
                    round=0.0001,
                    tooltip="For 'scale': 2 doubles the words' odds against all other tokens, 0.5 halves them, and 0 "
                    "removes them. 1 leaves the attention as it is, and shows what taking another kernel changes by "
                    "itself.",
                ),
                io.String.Input(
                    "layers",
                    default=ALL,
                    tooltip="Which cross-attention layers: '*' is all, 'auto' those that see the words most clearly at "
                    "the first step, which is evaluated once more for that. encoder, middle and decoder are parts of "
                    "the network, and name patterns work too.",
                ),
                io.Combo.Input(
                    "condition",
                    options=list(POLARITIES),
                    default=default.condition,
                    tooltip="The prompts in which the words are edited.",
                ),
                io.String.Input(
                    "heads", default=ALL, tooltip="Which attention heads, from 0: '0-3, 7'. '*' is all of them."
                ),
                io.Int.Input(
                    "start_step",
                    default=default.start_step,
                    min=-10_000,
                    max=10_000,
                    tooltip="The first step at which the edit acts, from 1 as in the panels. Below 0 it counts from "
                    "the end.",
                ),
                io.Int.Input(
                    "end_step",
                    default=default.end_step,
                    min=-10_000,
                    max=10_000,
                    tooltip="The last step at which it acts. -1 is the last step.",
                ),
                io.Float.Input(
                    "start_percent",
                    default=default.start_percent,
                    min=0.0,
                    max=1.0,
                    step=0.001,
                    tooltip="The part of the noise schedule in which it acts, as in ComfyUI's own nodes: 0 is the "
                    "start.",
                ),
                io.Float.Input(
                    "end_percent",
                    default=default.end_percent,
                    min=0.0,
                    max=1.0,
                    step=0.001,
                    tooltip="The end of that part: 1 is the end of sampling.",
                ),
                io.Mask.Input(
                    "mask",
                    optional=True,
                    tooltip="The part of the picture in which 'remove' or 'scale' acts, as ComfyUI's mask editor or "
                    "Token Heatmap makes it. Without it the edit acts everywhere.",
                ),
            ],
            outputs=[
                io.Model.Output(
                    "edited_model",
                    display_name="MODEL",
                    tooltip="The edited model. Wire it to a sampler, to Record Attention, or to another edit.",
                )
            ],
        )

    @classmethod
    def validate_inputs(cls, action: str | None = None, condition: str | None = None) -> bool | str:
        return check_choices(action=(action, ACTIONS), condition=(condition, POLARITIES))

    @classmethod
    def execute(cls, model: Any, mask: Tensor | None = None, **asked: Any) -> io.NodeOutput:
        return io.NodeOutput(with_edit(model, AttentionEdit(**asked), mask))
