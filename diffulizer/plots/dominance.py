"""Figure of token dominance: how the attention is divided between the words, step by step."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from ..analysis import NOT_CAUSATION
from ..analysis.shares import Shares
from ..analysis.terms import WORD
from ..errors import SettingsError
from ..maths.alignment import STEP
from ..maths.numbers import Floats
from ..prompts import OTHER
from .curves import BESIDE, heading, scale_up
from .numbers import mark, percent
from .page import Page
from .patterns import PLAIN, Pattern, stripe, word_pattern
from .progress import LABELS, mark_progress
from .style import SPECIAL_COLOURS, Look, font, term_colour

if TYPE_CHECKING:
    from matplotlib.axes import Axes

STACKED, LINES = "stacked", "lines"
STYLES = (STACKED, LINES)
MOST = 10
"""Number of words that are told apart unless a person names some."""
OTHERS = "other words"
NAMES = 0.85
"""Size of the names beside the curves, in units."""


def dominance_figure(
    shares: Shares,
    *,
    note: str,
    style: str,
    chosen: Sequence[int] = (),
    special: bool = True,
    look: Look,
) -> Page:
    """Draw each word's share of the attention over the steps.

    Args:
        style: "stacked" areas in the order of the text, or "lines".
        chosen: indices of the terms to tell apart; an empty list means the ``MOST`` words with the largest shares.
        special: whether start, end and padding tokens have a panel of their own, with all shares out of the whole
            attention; without that panel, the words' shares are scaled to sum 1.

    Raises:
        SettingsError: the style is unknown.
    """
    if style not in STYLES:
        raise SettingsError(f"style is {style!r}; expected one of {', '.join(STYLES)}.")
    values = shares.values
    if not special:
        values = values / values[shares.words].sum(axis=0)
    page = Page(look, title="Token dominance", note=note, caption=_caption(shares, special, shares.layers))
    unit = page.unit
    apart = special and bool(shares.special)
    page.shrink(left=BESIDE * unit, top=1.9 * unit, bottom=2.2 * unit)
    left, top, right, bottom = page.box
    lower = bottom - 0.24 * (bottom - top) if apart else bottom
    upper = lower - (3.8 * unit if apart else 0)
    words = _words(shares, chosen, most=int((upper - top) / (1.2 * unit)) - 1)
    names = [OTHERS, *(shares.terms[i].text for i in words)]
    right -= min(0.32 * page.width, max(page.text_width(n, NAMES * unit, bold=True) for n in names) + 5.5 * unit)
    main = page.dressed(page.axes((left, top, right, upper)))
    out_of = "share of all attention" if special else "share of the attention to words"
    _draw_words(page, main, shares, values, words, style)
    heading(page, main, "Words", out_of)
    lowest = main
    if apart:
        lowest = page.dressed(page.axes((left, lower, right, bottom)))
        _draw_special(page, lowest, shares)
        heading(page, lowest, "Words and special tokens", out_of)
    lowest.set_xlabel(LABELS[STEP], fontproperties=font(0.8 * unit), color=page.theme.soft)
    return page


def _words(shares: Shares, chosen: Sequence[int], most: int) -> list[int]:
    """Return the words that are told apart, in the order of the text."""
    if chosen:
        return sorted(chosen)
    means = shares.means()
    return sorted(sorted(shares.words, key=lambda i: -means[i])[: max(1, min(most, MOST))])


def _caption(shares: Shares, special: bool, layers: str) -> str:
    mass = float(np.nanmean(shares.values[shares.special].sum(axis=0))) if shares.special else 0.0
    where = f"Mean over image positions and {layers}."
    if not shares.special:
        caption = "There are no special tokens."
    elif special:
        caption = f"{shares.special_names} are counted in."
    else:
        caption = f"{shares.special_names}, which get {percent(mass)} of all attention, are left out."
    return f"{where} {caption} {NOT_CAUSATION}"


@dataclass(frozen=True)
class _Series:
    name: str
    colour: str
    values: Floats
    pattern: Pattern = PLAIN

    @property
    def mean(self) -> float:
        return float(np.nanmean(self.values))


def _draw_words(page: Page, axes: Axes, shares: Shares, values: Floats, words: Sequence[int], style: str) -> None:
    """Draw the curves or areas with their names at the right; the words that are not told apart are one grey term."""
    theme, unit = page.theme, page.unit
    rest = [i for i in shares.words if i not in words]
    series = [
        _Series(shares.terms[i].text, term_colour(shares.terms[i]), values[i], word_pattern(shares.terms[i].index))
        for i in words
    ]
    if rest:
        series.append(_Series(OTHERS, theme.line_strong, values[rest].sum(axis=0)))
    if style == STACKED:
        _stack(page, axes, series)
        return
    at = _steps(values)
    for one in series:
        axes.plot(
            at,
            one.values,
            color=one.colour,
            linewidth=max(1.4, unit / 7),
            linestyle=one.pattern.line,
            solid_capstyle="round",
            dash_capstyle="butt",
            marker="o",
            markersize=unit / 3.6 if len(at) <= 40 else 0,
            markerfacecolor=one.colour if one.pattern == PLAIN else theme.panel,
            markeredgecolor=one.colour,
            markeredgewidth=0 if one.pattern == PLAIN else max(1.0, unit / 12),
            label=one.name,
            zorder=3,
            clip_on=False,
        )
    _dress(page, axes, at)
    _name(page, axes, series, [_last(one.values) for one in series], [one.pattern.line_sign for one in series])


def _draw_special(page: Page, axes: Axes, shares: Shares) -> None:
    """Draw the words together, then what is no word, up to 100 %."""
    name = "these words" if any(term.kind == OTHER for term in shares.terms) else "all words"
    series = [_Series(name, SPECIAL_COLOURS[WORD], shares.values[shares.words].sum(axis=0))]
    series += [_Series(shares.terms[i].text, term_colour(shares.terms[i]), shares.values[i]) for i in shares.special]
    _stack(page, axes, series)
    axes.set_ylim(0, 1)
    axes.set_yticks([0, 0.5, 1])


def _stack(page: Page, axes: Axes, series: Sequence[_Series]) -> None:
    """Draw areas on top of each other, the first one uppermost, in the order in which people read."""
    at = _steps(series[0].values)
    base = np.zeros(len(at))
    middles, striped = [], []
    for one in reversed(series):
        area = axes.fill_between(at, base, base + one.values, color=one.colour, linewidth=0, label=one.name, zorder=2)
        striped.append((area, one.pattern))
        edge = max(0.8, page.unit / 16)
        axes.plot(
            at,
            base + one.values,
            color=page.theme.panel,
            linewidth=edge,
            solid_capstyle="butt",
            linestyle="-",
            marker="None",
            zorder=3,
        )
        middles.append(_last(base + one.values / 2))
        base = base + one.values
    _dress(page, axes, at)
    for area, pattern in striped:  # only now have the axes their limits
        stripe(page, axes, area, pattern)
    _name(page, axes, series, middles[::-1], [one.pattern.area_sign for one in series])


def _steps(values: Floats) -> Floats:
    """Return the numbers of the steps, from 1."""
    return np.arange(1, values.shape[-1] + 1, dtype=float)


def _dress(page: Page, axes: Axes, at: Floats) -> None:
    from matplotlib.ticker import FuncFormatter

    scale_up(page, axes, zero=True)
    mark_progress(axes, list(at), STEP, most=8)
    alone = 0.5 if len(at) == 1 else 0
    axes.set_xlim(at[0] - alone, at[-1] + alone)
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{mark(100 * value)} %"))


def _last(values: Floats) -> float:
    """Return the value of the last step that has one."""
    return float(values[np.isfinite(values)][-1])


def _name(page: Page, axes: Axes, series: Sequence[_Series], at: Sequence[float], signs: Sequence[str]) -> None:
    """Write signs, names and mean shares right of the axes, each as near to its own height as the others allow."""
    frame, unit = axes.get_position(), page.unit
    left = frame.x1 * page.width + 0.7 * unit
    low, high = axes.get_ylim()
    top, bottom = (1 - frame.y1) * page.height, (1 - frame.y0) * page.height
    wanted = [bottom - (value - low) / (high - low) * (bottom - top) for value in at]
    size = max(0.5, min(NAMES, (bottom - top + unit) / (1.25 * unit * len(series))))
    free = spread(wanted, 1.25 * size * unit, top - unit / 2, bottom + unit / 2)
    for y, one, sign in zip(free, series, signs, strict=True):
        y -= 0.6 * size * unit
        share = percent(one.mean)
        page.write(sign, left, y, size=size, colour=one.colour)
        start = left + page.text_width(sign, size * unit) + 0.3 * unit
        room = page.width - page.margin - start - page.text_width(f" {share}", size * unit)
        name = page.fitted(one.name, max(room, unit), size * unit, bold=True)
        page.write(name, start, y, size=size, bold=True)
        start += page.text_width(name + " ", size * unit, bold=True)
        page.write(share, start, y, size=size, colour=page.theme.soft)


def spread(wanted: Sequence[float], gap: float, top: float, bottom: float) -> list[float]:
    """Return heights at least ``gap`` apart, in the order of ``wanted`` and as near to it as a few passes get; they lie
    between ``top`` and ``bottom`` as far as there is room."""
    order = sorted(range(len(wanted)), key=lambda i: wanted[i])
    at = [wanted[i] for i in order]
    for _ in range(50):
        for i in range(1, len(at)):
            overlap = gap - (at[i] - at[i - 1])
            if overlap > 0:
                at[i - 1] -= overlap / 2
                at[i] += overlap / 2
        for i, y in enumerate(at):
            at[i] = min(max(y, top + gap * (i + 0.5)), bottom - gap * (len(at) - i - 0.5))
    heights = [0.0] * len(wanted)
    for i, y in zip(order, at, strict=True):
        heights[i] = y
    return heights
