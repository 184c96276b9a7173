"""Contact sheet: a picture, and beside it what it is without each of its words, and where that changes it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch

from ..analysis.denoising import note_of
from ..analysis.removals import WordRow, moment_of, removal_rows
from ..errors import SettingsError
from ..maths.numbers import Floats
from ..maths.resizing import resized
from ..recording import SamplingPass
from ..render import Pixels
from .overlays import coloured, overlaid
from .page import Page
from .style import COLOUR_MAPS, LARGEST, SMALLEST, Look, Theme, word_colour

WIDTH = 1280
SMALLEST_PICTURE = 16
"""Least length of a picture's shorter side, in pixels."""
HEAD, FOOT = 1.6, 2.2
"""Room for text above and below pictures, in units."""
OPACITY = 0.65
CAPTION = (
    "Left: the picture without the word, from the same noise. Right: where the final latent changes, over the whole "
    "prompt's picture; all words on one scale. What is not above the noise floor is not shown. One seed is one example."
)
LEFT_OUT = {
    "attention": "Each word was removed from the attention: it got none in the cross-attention layers.",
    "text": "Each word was left out of the text, so the embeddings of the other words changed too.",
}


@dataclass(frozen=True)
class WithoutWords:
    """Content of the sheet of one image.

    Attributes:
        base: [h, w, 3] the whole prompt's picture.
        pictures: the same without each word.
        changes: [words + 1, r, c] where each word changes the latent, the null's last.
        rows: the table's row of each word.
        steps: number of steps.
        kind: how words were removed, one of ``effects.KINDS``.
        note: a line on the prompt.
    """

    base: Pixels
    pictures: Sequence[Pixels]
    changes: Floats
    rows: Sequence[WordRow]
    steps: int
    kind: str
    note: str

    @property
    def aspect(self) -> float:
        """Ratio of a picture's width to its height."""
        return float(self.base.shape[1] / self.base.shape[0])


def without_words(pass_: SamplingPass, item: int, base: Pixels, pictures: Sequence[Pixels]) -> WithoutWords:
    """Gather what became of one image of a pass without each of its words.

    Args:
        item: the number of the image in its batch.
        base, pictures: its final picture, and those without each word.

    Raises:
        RecordingError: the pass was not sampled without its words.
    """
    rows, removals = removal_rows(pass_, item, pictures, base), pass_.removals
    assert removals is not None
    changes = removals.change[item].float().numpy()
    return WithoutWords(base, pictures, changes, rows, len(pass_.steps), removals.removed.kind, note_of(pass_))


def contact_sheet(shown: WithoutWords, look: Look) -> Page:
    """Draw the sheet, its pictures as large as the page allows.

    Args:
        look: size and colours, such as ``sheet_look`` gives.

    Raises:
        SettingsError: the pictures would be too small.
    """
    base, pictures, aspect = shown.base, shown.pictures, shown.aspect
    page = Page(look, title="Without each word", note=shown.note, caption=f"{LEFT_OUT[shown.kind]} {CAPTION}")
    left, top, right, bottom = page.box
    unit, count = page.unit, len(pictures) + 1
    gap, beside = 0.4 * unit, 1.5 * unit

    def side(across: int) -> float:
        """Return the width of a picture with so many cells in a row."""
        down = math.ceil(count / across)
        wide = ((right - left + beside) / across - beside - gap) / 2
        return float(min(wide, ((bottom - top) / down - (HEAD + FOOT) * unit) * aspect))

    across = max(range(1, count + 1), key=lambda n: (side(n), -n))
    wide = int(side(across))
    size = (wide, int(wide / aspect))
    if min(size) < SMALLEST_PICTURE:
        raise SettingsError(
            f"{count - 1} words leave {max(0, wide)} pixels for each picture of {page.width} x {page.height}; choose "
            "fewer words or a larger size."
        )
    places = where_it_changed(shown)
    room, block = 2 * wide + gap, size[1] + (HEAD + FOOT) * unit
    for i in range(count):
        x, y = round(left + (i % across) * (room + beside)), round(top + (i // across) * block)
        under = round(y + HEAD * unit)
        if i == 0:
            page.write(page.fitted("the whole prompt", room, 0.95 * unit, bold=True), x, y, size=0.95, bold=True)
            page.paste(base, x, under, size)
            continue
        row = shown.rows[i - 1]
        page.write("■", x, y, size=0.95, colour=word_colour(i - 1, row.word))
        name = page.fitted(f"without {row.word}", room - 1.4 * unit, 0.95 * unit, bold=True)
        page.write(name, x + 1.3 * unit, y, size=0.95, bold=True)
        page.paste(pictures[i - 1], x, under, size)
        page.paste(places[i - 1], round(x + wide + gap), under, size)
        line = page.fitted(moment_of(row, shown.steps), room, 0.75 * unit)
        page.write(line, x, under + size[1] + 0.2 * unit, size=0.75, colour=page.theme.soft)
    return page


def sheet_look(shown: WithoutWords, theme: Theme, width: int = WIDTH) -> Look:
    """Return the look of a sheet whose pictures fill its width."""
    count = len(shown.pictures)
    across = min(3, 1 + (count > 2) + (count > 8))
    down = math.ceil((count + 1) / across)
    height = width * 0.6
    for _ in range(4):
        unit = Look(width, max(SMALLEST, min(LARGEST, round(height))), theme).text_size
        wide = ((width - 2.6 * unit + 1.5 * unit) / across - 1.9 * unit) / 2
        height = 9.5 * unit + down * (wide / shown.aspect + (HEAD + FOOT) * unit)
    return Look(width, max(SMALLEST, min(LARGEST, round(height))), theme)


def where_it_changed(shown: WithoutWords) -> list[Pixels]:
    """Return for each word the changes above the noise floor, in colours over the picture: [h, w, 3] uint8. All have
    one scale."""
    base, changes = shown.base, shown.changes
    floor, largest = float(changes[-1].max()), max(1e-12, float(changes.max()))
    below = torch.from_numpy(base.astype(np.float32) / 255)[None]
    drawn = []
    for change in changes[:-1]:
        values = torch.from_numpy(np.where(change > floor, change, 0.0) / largest).float()
        enlarged = resized(values[None], (base.shape[0], base.shape[1]))
        over = overlaid(below, coloured(enlarged, COLOUR_MAPS[0]), OPACITY)[0]
        drawn.append(np.asarray((over * 255).round().numpy(), np.uint8))
    return drawn
