"""Check that the JSON files exist and parse as strict JSON, and return their content."""

from __future__ import annotations

from typing import Any

from ..jsonfile import parse
from ..layout import JSON_FILES, LIMITS, METADATA, VALIDATION
from .base import Checked, as_dict, shown

MOST = 20
"""Most problems of one kind in one file that are listed, so that a file wrong throughout does not fill the screen."""


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
    try:
        parsed = parse(run.files.read(name, LIMITS["json_bytes"]))
    except ValueError as error:
        run.error("json-syntax", name, f"it can't be read as JSON in UTF-8: {error}")
        return False, None
    for literal, times in sorted(parsed.non_finite.items()):
        run.error("json-non-finite", name, f"{literal} in {times} place{'s'[: times > 1]}; expected null")
    for digits in parsed.too_long[:MOST]:
        run.error("json-number", name, f"a whole number of {digits} digits; expected one of at most 64 bits")
    for key in parsed.repeated[:MOST]:
        run.error("json-duplicate-key", name, f"key {shown(key)} stands twice in one object; expected once")
    return True, parsed.value
