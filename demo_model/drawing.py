"""Scenes as pictures, in two styles, and where each thing lies in them."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .scenes import BACKGROUNDS, COLOURS, Scene, Thing
from .shapes import DISTANCES, Plane

Image = NDArray[np.floating[Any]]

OUTLINE = 5.0
"""Width of a cartoon's outline in pixels of a 256-pixel picture."""


def draw(scene: Scene, rng: np.random.Generator) -> Image:
    """The picture, (height, width, 3), RGB in 0..1. Chance moves the colours and the light a little."""
    x, y = _pixels(scene)
    base = np.array(BACKGROUNDS[scene.background], np.float32) + rng.normal(0, 0.012, 3).astype(np.float32)
    if scene.style == "photo":
        image = _lit_wall(base, x / scene.width - 0.5, y / scene.height - 0.5, rng)
    else:
        image = np.broadcast_to(base, (scene.height, scene.width, 3)).copy()
    paint = _photo if scene.style == "photo" else _cartoon
    for thing in scene.things:
        colour = np.array(COLOURS[thing.colour], np.float32) + rng.normal(0, 0.02, 3).astype(np.float32)
        image = paint(image, thing, np.clip(colour, 0, 1), scene)
    return np.clip(image, 0, 1).astype(np.float32)


def masks(scene: Scene) -> NDArray[np.float32]:
    """Which part of each pixel a thing covers, (things, height, width), 0..1; a later thing hides earlier ones."""
    covers: list[Plane] = []
    for thing in scene.things:
        cover = _cover(_distance(thing, *_pixels(scene)))
        covers = [earlier * (1 - cover) for earlier in covers]
        covers.append(cover)
    return np.stack(covers)


def _pixels(scene: Scene) -> tuple[Plane, Plane]:
    y, x = np.mgrid[0 : scene.height, 0 : scene.width].astype(np.float32) + 0.5
    return x, y


def _distance(thing: Thing, x: Plane, y: Plane) -> Plane:
    dx, dy = x - thing.x, y - thing.y
    cos, sin = math.cos(thing.tilt), math.sin(thing.tilt)
    return DISTANCES[thing.shape](cos * dx + sin * dy, cos * dy - sin * dx, thing.radius)


def _cover(distance: Plane) -> Plane:
    """Anti-aliasing: how much of a pixel lies inside an outline that passes at this distance from its centre."""
    return np.asarray(np.clip(0.5 - distance, 0, 1))


def _lit_wall(base: Image, u: Plane, v: Plane, rng: np.random.Generator) -> Image:
    """A wall lit from above, darker to its corners."""
    light = -rng.uniform(0.08, 0.22) * v + rng.uniform(-0.12, 0.12) * u
    vignette = 1 - 0.44 * (u * u + v * v)
    return np.asarray((base + light[..., None]) * vignette[..., None], np.float32)


def _photo(image: Image, thing: Thing, colour: Image, scene: Scene) -> Image:
    """A glossy body, lit from the upper left, with a soft shadow on the wall behind it."""
    x, y = _pixels(scene)
    r = thing.radius
    distance = _distance(thing, x, y)
    shadow = 0.5 / (1 + np.exp(np.clip(_distance(thing, x - 0.13 * r, y - 0.17 * r) / 5, -30, 30)))
    u, v = (x - thing.x) / r, (y - thing.y) / r
    bulge = np.sqrt(np.clip(-distance / r, 0, 1))
    diffuse = 0.72 + 0.34 * np.clip(-(0.6 * u + 0.75 * v), -1, 1) + 0.22 * bulge
    gloss = 0.55 * np.exp(-((u + 0.33) ** 2 + (v + 0.38) ** 2) / 0.035)
    body = colour * diffuse[..., None] + gloss[..., None]
    return _over(image * (1 - shadow)[..., None], body, _cover(distance))


def _cartoon(image: Image, thing: Thing, colour: Image, scene: Scene) -> Image:
    """Flat colour inside a dark outline, a light one on black."""
    distance = _distance(thing, *_pixels(scene))
    ink = np.full(3, 0.98 if scene.background == "black" else 0.02, np.float32)
    inked = _over(image, ink, _cover(distance))
    return _over(inked, colour, _cover(distance + OUTLINE * min(scene.width, scene.height) / 256))


def _over(below: Image, above: Image, cover: Plane) -> Image:
    return below * (1 - cover)[..., None] + above * cover[..., None]
