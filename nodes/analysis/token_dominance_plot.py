"""Token Dominance Plot: how the attention is divided between the words."""

from __future__ import annotations

from typing import Any

from comfy_api.latest import io

from ...diffulizer.analysis import NOT_CAUSATION
from ...diffulizer.plots.dominance import STYLES, dominance_figure
from ...diffulizer.recording import Recording as RecordingProtocol
from ..failures import FallibleNode, stop_input
from ..sockets import CATEGORY, check_choices, face, newer
from .figures import (
    DARK_OR_LIGHT,
    drawn_shares,
    figure_output,
    last_inputs,
    layers_input,
    look_inputs,
    words_input,
)
from .inputs import recording_input


class TokenDominancePlot(FallibleNode):
    """Node that draws shares of attention over the steps."""

    @classmethod
    @face("words", "style", "theme")
    def define_schema(cls) -> io.Schema:
        return io.Schema(
            node_id="Diffulizer_TokenDominancePlot",
            display_name="Token Dominance Plot",
            category=CATEGORY,
            description="Plots how the attention of the whole image is divided between the words, step by step. "
            f"{NOT_CAUSATION}",
            **newer(search_aliases=["word attention", "token attention", "attention share", "attention over steps"]),
            inputs=[
                recording_input(),
                words_input(),
                io.Combo.Input(
                    "style",
                    options=list(STYLES),
                    default=STYLES[0],
                    tooltip="'stacked' stacks the words' shares, 'lines' draws a line for each word.",
                ),
                io.Boolean.Input(
                    "special_tokens",
                    "other tokens",
                    default=True,
                    tooltip="Show start, end and padding tokens in a panel below, because they get attention too. "
                    "Without them, the words are scaled to a sum of 100 %, and the caption says how much was "
                    "left out.",
                ),
                layers_input(),
                *look_inputs(1280, 800),
                *last_inputs(),
                stop_input(),
            ],
            outputs=[figure_output("plot", "The plot, one for each image that batch_index selects.")],
        )

    @classmethod
    def validate_inputs(cls, style: str | None = None, theme: str | None = None) -> bool | str:
        return check_choices(style=(style, STYLES), theme=(theme, DARK_OR_LIGHT))

    @classmethod
    def make(cls, recording: RecordingProtocol, style: str, special_tokens: bool, **drawing: Any) -> io.NodeOutput:
        return drawn_shares(
            recording,
            lambda shares, chosen, note, look: dominance_figure(
                shares, note=note, style=style, chosen=chosen, special=special_tokens, look=look
            ),
            **drawing,
        )
