"""Metrics of attention, in nats: they describe condition c0 and the recorded layers.

A step without attention (``attention_every``, a limit, or a conditioning that does not act then) has
None instead of a value. Means over layers are taken over the layers recorded at that step.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from ..maths.numbers import Floats, mean_of, number, numbers
from ..maths.resizing import Area, on_image
from ..prompts import TokenTable
from ..recording import Step, latent_grid
from .registry import CONDITION, Item, metric

FLOOR = 1e-8
"""Smallest probability in the Kullback-Leibler divergence; smaller ones count as this one."""
RANKED = 25


@metric("attention_kl_divergence")
def divergences(item: Item) -> list[float | None]:
    """Return ``kl_to_previous`` of the activations of each step."""
    return kl_to_previous(item.activations)


@metric("cross_attention_entropy")
def cross_entropies(item: Item) -> list[dict[str, Any]]:
    """Entropy over tokens at each step: {step, mean, by_layer}, in nats."""
    return [_entropy(step, "cross", item.index) for step in item.steps]


@metric("self_attention_entropy")
def self_entropies(item: Item) -> list[dict[str, Any]]:
    """Entropy over key positions at each step: {step, mean, by_layer}, in nats."""
    return [_entropy(step, "self", item.index) for step in item.steps]


@metric("cross_attention_spatial_entropy")
def spatial_entropies(item: Item) -> list[dict[str, Any]]:
    """Entropy over positions of each token's map: {step, by_token, by_layer}, in nats."""
    return [_spatial_entropy(step, item.index) for step in item.steps]


@metric("cross_attention_centroid")
def centres_of_mass(item: Item) -> list[dict[str, Any]]:
    """Centre of mass of each token's map at each step: {step, by_token}."""
    area = item.pass_.conditions[0].area if item.pass_.conditions else None
    return [_centroids(step, item.index, area) for step in item.steps]


@metric("mean_token_activation")
def mean_activations(item: Item) -> list[list[float | None] | None]:
    """[T] mean over image positions, then over cross layers, at each step; None without attention."""
    return [None if a is None else numbers(a) for a in item.activations]


@metric("token_dominance")
def dominance(item: Item) -> dict[str, Any]:
    """Return ``token_dominance`` of the activations of all steps, for the words of the first prompt."""
    conditions = item.pass_.conditions
    return token_dominance(item.activations, conditions[0].prompt.table if conditions else None)


def _entropy(step: Step, kind: str, batch_index: int) -> dict[str, Any]:
    """Return {step, mean, by_layer}: the entropy of each layer and the mean of these."""
    by_layer = {
        layer: number(float(attention.entropy[batch_index]))
        for (layer, condition), attention in step.attention(kind).items()
        if condition == CONDITION
    }
    return {"step": step.index, "mean": mean_of(by_layer.values()), "by_layer": by_layer}


def _spatial_entropy(step: Step, batch_index: int) -> dict[str, Any]:
    """Return {step, by_token, by_layer}: mean over layers of each token's value, mean over tokens of each layer's."""
    rows = {
        layer: cross.spatial_entropy[batch_index].numpy().astype(np.float64)
        for (layer, condition), cross in step.cross_attention.items()
        if condition == CONDITION
    }
    same = len({len(row) for row in rows.values()}) == 1
    return {
        "step": step.index,
        "by_token": numbers(np.mean(list(rows.values()), axis=0)) if same else None,
        "by_layer": {layer: number(row.mean()) for layer, row in rows.items()},
    }


def _centroids(step: Step, batch_index: int, area: Area | None) -> dict[str, Any]:
    """Return {step, by_token}: [row, column] of the centre of mass of each token's map, mean over cross layers.

    They are fractions of the image's height and width, from the head-averaged maps as they are stored. A token
    without any attention has None.
    """
    maps = [
        cross.maps[batch_index].numpy().astype(np.float64)
        for (_, condition), cross in step.cross_attention.items()
        if condition == CONDITION and cross.maps is not None
    ]
    by_token = None
    if maps and len({len(m) for m in maps}) == 1:
        centres = on_image(np.mean([centroids(m) for m in maps], axis=0), area, latent_grid(step))
        by_token = [[number(row), number(column)] if np.isfinite(row) else None for row, column in centres]
    return {"step": step.index, "by_token": by_token}


def centroids(maps: Floats) -> Floats:
    """Return the centres of mass of maps, [T, r, c] -> [T, 2]; NaN for a map without mass."""
    _, rows, columns = maps.shape
    mass = maps.sum((1, 2))
    mass = np.where(mass > 0, mass, np.nan)
    down = maps.sum(2) @ ((np.arange(rows) + 0.5) / rows)
    across = maps.sum(1) @ ((np.arange(columns) + 0.5) / columns)
    return np.asarray(np.stack([down, across], axis=1) / mass[:, None], np.float64)


def distribution(values: Sequence[float] | Floats) -> Floats:
    """Scale the values, each at least FLOOR, to sum 1."""
    floored = np.clip(np.asarray(values, np.float64), FLOOR, None)
    return np.asarray(floored / floored.sum(), np.float64)


def kl_divergence(p: Sequence[float] | Floats, q: Sequence[float] | Floats) -> float:
    """Compute KL(p || q) = sum p ln(p / q) of the two as ``distribution`` (Kullback and Leibler, 1951)."""
    left, right = distribution(p), distribution(q)
    return float(np.sum(left * np.log(left / right)))


def kl_to_previous(activations: Sequence[Floats | None]) -> list[float | None]:
    """Compute KL(current || previous) of the token activations, each scaled to sum 1.

    The first is None, as is a step without attention; the next recorded step compares with the last
    recorded one.
    """
    result: list[float | None] = []
    previous: Floats | None = None
    for current in activations:
        if current is None or previous is None or len(current) != len(previous):
            result.append(None)
        else:
            result.append(number(kl_divergence(current, previous)))
        previous = previous if current is None else current
    return result


def token_dominance(activations: Sequence[Floats | None], table: TokenTable | None) -> dict[str, Any]:
    """Rank the tokens and words by the attention that they drew.

    Returns:
        scores: per token, the mean activation over the steps with attention.
        ranking: the RANKED highest [{token_index, score}], special tokens included.
        ranking_words: the RANKED highest words [{text, token_indices, score}], a word's score being
            the sum over its tokens; start, end and padding belong to no word.
    """
    measured = [a for a in activations if a is not None]
    if not measured or any(len(a) != len(measured[0]) for a in measured):
        return {"scores": [], "ranking": [], "ranking_words": []}
    scores = np.mean(measured, axis=0)
    words = [
        {
            "text": w.text,
            "token_indices": list(w.token_indices),
            "score": number(sum(scores[i] for i in w.token_indices)),
        }
        for w in (table.words if table else ())
        if all(i < len(scores) for i in w.token_indices)
    ]
    ranking = [{"token_index": i, "score": number(score)} for i, score in enumerate(scores)]
    return {"scores": numbers(scores), "ranking": _highest(ranking), "ranking_words": _highest(words)}


def _highest(entries: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the first RANKED entries by falling score; equal scores keep their order, unknown ones go last."""
    return sorted(entries, key=lambda e: float("inf") if e["score"] is None else -e["score"])[:RANKED]
