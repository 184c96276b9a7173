"""Pooling on the grid against brute force: every position split into many small ones."""

from __future__ import annotations

import pytest
import torch

from diffulizer.maths.pooling import cell_means, cell_sums, overlap, pool_queries, pooled_grid


@pytest.mark.parametrize(
    ("grid", "resolution", "expected"),
    [
        ((64, 64), 16, (16, 16)),
        ((16, 16), 32, (16, 16)),
        ((12, 20), 16, (10, 16)),
        ((20, 12), 16, (16, 10)),
        ((1, 64), 16, (1, 16)),
        ((3, 128), 16, (1, 16)),
    ],
)
def test_pooled_grid_keeps_the_aspect_ratio(grid: tuple[int, int], resolution: int, expected: tuple[int, int]) -> None:
    assert pooled_grid(grid, resolution) == expected


def brute_force_mean(values: torch.Tensor, cells: tuple[int, int]) -> torch.Tensor:
    """[R, C] -> [r, c]: repeat each position r x c times, then average whole blocks."""
    rows, columns = values.shape
    fine = values.repeat_interleave(cells[0], 0).repeat_interleave(cells[1], 1)
    return fine.reshape(cells[0], rows, cells[1], columns).mean((1, 3))


@pytest.mark.parametrize(
    ("grid", "cells"), [((8, 8), (4, 4)), ((12, 20), (10, 16)), ((7, 5), (3, 2)), ((4, 4), (4, 4))]
)
def test_means_and_sums(grid: tuple[int, int], cells: tuple[int, int]) -> None:
    values = torch.rand(grid, generator=torch.Generator().manual_seed(1))
    expected = brute_force_mean(values, cells)
    torch.testing.assert_close(cell_means(values, grid, cells), expected)
    rows = [values[i, :, None].unsqueeze(0) for i in range(grid[0])]
    parts = torch.stack([pool_queries(row, i, grid, cells) for i, row in enumerate(rows)])
    torch.testing.assert_close(parts.sum(0).squeeze(-1), expected)
    torch.testing.assert_close(cell_sums(values, grid, cells).sum(), values.sum())
    torch.testing.assert_close(cell_means(values, grid, cells).mean(), values.mean())


def test_each_position_is_shared_out_completely() -> None:
    shares = overlap(7, 3)
    torch.testing.assert_close(shares.sum(0), torch.ones(7))
    torch.testing.assert_close(shares.sum(1), torch.full((3,), 7 / 3))
