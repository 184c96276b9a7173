"""The content of a run's ``validation.json``: the short report of schema 1.0.0, made without further packages."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ..format import STEP_CHANNELS
from .files import RunFiles, expected_bytes
from .paths import safe_path

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


def asset_report(
    files: RunFiles, metadata: Mapping[str, Any], metrics: Mapping[str, Any], pca: Mapping[str, Any]
) -> dict[str, Any]:
    """Build the content of ``validation.json`` for a run.

    Args:
        files: the run's files, with its attention files; while a run is written, those of its temporary folder.
        metadata, metrics, pca: the parsed JSON files. Damaged content is reported, never raised; files that the
            metadata state to be left out are in order.
    """
    errors: list[str] = []
    checked = 0
    for entry in _attention_entries(metadata):
        checked += 1
        error = _asset_error(files, entry)
        if error is not None:
            errors.append(error)
    steps = metadata.get("steps")
    artifacts = metadata.get("artifacts")
    left_out = {key for key, name in artifacts.items() if name is None} if isinstance(artifacts, dict) else set()
    per_step = [metrics[key] for key in STEP_CHANNELS if key in metrics]
    return {
        "metadata_has_required_keys": all(key in metadata for key in REQUIRED_METADATA),
        "pca_points_match_steps": "latent_pca" in left_out or _has_length(pca.get("points"), steps),
        "metrics_steps_match": "metrics" in left_out
        or (bool(per_step) and all(_has_length(values, steps) for values in per_step)),
        "attention_assets": {"checked_files": checked, "passed": not errors, "errors": errors},
    }


def _attention_entries(metadata: Mapping[str, Any]) -> Iterator[Any]:
    for key in ("attention_files", "attention_files_extra"):
        entries = metadata.get(key)
        if isinstance(entries, list):
            yield from entries


def _asset_error(files: RunFiles, entry: Any) -> str | None:
    path = entry.get("path") if isinstance(entry, dict) else None
    if not safe_path(path) or not isinstance(path, str) or files.leads_out(path):
        return f"invalid_path_metadata:{path if isinstance(entry, dict) else entry}"
    expected = expected_bytes(entry.get("shape"))
    if expected is None:
        return f"invalid_shape_metadata:{path}"
    actual = files.size(path)
    if actual is None:
        return f"missing_file:{path}"
    if actual != expected:
        return f"size_mismatch:{path}:expected={expected}:actual={actual}"
    return None


def _has_length(values: Any, steps: Any) -> bool:
    return isinstance(values, list) and isinstance(steps, int) and len(values) == steps
