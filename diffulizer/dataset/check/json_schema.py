"""Check of parsed JSON against the part of JSON Schema (draft 2020-12) that the format's schemas use.

It needs no package, so that an export inside ComfyUI is judged by the rules of ``diffulizer validate``. Tests hold it
against the package jsonschema.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

Path = tuple[str | int, ...]


@dataclass(frozen=True)
class Breach:
    """A value that breaks a schema.

    Attributes:
        path: the keys and indices that lead to it.
        keyword: the keyword of the schema that it breaks.
        value: the value; for "required", the object that lacks a key.
        expected: what the keyword demands; for "required", the key.
    """

    path: Path
    keyword: str
    value: Any
    expected: Any


def breaches(schema: dict[str, Any], value: Any, root: dict[str, Any], path: Path = ()) -> Iterator[Breach]:
    """Yield all breaches of a schema by a value and by what it holds.

    Args:
        root: the schema whose ``$defs`` references lead to.
        path: the place of the value.
    """
    for keyword, expected in schema.items():
        if keyword in _HOLDS:
            if not _HOLDS[keyword](value, expected):
                yield Breach(path, keyword, value, expected)
        elif keyword == "$ref":
            yield from breaches(root["$defs"][expected.removeprefix("#/$defs/")], value, root, path)
        elif keyword == "allOf":
            for part in expected:
                yield from breaches(part, value, root, path)
        elif keyword == "required" and isinstance(value, dict):
            yield from (Breach(path, keyword, value, key) for key in expected if key not in value)
        elif keyword in _WITHIN:
            for key, part in _WITHIN[keyword](value, schema):
                yield from breaches(part, value[key], root, (*path, key))
        elif keyword not in _SAY_NOTHING:
            raise ValueError(f"the format's schemas use the keyword {keyword!r}, which this check does not know")


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _is_of(value: Any, kinds: str | list[str]) -> bool:
    return any(_TYPES[kind](value) for kind in ([kinds] if isinstance(kinds, str) else kinds))


def _same(value: Any, expected: Any) -> bool:
    return bool(value == expected) and isinstance(value, bool) == isinstance(expected, bool)


def _properties(value: Any, schema: dict[str, Any]) -> list[tuple[Any, Any]]:
    return [(key, part) for key, part in schema["properties"].items() if isinstance(value, dict) and key in value]


def _others(value: Any, schema: dict[str, Any]) -> list[tuple[Any, Any]]:
    known, part = schema.get("properties", {}), schema["additionalProperties"]
    return [(key, part) for key in value if key not in known] if isinstance(value, dict) else []


def _items(value: Any, schema: dict[str, Any]) -> list[tuple[Any, Any]]:
    first = len(schema.get("prefixItems", ()))
    return [(i, schema["items"]) for i in range(first, len(value))] if isinstance(value, list) else []


def _first_items(value: Any, schema: dict[str, Any]) -> list[tuple[Any, Any]]:
    return list(enumerate(schema["prefixItems"][: len(value)])) if isinstance(value, list) else []


_TYPES: dict[str, Callable[[Any], bool]] = {
    "object": lambda value: isinstance(value, dict),
    "array": lambda value: isinstance(value, list),
    "string": lambda value: isinstance(value, str),
    "boolean": lambda value: isinstance(value, bool),
    "null": lambda value: value is None,
    "number": _is_number,
    "integer": lambda value: _is_number(value) and (isinstance(value, int) or value.is_integer()),
}
_HOLDS: dict[str, Callable[[Any, Any], bool]] = {
    "type": _is_of,
    "enum": lambda value, expected: any(_same(value, one) for one in expected),
    "const": _same,
    "minimum": lambda value, expected: not _is_number(value) or not value < expected,
    "maximum": lambda value, expected: not _is_number(value) or not value > expected,
    "exclusiveMinimum": lambda value, expected: not _is_number(value) or not value <= expected,
    "minLength": lambda value, expected: not isinstance(value, str) or len(value) >= expected,
    "pattern": lambda value, expected: not isinstance(value, str) or re.search(expected, value) is not None,
    "minItems": lambda value, expected: not isinstance(value, list) or len(value) >= expected,
    "maxItems": lambda value, expected: not isinstance(value, list) or len(value) <= expected,
}
"""Keywords of a value by itself, and whether it fits."""
_WITHIN: dict[str, Callable[[Any, dict[str, Any]], list[tuple[Any, Any]]]] = {
    "properties": _properties,
    "additionalProperties": _others,
    "items": _items,
    "prefixItems": _first_items,
}
"""Keywords about what a value holds: which schema each key or index has."""
_SAY_NOTHING = ("title", "description", "required")
