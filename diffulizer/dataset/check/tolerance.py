"""Comparison of stated numbers with recomputed ones: tolerances, and where they come from."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from ...maths.numbers import Array, Floats, number
from .base import Checked, as_list, shown

HALF = 2.0**-11
"""Largest relative error of rounding to float16."""
HALF_FLOOR = 2.0**-25
"""Largest absolute error of rounding to float16 where it is subnormal, below 6e-5."""
EXACT = 1e-6
"""Relative tolerance of float64 sums of the same stored numbers, which differ by order of summation only."""
ROUNDED = 2e-3
"""Relative tolerance for schema 1.0.0, whose metrics were computed before the latents were rounded to float16."""
SUM = 1e-3
"""Tolerance of sums of float16 probabilities: HALF for the sum, and HALF_FLOOR for each of some thousand tiny ones."""


def tolerance(run: Checked) -> float:
    """Return the relative tolerance of metrics that the stored arrays determine."""
    return EXACT if run.newer else ROUNDED


def close(stated: float, expected: float, relative: float, absolute: float = 1e-12) -> bool:
    """Return whether two finite numbers agree."""
    return abs(stated - expected) <= relative * abs(expected) + absolute


def compare(
    run: Checked,
    rule: str,
    where: str,
    stated: Any,
    expected: float | None,
    relative: float,
    absolute: float = 1e-12,
) -> None:
    """Report a stated number that is not the expected one. A null is a problem only from 1.1 on."""
    value, expected = number(stated), number(expected)
    run.count(rule)
    if value is None or expected is None:
        if (value is None) != (expected is None) and (run.newer or value is not None):
            wanted = "null" if expected is None else f"{expected:.9g}"
            run.error(rule, where, f"{shown(stated)}; the stored data give {wanted}")
    elif not close(value, expected, relative, absolute):
        run.error(rule, where, f"{value:.9g}; the stored data give {expected:.9g}")


def compare_list(
    run: Checked,
    rule: str,
    where: str,
    stated: Any,
    expected: Sequence[float] | Floats,
    relative: float,
    absolute: float | Floats = 1e-12,
) -> None:
    """Report entries of a list that are not the expected ones: the worst, and how many."""
    values = [number(v) for v in as_list(stated)]
    run.count(rule, len(values))
    if len(values) != len(expected):
        if run.newer or values:
            message = f"{len(values)} values; the stored data give {len(expected)}"
            run.error(rule, where, message)
        return
    given = np.array([np.nan if v is None else v for v in values], np.float64)
    wanted = np.asarray(expected, np.float64)
    off = np.abs(given - wanted) - (relative * np.abs(wanted) + absolute)
    bad = np.flatnonzero(~(off <= 0))
    if len(bad):
        worst = int(bad[np.nanargmax(off[bad])]) if np.isfinite(off[bad]).any() else int(bad[0])
        message = f"{shown(values[worst])}; the stored data give {wanted[worst]:.9g}"
        more = f" ({len(bad)} of {len(wanted)} entries differ)" if len(bad) > 1 else ""
        run.error(rule, f"{where}[{worst}]", message + more)


def entropy(p: Array, axis: int) -> tuple[Floats, Floats]:
    """Return -sum p ln p of float16 probabilities along an axis, and how far rounding may have moved it.

    A value p is off by at most d = max(p HALF, HALF_FLOOR), which moves -p ln p by about d (|ln p| + 1).
    """
    values = np.clip(np.asarray(p, np.float64), 0.0, None)
    logs = np.log(np.maximum(values, HALF_FLOOR))
    error = np.maximum(values * HALF, HALF_FLOOR) * (np.abs(logs) + 1.0)
    return -(values * logs).sum(axis), error.sum(axis)
