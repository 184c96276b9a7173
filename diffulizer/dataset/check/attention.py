"""Strict check of the values of the stored maps, and of the metrics of attention that follow from them.

A stored map is the layer's own, or a mean over cells of equal area. Means are the same either way.
Entropy is concave, so the entropy of a pooled map is a bound of that of the layer's own map.
"""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import dataclass

import numpy as np

from ...maths.numbers import Array, Floats, number
from ...maths.resizing import on_image
from ..layout import METRICS
from .base import Checked, MapEntry, as_dict, as_int, as_list
from .maps import area_of_first, latent_grid, layer_grid
from .tolerance import EXACT, HALF, HALF_FLOOR, SUM, compare_list, entropy

SUM_OLDER = 1e-2
"""Tolerance for schema 1.0.0, whose maps may come from a softmax that was computed in float16."""


@dataclass(frozen=True)
class _Facts:
    """Facts that follow from one head-averaged map of c0. Errors are bounds on the rounding of float16.

    Attributes:
        whole: whether it has the layer's own grid.
        finer: ln of the positions in each cell.
        mean: [T] mean over cells; entropy: mean over cells (cross) or rows (self).
        spatial: [T] entropy over cells of each token's map.
        centre: [T, 2] (row, column) of its centre of mass, as fractions; NaN without mass.
    """

    entry: MapEntry
    whole: bool
    finer: float
    entropy: float
    entropy_error: float
    mean: Floats | None = None
    centre: Floats | None = None
    spatial: Floats | None = None
    spatial_error: Floats | None = None


def check_attention(run: Checked) -> None:
    """Check the values and sums of every map, heads against their mean, and metrics against the maps of c0."""
    means: dict[tuple[str | None, int | None, str], MapEntry] = {}
    heads: dict[tuple[str | None, int | None, str], list[MapEntry]] = defaultdict(list)
    facts: dict[int, list[_Facts]] = defaultdict(list)
    seen: set[str | None] = set()  # a file that is listed twice is a problem of its own, and read once
    for entry in run.maps:
        if entry.path in seen:
            continue
        seen.add(entry.path)
        values = run.read_map(entry)
        if values is None or entry.kind not in ("cross", "self"):
            continue
        if values.ndim != (3 if entry.kind == "cross" else 2) or not _check_values(run, entry, values):
            continue
        key = (entry.layer_id, entry.step, entry.condition)
        if entry.head is not None:
            heads[key].append(entry)
            continue
        means.setdefault(key, entry)
        if not entry.extra and entry.step is not None:
            facts[entry.step].append(_facts(run, entry, values))
    for key, entries in heads.items():
        _check_heads(run, means.get(key), entries)
    for step, of_step in facts.items():
        _check_activation(run, step, [f for f in of_step if f.mean is not None])
        _check_entropies(run, step, of_step)
        _check_spatial(run, step, [f for f in of_step if f.mean is not None])
        _check_centroids(run, step, [f for f in of_step if f.mean is not None])


def _check_values(run: Checked, entry: MapEntry, values: Array) -> bool:
    """Check that values are finite, within 0 and 1, and distributions; return whether they are."""
    run.count("map_values", values.size)
    if not np.isfinite(values).all():
        message = f"{int((~np.isfinite(values)).sum())} values are NaN or infinite; expected 0 to 1"
        run.error("map-values", str(entry.path), message)
        return False
    low, high = float(values.min()), float(values.max())
    if low < 0 or high > 1 + SUM:
        run.error("map-values", str(entry.path), f"values from {low:g} to {high:g}; expected 0 to 1")
        return False
    if entry.kind == "self" and not run.newer:
        return True  # 1.0.0 pooled the flattened matrix by means: its rows have other sums
    sums = values.sum(0 if entry.kind == "cross" else 1)
    off = np.abs(sums - 1)
    run.count("map-sum", sums.size)
    if off.max() > (SUM if run.newer else SUM_OLDER):
        what = "tokens in a cell" if entry.kind == "cross" else "keys in a row"
        worst = float(sums.ravel()[off.argmax()])
        run.error("map-sum", str(entry.path), f"the sum over {what} is {worst:.6g}; expected 1")
        return False
    return True


def _facts(run: Checked, entry: MapEntry, values: Array) -> _Facts:
    full = layer_grid(run, entry.layer_id)
    cells = math.prod(values.shape[1:]) if entry.kind == "cross" else values.shape[1]
    whole = full is not None and entry.grid == full
    finer = math.log(math.prod(full) / cells) if full is not None and math.prod(full) >= cells else math.inf
    h, error = entropy(values, 0 if entry.kind == "cross" else 1)
    if entry.kind == "self":
        return _Facts(entry, whole, finer, float(h.mean()), float(error.mean()))
    flat = values.reshape(len(values), -1)
    total = np.maximum(flat.sum(1, keepdims=True), HALF_FLOOR)
    share = flat / total
    logs = np.log(np.maximum(share, HALF_FLOOR / total))
    spatial = -(share * logs).sum(1)
    moved = np.maximum(flat * HALF, HALF_FLOOR) / total * (np.abs(logs + spatial[:, None]) + 1)
    return _Facts(
        entry, whole, finer, float(h.mean()), float(error.mean()), flat.mean(1), _centres(values), spatial, moved.sum(1)
    )


def _centres(values: Array) -> Floats:
    """Return the mean position of each token's mass, [T, r, c] -> [T, 2], from the centres of cells."""
    maps = np.asarray(values, np.float64)
    rows, columns = np.indices(maps.shape[1:])
    with np.errstate(invalid="ignore"):
        return np.stack(
            [
                (maps * (place + 0.5) / size).sum((1, 2)) / maps.sum((1, 2))
                for place, size in ((rows, maps.shape[1]), (columns, maps.shape[2]))
            ],
            axis=1,
        )


def _check_heads(run: Checked, entry: MapEntry | None, heads: list[MapEntry]) -> None:
    """Check that the mean of the heads is the stored mean, where all heads are stored."""
    expected = as_int(run.layers.get(heads[0].layer_id or "", {}).get("heads"))
    mean = run.read_map(entry) if entry is not None else None
    if entry is None or mean is None or expected != len({h.head for h in heads}):
        return
    maps = [m for m in (run.read_map(h) for h in heads) if m is not None and m.shape == mean.shape]
    if len(maps) != expected:
        return
    off = np.abs(np.mean(maps, axis=0) - mean) - 3 * (mean * HALF + HALF_FLOOR)
    run.count("map-heads")
    if not off.max() <= 0:
        message = f"the mean of its {expected} heads differs from it by up to {off.max():.3g}"
        run.error("map-heads", str(entry.path), message)


def _check_activation(run: Checked, step: int, facts: list[_Facts]) -> None:
    """Check mean activations; the mean over cells of equal area is the mean over positions."""
    stated = as_list(run.metrics.get("mean_token_activation"))
    rows = [f.mean for f in facts if f.mean is not None]
    if not rows or step >= len(stated) or not _all_layers(run, "cross_attention_entropy", step, facts):
        return
    if len({len(row) for row in rows}) == 1 and (run.newer or stated[step] is not None):
        where = f"{METRICS}: mean_token_activation[{step}]"
        relative = HALF if run.newer else SUM_OLDER
        compare_list(run, "metric-activation", where, stated[step], np.mean(rows, axis=0), relative, HALF_FLOOR)


def _all_layers(run: Checked, key: str, step: int, facts: list[_Facts]) -> bool:
    """Return whether maps are stored for all layers that the metric averages."""
    entries = as_list(run.metrics.get(key))
    named = as_dict(as_dict(entries[step]).get("by_layer")) if step < len(entries) else {}
    return set(named) <= {f.entry.layer_id for f in facts}


def _check_entropies(run: Checked, step: int, facts: list[_Facts]) -> None:
    for fact in facts:
        key = f"{fact.entry.kind}_attention_entropy"
        where = f"{METRICS}: {key}[{step}].by_layer.{fact.entry.layer_id}"
        stated = _by_layer(run, key, step, fact)
        if stated is None or not run.newer:
            continue
        run.count("metric-entropy")
        error = fact.entropy_error + EXACT * stated
        low, high = 0.0, fact.entropy + error
        if fact.whole:
            low = fact.entropy - error
        elif fact.entry.kind == "self":
            high += fact.finer  # keys of a cell were summed: at most ln(positions in it) is lost
        if not low <= stated <= high:
            run.error("metric-entropy", where, _outside(stated, low, high))


def _check_spatial(run: Checked, step: int, facts: list[_Facts]) -> None:
    """Check spatial entropies: over positions, a map has at most ln(positions in a cell) more than over cells."""
    key = "cross_attention_spatial_entropy"
    usable = [f for f in facts if f.spatial is not None and f.spatial_error is not None]
    for fact in usable:
        stated = _by_layer(run, key, step, fact)
        if stated is None or fact.spatial is None or fact.spatial_error is None:
            continue
        run.count("metric-spatial-entropy")
        error = float(fact.spatial_error.mean()) + EXACT * stated
        centre = float(fact.spatial.mean())
        low, high = _spatial_bounds(centre, error, fact)
        if not low <= stated <= high:
            where = f"{METRICS}: {key}[{step}].by_layer.{fact.entry.layer_id}"
            run.error("metric-spatial-entropy", where, _outside(stated, low, high))
    entries = as_list(run.metrics.get(key))
    by_token = [number(v) for v in as_list(as_dict(entries[step]).get("by_token"))] if step < len(entries) else []
    if not usable or not _all_layers(run, key, step, facts):
        return
    if any(len(f.spatial if f.spatial is not None else ()) != len(by_token) for f in usable):
        return
    for token, stated in enumerate(by_token):
        bounds = [
            _spatial_bounds(float(f.spatial[token]), float(f.spatial_error[token]), f)
            for f in usable
            if f.spatial is not None and f.spatial_error is not None
        ]
        low, high = (sum(b[i] for b in bounds) / len(bounds) for i in (0, 1))
        run.count("metric-spatial-entropy")
        if stated is None or not low - EXACT <= stated <= high + EXACT:
            where = f"{METRICS}: {key}[{step}].by_token[{token}]"
            message = "null; expected a number" if stated is None else _outside(stated, low, high)
            run.error("metric-spatial-entropy", where, message)


def _check_centroids(run: Checked, step: int, facts: list[_Facts]) -> None:
    """Check centres of mass, which tell a map from its mirror image."""
    entries = as_list(run.metrics.get("cross_attention_centroid"))
    centres = [f.centre for f in facts if f.centre is not None]
    if not centres or step >= len(entries) or not _all_layers(run, "cross_attention_entropy", step, facts):
        return
    if len({len(c) for c in centres}) != 1:
        return
    expected = np.mean(centres, axis=0)
    grid = latent_grid(run)
    if run.minor >= 2 and grid is not None:  # in runs of 1.1 they are fractions of the conditioning's area
        expected = on_image(expected, area_of_first(run), grid)
    stated = as_list(as_dict(entries[step]).get("by_token"))
    where = f"{METRICS}: cross_attention_centroid[{step}].by_token"
    if len(stated) != len(expected):
        run.error("metric-centroid", where, f"{len(stated)} entries; the stored maps give {len(expected)}")
        return
    for axis in (0, 1):
        measured = np.isfinite(expected[:, axis])
        given = [as_list(pair)[axis] if len(as_list(pair)) == 2 else None for pair in stated]
        kept = [value for value, known in zip(given, measured, strict=True) if known]
        compare_list(run, "metric-centroid", where, kept, expected[measured, axis], EXACT)


def _spatial_bounds(centre: float, error: float, fact: _Facts) -> tuple[float, float]:
    if fact.whole:
        return centre - error, centre + error
    return 0.0, centre + error + fact.finer


def _by_layer(run: Checked, key: str, step: int, fact: _Facts) -> float | None:
    entries = as_list(run.metrics.get(key))
    if step >= len(entries):
        return None
    return number(as_dict(as_dict(entries[step]).get("by_layer")).get(fact.entry.layer_id or ""))


def _outside(stated: float, low: float, high: float) -> str:
    return f"{stated:.6g}; the stored map gives {low:.6g} to {high:.6g}"
