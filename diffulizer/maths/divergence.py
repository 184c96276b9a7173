"""Divergences: how much two distributions differ."""

from __future__ import annotations

import math

import torch
from torch import Tensor

from .resizing import resized, shares

MOST = math.log(2)
"""Jensen-Shannon divergence of distributions that share nothing, in nats."""
WHOLE = 0.99
"""Least sum of a cell's shares that counts as 1, which leaves room for rounding."""


def jensen_shannon(p: Tensor, q: Tensor, dim: int) -> Tensor:
    """Compute JSD(p, q) = KL(p || m) / 2 + KL(q || m) / 2 with m = (p + q) / 2, in nats, along an axis.

    Lin 1991, "Divergence Measures Based on the Shannon Entropy", eq. 4.1 with equal weights. 0 for equal
    distributions, ln 2 for those that share nothing. It is computed in float64.
    """
    p, q = p.double(), q.double()
    m = (p + q) / 2
    # p ln p - p ln m is 0 where p is, and m is not 0 where p or q is not
    parts = torch.xlogy(p, p) + torch.xlogy(q, q) - 2 * torch.xlogy(m, m)
    return (parts.sum(dim) / 2).clamp(min=0)  # not below it by rounding


def token_divergence(a: Tensor, b: Tensor) -> float | None:
    """Compare two cross maps [T, r, c]: the divergence of each cell's distributions over tokens, averaged over cells,
    as in the viewer.

    Maps of different grids are brought to the coarser one. Cells outside the area of either prompt, where shares do not
    add up to 1, are left out. The result is None where the numbers of tokens differ, or no cell is left.
    """
    if len(a) != len(b):
        return None
    a, b = _same_grid(a, b)
    inside = (a.sum(0) > WHOLE) & (b.sum(0) > WHOLE)
    return float(jensen_shannon(a, b, 0)[inside].mean()) if inside.any() else None


def map_divergence(a: Tensor, b: Tensor) -> float | None:
    """Compare two maps [r, c] as distributions over the image, each scaled to sum 1, on the coarser of their grids.

    The result is None where a map has no attention at all.
    """
    a, b = (shares(x.double()) for x in _same_grid(a, b))
    if not (a.any() and b.any()):
        return None
    return float(jensen_shannon(a.flatten(), b.flatten(), 0))


def _same_grid(a: Tensor, b: Tensor) -> tuple[Tensor, Tensor]:
    grid = (min(a.shape[-2], b.shape[-2]), min(a.shape[-1], b.shape[-1]))
    return resized(a.float(), grid), resized(b.float(), grid)
