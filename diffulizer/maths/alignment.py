"""Alignment of two runs: the step of one that belongs to each step of the other."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

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


@dataclass(frozen=True)
class Between:
    """A noise level between those of two steps of a run.

    Attributes:
        first, second: the steps, from 0; the same step where that is the only one.
        weight: part of the second, from 0 to 1.
    """

    first: int
    second: int
    weight: float


def between_steps(sigmas: Sequence[float], others: Sequence[float]) -> list[Between]:
    """Return where each noise level lies between the other run's steps, linearly in sigma, as Euler's method steps from
    one to the next (Karras et al. 2022, "Elucidating the Design Space of Diffusion-Based Generative Models", algorithm
    1). Beyond both ends, and where levels are not known, it is the step that ``align_steps`` gives.
    """
    nearest, _ = align_steps(sigmas, others)
    return [_between(sigma, others) or Between(step, step, 0) for sigma, step in zip(sigmas, nearest, strict=True)]


def _between(sigma: float, others: Sequence[float]) -> Between | None:
    for step, (high, low) in enumerate(pairwise(others)):
        if high >= sigma >= low and high > low:
            weight = (high - sigma) / (high - low)
            return Between(step + 1, step + 1, 0) if weight == 1 else Between(step, step + (weight > 0), weight)
    return None
