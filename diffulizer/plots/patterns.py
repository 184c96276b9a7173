"""What tells words of one colour apart: from the eleventh word of a prompt on, colours come round again."""

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
"""Between stripes, in units."""


@dataclass(frozen=True)
class Pattern:
    """How curves and areas are drawn.

    Attributes:
        line: matplotlib's style of a curve.
        line_sign, area_sign: what stands beside a name.
        stripes: directions of stripes over an area: 1 rises, -1 falls.
    """

    line: str
    line_sign: str
    area_sign: str
    stripes: tuple[int, ...]


PATTERNS = (Pattern("-", "━━", "■", ()), Pattern("--", "╍╍", "▨", (1,)), Pattern(":", "┉┉", "▩", (1, -1)))
PLAIN = PATTERNS[0]


def word_pattern(index: int) -> Pattern:
    """The pattern of a word by its index in its prompt, from 0."""
    return PATTERNS[index // len(WORD_COLOURS) % len(PATTERNS)]


def stripe(page: Page, axes: Axes, area: PolyCollection, pattern: Pattern) -> None:
    """Stripes over an area, by the size of the page's text. (The width of matplotlib's hatches is the process's.)"""
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
