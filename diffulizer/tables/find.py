"""Runs that paths and patterns name, each with an id of its own."""

from __future__ import annotations

import glob
import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from ..dataset.files import is_archive
from ..dataset.layout import METADATA
from ..dataset.shards import each_once, is_shard, unsharded
from ..errors import OutputError, RunNotFoundError
from ..library import RunLibrary
from ..sweep.ledger import Row as Attempt
from ..sweep.ledger import undrawn


@dataclass(frozen=True)
class Found:
    """A place at which a run is, or should be.

    Attributes:
        id: its path relative to what was given, with ``/``; that of a run in a shard is the same as beside the shard.
        path: its folder or .zip, as it was found.
        failed: for a run that a sweep could not draw, its last attempt.
    """

    id: str
    path: Path
    failed: Attempt | None = None

    def check_drawn(self) -> None:
        """Raise OutputError, with the reason, if a sweep could not draw the run."""
        if self.failed is not None:
            raise OutputError(f"It was not drawn. {self.failed.reason}")


_Runs = dict[Path, Attempt | None]


Given = str | Path | Iterable[str | Path]


def find(given: Given) -> list[Found]:
    """Return the runs that paths and patterns name, in the order of their ids, each once; of a sweep also those that it
    could not draw.

    Ids are relative to the folder that all that was given has in common: to a folder of runs if one was given, to the
    folder of a run, and to the part of a pattern before its first wildcard.

    Args:
        given: runs (folders or .zip files), folders whose runs are looked for at any depth, patterns such as
            "study_*" (``**`` is any depth), or several of these.

    Raises:
        RunNotFoundError: there is no run at all, or a pattern matches nothing.
    """
    parts = [given] if isinstance(given, (str, Path)) else list(given)
    named = [_named(Path(part).expanduser()) for part in parts]
    paths = {unsharded(path.resolve()): (path, failed) for _, found in named for path, failed in found.items()}
    if not any(failed or is_archive(path) or (path / METADATA).exists() for path, failed in paths.values()):
        what = ", ".join(map(str, parts)) or "nothing"
        raise RunNotFoundError(f"No run at {what}; expected folders with a {METADATA} in them, or .zip files of such.")
    base = os.path.commonpath([base.resolve() for base, _ in named])
    found = (Found(relative(whole, base), path, failed) for whole, (path, failed) in paths.items())
    return sorted(found, key=lambda one: one.id)


def relative(path: Path, base: str | Path) -> str:
    """Return a whole path relative to a folder, with ``/``; the path as it is, if it is on another drive."""
    try:
        return Path(os.path.relpath(path, base)).as_posix()
    except ValueError:
        return path.as_posix()


def _named(path: Path) -> tuple[Path, _Runs]:
    """Return the folder that ids are relative to, and the runs."""
    if path.exists() or not glob.has_magic(str(path)):
        return _below(path)
    named = glob.glob(str(path), recursive=True)  # noqa: PTH207 - it passes over hidden folders
    matches = [Path(match) for match in sorted(named)]
    found: _Runs = {}
    for match in matches:
        if match.is_dir() or is_archive(match):
            found |= _below(match)[1]
    if not found:
        raise RunNotFoundError(f"No run matches {path}; expected a pattern of folders or .zip files.")
    plain = list(path.parts[: next(i for i, part in enumerate(path.parts) if glob.has_magic(part))])
    return Path(*plain), found


def _below(path: Path) -> tuple[Path, _Runs]:
    """Return the runs below a folder, or the path itself if it is a run, or should be one."""
    if path.name == METADATA:
        path = path.parent
    if is_shard(path):
        return path.parent, dict.fromkeys(each_once([path]))
    if not path.is_dir() or (path / METADATA).exists():
        return unsharded(path).parent, {path: None}
    runs: _Runs = {path / name: None for name in RunLibrary(path).names()}
    for folder in {path, path.parent, *(unsharded(run).parent.parent for run in runs)}:
        runs |= {run: attempt for run, attempt in undrawn(folder).items() if path in run.parents}
    return path, runs or {path: None}
