"""Figure of two runs: their metrics, their distance, and where in the network their attention differs."""

from __future__ import annotations

import math

import numpy as np

from ..analysis import NOT_CAUSATION
from ..analysis.comparison import ARRAYS, Comparison, LayerComparison
from ..analysis.series import measured
from ..format import group
from ..maths.divergence import MOST
from .curves import Line, Panel, draw_panels
from .heat import draw_matrix, draw_scale
from .numbers import readable
from .page import Page
from .progress import positions
from .style import Look

LOW = 480
"""Height of a page, in pixels, below which it has room for the most telling panels only."""
APART = {
    "latent": ("How far the latents are apart", "‖x_B − x_A‖₂"),
    "x0": ("How far the predictions are apart", "‖x̂₀_B − x̂₀_A‖₂"),
}
"""Differences that have a panel, by their names in a comparison."""
NAMES = 0.8
"""Largest size of layers' names, in units."""
COLOURS = "magma"


def comparison_figure(comparison: Comparison, *, look: Look) -> Page:
    """Draw the metrics of both over the noise level, their distance, and the divergence of attention by layer and A's
    step."""
    a, b = comparison.a, comparison.b
    page = Page(look, title="Two runs compared", caption=_caption(comparison, notes=look.height >= LOW))
    draw_names(page, a.note, b.note, coloured=True)
    layers = [layer for layer in comparison.layers if measured(layer.tokens)]
    whole = page.box
    middle = whole[3]
    if layers:
        share = min(0.5, 0.22 + 0.014 * len(layers)) * (whole[3] - whole[1])
        least = (4.8 + 1.1 * min(len(layers), 4)) * page.unit
        middle = whole[3] - max(share, least)
        page.box = (whole[0], whole[1], whole[2], middle - 0.8 * page.unit)
    draw_panels(page, _panels(comparison, look), comparison.aligned_by)
    if layers:
        page.box = (whole[0], middle, whole[2], whole[3])
        _draw_layers(page, layers)
    return page


def draw_names(page: Page, a: str, b: str, *, coloured: bool) -> None:
    """Write what A and B are, in a line for each, with a square in its colour or without one."""
    left, top, right, _ = page.box
    for name, text, colour in (("A", a, page.theme.run_a), ("B", b, page.theme.run_b)):
        if coloured:
            page.write("■", left, top, size=0.85, colour=colour)
        letter = left + 1.3 * page.unit * coloured
        page.write(name, letter, top, size=0.85, bold=True)
        start = letter + 1.1 * page.unit
        page.write(page.noted(text, right - start, 0.85 * page.unit), start, top, size=0.85, colour=page.theme.soft)
        top += 1.3 * page.unit
    page.shrink(top=3.1 * page.unit)


def _panels(comparison: Comparison, look: Look) -> list[Panel]:
    a, b, along = comparison.a, comparison.b, comparison.aligned_by
    theme = look.theme
    panels = [
        Panel(
            channel.title,
            channel.unit,
            [
                Line(positions(f, along, channel.level), f.series(channel.key), colour)
                for f, colour in ((a, theme.run_a), (b, theme.run_b))
                if channel == channel.of(f.prediction) or not channel.flow
            ],
        )
        for channel in (each.of(a.prediction) for each in group("comparison"))
        if measured(a.series(channel.key)) or measured(b.series(channel.key))
    ]
    if look.height < LOW:
        panels = panels[-1:]
    return panels + [
        Panel(title, unit, [Line(positions(a, along, ARRAYS[key].level), comparison.differences[key], theme.ink)])
        for key, (title, unit) in APART.items()
        if measured(comparison.differences[key])
    ]


def _caption(comparison: Comparison, *, notes: bool) -> str:
    by = "noise level" if comparison.aligned_by == "sigma" else "number"
    parts = [f"Each step of A is compared with the step of B nearest in {by}; each panel has its own scale."]
    if any(measured(layer.tokens) for layer in comparison.layers):
        parts.append(
            "Jensen-Shannon divergence: 0 where both divide their attention between the tokens alike, "
            f"{readable(MOST)} nats where they share nothing. {NOT_CAUSATION}"
        )
    return " ".join([*parts, *(comparison.notes if notes else ())])


def _draw_layers(page: Page, layers: list[LayerComparison]) -> None:
    """Draw a row for each layer and a column for each of A's steps."""
    unit = page.unit
    values = np.array([[math.nan if v is None else v for v in layer.tokens] for layer in layers])
    left, top, right, bottom = page.box
    wide = min(16 * unit, 0.35 * (right - left))
    title = page.fitted(
        "Divergence of attention by layer and step of A", right - wide - left - unit, 0.85 * unit, bold=True
    )
    page.write(title, left, top, size=0.85, bold=True)
    high = float(np.nanmax(values)) or MOST
    box = (right - wide, top + 0.2 * unit, right, top + 0.8 * unit)
    draw_scale(page, box, colours=COLOURS, low=0, high=high, label="nats", shown=readable)
    inner = (left + 5.5 * unit, top + 2.4 * unit, right, bottom - 2.4 * unit)
    axes = page.axes(inner)
    draw_matrix(page, axes, values, colours=COLOURS, low=0, high=high, of="step of A")
    tall = (inner[3] - inner[1]) / len(layers)
    every = max(1, math.ceil(0.95 * unit / tall))  # names that would overlap are left out
    size = min(NAMES, max(0.65, tall / (1.25 * unit)))
    for row in range(0, len(layers), every):
        y = inner[1] + (row + 0.5) * tall - 0.6 * size * unit
        text = page.fitted(layers[row].layer.label, inner[0] - left - 0.6 * unit, size * unit)
        page.write(text, inner[0] - 0.6 * unit, y, size=size, colour=page.theme.soft, align="right")
