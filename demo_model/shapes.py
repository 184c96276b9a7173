"""Outlines of the shapes as signed distances.

Formulas of the exact distances: Inigo Quilez, "2D distance functions" (iquilezles.org/articles/distfunctions2d),
re-derived here for arrays. All functions take x to the right and y down, in pixels from the shape's centre, and a
radius r in pixels, and return the distance to the outline: negative inside.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

Plane = NDArray[np.floating[Any]]


def _circle(x: Plane, y: Plane, r: float) -> Plane:
    return np.hypot(x, y) - r


def _square(x: Plane, y: Plane, r: float) -> Plane:
    dx, dy = np.abs(x) - 0.84 * r, np.abs(y) - 0.84 * r
    return np.hypot(np.maximum(dx, 0), np.maximum(dy, 0)) + np.minimum(np.maximum(dx, dy), 0)


def _triangle(x: Plane, y: Plane, r: float) -> Plane:
    """Equilateral, pointing up: the largest of the distances to its three sides, rounded at no corner."""
    inner = 0.58 * r
    y = y - 0.22 * r
    slanted = np.abs(x) * (math.sqrt(3) / 2) - y / 2
    return np.maximum(slanted, y) - inner


def _star(x: Plane, y: Plane, r: float) -> Plane:
    """Five points up, the notches at 0.5 of the tips' radius."""
    return _polygon(x, y, [_polar(1.1 * r if k % 2 == 0 else 0.55 * r, math.pi * k / 5) for k in range(10)])


def _heart(x: Plane, y: Plane, r: float) -> Plane:
    """Two arcs above a right-angled tip."""
    scale = 1.72 * r
    u, v = np.abs(x) / scale, 0.55 - y / scale
    lobe = np.hypot(u - 0.25, v - 0.75) - math.sqrt(2) / 4
    along = 0.5 * np.maximum(u + v, 0)
    side = np.sqrt(np.minimum(u**2 + (v - 1) ** 2, (u - along) ** 2 + (v - along) ** 2)) * np.sign(u - v)
    return np.where(u + v > 1, lobe, side) * scale


def _polar(radius: float, angle: float) -> tuple[float, float]:
    """A point at an angle from straight up, clockwise."""
    return radius * math.sin(angle), -radius * math.cos(angle)


def _polygon(x: Plane, y: Plane, corners: list[tuple[float, float]]) -> Plane:
    """Distance to a simple polygon: to its nearest side, with the sign by the even-odd rule."""
    nearest = np.full_like(x, np.inf)
    inside = np.zeros(x.shape, bool)
    for (ax, ay), (bx, by) in zip(corners, corners[1:] + corners[:1], strict=True):
        ex, ey = bx - ax, by - ay
        px, py = x - ax, y - ay
        t = np.clip((px * ex + py * ey) / (ex * ex + ey * ey), 0, 1)
        nearest = np.minimum(nearest, (px - t * ex) ** 2 + (py - t * ey) ** 2)
        if ay != by:
            inside ^= ((ay > y) != (by > y)) & (x < ex * (y - ay) / ey + ax)
    return np.sqrt(nearest) * np.where(inside, -1, 1).astype(np.float32)


DISTANCES: dict[str, Callable[[Plane, Plane, float], Plane]] = {
    "circle": _circle,
    "square": _square,
    "triangle": _triangle,
    "star": _star,
    "heart": _heart,
}
