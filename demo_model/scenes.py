"""What a scene can hold, how one is drawn by chance, and which scenes no training ever sees."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

import numpy as np

COLOURS = {
    "red": (0.88, 0.12, 0.12),
    "green": (0.12, 0.66, 0.20),
    "blue": (0.12, 0.26, 0.88),
    "yellow": (0.97, 0.86, 0.10),
    "purple": (0.56, 0.16, 0.72),
    "orange": (0.98, 0.52, 0.06),
}
BACKGROUNDS = {
    "white": (0.95, 0.95, 0.95),
    "grey": (0.52, 0.52, 0.52),
    "black": (0.07, 0.07, 0.07),
    "pink": (0.97, 0.72, 0.80),
}
SHAPES = ("circle", "square", "triangle", "star", "heart")
STYLES = ("photo", "cartoon")
RELATIONS = ("above", "below", "left of", "right of")
PLACES = {
    "on the left": (-0.25, 0.0),
    "on the right": (0.25, 0.0),
    "at the top": (0.0, -0.25),
    "at the bottom": (0.0, 0.25),
}
RADII = {"small": (28, 37), "": (42, 62), "large": (74, 90)}
PAIR_RADII = {"small": (26, 32), "": (37, 49), "large": (52, 57)}
CANVASES = ((256, 256), (320, 192), (192, 320))
"""Width and height in pixels."""

HELD_OUT_PAIRINGS = frozenset({("red", "heart"), ("green", "star"), ("blue", "triangle"), ("yellow", "square")})
"""Colours that no training scene shows in that shape: whether the model can compose them is measured."""


@dataclass(frozen=True)
class Thing:
    """One coloured shape.

    Attributes:
        shape: a key of `shapes.DISTANCES`.
        colour: a key of `COLOURS`.
        size: "small", "large" or "" for neither.
        x: centre in pixels from the left edge.
        y: centre in pixels from the top edge.
        radius: in pixels.
        tilt: in radians, clockwise.
    """

    shape: str
    colour: str
    size: str
    x: float
    y: float
    radius: float
    tilt: float


@dataclass(frozen=True)
class Scene:
    """A picture to be: its things in the order of the caption, and how they stand to each other.

    Attributes:
        width: of the picture, in pixels.
        height: of the picture, in pixels.
        style: one of `STYLES`.
        background: a key of `BACKGROUNDS`.
        things: one to three.
        relation: of the first thing to the second, one of `RELATIONS`, or "" unless there are two.
        place: of a single thing, a key of `PLACES`, or "".
    """

    width: int
    height: int
    style: str
    background: str
    things: tuple[Thing, ...]
    relation: str = ""
    place: str = ""

    @property
    def held_out(self) -> bool:
        """Whether training must not see it: a fixed tenth of all contents, and `HELD_OUT_PAIRINGS`."""
        if self.new_pairing:
            return True
        things = " ".join(f"{thing.size} {thing.colour} {thing.shape}" for thing in self.things)
        content = f"{things}|{self.relation}|{self.place}|{self.background}|{self.style}"
        return hashlib.sha256(content.encode()).digest()[0] < 26

    @property
    def new_pairing(self) -> bool:
        """Whether it shows a colour in a shape that no training scene shows it in."""
        return any((thing.colour, thing.shape) in HELD_OUT_PAIRINGS for thing in self.things)


def draw_scene(rng: np.random.Generator, canvas: tuple[int, int] = CANVASES[0], count: int | None = None) -> Scene:
    """A scene by chance.

    Args:
        rng: the only source of chance.
        canvas: width and height in pixels.
        count: of things; by chance 1 to 3 if None.
    """
    width, height = canvas
    number = int(count or rng.choice([1, 2, 3], p=[0.2, 0.5, 0.3]))
    colours = [str(c) for c in rng.choice(list(COLOURS), number, replace=rng.random() < 0.15)]
    shapes = [str(s) for s in rng.choice(SHAPES, number, replace=rng.random() < 0.3)]
    sizes = [str(rng.choice(["small", "large"])) if rng.random() < 0.3 else "" for _ in range(number)]
    relation = place = ""
    if number == 1:
        if sizes[0] != "large" and rng.random() < 0.45:
            place = str(rng.choice(list(PLACES)))
        spots, ranges = [_single(rng, place)], RADII
    elif number == 2:
        relation = str(rng.choice(RELATIONS))
        spots, ranges = _pair(rng, relation), PAIR_RADII
    else:
        sizes = ["", "", ""]
        spots = [((k - 1) * 0.32 + rng.uniform(-0.02, 0.02), rng.uniform(-0.06, 0.06)) for k in range(3)]
        ranges = {"": (30, 37)}
    unit = min(width, height) / 256
    things = tuple(
        Thing(
            shape,
            colour,
            size,
            x=width * (0.5 + x),
            y=height * (0.5 + y),
            radius=min(float(rng.uniform(*ranges[size])), 48 if place else 90) * unit,
            tilt=float(rng.uniform(-0.12, 0.12)),
        )
        for shape, colour, size, (x, y) in zip(shapes, colours, sizes, spots, strict=True)
    )
    style, background = str(rng.choice(STYLES)), str(rng.choice(list(BACKGROUNDS)))
    return Scene(width, height, style, background, things, relation, place)


def _single(rng: np.random.Generator, place: str) -> tuple[float, float]:
    """Centre from the picture's centre, in widths and heights."""
    x, y = PLACES.get(place, (0.0, 0.0))
    return x + rng.uniform(-0.04, 0.04), y + rng.uniform(-0.04, 0.04)


def _pair(rng: np.random.Generator, relation: str) -> list[tuple[float, float]]:
    """Both centres from the picture's centre, in widths and heights."""
    gap = rng.uniform(0.225, 0.255)
    first = {"above": (0, -gap), "below": (0, gap), "left of": (-gap, 0), "right of": (gap, 0)}[relation]
    spots = []
    for sign in (1, -1):
        along, across = rng.uniform(-0.015, 0.015), rng.uniform(-0.07, 0.07)
        jitter = (across, along) if relation in ("above", "below") else (along, across)
        spots.append((sign * first[0] + jitter[0], sign * first[1] + jitter[1]))
    return spots
