"""The JSON Schemas themselves."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from diffulizer.dataset.check.schema import load_schema, schema_validator
from diffulizer.dataset.layout import JSON_FILES, SCHEMA_VERSION
from diffulizer.format import CHANNELS, FOLDER, read
from diffulizer.metrics import compute_metrics
from synthetic import make_pass
from tools import make_format

DOCS = Path(__file__).parents[4] / "docs" / "dataset.md"


@pytest.mark.parametrize("name", JSON_FILES)
def test_a_schema_is_a_schema_of_draft_2020_12(name: str) -> None:
    schema = load_schema(name)
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    Draft202012Validator.check_schema(schema)
    assert not Draft202012Validator(schema).is_valid([])
    assert not schema_validator(name, 1).is_valid({})


def test_the_schema_of_metrics_is_made_of_the_channels() -> None:
    made = read("schema/metrics.schema.json")
    assert made == json.loads(make_format.schema_text()), "it is old. Remake it: python tools/make_format.py"
    known = {key for part in made["$defs"].values() for key in part["properties"]}
    assert known == set(CHANNELS)


def test_a_later_metric_is_checked_in_later_runs_alone_and_may_be_missing() -> None:
    later = replace(CHANNELS["latent_l2_norm"], key="later", since="1.2.0", bounds_since="1.2.0")
    parts = make_format.definitions([*CHANNELS.values(), later])
    assert list(parts) == ["v1_0", "v1_1", "v1_2"]
    known = read("schema/metrics.schema.json")["$defs"]
    assert {name: parts[name] for name in known} == known
    newest = Draft202012Validator({"$ref": "#/$defs/v1_2", "$defs": parts})
    metrics = compute_metrics(make_pass(steps=2), 0)
    assert newest.is_valid(metrics)
    assert newest.is_valid({**metrics, "later": [1.0, None]})
    assert not newest.is_valid({**metrics, "later": [-1.0, None]})
    assert not newest.is_valid({**metrics, "guidance_cosine": [2.0, None]})


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
