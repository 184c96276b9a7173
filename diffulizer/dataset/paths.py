"""Paths that a run names, and the check that they do not lead out of it."""

from __future__ import annotations

import os
import re
import stat
import time
from collections.abc import Collection
from pathlib import Path
from typing import Any

SETTLE_FOR = 0.5
"""Longest time in seconds for which a reader waits for a run that is away while it is replaced."""
_REPLACED = re.compile(r"\.(?P<name>.+)\.replaced-[0-9a-f]{16}")
_JUNCTION = 0xA0000003  # IO_REPARSE_TAG_MOUNT_POINT, which the module stat has only on Windows


def safe_path(path: Any) -> bool:
    """Return whether ``path`` is relative, with forward slashes, and stays in its folder by its spelling."""
    if not isinstance(path, str) or not path or "\\" in path or "\0" in path or ":" in path:
        return False
    parts = path.split("/")
    return not any(part in ("", ".", "..") for part in parts)


def inside(folder: Path, path: str) -> bool:
    """Return whether ``path`` leads to a file or folder within ``folder`` once symbolic links are followed."""
    try:
        if not _has_link(folder, path):
            return True
        return (folder / path).resolve().is_relative_to(folder.resolve())
    except (OSError, RuntimeError, ValueError):
        return False


def _has_link(folder: Path, path: str) -> bool:
    """Return whether a link stands on the way from ``folder`` to ``path``. Raises: OSError, ValueError."""
    place = os.fspath(folder)
    for part in path.split("/"):
        place = os.path.join(place, part)  # noqa: PTH118 - a run may list 100 000 files, and Path takes ten times as long
        if part == ".." or is_link(place):
            return True
    return False


def find_file(folder: Path, path: str) -> Path | None:
    """Return the file below ``folder`` at a decoded path, or None if it is absent or leads out of the folder."""
    if not safe_path(path) or not inside(folder, path):
        return None
    try:
        return folder / path if (folder / path).is_file() else None
    except (OSError, ValueError):
        return None


def settled(run: Path) -> Path:
    """Return ``run`` once it is there, if it is away because it is being replaced (``write.replace``)."""
    end = time.monotonic() + SETTLE_FOR
    while not run.exists() and time.monotonic() < end:
        try:
            names = [entry.name for entry in run.parent.iterdir()]
        except OSError:
            break
        if run.name not in away(names):
            break
        time.sleep(0.005)
    return run


def away(names: Collection[str]) -> set[str]:
    """Return the names of runs that are missing among the names in a folder because they are being replaced."""
    return {match["name"] for match in map(_REPLACED.fullmatch, names) if match} - set(names)


def is_link(path: str | os.PathLike[str]) -> bool:
    """Return whether an entry of a folder is a symbolic link, or a junction of Windows; a missing one is not."""
    try:
        status = os.lstat(path)
    except (FileNotFoundError, NotADirectoryError):
        return False
    return stat.S_ISLNK(status.st_mode) or getattr(status, "st_reparse_tag", 0) == _JUNCTION
