"""Measures of how clearly a map shows words, from the map alone."""

from __future__ import annotations

import math

import torch
from torch import Tensor

from ..format import read
from .pooling import Grid

_BOUNDS = read("concentration.json")
_MIDDLE: float = _BOUNDS["middle"]
_CORNER: float = _BOUNDS["corner"]


def clearness(maps: Tensor) -> float:
    """Measure how clearly a layer sees words: the variance over the image of the attention to them, divided by its mean
    (the index of dispersion), mean over maps. If a layer gives a share s of its attention to the words in some parts
    of the image and none elsewhere, its clearness is s times the fraction of the image that is elsewhere.

    It was measured on pictures of the demo model, which have an answer key (docs/faithfulness.md). The layers that it
    chooses cover the things that colour words name better than layers of the largest standard deviation or mutual
    information of word and cell do; for shapes and phrases they are equally good. The viewer uses it to choose the
    layer that it shows at first, and the live panel while a pass is sampled.

    Args:
        maps: [maps, r, c], such as those of one word in each image of a batch, or of each word in one image. Where
            values of them are not finite, as in damaged runs, the clearness is 0.
    """
    clear = float(_dispersion(maps.flatten(1)).mean())
    return clear if math.isfinite(clear) else 0.0


def concentration(maps: Tensor) -> Tensor:
    """Return how much attention a word gets in few places, from 0 (the same everywhere) towards 1: [...].

    It is d / (d + middle) of the index of dispersion d, as in ``clearness``, over the cells that don't lie in corners.
    ``format/concentration.json`` has the bounds. On the demo model's pictures it ranks the words of drawn things above
    function words better than scores without regard to the amount of attention (docs/faithfulness.md).

    Args:
        maps: [..., r, c], the attention to a word, the sum over its tokens.
    """
    dispersion = _dispersion(maps[..., inside_corners((maps.shape[-2], maps.shape[-1]))].double())
    return dispersion / (dispersion + _MIDDLE)


def _dispersion(cells: Tensor) -> Tensor:
    """Return the index of dispersion of cells, [..., n] -> [...]."""
    return cells.var(-1, correction=0) / cells.mean(-1).clamp(min=1e-12)


def inside_corners(grid: Grid) -> Tensor:
    """Return which cells of a grid don't lie in its corners, [r, c]: in blocks of an eighth of each side, at least one
    cell. A side of less than four cells has no corners."""
    rows, columns = grid
    row, column = torch.arange(rows)[:, None], torch.arange(columns)[None]

    def at_edge(place: Tensor, side: int) -> Tensor:
        depth = max(1, int(side * _CORNER)) if side >= 4 else 0
        return (place < depth) | (place >= side - depth)

    return ~(at_edge(row, rows) & at_edge(column, columns))
