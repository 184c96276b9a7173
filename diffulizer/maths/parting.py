"""The moment at which two samplings part."""

from __future__ import annotations

from collections.abc import Sequence

from ..format import read

PARTED: float = read("verdict.json")["parted"]
"""Cosine of two predicted clean latents below which their pictures count as parted."""


def parting(cosines: Sequence[float | None]) -> int | None:
    """Return the step, from 0, from which on the cosine stays below ``PARTED``; None if it does not until the end.

    Args:
        cosines: of the predicted clean latents at each step, None where it was not measured.
    """
    close = max((i for i, value in enumerate(cosines) if value is not None and value >= PARTED), default=-1)
    return next((i for i, value in enumerate(cosines) if value is not None and i > close), None)
