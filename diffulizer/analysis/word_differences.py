"""Differences of word maps: where in the image one pass attends to a word more than another, step by step."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from ..errors import RecordingError, errors_about
from ..layers import AttentionLayer
from ..maths.clearness import clearness
from ..maths.numbers import Floats
from ..maths.resizing import on_whole_image, resized, stacked
from ..recording import SamplingPass, latent_grid
from .comparison import changed_words, common_words
from .heatmap import AUTO, CLEAR
from .selection import WordGroup, select_layers, select_words, split_words

MOST_WORDS = 4
"""Number of words unless a person names some."""
BECAME = "->"
"""Between a word of A and the word of B that is compared with it."""

Pair = tuple[WordGroup, WordGroup]
Maps = Mapping[str, Tensor]
"""Attention to each word, [words, r, c], by the name of a layer."""


@dataclass(frozen=True)
class WordDifference:
    """The attention to a word in B minus that in A, or to B's word minus that to A's word.

    Attributes:
        text: the word; "circle → star" for two of them.
        index: position of the word in A's prompt, from 0, which gives its colour.
        maps: [r, c] on the coarser grid of both, by A's step; steps without maps of both are missing.
    """

    text: str
    index: int
    maps: Mapping[int, Floats]


def word_differences(
    a: SamplingPass,
    b: SamplingPass,
    *,
    items: tuple[int, int],
    words: str,
    layers: str,
    pairs: Sequence[tuple[int, int]],
) -> list[WordDifference]:
    """Return the differences of the named words. Without names: of the words that changed from one prompt to the other,
    each with the one in its place, then of the common words whose maps differ most, ``MOST_WORDS`` in all.

    Args:
        items: the number of the image in its batch, of A and of B.
        words: a list as in ``select_words``; an entry "circle -> star" compares A's circle with B's star.
        layers: see ``select_layers``. "auto" takes for each word those of the layers of both that see it most clearly.
        pairs: (A's step, B's step), from 0.

    Raises:
        SettingsError: a word is not in its prompt, or the layers match nothing.
        RecordingError: no maps of both were recorded at these steps.
    """
    changed, common = ([], []) if words.strip() else (changed_words(a, b), _common(a, b))
    chosen = _named(a, b, words) if words.strip() else [*changed, *common]
    if not chosen:
        return []
    is_auto = layers.strip().casefold() == AUTO
    maps: list[dict[int, Maps]] = []
    for side, pass_ in enumerate((a, b)):
        with errors_about(f"recording {'AB'[side]}"):
            looked = select_layers(pass_.layers, "*" if is_auto else layers, "cross")
        groups = [pair[side] for pair in chosen]
        maps.append({pair[0]: _maps(pass_, pair[side], items[side], looked, groups) for pair in pairs})
    steps = [step for step, _ in pairs if maps[0][step] and maps[1][step]]
    if not steps:
        raise RecordingError("None of these steps has maps in both recordings. Choose other steps or layers.")
    every = []
    for i, pair in enumerate(chosen):
        names = _clearest(maps, steps, i) if is_auto else None
        by_step = {step: _difference(maps[0][step], maps[1][step], i, names) for step in steps}
        every.append(WordDifference(_text(pair), pair[0].words[0], by_step))
    if words.strip():
        return every
    first, others = every[: len(changed)], every[len(changed) :]
    others.sort(key=lambda one: -max(float(np.abs(m).max()) for m in one.maps.values()))
    kept = [*first, *others][:MOST_WORDS]
    return [*kept[: len(first)], *sorted(kept[len(first) :], key=lambda one: one.index)]


def _common(a: SamplingPass, b: SamplingPass) -> list[Pair]:
    return [pair for word, pair in common_words(a, b).items() if any(c.isalnum() for c in word)]


def _named(a: SamplingPass, b: SamplingPass, words: str) -> list[Pair]:
    found = []
    for entry in split_words(words):
        one, arrow, other = entry.partition(BECAME)
        groups: list[WordGroup] = []
        for side, (pass_, word) in enumerate(((a, one), (b, other if arrow else one))):
            with errors_about(f"recording {'AB'[side]}"):
                groups += select_words(pass_.conditions, word)
        found.append((groups[0], groups[1]))
    return found


def _text(pair: Pair) -> str:
    one, other = (group.text for group in pair)
    return one if one == other else f"{one} → {other}"


def _maps(
    pass_: SamplingPass, step: int, item: int, layers: Sequence[AttentionLayer], groups: Sequence[WordGroup]
) -> Maps:
    """Return the attention to each group in each layer that holds maps of all of them, on the whole image."""
    grid = latent_grid(pass_.steps[step])
    by_layer = {}
    for layer in layers:
        crosses = {c: pass_.steps[step].cross_attention.get((layer.id, c)) for c in {g.condition.id for g in groups}}
        maps = {c: cross.maps[item].float() for c, cross in crosses.items() if cross and cross.maps is not None}
        if len(maps) == len(crosses):
            sums = [maps[g.condition.id][list(g.tokens)].sum(0) for g in groups]
            by_layer[layer.name] = stacked(
                [on_whole_image(m, g.condition.area, grid) for m, g in zip(sums, groups, strict=True)]
            )
    return by_layer


def _clearest(maps: Sequence[Mapping[int, Maps]], steps: Sequence[int], word: int) -> set[str] | None:
    """Return the names of the layers of both that see a word most clearly; None without such layers, or if none sees
    it."""
    common = set.intersection(*(set(by_layer) for side in maps for step in steps for by_layer in [side[step]]))

    def seen(name: str) -> float:
        return sum(clearness(torch.stack([side[step][name][word] for step in steps]).mean(0)[None]) for side in maps)

    scores = {name: seen(name) for name in common}
    best = max(scores.values(), default=0)
    return {name for name, score in scores.items() if score >= CLEAR * best} if best else None


def _difference(one: Maps, other: Maps, word: int, names: set[str] | None) -> Floats:
    """Return B minus A of a word, mean over the layers of each that are named, or all: [r, c]."""
    whole = [
        stacked([maps[word] for name, maps in side.items() if names is None or name in names]).mean(0)
        for side in (one, other)
    ]
    grid = (min(m.shape[0] for m in whole), min(m.shape[1] for m in whole))
    first, second = (resized(m[None], grid)[0] for m in whole)
    return (second - first).numpy().astype(np.float64)
