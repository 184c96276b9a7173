"""The last few passes, step by step, in a folder, so that a page that is loaded again finds them."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from ..dataset.write.replace import patiently

KEPT = 8
PASS, RUNS = "pass.json", "runs.json"


class LiveStore:
    """A folder with one folder for each pass, named after its id. Only the newest eight are kept.

    Files are written whole or not at all, because a page may request one at any time.

    Args:
        folder: the folder; it is created when the first pass begins.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def begin(self, id_: str, summary: Mapping[str, Any]) -> None:
        """Store the summary of a pass that begins, and delete the oldest passes. Raises: OSError."""
        (self._folder / id_).mkdir(parents=True, exist_ok=True)
        self._write(id_, PASS, summary)
        for old in self._newest_first()[KEPT:]:
            shutil.rmtree(old, ignore_errors=True)

    def add(self, id_: str, step: Mapping[str, Any]) -> None:
        """Store a step of a pass that has begun. Raises: OSError."""
        self._write(id_, _step_name(step["step"]), step)

    def update(self, id_: str, summary: Mapping[str, Any]) -> None:
        """Replace the summary of a pass that has ended, or of which more is known. Raises: OSError."""
        self._write(id_, PASS, summary)

    def exported(self, id_: str, names: Sequence[str]) -> None:
        """Store the names of the runs that a stored pass was written as, one for each image of its batch.
        Raises: OSError."""
        if id_.isalnum() and (self._folder / id_).is_dir():
            self._write(id_, RUNS, {"names": list(names)})

    def passes(self) -> list[dict[str, Any]]:
        """Return summaries of the passes, the newest first; each has its ``id``, as ``steps`` the stored steps, and as
        ``runs`` the names of the runs that it was last written as."""
        passes = []
        for folder in self._newest_first():
            summary = _read(folder / PASS)
            if summary is not None:
                steps = sorted(int(path.stem[5:]) for path in folder.glob("step_*.json"))
                runs = (_read(folder / RUNS) or {}).get("names", [])
                passes.append({**summary, "id": folder.name, "steps": steps, "runs": runs})
        return passes

    def summary(self, id_: str) -> dict[str, Any] | None:
        """Return the summary of a pass, or None if it is not stored."""
        return _read(self._folder / id_ / PASS) if id_.isalnum() else None

    def step(self, id_: str, step: int) -> dict[str, Any] | None:
        """Return a step's summary, or None if it is not stored."""
        return _read(self._folder / id_ / _step_name(step)) if id_.isalnum() else None

    def _newest_first(self) -> list[Path]:
        folders = [path for path in self._folder.glob("*") if (path / PASS).is_file()]
        return sorted(folders, key=_begun, reverse=True)

    def _write(self, id_: str, name: str, content: Mapping[str, Any]) -> None:
        target = self._folder / id_ / name
        draft = target.with_suffix(".part")
        draft.write_text(json.dumps(content, separators=(",", ":"), allow_nan=False), encoding="utf-8")
        patiently(lambda: draft.replace(target))


def _begun(folder: Path) -> float:
    """Return when a pass began, as its summary states: the dates of a folder change with its files."""
    summary = _read(folder / PASS)
    return float(summary["begun"]) if summary else 0.0


def _step_name(step: int) -> str:
    return f"step_{step:04d}.json"


def _read(path: Path) -> dict[str, Any] | None:
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return content if isinstance(content, dict) else None
