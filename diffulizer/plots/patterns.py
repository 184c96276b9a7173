"""Patterns that tell words of one colour apart: the eleventh word of a prompt has the colour of the first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from .page import Page
from .style import WORD_COLOURS

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.collections import PolyCollection

GAP = 0.75
"""Distance between stripes, in units."""


@dataclass(frozen=True)
class Pattern:
    """Style of a word's curve and area.

    Attributes:
        line: matplotlib's style of the curve.
        line_sign, area_sign: the signs that stand beside the name of a curve and of an area.
        stripes: directions of stripes over an area: 1 rises, -1 falls.
    """

    line: str
    line_sign: str
    area_sign: str
    stripes: tuple[int, ...]


PATTERNS = (Pattern("-", "━━", "■", ()), Pattern("--", "╍╍", "▨", (1,)), Pattern(":", "┉┉", "▩", (1, -1)))
PLAIN = PATTERNS[0]


def word_pattern(index: int) -> Pattern:
    """Return the pattern of a word from its index in its prompt, from 0."""
    return PATTERNS[index // len(WORD_COLOURS) % len(PATTERNS)]


def stripe(page: Page, axes: Axes, area: PolyCollection, pattern: Pattern) -> None:
    """Draw stripes over an area, in proportion to the page's text. (The width of matplotlib's hatches is a setting of
    the whole process.)"""
    from matplotlib.collections import LineCollection
    from matplotlib.transforms import IdentityTransform

    left, bottom, right, top = axes.bbox.extents
    tall, gap = top - bottom, GAP * page.unit * 2**0.5
    for direction in pattern.stripes:
        ends = (bottom, top) if direction > 0 else (top, bottom)
        lines = LineCollection(
            [[(x, ends[0]), (x + tall, ends[1])] for x in np.arange(left - tall, right, gap)],
            colors=page.theme.panel,
            linewidths=max(1.0, page.unit / 9),
            linestyles="solid",
            capstyle="butt",
            transform=IdentityTransform(),
            zorder=2.5,
        )
        axes.add_collection(lines, autolim=False)
        lines.set_clip_path(area.get_paths()[0], axes.transData)
