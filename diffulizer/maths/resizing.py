"""Maps on other grids: on those of layers that work at different resolutions, and on those of pictures."""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Tensor

from .pooling import Grid, cell_means

Area = tuple[int, int, int, int]
"""Part of the image as (rows, columns, top, left), in cells of the latent."""


def resized(maps: Tensor, grid: Grid) -> Tensor:
    """Bring maps to another grid, [..., R, C] -> [..., r, c]: by the mean over each cell where the grid gets coarser,
    and by bilinear interpolation between the centres of cells where it gets finer, as the viewer draws maps.

    Areas keep their weight, so that maps of several grids can be averaged: the mean over the whole map stays what it
    was (exactly so if one grid is a multiple of the other).
    """
    rows, columns = maps.shape[-2:]
    coarse = (min(rows, grid[0]), min(columns, grid[1]))
    pooled = cell_means(maps, (rows, columns), coarse)
    if coarse == grid:
        return pooled
    flat = pooled.reshape(1, -1, *coarse)
    finer = F.interpolate(flat, size=grid, mode="bilinear", align_corners=False)
    return finer.reshape(*maps.shape[:-2], *grid)


def finest(grids: list[Grid]) -> Grid:
    """Return the largest number of rows and the largest number of columns of all grids."""
    return max(r for r, _ in grids), max(c for _, c in grids)


def on_whole_image(maps: Tensor, area: Area | None, latent_grid: Grid) -> Tensor:
    """Put maps of an area at its position in the image: [..., r, c] -> [..., R, C], 0 outside the area.

    Args:
        area: (rows, columns, top, left) in cells of the latent, or None for the whole image: then the maps stay as
            they are.
        latent_grid: (R, C) of the latent.
    """
    if area is None:
        return maps
    rows, columns, top, left = area
    rows, columns = min(rows, latent_grid[0] - top), min(columns, latent_grid[1] - left)
    whole = maps.new_zeros(*maps.shape[:-2], *latent_grid)
    whole[..., top : top + rows, left : left + columns] = resized(maps, (rows, columns))
    return whole


def shares(maps: Tensor) -> Tensor:
    """Scale maps [..., r, c] to sum 1 over their cells; a map without any attention stays 0."""
    total = maps.sum((-2, -1), keepdim=True)
    return torch.where(total > 0, maps / total.clamp(min=1e-30), torch.zeros_like(maps))
