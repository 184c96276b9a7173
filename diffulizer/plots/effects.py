"""Figure of what words change: where, beside the attention to them, and how much at each step."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ..analysis import NOT_CAUSATION
from ..analysis.word_effects import WordEffect, WordEffects
from ..effects import ATTENTION, TEXT
from ..maths.alignment import STEP
from ..maths.numbers import Floats
from .curves import Line, Panel, draw_panels
from .heat import coloured_map
from .page import Page
from .patterns import word_pattern
from .style import COLOUR_MAPS, Look, word_colour

MOST = 8
"""Largest number of words that the figure shows."""
HEADS = ("attention", "effect")
REMOVED = {ATTENTION: "removed from the attention", TEXT: "left out of the text"}


def effects_figure(effects: WordEffects, *, note: str, aspect: float, look: Look) -> Page:
    """Draw a row for each of the words with the largest effects, with maps of attention and of effect, and a curve of
    the size of its effect over steps, above the noise floor.

    Args:
        note: a line on the run.
        aspect: ratio of the image's width to its height.

    Raises:
        SettingsError: the page has no room for the curves.
    """
    shown = effects.words[:MOST]
    page = Page(look, title="What each word changes", note=note, caption=_caption(effects, len(shown)))
    page.shrink(left=_draw_maps(page, shown, aspect) - page.box[0] + 1.5 * page.unit)
    at = [float(step + 1) for step in effects.steps]
    lines = [
        Line(at, list(word.sizes), word_colour(word.index, word.text), style=word_pattern(word.index).line)
        for word in shown
    ]
    floor = Line(at, list(effects.floor), look.theme.soft)
    draw_panels(page, [Panel("Size of the effect", "‖x̂₀ − x̂₀ without‖", [floor, *lines])], STEP)
    return page


def _caption(effects: WordEffects, shown: int) -> str:
    more = len(effects.words) - shown
    parts = [
        f"Effect: change of the predicted clean latent where the word is {REMOVED[effects.kind]}, mean of "
        f"{len(effects.steps)} measured step{'s' * (len(effects.steps) != 1)}, black where it is not above the noise "
        "floor. Attention: in the layer that sees the word most clearly. Each map has its own scale, from 0 to its "
        "largest value.",
        "Grey curve: the noise floor, of an evaluation that removed nothing.",
        *([f"{more} word{'s' * (more != 1)} with smaller effects not shown."] if more else []),
        NOT_CAUSATION,
    ]
    return " ".join(parts)


def _draw_maps(page: Page, words: Sequence[WordEffect], aspect: float) -> float:
    """Draw the maps at the left, and return where they end."""
    unit, gap = page.unit, round(0.5 * page.unit)
    left, top, right, bottom = page.box
    names = min(0.2 * (right - left), max(page.text_width(w.text, 0.9 * unit, bold=True) for w in words) + 2.8 * unit)
    head = 1.6 * unit
    across = (0.55 * (right - left) - names - gap) / len(HEADS)
    down = (bottom - top - head - gap * (len(words) - 1)) / len(words)
    size = max(1, int(min(across, down * aspect))), max(1, int(min(down, across / aspect)))
    for column, text in enumerate(HEADS):
        x = round(left + names + column * (size[0] + gap))
        page.write(page.fitted(text, size[0], 0.8 * unit, bold=True), x, top, size=0.8, bold=True)
        for row, word in enumerate(words):
            y = round(top + head + row * (size[1] + gap))
            values = word.effect if text == "effect" else word.attention
            if values is None:
                page.write(page.fitted("not recorded", size[0], 0.7 * unit), x, y, size=0.7, colour=page.theme.soft)
            else:
                page.frame(x, y, size)
                page.paste(_coloured(page, values.astype(np.float64)), x, y, size)
    for row, word in enumerate(words):
        middle = top + head + row * (size[1] + gap) + size[1] / 2 - 0.6 * unit
        sign = word_pattern(word.index).line_sign
        page.write(sign, left, middle, size=0.9, colour=word_colour(word.index, word.text))
        name = page.fitted(word.text, names - 2.6 * unit, 0.9 * unit, bold=True)
        page.write(name, left + 2.0 * unit, middle, size=0.9, bold=True)
    return left + names + len(HEADS) * (size[0] + gap)


def _coloured(page: Page, values: Floats) -> np.ndarray:
    return coloured_map(page, values, COLOUR_MAPS[0], low=0.0, high=float(values.max()) or 1.0)
