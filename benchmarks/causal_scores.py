"""Scores of what the removal of a word changed, and of how maps agree with it. This module knows no model."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
import torch.nn.functional as F
from numpy.typing import NDArray
from pointing import RESAMPLES
from torch import Tensor

from demo_model.drawing import Image
from demo_model.judge import Found

CELLS = 32
"""Side of the grid on which maps are compared with changes: the latent's."""

KEPT, MOVED, COLOUR, SHAPE, BOTH, GONE = FATES = ("kept", "moved", "other colour", "other shape", "both", "gone")
"""Fates of a thing."""
FAR = 0.12
"""A thing that is farther from its place, in sides of the picture, has moved. `verdicts.ALONG` has the same size."""
COVERED = 0.25
"""Least part of a thing's place that another thing covers to stand in its place."""


def fate(thing: Found, after: Sequence[Found]) -> str:
    """Say what became of a thing among the things of another picture, one of `FATES`.

    A thing of its colour and shape is that thing. If there is none, the one that covers most of its place took it.
    """
    side = max(thing.mask.shape)
    same = [np.hypot(f.x - thing.x, f.y - thing.y) for f in after if (f.colour, f.shape) == (thing.colour, thing.shape)]
    if same:
        return KEPT if min(same) <= FAR * side else MOVED
    covered = [(thing.mask & f.mask).sum() / thing.mask.sum() for f in after]
    if not covered or max(covered) < COVERED:
        return GONE
    now = after[int(np.argmax(covered))]
    if now.colour == thing.colour:
        return SHAPE
    return COLOUR if now.shape == thing.shape else BOTH


def change(before: Image, after: Image, side: int = CELLS) -> Tensor:
    """Return where a picture (height, width, 3) changed, (side, side): the mean absolute difference of RGB in 0..1."""
    return pooled(torch.from_numpy(np.abs(after - before).mean(-1)), side)


def pooled(values: Tensor, side: int) -> Tensor:
    """Return the means of the cells of a map, (side, side)."""
    return F.adaptive_avg_pool2d(values[None].float(), side)[0]


def enlarged(maps: Tensor, side: int = CELLS) -> Tensor:
    """Return maps (n, rows, columns), enlarged bilinearly to (n, side, side); of larger ones the means of cells."""
    if maps.shape[-1] > side:
        return F.adaptive_avg_pool2d(maps.float(), side)
    return F.interpolate(maps[:, None].float(), (side, side), mode="bilinear")[:, 0]


def share(values: Tensor, region: Tensor) -> float:
    """Return the share of a map's sum that lies in a region; the region's area if the map is zero."""
    total = float(values.sum())
    return float(values[region].sum()) / total if total > 0 else float(region.float().mean())


def box(area: float, side: int, rng: np.random.Generator) -> Tensor:
    """Return a square (side, side), bool, of a share of the picture, somewhere in it."""
    width = min(side, max(1, round(side * float(np.sqrt(area)))))
    row, column = rng.integers(0, side - width + 1, 2)
    square = torch.zeros(side, side, dtype=torch.bool)
    square[row : row + width, column : column + width] = True
    return square


def pearson(maps: Tensor, target: Tensor) -> NDArray[np.float64]:
    """Return Pearson's correlation over cells of maps (n, side, side) with a target (side, side); 0 if one is flat."""
    a = maps.flatten(1).double()
    b = target.flatten().double()
    a = a - a.mean(1, keepdim=True)
    b = b - b.mean()
    size = a.norm(dim=1) * b.norm()
    return torch.where(size > 1e-12, (a @ b) / size.clamp(min=1e-12), 0.0).numpy()


@dataclass(frozen=True)
class Estimate:
    """A figure with the bounds of its 95 % interval: percentiles of a bootstrap over scenes (Efron 1979)."""

    value: float
    low: float
    high: float
    n: int

    def json(self) -> list[float | None]:
        """Return value, bounds and number of values; None for what can't be told."""
        figures = [round(v, 4) if np.isfinite(v) else None for v in (self.value, self.low, self.high)]
        return [*figures, self.n]


def mean(values: Sequence[float], scenes: Sequence[int]) -> Estimate:
    """Estimate the mean of values, of the scenes that they belong to."""
    return ratio(values, np.ones(len(values)), scenes)


def proportion(values: Sequence[bool], scenes: Sequence[int]) -> Estimate:
    """Estimate how often something holds. If it always or never holds, a bootstrap has no width: then the bound is the
    exact one (Clopper & Pearson 1934), as if each scene counted once."""
    told = mean([float(value) for value in values], scenes)
    if told.value in (0, 1):
        margin = 1 - 0.025 ** (1 / len(set(scenes)))
        return Estimate(told.value, max(0.0, told.value - margin), min(1.0, told.value + margin), told.n)
    return told


def ratio(over: Sequence[float], under: Sequence[float] | NDArray[np.float64], scenes: Sequence[int]) -> Estimate:
    """Estimate the sum of some values divided by the sum of others."""
    if not len(scenes):
        return Estimate(float("nan"), float("nan"), float("nan"), 0)
    weights, of = _resampled(scenes)
    if weights.shape[1] < 2:
        return Estimate(float(np.sum(over) / np.sum(under)), float("nan"), float("nan"), len(over))
    above = np.bincount(of, np.asarray(over, float))
    below = np.bincount(of, np.asarray(under, float))
    with np.errstate(invalid="ignore", divide="ignore"):
        drawn = (weights @ above) / (weights @ below)
        value = above.sum() / below.sum()
    low, high = np.nanpercentile(drawn, (2.5, 97.5)) if np.isfinite(drawn).any() else (np.nan, np.nan)
    return Estimate(float(value), float(low), float(high), len(over))


def correlation(one: Sequence[float], other: Sequence[float], scenes: Sequence[int]) -> Estimate:
    """Estimate Pearson's correlation over words."""
    if len(scenes) < 3:
        return Estimate(float("nan"), float("nan"), float("nan"), len(scenes))
    weights, of = _resampled(scenes)
    a, b = np.asarray(one, float), np.asarray(other, float)
    each = weights[:, of].astype(float)
    each /= each.sum(1, keepdims=True)
    each = np.concatenate([np.full((1, len(a)), 1 / len(a)), each])
    da = a - (each @ a)[:, None]
    db = b - (each @ b)[:, None]
    size = np.sqrt((each * da**2).sum(1) * (each * db**2).sum(1))
    values = (each * da * db).sum(1) / np.maximum(size, 1e-300)
    low, high = np.percentile(values[1:], (2.5, 97.5)) if weights.shape[1] > 1 else (np.nan, np.nan)
    return Estimate(float(values[0]), float(low), float(high), len(a))


def auc(scores: Sequence[float], holds: Sequence[bool], scenes: Sequence[int]) -> Estimate:
    """Estimate the area under the ROC curve: the chance that a score is higher where something holds than where not."""
    if not any(holds) or all(holds):
        return Estimate(float("nan"), float("nan"), float("nan"), len(scenes))
    weights, of = _resampled(scenes)
    ranked = np.argsort(np.asarray(scores, float), kind="stable")
    each = np.concatenate([np.ones((1, len(of))), weights[:, of]])[:, ranked]
    right = np.asarray(holds)[ranked]
    below = np.cumsum(each * ~right, 1)
    with np.errstate(invalid="ignore"):
        values = (each * right * below).sum(1) / ((each * right).sum(1) * below[:, -1])
    low, high = np.nanpercentile(values[1:], (2.5, 97.5))
    return Estimate(float(values[0]), float(low), float(high), len(of))


def _resampled(scenes: Sequence[int]) -> tuple[NDArray[np.int64], NDArray[np.intp]]:
    """Return how often each scene is drawn, (resamples, scenes), and the number of each value's scene."""
    _, of = np.unique(np.asarray(scenes), return_inverse=True)
    number = int(of.max()) + 1
    return np.random.default_rng(0).multinomial(number, np.full(number, 1 / number), RESAMPLES), of
