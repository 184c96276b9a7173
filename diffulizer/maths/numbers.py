"""Plain numbers, in the form that JSON holds and in the form that sentences list."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import Any, TypeGuard

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]
Floats = npt.NDArray[np.float64]


def number(value: Any) -> float | None:
    """Return a number as a plain float; None for anything else, for NaN, and for a number that no float can hold."""
    if isinstance(value, bool) or not isinstance(value, (int, float, np.integer, np.floating)):
        return None
    try:
        plain = float(value)
    except OverflowError:
        return None
    return plain if math.isfinite(plain) else None


def numbers(values: Iterable[Any]) -> list[float | None]:
    """Return ``number`` of each value."""
    return [number(v) for v in values]


def is_whole(value: Any) -> TypeGuard[int]:
    """Return whether a value that JSON gave is an integer; True and False are none."""
    return isinstance(value, int) and not isinstance(value, bool)


def mean_of(values: Iterable[float | None]) -> float | None:
    """Average the values that were measured; None if there are none."""
    measured = [v for v in values if v is not None]
    return number(math.fsum(measured) / len(measured)) if measured else None


def ranges(rising: Sequence[int]) -> str:
    """Write rising integers in the form that sentences list: [0, 1, 2, 5] is "0-2, 5"."""
    runs = []
    for _, group in groupby(enumerate(rising), key=lambda pair: pair[1] - pair[0]):
        run = [index for _, index in group]
        runs.append(f"{run[0]}-{run[-1]}" if len(run) > 1 else f"{run[0]}")
    return ", ".join(runs)
