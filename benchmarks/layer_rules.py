"""Rules that find the layer that sees a word most clearly, and a measure of how well their choices point.

This module knows no model: maps and regions go in, a table comes out.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from pointing import RESAMPLES, Word, score
from torch import Tensor

from diffulizer.analysis.heatmap import CLEAR
from diffulizer.maths.clearness import clearness
from diffulizer.maths.resizing import finest, resized

KINDS = ("colour", "shape", "phrase")
ONE, AUTO, FIRST = "clearest layer", "auto", "first look"
"""Choices of a rule: a layer for a word; the layers that are nearly as clear, whose maps are averaged; and the first
view of a run, a layer for all words and one of its clearest words, from the first and the last step alone."""
BEST_RULE = "index of dispersion"
ALL = "all layers"


@dataclass(frozen=True)
class Recorded:
    """A prompt whose picture has an answer key.

    Attributes:
        prompt: the text of the prompt.
        words: its words, with the regions that they name.
        layers: maps by layer name, [mean over steps, first step, last step][tokens, rows, columns].
    """

    prompt: str
    words: Sequence[Word]
    layers: dict[str, Tensor]

    def spoken(self) -> list[int]:
        """Return the tokens of words that could be shown first, of more than two letters; the start token precedes
        them."""
        return [place for place, text in enumerate(self.prompt.split(), 1) if len(text) > 2]


def dispersion(maps: Tensor, tokens: Sequence[int]) -> float:
    """Return the variance over cells divided by the mean, the product's own rule."""
    return clearness(maps[list(tokens)].sum(0)[None])


def deviation(maps: Tensor, tokens: Sequence[int]) -> float:
    """Return the standard deviation over cells."""
    return float(maps[list(tokens)].sum(0).std(correction=0))


def information(maps: Tensor, tokens: Sequence[int]) -> float:
    """Return the tokens' part of the mutual information of cell and token, in nats, of the map scaled to sum 1.

    Cover and Thomas, Elements of Information Theory, section 2.3.
    """
    joint = maps.double().flatten(1)
    joint = joint / joint.sum()
    apart = joint.sum(0, keepdim=True) * joint.sum(1, keepdim=True)
    parts = torch.where(joint > 0, joint * (joint / apart.clamp(min=1e-300)).log(), 0.0)
    return float(parts.sum(1)[list(tokens)].sum())


RULES: dict[str, Callable[[Tensor, Sequence[int]], float]] = {
    BEST_RULE: dispersion,
    "standard deviation": deviation,
    "mutual information": information,
}

Key = tuple[str, str, str]
"""Key of scores: (rule, choice, kind of word)."""


class Contest:
    """Scores of the maps that each rule chooses, prompt by prompt."""

    def __init__(self) -> None:
        self._scores: dict[Key, list[tuple[int, Tensor]]] = defaultdict(list)
        self._named: dict[tuple[str, str], list[bool]] = defaultdict(list)
        self._prompts: list[str] = []

    def add(self, recorded: Recorded) -> None:
        """Add a prompt's maps. Even prompts choose the threshold for odd ones, and odd ones for even ones."""
        number = len(self._prompts)
        self._prompts.append(recorded.prompt)
        for word in recorded.words:
            if word.kind in KINDS:
                self._add_word(number, recorded, word)
        for rule, clear in RULES.items():
            layer, first, clearest = first_look(recorded, clear)
            named = [w for w in recorded.words if w.kind in KINDS]
            for name, token in (("first", first), ("clearest", clearest)):
                self._named[name, rule].append(any(token in w.positions for w in named))
            for word in named:
                own = recorded.layers[layer][0][list(word.positions)].sum(0)
                self._score((rule, FIRST, word.kind), number, own, word)

    def _add_word(self, number: int, recorded: Recorded, word: Word) -> None:
        means = {name: maps[0] for name, maps in recorded.layers.items()}
        own = {name: maps[list(word.positions)].sum(0) for name, maps in means.items()}
        for rule, clear in RULES.items():
            values = {name: clear(maps, word.positions) for name, maps in means.items()}
            best = max(values, key=lambda name: values[name])
            near = [own[name] for name, value in values.items() if value >= CLEAR * values[best]]
            self._score((rule, ONE, word.kind), number, own[best], word)
            self._score((rule, AUTO, word.kind), number, mean_map(near), word)
        self._score((ALL, ALL, word.kind), number, mean_map(list(own.values())), word)

    def _score(self, key: Key, number: int, values: Tensor, word: Word) -> None:
        self._scores[key].append((number, score(values[None].float(), [word])[0]))

    def rows(self) -> list[dict[str, Any]]:
        """Return a row for each rule, choice and kind of word.

        "less" is the distance of its IoU below that of the product's rule; "low" and "high" bound it with 95 %
        confidence, from a bootstrap over prompts (Efron 1979).
        """
        rows = []
        for (rule, choice, kind), scores in self._scores.items():
            values = torch.stack([s for _, s in scores])
            overlap = self._overlaps((rule, choice, kind))
            of = BEST_RULE, choice if choice != ALL else AUTO, kind
            less, low, high = _difference(self._overlaps(of) - overlap, np.array([n for n, _ in scores]))
            row = {"rule": rule, "choice": choice, "word": kind, "maps": len(scores)}
            row |= {
                name: round(float(values[:, i].mean()), 4) for name, i in (("pointing", 0), ("near", 5), ("wrong", 1))
            }
            rows.append(row | {"iou": round(float(overlap.mean()), 4), "less": less, "low": low, "high": high})
        return rows

    def named(self, which: str) -> dict[str, float]:
        """Return by rule the share of prompts whose "first" clear, or "clearest", word belongs to a thing of the
        picture."""
        return {rule: round(float(np.mean(self._named[which, rule])), 4) for rule in RULES}

    def _overlaps(self, key: Key) -> np.ndarray:
        """Return the IoU of each map at the threshold that is best for the other half of the prompts."""
        values = torch.stack([s for _, s in self._scores[key]])[:, 6:].numpy()
        odd = np.array([number % 2 for number, _ in self._scores[key]], bool)
        overlaps = np.zeros(len(values))
        for half in (odd, ~odd):
            if half.any():
                overlaps[half] = values[half][:, int(values[~half].mean(0).argmax()) if (~half).any() else 0]
        return overlaps


def first_look(recorded: Recorded, clear: Callable[[Tensor, Sequence[int]], float]) -> tuple[str, int, int]:
    """Choose what the viewer shows at first, from the first and the last step.

    Returns:
        the layer whose words are clearest together, the token of its first word that is nearly as clear as its clearest
        word, and the token of the clearest word.
    """
    tokens = recorded.spoken()
    by_layer = {name: [clear(maps[1:].mean(0), [token]) for token in tokens] for name, maps in recorded.layers.items()}
    layer = max(by_layer, key=lambda name: sum(by_layer[name]))
    seen = by_layer[layer]
    first = next(token for token, value in zip(tokens, seen, strict=True) if value >= CLEAR * max(seen))
    return layer, first, tokens[int(np.argmax(seen))]


def mean_map(maps: Sequence[Tensor]) -> Tensor:
    """Average maps of several layers, at the finest grid."""
    grid = finest([(m.shape[0], m.shape[1]) for m in maps])
    return torch.stack([resized(m, grid) for m in maps]).mean(0)


def _difference(values: np.ndarray, prompts: np.ndarray) -> tuple[float, float, float]:
    _, of = np.unique(prompts, return_inverse=True)
    number = int(of.max()) + 1
    sums, counts = np.bincount(of, values, number), np.bincount(of, minlength=number)
    drawn = np.random.default_rng(0).multinomial(number, np.full(number, 1 / number), RESAMPLES)
    low, high = np.percentile(drawn @ sums / (drawn @ counts), (2.5, 97.5))
    return round(float(values.mean()), 4), round(float(low), 4), round(float(high), 4)


def summary(figures: dict[str, Any]) -> list[str]:
    """Return the table of docs/faithfulness.md."""
    lines = [
        f"{figures['prompts']} prompts; {figures['things']} of the things that they name were drawn as named.",
        "",
        "| chosen | word | by | n | IoU | less than dispersion (95 %) | pointing | within 15 px | at a wrong thing |",
        "| --- | --- | --- | --: | --: | --: | --: | --: | --: |",
    ]
    for choice in (ONE, AUTO, ALL):
        for kind in KINDS:
            for row in figures["rows"]:
                if (row["choice"], row["word"]) == (choice, kind):
                    lines.append(_line(row))
    first = {r["rule"]: r["iou"] for r in figures["rows"] if (r["choice"], r["word"]) == (FIRST, "colour")}
    overlaps = ", ".join(f"{overlap:.3f} by {rule}" for rule, overlap in first.items())
    first_words, clearest_words = (
        ", ".join(f"{share:.0%} by {rule}" for rule, share in figures[which].items())
        for which in ("named_first", "named_clearest")
    )
    return [
        *lines,
        "",
        f"At first look, IoU of colour words in the layer that is shown: {overlaps}. "
        f"The clearest word there belongs to a thing of the picture: {clearest_words}. "
        f"The first word that is nearly as clear, which is shown: {first_words}.",
    ]


def _line(row: dict[str, Any]) -> str:
    less = "" if row["rule"] == BEST_RULE else f"{row['less']:.3f} ({row['low']:.3f} to {row['high']:.3f})"
    return (
        f"| {row['choice']} | {row['word']} | {row['rule']} | {row['maps']} | {row['iou']:.3f} | {less} | "
        f"{row['pointing']:.1%} | {row['near']:.1%} | {row['wrong']:.1%} |"
    )
