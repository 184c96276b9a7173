"""Damaged runs, made from a seed and an index: what disks, programs and people do to files, and what an attacker would.

    damaged(bases, target, seed=1, index=4711)

gives the same run on every machine. A kind of damage says what it means: ``BREAKING`` breaks a sentence of
docs/dataset.md on purpose, so that the run must not be called valid; ``HARMLESS`` leaves the run valid; of ``UNKNOWN``
only the validator can tell.
"""

from __future__ import annotations

import random
import shutil
import stat
import warnings
from pathlib import Path

from case_runs import VALID, build

# Each module registers its kinds, and the numbers of runs depend on their order.
# isort: off
from . import values, texts, files, pictures, arrays, zips  # noqa: F401

# isort: on
from .kinds import ARCHIVES, KINDS, METADATA, UNKNOWN, Damage, Kind, read, write, zipped

__all__ = ["ARCHIVES", "BASES", "KINDS", "Damage", "build_bases", "damaged"]

BASES = (
    *("plain", "heads_of_one_layer", "no_guidance", "schema_1_0", "no_latents", "self_only", "cross_only"),
    *("portrait_odd", "interrupted", "second_of_batch", "long_prompt", "effects", "gather", "removals"),
)
"""Cases of tests/unit/cases/valid whose runs are damaged; ``regions`` is added to them."""
LATER = {"height_seven", "height_billion", "height_huge", "empty_object"}
"""Kinds that break what 1.0.0 does not ask for: a latent of the image's size, metrics by name."""


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
    except (OSError, ValueError, LookupError, TypeError, AttributeError, ArithmeticError, RecursionError):
        return None


def _is_odd(path: Path) -> bool:
    """Whether an entry can't go into a .zip: neither a folder nor a small file, or named in no UTF-8."""
    status = path.lstat()
    small = stat.S_ISREG(status.st_mode) and status.st_size <= 2**28
    named = path.name == path.name.encode("utf-8", "ignore").decode()
    return not (named and (small or stat.S_ISDIR(status.st_mode)))
