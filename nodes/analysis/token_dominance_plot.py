"""Token Dominance Plot: how the attention is divided between the words."""

from __future__ import annotations

from typing import Any

from comfy_api.latest import io

from ...diffulizer.plots.dominance import SPECIAL, STYLES, dominance_figure
from ...diffulizer.plots.facts import note_of
from ...diffulizer.plots.page import Page
from ...diffulizer.plots.shares import chosen_words, shares_of_pass
from ...diffulizer.recording import Recording as RecordingProtocol
from ..sockets import CATEGORY, check_choices
from .figures import (
    DARK_OR_LIGHT,
    drawn,
    figure_output,
    last_inputs,
    layers_input,
    look,
    look_inputs,
    words_input,
)
from .inputs import pass_of, recording_input


class TokenDominancePlot(io.ComfyNode):
    """Shares of attention over the steps."""

    @classmethod
    def define_schema(cls) -> io.Schema:
        return io.Schema(
            node_id="Diffulizer_TokenDominancePlot",
            display_name="Token Dominance Plot",
            category=CATEGORY,
            description="Plots how the attention of the whole image is divided between the words, step by step. "
            "Attention is what layers look at, not what causes the picture.",
            inputs=[
                recording_input(),
                words_input(),
                io.Combo.Input(
                    "style",
                    options=list(STYLES),
                    default=STYLES[0],
                    tooltip="'stacked' piles the words' shares on each other, 'lines' draws a line for each.",
                ),
                io.Combo.Input(
                    "special_tokens",
                    options=list(SPECIAL),
                    default=SPECIAL[0],
                    tooltip="Start, end and padding tokens get attention too. 'shown apart' gives them a panel below; "
                    "'left out' scales the words to sum 100 % and says how much was left out.",
                ),
                layers_input(),
                *look_inputs(1280, 800),
                *last_inputs(),
            ],
            outputs=[figure_output("plot", "The plot, one for each image that batch_index asks for.")],
        )

    @classmethod
    def validate_inputs(
        cls, style: str | None = None, special_tokens: str | None = None, theme: str | None = None
    ) -> bool | str:
        return check_choices(
            style=(style, STYLES), special_tokens=(special_tokens, SPECIAL), theme=(theme, DARK_OR_LIGHT)
        )

    @classmethod
    def execute(
        cls,
        recording: RecordingProtocol,
        words: str,
        style: str,
        special_tokens: str,
        layers: str,
        width: int,
        height: int,
        theme: str,
        batch_index: int,
        latent: dict[str, Any] | None = None,
    ) -> io.NodeOutput:
        pass_ = pass_of(recording, latent)
        size = look(width, height, theme)

        def draw(item: int) -> Page:
            shares = shares_of_pass(pass_, item, layers)
            chosen = chosen_words(pass_, shares, words)
            return dominance_figure(
                shares, note=note_of(pass_), style=style, special=special_tokens, chosen=chosen, look=size
            )

        return io.NodeOutput(drawn(pass_, batch_index, draw))
