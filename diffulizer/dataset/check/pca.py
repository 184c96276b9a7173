"""Strict check of the principal components of the stored latents."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from ...maths.numbers import Array, Floats, number
from ..layout import LATENT_PCA
from .base import Checked, as_list
from .tolerance import compare, compare_list

POINTS = 1e-5
"""Tolerance of points, as a fraction of the largest coordinate. Singular vectors of float64 data are exact to about
1e-15 / gap."""
POINTS_OLDER = 0.02
"""Tolerance for schema 1.0.0, whose points come from latents before rounding, for long runs by a randomised solver."""
GAP = 1e-3
"""Least relative difference of the variances of two axes. Closer axes may turn into one another, so their points aren't
compared."""
NOTHING = 1e-20
"""Least share of the variance; an axis below it is rounding noise and stands as zeros."""


def check_pca(run: Checked, arrays: Mapping[str, Array]) -> None:
    """Check points and ratios against a singular value decomposition of the centred latents."""
    latents = arrays.get("latents")
    if latents is None or not np.isfinite(latents).all() or not run.pca:
        return
    rows = latents.astype(np.float64).reshape(len(latents), -1)
    mean = rows.mean(0)
    scores, values, axes = np.linalg.svd(rows - mean, full_matrices=False)
    variance = values**2
    total = float(variance.sum()) if np.ptp(rows, axis=0).any() else 0.0
    share = variance / total if total > 0 else np.zeros_like(variance)
    limit = POINTS if run.newer else POINTS_OLDER
    for i in range(2):
        expected = float(share[i]) if i < len(share) and share[i] > NOTHING else 0.0
        if total == 0:
            expected = 1.0 - i
        ratios = as_list(run.pca.get("explained_variance_ratio"))
        if i < len(ratios):
            where = f"{LATENT_PCA}: explained_variance_ratio[{i}]"
            compare(run, "pca-ratio", where, ratios[i], expected, limit, limit)
    points = _array(run.pca.get("points"), len(rows))
    clean = arrays.get("x0")
    clean_points = _array(run.pca.get("x0_points"), len(rows)) if clean is not None else None
    for i in range(2):
        exists = i < len(share) and share[i] > NOTHING
        if exists and not _apart(share, i):
            continue
        axis = axes[i] if exists else np.zeros_like(mean)
        wanted = scores[:, i] * values[i] if exists else np.zeros(len(rows))
        sign = 1.0
        if points is not None:
            sign = -1.0 if float(points[:, i] @ wanted) < 0 else 1.0
            _compare(run, "points", i, points[:, i], sign * wanted, limit)
        if clean_points is not None and clean is not None and np.isfinite(clean).all():
            projected = (clean.astype(np.float64).reshape(len(rows), -1) - mean) @ axis
            _compare(run, "x0_points", i, clean_points[:, i], sign * projected, limit)


def _compare(run: Checked, key: str, axis: int, stated: Floats, wanted: Floats, limit: float) -> None:
    scale = float(np.abs(wanted).max(initial=0.0))
    where = f"{LATENT_PCA}: {key} (axis {axis})"
    compare_list(run, "pca-points", where, stated.tolist(), wanted, limit, limit * scale + 1e-9)


def _apart(share: Floats, i: int) -> bool:
    """Return whether an axis is determined, because its variance differs from its neighbours'."""
    neighbours = [share[k] for k in (i - 1, i + 1) if 0 <= k < len(share)]
    return all(abs(share[i] - other) > GAP * max(share[i], other) for other in neighbours)


def _array(points: Any, rows: int) -> Floats | None:
    values = [[number(c) for c in as_list(point)] for point in as_list(points)]
    if len(values) != rows or any(len(v) != 2 or None in v for v in values):
        return None
    return np.array(values, np.float64)
