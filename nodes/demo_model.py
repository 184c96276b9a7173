"""Demo Model (Diffulizer): a miniature SDXL that needs no download."""

from __future__ import annotations

from comfy_api.latest import io

from .host.demo_loader import load_demo_model
from .sockets import CATEGORY


class DemoModel(io.ComfyNode):
    """MODEL, CLIP and VAE of the miniature SDXL in this repository."""

    @classmethod
    def define_schema(cls) -> io.Schema:
        return io.Schema(
            node_id="Diffulizer_DemoModel",
            display_name="Demo Model (Diffulizer)",
            category=CATEGORY,
            description="A miniature of SDXL that draws coloured shapes at 256 x 256 in seconds, on any computer. "
            "It knows prompts such as 'a red circle above a blue square on a grey background, cartoon style': "
            "red, green, blue, yellow, purple, orange; circle, square, triangle, star, heart; "
            "above, below, left of, right of; small, large; white, grey, black, pink background; photo, cartoon style. "
            "Its attention was taught where objects are, so its maps are clearer than those of real models.",
            inputs=[],
            outputs=[
                io.Model.Output("model", display_name="MODEL", tooltip="The miniature UNet, SDXL's architecture."),
                io.Clip.Output("clip", display_name="CLIP", tooltip="Its two text encoders."),
                io.Vae.Output("vae", display_name="VAE", tooltip="Its autoencoder."),
            ],
        )

    @classmethod
    def execute(cls) -> io.NodeOutput:
        return io.NodeOutput(*load_demo_model())
