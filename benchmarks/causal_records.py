"""Records of the words that were removed, measured on what was kept of scenes."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import torch
from causal_scores import CELLS, box, change, enlarged, fate, pearson, pooled, share
from numpy.typing import NDArray
from pointing import SIDE, Word, score, thing_region
from removals import Kept, Removal
from torch import Tensor

from demo_model import judge
from demo_model.drawing import Image
from demo_model.scenes import Scene
from demo_model.verdicts import verdict
from diffulizer.maths.clearness import clearness

CLEAREST, ALL, DAAM = "clearest layer", "all layers", "summed as DAAM does"
EFFECT, EFFECT_NOISE, EFFECT_PULL = "effect", "effect on the noise", "effect on what is sampled"
EFFECT_10TH, EFFECT_4TH = "effect, every 10th step", "effect, every 4th step"
"""Means over steps of the effect on the guess of the clean latent, and on the guess of the noise, which is that divided
by the noise level; their sum with the weights with which a step of Euler's method adds the noise; and means over the
steps that `effects_every` of 10 and of 4 measures."""
MIRRORED, OTHER, REGION = "clearest layer, mirrored", "clearest layer, the other thing's word", "the thing's region"
SHOWN = (CLEAREST, ALL, DAAM, EFFECT, EFFECT_10TH)
"""Sources that are asked where a word looks."""
VISIBLE = 0.05
"""A cell of 8 x 8 pixels changed visibly if the mean absolute difference of RGB, in 0..1, is larger."""
BRIGHT = 0.5
"""A cell is bright if its part of the way from the map's least to its highest value is at least this."""
PICTURE, LATENT = "picture", "latent"
"""Changes: of the picture, and the squared difference of the latent, summed over channels, as Kong et al. 2024 take it.
"""
NEAR = 5
"""Column of `pointing.score`: whether the highest cell is within 15 pixels of the region."""


@dataclass
class Record:
    """A word that was removed.

    Attributes:
        scene: the number of the scene; even ones choose, odd ones are reported.
        word: the word.
        size: mean absolute difference of the picture, 0..1.
        null: the same of the null edit.
        fates: what became of each thing that was drawn as named, by its number.
        background, style: whether they were as named and are no more; None if they were not.
        place: whether the things stood as named and do no more; None if they did not, or other things are there.
        more: whether the picture has more things than before.
        shares: of the change that lies in regions, by their names.
        agreement: Pearson's correlation over cells of each source's map with a change, by the change's name.
        mass: the sum of each source's map.
        sums: the sum of each change.
        changed: the change in each thing that was drawn as named, the mean over its cells.
        attended: by source, the attention to the word in each of these things, the mean over its cells.
        pointed: by source, for each thing that was drawn as named, whether the map is highest in it or near it.
        bright: by source, the numbers of bright cells, of those that changed, of other cells, of those that changed.
    """

    scene: int
    word: Removal
    size: float = 0.0
    null: float = 0.0
    fates: dict[int, str] = field(default_factory=dict)
    background: bool | None = None
    style: bool | None = None
    place: bool | None = None
    more: bool = False
    shares: dict[str, float] = field(default_factory=dict)
    agreement: dict[str, dict[str, float]] = field(default_factory=dict)
    mass: dict[str, float] = field(default_factory=dict)
    sums: dict[str, float] = field(default_factory=dict)
    changed: dict[int, float] = field(default_factory=dict)
    attended: dict[str, dict[int, float]] = field(default_factory=dict)
    pointed: dict[str, dict[int, bool]] = field(default_factory=dict)
    bright: dict[str, list[int]] = field(default_factory=dict)


class Scored:
    """A scene's picture and what it shows.

    Attributes:
        found: the things that were drawn as named and are the only such ones, by their number in the scene.
        regions: their regions, (SIDE, SIDE), bool.
        everything: the regions of all things of the picture.
    """

    def __init__(self, scene: Scene, picture: Image) -> None:
        self.scene = scene
        self.picture = picture
        self.things = judge.find(picture)
        self.verdict = verdict(scene, picture)
        self.found: dict[int, judge.Found] = {}
        for number, thing in enumerate(scene.things):
            same = [f for f in self.things if (f.colour, f.shape) == (thing.colour, thing.shape)]
            if len(same) == 1:
                self.found[number] = same[0]
        self.regions = {number: thing_region(f.mask, scene.style) for number, f in self.found.items()}
        nothing = torch.zeros(SIDE, SIDE, dtype=torch.bool)
        self.everything = torch.stack([nothing, *(thing_region(f.mask, scene.style) for f in self.things)]).any(0)

    def judged(self, after: Image, record: Record) -> None:
        """Note what another picture shows instead."""
        things = judge.find(after)
        now = verdict(self.scene, after)
        record.size = float(np.abs(after - self.picture).mean())
        record.fates = {number: fate(thing, things) for number, thing in self.found.items()}
        record.background = not now.background if self.verdict.background else None
        record.style = not now.style if self.verdict.style and things else None
        record.place = not now.relation if self.verdict.relation and now.things else None
        record.more = len(things) > len(self.things)

    def located(self, after: Image, record: Record, rng: np.random.Generator) -> None:
        """Note where another picture differs, and in how much of a box somewhere."""
        fine = change(self.picture, after, SIDE)
        word = record.word
        record.changed = {number: float(fine[where].mean()) for number, where in self.regions.items()}
        place = self.region_of(word)
        if place is None:
            return
        record.shares = {
            "own": share(fine, place),
            "mirrored": share(fine, place.flip(1)),
            "box": share(fine, box(float(place.float().mean()), SIDE, rng)),
            "area": float(place.float().mean()),
        }
        other = [self.regions[n] for n in self.regions if n != word.thing] if word.thing >= 0 else []
        if other:
            record.shares |= {"other": share(fine, other[0]), "other area": float(other[0].float().mean())}

    def region_of(self, word: Removal) -> Tensor | None:
        """Return the region of a word's thing; that of the background around things; or that of all things."""
        if word.thing >= 0:
            return self.regions.get(word.thing)
        return ~self.everything if word.kind == "background" else self.everything


def records(number: int, kept: Kept, scored: Scored | None) -> list[Record]:
    """Measure every word that was removed from a prompt; without an answer key only how maps agree with the change."""
    null = float(np.abs(kept.latents[1] - kept.latents[0]).max())
    clearest = [_clearest(kept, word) for word in range(len(kept.words))]
    rng = np.random.default_rng(number)
    rows = []
    for index, word in enumerate(kept.words):
        row = Record(number, word, null=null)
        maps = _sources(kept, index, clearest)
        partners = [i for i, w in enumerate(kept.words) if w.kind == word.kind and w.thing not in (-1, word.thing)]
        if word.thing >= 0 and partners:
            maps[OTHER] = enlarged(torch.from_numpy(kept.heads[clearest[index]][partners[0]].mean(0))[None])[0]
        if scored is not None:
            scored.judged(kept.pictures[2 + index], row)
            scored.located(kept.pictures[2 + index], row, rng)
            _pointing(row, scored, maps)
            if word.thing in scored.regions:
                maps[REGION] = pooled(scored.regions[word.thing], CELLS)
        _agreement(row, kept, index, maps)
        rows.append(row)
    return rows


def _clearest(kept: Kept, word: int) -> str:
    """Return the layer that sees a word most clearly, as Token Heatmap's "auto" ranks them."""
    return max(kept.heads, key=lambda name: clearness(torch.from_numpy(kept.heads[name][word]).mean(0)[None]))


def _sources(kept: Kept, word: int, clearest: list[str]) -> dict[str, Tensor]:
    """Return the map of each source on one grid, (CELLS, CELLS)."""
    layers, maps, by_step = [], {}, []
    for name in kept.heads:
        heads = torch.from_numpy(kept.heads[name][word])
        layers.append(enlarged(heads.mean(0)[None])[0])
        maps[f"layer {name}"] = layers[-1]
        for head, grown in enumerate(enlarged(heads)):
            maps[f"head {name} {head}"] = grown
        by_step.append(enlarged(torch.from_numpy(kept.steps[name][word])))
    for step, grown in enumerate(torch.stack(by_step).mean(0)):
        maps[f"step {step + 1}"] = grown
    maps[CLEAREST] = maps[f"layer {clearest[word]}"]
    maps[MIRRORED] = maps[CLEAREST].flip(1)
    maps[ALL] = torch.stack(layers).mean(0)
    maps[DAAM] = enlarged(torch.from_numpy(kept.daam[word])[None])[0]
    if word in kept.effects:
        maps |= _effects(enlarged(torch.from_numpy(kept.effects[word])), torch.from_numpy(kept.sigmas).float())
    return maps


def _effects(steps: Tensor, sigmas: Tensor) -> dict[str, Tensor]:
    """Return the maps of effects, from those of all steps (steps, CELLS, CELLS) and their noise levels."""
    maps = {f"effect of step {number}": one for number, one in enumerate(steps, 1)}
    noise = steps / sigmas[:-1, None, None]
    maps[EFFECT], maps[EFFECT_NOISE] = steps.mean(0), noise.mean(0)
    maps[EFFECT_PULL] = (noise * -sigmas.diff()[:, None, None]).sum(0)
    for name, every in ((EFFECT_10TH, 10), (EFFECT_4TH, 4)):
        maps[name] = steps[sorted({*range(0, len(steps), every), len(steps) - 1})].mean(0)
    return maps


def _agreement(row: Record, kept: Kept, index: int, maps: dict[str, Tensor]) -> None:
    squared = torch.from_numpy((kept.latents[2 + index] - kept.latents[0]) ** 2).sum(0)
    changes = {PICTURE: change(kept.pictures[0], kept.pictures[2 + index]), LATENT: pooled(squared, CELLS)}
    stacked = torch.stack(list(maps.values()))
    for name, target in changes.items():
        row.agreement[name] = dict(zip(maps, pearson(stacked, target).tolist(), strict=True))
        row.sums[name] = float(target.sum())
    tokens = len(row.word.tokens)
    row.mass = {name: float(values.sum()) * tokens for name, values in maps.items()}  # effects are of one token
    visible = changes[PICTURE] > VISIBLE
    for name in [name for name in SHOWN if name in maps]:
        values = maps[name] - maps[name].min()
        bright = values >= BRIGHT * values.max()
        row.bright[name] = [int(n.sum()) for n in (bright, bright & visible, ~bright, ~bright & visible)]


def _pointing(row: Record, scored: Scored, maps: dict[str, Tensor]) -> None:
    nothing = torch.zeros(SIDE, SIDE, dtype=torch.bool)
    for name in [name for name in SHOWN if name in maps]:
        fine = enlarged(maps[name][None], SIDE)[0] * len(row.word.tokens)
        row.attended[name] = {number: float(fine[place].mean()) for number, place in scored.regions.items()}
        row.pointed[name] = {
            number: bool(score(maps[name][None], [Word("", "", (0,), place, nothing)])[0, NEAR] > 0.5)
            for number, place in scored.regions.items()
        }


@dataclass(frozen=True)
class Partly:
    """A removal in some steps, layers or heads.

    Attributes:
        record: what it changed.
        about: "steps"; or "unit", "order" and "count".
        whole: what the removal everywhere changed.
    """

    record: Record
    about: dict[str, Any]
    whole: Record


def partly(number: int, scored: Scored, wholes: list[Record], path: Path) -> list[Partly]:
    """Measure the removals in some steps, layers or heads of a scene's file."""
    with np.load(path) as file:
        rows = json.loads(str(file["about"]))["rows"]
        pictures: NDArray[np.uint8] = file["pictures"]
    whole_by_tokens = {whole.word.tokens: whole for whole in wholes}
    found = []
    for about, picture in zip(rows, pictures, strict=True):
        word = Removal(about["kind"], tuple(about["tokens"]), about["thing"], about["text"])
        record = Record(number, word)
        scored.judged(picture.astype(np.float32) / 255, record)
        found.append(Partly(record, about, whole_by_tokens[word.tokens]))
    return found
