"""Numbers for people, written as the viewer writes them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise


def mark(value: float, digits: int = 4) -> str:
    """Write a number of an axis with at most so many digits, no superfluous zeros, and a real minus sign."""
    short = float(f"{value:.{digits}g}")
    if short == 0 or 1e-4 <= abs(short) < 1e5:
        return f"{short:.12g}".replace("-", "−")
    mantissa, exponent = f"{short:.{digits - 1}e}".split("e")
    return f"{mantissa.rstrip('0').rstrip('.')}e{int(exponent)}".replace("-", "−")


def digits_for(values: Sequence[float]) -> int:
    """Return the fewest digits, four at least, that tell these evenly spaced values apart without rounding them
    noticeably."""
    spacing = min((abs(b - a) for a, b in pairwise(values)), default=math.inf)
    return next((n for n in range(4, 9) if all(abs(float(f"{v:.{n}g}") - v) < 0.02 * spacing for v in values)), 9)


def readable(value: float | None) -> str:
    """Write a number with three significant digits; a dash stands for a value that was not measured."""
    if value is None or not math.isfinite(value):
        return "–"
    if value == 0:
        return "0"
    size = abs(value)
    if 1e-3 <= size < 1e5:
        return (f"{value:.0f}" if size >= 999.5 else f"{value:#.3g}").rstrip(".").replace("-", "−")
    mantissa, exponent = f"{value:.2e}".split("e")
    return f"{mantissa}e{int(exponent)}".replace("-", "−")


def percent(share: float) -> str:
    """Write a share between 0 and 1 as a percentage; a dash stands for a share that was not measured."""
    if not math.isfinite(share):
        return "–"
    if 0 < share < 0.0005:
        return "under 0.1 %"
    hundredths = 100 * share
    return f"{hundredths:.1f} %" if 0 < hundredths < 10 else f"{hundredths:.0f} %"
