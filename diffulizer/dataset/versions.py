"""Versions of the format: which JSON Schema judges a run, and which keys its version knows."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from ..format import read
from .layout import NEWEST_MINOR

VERSION = re.compile(r"1\.(\d{1,9})\.\d{1,9}$")

Keys = dict[str, Any]
"""Keys of an object, each with those of the objects that it holds, in lists too."""


def minor_version(version: Any) -> int:
    """Return the minor version that a run claims: 0 without a version, 1 for a later one that is not well formed."""
    match = VERSION.match(version) if isinstance(version, str) else None
    if match is not None:
        return int(match[1])
    return int(isinstance(version, str) and version.startswith("1.") and not version.startswith("1.0."))


def load_schema(name: str) -> dict[str, Any]:
    """Return the JSON Schema of a run's file, such as "metadata.json"."""
    return read(f"schema/{name.replace('.json', '.schema.json')}")


def part_for(name: str, minor: int) -> dict[str, Any]:
    """Return the part of a file's schema that judges runs of a minor version: that of the last version up to it."""
    parts: dict[str, Any] = load_schema(name)["$defs"]
    stated = [int(part.removeprefix("v1_")) for part in parts if part.startswith("v1_")]
    part: dict[str, Any] = parts[f"v1_{max(n for n in stated if n <= minor)}"]
    return part


def without_later_keys(name: str, minor: int, content: Any) -> Any:
    """Return what a JSON file holds without the keys that later versions than the run's brought. To such a run they are
    keys of its own, whatever they hold."""
    return _known(content, _keys(name, min(minor, NEWEST_MINOR)), _keys(name, NEWEST_MINOR))


@lru_cache(maxsize=64)
def _keys(name: str, minor: int) -> Keys:
    return _named(part_for(name, minor), load_schema(name)["$defs"])


def _named(schema: dict[str, Any], parts: dict[str, Any]) -> Keys:
    """Return the keys that a schema names."""
    found: Keys = {key: _named(part, parts) for key, part in schema.get("properties", {}).items()}
    others = [*schema.get("allOf", ()), *(schema[key] for key in ("items", "additionalProperties") if key in schema)]
    if "$ref" in schema:
        others.append(parts[schema["$ref"].removeprefix("#/$defs/")])
    for other in others:
        found = _merged(found, _named(other, parts))
    return found


def _merged(one: Keys, other: Keys) -> Keys:
    return {key: _merged(one.get(key, {}), other.get(key, {})) for key in {**one, **other}}


def _known(content: Any, own: Keys, newest: Keys) -> Any:
    if own == newest:
        return content
    if isinstance(content, list):
        return [_known(item, own, newest) for item in content]
    if not isinstance(content, dict):
        return content
    known = {key: value for key, value in content.items() if key in own or key not in newest}
    return {key: _known(value, own.get(key, {}), newest.get(key, {})) for key, value in known.items()}
