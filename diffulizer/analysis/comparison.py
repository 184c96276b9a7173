"""Comparison of two passes: their settings, the distance of latents and predictions, and their attention."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from torch import Tensor

from ..format import EVALUATED, FLOW, SCALAR_CHANNELS, STEPPED, read
from ..layers import AttentionLayer
from ..maths.alignment import CLEAN, Between, align_steps, between_steps
from ..maths.divergence import map_divergence, token_divergence
from ..maths.numbers import Floats, mean_of, number
from ..maths.resizing import on_whole_image
from ..metrics.latent import cosine, l2_norm
from ..metrics.registry import CONDITION, pass_array
from ..recording import Condition, SamplingPass, Step, latent_grid, picture_grid
from .denoising import Denoising, denoising_of_pass
from .selection import WordGroup
from .series import Series, measured
from .settings_diff import CALLS, Difference, prompt_changes, settings_differences, words_differences


@dataclass(frozen=True)
class Compared:
    """An array of a step that is compared.

    Attributes:
        attribute: its name in ``Step``.
        level: the noise level of the step that it belongs to, ``STEPPED`` or ``EVALUATED``.
    """

    attribute: str
    level: str


ARRAYS = {
    "latent": Compared("latent", STEPPED),
    "x0": Compared("x0", EVALUATED),
    "predicted_noise": Compared("noise", EVALUATED),
}
"""Arrays that are subtracted, by their names in a comparison."""
STOCHASTIC: tuple[str, ...] = tuple(read("samplers.json")["stochastic"])
"""Parts of names of samplers that add noise between steps."""
SAME = 0.005
"""Largest distance of two noise levels that count as one, as a fraction of the higher one."""


@dataclass(frozen=True)
class LayerComparison:
    """A cross-attention layer that both passes recorded.

    Attributes:
        layer: the layer of A; that of B has the same name.
        tokens: per step, Jensen-Shannon divergence (nats) of each cell's distribution over tokens, mean over cells.
        word_steps: for each word that both prompts have, per step, the divergence of its maps as distributions over
            the image.
    """

    layer: AttentionLayer
    tokens: Series
    word_steps: Mapping[str, Series]

    @property
    def mean(self) -> float | None:
        """Mean of ``tokens`` over the measured steps."""
        return mean_of(self.tokens)

    @property
    def words(self) -> Mapping[str, float | None]:
        """Mean of each of ``word_steps`` over the measured steps."""
        return {word: mean_of(steps) for word, steps in self.word_steps.items()}


@dataclass(frozen=True)
class Comparison:
    """Comparison of one image of each of two passes. Lists have an entry for each step of the first pass; None where
    there is no value.

    Attributes:
        a, b: the numbers of both images.
        settings: differences of the settings, then of the nodes of the graphs.
        words: the words of both prompts in order, with "both", "a" or "b".
        alignment: B's step for each of A's, from 0, by the noise level of evaluation; for predictions and attention.
        latent_alignment: B's step for each of A's, from 0, by the noise level stepped to; for latents.
        aligned_by: "sigma" or "step".
        differences: Euclidean norm of B's array minus A's, by "latent", "x0" and "predicted_noise". B's is interpolated
            to A's noise level (see ``between_steps``), latents only where neither sampler adds noise between steps.
        cosines: cosine of both arrays, by the same keys.
        metrics: (A's values, B's values at the aligned steps), by key.
        layers: the cross-attention layers that both recorded.
        notes: sentences on what can't be compared, and why.
    """

    a: Denoising
    b: Denoising
    settings: Sequence[Difference]
    words: Sequence[tuple[str, str]]
    alignment: Sequence[int]
    latent_alignment: Sequence[int]
    aligned_by: str
    differences: Mapping[str, Series]
    cosines: Mapping[str, Series]
    metrics: Mapping[str, tuple[Series, Series]]
    layers: Sequence[LayerComparison]
    notes: Sequence[str]


def compare(
    a: SamplingPass,
    b: SamplingPass,
    *,
    items: tuple[int, int] = (0, 0),
    names: tuple[str, str] = ("A", "B"),
    further: Sequence[Difference] = (),
) -> Comparison:
    """Compare an image of each of two passes, step by step, aligned by noise level (see ``align_steps``).

    Predictions and attention are aligned by the level of the evaluation, latents by the one that was stepped to.

    Args:
        items: the number of the image in its batch, of A and of B.
        names: the names of A and B in texts.
        further: further differences, as far as the caller can read them from the graphs of the host.
    """
    sides = [denoising_of_pass(p, item, name) for p, item, name in zip((a, b), items, names, strict=True)]
    alike = same_scale(a, b)
    evaluated, stepped = (
        (one, other if alike else [math.nan] * len(other))
        for one, other in ((sides[0].sigmas, sides[1].sigmas), (sides[0].next_sigmas, sides[1].next_sigmas))
    )
    alignment, aligned_by = align_steps(*evaluated)
    latent_alignment, _ = align_steps(*stepped)

    def aligned(level: str | None) -> Sequence[int]:
        return latent_alignment if level == STEPPED else alignment

    between = {
        EVALUATED: between_steps(*evaluated),
        STEPPED: [Between(step, step, 0) for step in latent_alignment],
    }
    if not (_adds_noise(a) or _adds_noise(b)):
        between[STEPPED] = between_steps(*stepped)
    notes = []
    if not alike:
        notes.append(
            "One model predicts a flow, whose noise levels go from 1 to 0, and the other does not. So steps are "
            "aligned by number, and noisy latents, and velocity and noise, are not subtracted."
        )
    elif aligned_by == "step":
        notes.append("Noise levels are not known (runs of schema 1.0.0 lack them), so steps are aligned by number.")
    elif (apart := _levels_apart(sides[0].next_sigmas, _mixed(sides[1].next_sigmas, between[STEPPED]))) > SAME:
        notes.append(f"Aligned latents are up to {apart:.0%} apart in noise level, so part of their distance is noise.")
    differences, cosines = _arrays(a, b, items, between)
    if a.initial_latent.shape[1:] != b.initial_latent.shape[1:] or picture_grid(a) != picture_grid(b):
        notes.append("The latents have different sizes, so they can't be subtracted.")
    settings = settings_differences(a, b)
    if any(d.setting == CALLS for d in settings):
        notes.append(
            "ComfyUI used a different number of network calls for the prompts of a step (network_calls). Free memory "
            "decides that number, and it changes the last bits of the pictures."
        )
    return Comparison(
        a=sides[0],
        b=sides[1],
        settings=[*settings, *further],
        words=words_differences(a, b),
        alignment=alignment,
        latent_alignment=latent_alignment,
        aligned_by=aligned_by,
        differences=differences,
        cosines=cosines,
        metrics=_metrics(sides[0], sides[1], aligned),
        layers=_layers(a, b, items, alignment, notes),
        notes=notes,
    )


def same_scale(a: SamplingPass, b: SamplingPass) -> bool:
    """Return whether noise levels of two passes mean the same: those of a flow go from 1 to 0, where latents are (1 -
    sigma) x0 + sigma n, and with other predictions they are x0 + sigma n."""
    return (a.model.prediction == FLOW) == (b.model.prediction == FLOW)


def _levels_apart(a: Sequence[float], b: Sequence[float]) -> float:
    """Return the largest difference of two levels, as a fraction of the higher one."""
    return max(abs(x - y) / max(x, y, CLEAN) for x, y in zip(a, b, strict=True)) if a else 0.0


def _mixed(levels: Sequence[float], between: Sequence[Between]) -> list[float]:
    return [(1 - at.weight) * levels[at.first] + at.weight * levels[at.second] for at in between]


def _adds_noise(pass_: SamplingPass) -> bool:
    """Return whether the sampler may add noise between steps: one that is not known may."""
    name = pass_.sampling.sampler
    return name is None or any(part in name for part in STOCHASTIC)


def _arrays(
    a: SamplingPass, b: SamplingPass, items: tuple[int, int], between: Mapping[str, Sequence[Between]]
) -> tuple[dict[str, Series], dict[str, Series]]:
    differences: dict[str, Series] = {}
    cosines: dict[str, Series] = {}
    for name, array in ARRAYS.items():
        one, other = pass_array(a, items[0], array.attribute), pass_array(b, items[1], array.attribute)
        noisy = name != "x0" and not same_scale(a, b)
        if noisy or one is None or other is None or one.shape[1:] != other.shape[1:]:
            differences[name] = cosines[name] = [None] * len(a.steps)
            continue
        pairs = [(one[i], _at(other, at)) for i, at in enumerate(between[array.level])]
        differences[name] = [number(l2_norm(y - x)) for x, y in pairs]
        cosines[name] = [number(cosine(x, y)) for x, y in pairs]
    return differences, cosines


def _at(array: Floats, at: Between) -> Floats:
    if at.first == at.second:
        return np.asarray(array[at.first], np.float64)
    return np.asarray((1 - at.weight) * array[at.first] + at.weight * array[at.second], np.float64)


def _metrics(
    a: Denoising, b: Denoising, aligned: Callable[[str | None], Sequence[int]]
) -> dict[str, tuple[Series, Series]]:
    metrics = {}
    for key, channel in SCALAR_CHANNELS.items():
        one, other = a.series(key), b.series(key)
        theirs = [other[j] for j in aligned(channel.level)]
        if measured([*one, *theirs]):
            metrics[key] = (one, theirs)
    return metrics


def _layers(
    a: SamplingPass, b: SamplingPass, items: tuple[int, int], alignment: Sequence[int], notes: list[str]
) -> list[LayerComparison]:
    """Compare the layers that both recorded, and add sentences on what can't be compared to ``notes``."""
    theirs = {layer.name: layer for layer in b.layers if layer.attention_type == "cross"}
    mine = [layer for layer in a.layers if layer.attention_type == "cross"]
    shared = [(layer, theirs[layer.name]) for layer in mine if layer.name in theirs]
    if not shared:
        notes.append("The recordings share no cross-attention layer, so attention can't be compared.")
        return []
    apart = len(mine) + len(theirs) - 2 * len(shared)
    if apart:
        plural = " was" if apart == 1 else "s were"
        notes.append(f"{apart} cross-attention layer{plural} recorded in only one of the two, and left out.")
    tables = [p.conditions[0].prompt.table for p in (a, b) if p.conditions]
    words_of = {tuple(word.text for word in table.words) for table in tables}
    unlike = len(words_of) > 1 and any(table.unrecorded for table in tables)
    if unlike:
        notes.append("They recorded different words (only_words), so only maps of words in both are compared.")
    elif len({len(p.conditions[0].prompt.table) if p.conditions else 0 for p in (a, b)}) > 1:
        notes.append("The prompts have different numbers of tokens, so only maps of words in both are compared.")
    elif any(side != "both" for _, side in words_differences(a, b)):
        notes.append("The prompts differ, so the divergence of tokens compares different words at the same position.")
    if len({p.conditions[0].area if p.conditions else None for p in (a, b)}) > 1:
        notes.append("The prompts act on different areas, so tokens are compared where the two overlap.")
    words = common_words(a, b)
    compared = []
    for pair in shared:
        tokens: Series = []
        by_word: dict[str, list[float | None]] = {word: [] for word in words}
        for i, j in enumerate(alignment):
            one, other = _map(a, a.steps[i], pair[0], items[0]), _map(b, b.steps[j], pair[1], items[1])
            if one is None or other is None:
                tokens.append(None)
                for missing in by_word.values():
                    missing.append(None)
                continue
            tokens.append(None if unlike else token_divergence(one, other))
            for word, (first, second) in words.items():
                by_word[word].append(map_divergence(one[list(first.tokens)].sum(0), other[list(second.tokens)].sum(0)))
        compared.append(LayerComparison(pair[0], tokens, by_word))
    if not any(value is not None for layer in compared for value in (*layer.tokens, *layer.words.values())):
        notes.append("No aligned step has maps in both recordings.")
    return compared


def common_words(a: SamplingPass, b: SamplingPass) -> dict[str, tuple[WordGroup, WordGroup]]:
    """Return all occurrences in A and in B of each word that both positive prompts have, whatever its case."""
    if not (a.conditions and b.conditions):
        return {}
    one, other = (_words(p.conditions[0]) for p in (a, b))
    return {word: (one[word], other[word]) for word in one if word in other}


def changed_words(a: SamplingPass, b: SamplingPass) -> list[tuple[WordGroup, WordGroup]]:
    """Return the words that stand in A's positive prompt where B's has others, with those: word by word if there are as
    many of them, else as two phrases. Words that were only added or left out have none to be compared with."""
    if not (a.conditions and b.conditions):
        return []
    found = []
    for kind, i, j, k, m in prompt_changes(a, b):
        if kind == "replace":
            one, other = _spoken(a, i, j), _spoken(b, k, m)
            parts = [([x], [y]) for x, y in zip(one, other, strict=True)] if len(one) == len(other) else [(one, other)]
            found += [(_phrase(a, first), _phrase(b, second)) for first, second in parts if first and second]
    return found


def _spoken(pass_: SamplingPass, start: int, end: int) -> list[int]:
    """Return the numbers of those words of a span that were recorded and are not marks such as commas."""
    table = pass_.conditions[0].prompt.table
    spoken = (i for i in range(start, end) if any(c.isalnum() for c in table.all_words[i].text))
    return [number for i in spoken for number in table.recorded([i]) or ()]


def _phrase(pass_: SamplingPass, indices: Sequence[int]) -> WordGroup:
    condition = pass_.conditions[0]
    words = [condition.prompt.table.words[index] for index in indices]
    tokens = tuple(token for word in words for token in word.token_indices)
    return WordGroup(" ".join(word.text for word in words), condition, tuple(indices), tokens)


def _words(condition: Condition) -> dict[str, WordGroup]:
    groups: dict[str, WordGroup] = {}
    for index, word in enumerate(condition.prompt.table.words):
        key = word.text.casefold()
        known = groups.get(key, WordGroup(key, condition, (), ()))
        groups[key] = WordGroup(key, condition, (*known.words, index), (*known.tokens, *word.token_indices))
    return groups


def _map(pass_: SamplingPass, step: Step, layer: AttentionLayer, item: int) -> Tensor | None:
    """Return the maps [T, r, c] float32 of a step, on the whole image; None without maps."""
    cross = step.cross_attention.get((layer.id, CONDITION))
    if cross is None or cross.maps is None:
        return None
    return on_whole_image(cross.maps[item].float(), pass_.conditions[0].area, latent_grid(step))
