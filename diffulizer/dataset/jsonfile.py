"""JSON in the form that a run holds: UTF-8, never NaN or Infinity when written, tolerated when read."""

from __future__ import annotations

import json
import math
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ..errors import RunFormatError
from .layout import LIMITS

LARGEST_WHOLE = 2**64
"""Whole numbers of a run are below it: 64 bits hold a seed, and no other number comes near."""


def plain(value: Any) -> Any:
    """Convert ``value`` to values that JSON can hold: NaN and Infinity become None, unknown objects their text.

    Graphs of the host need this, because ComfyUI itself puts NaN into them.
    """
    if isinstance(value, dict):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, int):
        return value if abs(value) < LARGEST_WHOLE else str(value)
    if value is None or isinstance(value, str):
        return value
    return str(value)


def write_json(path: Path, value: dict[str, Any], *, indent: bool = True) -> None:
    """Write an object, indented, or with one line for each of its keys.

    Raises:
        ValueError: the object holds NaN or Infinity.
    """
    path.write_bytes(json_bytes(value, indent=indent))


def json_bytes(value: dict[str, Any], *, indent: bool = True) -> bytes:
    """Return the bytes that ``write_json`` writes."""
    if indent:
        text = json.dumps(value, ensure_ascii=False, allow_nan=False, indent=2)
    else:
        lines = [f"{_compact(key)}: {_compact(item)}" for key, item in value.items()]
        text = "{\n" + ",\n".join(lines) + "\n}"
    return text.encode("utf-8", "replace") + b"\n"


@dataclass
class ParsedJson:
    """The value of a JSON text, and what stands in it that a run must not hold.

    Attributes:
        non_finite: how often each literal stands there that is no finite number; its value is None.
        too_long: how many digits each whole number beyond 64 bits has.
        repeated: keys that stand more than once in an object; the last one counts.
    """

    value: Any = None
    non_finite: Counter[str] = field(default_factory=Counter)
    too_long: list[int] = field(default_factory=list)
    repeated: list[str] = field(default_factory=list)


def parse(content: bytes) -> ParsedJson:
    """Read any JSON value from bytes.

    Raises:
        ValueError: the content is no JSON in UTF-8, or nested more deeply than a run may be; the message says where.
    """
    parsed = ParsedJson()

    def real(text: str) -> float | None:
        value = float(text)
        if math.isfinite(value):
            return value
        parsed.non_finite[text[:SHOWN]] += 1
        return None

    def whole(text: str) -> int | None:
        value = int(text) if len(text) <= DIGITS else LARGEST_WHOLE
        if abs(value) < LARGEST_WHOLE:
            return value
        parsed.too_long.append(len(text.lstrip("-")))
        return None

    def pairs(items: list[tuple[str, Any]]) -> dict[str, Any]:
        content = dict(items)
        if len(content) < len(items):
            parsed.repeated.extend(sorted(key for key, times in Counter(key for key, _ in items).items() if times > 1))
        return content

    try:
        text = content.decode("utf-8")
        parsed.value = json.loads(text, parse_constant=real, parse_float=real, parse_int=whole, object_pairs_hook=pairs)
    except json.JSONDecodeError as error:
        raise ValueError(f"{error.msg} at line {error.lineno}, column {error.colno}") from error
    except UnicodeDecodeError as error:
        raise ValueError(f"it is not UTF-8 text: {error.reason} at byte {error.start}") from error
    except RecursionError as error:
        raise ValueError("it is nested too deeply to be read") from error
    if _is_deeper(parsed.value, LIMITS["depth"]):
        raise ValueError(f"it is nested too deeply: more than {LIMITS['depth']} lists and objects within each other")
    return parsed


def shown(value: Any) -> str:
    """Write a value for a message: as JSON, short, and printable anywhere. Only the start of a large one is written."""
    text = _start_of(value, ensure_ascii=False)
    text = text if text.isprintable() else _start_of(value, ensure_ascii=True)
    return text if len(text) <= SHOWN else f"{text[: SHOWN - 1]}…"


def _start_of(value: Any, *, ensure_ascii: bool) -> str:
    text = ""
    for piece in json.JSONEncoder(ensure_ascii=ensure_ascii).iterencode(value):
        text += piece
        if len(text) > SHOWN:
            break
    return text


SHOWN = 60
"""Most characters of a value that a message shows."""
DIGITS = 21
"""Characters of the longest whole number below ``LARGEST_WHOLE``, with its sign."""


def _is_deeper(value: Any, most: int) -> bool:
    """Return whether lists and objects lie more than ``most`` deep within each other."""
    level = [value]
    for _ in range(most + 1):
        level = [
            item
            for held in level
            if isinstance(held, (dict, list))
            for item in (held.values() if isinstance(held, dict) else held)
            if isinstance(item, (dict, list))
        ]
        if not level:
            return False
    return True


def parse_json(content: bytes, path: Path) -> dict[str, Any]:
    """Read an object; NaN, Infinity and -Infinity, which older runs hold, become None.

    Args:
        content: the file's bytes, with or without a byte order mark.
        path: the path that errors name.

    Raises:
        RunFormatError: the content is no JSON in UTF-8, no object, nested too deeply, or holds a whole number beyond 64
            bits.
    """
    try:
        parsed = parse(content.removeprefix(b"\xef\xbb\xbf"))
    except ValueError as error:
        raise RunFormatError(f"{path} is not valid JSON: {error}.") from error
    if parsed.too_long:
        raise RunFormatError(
            f"{path} holds a whole number of {parsed.too_long[0]} digits; expected one of at most 64 bits."
        )
    if not isinstance(parsed.value, dict):
        raise RunFormatError(f"{path} holds a {type(parsed.value).__name__}; expected an object.")
    return parsed.value


def _compact(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False)
