"""Contact sheet: a picture, and beside it what it is without each of its words, and where that changes it."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import torch

from ..analysis.removals import WordRow, moment_of
from ..maths.numbers import Floats
from ..maths.resizing import resized
from ..render import Pixels
from .overlays import coloured, overlaid
from .page import Page
from .style import COLOUR_MAPS, LARGEST, SMALLEST, Look, Theme, word_colour

WIDTH = 1280
OPACITY = 0.65
CAPTION = (
    "Left: the picture without the word, from the same noise. Right: where the final latent changes, over the whole "
    "prompt's picture; all words on one scale. What is not above the noise floor is not shown. One seed is one example."
)
LEFT_OUT = {
    "attention": "Each word was removed from the attention: it got none in the cross-attention layers.",
    "text": "Each word was left out of the text, so the embeddings of the other words changed too.",
}


def contact_sheet(
    base: Pixels,
    pictures: Sequence[Pixels],
    changes: Floats,
    rows: Sequence[WordRow],
    *,
    steps: int,
    kind: str,
    note: str,
    theme: Theme,
    width: int = WIDTH,
) -> Page:
    """Draw the sheet, as high as its pictures.

    Args:
        base: [h, w, 3] the whole prompt's picture.
        pictures: the same without each word.
        changes: [words + 1, r, c] where each word changes the latent, the null's last.
        rows: the table's row of each word.
        steps: number of steps.
        kind: how words were removed, "attention" or "text".
        note: a line on the prompt.
    """
    across = min(3, 1 + (len(pictures) > 3) + (len(pictures) > 8))
    aspect = base.shape[1] / base.shape[0]
    down = math.ceil((len(pictures) + 1) / across)
    height = width * 0.6
    for _ in range(4):
        unit = Look(width, max(SMALLEST, min(LARGEST, round(height))), theme).text_size
        side = _side(width - 2.6 * unit, across, unit)
        height = 9.5 * unit + down * (side / aspect + 4.2 * unit)
    look = Look(width, max(SMALLEST, min(LARGEST, round(height))), theme)
    page = Page(look, title="Without each word", note=note, caption=f"{LEFT_OUT[kind]} {CAPTION}")
    left, top, right, bottom = page.box
    unit = page.unit
    block = (bottom - top) / down
    wide = int(min(_side(right - left, across, unit), (block - 4.2 * unit) * aspect))
    size = (wide, int(wide / aspect))
    cell = (right - left + 1.5 * unit) / across
    places = where_it_changed(base, changes)
    for i in range(len(pictures) + 1):
        x, y = round(left + (i % across) * cell), round(top + (i // across) * block)
        room = 2 * wide + 0.4 * unit
        if i == 0:
            page.write("the whole prompt", x, y, size=0.95, bold=True)
            page.paste(base, x, round(y + 1.6 * unit), size)
            continue
        row = rows[i - 1]
        page.write("■", x, y, size=0.95, colour=word_colour(i - 1, row.word))
        name = page.fitted(f"without {row.word}", room - 1.4 * unit, 0.95 * unit, bold=True)
        page.write(name, x + 1.3 * unit, y, size=0.95, bold=True)
        page.paste(pictures[i - 1], x, round(y + 1.6 * unit), size)
        page.paste(places[i - 1], round(x + wide + 0.4 * unit), round(y + 1.6 * unit), size)
        line = page.fitted(moment_of(row, steps), room, 0.75 * unit)
        page.write(line, x, y + 1.8 * unit + size[1], size=0.75, colour=page.theme.soft)
    return page


def _side(room: float, across: int, unit: float) -> float:
    """Return the width of a picture: cells hold two, with gaps between."""
    return (room - 1.5 * unit * (across - 1)) / across / 2 - 0.2 * unit


def where_it_changed(base: Pixels, changes: Floats) -> list[Pixels]:
    """Return for each word the changes above the noise floor, in colours over the picture: [h, w, 3] uint8. All have
    one scale."""
    floor, largest = float(changes[-1].max()), max(1e-12, float(changes.max()))
    below = torch.from_numpy(base.astype(np.float32) / 255)[None]
    drawn = []
    for change in changes[:-1]:
        values = torch.from_numpy(np.where(change > floor, change, 0.0) / largest).float()
        enlarged = resized(values[None], (base.shape[0], base.shape[1]))
        shown = overlaid(below, coloured(enlarged, COLOUR_MAPS[0]), OPACITY)[0]
        drawn.append(np.asarray((shown * 255).round().numpy(), np.uint8))
    return drawn
