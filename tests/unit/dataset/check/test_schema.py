"""The JSON Schemas themselves."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from diffulizer.dataset.check.schema import load_schema, schema_validator
from diffulizer.dataset.layout import JSON_FILES, SCHEMA_VERSION
from diffulizer.format import FOLDER

DOCS = Path(__file__).parents[4] / "docs" / "dataset.md"


@pytest.mark.parametrize("name", JSON_FILES)
def test_a_schema_is_a_schema_of_draft_2020_12(name: str) -> None:
    schema = load_schema(name)
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    Draft202012Validator.check_schema(schema)
    assert not Draft202012Validator(schema).is_valid([])
    assert not schema_validator(name, newer=True).is_valid({})


def test_there_is_one_schema_per_file() -> None:
    assert sorted(p.name for p in (FOLDER / "schema").iterdir()) == sorted(
        n.replace(".json", ".schema.json") for n in JSON_FILES
    )


def test_metadata_are_judged_by_their_own_version() -> None:
    old = {
        "schema_version": "1.0.0",
        "generator": {},
        "prompt": {"text": "", "tokens": []},
        "steps": 1,
        "timesteps": [999],
        "images": ["images/step_000.png"],
        "layers": [],
        "attention_files": [],
        "a key of later": 1,
    }
    root = Draft202012Validator(load_schema("metadata.json"))
    assert root.is_valid(old)
    assert not root.is_valid({**old, "schema_version": "1.1.0"})


def test_the_format_page_names_every_key_of_the_schemas() -> None:
    text = DOCS.read_text(encoding="utf-8")
    assert SCHEMA_VERSION in text

    def keys(schema: object) -> set[str]:
        found: set[str] = set()
        if isinstance(schema, dict):
            found |= set(schema.get("properties", {}))
            for value in schema.values():
                found |= keys(value)
        if isinstance(schema, list):
            for value in schema:
                found |= keys(value)
        return found

    missing = {key for name in JSON_FILES for key in keys(load_schema(name)) if f"`{key}`" not in text}
    assert not missing, json.dumps(sorted(missing))
