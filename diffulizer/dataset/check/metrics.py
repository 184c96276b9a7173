"""Strict check of metrics that follow from other metrics."""

from __future__ import annotations

import math

import numpy as np

from ...maths.numbers import Floats, number
from ..layout import METRICS
from .base import Checked, as_dict, as_int, as_list, shown
from .tolerance import EXACT, ROUNDED, compare, compare_list

FLOOR = 1e-8
"""Smallest probability in the divergence, as the format defines it."""
RANKED = 25


def check_metrics(run: Checked) -> None:
    """Check divergence and dominance against mean token activations, and means of entropies against layers."""
    rows = [_row(v) for v in as_list(run.metrics.get("mean_token_activation"))]
    _check_divergence(run, rows)
    measured = [row for row in rows if row is not None]
    if measured and len({len(row) for row in measured}) == 1:
        _check_dominance(run, np.mean(measured, axis=0))
    for kind in ("cross", "self"):
        _check_entropy_means(run, kind)
    key = "cross_attention_spatial_entropy"
    for i, entry in enumerate(as_list(run.metrics.get(key))):
        by_layer = [number(v) for v in as_dict(as_dict(entry).get("by_layer")).values()]
        by_token = [number(v) for v in as_list(as_dict(entry).get("by_token"))]
        if by_layer and by_token and None not in by_layer and None not in by_token:
            layers = math.fsum(v for v in by_layer if v is not None) / len(by_layer)
            tokens = math.fsum(v for v in by_token if v is not None) / len(by_token)
            where = f"{METRICS}: {key}[{i}].by_token (their mean)"
            compare(run, "metric-spatial-entropy", where, tokens, layers, EXACT)


def _row(value: object) -> Floats | None:
    values = [number(v) for v in as_list(value)]
    return np.array(values, np.float64) if values and None not in values else None


def _check_divergence(run: Checked, rows: list[Floats | None]) -> None:
    stated = as_list(run.metrics.get("attention_kl_divergence"))
    previous: Floats | None = None
    for i, (value, row) in enumerate(zip(stated, rows, strict=False)):
        expected = None
        if row is not None and previous is not None and len(row) == len(previous):
            p, q = (np.maximum(r, FLOOR) / np.maximum(r, FLOOR).sum() for r in (row, previous))
            expected = float((p * np.log(p / q)).sum())
        relative = EXACT if run.newer else ROUNDED
        compare(run, "metric-kl", f"{METRICS}: attention_kl_divergence[{i}]", value, expected, relative)
        previous = row if row is not None else previous


def _check_dominance(run: Checked, scores: Floats) -> None:
    dominance = as_dict(run.metrics.get("token_dominance"))
    where = f"{METRICS}: token_dominance"
    relative = EXACT if run.newer else ROUNDED
    if dominance:
        compare_list(run, "metric-dominance", f"{where}.scores", dominance.get("scores"), scores, relative)
    ranking = [as_dict(e) for e in as_list(dominance.get("ranking"))]
    expected = sorted(scores, reverse=True)[:RANKED]
    for i, (entry, score) in enumerate(zip(ranking, expected, strict=False)):
        index = as_int(entry.get("token_index"))
        own = float(scores[index]) if index is not None and index < len(scores) else None
        at = f"{where}.ranking[{i}]"
        compare(run, "metric-dominance", f"{at}.score", entry.get("score"), float(score), relative)
        if own is None or not math.isclose(own, score, rel_tol=relative):
            message = f"{shown(index)} does not have the score of this place, {score:.6g}"
            run.error("metric-dominance", f"{at}.token_index", message)
    if dominance and run.newer and len(ranking) != len(expected):
        message = f"{len(ranking)} entries; expected the {len(expected)} highest"
        run.error("metric-dominance", f"{where}.ranking", message)
    if run.newer:
        _check_words(run, f"{where}.ranking_words", as_list(dominance.get("ranking_words")), scores)


def _check_words(run: Checked, where: str, ranking: list[object], scores: Floats) -> None:
    """Check the scores of words; a word's score is the sum over its tokens."""
    words = [as_dict(w) for w in as_list(as_dict(run.metadata.get("prompt")).get("words"))]
    known = {(w.get("text"), str(w.get("token_indices"))): _score(w, scores) for w in words if _hashable(w)}
    expected = sorted((s for s in known.values() if s is not None), reverse=True)[:RANKED]
    if len(ranking) != len(expected):
        message = f"{len(ranking)} entries; expected {len(expected)}"
        run.error("metric-dominance", where, message)
    for i, (entry, score) in enumerate(zip(map(as_dict, ranking), expected, strict=False)):
        compare(run, "metric-dominance", f"{where}[{i}].score", entry.get("score"), score, EXACT)
        own = known.get((entry.get("text"), str(entry.get("token_indices")))) if _hashable(entry) else None
        if own is None or not math.isclose(own, score, rel_tol=EXACT):
            message = f"{shown(entry.get('text'))} is not a word of the prompt with this place's score, {score:.6g}"
            run.error("metric-dominance", f"{where}[{i}]", message)


def _hashable(word: dict[str, object]) -> bool:
    return isinstance(word.get("text"), str)


def _score(word: dict[str, object], scores: Floats) -> float | None:
    indices = [as_int(i) for i in as_list(word.get("token_indices"))]
    if any(i is None or i >= len(scores) for i in indices):
        return None
    return float(sum(scores[i] for i in indices if i is not None))


def _check_entropy_means(run: Checked, kind: str) -> None:
    key = f"{kind}_attention_entropy"
    tokens = math.log(len(run.tokens)) if run.tokens else math.inf
    for i, entry in enumerate(as_dict(e) for e in as_list(run.metrics.get(key))):
        values = {name: number(v) for name, v in as_dict(entry.get("by_layer")).items()}
        measured = [v for v in values.values() if v is not None]
        mean = math.fsum(measured) / len(measured) if measured else None
        relative = EXACT if run.newer else ROUNDED
        compare(run, "metric-entropy", f"{METRICS}: {key}[{i}].mean", entry.get("mean"), mean, relative)
        if kind == "cross" and run.newer:
            for name, value in values.items():
                run.count("entropy_bounds")
                if value is not None and value > tokens + 1e-4:
                    message = f"{value:.6g}; at most ln {len(run.tokens)} = {tokens:.6g} is possible"
                    run.error("metric-entropy", f"{METRICS}: {key}[{i}].by_layer.{name}", message)
