"""Damaged runs, made from a seed and an index: what disks, programs and people do to files, and what an attacker would.

    damaged(bases, target, seed=1, index=4711)

gives the same run on every machine. A kind of damage says what it means: ``BREAKING`` breaks a sentence of
docs/dataset.md on purpose, so that the run must not be called valid; ``HARMLESS`` leaves the run valid; of ``UNKNOWN``
only the validator can tell.
"""

from __future__ import annotations

import io
import json
import os
import random
import shutil
import socket
import stat
import struct
import warnings
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from case_runs import VALID, build
from PIL import Image

BREAKING, HARMLESS, UNKNOWN = "breaking", "harmless", "unknown"
METADATA, METRICS, PCA, VALIDATION = "metadata.json", "metrics.json", "latent_pca.json", "validation.json"
JSON_FILES = (METADATA, METRICS, PCA, VALIDATION)
ARCHIVE = "latents_noise_fp16.npz"
SPARSE = 3 * 2**30
"""Size of files that claim far more than a run has, in bytes; they are sparse and take no room on disk."""

BASES = (
    *("plain", "heads_of_one_layer", "no_guidance", "schema_1_0", "no_latents", "self_only", "cross_only"),
    *("portrait_odd", "interrupted", "second_of_batch", "long_prompt"),
)
"""Cases of tests/unit/cases/valid whose runs are damaged; ``regions`` is added to them."""

LATER = {"height_seven", "height_billion", "height_huge", "empty_object"}
"""Kinds that break what 1.0.0 does not ask for: a latent of the image's size, metrics by name."""

Edit = Callable[[Path, random.Random], object]


@dataclass(frozen=True)
class Kind:
    """A kind of damage.

    Attributes:
        apply: damages the run in a folder; returns what was done, or None where the run has nothing to be damaged so.
        meaning: BREAKING, HARMLESS or UNKNOWN.
        weight: how often it is drawn, relative to the others.
        last: whether it leaves something that nobody can write to, so that no other damage may follow.
    """

    name: str
    apply: Edit
    meaning: str
    weight: int
    last: bool


@dataclass(frozen=True)
class Damage:
    """A damaged run: its path (a folder, or a .zip), and how it came to be."""

    path: Path
    base: str
    kind: str
    detail: str
    meaning: str


KINDS: dict[str, Kind] = {}
ARCHIVES: dict[str, Kind] = {}
"""Kinds that make a damaged .zip of a run; ``apply`` is given the archive."""


def kind(
    meaning: str = UNKNOWN, weight: int = 1, *, archive: bool = False, last: bool = False
) -> Callable[[Edit], Edit]:
    """Register a kind of damage under its function's name."""

    def register(apply: Edit) -> Edit:
        name = apply.__name__.strip("_")
        (ARCHIVES if archive else KINDS)[name] = Kind(name, apply, meaning, weight, last)
        return apply

    return register


def build_bases(folder: Path) -> dict[str, Path]:
    """Write the small whole runs that are damaged, and return their folders by name."""
    bases = {}
    for name in BASES:
        case = VALID[name]
        few = {} if any(op["op"] == "delete" for op in case["mutate"]) else {"steps": 2}
        bases[name] = build(folder / name, {**case, "build": {**case["build"], **few}})
    bases["regions"] = build(folder / "regions", {**VALID["heads_of_all"], "build": {"steps": 2}})
    held = read(bases["regions"] / METADATA)
    held["conditions"][1] |= {"area": [8, 16, 4, 0], "mask": True, "strength": 0.5, "start": 0.25, "end": 1.0}
    write(bases["regions"] / METADATA, held)
    return bases


def damaged(bases: dict[str, Path], target: Path, seed: int, index: int, *, archives: bool = True) -> Damage:
    """Make the damaged run number ``index`` of a seed in the folder ``target``, which holds nothing else.

    The first numbers take each kind once, alone. After these, two in five are archives, and some have several kinds.

    Args:
        archives: whether there are archives; other numbers give other runs without them.
    """
    draw = random.Random(f"{seed} {index}")
    every = [*KINDS.values(), *(ARCHIVES.values() if archives else ())]
    path = target / f"run_{index:05d}"
    if index < len(every):
        order = draw.sample(sorted(bases), len(bases))
        tries = (_made(bases[base], path, every[index : index + 1], draw, archives) for base in order)
        return next(made for made in tries if made)
    while True:
        kinds = _chosen(draw, archives)
        made = _made(bases[draw.choice(sorted(bases))], path, kinds, draw, archives)
        if made is not None:
            return made


def _chosen(draw: random.Random, archives: bool) -> list[Kind]:
    """Choose a kind for archives, or one to three for folders."""
    known, times = (ARCHIVES, 1) if archives and draw.random() < 0.2 else (KINDS, draw.choice((1, 1, 1, 1, 2, 3)))
    listed = list(known.values())
    chosen = draw.choices(listed, [one.weight for one in listed], k=times)
    return sorted(chosen, key=lambda one: one.last)


def _made(base: Path, path: Path, kinds: list[Kind], draw: random.Random, archives: bool) -> Damage | None:
    """Damage a copy of a run; None where it has nothing to be damaged so."""
    for old in path.parent.iterdir():
        shutil.rmtree(old) if old.is_dir() and not old.is_symlink() else old.unlink()
    shutil.copytree(base, path, symlinks=True)
    details: list[object] = []
    if kinds[0].name in ARCHIVES:
        path = _packed(path, draw)
    for one in kinds:
        details.append(_applied(one, path, draw))
        if details[-1] is None:
            return None
    if archives and path.is_dir() and draw.random() < 0.2 and not any(_is_odd(p) for p in path.rglob("*")):
        path = _packed(path, draw)
    known = len(kinds) == 1 and (base.name != "schema_1_0" or kinds[0].name not in LATER)
    meaning = kinds[0].meaning if known else UNKNOWN
    return Damage(path, base.name, "+".join(one.name for one in kinds), "; ".join(map(str, details)), meaning)


def _packed(run: Path, draw: random.Random) -> Path:
    path = zipped(run, run.with_suffix(".zip"), draw.choice((0, 8)), draw.choice(("", f"{run.name}/")))
    shutil.rmtree(run)
    return path


def _applied(chosen: Kind, path: Path, draw: random.Random) -> object:
    """Apply a kind of damage; None where the run has nothing for it, or an earlier damage keeps it from being read."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return chosen.apply(path, draw)
    except (OSError, ValueError, KeyError, TypeError, AttributeError, IndexError, RecursionError):
        return None


def _is_odd(path: Path) -> bool:
    """Whether an entry can't go into a .zip: neither a folder nor a small file, or named in no UTF-8."""
    status = path.lstat()
    small = stat.S_ISREG(status.st_mode) and status.st_size <= 2**28
    named = path.name == path.name.encode("utf-8", "ignore").decode()
    return not (named and (small or stat.S_ISDIR(status.st_mode)))


def zipped(run: Path, target: Path, method: int = zipfile.ZIP_DEFLATED, within: str = "") -> Path:
    """Write the files of a folder as a .zip; the same files give the same bytes."""
    with zipfile.ZipFile(target, "w") as archive:
        for path in sorted(p for p in run.rglob("*") if p.is_file()):
            name = within + path.relative_to(run).as_posix()
            archive.writestr(zipfile.ZipInfo(name), path.read_bytes(), method, 1)
    return target


def read(file: Path) -> Any:
    """Parse a small file. Raises: OSError, ValueError, RecursionError; never waits for a pipe."""
    return json.loads(small(file).decode())


def small(file: Path) -> bytes:
    status = file.lstat()
    if not stat.S_ISREG(status.st_mode) or status.st_size > 2**26:
        raise OSError(f"{file} is no small file")
    return file.read_bytes()


def write(file: Path, content: Any) -> None:
    file.write_text(json.dumps(content), encoding="utf-8")


# -- values in the JSON files ----------------------------------------------------------------------

JUNK: tuple[Any, ...] = (
    *(None, True, False, -1, 0, 3, 2.5, 2.0, 10**400, -(10**400), 1e308, 2**60, 2**31, 10**9, 2**53 + 1, -0.0, 1e-320),
    *("", "x", "../a", "/etc/passwd", "C:/a", "a\\b", "a\0b", "images", "\ud800", "<b>", "c7", "layer_0", "1.0.0"),
    *("metadata.json", "validation.json", "nan", "1", "\u202e", "e\u0301", "A" * 5000, "2026-01-01T00:00:00+99:99"),
    *([], {}, [None], [[]], [1, 2], {"a": 1}, [0.5, None], ["a</w>"], [2**62, 2], [0, 0], {"id": []}, [[[[]]]]),
)
PER_METADATA = (METADATA, METADATA, METADATA, METRICS, PCA, VALIDATION)


def places(content: Any, depth: int = 1) -> Iterator[tuple[Any, Any, int]]:
    """Yield (container, key, depth) of every value."""
    items = content.items() if isinstance(content, dict) else enumerate(content) if isinstance(content, list) else ()
    for key, value in items:
        yield content, key, depth
        yield from places(value, depth + 1)


def edit(run: Path, draw: random.Random, change: Callable[[Any, Any], object]) -> str | None:
    """Change one value of a JSON file."""
    file = run / draw.choice(PER_METADATA)
    try:
        held = read(file)
    except (OSError, ValueError, RecursionError):
        return None
    depth = draw.choice((1, 2, 3, 9))
    listed = [(c, k) for c, k, d in places(held) if d <= depth]
    if not listed:
        return None
    container, key = draw.choice(listed)
    done = change(container, key)
    write(file, held)
    return f"{file.name}: {key} {_short(done)}"


def _short(value: Any) -> str:
    return str(value if not isinstance(value, int) or abs(value) < 10**30 else f"1e{len(str(value)[:4000])}")[:60]


@kind(weight=8)
def value(run: Path, draw: random.Random) -> object:
    junk = draw.choice(JUNK)

    def change(container: Any, key: Any) -> object:
        container[key] = json.loads(json.dumps(junk))
        return f"= {_short(junk)}"

    return edit(run, draw, change)


@kind(weight=2)
def deleted_key(run: Path, draw: random.Random) -> object:
    return edit(run, draw, lambda container, key: container.pop(key) and None)


@kind(weight=2)
def swapped_values(run: Path, draw: random.Random) -> object:
    def swap(container: Any, key: Any) -> object:
        other = draw.choice(list(container) if isinstance(container, dict) else range(len(container)))
        container[key], container[other] = container[other], container[key]
        return f"<-> {other}"

    return edit(run, draw, swap)


@kind(weight=2)
def repeated_value(run: Path, draw: random.Random) -> object:
    def repeat(container: Any, key: Any) -> object:
        if isinstance(container, list):
            container.extend([container[key]] * draw.choice((1, 2, 500)))
        return "repeated"

    return edit(run, draw, repeat)


@kind(weight=2)
def other_type(run: Path, draw: random.Random) -> object:
    """A number as a text, a list as an object, and the like."""

    def change(container: Any, key: Any) -> object:
        old = container[key]
        if isinstance(old, list):
            container[key] = draw.choice((dict(enumerate(old)), old[0] if old else None, [old]))
        elif isinstance(old, dict):
            container[key] = draw.choice((list(old.values()), list(old), [old]))
        elif isinstance(old, str):
            container[key] = draw.choice(([*old], {"text": old}, len(old)))
        else:
            container[key] = draw.choice((str(old), [old], {"value": old}))
        return f"is a {type(container[key]).__name__}"

    return edit(run, draw, change)


@kind(weight=2)
def scaled_number(run: Path, draw: random.Random) -> object:
    factor = draw.choice((-1, 0, 2, 1e9, 1e300, 10**350, 0.5))

    def change(container: Any, key: Any) -> object:
        held = {"": container[key]}
        for c, k in [(c, k) for c, k, _ in places(held) if type(c[k]) in (int, float)]:
            try:
                c[k] = c[k] * factor
            except OverflowError:
                c[k] = 1e308
        container[key] = held[""]
        return f"x {_short(factor)}"

    return edit(run, draw, change)


TARGETED: dict[str, tuple[str, str, Any]] = {
    # meaning, file, [(path, value), ...]
    "steps_of_a_billion": (BREAKING, METADATA, [("steps", 10**9)]),
    "steps_of_a_billion_without_images": (BREAKING, METADATA, [("steps", 10**9), ("images", []), ("timesteps", [])]),
    "steps_as_float": (BREAKING, METADATA, [("steps", 2.5)]),
    "no_images": (BREAKING, METADATA, [("images", [])]),
    "images_text": (BREAKING, METADATA, [("images", "images/step_000.png")]),
    "images_null": (BREAKING, METADATA, [("images/0", None)]),
    "metrics_is_validation": (BREAKING, METADATA, [("artifacts/metrics", VALIDATION)]),
    "metrics_is_metadata": (BREAKING, METADATA, [("artifacts/metrics", METADATA)]),
    "pca_is_metrics": (BREAKING, METADATA, [("artifacts/latent_pca", METRICS)]),
    "pca_is_validation": (BREAKING, METADATA, [("artifacts/latent_pca", VALIDATION)]),
    "latents_are_an_image": (BREAKING, METADATA, [("artifacts/latents_noise", "images/step_000.png")]),
    "artifacts_list": (BREAKING, METADATA, [("artifacts", ["metrics.json"])]),
    "grid_huge": (BREAKING, METADATA, [("attention_files/0/grid", [2**62, 2])]),
    "grid_of_layer_huge": (BREAKING, METADATA, [("layers/*/grid", [2**62, 2])]),
    "grid_of_layer_none": (BREAKING, METADATA, [("layers/*/grid", [0, 0])]),
    "grid_zero": (BREAKING, METADATA, [("attention_files/0/grid", [0, 0])]),
    "shape_floats_wrong": (BREAKING, METADATA, [("attention_files/0/shape", [1.5, 4.0])]),
    "shape_long": (BREAKING, METADATA, [("attention_files/0/shape", [2] * 100_000)]),
    "shape_huge": (BREAKING, METADATA, [("attention_files/0/shape", [2**62, 2**62, 2**62])]),
    "shape_of_huge_numbers": (BREAKING, METADATA, [("attention_files/0/shape", [10**4000] * 300)]),
    "shape_empty": (BREAKING, METADATA, [("attention_files/0/shape", [])]),
    "dtype_float32": (BREAKING, METADATA, [("attention_files/0/dtype", "float32")]),
    "height_huge": (BREAKING, METADATA, [("generator/height", 10**400)]),
    "height_seven": (BREAKING, METADATA, [("generator/height", 7)]),
    "height_billion": (BREAKING, METADATA, [("generator/height", 10**9)]),
    "width_zero": (BREAKING, METADATA, [("generator/width", 0)]),
    "image_size_huge": (BREAKING, METADATA, [("generator/image_size", {"height": 10**400, "width": 64})]),
    "image_size_other": (BREAKING, METADATA, [("generator/image_size", {"height": 7, "width": 64})]),
    "condition_id_object": (BREAKING, METADATA, [("conditions/0/id", {"a": 1})]),
    "condition_id_list": (BREAKING, METADATA, [("conditions/1/id", [])]),
    "conditions_none": (BREAKING, METADATA, [("conditions", [])]),
    "conditions_text": (BREAKING, METADATA, [("conditions", "c0")]),
    "area_negative": (BREAKING, METADATA, [("conditions/0/area", [-1, 2, 3, 4])]),
    "area_short": (BREAKING, METADATA, [("conditions/0/area", [1, 2])]),
    "area_outside": (UNKNOWN, METADATA, [("conditions/0/area", [2**40, 2**40, 0, 0])]),
    "area_empty": (UNKNOWN, METADATA, [("conditions/0/area", [0, 0, 0, 0])]),
    "tokens_text": (BREAKING, METADATA, [("prompt/tokens", "a cat")]),
    "tokens_numbers": (BREAKING, METADATA, [("prompt/tokens", [1, 2, 3]), ("conditions/0/tokens", [1, 2, 3])]),
    "tokens_none": (BREAKING, METADATA, [("prompt/tokens", []), ("conditions/0/tokens", [])]),
    "words_text": (BREAKING, METADATA, [("prompt/words", "a cat"), ("conditions/0/words", 3)]),
    "word_index_huge": (BREAKING, METADATA, [("conditions/0/words/0/token_indices", [10**30])]),
    "word_index_null": (BREAKING, METADATA, [("conditions/0/words/0/token_indices", [None])]),
    "word_index_negative": (BREAKING, METADATA, [("conditions/0/words/0/token_indices", [-1])]),
    "prompt_graph_text": (UNKNOWN, METADATA, [("generator/prompt_graph", "graph"), ("generator/workflow", 7)]),
    "prompt_graph_odd": (
        UNKNOWN,
        METADATA,
        [("generator/prompt_graph", {"1": {"class_type": [], "inputs": "x"}, "2": 3})],
    ),
    "prompt_graph_loop": (
        UNKNOWN,
        METADATA,
        [("generator/prompt_graph", {"1": {"class_type": "A", "inputs": {"a": ["1", 0]}}})],
    ),
    "sampler_list": (BREAKING, METADATA, [("generator/sampler", ["euler"])]),
    "seed_huge": (UNKNOWN, METADATA, [("generator/seed", 10**400)]),
    "seed_text": (BREAKING, METADATA, [("generator/seed", "seven")]),
    "cfg_text": (BREAKING, METADATA, [("generator/cfg_scale", "high")]),
    "cfg_huge": (UNKNOWN, METADATA, [("generator/cfg_scale", 10**400)]),
    "generator_number": (BREAKING, METADATA, [("generator", 3)]),
    "generator_list": (BREAKING, METADATA, [("generator", [])]),
    "host_list": (BREAKING, METADATA, [("generator/host", [1])]),
    "not_recorded_true": (BREAKING, METADATA, [("not_recorded", True)]),
    "not_recorded_odd": (BREAKING, METADATA, [("not_recorded", [{"what": 1}, None])]),
    "sigmas_text": (BREAKING, METADATA, [("generator/sigmas", ["a", "b", "c"])]),
    "sigmas_short": (BREAKING, METADATA, [("generator/sigmas", [1.0])]),
    "sigmas_negative": (UNKNOWN, METADATA, [("generator/sigmas/0", -1)]),
    "sigmas_huge": (BREAKING, METADATA, [("generator/sigmas/0", 10**400)]),
    "timesteps_text": (BREAKING, METADATA, [("timesteps/0", "999")]),
    "evaluations_huge": (UNKNOWN, METADATA, [("generator/model_evaluations/0", 10**400)]),
    "evaluations_text": (BREAKING, METADATA, [("generator/model_evaluations/0", "one")]),
    "max_layers_huge": (UNKNOWN, METADATA, [("generator/max_layers", 10**400)]),
    "resolution_huge": (UNKNOWN, METADATA, [("generator/attention_resolution", 10**30)]),
    "every_zero": (BREAKING, METADATA, [("generator/attention_every", 0)]),
    "num_steps_huge": (UNKNOWN, METADATA, [("generator/num_steps", 10**30)]),
    "heads_huge": (BREAKING, METADATA, [("layers/*/heads", 10**30)]),
    "head_huge": (BREAKING, METADATA, [("attention_files_extra/*/head", 10**30)]),
    "layer_id_number": (BREAKING, METADATA, [("layers/0/id", 3)]),
    "layer_text": (BREAKING, METADATA, [("layers/0", "layer_0")]),
    "layers_none": (BREAKING, METADATA, [("layers", [])]),
    "block_odd": (BREAKING, METADATA, [("layers/0/block", ["input", "x"])]),
    "step_negative": (BREAKING, METADATA, [("attention_files/0/step", -1)]),
    "step_huge": (BREAKING, METADATA, [("attention_files/0/step", 10**30)]),
    "step_of_guidance_huge": (BREAKING, METADATA, [("guidance_maps/0/step", 10**30)]),
    "guidance_shape_odd": (BREAKING, METADATA, [("guidance_maps/0/shape", [2**40, 2])]),
    "guidance_text": (BREAKING, METADATA, [("guidance_maps", "guidance")]),
    "batch_index_negative": (BREAKING, METADATA, [("batch_index", -1)]),
    "version_odd": (UNKNOWN, METADATA, [("schema_version", "1.x")]),
    "version_two": (BREAKING, METADATA, [("schema_version", "2.0.0")]),
    "version_long": (BREAKING, METADATA, [("schema_version", "1." + "9" * 5000 + ".0")]),
    "version_number": (BREAKING, METADATA, [("schema_version", 1.1)]),
    "version_newer": (UNKNOWN, METADATA, [("schema_version", "1.99.0")]),
    "created_odd": (UNKNOWN, METADATA, [("generator/created_at", "yesterday")]),
    "path_traversal": (BREAKING, METADATA, [("images/0", "../secret.png"), ("attention_files/0/path", "/etc/passwd")]),
    "path_odd": (BREAKING, METADATA, [("images/0", "images/\ud800.png")]),
    "path_long": (BREAKING, METADATA, [("images/0", "a" * 5000 + ".png")]),
    "path_deep": (BREAKING, METADATA, [("images/0", "a/" * 3000 + "a.png")]),
    "path_of_folder": (BREAKING, METADATA, [("images/0", "images"), ("attention_files/0/path", "attention")]),
    "path_nul": (BREAKING, METADATA, [("attention_files/0/path", "a\0b")]),
    "metric_texts": (BREAKING, METRICS, [("latent_l2_norm/*", "large")]),
    "metric_huge": (UNKNOWN, METRICS, [("latent_l2_norm/0", 10**400)]),
    "metric_object": (BREAKING, METRICS, [("latent_l2_norm", {"0": 1})]),
    "metric_by_layer_list": (BREAKING, METRICS, [("cross_attention_entropy/0/by_layer", [1, 2])]),
    "metric_by_layer_texts": (BREAKING, METRICS, [("cross_attention_entropy/0/by_layer/*", "x")]),
    "metric_step_text": (BREAKING, METRICS, [("cross_attention_entropy/0/step", "0")]),
    "activation_texts": (BREAKING, METRICS, [("mean_token_activation/0", ["a"] * 77)]),
    "activation_numbers": (BREAKING, METRICS, [("mean_token_activation", [1, 2])]),
    "centroid_odd": (BREAKING, METRICS, [("cross_attention_centroid/0/by_token/0", [1])]),
    "spectrum_odd": (BREAKING, METRICS, [("latent_spectrum/0", 7)]),
    "dominance_list": (BREAKING, METRICS, [("token_dominance", [])]),
    "dominance_scores": (BREAKING, METRICS, [("token_dominance/scores", ["a"])]),
    "ranking_text": (BREAKING, METRICS, [("token_dominance/ranking", "none")]),
    "ranking_index": (BREAKING, METRICS, [("token_dominance/ranking/0/token_index", 10**30)]),
    "ranking_words_odd": (BREAKING, METRICS, [("token_dominance/ranking_words/0", {"text": 3, "score": "x"})]),
    "shape_validation_text": (BREAKING, METRICS, [("shape_validation", "passed")]),
    "points_text": (BREAKING, PCA, [("points", "here")]),
    "points_three": (BREAKING, PCA, [("points/0", [1, 2, 3])]),
    "points_text_inside": (BREAKING, PCA, [("points/0/0", "1")]),
    "points_huge": (BREAKING, PCA, [("points/0/0", 10**400)]),
    "ratio_short": (BREAKING, PCA, [("explained_variance_ratio", [1])]),
    "ratio_object": (BREAKING, PCA, [("explained_variance_ratio", {"a": 1})]),
    "x0_points_number": (BREAKING, PCA, [("x0_points", 3)]),
    "checked_files_text": (BREAKING, VALIDATION, [("attention_assets", "fine")]),
    "checked_files_huge": (BREAKING, VALIDATION, [("attention_assets/checked_files", 10**400)]),
    "numbers_as_floats": (
        UNKNOWN,
        METADATA,
        [("steps", "float"), ("attention_files/*/shape/*", "float"), ("layers/*/heads", "float")],
    ),
}
"""Values that are wrong on purpose: what they mean, the file, and each path with its value; "float" turns a whole
number into a float of its size, which JSON does not tell apart."""


def _set(content: Any, path: list[str], new: Any) -> bool:
    """Set the values at a path whose key "*" is each; return whether there were any."""
    head, rest = path[0], path[1:]
    if isinstance(content, list):
        keys: list[Any] = list(range(len(content))) if head == "*" else [int(head)] if head.isdigit() else []
        keys = [key for key in keys if key < len(content)]
    elif isinstance(content, dict):
        keys = list(content) if head == "*" else [head] if head in content else []
    else:
        return False
    if rest:
        return any([_set(content[key], rest, new) for key in keys])  # noqa: C419 - all are set, not the first alone
    for key in keys:
        content[key] = float(content[key]) if new == "float" and type(content[key]) is int else new
    return bool(keys)


def _targeted(name: str, file: str, changes: list[tuple[str, Any]]) -> Edit:
    def apply(run: Path, _draw: random.Random) -> object:
        try:
            held = read(run / file)
        except (OSError, ValueError, RecursionError):
            return None
        before = json.dumps(held)
        are_set = [_set(held, path.split("/"), new) for path, new in changes]
        if not all(are_set) or json.dumps(held) == before:
            return None
        write(run / file, held)
        return name

    apply.__name__ = name
    return apply


for _name, (_meaning, _file, _changes) in TARGETED.items():
    kind(_meaning)(_targeted(_name, _file, _changes))


@kind(BREAKING, 2)
def many_equal_maps(run: Path, draw: random.Random) -> object:
    held = read(run / METADATA)
    held["attention_files"] += held["attention_files"][:1] * draw.choice((100, 30_000))
    write(run / METADATA, held)
    return len(held["attention_files"])


@kind(BREAKING)
def many_equal_layers(run: Path, draw: random.Random) -> object:
    held = read(run / METADATA)
    held["layers"] += held["layers"][:1] * draw.choice((50, 3000))
    write(run / METADATA, held)
    return len(held["layers"])


@kind(BREAKING)
def many_conditions(run: Path, draw: random.Random) -> object:
    held = read(run / METADATA)
    if not held.get("conditions"):
        return None
    held["conditions"] += held["conditions"][-1:] * draw.choice((50, 3000))
    write(run / METADATA, held)
    return len(held["conditions"])


@kind(BREAKING)
def many_images(run: Path, draw: random.Random) -> object:
    held = read(run / METADATA)
    held["images"] += held["images"][:1] * draw.choice((50, 30_000))
    write(run / METADATA, held)
    return len(held["images"])


@kind(BREAKING)
def many_steps(run: Path, draw: random.Random) -> object:
    """Steps that are stated and listed, and have no files."""
    held = read(run / METADATA)
    steps = draw.choice((200, 20_000))
    held |= {"steps": steps, "timesteps": [0] * steps, "images": [f"images/step_{i:03d}.png" for i in range(steps)]}
    write(run / METADATA, held)
    return steps


@kind(HARMLESS, 2)
def unknown_keys(run: Path, draw: random.Random) -> object:
    file = run / draw.choice(JSON_FILES)
    held = read(file) if file.is_file() else None
    if held is None:
        return None
    held |= {"x_note": draw.choice(["a", None, {"x": [1, 2.5]}, list(range(1000)), "\u00e9" * 100]), "x___proto__": {}}
    write(file, held)
    return file.name


@kind(HARMLESS)
def large_unknown_key(run: Path, draw: random.Random) -> object:
    file = run / draw.choice((METADATA, METRICS))
    held = read(file) if file.is_file() else None
    if held is None:
        return None
    held["x_large"] = list(range(draw.choice((10_000, 1_000_000))))
    write(file, held)
    return file.name


# -- text of the JSON files ------------------------------------------------------------------------


def text_of(run: Path, draw: random.Random) -> tuple[Path, str] | None:
    file = run / draw.choice(PER_METADATA)
    try:
        return file, small(file).decode("utf-8", "replace")
    except OSError:
        return None


def insert(run: Path, draw: random.Random, text: str) -> object:
    """Put a key with this value, as text, first into a JSON file."""
    given = text_of(run, draw)
    if given is None or not given[1].startswith("{"):
        return None
    file, old = given
    file.write_text(old.replace("{", "{" + text + ", ", 1), "utf-8")
    return f"{file.name}: {text[:30]}"


@kind(weight=3)
def digits(run: Path, draw: random.Random) -> object:
    return insert(run, draw, f'"x_seed": {"9" * draw.choice((400, 4301, 5000, 200_000))}')


@kind(weight=2)
def digits_of_a_value(run: Path, draw: random.Random) -> object:
    given = text_of(run, draw)
    old = draw.choice((": 2,", ": 0,", " 1", " 4"))
    if given is None or old not in given[1]:
        return None
    number = "7" * draw.choice((400, 5000))
    given[0].write_text(given[1].replace(old, old.replace(old.strip(": ,"), number), 1), "utf-8")
    return given[0].name


@kind(BREAKING, 2)
def not_finite(run: Path, draw: random.Random) -> object:
    return insert(run, draw, f'"x_a": {draw.choice(("NaN", "Infinity", "-Infinity", "1e999", "-1E400"))}')


@kind(weight=2)
def odd_literal(run: Path, draw: random.Random) -> object:
    """A number becomes one that JSON does not have, or that no float holds."""
    given = text_of(run, draw)
    old = draw.choice((" 0", " 1", "0.1", ": 2", " null"))
    if given is None or old not in given[1]:
        return None
    literal = draw.choice(("NaN", "Infinity", "-Infinity", "1e999", "-1E400", "01", "+1", "nan", "1.", ".5", "1e-999"))
    given[0].write_text(given[1].replace(old, f" {literal}", 1), "utf-8")
    return f"{given[0].name}: {old} = {literal}"


@kind(weight=2)
def nested(run: Path, draw: random.Random) -> object:
    depth = draw.choice((500, 950, 1100, 20_000, 200_000))
    one, other = draw.choice((("[", "]"), ('{"a":', "}")))
    return insert(run, draw, f'"x_deep": {one * depth}{"1" * (one != "[")}{other * depth}')


@kind(BREAKING, 2)
def repeated_key(run: Path, draw: random.Random) -> object:
    key = draw.choice(("steps", "points", "latent_l2_norm", "__proto__", "x_a"))
    return insert(run, draw, f'"{key}": 1, "{key}": []')


@kind(BREAKING, 2)
def repeated_key_of_many(run: Path, draw: random.Random) -> object:
    many = ", ".join(f'"k{i}": 0' for i in range(draw.choice((2000, 60_000))))
    return insert(run, draw, f'"x_many": {{{many}, "k7": 1}}')


@kind(BREAKING)
def repeated_keys_all(run: Path, draw: random.Random) -> object:
    many = ", ".join(f'"k{i % 20_000}": 0' for i in range(40_000))
    return insert(run, draw, f'"x_many": {{{many}}}')


@kind()
def lone_surrogate(run: Path, draw: random.Random) -> object:
    return insert(run, draw, draw.choice(('"x_a": "\\ud800"', '"\\udfff": 1', '"x_a": "\\ud83d\\ud83d"')))


@kind(weight=2)
def surrogate_in_text(run: Path, draw: random.Random) -> object:
    file = run / METADATA
    text = small(file).decode()
    old = draw.choice(('"text": "', '"model_id": "', '"sampler": "', '"negative": "', '"path": "', '"reason": "'))
    if old not in text:
        return None
    file.write_text(text.replace(old, f"{old}\\ud800", draw.choice((1, -1))), "utf-8")
    return old


@kind(BREAKING, 2)
def other_encoding(run: Path, draw: random.Random) -> object:
    given = text_of(run, draw)
    encoding = draw.choice(("utf-16", "utf-16-le", "utf-32", "utf-8-sig", "utf-7"))
    if given is None:
        return None
    given[0].write_bytes(b"+AAA-" + given[1].encode() if encoding == "utf-7" else given[1].encode(encoding))
    return f"{given[0].name} {encoding}"


@kind(BREAKING)
def bytes_in_text(run: Path, draw: random.Random) -> object:
    given = text_of(run, draw)
    if given is None or '"' not in given[1]:
        return None
    given[0].write_bytes(given[1].encode().replace(b'"', draw.choice((b'"\xff', b'"\xc0\xaf', b'"\xed\xa0\x80')), 1))
    return given[0].name


@kind(BREAKING, 2)
def no_object(run: Path, draw: random.Random) -> object:
    file = run / draw.choice(JSON_FILES)
    content = draw.choice(("[]", "1", "null", '"x"', "[{}]", "true", "", " ", "{", "\0", "{}{}", "<html>"))
    file.write_text(content, "utf-8")
    return f"{file.name} {content!r}"


@kind(BREAKING)
def empty_object(run: Path, draw: random.Random) -> object:
    file = run / draw.choice(JSON_FILES)
    file.write_text("{}", "utf-8")
    return file.name


# -- files ------------------------------------------------------------------------------------------


def files(run: Path) -> list[Path]:
    return [p for p in sorted(run.rglob("*")) if stat.S_ISREG(p.lstat().st_mode)]


def small_files(run: Path) -> list[Path]:
    return [p for p in files(run) if p.stat().st_size < 2**26]


def replaced(make: Callable[[Path, Path], object], run: Path, draw: random.Random) -> object:
    """Put something else in a file's place."""
    listed = files(run)
    common = [run / name for name in (*JSON_FILES, ARCHIVE) if run / name in listed]
    file = draw.choice(draw.choice((listed, common or listed)))
    file.unlink()
    made = make(file, run)
    return f"{file.relative_to(run)} {made or ''}"


@kind(BREAKING, 3, last=True)
def fifo(run: Path, draw: random.Random) -> object:
    return replaced(lambda file, _: os.mkfifo(file), run, draw)


@kind(BREAKING, last=True)
def a_socket(run: Path, draw: random.Random) -> object:
    def make(file: Path, _run: Path) -> None:
        here = os.getcwd()  # noqa: PTH109 - a socket's path must be short
        os.chdir(file.parent)
        with socket.socket(socket.AF_UNIX) as made:
            made.bind(file.name)
        os.chdir(here)

    return replaced(make, run, draw)


@kind(BREAKING, 2, last=True)
def folder_for_a_file(run: Path, draw: random.Random) -> object:
    return replaced(lambda file, _: file.mkdir(), run, draw)


@kind(BREAKING, 2, last=True)
def link_to_a_device(run: Path, draw: random.Random) -> object:
    device = draw.choice(("/dev/zero", "/dev/urandom", "/dev/stdin", "/dev/tty", "/proc/self/mem", "/dev/full"))
    return replaced(lambda file, _: file.symlink_to(device), run, draw)


@kind(BREAKING, 2, last=True)
def link_out(run: Path, draw: random.Random) -> object:
    def make(file: Path, _run: Path) -> None:
        outside = run.parent / f"outside_{file.name}"
        outside.write_text("{}", "utf-8")
        file.symlink_to(draw.choice((outside, Path("/etc/passwd"), Path("/proc/self/environ"))))

    return replaced(make, run, draw)


@kind(BREAKING, last=True)
def link_loop(run: Path, draw: random.Random) -> object:
    return replaced(lambda file, _: file.symlink_to(file), run, draw)


@kind(BREAKING, last=True)
def folder_out(run: Path, draw: random.Random) -> object:
    """A folder of the run is a link to one outside."""
    folder = run / draw.choice([p.name for p in sorted(run.iterdir()) if p.is_dir()] or ["none"])
    if not folder.is_dir() or folder.is_symlink():
        return None
    outside = run.parent / f"outside_{folder.name}"
    folder.rename(outside)
    folder.symlink_to(outside)
    return folder.name


@kind(UNKNOWN, last=True)
def folder_loop(run: Path, draw: random.Random) -> object:
    """A folder of the run is a link to the run."""
    (run / draw.choice(("again", "images2"))).symlink_to(run)
    return "again"


@kind(HARMLESS, last=True)
def link_inside(run: Path, draw: random.Random) -> object:
    file = draw.choice([p for p in files(run) if p.suffix in (".bin", ".png")])
    kept = file.with_name(f"kept_{file.name}")
    file.rename(kept)
    file.symlink_to(kept.name)
    return file.name


@kind(HARMLESS)
def unlisted_files(run: Path, draw: random.Random) -> object:
    name = draw.choice(
        ("notes.txt", "Ä ö.txt", "images/step_999.png", "x" * 200, "a/b/c/d", ".hidden", "a\nb", "%2e%2e")
    )
    (run / name).parent.mkdir(parents=True, exist_ok=True)
    (run / name).write_bytes(b"x" * 100)
    return name[:20]


@kind(UNKNOWN, last=True)
def unlisted_oddities(run: Path, draw: random.Random) -> object:
    """Things that nothing lists: a fifo, a loop, a device, a name that is no UTF-8."""
    what = draw.choice(("fifo", "loop", "device", "bytes"))
    if what == "fifo":
        os.mkfifo(run / "pipe")
    elif what == "bytes":
        Path(os.fsdecode(os.fsencode(run) + b"/\xff\xfe.txt")).write_text("x")
    else:
        (run / "odd").symlink_to(run / "odd" if what == "loop" else "/dev/zero")
    return what


@kind(BREAKING, 2, last=True)
def sparse_file(run: Path, draw: random.Random) -> object:
    """A file of 3 GiB in place of a small one, which takes no room on disk."""
    listed = files(run)
    common = [run / name for name in (*JSON_FILES, ARCHIVE) if run / name in listed]
    file = draw.choice(draw.choice((listed, common or listed)))
    if file.stat().st_size == 0:
        return None
    os.truncate(file, SPARSE)
    return file.relative_to(run)


@kind(BREAKING, 2, last=True)
def sparse_map(run: Path, draw: random.Random) -> object:
    """A map whose file is as large as its shape says, and empty."""
    held = read(run / METADATA)
    if held["schema_version"] == "1.0.0":
        return None  # the sums of its self maps are not checked
    side = draw.choice((400, 4000, 20_000))
    entry = draw.choice(held["attention_files"])
    cross = len(entry["shape"]) == 3
    entry["shape"] = [entry["shape"][0], side // 8, side // 8] if cross else [side, side]
    if "grid" in entry:
        entry["grid"] = entry["shape"][1:] if cross else [side, 1]
    file = run / entry["path"]
    if file not in files(run):
        return None
    size = 2
    for n in entry["shape"]:
        size *= n
    os.truncate(file, size)
    write(run / METADATA, held)
    return f"{entry['shape']}, {size} bytes"


@kind(BREAKING, 2)
def truncated(run: Path, draw: random.Random) -> object:
    file = draw.choice(small_files(run))
    data = file.read_bytes().rstrip()
    if len(data) < 2:
        return None
    file.write_bytes(data[: draw.randrange(len(data) - 1)])
    return file.relative_to(run)


@kind(weight=5)
def flipped_bytes(run: Path, draw: random.Random) -> object:
    listed = small_files(run)
    file = draw.choice(draw.choice((listed, [p for p in listed if p.suffix in (".npz", ".png", ".json")] or listed)))
    data = bytearray(file.read_bytes())
    for _ in range(draw.randint(1, 4) if data else 0):
        data[draw.randrange(min(len(data), draw.choice((64, 10**6))))] = draw.randrange(256)
    file.write_bytes(bytes(data))
    return file.relative_to(run)


@kind(weight=2)
def random_content(run: Path, draw: random.Random) -> object:
    file = draw.choice(small_files(run))
    file.write_bytes(draw.randbytes(draw.choice((0, 1, 100, file.stat().st_size))))
    return file.relative_to(run)


@kind(BREAKING)
def removed(run: Path, draw: random.Random) -> object:
    file = draw.choice(files(run))
    file.unlink()
    return file.relative_to(run)


@kind(BREAKING)
def renamed(run: Path, draw: random.Random) -> object:
    file = draw.choice(files(run))
    file.rename(file.with_name(draw.choice(("renamed.bin", "Ä.bin", "a b#c?d%2e.png", file.name + "~"))))
    return file.relative_to(run)


@kind(weight=2)
def exchanged(run: Path, draw: random.Random) -> object:
    """Two files take each other's place."""
    listed = small_files(run)
    if len(listed) < 2:
        return None
    a, b = draw.sample(listed, 2)
    first, second = a.read_bytes(), b.read_bytes()
    a.write_bytes(second)
    b.write_bytes(first)
    return f"{a.relative_to(run)} <-> {b.relative_to(run)}"


@kind(HARMLESS)
def whole(run: Path, draw: random.Random) -> object:
    """Nothing is damaged."""
    return run.name


# -- maps -------------------------------------------------------------------------------------------


@kind(BREAKING, 2)
def map_values(run: Path, draw: random.Random) -> object:
    maps = [p for p in files(run) if p.suffix == ".bin" and p.parent.parent.name == "attention"]
    maps = [p for p in maps if 0 < p.stat().st_size < 2**26]
    if not maps or _version(run) == "1.0.0":
        return None
    file = draw.choice(maps)
    values = np.fromfile(file, "<f2")
    new = draw.choice((np.nan, np.inf, -np.inf, -1.0, 2.0, 65504.0))
    values[draw.randrange(len(values)) :] = new
    file.write_bytes(values.tobytes())
    return f"{file.name} {new}"


def _version(run: Path) -> Any:
    try:
        return read(run / METADATA).get("schema_version")
    except (OSError, ValueError, RecursionError, AttributeError):
        return None


# -- images -----------------------------------------------------------------------------------------

EPS = b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 8 8\n%%EndComments\nshowpage\n%%EOF\n"


def images(run: Path) -> list[Path]:
    return [p for p in files(run) if p.suffix == ".png"]


@kind(BREAKING, 3)
def other_image(run: Path, draw: random.Random) -> object:
    """An image of another kind under a name that ends in .png."""
    if not images(run):
        return None
    file = draw.choice(images(run))
    form = draw.choice(("EPS", "TIFF", "JPEG", "GIF", "BMP", "PPM", "ICO", "SGI", "TGA", "WEBP", "PCX", "PSD", "SVG"))
    if form in ("EPS", "PSD", "SVG"):
        file.write_bytes({"EPS": EPS, "PSD": b"8BPS\0\1" + bytes(200), "SVG": b"<svg/>"}[form])
    else:
        Image.new("RGB", (64, 48)).save(file, form)
    return f"{file.name} {form}"


def png(width: int, height: int, depth: int, colour: int, data: bytes, *more: tuple[bytes, bytes]) -> bytes:
    """Write a PNG from its parts; ``data`` are the filtered rows, ``more`` further chunks before them."""

    def chunk(name: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))

    header = struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, 0)
    parts = [chunk(b"IHDR", header), *(chunk(*one) for one in more), chunk(b"IDAT", zlib.compress(data, 1))]
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts) + chunk(b"IEND", b"")


@kind(BREAKING, 3)
def odd_png(run: Path, draw: random.Random) -> object:
    """A PNG of another depth or colour than 8 bits RGB."""
    if not images(run):
        return None
    file = draw.choice(images(run))
    name, depth, colour, bits = draw.choice(
        (("rgb16", 16, 2, 48), ("grey", 8, 0, 8), ("grey16", 16, 0, 16), ("rgba", 8, 6, 32), ("grey1", 1, 0, 1))
    )
    row = b"\0" + bytes((64 * bits + 7) // 8)
    file.write_bytes(png(64, 48, depth, colour, row * 48))
    return f"{file.name} {name}"


@kind(BREAKING, 2)
def large_png(run: Path, draw: random.Random) -> object:
    """A picture that is small on disk and large in memory, or claims to be."""
    if not images(run):
        return None
    file = draw.choice(images(run))
    width, height, rows = draw.choice(
        (
            (13_300, 13_300, 13_300),
            (2**31 - 1, 2**31 - 1, 1),
            (100_000, 1, 1),
            (1, 100_000, 100_000),
            (40_000, 40_000, 1),
        )
    )
    packer = zlib.compressobj(1)
    data = b"".join(packer.compress(bytes(1 + 3 * min(width, 2**20))) for _ in range(rows)) + packer.flush()
    file.write_bytes(png(width, height, 8, 2, b"").replace(_idat(b""), _idat_of(data)))
    return f"{file.name} {width} x {height}"


def _idat(data: bytes) -> bytes:
    return _idat_of(zlib.compress(data, 1))


def _idat_of(packed: bytes) -> bytes:
    return struct.pack(">I", len(packed)) + b"IDAT" + packed + struct.pack(">I", zlib.crc32(b"IDAT" + packed))


@kind(weight=2)
def png_with_parts(run: Path, draw: random.Random) -> object:
    """A PNG with parts that a writer of ours never makes: texts, profiles, bombs in them, animation."""
    if not images(run):
        return None
    file = draw.choice(images(run))
    bomb = zlib.compress(bytes(2**27), 9)
    part = draw.choice(
        (
            (b"zTXt", b"a\0\0" + bomb),
            (b"iCCP", b"a\0\0" + bomb),
            (b"iTXt", b"a\0\1\0\0\0" + bomb),
            (b"tEXt", b"a\0" + bytes(2**21)),
            (b"acTL", struct.pack(">II", 2**31 - 1, 0)),
            (b"PLTE", bytes(5)),
            (b"tRNS", b"\0"),
            (b"gAMA", b"\0"),
            (b"pHYs", bytes(9)),
            (b"eXIf", b"II*\0" + b"\xff" * 40),
        )
    )
    with Image.open(file) as opened:
        size = opened.size
    row = b"\0" + bytes(3 * size[0])
    file.write_bytes(png(size[0], size[1], 8, 2, row * size[1], part))
    return f"{file.name} {part[0].decode()}"


# -- the archive of latents -------------------------------------------------------------------------


def npy(shape: tuple[Any, ...], data: bytes, descr: str = "'<f2'", fortran: bool = False, more: str = "") -> bytes:
    header = f"{{'descr': {descr}, 'fortran_order': {fortran}, 'shape': {shape}, {more}}}".encode() + b"\n"
    return b"\x93NUMPY\x01\0" + struct.pack("<H", len(header) % 65536) + header + data


def arrays(run: Path) -> dict[str, Any] | None:
    try:
        small(run / ARCHIVE)
        with np.load(run / ARCHIVE) as archive:
            return {name: archive[name] for name in archive.files}
    except Exception:  # damaged already
        return None


def with_entry(run: Path, draw: random.Random, content: bytes, method: int = zipfile.ZIP_DEFLATED) -> object:
    """Replace an array of the archive by these bytes."""
    known = arrays(run)
    if not known:
        return None
    chosen = draw.choice(sorted(known))
    with zipfile.ZipFile(run / ARCHIVE, "w") as archive:
        for name, array in known.items():
            held = io.BytesIO()
            np.lib.format.write_array(held, array)
            data = content if name == chosen else held.getvalue()
            archive.writestr(zipfile.ZipInfo(f"{name}.npy"), data, method, 1)
    return chosen


@kind(BREAKING, 2)
def array_of_other_things(run: Path, draw: random.Random) -> object:
    pickled = b"\x80\x04\x8c\x05posix\x8c\x06system\x93\x8c\x04true\x85R."
    content = draw.choice(
        (
            pickled,
            b"",
            b"\x93NUMPY",
            b"\x93NUMPY\x09\0",
            npy((2, 4, 16, 16), pickled, "'|O'"),
            npy((2**40, 2), b""),
            npy((2**62, 2**62, 2**62), b""),
            npy((2, 4, 16, 16), b"short"),
            npy((-1, 4), b""),
            npy((), b"\0\0"),
            npy((0, 4, 16, 16), b""),
            npy((2, 4, 16, 16), bytes(8192), "'<c8'"),
            npy((2, 4, 16, 16), bytes(8192), "'<M8[s]'"),
            npy((2, 4, 16, 16), bytes(8192), "[('a', '<f2')]"),
            npy((2, 4, 16, 16), bytes(8192), "'<U1'"),
            npy((2, 4, 16, 16), bytes(8192), "'zz'"),
            npy((2, 4, 16, 16), bytes(8192), "'<f2'", more="'x': " + "(" * 500 + ")" * 500 + ","),
            npy((2, 4, 16, 16), bytes(4096), "'<f2'", more="'x': [" + "1," * 9000 + "],"),
            b"\x93NUMPY\x01\0\x40\0" + b"__import__('os').system('true')".ljust(63) + b"\n",
            b"\x93NUMPY\x02\0" + struct.pack("<I", 2**31) + b"{",
        )
    )
    return with_entry(run, draw, content)


@kind(BREAKING)
def array_bomb(run: Path, draw: random.Random) -> object:
    """An array that is small on disk and as large as its header says: 0.5 or 2.4 GB."""
    known = arrays(run)
    if not known:
        return None
    rows = draw.choice((2**28 // 1024, 1_200_000))
    packer = zlib.compressobj(1, zlib.DEFLATED, -15)
    head = npy((rows, 1, 32, 32), b"")
    with zipfile.ZipFile(run / ARCHIVE, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name in known:
            with archive.open(f"{name}.npy", "w", force_zip64=True) as entry:
                if name != "latents":
                    held = io.BytesIO()
                    np.lib.format.write_array(held, known[name])
                    entry.write(held.getvalue())
                    continue
                entry.write(head)
                piece = bytes(2**24)
                left = rows * 2048
                while left:
                    entry.write(piece[: min(left, len(piece))])
                    left -= min(left, len(piece))
    del packer
    return f"{rows * 2048} bytes"


@kind(BREAKING, 2)
def array_form(run: Path, draw: random.Random) -> object:
    """Arrays of another type, shape or number."""
    known = arrays(run)
    if not known:
        return None
    name = draw.choice(sorted(known))
    array = known[name]
    what = draw.choice(("f4", "f8", "i2", "c8", "b1", "cut", "flat", "scalar", "missing", "empty", "more"))
    if what == "missing":
        if name not in ("latents", "predicted_noise"):
            return None
        del known[name]
    elif what in ("f4", "f8", "i2", "c8", "b1"):
        known[name] = np.nan_to_num(array).astype(what)
    else:
        known[name] = {
            "cut": array[:-1],
            "flat": array.ravel(),
            "scalar": np.float16(3),
            "empty": array[:0],
            "more": np.repeat(array, 2, axis=1),
        }[what]
    np.savez(run / ARCHIVE, **known)
    return f"{name} {what}"


@kind(BREAKING)
def array_values(run: Path, draw: random.Random) -> object:
    known = arrays(run)
    if not known:
        return None
    name = draw.choice(sorted(known))
    known[name] = np.array(known[name])
    known[name].ravel()[draw.randrange(known[name].size) :] = draw.choice((np.nan, np.inf, -np.inf))
    np.savez(run / ARCHIVE, **known)
    return name


@kind(HARMLESS)
def array_order(run: Path, draw: random.Random) -> object:
    """The same arrays in another order, with one more, compressed."""
    known = arrays(run)
    if not known:
        return None
    np.savez_compressed(run / ARCHIVE, **dict(reversed(known.items())), x_more=np.arange(3))
    return "reversed"


@kind(BREAKING, 2)
def no_archive(run: Path, draw: random.Random) -> object:
    known = arrays(run)
    if not known:
        return None
    what = draw.choice(("npy", "text", "gzip", "empty_zip", "pickle", "nested", "flags", "method", "names"))
    file = run / ARCHIVE
    if what == "npy":
        with file.open("wb") as opened:
            np.save(opened, known["latents"])
    elif what in ("flags", "method"):
        data = bytearray(file.read_bytes())
        for at in _headers(bytes(data)):
            central = data[at : at + 4] == b"PK\1\2"
            offset = at + (8 if central else 6) if what == "flags" else at + (10 if central else 8)
            struct.pack_into("<H", data, offset, 1 if what == "flags" else draw.choice((1, 6, 12, 14, 93, 99)))
        file.write_bytes(bytes(data))
    elif what == "empty_zip":
        zipfile.ZipFile(file, "w").close()
    elif what == "nested":
        inner = file.read_bytes()
        with zipfile.ZipFile(file, "w") as archive:
            archive.writestr("inner.npz", inner)
    elif what == "names":
        with zipfile.ZipFile(file, "w") as archive:
            for name in ("../x.npy", "/latents.npy", "latents", "\0.npy", "latents.npy/"):
                archive.writestr(zipfile.ZipInfo(name), npy((2,), bytes(4)))
    else:
        file.write_bytes({"text": b"hello", "gzip": zlib.compress(b"x"), "pickle": b"\x80\x04N."}[what])
    return what


def _headers(data: bytes) -> list[int]:
    """Return where the headers of a .zip's files are, the local ones and those of its directory."""
    found = []
    for mark in (b"PK\3\4", b"PK\1\2"):
        at = data.find(mark)
        while at >= 0:
            found.append(at)
            at = data.find(mark, at + 4)
    return found


# -- archives of runs -------------------------------------------------------------------------------


@kind(HARMLESS, 2, archive=True)
def zip_whole(path: Path, draw: random.Random) -> object:
    return "whole"


@kind(weight=4, archive=True)
def zip_flipped(path: Path, draw: random.Random) -> object:
    data = bytearray(path.read_bytes())
    start = data.find(b"PK\1\2") if draw.random() < 0.6 else 0
    for _ in range(draw.choice((1, 2, 20))):
        data[draw.randrange(start, len(data))] = draw.randrange(256)
    path.write_bytes(bytes(data))
    return f"from {start}"


@kind(weight=2, archive=True)
def zip_cut(path: Path, draw: random.Random) -> object:
    data = path.read_bytes()
    cut = draw.randrange(len(data))
    path.write_bytes(draw.choice((data[:cut], data[cut:], data + data[cut:], b"")))
    return cut


@kind(weight=3, archive=True)
def zip_header(path: Path, draw: random.Random) -> object:
    """A number of a file's header, in the archive's directory or before the file, is another one."""
    data = bytearray(path.read_bytes())
    at = draw.choice(_headers(bytes(data)))
    central = data[at : at + 4] == b"PK\1\2"
    fields = ((8, "<H"), (10, "<H"), (20, "<I"), (24, "<I"), (28, "<H"), (30, "<H"), (38, "<I"), (42, "<I"))
    offset, form = draw.choice(fields if central else ((6, "<H"), (8, "<H"), (18, "<I"), (22, "<I"), (26, "<H")))
    value = draw.choice((0, 1, 2, 8, 9, 12, 99, 2**16 - 1, 2**31, 2**32 - 1)) % 2 ** (8 * struct.calcsize(form))
    struct.pack_into(form, data, at + offset, value)
    path.write_bytes(bytes(data))
    return f"{'directory' if central else 'file'} {offset} = {value}"


@kind(BREAKING, 2, archive=True)
def zip_bomb(path: Path, draw: random.Random) -> object:
    """A file of the run unpacks to 1 or 6 GiB."""
    size = draw.choice((2**30, 6 * 2**30))
    name = draw.choice((METADATA, METRICS, "images/step_000.png", ARCHIVE))
    with zipfile.ZipFile(path) as archive:
        known = {entry.filename: archive.read(entry) for entry in archive.infolist()}
    within = "" if METADATA in known else f"{path.stem}/"
    if within + name not in known:
        return None
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for entry, data in known.items():
            if entry != within + name:
                archive.writestr(zipfile.ZipInfo(entry), data)
        packed = _zeros(size)
        archive.writestr(zipfile.ZipInfo(within + name), b"")
    _replace_last(path, packed, size)
    return f"{name} {size}"


def _zeros(size: int) -> tuple[bytes, int]:
    """Return deflated zeros and their checksum; 16 MiB are packed once and repeated."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    piece = packer.compress(bytes(2**24)) + packer.flush(zlib.Z_FULL_FLUSH)
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    packer.compress(bytes(2**24))
    return piece * (size // 2**24) + b"\x03\0", 0


def _replace_last(path: Path, packed: tuple[bytes, int], size: int) -> None:
    """Put packed bytes behind the last file's header, which was written for an empty file, with sizes in zip64."""
    data = path.read_bytes()
    last = data.rfind(b"PK\3\4")
    directory = data.rfind(b"PK\5\6")
    count, _, start = struct.unpack("<HII", data[directory + 10 : directory + 20])
    entries = data[start:directory]
    central = entries.rfind(b"PK\1\2")
    name_length = struct.unpack("<H", entries[central + 28 : central + 30])[0]
    name = entries[central + 46 : central + 46 + name_length]
    extra = struct.pack("<HHQQ", 1, 16, size, len(packed[0]))
    local = b"PK\3\4" + struct.pack("<HHHHHIIIHH", 45, 0, 8, 0, 33, 0, 2**32 - 1, 2**32 - 1, len(name), len(extra))
    body = data[:last] + local + name + extra + packed[0]
    new = b"PK\1\2" + struct.pack(
        "<HHHHHHIIIHHHHHII", 0x32D, 45, 0, 8, 0, 33, 0, 2**32 - 1, 2**32 - 1, len(name), len(extra), 0, 0, 0, 0, last
    )
    listed = entries[:central] + new + name + extra
    end = b"PK\5\6" + struct.pack("<HHHHIIH", 0, 0, count, count, len(listed), len(body), 0)
    path.write_bytes(body + listed + end)


@kind(UNKNOWN, archive=True)
def zip_of_many(path: Path, draw: random.Random) -> object:
    """Many more files than a run has."""
    count = draw.choice((2000, 100_000))
    with zipfile.ZipFile(path, "a") as archive:
        for i in range(count):
            archive.writestr(zipfile.ZipInfo(f"more/{i}"), b"")
    return count


@kind(BREAKING, archive=True)
def zip_of_two_runs(path: Path, draw: random.Random) -> object:
    with zipfile.ZipFile(path) as archive:
        known = {entry.filename: archive.read(entry) for entry in archive.infolist()}
    with zipfile.ZipFile(path, "w") as archive:
        for folder in ("one/", "two/"):
            for name, data in known.items():
                archive.writestr(zipfile.ZipInfo(folder + name), data)
    return "two"


@kind(BREAKING, 2, archive=True)
def zip_links(path: Path, draw: random.Random) -> object:
    """A file of the run is a link, a pipe or a device."""
    form = draw.choice((stat.S_IFLNK, stat.S_IFIFO, stat.S_IFCHR))
    with zipfile.ZipFile(path) as archive:
        known = {entry.filename: archive.read(entry) for entry in archive.infolist()}
    chosen = draw.choice([name for name in known if not name.endswith(VALIDATION)])
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in known.items():
            entry = zipfile.ZipInfo(name)
            if name == chosen:
                entry.external_attr = (form | 0o777) << 16
            archive.writestr(entry, b"/etc/passwd" if name == chosen else data)
    return f"{chosen} {form:o}"


@kind(UNKNOWN, 2, archive=True)
def zip_names(path: Path, draw: random.Random) -> object:
    """Further entries whose names lead elsewhere, or repeat others."""
    with zipfile.ZipFile(path) as archive:
        names = archive.namelist()
    odd = draw.choice(
        ("../../x", "/etc/x", "C:\\x", "a\\b", "\0", "x" * 60_000, "", "./metadata.json", names[0], "a//b")
    )
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr(zipfile.ZipInfo(odd), b"x")
    return odd[:20]


@kind(UNKNOWN, archive=True)
def zip_other_format(path: Path, draw: random.Random) -> object:
    """Not a .zip at all, or one within another."""
    what = draw.choice(("text", "zip", "json", "empty", "nul"))
    data = path.read_bytes()
    if what == "zip":
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("run.zip", data)
    else:
        path.write_bytes({"text": b"hello", "json": b"{}", "empty": b"PK\5\6" + bytes(18), "nul": bytes(100)}[what])
    return what


@kind(BREAKING, archive=True)
def zip_method(path: Path, draw: random.Random) -> object:
    """Packed by a method that the format does not know."""
    method = draw.choice((zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA))
    with zipfile.ZipFile(path) as archive:
        known = {entry.filename: archive.read(entry) for entry in archive.infolist()}
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in known.items():
            archive.writestr(zipfile.ZipInfo(name), data, method)
    return method
