"""Scores of whether a map points at a region, and their statistics over prompts. This module knows no model."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import torch
import torch.nn.functional as F
from numpy.typing import NDArray
from scipy.ndimage import binary_dilation, distance_transform_edt
from torch import Tensor

from demo_model.drawing import OUTLINE

SIDE = 128
"""Side of a region, in pixels."""

TOLERANCE = 7.5
"""Distance in pixels that still counts as near: 15 of the picture's 256, the margin of the pointing game (Zhang et al.
2016, "Top-down Neural Attention by Excitation Backprop", section 4.1)."""

THRESHOLDS = np.linspace(0.05, 0.95, 19)
"""Thresholds of a map scaled to 0..1."""

RESAMPLES = 1000


@dataclass(frozen=True)
class Word:
    """Words of a prompt and the region that they should point at.

    Attributes:
        kind: the kind of word.
        group: the group of prompts.
        positions: positions among the prompt's tokens, whose maps are averaged.
        region: (SIDE, SIDE), bool.
        others: (SIDE, SIDE), bool, where other things are.
    """

    kind: str
    group: str
    positions: tuple[int, ...]
    region: Tensor
    others: Tensor

    @cached_property
    def near(self) -> Tensor:
        """Mask (SIDE, SIDE), bool, of pixels no farther than the tolerance from the region."""
        return torch.from_numpy(distance_transform_edt(~self.region.numpy()) <= TOLERANCE)


def score(maps: Tensor, words: list[Word]) -> Tensor:
    """Score maps against the regions of their words.

    Args:
        maps: (words, rows, columns), at least 0.
        words: the words that the maps belong to.

    Returns:
        (words, 6 + thresholds): whether the highest cell's centre lies in the region; whether it lies in another
        thing's; whether it would lie in the region were the map mirrored left to right; the share of the map's sum in
        the region; the region's share of the picture; whether the highest cell's centre lies near the region; and the
        intersection over union of the region and the map above each threshold. A flat map points anywhere, so its
        scores are the areas.
    """
    regions = torch.stack([w.region for w in words])
    others = torch.stack([w.others for w in words])
    around = torch.stack([w.near for w in words])
    area = regions.float().mean((1, 2))
    rows, columns = maps.shape[1:]
    peak = maps.flatten(1).argmax(1)
    y = ((peak // columns + 0.5) / rows * SIDE).long()
    x = ((peak % columns + 0.5) / columns * SIDE).long()
    at = torch.arange(len(words))
    flat = maps.amax((1, 2)) - maps.amin((1, 2)) < 1e-9
    hit = torch.where(flat, area, regions[at, y, x].float())
    wrong = torch.where(flat, others.float().mean((1, 2)), others[at, y, x].float())
    mirrored = torch.where(flat, area, regions[at, y, SIDE - 1 - x].float())
    near = torch.where(flat, around.float().mean((1, 2)), around[at, y, x].float())
    grown = F.interpolate(maps[:, None], size=(SIDE, SIDE), mode="bilinear")[:, 0]
    total = grown.sum((1, 2))
    energy = torch.where(total > 1e-12, (grown * regions).sum((1, 2)) / total.clamp(min=1e-12), area)
    low, high = grown.amin((1, 2), keepdim=True), grown.amax((1, 2), keepdim=True)
    scaled = torch.where(flat[:, None, None], 1.0, (grown - low) / (high - low).clamp(min=1e-9))
    overlaps = []
    for threshold in THRESHOLDS:
        above = scaled >= threshold
        overlaps.append((above & regions).sum((1, 2)) / (above | regions).sum((1, 2)).clamp(min=1))
    return torch.stack([hit, wrong, mirrored, energy, area, near, *overlaps], 1)


def thing_region(mask: NDArray[np.bool_], style: str) -> Tensor:
    """Return the region (SIDE, SIDE), bool, of a thing that the judge found. A cartoon's ink belongs to the thing that
    it surrounds; the judge finds the colour inside."""
    if style == "cartoon":
        mask = binary_dilation(mask, iterations=round(OUTLINE))
    return F.adaptive_avg_pool2d(torch.from_numpy(mask).float()[None], SIDE)[0] > 0.5


class Tally:
    """Scores by (source of a map, kind of word, group of prompts), for two halves of the prompts."""

    def __init__(self) -> None:
        self._scores: dict[tuple[str, str, str], tuple[list[Tensor], list[Tensor]]] = defaultdict(lambda: ([], []))
        self._prompts: dict[tuple[str, str, str], list[int]] = defaultdict(list)

    def add(self, source: str, words: list[Word], maps: Tensor, prompt: int) -> None:
        """Add maps (words, rows, columns) of one prompt; even numbers are the half that chooses, odd ones the other."""
        for word, row in zip(words, score(maps, words), strict=True):
            key = (source, word.kind, word.group)
            self._scores[key][prompt % 2].append(row)
            if prompt % 2:
                self._prompts[key].append(prompt)

    def rows(self) -> list[dict[str, Any]]:
        """Return a row for each key. "threshold" and "pointing_choosing" come from the half that chooses, the rest from
        the other.

        "low" and "high" bound "pointing" with 95 % confidence: percentiles of a bootstrap over prompts (Efron 1979),
        since the words of one prompt are not independent.
        """
        rows = []
        for key, (choosing, judged) in self._scores.items():
            if not choosing or not judged:
                continue
            chosen, scores = torch.stack(choosing), torch.stack(judged)
            best = int(chosen[:, 6:].mean(0).argmax())
            names = ("pointing", "wrong", "mirrored", "energy", "area", "near")
            row: dict[str, Any] = dict(zip(("source", "word", "things"), key, strict=True))
            row |= {"maps": len(scores), "pointing_choosing": round(float(chosen[:, 0].mean()), 4)}
            row |= {name: round(float(value), 4) for name, value in zip(names, scores.mean(0), strict=False)}
            row["low"], row["high"] = interval(scores[:, 0].numpy(), np.array(self._prompts[key]))
            row["iou"] = round(float(scores[:, 6 + best].mean()), 4)
            row["threshold"] = round(float(THRESHOLDS[best]), 2)
            rows.append(row)
        return rows


def interval(hits: np.ndarray, prompts: np.ndarray) -> tuple[float, float]:
    """Return bounds of a mean with 95 % confidence: percentiles of a bootstrap over prompts (Efron 1979).

    Args:
        hits: (maps,), the values.
        prompts: (maps,), the prompt that each belongs to.
    """
    _, of = np.unique(prompts, return_inverse=True)
    number = int(of.max()) + 1
    sums, counts = np.bincount(of, hits, number), np.bincount(of, minlength=number)
    drawn = np.random.default_rng(0).multinomial(number, np.full(number, 1 / number), RESAMPLES)
    low, high = np.percentile(drawn @ sums / (drawn @ counts), (2.5, 97.5))
    return round(float(low), 4), round(float(high), 4)
