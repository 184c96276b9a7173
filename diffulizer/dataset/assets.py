"""What a run's ``validation.json`` says: the short report of schema 1.0.0, without further packages."""

from __future__ import annotations

import math
import os
import stat
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from ..format import STEP_CHANNELS

REQUIRED_METADATA = (
    "schema_version",
    "generator",
    "prompt",
    "steps",
    "timesteps",
    "images",
    "layers",
    "attention_files",
)
BYTES_PER_VALUE = 2  # float16
_JUNCTION = 0xA0000003  # IO_REPARSE_TAG_MOUNT_POINT, which the module stat has on Windows only


def asset_report(
    folder: Path, metadata: Mapping[str, Any], metrics: Mapping[str, Any], pca: Mapping[str, Any]
) -> dict[str, Any]:
    """The content of ``validation.json`` for the run whose files lie in ``folder``.

    Args:
        folder: where the attention files lie; while a run is written, its temporary folder.
        metadata, metrics, pca: the parsed JSON files. Damaged content is reported, never raised.
    """
    errors: list[str] = []
    checked = 0
    for entry in _attention_entries(metadata):
        checked += 1
        error = _asset_error(folder, entry)
        if error is not None:
            errors.append(error)
    steps = metadata.get("steps")
    per_step = [metrics[key] for key in STEP_CHANNELS if key in metrics]
    return {
        "metadata_has_required_keys": all(key in metadata for key in REQUIRED_METADATA),
        "pca_points_match_steps": _has_length(pca.get("points"), steps),
        "metrics_steps_match": bool(per_step) and all(_has_length(values, steps) for values in per_step),
        "attention_assets": {"checked_files": checked, "passed": not errors, "errors": errors},
    }


def expected_bytes(shape: Any) -> int | None:
    """Bytes of a float16 file of this shape, or None where it is no shape."""
    if not isinstance(shape, list) or not shape:
        return None
    if not all(isinstance(n, int) and not isinstance(n, bool) and n > 0 for n in shape):
        return None
    return math.prod(shape) * BYTES_PER_VALUE


def safe_path(path: Any) -> bool:
    """Whether ``path`` is relative, with forward slashes, and stays in its folder by its spelling."""
    if not isinstance(path, str) or not path or "\\" in path or "\0" in path or ":" in path:
        return False
    parts = path.split("/")
    return not any(part in ("", ".", "..") for part in parts)


def inside(folder: Path, path: str) -> bool:
    """Whether ``path`` leads to a place within ``folder`` once symbolic links are followed."""
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


def _attention_entries(metadata: Mapping[str, Any]) -> Iterator[Any]:
    for key in ("attention_files", "attention_files_extra"):
        entries = metadata.get(key)
        if isinstance(entries, list):
            yield from entries


def _asset_error(folder: Path, entry: Any) -> str | None:
    path = entry.get("path") if isinstance(entry, dict) else None
    if not safe_path(path) or not isinstance(path, str) or not inside(folder, path):
        return f"invalid_path_metadata:{path if isinstance(entry, dict) else entry}"
    expected = expected_bytes(entry.get("shape"))
    if expected is None:
        return f"invalid_shape_metadata:{path}"
    try:
        file = folder / path
        if not file.is_file():
            return f"missing_file:{path}"
        actual = file.stat().st_size
    except (OSError, ValueError):
        return f"missing_file:{path}"
    if actual != expected:
        return f"size_mismatch:{path}:expected={expected}:actual={actual}"
    return None


def _has_length(values: Any, steps: Any) -> bool:
    return isinstance(values, list) and isinstance(steps, int) and len(values) == steps
