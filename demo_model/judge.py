"""Judge of what a picture shows: it finds things by their colours, and the shape of each by the best-fitting outline.

It knows neither the prompt nor the model: a picture goes in, a list of things comes out. On drawn scenes, where the
truth is known, `python -m demo_model.evaluate` reports how often the judge itself is right.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from .drawing import Image
from .shapes import DISTANCES, Plane

HUES = {"red": 0, "orange": 30, "yellow": 52, "green": 130, "blue": 230, "purple": 283}
"""Hues of the colours, in degrees."""

SMALLEST = 150
"""Least size of a thing, in pixels; anything smaller is none."""

TILTS = (-0.15, -0.075, 0.0, 0.075, 0.15)
_GRID = 64


@dataclass(frozen=True)
class Found:
    """A thing in a picture.

    Attributes:
        colour: the nearest of `HUES`, by a vote of its pixels.
        shape: the outline that fits best.
        fit: intersection over union with that outline, 0..1.
        x: centre of mass, in pixels from the left edge.
        y: centre of mass, in pixels from the top edge.
        mask: (height, width), True where it is coloured, holes filled.
    """

    colour: str
    shape: str
    fit: float
    x: float
    y: float
    mask: NDArray[np.bool_]


def find(image: Image) -> list[Found]:
    """Find the things of a picture (height, width, 3), RGB in 0..1, the largest first."""
    hue, saturation, value = _hsv(image)
    coloured = ndimage.binary_opening((saturation > 0.5) & (value > 0.16), iterations=2)
    votes = np.abs((hue[..., None] - np.array(list(HUES.values())) + 180) % 360 - 180).argmin(-1)
    things = []
    labels, number = ndimage.label(coloured)
    for index in range(1, number + 1):
        mask = ndimage.binary_fill_holes(labels == index)
        if mask.sum() < SMALLEST:
            continue
        counts = np.bincount(votes[labels == index], minlength=len(HUES))
        shape, fit = _shape(mask)
        y, x = ndimage.center_of_mass(mask)
        things.append(Found(list(HUES)[int(counts.argmax())], shape, fit, float(x), float(y), mask))
    return sorted(things, key=lambda thing: -int(thing.mask.sum()))


def background(image: Image) -> str:
    """Return the key of `scenes.BACKGROUNDS` that the median colour of all weakly coloured pixels indicates, however
    lit."""
    _, saturation, _ = _hsv(image)
    red, green, blue = np.median(image[saturation < 0.45], axis=0) if (saturation < 0.45).any() else (0, 0, 0)
    brightness = (red + green + blue) / 3
    if red - green > 0.12:
        return "pink"
    return "black" if brightness < 0.3 else "grey" if brightness < 0.72 else "white"


def style(image: Image, things: list[Found]) -> str:
    """Return "cartoon" if most pixels around the things are ink, that is nearly black or, on black, nearly white; else
    "photo", and "" without things."""
    if not things:
        return ""
    everything = np.any([thing.mask for thing in things], axis=0)
    ring = ndimage.binary_dilation(everything, iterations=4) & ~ndimage.binary_dilation(everything, iterations=1)
    brightness = image.mean(-1)[ring]
    inked = brightness > 0.75 if background(image) == "black" else brightness < 0.25
    return "cartoon" if inked.mean() > 0.5 else "photo"


def _hsv(image: Image) -> tuple[Plane, Plane, Plane]:
    """Return hue in degrees, and saturation and value in 0..1."""
    value, spread = image.max(-1), np.ptp(image, -1) + 1e-6
    red, green, blue = np.moveaxis(image, -1, 0)
    hue = np.select(
        [value == red, value == green],
        [(green - blue) / spread % 6, (blue - red) / spread + 2],
        (red - green) / spread + 4,
    )
    return hue * 60, spread / (value + 1e-6), value


def _shape(mask: NDArray[np.bool_]) -> tuple[str, float]:
    """Return the outline of equal area and centre that overlaps most, and how much (intersection over union)."""
    scale = np.sqrt(mask.sum()) / (_GRID / 3)
    y, x = ndimage.center_of_mass(mask)
    offsets = (np.arange(_GRID) - _GRID / 2 + 0.5) * scale
    seen = ndimage.map_coordinates(
        mask.astype(np.float32), np.meshgrid(y + offsets, x + offsets, indexing="ij"), order=1
    )
    fits = {name: max(_overlap(seen > 0.5, outline) for outline in outlines) for name, outlines in _outlines().items()}
    best = max(fits, key=lambda name: fits[name])
    return best, fits[best]


def _overlap(one: NDArray[np.bool_], other: NDArray[np.bool_]) -> float:
    return float((one & other).sum() / (one | other).sum())


@lru_cache(maxsize=1)
def _outlines() -> dict[str, list[NDArray[np.bool_]]]:
    """Return each shape at each tilt, its area a ninth of the grid's and its centre of mass in the middle."""
    y, x = np.mgrid[0:_GRID, 0:_GRID].astype(np.float32) - _GRID / 2 + 0.5
    outlines: dict[str, list[NDArray[np.bool_]]] = {}
    for name, distance in DISTANCES.items():
        radius = 10 * _GRID / 3 / np.sqrt((distance(x, y, 10.0) < 0).sum())
        upright = distance(x, y, radius) < 0
        cy, cx = (c - _GRID / 2 + 0.5 for c in ndimage.center_of_mass(upright))
        for tilt in TILTS:
            cos, sin = np.cos(tilt), np.sin(tilt)
            turned = distance(cos * x + sin * y + cx, cos * y - sin * x + cy, radius) < 0
            outlines.setdefault(name, []).append(turned)
    return outlines
