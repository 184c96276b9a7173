"""Check of the JSON files against their JSON Schemas."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ..layout import METADATA, NEWEST_MINOR
from ..model import READ_AS
from ..serial import mismatch
from ..versions import VERSION, load_schema, part_for, without_later_keys
from .base import Checked, shown
from .json_schema import Breach, breaches

MOST = 20
"""Most problems of one kind in one file that are listed, so that a file wrong throughout does not fill the screen."""


def check_schema(run: Checked, parsed: dict[str, Any]) -> None:
    """Report all breaches of the JSON Schemas; of a file without any, what readers would refuse."""
    version = run.metadata.get("schema_version", "1.0.0")
    match = VERSION.match(version) if isinstance(version, str) else None
    if match is None:
        run.error("schema-version", f"{METADATA}: schema_version", f"{shown(version)}; expected 1.x.y")
    elif int(match[1]) > NEWEST_MINOR:
        message = f"{shown(version)} is newer than 1.{NEWEST_MINOR}; keys that it adds are not checked"
        run.warn("schema-newer", f"{METADATA}: schema_version", message)
    for name, content in parsed.items():
        problems: dict[str, int] = {}
        for breach in schema_breaches(name, run.minor, content):
            rule = {"required": "schema-missing-key", "type": "schema-type"}.get(breach.keyword, "schema-value")
            problems[rule] = problems.get(rule, 0) + 1
            if problems[rule] <= MOST:
                run.error(rule, _place(name, breach), _message(breach))
        for rule, times in problems.items():
            if times > MOST:
                run.error(rule, name, f"and {times - MOST} more like these")
        if not problems:
            _check_readable(run, name, content)
        run.count("schemas")


def schema_breaches(name: str, minor: int, content: Any) -> Iterator[Breach]:
    """Yield the breaches of one of the JSON files, by the rules of the last version up to a minor version."""
    return breaches(part_for(name, minor), content, load_schema(name))


def _check_readable(run: Checked, name: str, content: dict[str, Any]) -> None:
    """Read every key as the readers do."""
    known = without_later_keys(name, run.minor, content)
    for key, kind in READ_AS.get(name, {}).items():
        wrong = None if known.get(key) is None else mismatch(kind, known[key])
        if wrong is not None:
            run.error("schema-type", f"{name}: {key}{wrong.path}", f"{wrong.shown}; expected {wrong.expected}")


def _place(name: str, breach: Breach) -> str:
    path = "".join(
        f"[{part}]" if isinstance(part, int) else f".{part if part.isprintable() else ascii(part)}"
        for part in breach.path
    )
    return f"{name}: {path.lstrip('.')}" if path else name


def _message(breach: Breach) -> str:
    value, expected = shown(breach.value), breach.expected
    if breach.keyword == "required":
        return f"{expected!r} is required and missing"
    if breach.keyword == "type":
        kinds = expected if isinstance(expected, list) else [expected]
        return f"{value} is not {' or '.join(kinds)}"
    wording = {
        "const": "expected {}",
        "enum": "expected one of {}",
        "minimum": "expected at least {}",
        "exclusiveMinimum": "expected more than {}",
        "maximum": "expected at most {}",
        "minLength": "expected at least {} characters",
        "minItems": "expected at least {} entries",
        "maxItems": "expected at most {} entries",
        "pattern": "expected the form {}",
    }
    return f"{value}: {wording[breach.keyword].format(shown(expected))}"
