"""Self-Attention Map: where a place of the image looks, as pictures and masks."""

from __future__ import annotations

from typing import Any

from comfy_api.latest import io

from ...diffulizer.analysis.masks import KINDS, NORMALISED, scaled
from ...diffulizer.analysis.self_attention import place_map
from ...diffulizer.plots.overlays import marked
from ...diffulizer.plots.style import COLOUR_MAPS
from ...diffulizer.recording import Recording as RecordingProtocol
from ..failures import FallibleNode, stop_input
from ..sockets import CATEGORY, check_choices, face, newer
from .inputs import batch_input, condition_input, end_input, latent_input, recording_input, start_input
from .pictures import appearance_inputs, image_input, map_outputs, map_request


class SelfAttentionMap(FallibleNode):
    """Node that shows the self-attention of one place."""

    @classmethod
    @face("x", "y", "layers", "opacity")
    def define_schema(cls) -> io.Schema:
        return io.Schema(
            node_id="Diffulizer_SelfAttentionMap",
            display_name="Self-Attention Map",
            category=CATEGORY,
            description="Shows where a place of the image looked, among all other places, and makes a mask of it. "
            "Places of one thing often look at each other.",
            **newer(search_aliases=["attention map", "self attention", "attention mask"]),
            inputs=[
                recording_input(),
                io.Float.Input(
                    "x",
                    default=0.5,
                    min=0.0,
                    max=1.0,
                    step=0.01,
                    tooltip="The place, as a fraction of the image's width: 0 is the left edge, 1 the right one.",
                ),
                io.Float.Input(
                    "y",
                    default=0.5,
                    min=0.0,
                    max=1.0,
                    step=0.01,
                    tooltip="The place, as a fraction of the image's height: 0 is the upper edge, 1 the lower one.",
                ),
                io.String.Input(
                    "layers",
                    default="*",
                    tooltip="Which recorded layers: '*' is all of them; or name patterns, ids such as layer_3, or "
                    "input, middle, output.",
                ),
                start_input(),
                end_input(),
                condition_input(),
                *appearance_inputs(),
                batch_input(-1),
                image_input(),
                latent_input(),
                stop_input(),
            ],
            outputs=map_outputs(overlay="The map in colours over the picture; a ring marks the place."),
        )

    @classmethod
    def validate_inputs(cls, mask_type: str | None = None, colour_map: str | None = None) -> bool | str:
        return check_choices(mask_type=(mask_type, KINDS), colour_map=(colour_map, COLOUR_MAPS))

    @classmethod
    def make(
        cls,
        recording: RecordingProtocol,
        x: float,
        y: float,
        layers: str,
        condition: str,
        **request: Any,
    ) -> io.NodeOutput:
        pass_, items, steps, pictures = map_request(recording, **request)
        maps = place_map(pass_, x, y, condition=condition, layers=layers, steps=steps, items=items)
        values = scaled(pictures.enlarged(maps), NORMALISED)
        return pictures.output(values[:, None], finish=lambda overlay: marked(overlay, x, y))
