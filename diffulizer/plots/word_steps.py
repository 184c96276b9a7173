"""Figure of when each word acts: a matrix of words and steps."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from ..analysis import NOT_CAUSATION
from ..analysis.shares import Shares
from ..analysis.terms import WORD
from ..errors import SettingsError
from ..maths.numbers import Floats
from .heat import draw_matrix, draw_scale
from .numbers import percent
from .page import Page
from .style import Look, check_colour_map, term_colour

if TYPE_CHECKING:
    from matplotlib.axes import Axes

ABSOLUTE, NORMALISED = "absolute", "normalised"
SCALES = (ABSOLUTE, NORMALISED)
NAMES = 0.9
"""Largest size of the words, in units."""


def word_step_figure(
    shares: Shares,
    *,
    note: str,
    scale: str,
    colours: str,
    chosen: Sequence[int] = (),
    special: bool = False,
    look: Look,
) -> Page:
    """Draw a row for each word, a column for each step, and each word's mean as a bar.

    Args:
        scale: with "absolute", all words share one scale of attention; with "normalised", each word has its own, up to
            its largest share.
        colours: one of ``style.COLOUR_MAPS``.
        chosen: indices of the terms to show; an empty list means all words.
        special: whether start, end and padding have rows too.

    Raises:
        SettingsError: an option is unknown.
    """
    if scale not in SCALES:
        raise SettingsError(f"scale is {scale!r}; expected one of {', '.join(SCALES)}.")
    check_colour_map(colours)
    rows = [*(chosen or shares.words), *(shares.special if special else [])]
    values = matrix_of(shares, rows, scale)
    high = float(np.nanmax(values)) or 1.0
    page = Page(look, title="Words by step", note=note, caption=_caption(shares, scale, special))
    unit = page.unit
    left, top, right, bottom = page.box
    size = min(NAMES, (bottom - top - 5 * unit) / (1.3 * unit * len(rows)))
    names = max(page.text_width(shares.terms[i].text, size * unit, bold=True) for i in rows) + 2.2 * unit
    aside = min(0.2 * page.width, 9 * unit)
    page.shrink(left=min(names, 0.35 * page.width), right=aside, bottom=5.2 * unit, top=0.4 * unit)
    inner = page.box
    axes = page.axes(inner)
    draw_matrix(page, axes, values, colours=colours, low=0, high=high)
    bars = page.dressed(page.axes((inner[2] + 0.8 * unit, inner[1], right, inner[3])), grid=None)
    _draw_rows(page, bars, shares, rows, left, size)
    label = "share of attention" if scale == ABSOLUTE else "share of attention, of each word’s own largest"
    box = (inner[0], bottom - 1.9 * unit, inner[2], bottom - 1.2 * unit)
    draw_scale(page, box, colours=colours, low=0, high=high, label=label, shown=percent)
    return page


def matrix_of(shares: Shares, rows: Sequence[int], scale: str) -> Floats:
    """Return [rows, steps]; with the normalised scale, each row is divided by its largest value."""
    values = shares.values[list(rows)]
    if scale == ABSOLUTE:
        return values
    largest = np.nanmax(values, axis=1, keepdims=True)
    return np.asarray(values / np.where(largest > 0, largest, 1.0))


def _caption(shares: Shares, scale: str, special: bool) -> str:
    parts = [f"Mean attention over image positions and {shares.layers}; bars: the mean over steps."]
    if scale == NORMALISED:
        parts.append("Each word has its own scale: compare steps of a word, not words.")
    if shares.special and not special:
        mass = float(np.nanmean(shares.values[shares.special].sum(axis=0)))
        parts.append(f"{shares.special_names}, with {percent(mass)} of the attention, have no row.")
    return " ".join([*parts, NOT_CAUSATION])


def _draw_rows(page: Page, axes: Axes, shares: Shares, rows: Sequence[int], left: float, size: float) -> None:
    """Write each row's name at the left, and draw its mean share as a bar at the right."""
    means = shares.means()[list(rows)]
    colours = [term_colour(shares.terms[i]) for i in rows]
    axes.barh(np.arange(len(rows)), means, height=0.62, color=colours, linewidth=0, zorder=2)
    axes.set_ylim(len(rows) - 0.5, -0.5)
    axes.set_axis_off()
    frame = axes.get_position()
    x, room = frame.x0 * page.width, frame.width * page.width
    step = frame.height * page.height / len(rows)
    widest = page.text_width("00.0 %", 0.75 * page.unit)
    axes.set_xlim(0, (float(means.max()) or 1.0) * room / max(1.0, room - widest - 0.5 * page.unit))
    for k, (i, mean) in enumerate(zip(rows, means, strict=True)):
        y = (1 - frame.y1) * page.height + (k + 0.5) * step
        page.write("■", left, y - 0.6 * size * page.unit, size=size, colour=colours[k])
        start = left + 1.3 * size * page.unit
        edge = page.box[0] - 0.5 * page.unit
        name = page.fitted(shares.terms[i].text, edge - start, size * page.unit, bold=shares.terms[i].kind == WORD)
        page.write(name, start, y - 0.6 * size * page.unit, size=size, bold=shares.terms[i].kind == WORD)
        tip = x + room * mean / axes.get_xlim()[1] + 0.4 * page.unit
        shown = min(0.75, size)
        page.write(percent(mean), tip, y - 0.6 * shown * page.unit, size=shown, colour=page.theme.soft)
