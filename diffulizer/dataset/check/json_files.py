"""Check that the JSON files exist and parse as strict JSON, and return their content."""

from __future__ import annotations

import json
import math
from typing import Any

from ..layout import JSON_FILES, METADATA, VALIDATION
from .base import Checked, as_dict, shown


def check_json(run: Checked) -> dict[str, Any]:
    """Parse the JSON files into ``run.json``; return everything that parsed, objects or not, by file name."""
    parsed: dict[str, Any] = {}
    for name in JSON_FILES:
        if run.files.size(name) is None:
            if not _left_out(name, parsed):
                run.error("json-missing", name, "the file is missing; export the run again")
            continue
        is_parsed, content = _parse(run, name)
        if is_parsed:
            parsed[name] = content
            run.count("json_files")
            if isinstance(content, dict):
                run.json[name] = content
    return parsed


def _left_out(name: str, parsed: dict[str, Any]) -> bool:
    """Return whether the run states that it has no such file."""
    key = name.removesuffix(".json")
    artifacts = as_dict(as_dict(parsed.get(METADATA)).get("artifacts"))
    return name not in (METADATA, VALIDATION) and key in artifacts and artifacts[key] is None


def _parse(run: Checked, name: str) -> tuple[bool, Any]:
    literals: list[str] = []
    repeated: list[str] = []

    def real(text: str) -> float | None:
        value = float(text)
        if math.isfinite(value):
            return value
        literals.append(text)
        return None

    def pairs(items: list[tuple[str, Any]]) -> dict[str, Any]:
        content = dict(items)
        if len(content) < len(items):
            keys = [key for key, _ in items]
            repeated.extend(sorted({key for key in keys if keys.count(key) > 1}))
        return content

    try:
        text = run.files.read(name).decode("utf-8")
        content = json.loads(text, parse_constant=real, parse_float=real, object_pairs_hook=pairs)
    except json.JSONDecodeError as error:
        run.error("json-syntax", name, f"line {error.lineno}, column {error.colno}: {error.msg}")
        return False, None
    except RecursionError:
        run.error("json-syntax", name, "it is nested too deeply to be read")
        return False, None
    except (OSError, ValueError) as error:
        run.error("json-syntax", name, f"it can't be read as JSON in UTF-8: {error}")
        return False, None
    for literal in sorted(set(literals)):
        times = literals.count(literal)
        run.error("json-non-finite", name, f"{literal} in {times} place{'s'[: times > 1]}; expected null")
    for key in repeated:
        run.error("json-duplicate-key", name, f"key {shown(key)} stands twice in one object; expected once")
    return True, content
