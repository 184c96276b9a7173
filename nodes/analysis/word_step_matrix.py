"""Word-Step Matrix: when each word gets attention."""

from __future__ import annotations

from typing import Any

from comfy_api.latest import io

from ...diffulizer.analysis import NOT_CAUSATION
from ...diffulizer.plots.style import COLOUR_MAPS
from ...diffulizer.plots.word_steps import SCALES, word_step_figure
from ...diffulizer.recording import Recording as RecordingProtocol
from ..failures import FallibleNode, stop_input
from ..sockets import CATEGORY, check_choices, face, newer
from .figures import DARK_OR_LIGHT, drawn_shares, figure_output, last_inputs, layers_input, look_inputs
from .inputs import recording_input


class WordStepMatrix(FallibleNode):
    """Node that draws a matrix with words in rows and steps in columns."""

    @classmethod
    @face("words", "scale", "theme")
    def define_schema(cls) -> io.Schema:
        return io.Schema(
            node_id="Diffulizer_WordStepMatrix",
            display_name="Word-Step Matrix",
            category=CATEGORY,
            description="Draws each word's share of the attention at each step as a matrix of colours, with the mean "
            f"of each word beside it. {NOT_CAUSATION}",
            **newer(search_aliases=["attention over steps", "word attention", "token attention", "heatmap"]),
            inputs=[
                recording_input(),
                io.String.Input(
                    "words",
                    default="",
                    tooltip="Words of the prompt that get a row, separated by commas: red, circle. Empty: all words.",
                ),
                io.Combo.Input(
                    "scale",
                    options=list(SCALES),
                    default=SCALES[0],
                    tooltip="'absolute' gives all words one scale, to compare them. 'normalised' stretches each row to "
                    "its own largest value, to see when a word gets most.",
                ),
                io.Combo.Input(
                    "colour_map",
                    options=list(COLOUR_MAPS),
                    default=COLOUR_MAPS[0],
                    tooltip="Colours from low to high. All are perceptually uniform; cividis suits colour-blind eyes.",
                ),
                io.Boolean.Input(
                    "special_tokens",
                    "other tokens",
                    default=False,
                    tooltip="Show start, end and padding tokens in rows of their own, because they get attention too."
                    " Without them, the caption says how much attention they get.",
                ),
                layers_input(),
                *look_inputs(1280, 640),
                *last_inputs(),
                stop_input(),
            ],
            outputs=[figure_output("matrix", "The matrix, one for each image that batch_index selects.")],
        )

    @classmethod
    def validate_inputs(
        cls, scale: str | None = None, colour_map: str | None = None, theme: str | None = None
    ) -> bool | str:
        return check_choices(scale=(scale, SCALES), colour_map=(colour_map, COLOUR_MAPS), theme=(theme, DARK_OR_LIGHT))

    @classmethod
    def make(
        cls, recording: RecordingProtocol, scale: str, colour_map: str, special_tokens: bool, **drawing: Any
    ) -> io.NodeOutput:
        return drawn_shares(
            recording,
            lambda shares, chosen, note, look: word_step_figure(
                shares, note=note, scale=scale, colours=colour_map, chosen=chosen, special=special_tokens, look=look
            ),
            **drawing,
        )
