"""Verdicts on whether a picture shows what its prompt says, and the prompts that are judged."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from itertools import permutations

import numpy as np

from . import judge
from .captions import full_caption
from .drawing import Image
from .scenes import CANVASES, PLACES, Scene, draw_scene

COUNTS = {1: 110, 2: 110, 3: 40}
"""Number of prompts, by their number of things."""

ALONG = 0.12
"""Least distance of two things along the named direction, and of a single one from the middle, in sides of the picture.
"""


@dataclass(frozen=True)
class Verdict:
    """Verdict on a picture.

    Attributes:
        things: whether it shows exactly the named things, each in its colour and shape, and nothing more.
        relation: whether they stand as named: the place of one, the relation of two, three from left to right.
        background: whether its background is the named one.
        style: whether its style is the named one.
    """

    things: bool
    relation: bool
    background: bool
    style: bool

    @property
    def right(self) -> bool:
        return self.things and self.relation


def held_out_scenes(
    counts: dict[int, int] = COUNTS,
    seed: int = 20_000,
    canvas: tuple[int, int] = CANVASES[0],
    *,
    new_pairing: bool = False,
) -> list[Scene]:
    """Return scenes that no training saw, no two with the same caption.

    Args:
        counts: number of scenes, by their number of things.
        seed: seed of everything random.
        canvas: width and height in pixels.
        new_pairing: whether they all show, or none shows, a colour in a shape that training never showed it in.
    """
    rng = np.random.default_rng(seed)
    scenes: dict[str, Scene] = {}
    for number, wanted in counts.items():
        have = 0
        while have < wanted:
            scene = draw_scene(rng, canvas, number)
            if scene.held_out and scene.new_pairing == new_pairing and full_caption(scene) not in scenes:
                scenes[full_caption(scene)] = scene
                have += 1
    return list(scenes.values())


def verdict(scene: Scene, image: Image) -> Verdict:
    """Judge a picture that a prompt for a scene gave."""
    things = judge.find(image)
    named = [(thing.colour, thing.shape) for thing in scene.things]
    orders = (
        [order for order in permutations(things) if [(thing.colour, thing.shape) for thing in order] == named]
        if len(things) == len(named)
        else []
    )
    return Verdict(
        things=bool(orders),
        relation=any(_stands(scene, order) for order in orders),
        background=judge.background(image) == scene.background,
        style=judge.style(image, things) == scene.style,
    )


def _stands(scene: Scene, order: tuple[judge.Found, ...]) -> bool:
    if len(order) == 3:
        return order[0].x < order[1].x < order[2].x
    if len(order) == 1:
        x, y = order[0].x / scene.width - 0.5, order[0].y / scene.height - 0.5
        to_x, to_y = PLACES.get(scene.place, (0.0, 0.0))
        return bool((x * np.sign(to_x) >= ALONG or not to_x) and (y * np.sign(to_y) >= ALONG or not to_y))
    first, second = order
    right, down = (second.x - first.x) / scene.width, (second.y - first.y) / scene.height
    distance = {"above": down, "below": -down, "left of": right, "right of": -right}[scene.relation]
    return distance > ALONG


def shares(scenes: Iterable[Scene], pictures_of: Callable[[Scene], list[Image]]) -> dict[str, dict[str, float]]:
    """Return the shares of right pictures, by the number of things."""
    rows: dict[str, list[Verdict]] = defaultdict(list)
    for scene in scenes:
        rows[str(len(scene.things))] += [verdict(scene, picture) for picture in pictures_of(scene)]
    return {number: _means(rows[number]) for number in sorted(rows)}


def _means(verdicts: list[Verdict]) -> dict[str, float]:
    means = {"pictures": float(len(verdicts)), "right": float(np.mean([v.right for v in verdicts]))}
    return means | {name: float(np.mean([asdict(v)[name] for v in verdicts])) for name in asdict(verdicts[0])}
