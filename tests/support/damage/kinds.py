"""Kinds of damage: their register, and what all of them need."""

from __future__ import annotations

import json
import random
import stat
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

BREAKING, HARMLESS, UNKNOWN = "breaking", "harmless", "unknown"
METADATA, METRICS, PCA, VALIDATION = "metadata.json", "metrics.json", "latent_pca.json", "validation.json"
JSON_FILES = (METADATA, METRICS, PCA, VALIDATION)
PER_METADATA = (METADATA, METADATA, METADATA, METRICS, PCA, VALIDATION)
"""The JSON files as often as they are damaged."""
ARCHIVE = "latents_noise_fp16.npz"
SPARSE = 3 * 2**30
"""Size of files that claim far more than a run has, in bytes; they are sparse and take no room on disk."""

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


def files(run: Path) -> list[Path]:
    return [p for p in sorted(run.rglob("*")) if stat.S_ISREG(p.lstat().st_mode)]


def small_files(run: Path) -> list[Path]:
    return [p for p in files(run) if p.stat().st_size < 2**26]


def zipped(run: Path, target: Path, method: int = zipfile.ZIP_DEFLATED, within: str = "") -> Path:
    """Write the files of a folder as a .zip; the same files give the same bytes."""
    with zipfile.ZipFile(target, "w") as archive:
        for path in sorted(p for p in run.rglob("*") if p.is_file()):
            name = within + path.relative_to(run).as_posix()
            archive.writestr(zipfile.ZipInfo(name), path.read_bytes(), method, 1)
    return target


def headers(data: bytes) -> list[int]:
    """Return where the headers of a .zip's files are, the local ones and those of its directory."""
    found = []
    for mark in (b"PK\3\4", b"PK\1\2"):
        at = data.find(mark)
        while at >= 0:
            found.append(at)
            at = data.find(mark, at + 4)
    return found
