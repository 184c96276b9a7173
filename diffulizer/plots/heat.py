"""Heat matrices over steps, and the bar that explains their colours."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image

from ..maths.alignment import STEP
from ..maths.numbers import Floats
from ..render import Pixels
from .numbers import mark
from .page import Box, Page
from .progress import LABELS, whole_marks
from .style import font

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.colors import Colormap

ENLARGED = 16
"""Number of pixels for each cell when a map is smoothed for the page."""


def draw_matrix(
    page: Page, axes: Axes, values: Floats, *, colours: str, low: float, high: float, of: str = LABELS[STEP]
) -> None:
    """Draw rows from the top and one column a step; a cell that was not measured shows the panel.

    Args:
        values: [rows, steps].
        low, high: the values at the ends of the colour map.
        of: the label of the columns.
    """
    from matplotlib.ticker import FixedLocator, FuncFormatter

    page.dressed(axes, grid=None)
    rows, columns = values.shape
    axes.imshow(
        np.ma.masked_invalid(values),
        cmap=colour_table(page, colours),
        vmin=low,
        vmax=high,
        aspect="auto",
        origin="upper",
        interpolation="nearest",
        extent=(0.5, columns + 0.5, rows - 0.5, -0.5),
    )
    for spine in axes.spines.values():
        spine.set_visible(False)
    edges = [i + 0.5 for i in range(rows - 1)]
    axes.hlines(
        edges, 0.5, columns + 0.5, colors=page.theme.ground, linewidths=max(1.0, page.unit / 10), linestyles="-"
    )
    fitting = max(2, int(axes.get_position().width * page.width / (2.4 * page.unit)))
    axes.xaxis.set_major_locator(FixedLocator(whole_marks(1, columns, min(fitting, 24))))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda position, _: str(int(position))))
    axes.set_xlabel(of, fontproperties=font(0.8 * page.unit), color=page.theme.soft)
    axes.tick_params(left=False, labelleft=False, bottom=False)
    axes.set_ylim(rows - 0.5, -0.5)


def colour_table(page: Page, name: str) -> Colormap:
    """Return a colour map by name; cells without a value have the panel's colour."""
    from matplotlib import colormaps

    return colormaps[name].with_extremes(bad=page.theme.panel)


def coloured_map(page: Page, values: Floats, colours: str, *, low: float, high: float) -> Pixels:
    """Colour a map as [h, w, 3] uint8, interpolated between the centres of cells.

    Args:
        low, high: the values at the ends of the colour map.
    """
    rows, columns = values.shape
    image = Image.fromarray(values.astype(np.float32))
    smooth = np.asarray(image.resize((columns * ENLARGED, rows * ENLARGED), Image.Resampling.BILINEAR))
    return np.asarray(colour_table(page, colours)((smooth - low) / (high - low), bytes=True)[..., :3])


def draw_scale(
    page: Page, box: Box, *, colours: str, low: float, high: float, label: str, shown: Callable[[float], str] = mark
) -> None:
    """Draw a horizontal colour bar with the values at its ends and their label."""
    axes = page.dressed(page.axes(box), grid=None)
    axes.imshow(
        np.linspace(0, 1, 256)[None, :],
        cmap=colour_table(page, colours),
        vmin=0,
        vmax=1,
        aspect="auto",
        interpolation="nearest",
        extent=(0, 1, 0, 1),
    )
    axes.set_axis_off()
    left, _, right, bottom = box
    y, size = bottom + 0.2 * page.unit, 0.75
    page.write(shown(low), left, y, size=size, colour=page.theme.soft)
    page.write(shown(high), right, y, size=size, colour=page.theme.soft, align="right")
    taken = max(page.text_width(shown(v), size * page.unit) for v in (low, high)) + 0.5 * page.unit
    text = page.fitted(label, right - left - 2 * taken, size * page.unit)
    page.write(text, (left + right) / 2, y, size=size, colour=page.theme.soft, align="center")
