"""Python's results for two runs beside each other: the functions of `diffulizer compare`, called on runs on disk."""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Sequence
from dataclasses import asdict, replace
from itertools import pairwise
from pathlib import Path
from typing import Any

from tagged import CHOSEN, LISTS, QUERIES, clip_words
from written import as_1_0_0, export

from diffulizer.analysis.comparison import Comparison, changed_words, common_words, compare
from diffulizer.analysis.settings_diff import words_differences
from diffulizer.analysis.verdict import verdict_of
from diffulizer.analysis.word_differences import MOST_WORDS, word_differences
from diffulizer.capture.memory import MemoryPass
from diffulizer.comfyui.graph_diff import graph_differences
from diffulizer.dataset.read.disk_pass import DiskPass
from diffulizer.edits import Edit
from diffulizer.maths.alignment import align_steps, between_steps
from diffulizer.recording import Condition
from diffulizer.settings import CaptureSettings
from diffulizer.tags import looks_like_tags, matching, still_chosen, tags_of
from diffulizer.typed import as_compared, as_read
from synthetic import make_pass, make_prompt, narrow

SCHEDULES: Sequence[Sequence[float] | None] = (
    [14.6, 3.0, 1.2, 0.1, 0.0],
    [10.0, 5.0, 2.0, 1.0, 0.5, 0.03, 0.0],
    [14.6, 3.0, 3.0, 1.2],
    [2.0, 0.0],
    [9.0, 4.0, 1e-6, 0.0],
    None,
)
"""Noise levels of runs: of each step's evaluation, then the last one stepped to. None is a run of schema 1.0.0."""

STEPS_WITHOUT_LEVELS = 3


def schedules() -> list[dict[str, Any]]:
    """Each pair of `SCHEDULES`, and by level the other's step for each step, as ``align_steps`` has it, and where the
    level lies between two, as ``between_steps`` has it."""
    return [
        {
            "mine": mine,
            "theirs": theirs,
            "evaluated": align_steps(_levels(mine, 0), _levels(theirs, 0))[0],
            "stepped": align_steps(_levels(mine, 1), _levels(theirs, 1))[0],
            "between": {
                level: [asdict(at) for at in between_steps(_levels(mine, first), _levels(theirs, first))]
                for first, level in enumerate(("evaluated", "stepped"))
            },
        }
        for mine in SCHEDULES
        for theirs in SCHEDULES
    ]


def _levels(sigmas: Sequence[float] | None, first: int) -> Sequence[float]:
    return [math.nan] * STEPS_WITHOUT_LEVELS if sigmas is None else sigmas[first : first + len(sigmas) - 1]


def shorter() -> tuple[MemoryPass, MemoryPass]:
    """Schedules of other lengths, other settings, prompts that share no call of the network at some steps."""
    a, b = make_pass(steps=4, seed=1), make_pass(steps=7, seed=2, cfg=3.0)
    for step in b.steps[2:5]:
        step.network_calls = (("c1",), ("c0",))
    return a, b


def noisier() -> tuple[MemoryPass, MemoryPass]:
    """Schedules of other lengths, one of a sampler that adds noise."""
    a, b = make_pass(steps=4, seed=1), make_pass(steps=7, seed=2)
    b.sampling = replace(b.sampling, sampler="dpmpp_2m_sde")
    return a, b


def finer() -> tuple[MemoryPass, MemoryPass]:
    """Maps of other grids, no multiples of each other."""
    sizes: dict[str, Any] = {"latent_grid": (16, 24), "steps": 3}
    coarse = CaptureSettings(attention_resolution=5, self_attention_resolution=4)
    fine = CaptureSettings(attention_resolution=12, self_attention_resolution=4)
    return make_pass(settings=coarse, seed=1, **sizes), make_pass(settings=fine, seed=2, **sizes)


def apart() -> tuple[MemoryPass, MemoryPass]:
    """Prompts for areas that overlap in part."""
    a, b = make_pass(steps=2, seed=1), make_pass(steps=2, seed=2)
    a.conditions[0] = replace(a.conditions[0], area=(8, 16, 0, 0))
    b.conditions[0] = replace(b.conditions[0], area=(10, 8, 2, 4))
    return a, b


def reworded() -> tuple[MemoryPass, MemoryPass]:
    """Prompts of other words, in other cases, with repetitions; of as many tokens."""
    a, b = make_pass(steps=2, seed=1), make_pass(steps=2, seed=1)
    words = ("A", "Red", "BLUE", ",", "the", "red", "squar+ish", "a", "circle", "of", "a", "red", "square")
    b.conditions[0] = replace(
        b.conditions[0], prompt=make_prompt(words, "A Red BLUE, the red squarish a circle of a red square")
    )
    return a, b


def longer() -> tuple[MemoryPass, MemoryPass]:
    """Prompts of other numbers of tokens."""
    return make_pass(steps=2, seed=1), make_pass(steps=2, seed=1, tokens=154)


def some_words() -> tuple[MemoryPass, MemoryPass]:
    """Prompts that differ in a word, of each of which some words were recorded, not the same ones."""
    a, b = (
        make_pass(steps=2, seed=1, settings=replace(CaptureSettings(attention_resolution=4), only_words=words))
        for words in ("red circle", "red circle, blue")
    )
    green = make_prompt(
        ("a", "green", "circle", "above", "a", "blue", "squar+ish"), "a green circle above a blue squarish"
    )
    b.conditions[0] = replace(b.conditions[0], prompt=narrow(green, "green circle, blue"))
    return a, b


def older() -> tuple[MemoryPass, MemoryPass]:
    """Make passes whose runs are turned into ones of the first schema, see `pairs`."""
    return make_pass(steps=2, seed=1), make_pass(steps=3, seed=2)


def same() -> tuple[MemoryPass, MemoryPass]:
    """Two runs that are equal."""
    return make_pass(steps=2), make_pass(steps=2)


def edited() -> tuple[MemoryPass, MemoryPass]:
    """Two runs whose attention was edited, A's once and B's twice."""
    a, b = make_pass(steps=2), make_pass(steps=2, seed=3)
    layers = (a.layers[0].name,)
    mute = Edit("mute", ("a {word}",), None, "both", {"c0": (1,)}, layers)
    b.edits = (mute, Edit("scale", ("red", "square"), 0.1234567, "positive", {"c0": (2,)}, layers))
    a.edits = (Edit("swap", ("red", "green"), None, "positive", {"c0": (1,)}, layers, {"c0": (2,)}, (0,), 9.0, 1.5),)
    return a, b


def swapped() -> tuple[MemoryPass, MemoryPass]:
    """Prompts that differ in some words, other settings, and graphs that differ in some nodes."""
    a, b = make_pass(steps=3, seed=1), make_pass(steps=3, seed=1, cfg=3.0)
    words = ("a", "green", "circle", "a", "blue", "squarish", "cat", ",", "cute")
    b.conditions[0] = replace(b.conditions[0], prompt=make_prompt(words, "a green circle a blue squarish cat, cute"))
    b.sampling = replace(b.sampling, denoise=0.65)
    for made, strength, seed in ((a, 0.75, 1), (b, 0.5, 2)):
        lora = {"class_type": "LoraLoader", "inputs": {"model": ["1", 0], "strength_model": strength, "on": seed > 1}}
        made.prompt_graph = {
            "1": {"class_type": "CheckpointLoaderSimple", "inputs": {"ckpt_name": "x.safetensors"}},
            "2": lora,
            "3": {"class_type": "KSampler", "inputs": {"model": ["2", 0], "seed": seed, "cfg": 7.5 / seed, "list": []}},
            "4": {"class_type": "SaveImage", "inputs": {"images": ["3", 0], "filename_prefix": str(seed)}},
        }
    b.prompt_graph = {
        **(b.prompt_graph or {}),
        "5": {"class_type": "Tile", "inputs": {"model": ["1", 0], "size": 1.0, "name": "x" * 50}},
        "6": {"class_type": "Use", "inputs": {"model": ["5", 0]}},
    }
    return a, b


MADE: Sequence[Callable[[], tuple[MemoryPass, MemoryPass]]] = (
    shorter,
    noisier,
    finer,
    apart,
    reworded,
    longer,
    some_words,
    older,
    same,
    edited,
    swapped,
)


def pairs(folder: Path) -> dict[str, dict[str, Any]]:
    """Return by name Python's results for NAME/a and NAME/b, which are written into a folder."""
    found = {}
    for make in MADE:
        runs = [export(made, folder / make.__name__ / side) for made, side in zip(make(), "ab", strict=True)]
        a, b = (DiskPass(as_1_0_0(run) if make is older else run) for run in runs)
        found[make.__name__] = beside(a, b)
    return found


def beside(a: DiskPass, b: DiskPass) -> dict[str, Any]:
    """Return the values that the viewer shows of both, as far as Python computes them."""
    comparison = compare(a, b, further=graph_differences(a, b))
    words = common_words(a, b)
    return {
        "evaluated": list(comparison.alignment),
        "stepped": list(comparison.latent_alignment),
        "layers": {layer.layer.name: list(layer.tokens) for layer in comparison.layers},
        "moved": {layer.layer.name: {w: list(v) for w, v in layer.word_steps.items()} for layer in comparison.layers},
        "cosines": {name: list(comparison.cosines[name]) for name in ("latent", "x0")},
        "verdict": verdict_of(comparison).sentences(),
        "words": [list(part) for part in comparison.words],
        "common": {word: [list(one.tokens), list(other.tokens)] for word, (one, other) in words.items()},
        "changed": [[list(one.words), list(other.words)] for one, other in changed_words(a, b)],
        "changed_differences": _changed_differences(a, b, comparison),
        "settings": [[d.setting, d.a, d.b] for d in comparison.settings],
        "differences": _differences(a, b, comparison, list(words)),
    }


def _differences(a: DiskPass, b: DiskPass, comparison: Comparison, words: list[str]) -> dict[str, dict[str, Any]]:
    """Return the map of the last step's difference, by layer and word."""
    pairs = [(len(a.steps) - 1, comparison.alignment[-1])]
    return {
        layer.layer.name: {
            found.text: found.maps[pairs[0][0]].tolist()
            for word in words
            for found in word_differences(a, b, items=(0, 0), words=f'"{word}"', layers=layer.layer.name, pairs=pairs)
        }
        for layer in comparison.layers
    }


def _changed_differences(a: DiskPass, b: DiskPass, comparison: Comparison) -> dict[str, list[Any]]:
    """Return the maps of the last step's difference of the words that were changed, by layer."""
    pairs = [(len(a.steps) - 1, comparison.alignment[-1])]
    count = min(len(changed_words(a, b)), MOST_WORDS)
    return {
        layer.layer.name: [
            found.maps[pairs[0][0]].tolist()
            for found in word_differences(a, b, items=(0, 0), words="", layers=layer.layer.name, pairs=pairs)[:count]
        ]
        for layer in comparison.layers
    }


def folded() -> dict[str, str]:
    """Letters of European alphabets, by how they are spelt where case does not matter."""
    return {chr(code): chr(code).casefold() for code in range(0x20, 0x530) if chr(code).isalpha()}


def typed() -> dict[str, list[str]]:
    """Texts as people type them, by how they are compared and how a tokenizer reads them."""
    texts = [
        r"asuna \(blue archive\), (cat:1.3) sitting",
        "((a (red:.5) circle)) [dog] BREAK ):(x:1e-1) (unclosed",
        "(a: b) (:1.2) (w:nan) (1:2:3) ()",
        "Cafe\u0301 \u00a0 Stra\u00dfe\tI\u0307",
        "\U0001f469\u200d\U0001f680, \u2764\ufe0f \u0645\u0631\u062d\u0628\u0627 \u732b",
        "",
    ]
    return {text: [as_compared(text), as_read(text)] for text in texts}


def tags() -> list[dict[str, Any]]:
    """Return the tags of prompts, with their words, and which of them queries find and which stay chosen."""
    found = []
    for prompt in LISTS:
        words = clip_words(prompt)
        of = tags_of(prompt, words)
        entry = {
            "prompt": prompt,
            "words": [word.text for word in words],
            "tags": [[tag.text, list(tag.words)] for tag in of],
            "looks": looks_like_tags(of),
            "found": {query: [tag.text for tag in matching(of, query)] for query in QUERIES},
            "chosen": [tag.text for tag in still_chosen(of, CHOSEN)],
        }
        found.append(entry)
    return found


def prompts() -> list[dict[str, Any]]:
    """Drawn prompts of a few words each, and ``words_differences`` of every two that follow each other."""
    draw = random.Random(0)
    drawn = [[draw.choice("abcd") for _ in range(draw.randrange(9))] for _ in range(60)]
    made = make_pass(steps=1)
    found = []
    for one, other in pairwise(drawn):
        a, b = (replace(made, conditions=[_condition(words)]) for words in (one, other))
        found.append({"a": one, "b": other, "parts": [list(part) for part in words_differences(a, b)]})
    return found


def _condition(words: list[str]) -> Condition:
    return Condition("c0", "positive", make_prompt(words, " ".join(words)))
