"""Where in the image one run attends to a word more than another, step by step."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from PIL import Image
from torch import Tensor

from ..analysis.comparison import common_words
from ..analysis.grids import finest, on_whole_image, resized
from ..analysis.selection import WordGroup, select_layers, select_words
from ..errors import RecordingError, said_of
from ..layers import AttentionLayer
from ..metrics.numbers import Floats
from ..recording import SamplingPass
from .comparison import draw_names
from .heat import colour_table, draw_scale
from .numbers import mark
from .page import Page
from .style import DIFFERENCES, Look, word_colour

MOST_WORDS = 4
"""Rows unless words are asked for."""
LEAST = 1e-3
"""The scale's end at least: float16's rounding must not look like a difference."""
ENLARGED = 16
"""Pixels for each cell when a map is smoothed for the page."""


NO_WORDS = "The two prompts share no word: there is nothing to subtract."
CAPTION = (
    "Red: B attends to the word more there; blue: A does; white: both alike. Mean over the chosen layers, all maps on "
    "one scale. A difference of attention is not what causes a difference of the pictures."
)


@dataclass(frozen=True)
class WordDifference:
    """The attention to a word in B minus that in A.

    Attributes:
        text: the word.
        place: in A's prompt, which gives its colour.
        maps: by A's step, [r, c] on the coarser grid of both; steps without maps of both are missing.
    """

    text: str
    place: int
    maps: Mapping[int, Floats]


def word_differences(
    a: SamplingPass,
    b: SamplingPass,
    *,
    items: tuple[int, int],
    words: str,
    layers: str,
    pairs: Sequence[tuple[int, int]],
) -> list[WordDifference]:
    """Of the words asked for, or of the ``MOST_WORDS`` common ones whose maps differ most.

    Args:
        items: which image of its batch, of A and of B.
        words: a list as in ``select_words``; empty: common words, marks such as commas and quotes left out.
        layers: see ``select_layers``.
        pairs: (A's step, B's step), from 0.

    Raises:
        SettingsError: a word is not in both prompts, or the layers match nothing.
        RecordingError: no maps of both were recorded at these steps.
    """
    common = [pair for word, pair in common_words(a, b).items() if any(c.isalnum() for c in word)]
    if not words.strip() and not common:
        return []
    groups, chosen = [], []
    for side, pass_ in enumerate((a, b)):
        with said_of(f"recording {'AB'[side]}"):
            groups.append(select_words(pass_.conditions, words) if words.strip() else [pair[side] for pair in common])
            chosen.append(select_layers(pass_.layers, layers, "cross"))
    differences: dict[int, Floats] = {}
    for step, other in pairs:
        one = _maps(a, step, items[0], chosen[0], groups[0])
        two = _maps(b, other, items[1], chosen[1], groups[1])
        if one is not None and two is not None:
            grid = (min(one.shape[1], two.shape[1]), min(one.shape[2], two.shape[2]))
            differences[step] = (resized(two, grid) - resized(one, grid)).numpy().astype(np.float64)
    if not differences:
        raise RecordingError("There are no maps of both recordings at these steps. Choose other steps or layers.")
    found = [
        WordDifference(group.text, group.places[0], {step: maps[i] for step, maps in differences.items()})
        for i, group in enumerate(groups[0])
    ]
    if words.strip():
        return found
    largest = sorted(found, key=lambda one: -max(float(np.abs(m).max()) for m in one.maps.values()))
    return sorted(largest[:MOST_WORDS], key=lambda one: one.place)


def _maps(
    pass_: SamplingPass, step: int, item: int, layers: Sequence[AttentionLayer], groups: Sequence[WordGroup]
) -> Tensor | None:
    """[words, r, c] mean over the layers that hold maps of all the words, on their finest grid; None without any."""
    latent_grid = (pass_.initial_latent.shape[-2], pass_.initial_latent.shape[-1])
    found = []
    for layer in layers:
        crosses = {c: pass_.steps[step].cross.get((layer.id, c)) for c in {g.condition.id for g in groups}}
        maps = {c: cross.maps[item].float() for c, cross in crosses.items() if cross and cross.maps is not None}
        if len(maps) == len(crosses):
            sums = [maps[g.condition.id][list(g.tokens)].sum(0) for g in groups]
            placed = [on_whole_image(m, g.condition, latent_grid) for m, g in zip(sums, groups, strict=True)]
            grid = finest([(m.shape[0], m.shape[1]) for m in placed])
            found.append(torch.stack([resized(m, grid) for m in placed]))
    if not found:
        return None
    grid = finest([(m.shape[1], m.shape[2]) for m in found])
    return torch.stack([resized(m, grid) for m in found]).mean(0)


def difference_figure(
    words: Sequence[WordDifference],
    pairs: Sequence[tuple[int, int]],
    *,
    notes: tuple[str, str],
    aspect: float,
    look: Look,
    missing: str = NO_WORDS,
) -> Page:
    """A row for each word, a column for each pair of steps, one symmetric scale for all.

    Args:
        words: of ``word_differences``.
        notes: on A and B.
        aspect: width of the image for its height.
        missing: what the page says if there are no words.
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
                page.paste(_coloured(page, values, limit), x, y, (wide, tall))
    for row, word in enumerate(words):
        middle = y0 + row * (tall + gap) + tall / 2 - 0.6 * unit
        page.write("■", left, middle, size=0.9, colour=word_colour(word.place))
        room = names - 2.0 * unit
        page.write(page.fitted(word.text, room, 0.9 * unit, bold=True), left + 1.3 * unit, middle, size=0.9, bold=True)
    under = y0 + len(words) * (tall + gap)
    end = x0 + len(pairs) * (wide + gap) - gap
    place = (x0, under + 0.5 * unit, min(end, x0 + 30 * unit), under + 1.2 * unit)
    label = "share of attention, B minus A"
    draw_scale(page, place, colours=DIFFERENCES, low=-limit, high=limit, label=label, shown=_points)


def _points(share: float) -> str:
    return f"{mark(float(f'{100 * share:.2g}'))} %"


def _coloured(page: Page, values: Floats, limit: float) -> np.ndarray:
    """[h, w, 3] uint8, interpolated between the middles of cells."""
    rows, columns = values.shape
    image = Image.fromarray(values.astype(np.float32))
    smooth = np.asarray(image.resize((columns * ENLARGED, rows * ENLARGED), Image.Resampling.BILINEAR))
    return np.asarray(colour_table(page, DIFFERENCES)((smooth / limit + 1) / 2, bytes=True)[..., :3])
