"""Numbers that JSON can hold."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]
Floats = npt.NDArray[np.float64]


def number(value: float | np.floating[Any] | None) -> float | None:
    """A plain float, or None where the value is missing, NaN or infinite."""
    if value is None:
        return None
    plain = float(value)
    return plain if math.isfinite(plain) else None


def numbers(values: Iterable[float | np.floating[Any] | None]) -> list[float | None]:
    """``number`` of each value."""
    return [number(v) for v in values]


def mean_of(values: Iterable[float | None]) -> float | None:
    """Mean of the values that were measured; None if there are none."""
    measured = [v for v in values if v is not None]
    return number(math.fsum(measured) / len(measured)) if measured else None
