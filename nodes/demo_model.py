"""Demo Model (Diffulizer): miniatures of SDXL and Flux that need no download."""

from __future__ import annotations

from comfy_api.latest import io

from ..demo_model.architecture import MODELS
from .sockets import CATEGORY, check_choices, newer


class DemoModel(io.ComfyNode):
    """Node that loads MODEL, CLIP and VAE of a demo model in this repository."""

    @classmethod
    def define_schema(cls) -> io.Schema:
        return io.Schema(
            node_id="Diffulizer_DemoModel",
            display_name="Demo Model (Diffulizer)",
            category=CATEGORY,
            description="A miniature of SDXL or Flux that draws coloured shapes at 256 x 256 in seconds, on any "
            "computer. Prompts such as 'a small red circle above a blue square on a grey background, cartoon style'. "
            "The words it knows: red, green, blue, yellow, purple, orange; circle, square, triangle, star, heart, "
            "shape; small, large; above, below, left of, right of; on the left, on the right, at the top, "
            "at the bottom; white, grey, black, pink background; photo, cartoon style. "
            "It can't tell other words apart. Nothing taught it where its attention should point.",
            **newer(search_aliases=["tiny SDXL", "test model", "small checkpoint"]),
            inputs=[
                io.Combo.Input(
                    "kind",  # outputs and inputs share no id, and an output has "model"
                    display_name="model",
                    options=list(MODELS),
                    default=MODELS[0],
                    optional=True,  # graphs from before it came have none
                    tooltip="'sdxl': a UNet that looks at the words in layers of their own. 'transformer': a miniature "
                    "of Flux, whose words and picture are one sequence. It has the same text encoders and autoencoder.",
                ),
            ],
            outputs=[
                io.Model.Output("model", display_name="MODEL", tooltip="The miniature network that removes noise."),
                io.Clip.Output("clip", display_name="CLIP", tooltip="Its two text encoders."),
                io.Vae.Output("vae", display_name="VAE", tooltip="Its autoencoder."),
            ],
        )

    @classmethod
    def validate_inputs(cls, kind: str | None = None) -> bool | str:
        return check_choices(kind=(kind, MODELS))

    @classmethod
    def execute(cls, kind: str = MODELS[0]) -> io.NodeOutput:
        from ..demo_model.loader import load_demo_model  # only now: no other node needs what it needs of the host

        return io.NodeOutput(*load_demo_model(kind=kind))
