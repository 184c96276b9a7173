"""Words that are removed from prompts of the demo model, and what is kept of each scene. This module needs no host."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch.nn.functional import interpolate

from demo_model.captions import full_caption, phrases
from demo_model.scenes import BACKGROUNDS, STYLES, Scene
from demo_model.verdicts import held_out_scenes
from diffulizer.maths.clearness import clearness

COUNTS = {1: 40, 2: 180}
"""Number of scenes, by their number of things."""
SEED = 70_000
"""Seed of the scenes."""
NOISE = 1
"""Seed of the noise."""
STEPS = 20
TOKENS = 77

REMOVED, EFFECTS, WINDOWS, ORDERS, MASKED = "removed", "effects", "windows", "orders", "cells"
EVERY = {REMOVED: 1, EFFECTS: 1, WINDOWS: 4, ORDERS: 10, MASKED: 10}
"""A part is measured in every n-th scene."""
ROUND = 20
"""Scenes of a round: parts follow one another in a round, so that there is some of each at any time."""

WINDOW = 4
"""Steps of a window in which a word is removed."""
UNTIL = (2, 4, 8, 12)
"""Last steps in which a word is there, for the removal from then on."""

LAYER_COUNTS = (1, 2, 3, 6, 14)
HEAD_COUNTS = (1, 2, 4, 10, 40)
"""Numbers of the 17 layers and of the 58 heads a word is removed from."""
LATENT_SIDE = 32
"""Cells of the latent along each side."""
CELL_COUNTS = (51, 102, 205, 512)
"""Numbers of the latent's 1024 cells in which a word is removed."""
ATTENTION, EFFECT = "attention", "effect"
"""Orders of cells: by a word's map in the layer that sees it most clearly, and by its effect, the mean over steps."""
CLEAREST, MOST, RANDOM = "clearest", "most", "random"
"""Orders of layers and heads: by the index of dispersion of a word's map, by its attention, and by chance."""


@dataclass(frozen=True)
class Removal:
    """A word of a prompt that is removed.

    Attributes:
        kind: the kind of word.
        tokens: its positions among the prompt's tokens.
        thing: the number of the thing that it belongs to, -1 if it belongs to none.
        text: the word.
    """

    kind: str
    tokens: tuple[int, ...]
    thing: int
    text: str

    @property
    def entry(self) -> str:
        """The word as edits take it. A program that samples outside ComfyUI has no text, so tokens are numbered."""
        return ", ".join(f"token {token}" for token in self.tokens)


@dataclass(frozen=True)
class Prompt:
    """A prompt and the words that are removed from it, one after the other."""

    text: str
    words: list[Removal]


def scenes() -> list[Scene]:
    """Return the scenes, in a random order."""
    drawn = held_out_scenes(COUNTS, seed=SEED)
    return [drawn[i] for i in np.random.default_rng(0).permutation(len(drawn))]


def removals(scene: Scene) -> list[Removal]:
    """Return the words of a scene's caption that are removed, one after the other."""
    caption = full_caption(scene)
    words = ["", *caption.split(), ""]  # the start token is the first of the 77, the end token follows the words
    found = []

    def add(kind: str, positions: Sequence[int], thing: int = -1) -> None:
        found.append(Removal(kind, tuple(positions), thing, " ".join(words[p] for p in positions if p < len(words))))

    named = phrases(caption)
    for phrase in named:
        assert phrase.colour is not None
        add("colour", [phrase.colour + 1], phrase.thing)
        add("shape", [phrase.noun + 1], phrase.thing)
        add("phrase", range(phrase.first + 1, phrase.noun + 2), phrase.thing)
        add("article", [phrase.first], phrase.thing)
    place = (scene.relation or scene.place).split()
    if place:
        first = named[0].noun + 2
        add("relation" if scene.relation else "place", range(first, first + len(place)))
        if "of" in place:
            add("of", [first + place.index("of")])
    add("background", [next(i for i, word in enumerate(words) if word in BACKGROUNDS)])
    add("style", [next(i for i, word in enumerate(words) if word in STYLES)])
    add("start", [0])
    add("end", [len(words) - 1])
    add("padding", range(len(words), TOKENS))
    return found


def prompt_of(scene: Scene) -> Prompt:
    """Return a scene's caption with the words that are removed."""
    return Prompt(full_caption(scene), removals(scene))


def kept(folder: Path, part: str, number: int) -> Path:
    """Return the file of a scene's part."""
    return folder / f"{part}_{number:03}.npz"


@dataclass(frozen=True)
class Kept:
    """Samples of a scene with all its words and without each of them.

    Attributes:
        words: the words that were removed.
        pictures: (2 + words, height, width, 3), RGB in 0..1: of the prompt, of the null edit, and without each word.
        latents: (2 + words, 4, 32, 32).
        heads: (words, heads, rows, columns) of each layer, the mean over steps.
        steps: (words, steps, rows, columns) of each layer, the mean over heads.
        daam: (words, 32, 32).
        effects: of words of one token, by their number: (steps, 32, 32), what each step's guess of the clean latent
            changes without the word; empty where effects were not measured.
        sigmas: (steps + 1,), the noise levels of these steps.
    """

    words: list[Removal]
    pictures: NDArray[np.float32]
    latents: NDArray[np.float32]
    heads: dict[str, NDArray[np.float32]]
    steps: dict[str, NDArray[np.float32]]
    daam: NDArray[np.float32]
    effects: dict[int, NDArray[np.float32]] = field(default_factory=dict)
    sigmas: NDArray[np.float64] = field(default_factory=lambda: np.zeros(0))

    @classmethod
    def load(cls, folder: Path, number: int) -> Kept:
        """Load a scene, with the effects of its words if they were measured."""
        effects: dict[int, NDArray[np.float32]] = {}
        sigmas = np.zeros(0)
        with np.load(kept(folder, REMOVED, number)) as file:
            about = json.loads(str(file["about"]))
            if kept(folder, EFFECTS, number).exists():
                with np.load(kept(folder, EFFECTS, number)) as measured:
                    single = [i for i, word in enumerate(about["words"]) if len(word["tokens"]) == 1]
                    effects = {i: one.astype(np.float32) for i, one in zip(single, measured["effects"], strict=False)}
                    sigmas = measured["sigmas"]
            maps = {name: file[name].astype(np.float32) for name in file.files if " " in name}
            return cls(
                words=[Removal(**{**word, "tokens": tuple(word["tokens"])}) for word in about["words"]],
                pictures=file["pictures"].astype(np.float32) / 255,
                latents=file["latents"],
                heads={name[6:]: maps[name] for name in maps if name.startswith("heads ")},
                steps={name[6:]: maps[name] for name in maps if name.startswith("steps ")},
                daam=file["daam"],
                effects=effects,
                sigmas=sigmas,
            )


Places = list[tuple[str, int | None]]
"""Layers, with a head or None for all of them."""


def orders(before: Kept, word: int, unit: str, rng: np.random.Generator) -> dict[str, Places]:
    """Return the layers or heads in each order in which a word is removed from them.

    "least X" is the order X turned round.
    """
    maps: dict[tuple[str, int | None], NDArray[np.float32]] = {}
    for name, heads in before.heads.items():
        if unit == "layers":
            maps[name, None] = heads[word].mean(0)
        else:
            maps.update({(name, head): values for head, values in enumerate(heads[word])})
    places = list(maps)
    by_clearness = sorted(places, key=lambda place: -clearness(torch.from_numpy(maps[place])[None]))
    by_attention = sorted(places, key=lambda place: -float(maps[place].mean()))
    return {
        CLEAREST: by_clearness,
        f"least {CLEAREST}": by_clearness[::-1],
        MOST: by_attention,
        f"least {MOST}": by_attention[::-1],
        RANDOM: [places[i] for i in rng.permutation(len(places))],
    }


def cell_orders(before: Kept, word: int, rng: np.random.Generator) -> dict[str, NDArray[np.intp]]:
    """Return the latent's cells in each order in which a word is removed in them. "least X" is the order X turned
    round."""
    layers = {name: torch.from_numpy(heads[word].mean(0)) for name, heads in before.heads.items()}
    clearest = max(layers, key=lambda name: float(clearness(layers[name][None])))
    fine = interpolate(layers[clearest][None, None], size=(LATENT_SIDE, LATENT_SIDE), mode="bilinear")
    ranked = {ATTENTION: np.argsort(-fine.flatten().numpy(), kind="stable")}
    if word in before.effects:
        ranked[EFFECT] = np.argsort(-before.effects[word].mean(0).ravel(), kind="stable")
    turned = {f"least {name}": order[::-1] for name, order in ranked.items()}
    return {**ranked, **turned, RANDOM: rng.permutation(LATENT_SIDE**2)}
