"""Token Heatmap: where in the image words get attention, as pictures and masks."""

from __future__ import annotations

from typing import Any

import torch
from comfy_api.latest import io

from ...diffulizer.analysis import NOT_CAUSATION
from ...diffulizer.analysis.effects import effect_maps
from ...diffulizer.analysis.gather import gather_maps
from ...diffulizer.analysis.heatmap import AUTO, METHODS, word_maps
from ...diffulizer.analysis.masks import KINDS, SCALES, scaled
from ...diffulizer.analysis.selection import select_words
from ...diffulizer.effects import ATTENTION, EFFECT, GATHER, SOURCES
from ...diffulizer.plots.style import COLOUR_MAPS
from ...diffulizer.recording import Recording as RecordingProtocol
from ..failures import FallibleNode, stop_input
from ..sockets import CATEGORY, check_choices, face, newer
from .inputs import batch_input, condition_input, end_input, latent_input, recording_input, start_input
from .pictures import appearance_inputs, image_input, map_outputs, map_request

SEPARATE, MEAN, MAX = "separate", "mean", "max"
COMBINATIONS = (SEPARATE, MEAN, MAX)


class TokenHeatmap(FallibleNode):
    """Node that shows the cross-attention to words."""

    @classmethod
    @face("words", "layers", "opacity", "threshold", "mask_grow")
    def define_schema(cls) -> io.Schema:
        return io.Schema(
            node_id="Diffulizer_TokenHeatmap",
            display_name="Token Heatmap",
            category=CATEGORY,
            description="Shows where in the image the model looked for words of the prompt, and makes masks of these "
            f"places. {NOT_CAUSATION}",
            **newer(
                search_aliases=["attention map", "heatmap", "cross attention", "word map", "attention mask", "DAAM"]
            ),
            inputs=[
                recording_input(),
                io.String.Input(
                    "words",
                    tooltip="Words of the prompt, separated by commas: circle, red circle. Words that follow each "
                    "other are one phrase, and their attention is summed. circle#2 is the second circle "
                    "alone.",
                ),
                io.Combo.Input(
                    "combine",
                    options=list(COMBINATIONS),
                    default=SEPARATE,
                    tooltip="How several words are shown: one picture for each word, or one picture of their mean, or"
                    " of the largest value at each place.",
                ),
                io.String.Input(
                    "layers",
                    default=AUTO,
                    tooltip="Which recorded layers to use. 'auto' takes those that see these words most clearly, '*' "
                    "takes all. Name patterns, ids such as layer_3, and input, middle, output work too.",
                ),
                start_input(),
                end_input(),
                condition_input(),
                io.Combo.Input(
                    "method",
                    options=list(METHODS),
                    default=METHODS[0],
                    tooltip="'mean' is the mean over layers and steps. 'DAAM' is the sum over all heads as in Tang et"
                    " al. 2022, enlarged bicubically, without the middle block.",
                ),
                io.Combo.Input(
                    "scale",
                    options=list(SCALES),
                    default=SCALES[0],
                    tooltip="'normalised' stretches each map to its own largest value. 'absolute' gives all maps of "
                    "this node one scale, to compare words and images.",
                ),
                *appearance_inputs(),
                batch_input(-1),
                image_input(),
                latent_input(),
                stop_input(),
                io.Combo.Input(  # the last one: widgets of older workflows keep their places
                    "source",
                    options=list(SOURCES),
                    default=ATTENTION,
                    optional=True,
                    tooltip="'attention' shows where the model looked for the words. 'effect' shows where its guess "
                    "changes without them, if Capture Settings measured that; layers, condition and method then have "
                    "no meaning. 'gather' shows which places the words look at, if Capture Settings recorded that; "
                    "method then has no meaning.",
                ),
            ],
            outputs=map_outputs(),
        )

    @classmethod
    def validate_inputs(
        cls,
        combine: str | None = None,
        method: str | None = None,
        scale: str | None = None,
        mask_type: str | None = None,
        colour_map: str | None = None,
        source: str | None = None,
    ) -> bool | str:
        return check_choices(
            combine=(combine, COMBINATIONS),
            method=(method, METHODS),
            scale=(scale, SCALES),
            mask_type=(mask_type, KINDS),
            colour_map=(colour_map, COLOUR_MAPS),
            source=(source, SOURCES),
        )

    @classmethod
    def make(
        cls,
        recording: RecordingProtocol,
        words: str,
        combine: str,
        layers: str,
        condition: str,
        method: str,
        scale: str,
        source: str = ATTENTION,
        **request: Any,
    ) -> io.NodeOutput:
        pass_, items, steps, pictures = map_request(recording, **request)
        groups = select_words(pass_.conditions, words, *(() if source == EFFECT else (condition,)))
        if source == EFFECT:
            by_group = effect_maps(pass_, groups, steps=steps, items=items)
        elif source == GATHER:
            by_group = gather_maps(pass_, groups, layers=layers, steps=steps, items=items)
        else:
            by_group = word_maps(pass_, groups, layers=layers, steps=steps, items=items, method=method)
        maps = [pictures.enlarged(one) for one in by_group]
        values = scaled(torch.stack(maps, dim=1), scale)
        if combine != SEPARATE:
            values = values.mean(1, keepdim=True) if combine == MEAN else values.amax(1, keepdim=True)
            values = scaled(values, scale)
        return pictures.output(values)
