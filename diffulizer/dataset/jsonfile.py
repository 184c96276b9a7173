"""JSON in the form that a run holds: UTF-8, never NaN or Infinity when written, tolerated when read."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

from ..errors import RunFormatError


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
    if value is None or isinstance(value, (str, int)):
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


def read_json(path: Path) -> dict[str, Any]:
    """Read an object from a file. Raises: as ``parse_json``, also where the file can't be read."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise RunFormatError(f"{path} can't be read: {error.strerror or error}.") from error
    return parse_json(content, path)


def parse_json(content: bytes, path: Path) -> dict[str, Any]:
    """Read an object; NaN, Infinity and -Infinity, which older runs hold, become None.

    Args:
        content: the file's bytes.
        path: the path that errors name.

    Raises:
        RunFormatError: the content is no JSON in UTF-8, or no object.
    """
    try:
        value = json.loads(content.decode("utf-8-sig"), parse_constant=lambda _: None)
    except json.JSONDecodeError as error:
        raise RunFormatError(
            f"{path} is no valid JSON: {error.msg} at line {error.lineno}, column {error.colno}."
        ) from error
    except UnicodeDecodeError as error:
        raise RunFormatError(f"{path} is no UTF-8 text: {error.reason} at byte {error.start}.") from error
    except RecursionError as error:
        raise RunFormatError(f"{path} is nested too deeply.") from error
    if not isinstance(value, dict):
        raise RunFormatError(f"{path} holds a {type(value).__name__}; expected an object.")
    return value


def _compact(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False)
