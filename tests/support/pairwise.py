"""Few combinations of several settings in which every two values meet."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations, product
from typing import Any

Pair = tuple[int, Any, int, Any]
"""(number of a setting, its value, number of another setting, its value)."""


def pairwise(*settings: Sequence[Any]) -> list[tuple[Any, ...]]:
    """Return combinations, one value of each setting in each, such that every two values occur together in one.

    Greedy, as in AETG (Cohen et al. 1997): the combination that has the most pairs that are still missing comes next,
    of equal ones the first in the order of the whole grid.
    """
    grid = list(product(*settings))
    missing = {pair for combination in grid for pair in pairs(combination)}
    chosen = []
    while missing:
        best = max(grid, key=lambda combination: len(missing.intersection(pairs(combination))))
        chosen.append(best)
        missing.difference_update(pairs(best))
    return chosen


def pairs(combination: Sequence[Any]) -> set[Pair]:
    """Return the pairs of values in a combination."""
    return {(i, a, j, b) for (i, a), (j, b) in combinations(enumerate(combination), 2)}
