"""The horizontal axis of curves: the step, or the noise level from high to low."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

from ..analysis.denoising import Denoising
from ..errors import RecordingError, SettingsError
from ..maths.alignment import CLEAN, SIGMA, STEP
from .numbers import mark

if TYPE_CHECKING:
    from matplotlib.axes import Axes

AXES = (STEP, SIGMA)
LABELS = {STEP: "step", SIGMA: "σ (noise level)"}


def positions(denoising: Denoising, along: str, level: str | None) -> list[float]:
    """Return the position of each step's value: the step's number from 1, or its noise level by ``Denoising.levels``.

    Raises:
        SettingsError: ``along`` is unknown.
        RecordingError: noise levels are requested but not known.
    """
    if along == STEP:
        return [float(i + 1) for i in range(denoising.steps)]
    if along != SIGMA:
        raise SettingsError(f"along is {along!r}; expected one of {', '.join(AXES)}.")
    levels = denoising.levels(level)
    if not all(math.isfinite(sigma) for sigma in levels):
        raise RecordingError(
            f"{denoising.name} has no noise levels: runs of schema 1.0.0 lack them. Plot it along steps."
        )
    return list(levels)


def clean_position(every: Sequence[float], along: str) -> float:
    """Return the position for no noise, which a logarithmic axis can't show: half the lowest level of all."""
    noisy = [position for position in every if position > CLEAN]
    return min(noisy, default=CLEAN) / 2 if along == SIGMA else 0.0


def mark_progress(axes: Axes, every: Sequence[float], along: str, most: int) -> None:
    """Set the limits, ticks and marks of the horizontal axis.

    Args:
        every: the positions of all steps of all lines.
        most: the largest number of marks.
    """
    from matplotlib.ticker import FixedLocator, FuncFormatter, NullLocator

    clean = clean_position(every, along)
    low, high = max(min(every), clean), max(*every, clean)
    if along == SIGMA:
        axes.set_xscale("log")
        widened = max(1.08, (high / low) ** 0.02)
        axes.set_xlim(high * widened, low / widened)
        ticks = _decades(low, high, most)
        if low == clean:
            ticks = [clean, *(tick for tick in ticks if tick >= 2 * clean)]
    else:
        room = max(0.4, 0.02 * (high - low))
        axes.set_xlim(low - room, high + room)
        ticks = whole_marks(int(low), int(high), most)
    axes.xaxis.set_major_locator(FixedLocator(ticks))
    axes.xaxis.set_minor_locator(NullLocator())
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: mark(value if value > clean else 0.0)))


def whole_marks(low: int, high: int, most: int) -> list[float]:
    """Return the first number and round ones after it, at most about ``most``: 1, 5, 10, 15, 20."""
    for stride in (1, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000):
        if (high - low) / stride < most:
            break
    later = [n for n in range(0, high + 1, stride) if n > low and (n - low) >= stride / 2]
    return [float(n) for n in (low, *later)]


def _decades(low: float, high: float, most: int) -> list[float]:
    """Return 1, 2 and 5 of each power of ten between the ends, or fewer where those are too many."""
    powers = range(math.floor(math.log10(low)), math.ceil(math.log10(high)) + 1)
    for parts in ((1, 2, 5), (1, 3), (1,)):
        marks = [part * 10.0**power for power in powers for part in parts if low <= part * 10.0**power <= high]
        if len(marks) <= most:
            break
    return marks or [low, high]
