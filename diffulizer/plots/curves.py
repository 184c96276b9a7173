"""Panels of curves over steps or noise levels: the metrics of one image, or of two that are compared."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from ..analysis.denoising import Denoising
from ..analysis.series import Series, measured
from ..errors import RecordingError, SettingsError
from ..format import Channel
from ..maths.alignment import SIGMA
from ..maths.numbers import Floats
from .numbers import digits_for, mark
from .page import Page
from .progress import LABELS, clean_position, mark_progress, positions
from .style import Look, font

if TYPE_CHECKING:
    from matplotlib.axes import Axes

SHAPE = 1.75
"""Desired ratio of a panel's width to its height."""
LEAST = 4.0
"""Least width and height of the area for curves, in units."""
TITLE, BESIDE, ACROSS = 0.85, 3.0, 4.2
"""Size of a panel's title, room for marks beside it, and gap between panels, in units."""


@dataclass(frozen=True)
class Line:
    """One curve of a panel.

    Attributes:
        at: the position of each value along the horizontal axis.
        values: the values; None, where nothing was measured, leaves a gap.
        colour: the colour of the curve.
        band: the lowest and the highest value at each position; the area between them is shaded.
        style: matplotlib's style of the curve.
    """

    at: Sequence[float]
    values: Series
    colour: str
    band: tuple[Floats, Floats] | None = None
    style: str = "-"


@dataclass(frozen=True)
class Panel:
    """A plot with a title and the unit of its values."""

    title: str
    unit: str
    lines: Sequence[Line]


def metrics_figure(denoising: Denoising, channels: Sequence[Channel], *, along: str, look: Look) -> Page:
    """Draw metrics of one image, one panel each; those that were not measured are left out and named.

    Args:
        along: "step" or "sigma".

    Raises:
        RecordingError: none of them was measured, or noise levels are requested but not known.
    """
    channels = [channel.of(denoising.prediction) for channel in channels]
    shown = [channel for channel in channels if measured(denoising.series(channel.key))]
    if not shown:
        names = ", ".join(channel.key for channel in channels)
        raise RecordingError(f"Nothing was measured of {names} in this recording.")
    missing = [channel.title for channel in channels if channel not in shown]
    page = Page(
        look,
        title=f"Metrics by {'noise level' if along == SIGMA else 'step'}",
        note=denoising.note,
        caption=_caption(denoising, shown, missing),
    )
    colour = look.theme.run_a
    panels = [
        Panel(c.title, c.unit, [Line(at, denoising.series(c.key), colour, _range(denoising.layers(c.key)))])
        for c, at in ((c, positions(denoising, along, c.level)) for c in shown)
    ]
    draw_panels(page, panels, along)
    return page


def _caption(denoising: Denoising, shown: Sequence[Channel], missing: Sequence[str]) -> str:
    parts = [
        "Numbers of the recorded latents and attention; each panel has its own scale, which need not begin at zero."
    ]
    if any(len(denoising.layers(channel.key)) > 1 for channel in shown):
        parts.append("Shaded: from the lowest to the highest recorded layer; the line is their mean.")
    if missing:
        parts.append(f"Not measured here: {'; '.join(missing)}.")
    return " ".join(parts)


def _range(layers: Sequence[Series]) -> tuple[Floats, Floats] | None:
    """Return the lowest and the highest value of all layers at each step; None unless there are several layers."""
    if len(layers) < 2:
        return None
    stacked = np.array([[math.nan if v is None else v for v in layer] for layer in layers])
    none = ~np.isfinite(stacked).any(axis=0)
    low, high = np.nanmin(np.where(none, 0, stacked), axis=0), np.nanmax(np.where(none, 0, stacked), axis=0)
    return np.where(none, math.nan, low), np.where(none, math.nan, high)


def draw_panels(page: Page, panels: Sequence[Panel], along: str) -> list[Axes]:
    """Draw the panels in as many columns as suit the page's box. Raises: SettingsError: it has no room for them."""
    left, top, right, bottom = page.box
    unit = page.unit
    if min(right - left, bottom - top) < LEAST * unit:
        raise SettingsError(
            f"A figure of {page.width} x {page.height} pixels has no room for its {len(panels)} curves beside title "
            "and caption; ask for at least 400 x 300."
        )
    rows, columns = arrangement(len(panels), right - left, bottom - top)
    room = (right - left - BESIDE * unit - (columns - 1) * ACROSS * unit) / columns + BESIDE * unit
    lines = max(len(page.wrapped(panel.title, room, TITLE * unit, bold=True)) for panel in panels)
    above = (0.75 + 1.3 * TITLE * min(lines, 2)) * unit
    page.shrink(left=BESIDE * unit, top=above, bottom=2.2 * unit)
    cells = page.grid(rows, columns, across=ACROSS, down=2.0 + above / unit)
    every = [position for panel in panels for line in panel.lines for position in line.at]
    drawn = []
    for i, panel in enumerate(panels):
        axes = page.dressed(page.figure.add_subplot(cells[i // columns, i % columns]))
        _draw(page, axes, panel, along, every)
        is_lowest = i + columns >= len(panels)
        axes.set_xlabel(LABELS[along] if is_lowest else "", fontproperties=font(0.8 * unit), color=page.theme.soft)
        drawn.append(axes)
    return drawn


def arrangement(count: int, width: float, height: float) -> tuple[int, int]:
    """Choose (rows, columns) for so many panels, so that they have a good shape and few cells stay empty."""

    def cost(columns: int) -> float:
        rows = math.ceil(count / columns)
        shape = (width / columns) / (height / rows)
        return abs(math.log(shape / SHAPE)) + 0.35 * (rows * columns - count)

    columns = min(range(1, count + 1), key=cost)
    return math.ceil(count / columns), columns


def _draw(page: Page, axes: Axes, panel: Panel, along: str, every: Sequence[float]) -> None:
    """Draw the lines, with gaps where nothing was measured and points where a value stands alone.

    Args:
        every: the positions in all panels, which share their horizontal axis.
    """
    unit = page.unit
    clean = clean_position(every, along)
    for line in panel.lines:
        at = [max(position, clean) for position in line.at]
        if line.band:
            axes.fill_between(at, *line.band, color=line.colour, alpha=0.13, linewidth=0)
        axes.plot(
            at,
            [math.nan if v is None else v for v in line.values],
            color=line.colour,
            linewidth=max(1.2, unit / 8),
            linestyle=line.style,
            solid_capstyle="round",
            solid_joinstyle="round",
            marker="o",
            markersize=_marker(len(line.values), unit),
            markeredgewidth=0,
            antialiased=True,
            clip_on=False,
            zorder=3,
        )
    scale_up(page, axes)
    mark_progress(axes, every, along, most=_marks(page, axes))
    heading(page, axes, panel.title, panel.unit)


def _marker(values: int, unit: float) -> float:
    """Return the size of points: 0 where there are too many to tell apart, and large for a single one."""
    return unit / 2 if values == 1 else unit / 3.6 if values <= 40 else 0


def _marks(page: Page, axes: Axes) -> int:
    """Return how many marks fit along the horizontal axis."""
    return max(3, int(axes.get_position().width * page.width / (3.2 * page.unit)))


def scale_up(page: Page, axes: Axes, *, zero: bool = False) -> None:
    """Set vertical limits a little beyond the data, and few round marks."""
    from matplotlib.ticker import FixedLocator, FuncFormatter, MaxNLocator, NullLocator

    marks = max(1, min(5, int(axes.get_position().height * page.height / (2.6 * page.unit))))
    axes.margins(y=0.08)
    axes.autoscale(enable=True, axis="y")
    low, high = axes.get_ylim()
    if zero:
        low = min(0.0, axes.dataLim.y0)
    if high - low <= 1e-9 * max(abs(low), abs(high), 1e-12):
        room = abs(high) * 0.1 or 1.0
        low, high = low - room, high + room
    axes.set_ylim(low, high)
    ticks = MaxNLocator(nbins=marks + (marks == 1), steps=[1, 2, 2.5, 5, 10]).tick_values(low, high)
    ticks = [tick for tick in ticks if low <= tick <= high]
    axes.yaxis.set_major_locator(FixedLocator(ticks if marks > 1 else ticks[len(ticks) // 2 :][:1]))
    axes.yaxis.set_minor_locator(NullLocator())
    digits = digits_for(ticks)
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: mark(0.0 if abs(value) < 1e-12 else value, digits)))


def heading(page: Page, axes: Axes, title: str, unit: str = "") -> None:
    """Write a panel's title in one or two lines above it, and the unit of its values."""
    frame = axes.get_position()
    left, top = frame.x0 * page.width - BESIDE * page.unit, (1 - frame.y1) * page.height
    room, size = frame.width * page.width + BESIDE * page.unit, TITLE * page.unit
    lines = page.wrapped(title, room, size, bold=True)
    lines = [*lines[:1], *([page.fitted(" ".join(lines[1:]), room, size, bold=True)] if lines[1:] else [])]
    y = top - 0.5 * page.unit - 1.3 * size * len(lines)
    for line in lines:
        page.write(line, left, y, size=TITLE, bold=True)
        y += 1.3 * size
    used = page.text_width(lines[-1] + " ", size, bold=True)
    if unit and used + page.text_width(unit, size) <= room:
        page.write(unit, left + used, y - 1.3 * size, size=TITLE, colour=page.theme.soft)
