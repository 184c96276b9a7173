"""Differences of word maps: where in the image one pass attends to a word more than another, step by step."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from torch import Tensor

from ..errors import RecordingError, errors_about
from ..layers import AttentionLayer
from ..maths.numbers import Floats
from ..maths.resizing import on_whole_image, resized, stacked
from ..recording import SamplingPass, latent_grid
from .comparison import common_words
from .selection import WordGroup, select_layers, select_words

MOST_WORDS = 4
"""Number of words unless a person names some."""


@dataclass(frozen=True)
class WordDifference:
    """The attention to a word in B minus that in A.

    Attributes:
        text: the word.
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
    """Return the differences of the named words, or of the ``MOST_WORDS`` common ones whose maps differ most.

    Args:
        items: the number of the image in its batch, of A and of B.
        words: a list as in ``select_words``; an empty one means the common words without marks such as commas.
        layers: see ``select_layers``.
        pairs: (A's step, B's step), from 0.

    Raises:
        SettingsError: a word is not in both prompts, or the layers match nothing.
        RecordingError: no maps of both were recorded at these steps.
    """
    common = [pair for word, pair in common_words(a, b).items() if any(c.isalnum() for c in word)]
    if not words.strip() and not common:
        return []
    groups, chosen = [], []
    for side, pass_ in enumerate((a, b)):
        with errors_about(f"recording {'AB'[side]}"):
            groups.append(select_words(pass_.conditions, words) if words.strip() else [pair[side] for pair in common])
            chosen.append(select_layers(pass_.layers, layers, "cross"))
    differences: dict[int, Floats] = {}
    for step, other in pairs:
        one = _maps(a, step, items[0], chosen[0], groups[0])
        two = _maps(b, other, items[1], chosen[1], groups[1])
        if one is not None and two is not None:
            grid = (min(one.shape[1], two.shape[1]), min(one.shape[2], two.shape[2]))
            differences[step] = (resized(two, grid) - resized(one, grid)).numpy().astype(np.float64)
    if not differences:
        raise RecordingError("There are no maps of both recordings at these steps. Choose other steps or layers.")
    every = [
        WordDifference(group.text, group.words[0], {step: maps[i] for step, maps in differences.items()})
        for i, group in enumerate(groups[0])
    ]
    if words.strip():
        return every
    largest = sorted(every, key=lambda one: -max(float(np.abs(m).max()) for m in one.maps.values()))
    return sorted(largest[:MOST_WORDS], key=lambda one: one.index)


def _maps(
    pass_: SamplingPass, step: int, item: int, layers: Sequence[AttentionLayer], groups: Sequence[WordGroup]
) -> Tensor | None:
    """Return [words, r, c], the mean over the layers that hold maps of all the words, on their finest grid; None
    without any."""
    grid = latent_grid(pass_.steps[step])
    by_layer = []
    for layer in layers:
        crosses = {c: pass_.steps[step].cross_attention.get((layer.id, c)) for c in {g.condition.id for g in groups}}
        maps = {c: cross.maps[item].float() for c, cross in crosses.items() if cross and cross.maps is not None}
        if len(maps) == len(crosses):
            sums = [maps[g.condition.id][list(g.tokens)].sum(0) for g in groups]
            by_layer.append(
                stacked([on_whole_image(m, g.condition.area, grid) for m, g in zip(sums, groups, strict=True)])
            )
    return stacked(by_layer).mean(0) if by_layer else None
