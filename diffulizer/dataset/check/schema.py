"""Check of the JSON files against their JSON Schemas."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from ...format import read
from ...packages import require
from ..layout import METADATA, NEWEST_MINOR
from .base import VERSION, Checked, shown

if TYPE_CHECKING:
    from jsonschema import Draft202012Validator, ValidationError

MOST = 20
"""Most problems of one kind in one file that are listed, so that a file wrong throughout does not fill the screen."""


def check_schema(run: Checked, parsed: dict[str, Any]) -> None:
    """Report all breaches of the JSON Schemas.

    Raises:
        MissingPackageError: jsonschema is not installed.
    """
    version = run.metadata.get("schema_version", "1.0.0")
    match = VERSION.match(version) if isinstance(version, str) else None
    if match is None:
        run.error("schema-version", f"{METADATA}: schema_version", f"{shown(version)}; expected 1.x.y")
    elif int(match[1]) > NEWEST_MINOR:
        message = f"{shown(version)} is newer than 1.{NEWEST_MINOR}; keys that it adds are not checked"
        run.warn("schema-newer", f"{METADATA}: schema_version", message)
    for name, content in parsed.items():
        validator = schema_validator(name, run.minor)
        problems: dict[str, int] = {}
        for error in leaves(validator.iter_errors(content)):
            rule = {"required": "schema-missing-key", "type": "schema-type"}.get(str(error.validator), "schema-value")
            problems[rule] = problems.get(rule, 0) + 1
            if problems[rule] <= MOST:
                run.error(rule, _place(name, error), _message(error))
        for rule, times in problems.items():
            if times > MOST:
                run.error(rule, name, f"and {times - MOST} more like these")
        run.count("schemas")


@lru_cache(maxsize=16)
def schema_validator(name: str, minor: int) -> Draft202012Validator:
    """Return the validator of one of the JSON files for a minor version: the rules of the last version up to it."""
    require("jsonschema", "Validating a run")
    from jsonschema import Draft202012Validator

    schema = load_schema(name)
    stated = [int(part.removeprefix("v1_")) for part in schema["$defs"] if part.startswith("v1_")]
    part = f"v1_{max(n for n in stated if n <= minor)}"
    return Draft202012Validator({"$ref": f"#/$defs/{part}", "$defs": schema["$defs"]})


def load_schema(name: str) -> dict[str, Any]:
    """Return the JSON Schema of a run's file, such as "metadata.json"."""
    return read(f"schema/{name.replace('.json', '.schema.json')}")


def leaves(errors: Iterable[ValidationError]) -> Iterable[ValidationError]:
    """Yield the errors themselves; of alternatives, the one that nearly fits."""
    from jsonschema.exceptions import best_match

    for error in errors:
        yield (best_match([error]) or error) if error.context else error


def _place(name: str, error: ValidationError) -> str:
    path = "".join(
        f"[{part}]" if isinstance(part, int) else f".{part if str(part).isprintable() else ascii(part)}"
        for part in error.absolute_path
    )
    return f"{name}: {path.lstrip('.')}" if path else name


def _message(error: ValidationError) -> str:
    value = shown(error.instance)
    expected: Any = error.validator_value
    if error.validator == "required":
        return str(error.message).replace("is a required property", "is required and missing")
    if error.validator == "type":
        kinds = expected if isinstance(expected, list) else [expected]
        return f"{value} is no {' or '.join(kinds)}"
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
    }.get(str(error.validator), "breaks " + str(error.validator) + " {}")
    return f"{value}: {wording.format(shown(expected))}"
