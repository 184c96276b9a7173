"""Figure of the latent's path through its space, seen along the two directions in which it moves most."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from ..errors import RecordingError
from ..maths.numbers import Floats
from .curves import scale_up
from .numbers import mark
from .page import Page
from .progress import whole_marks
from .style import LIGHT, Look, Theme, font

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.colors import Colormap

CAPTION = (
    "Principal components of the latents after each step, in the sampler's own scale; x̂₀ is drawn in the same "
    "directions. What moves outside these two directions is not seen, and each axis has its own scale."
)


def trajectory_figure(pca: Mapping[str, Any], *, note: str, look: Look, clean: bool = True) -> Page:
    """Draw the path of the latent, coloured by step, and that of the predicted clean latent.

    Args:
        pca: the content of ``latent_pca.json``; see ``diffulizer.metrics.pca.latent_pca``.
        note: a line on what was sampled, and how.
        clean: whether the predictions are drawn too, where there are any.

    Raises:
        RecordingError: no step has a point.
    """
    points = as_points(pca.get("points"))
    if not np.isfinite(points).any():
        raise RecordingError(
            "There is no trajectory to draw: the recording has no latents with finite values, or the sampler changed "
            "their size on its way, so nothing puts them in one space."
        )
    predicted = as_points(pca.get("x0_points")) if clean else as_points(None)
    page = Page(look, title="Path of the latent", note=note, caption=CAPTION)
    unit = page.unit
    _legend(page, bool(np.isfinite(predicted).any()))
    page.shrink(left=4.6 * unit, bottom=3.2 * unit, right=4.2 * unit, top=0.3 * unit)
    _, top, right, bottom = page.box
    axes = page.dressed(page.axes(page.box), grid="both")
    colours = step_colours(page.theme)
    _path(page, axes, predicted, colours, hollow=True)
    _path(page, axes, points, colours, hollow=False)
    _limits(page, axes)
    _label_ends(page, axes, points)
    ratio = [float(value) for value in pca.get("explained_variance_ratio") or (math.nan, math.nan)]
    for label, share, which in ((axes.set_xlabel, ratio[0], 1), (axes.set_ylabel, ratio[1], 2)):
        label(
            f"component {which}: {variance(share)}",
            fontproperties=font(0.8 * unit),
            color=page.theme.soft,
            labelpad=0.4 * unit,
        )
    _scale(page, colours, len(points), (right + 1.1 * unit, top, right + 1.9 * unit, bottom))
    return page


def variance(share: float) -> str:
    """Write the share of the variance that an axis explains."""
    return f"{100 * share:.1f} % of the variance" if math.isfinite(share) else "share of the variance unknown"


def as_points(rows: Any) -> Floats:
    """Return points as [steps, 2]; missing numbers are NaN."""
    values = [[math.nan if v is None else float(v) for v in row] for row in rows or ()]
    return np.asarray(values, np.float64).reshape(len(values), 2)


def step_colours(theme: Theme) -> Colormap:
    """Return the colours from the first step to the last: viridis, without the end that the ground would swallow."""
    from matplotlib import colormaps
    from matplotlib.colors import ListedColormap

    low, high = (0.0, 0.86) if theme == LIGHT else (0.18, 1.0)
    return ListedColormap(colormaps["viridis"](np.linspace(low, high, 256)), name="steps")


def _path(page: Page, axes: Axes, points: Floats, colours: Colormap, *, hollow: bool) -> None:
    """Draw segments and points; a step without a point is a gap."""
    from matplotlib.collections import LineCollection

    unit = page.unit
    if not len(points):
        return
    at = np.arange(len(points)) / max(1, len(points) - 1)
    ends = [i for i in range(len(points) - 1) if np.isfinite(points[i : i + 2]).all()]
    lines = LineCollection(
        [points[i : i + 2] for i in ends],
        colors=[colours((at[i] + at[i + 1]) / 2) for i in ends],
        linewidths=max(1.0, unit / (14 if hollow else 7)),
        linestyles="dashed" if hollow else "solid",
        capstyle="butt" if hollow else "round",
        zorder=2 if hollow else 3,
        label="x0" if hollow else "x",
    )
    axes.add_collection(lines)
    side = unit / 2.4 if len(points) <= 60 else unit / 4
    axes.scatter(
        points[:, 0],
        points[:, 1],
        s=side**2,
        marker="s" if hollow else "o",
        facecolors=[page.theme.panel] * len(points) if hollow else colours(at),
        edgecolors=[tuple(colour) for colour in colours(at)],
        linewidths=max(1.0, unit / 14),
        zorder=3 if hollow else 4,
        clip_on=False,
    )


def _limits(page: Page, axes: Axes) -> None:
    from matplotlib.ticker import FuncFormatter, MaxNLocator, NullLocator

    axes.margins(x=0.07)
    axes.autoscale(enable=True, axis="both")
    low, high = axes.get_xlim()
    if high - low <= 1e-12:
        axes.set_xlim(low - 1, high + 1)
    axes.xaxis.set_major_locator(MaxNLocator(nbins=5, steps=[1, 2, 2.5, 5, 10]))
    axes.xaxis.set_minor_locator(NullLocator())
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: mark(value)))
    scale_up(page, axes)


def _label_ends(page: Page, axes: Axes, points: Floats) -> None:
    """Label the first and the last point with their steps, away from the path, so that its direction can be seen."""
    known = [i for i in range(len(points)) if np.isfinite(points[i]).all()]
    path = np.asarray(axes.transData.transform(_along(points[known])), np.float64)
    size = 0.85 * page.unit
    for i in dict.fromkeys((known[0], known[-1])):
        text = f"after step {i + 1}"
        half = np.array([page.text_width(text, size, bold=True) / 2, size / 2])
        point = np.asarray(axes.transData.transform(points[i]), np.float64)
        sides = [(a, b) for b in (1, -1, 0) for a in (0, -1, 1) if (a, b) != (0, 0)]
        offsets = [np.array([a * (half[0] + size), b * 1.6 * size]) for a, b in sides]
        rooms = [_room(path, axes, np.asarray(point + offset), half) for offset in offsets]
        axes.annotate(
            text,
            points[i],
            xytext=tuple(offsets[int(np.argmax(rooms))]),
            textcoords="offset points",
            fontproperties=font(size, bold=True),
            color=page.theme.ink,
            ha="center",
            va="center",
            parse_math=False,
            zorder=6,
        )


def _room(path: Floats, axes: Axes, middle: Floats, half: Floats) -> float:
    """Return the distance in pixels from a text to the path or to the edge of the axes, whichever is nearer."""
    free = np.hypot(*np.maximum(np.abs(path - middle) - half, 0).T).min()
    frame = np.array(axes.bbox.extents)
    inside = min((middle - half - frame[:2]).min(), (frame[2:] - middle - half).min())
    return float(min(free, inside))


def _along(points: Floats) -> Floats:
    """Return twenty points on each segment of a path."""
    if len(points) < 2:
        return points
    shares = np.linspace(0, 1, 20)[:, None, None]
    return np.asarray((points[:-1] + shares * (points[1:] - points[:-1])).reshape(-1, 2))


def _legend(page: Page, predicted: bool) -> None:
    """Explain the two marks, in a line above the plot."""
    left, top, right, _ = page.box
    unit, size = page.unit, 0.85
    parts = [
        ("●", "x, the latent after each step"),
        *([("□", "x̂₀, the clean latent that the model predicts")] if predicted else []),
    ]
    for sign, text in parts:
        page.write(sign, left, top, size=size, colour=page.theme.line_strong)
        left += 1.3 * unit
        page.write(page.fitted(text, right - left, size * unit), left, top, size=size, colour=page.theme.soft)
        left += page.text_width(text, size * unit) + 1.4 * unit
    page.shrink(top=1.8 * unit)


def _scale(page: Page, colours: Colormap, steps: int, box: tuple[float, float, float, float]) -> None:
    """Draw the colours of the steps, the first at the bottom."""
    from matplotlib.ticker import FixedLocator, FuncFormatter

    axes = page.dressed(page.axes(box), grid=None)
    axes.imshow(
        np.arange(steps, dtype=float)[:, None],
        cmap=colours,
        vmin=0,
        vmax=max(1, steps - 1),
        aspect="auto",
        origin="lower",
        interpolation="nearest",
        extent=(0, 1, 0.5, steps + 0.5),
    )
    for spine in axes.spines.values():
        spine.set_visible(False)
    axes.tick_params(left=False, labelleft=False, right=False, labelright=True, bottom=False, labelbottom=False)
    axes.yaxis.set_major_locator(FixedLocator(whole_marks(1, steps, 8)))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: mark(value)))
    page.write("step", box[0], box[1] - 1.25 * page.unit, size=0.8, colour=page.theme.soft)
