"""Figure of word maps that are subtracted: where in the image one run attends to a word more than another."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ..analysis.word_differences import WordDifference
from .comparison import draw_names
from .heat import coloured_map, draw_scale
from .numbers import mark
from .page import Page
from .style import DIFFERENCES, Look, word_colour

LEAST = 1e-3
"""Least end of the scale, so that float16's rounding does not look like a difference."""

NO_WORDS = "The two prompts have no words to compare."
CAPTION = (
    "Red: B attends to the word more there; blue: A does; white: both alike. “a → b”: to b in B, to a in A. Mean over "
    "the chosen layers, all maps on one scale. A difference of attention does not prove what made the pictures differ."
)


def difference_figure(
    words: Sequence[WordDifference],
    pairs: Sequence[tuple[int, int]],
    *,
    notes: tuple[str, str],
    aspect: float,
    look: Look,
    missing: str = NO_WORDS,
) -> Page:
    """Draw a row for each word and a column for each pair of steps, with one symmetric scale for all.

    Args:
        words: the result of ``word_differences``.
        pairs: (A's step, B's step), from 0.
        notes: a line on A and a line on B.
        aspect: ratio of the image's width to its height.
        missing: the text of the page if there are no words.
    """
    page = Page(look, title="Attention of B minus attention of A", caption=CAPTION if words else "")
    draw_names(page, *notes, coloured=False)
    if words:
        limit = max([LEAST, *(float(np.abs(m).max()) for word in words for m in word.maps.values())])
        _draw_maps(page, words, pairs, aspect, limit)
        return page
    left, top, right, _ = page.box
    for i, line in enumerate(page.wrapped(missing, right - left, page.unit)):
        page.write(line, left, top + (1 + 1.4 * i) * page.unit)
    return page


def _draw_maps(
    page: Page, words: Sequence[WordDifference], pairs: Sequence[tuple[int, int]], aspect: float, limit: float
) -> None:
    unit, gap = page.unit, round(0.5 * page.unit)
    left, top, right, bottom = page.box
    names = min(0.25 * (right - left), max(page.text_width(w.text, 0.9 * unit, bold=True) for w in words) + 2.2 * unit)
    head, foot = 1.6 * unit, 2.6 * unit
    across = (right - left - names - gap * (len(pairs) - 1)) / len(pairs)
    down = (bottom - top - head - foot - gap * (len(words) - 1)) / len(words)
    wide, tall = int(min(across, down * aspect)), int(min(down, across / aspect))
    x0 = round(left + names)
    y0 = round(top + head)
    for column, (step, other) in enumerate(pairs):
        x = x0 + column * (wide + gap)
        numbers = f"{step + 1}" if step == other else f"{step + 1}, {other + 1}"
        label = f"step {numbers}" if step == other else f"steps {numbers}"
        fits = page.text_width(label, 0.8 * unit, bold=True) <= wide
        page.write(label if fits else numbers, x, y0 - 1.4 * unit, size=0.8, bold=True)
        for row, word in enumerate(words):
            values = word.maps.get(step)
            y = y0 + row * (tall + gap)
            if values is None:
                page.write("not recorded", x, y + tall / 2 - unit / 2, size=0.7, colour=page.theme.soft)
            else:
                page.frame(x, y, (wide, tall))
                picture = coloured_map(page, values, DIFFERENCES, low=-limit, high=limit)
                page.paste(picture, x, y, (wide, tall))
    for row, word in enumerate(words):
        middle = y0 + row * (tall + gap) + tall / 2 - 0.6 * unit
        page.write("■", left, middle, size=0.9, colour=word_colour(word.index, word.text))
        room = names - 2.0 * unit
        page.write(page.fitted(word.text, room, 0.9 * unit, bold=True), left + 1.3 * unit, middle, size=0.9, bold=True)
    under = y0 + len(words) * (tall + gap)
    end = x0 + len(pairs) * (wide + gap) - gap
    box = (x0, under + 0.5 * unit, min(end, x0 + 30 * unit), under + 1.2 * unit)
    label = "share of attention, B minus A"
    draw_scale(page, box, colours=DIFFERENCES, low=-limit, high=limit, label=label, shown=_points)


def _points(share: float) -> str:
    return f"{mark(float(f'{100 * share:.2g}'))} %"
