"""Maps on other grids: on those of layers that work at different resolutions, and on those of pictures."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor

from .numbers import Floats
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


def finest(grids: Sequence[Grid]) -> Grid:
    """Return the largest number of rows and the largest number of columns of all grids."""
    return max(r for r, _ in grids), max(c for _, c in grids)


def within(area: Area, latent_grid: Grid) -> Area:
    """Return the part of an area that is in the image. The host samples that part alone, so that the maps of its
    conditioning show it."""
    rows, columns, top, left = area
    return max(0, min(rows, latent_grid[0] - top)), max(0, min(columns, latent_grid[1] - left)), top, left


def stacked(maps: Sequence[Tensor]) -> Tensor:
    """Stack maps of several grids, each [..., r, c], at the finest of them: [N, ..., R, C]."""
    grid = finest([(m.shape[-2], m.shape[-1]) for m in maps])
    return torch.stack([resized(m, grid) for m in maps])


def on_whole_image(maps: Tensor, area: Area | None, latent_grid: Grid) -> Tensor:
    """Put maps of an area at its position in the image: [..., r, c] -> [..., R, C], 0 outside the area.

    Args:
        area: (rows, columns, top, left) in cells of the latent, or None for the whole image: then the maps stay as
            they are.
        latent_grid: (R, C) of the latent.
    """
    if area is None:
        return maps
    rows, columns, top, left = within(area, latent_grid)
    whole = maps.new_zeros(*maps.shape[:-2], *latent_grid)
    whole[..., top : top + rows, left : left + columns] = resized(maps, (rows, columns))
    return whole


def place_within(area: Area | None, latent_grid: Grid, x: float, y: float) -> tuple[float, float] | None:
    """Turn a place (across, down) from fractions of the image into fractions of an area; None outside of it."""
    if area is None:
        return x, y
    rows, columns, top, left = within(area, latent_grid)
    if not rows or not columns:
        return None
    place = ((x * latent_grid[1] - left) / columns, (y * latent_grid[0] - top) / rows)
    return place if all(0 <= part <= 1 for part in place) else None


def on_image(places: Floats, area: Area | None, latent_grid: Grid) -> Floats:
    """Turn places [..., 2] from fractions (down, across) of an area into fractions of the image."""
    if area is None:
        return places
    rows, columns, top, left = within(area, latent_grid)
    return np.asarray((places * (rows, columns) + (top, left)) / latent_grid, np.float64)


def shares(maps: Tensor) -> Tensor:
    """Scale maps [..., r, c] to sum 1 over their cells; a map without any attention stays 0."""
    total = maps.sum((-2, -1), keepdim=True)
    return torch.where(total > 0, maps / total.clamp(min=1e-30), torch.zeros_like(maps))
