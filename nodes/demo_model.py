"""Demo Model (Diffulizer): a miniature SDXL that needs no download."""

from __future__ import annotations

from comfy_api.latest import io

from .sockets import CATEGORY, newer


class DemoModel(io.ComfyNode):
    """Node that loads MODEL, CLIP and VAE of the miniature SDXL in this repository."""

    @classmethod
    def define_schema(cls) -> io.Schema:
        return io.Schema(
            node_id="Diffulizer_DemoModel",
            display_name="Demo Model (Diffulizer)",
            category=CATEGORY,
            description="A miniature of SDXL that draws coloured shapes at 256 x 256 in seconds, on any computer. "
            "Prompts such as 'a small red circle above a blue square on a grey background, cartoon style'. "
            "The words it knows: red, green, blue, yellow, purple, orange; circle, square, triangle, star, heart, "
            "shape; small, large; above, below, left of, right of; on the left, on the right, at the top, "
            "at the bottom; white, grey, black, pink background; photo, cartoon style. "
            "It can't tell other words apart. Nothing taught it where its attention should point.",
            **newer(search_aliases=["tiny SDXL", "test model", "small checkpoint"]),
            inputs=[],
            outputs=[
                io.Model.Output("model", display_name="MODEL", tooltip="The miniature UNet, SDXL's architecture."),
                io.Clip.Output("clip", display_name="CLIP", tooltip="Its two text encoders."),
                io.Vae.Output("vae", display_name="VAE", tooltip="Its autoencoder."),
            ],
        )

    @classmethod
    def execute(cls) -> io.NodeOutput:
        from ..demo_model.loader import load_demo_model  # only now: no other node needs what it needs of the host

        return io.NodeOutput(*load_demo_model())
