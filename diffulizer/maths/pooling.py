"""Pooling on the two-dimensional grid of image positions.

A grid of R x C positions is covered by r x c cells of equal area. A position on a border belongs to
both neighbours in proportion to its area, so means and sums are exact for every pair of sizes.
"""

from __future__ import annotations

from functools import lru_cache

import torch
from torch import Tensor

Grid = tuple[int, int]


def pooled_grid(grid: Grid, resolution: int) -> Grid:
    """Return the (rows, columns) of a map whose longer side has at most ``resolution`` cells.

    The aspect ratio is kept; a grid that is already coarser stays as it is.
    """
    rows, columns = grid
    longest = max(rows, columns)
    if longest <= resolution:
        return grid
    return max(1, round(rows * resolution / longest)), max(1, round(columns * resolution / longest))


@lru_cache(maxsize=64)
def overlap(size: int, cells: int, device: torch.device | None = None, weight: float = 1) -> Tensor:
    """Return [cells, size] float32, the fraction of each position that lies in each cell; columns sum to ``weight``.

    The few kB stay on the device, because copying them there for each map would make the device wait.
    """
    edges = torch.arange(size + 1, dtype=torch.float64)
    borders = torch.arange(cells + 1, dtype=torch.float64) * (size / cells)
    upper = torch.minimum(borders[1:, None], edges[None, 1:])
    lower = torch.maximum(borders[:-1, None], edges[None, :-1])
    return (upper - lower).clamp_min(0).to(device, torch.float32) * weight


def cell_means(maps: Tensor, grid: Grid, cells: Grid) -> Tensor:
    """Average over each cell: [..., R, C] -> [..., r, c]."""
    if grid == cells:
        return maps
    return cell_sums(maps, grid, cells) * (cells[0] * cells[1] / (grid[0] * grid[1]))


def cell_sums(maps: Tensor, grid: Grid, cells: Grid) -> Tensor:
    """Sum over each cell: [..., R, C] -> [..., r, c]."""
    if grid == cells:
        return maps
    by_row = overlap(grid[0], cells[0], maps.device)
    by_column = overlap(grid[1], cells[1], maps.device)
    return by_row @ maps @ by_column.T


def pool_queries(rows: Tensor, first: int, grid: Grid, cells: Grid) -> Tensor:
    """Return the share that some image rows have in the mean over each cell's queries: [..., n, C, K] -> [..., r, c,
    K].

    The shares of all image rows add up to the means.

    Args:
        rows: n whole image rows of queries.
        first: the number of the first of these rows.
        grid: (R, C).
        cells: (r, c).
    """
    n, _, keys = rows.shape[-3:]
    weight = cells[0] * cells[1] / (grid[0] * grid[1])
    by_row = overlap(grid[0], cells[0], rows.device, weight)[:, first : first + n]
    by_column = overlap(grid[1], cells[1], rows.device)
    pooled: Tensor = (by_row @ (by_column @ rows).flatten(-2)).unflatten(-1, (cells[1], keys))
    return pooled
