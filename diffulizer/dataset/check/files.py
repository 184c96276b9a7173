"""Check that the files that the metadata list exist, are safe to open, and have the right size."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ..files import expected_bytes
from ..layout import FILE_LISTS, IMAGE_LISTS, JSON_FILES, LIMITS, METADATA, VALIDATION
from ..paths import safe_path
from .base import Checked, as_dict, as_list, shown


def check_files(run: Checked) -> None:
    """Check paths, existence, repetitions, and files that the metadata do not list."""
    seen: dict[str, str] = {name: name for name in (METADATA, VALIDATION)}
    for where, path in listed_paths(run):
        run.count("paths")
        if not isinstance(path, str):
            continue  # the schema's check reports it
        if not safe_path(path):
            message = f"{shown(path)}; expected a relative path with forward slashes and without '..'"
            run.error("path-unsafe", where, message)
            continue
        if path.casefold() in seen:
            message = f"{shown(path)} is also {seen[path.casefold()]}; expected a file of its own"
            run.error("path-repeated", where, message)
        seen.setdefault(path.casefold(), where)
        if run.files.leads_out(path):
            run.error("path-escapes", where, f"{shown(path)} leads out of the run's folder")
        elif run.file(path) is None:
            run.error("file-missing", where, f"{shown(path)} does not exist; export the run again")
        elif (problem := run.files.problem(path)) is not None:
            run.error("file-missing", where, f"{shown(path)}: {problem}")
    _check_unlisted(run, set(seen))


def check_sizes(run: Checked) -> None:
    """Check the size of each map against its shape."""
    for key in FILE_LISTS:
        for i, entry in enumerate(as_list(run.metadata.get(key))):
            _check_size(run, f"{METADATA}: {key}[{i}]", as_dict(entry).get("path"), as_dict(entry).get("shape"))


def _check_size(run: Checked, where: str, name: Any, shape: Any) -> None:
    actual, expected = run.files.size(name), expected_bytes(shape)
    if actual is None or not as_list(shape):
        return  # other checks report it
    run.count("map_sizes")
    if actual != expected:
        takes = f"takes {expected}" if expected else f"is none; a map has at most {LIMITS['map_bytes']} bytes"
        run.error("map-size", f"{where}.shape", f"{shown(name)} has {actual} bytes; shape {shown(shape)} {takes}")


def listed_paths(run: Checked) -> Iterator[tuple[str, Any]]:
    """Yield (where, path) of everything that the metadata list, the JSON files' own names included."""
    for key in IMAGE_LISTS:
        for i, path in enumerate(as_list(run.metadata.get(key))):
            yield f"{METADATA}: {key}[{i}]", path
    for key in FILE_LISTS:
        for i, entry in enumerate(as_list(run.metadata.get(key))):
            yield f"{METADATA}: {key}[{i}].path", as_dict(entry).get("path")
    for key, path in as_dict(run.metadata.get("artifacts")).items():
        yield f"{METADATA}: artifacts.{key}", path


def _check_unlisted(run: Checked, listed: set[str]) -> None:
    known = listed | set(JSON_FILES)
    for path in run.files.names():
        run.count("files_on_disk")
        if path.casefold() not in known:
            run.warn("file-unlisted", path if path.isprintable() else ascii(path), "nothing lists it")
