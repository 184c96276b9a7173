"""The trajectory of a denoising: two principal components of its latents."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..maths.numbers import Array, Floats, numbers
from ..packages import require

COMPONENTS = 2
NEGLIGIBLE = 1e-20
"""Least share of the variance that an axis must have; a smaller one is rounding noise and counts as none."""


def latent_pca(latents: Array | None, x0: Array | None) -> dict[str, Any]:
    """Compute the content of ``latent_pca.json``.

    Args:
        latents: [steps, ...] the latent after each step.
        x0: [steps, ...] the predictions of the clean latent, shown in the basis of the latents.

    Returns:
        points: one [x, y] per step, from scikit-learn's PCA with a full (exact, deterministic) SVD.
        explained_variance_ratio: two numbers.
        x0_points: one [x, y] per step, or None without ``x0``.

    The sign of each axis is fixed: the loading of largest magnitude (the first of equals) is positive.
    An axis without variance gives zeros: with one step, or equal latents, all points are [0, 0] and the
    ratio is [1, 0]; with two steps y is 0. Steps that hold non-finite values do not take part, and
    their point is [None, None].
    """
    if latents is None or not len(latents):
        return {"points": [], "explained_variance_ratio": [1.0, 0.0], "x0_points": None}
    rows = np.asarray(latents, np.float64).reshape(len(latents), -1)
    fitted = rows[np.isfinite(rows).all(axis=1)]
    mean, axes, ratio = _basis(fitted) if len(fitted) else (rows[0], np.zeros((COMPONENTS, rows.shape[1])), [1.0, 0.0])
    clean = None if x0 is None else np.asarray(x0, np.float64).reshape(len(x0), -1)
    return {
        "points": _project(rows, mean, axes),
        "explained_variance_ratio": ratio,
        "x0_points": None if clean is None else _project(clean, mean, axes),
    }


def _basis(rows: Floats) -> tuple[Floats, Floats, list[float]]:
    """Return mean [D], axes [2, D] and explained variance ratio of finite rows."""
    require("sklearn", "The trajectory of latents", install="scikit-learn")
    from sklearn.decomposition import PCA  # a second to import: only when it is needed

    mean = rows.mean(axis=0)
    axes = np.zeros((COMPONENTS, rows.shape[1]))
    if not np.ptp(rows, axis=0).any():
        return mean, axes, [1.0, 0.0]
    count = min(COMPONENTS, *rows.shape)
    model = PCA(n_components=count, svd_solver="full").fit(rows)
    ratio = [0.0] * COMPONENTS
    for i in range(count):
        share = float(model.explained_variance_ratio_[i])
        if share <= NEGLIGIBLE:
            continue
        axis = model.components_[i]
        axes[i] = axis if axis[np.abs(axis).argmax()] > 0 else -axis
        ratio[i] = share
    return np.asarray(model.mean_, np.float64), axes, ratio


def _project(rows: Floats, mean: Floats, axes: Floats) -> list[list[float | None]]:
    points: list[list[float | None]] = []
    for row in rows:
        if np.isfinite(row).all():
            points.append(numbers(axes @ (row - mean) + 0.0))  # + 0.0 turns -0.0 into 0.0
        else:
            points.append([None] * COMPONENTS)
    return points
