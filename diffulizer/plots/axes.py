"""The style of axes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from .style import Theme

if TYPE_CHECKING:
    from matplotlib.axes import Axes

Grid = Literal["x", "y", "both"]


def dress(axes: Axes, theme: Theme, unit: float, grid: Grid | None) -> Axes:
    """Give axes two spines, quiet ticks and thin grid lines. Every property is set, because any program may have
    changed the defaults."""
    axes.set_facecolor(theme.panel)
    axes.set_axisbelow(True)
    axes.grid(visible=False)
    if grid:
        axes.grid(
            visible=True,
            axis=grid,
            color=theme.line,
            linewidth=max(0.6, unit / 18),
            linestyle="-",
            alpha=1,
            solid_capstyle="butt",
        )
    for side, spine in axes.spines.items():
        spine.set_visible(side in ("left", "bottom"))
        spine.set_color(theme.line_strong)
        spine.set_linewidth(max(0.8, unit / 16))
    axes.tick_params(
        which="both",
        direction="out",
        length=0.3 * unit,
        width=max(0.8, unit / 16),
        pad=0.25 * unit,
        color=theme.line_strong,
        labelcolor=theme.soft,
        top=False,
        right=False,
        left=True,
        bottom=True,
        labeltop=False,
        labelright=False,
        labelleft=True,
        labelbottom=True,
    )
    for axis in (axes.xaxis, axes.yaxis):
        axis.set_tick_params(which="minor", length=0)
    return axes
