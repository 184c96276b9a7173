"""Common part of the nodes that draw figures: size, theme, and an IMAGE for each image of the batch."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import torch
from comfy_api.latest import io
from torch import Tensor

from ...diffulizer.analysis.denoising import note_of
from ...diffulizer.analysis.selection import select_items
from ...diffulizer.analysis.shares import Shares, chosen_words, shares_of_pass
from ...diffulizer.plots.page import Page
from ...diffulizer.plots.style import LARGEST, SMALLEST, THEMES, Look, theme_of
from ...diffulizer.recording import Recording as RecordingProtocol
from ...diffulizer.recording import SamplingPass, batch_size
from .inputs import batch_input, latent_input, pass_of

DARK_OR_LIGHT = tuple(THEMES)


def look_inputs(width: int, height: int) -> list[Any]:
    """Return the inputs for the size and the theme of a figure."""
    sides = (("width", width), ("height", height))
    return [
        *(
            io.Int.Input(
                name,
                default=pixels,
                min=SMALLEST,
                max=LARGEST,
                tooltip=f"{name.capitalize()} of the figure in pixels. Text grows with the figure.",
            )
            for name, pixels in sides
        ),
        io.Combo.Input(
            "theme",
            options=list(DARK_OR_LIGHT),
            default=DARK_OR_LIGHT[0],
            tooltip="Colours on dark ground, or on light ground for papers and slides.",
        ),
    ]


def last_inputs() -> list[Any]:
    """Return the inputs that choose the image of the batch and the pass."""
    return [batch_input(-1), latent_input()]


def words_input() -> Any:
    return io.String.Input(
        "words",
        default="",
        tooltip="Words of the prompt to show, separated by commas: red, circle. Empty: those with the most attention.",
    )


def layers_input() -> Any:
    return io.String.Input(
        "layers",
        default="*",
        tooltip="Which recorded layers to average. '*' takes all. Name patterns, ids such as layer_3, and input, "
        "middle, output work too.",
    )


def figure_output(name: str, tooltip: str) -> Any:
    return io.Image.Output(name, display_name=name.replace("_", " "), tooltip=tooltip)


def look(width: int, height: int, theme: str) -> Look:
    return Look(width, height, theme_of(theme))


def drawn(
    recording: RecordingProtocol,
    draw: Callable[[SamplingPass, int, Look], Page],
    *,
    width: int,
    height: int,
    theme: str,
    batch_index: int,
    latent: dict[str, Any] | None = None,
) -> io.NodeOutput:
    """Draw a figure for each chosen image of the batch: [N, height, width, 3] float32.

    Args:
        draw: draws a page of the pass, the image's index in its batch, and the look.
    """
    pass_, size = pass_of(recording, latent), look(width, height, theme)
    items = select_items(batch_size(pass_), batch_index)
    return io.NodeOutput(torch.cat([as_image(draw(pass_, item, size)) for item in items]))


def drawn_shares(
    recording: RecordingProtocol,
    draw: Callable[[Shares, list[int], str, Look], Page],
    *,
    words: str,
    layers: str,
    **drawing: Any,
) -> io.NodeOutput:
    """Draw figures of shares of attention, as ``drawn`` does.

    Args:
        draw: draws a page of the shares, the chosen words, a line on what was sampled, and the look.
    """

    def page(pass_: SamplingPass, item: int, size: Look) -> Page:
        shares = shares_of_pass(pass_, item, layers)
        return draw(shares, chosen_words(pass_, shares, words), note_of(pass_), size)

    return drawn(recording, page, **drawing)


def as_image(page: Page) -> Tensor:
    """Convert a page to an IMAGE: [1, height, width, 3] float32 in 0..1."""
    return torch.from_numpy(page.pixels().astype(np.float32) / 255)[None]
