"""Paths that a run names: whether they can lead out of it."""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import Any

_JUNCTION = 0xA0000003  # IO_REPARSE_TAG_MOUNT_POINT, which the module stat has on Windows only


def safe_path(path: Any) -> bool:
    """Whether ``path`` is relative, with forward slashes, and stays in its folder by its spelling."""
    if not isinstance(path, str) or not path or "\\" in path or "\0" in path or ":" in path:
        return False
    parts = path.split("/")
    return not any(part in ("", ".", "..") for part in parts)


def inside(folder: Path, path: str) -> bool:
    """Whether ``path`` leads to a file or folder within ``folder`` once symbolic links are followed."""
    try:
        return (folder / path).resolve().is_relative_to(folder.resolve())
    except (OSError, RuntimeError, ValueError):
        return False


def find_file(folder: Path, path: str) -> Path | None:
    """The file below ``folder`` that a decoded path names, or None: absent, or it leads out of the folder."""
    if not safe_path(path) or not inside(folder, path):
        return None
    try:
        return folder / path if (folder / path).is_file() else None
    except (OSError, ValueError):
        return None


def is_link(path: str | os.PathLike[str]) -> bool:
    """Whether a folder's entry leads elsewhere: a symbolic link, or a junction of Windows. What is gone does not."""
    try:
        status = os.lstat(path)
    except FileNotFoundError:
        return False
    return stat.S_ISLNK(status.st_mode) or getattr(status, "st_reparse_tag", 0) == _JUNCTION
