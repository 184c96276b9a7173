"""Alignment of two runs: the step of one that belongs to each step of the other."""

from __future__ import annotations

import math
from collections.abc import Sequence

CLEAN = 1e-4
"""Least noise level that is told apart from none: a step that was evaluated below it is as good as clean."""
SIGMA, STEP = "sigma", "step"


def align_steps(sigmas: Sequence[float], others: Sequence[float]) -> tuple[list[int], str]:
    """Return the other run's step for each step, and the quantity that aligned them.

    With "sigma", it is the step of the nearest noise level, with distances in ln sigma and the first of equals. With
    "step", where noise levels are not known, it is the step of the same number, or the last one.

    Args:
        sigmas, others: the noise level of each step: the one at which it was evaluated, or for latents the one stepped
            to; NaN where it is not known.
    """
    if not all(math.isfinite(sigma) for sigma in (*sigmas, *others)):
        return [min(step, len(others) - 1) for step in range(len(sigmas))], STEP
    theirs = [math.log(max(sigma, CLEAN)) for sigma in others]
    mine = [math.log(max(sigma, CLEAN)) for sigma in sigmas]
    return [min(range(len(theirs)), key=lambda step: abs(theirs[step] - level)) for level in mine], SIGMA
