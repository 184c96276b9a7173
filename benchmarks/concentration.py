"""Measure which score of a word's map tells drawn things from function words, on the demo model, which has an answer
key.

    python benchmarks/clearest_layer.py --keep output/clearest_layer
    python benchmarks/concentration.py --keep output/clearest_layer --into docs

It uses the maps that the first program keeps, in the layer that the live panel shows: the one that sees the prompt's
words most clearly. Things are the colour and shape words of what was drawn as named. The score is chosen on every other
prompt, and its figures are those of the rest.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import faithfulness  # noqa: F401 (first: it sets the import path of what follows)
import numpy as np
import torch
from layer_rules import Recorded
from pointing import RESAMPLES
from torch import Tensor

from demo_model import tables
from diffulizer.format import read
from diffulizer.maths.clearness import clearness, inside_corners

FUNCTION_WORDS = ("a", "an", "the", "of", "on", "at", "and", ",", "above", "below")
THINGS = ("colour", "shape")
MIDDLE: float = read("concentration.json")["middle"]
CHOSEN = "index of dispersion"
"""The product's score, without corners."""

Score = Callable[[Tensor], float]


def gini(cells: Tensor) -> float:
    """Return the Gini coefficient of cells [n], with n - 1 instead of n (Gini 1912; Deltas 2003)."""
    ranks = 2 * torch.arange(1, len(cells) + 1) - len(cells) - 1
    return float((cells.sort().values * ranks).sum() / ((len(cells) - 1) * cells.sum()).clamp(min=1e-30))


def entropy(cells: Tensor) -> float:
    """Return 1 - H / ln n, the normalised entropy's distance from 1, of cells [n]."""
    share = cells / cells.sum().clamp(min=1e-30)
    return 1 + float((share * share.clamp(min=1e-30).log()).sum()) / float(np.log(len(cells)))


def participation(cells: Tensor) -> float:
    """Return 1 - (sum x)^2 / (n sum x^2): the part of the cells that the map leaves out."""
    return 1 - float(cells.sum() ** 2 / (len(cells) * (cells**2).sum()).clamp(min=1e-30))


def dispersion(cells: Tensor) -> float:
    """Return the index of dispersion d of cells [n], which also tells how much attention there is, as d / (d +
    middle)."""
    d = clearness(cells[None, None])
    return d / (d + MIDDLE)


SCORES: dict[str, Score] = {
    "Gini coefficient": gini,
    "1 - normalised entropy": entropy,
    "1 - participation ratio": participation,
    CHOSEN: dispersion,
}
WITH, WITHOUT = "all cells", "without corners"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--keep", type=Path, required=True, metavar="FOLDER", help="where maps are kept")
    parser.add_argument("--into", type=Path, metavar="FOLDER", help="write the table in faithfulness.md there")
    given = parser.parse_args()
    files = sorted(given.keep.glob("*.pt"))
    if not files:
        parser.error(f"{given.keep} holds no maps; benchmarks/clearest_layer.py keeps them")
    figures = measure([Recorded(**torch.load(file, weights_only=False)) for file in files])
    print("\n".join(summary(figures)))
    if given.into:
        tables.fill(given.into / "faithfulness.md", summary(figures), "concentration")


def measure(recorded: Sequence[Recorded]) -> dict[str, Any]:
    """Return figures of each score on the half that chooses, and on the other."""
    words = [words_of(one) for one in recorded]
    rows = []
    for name, score in SCORES.items():
        for cells in (WITH, WITHOUT):
            halves = [[scored(w, score, cells) for w in words[half::2]] for half in (0, 1)]
            low, high = interval(halves[1])
            values = np.concatenate([values for values, _ in halves[1]])
            things = np.concatenate([things for _, things in halves[1]])
            rows.append(
                {
                    "score": name,
                    "cells": cells,
                    "chosen_on": auc(halves[0]),
                    "auc": auc(halves[1]),
                    "low": low,
                    "high": high,
                    "things": float(np.median(values[things])),
                    "others": float(np.median(values[~things])),
                }
            )
    counts = [sum(is_thing == wanted for of in words[1::2] for _, is_thing in of) for wanted in (True, False)]
    return {"prompts": len(words), "things": counts[0], "others": counts[1], "rows": rows}


def words_of(recorded: Recorded) -> list[tuple[Tensor, bool]]:
    """Return the map [r, c] of each thing and of each function word, and whether it is a thing."""
    spoken = range(1, len(recorded.prompt.split()) + 1)
    layer = max(recorded.layers.values(), key=lambda maps: clearness(maps[0][list(spoken)].float()))[0].float()
    things = {token for word in recorded.words if word.kind in THINGS for token in word.positions}
    others = {i for i, text in enumerate(recorded.prompt.split(), 1) if text in FUNCTION_WORDS}
    return [(layer[token], token in things) for token in sorted(things | others)]


def scored(words: Sequence[tuple[Tensor, bool]], score: Score, cells: str) -> tuple[np.ndarray, np.ndarray]:
    """Return the scores of a prompt's words, and which of them are things."""

    def value(map_: Tensor) -> float:
        kept = map_[inside_corners((map_.shape[0], map_.shape[1]))] if cells == WITHOUT else map_.flatten()
        return score(kept.double())

    return np.array([value(map_) for map_, _ in words]), np.array([is_thing for _, is_thing in words], bool)


def auc(prompts: Sequence[tuple[np.ndarray, np.ndarray]]) -> float:
    """Return the chance that a thing has a higher score than a function word of any prompt; ties count half (Mann and
    Whitney 1947)."""
    values, things = (np.concatenate(parts) for parts in zip(*prompts, strict=True))
    above = values[things][:, None] - values[~things][None]
    return float(((above > 0) + 0.5 * (above == 0)).mean())


def interval(prompts: Sequence[tuple[np.ndarray, np.ndarray]]) -> tuple[float, float]:
    """Return the bounds of the AUC with 95 % confidence, from a bootstrap over prompts."""
    draw = np.random.default_rng(0)
    drawn = [auc([prompts[i] for i in draw.integers(0, len(prompts), len(prompts))]) for _ in range(RESAMPLES)]
    low, high = np.percentile(drawn, (2.5, 97.5))
    return float(low), float(high)


def summary(figures: dict[str, Any]) -> list[str]:
    """Return the table of docs/faithfulness.md."""
    lines = [
        f"{figures['prompts']} prompts, half of which choose; {figures['things']} colour and shape words and "
        f"{figures['others']} function words in the other half.",
        "",
        "| score | cells | AUC on the choosing half | AUC (95 %) | median of things | of function words |",
        "| --- | --- | --: | --: | --: | --: |",
    ]
    for row in figures["rows"]:
        lines.append(
            f"| {row['score']} | {row['cells']} | {row['chosen_on']:.3f} | {row['auc']:.3f} ({row['low']:.3f} to "
            f"{row['high']:.3f}) | {row['things']:.2f} | {row['others']:.2f} |"
        )
    return lines


if __name__ == "__main__":
    main()
