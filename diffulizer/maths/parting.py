"""The moment at which two samplings part."""

from __future__ import annotations

import math
from collections.abc import Sequence

from ..format import read

_RULES = read("verdict.json")
PARTED: float = _RULES["parted"]
"""Cosine of two predicted clean latents below which their pictures count as parted."""


ROUNDING: float = _RULES["rounding"]
"""Largest distance of a cosine from 1, and largest divergence in nats, that float16 can make out of nothing."""
HALF = 0.5


def parting(cosines: Sequence[float | None]) -> int | None:
    """Return the step, from 0, from which on the cosine stays below ``PARTED``; None if it does not until the end.

    Args:
        cosines: of the predicted clean latents at each step, None where it was not measured.
    """
    close = max((i for i, value in enumerate(cosines) if value is not None and value >= PARTED), default=-1)
    return next((i for i, value in enumerate(cosines) if value is not None and i > close), None)


def halfway(cosines: Sequence[float | None]) -> int | None:
    """Return the step, from 0, from which on two predictions are at least half as far apart as at the end; None if they
    end alike. Far apart is the distance of the two directions, sqrt(2 - 2 cos).

    Args:
        cosines: see ``parting``.
    """
    far = {i: math.sqrt(max(0.0, 2 - 2 * value)) for i, value in enumerate(cosines) if value is not None}
    if not far or 1 - (cosines[max(far)] or 0.0) <= ROUNDING:
        return None
    near = max((i for i, distance in far.items() if distance < HALF * far[max(far)]), default=-1)
    return next(i for i in far if i > near)
