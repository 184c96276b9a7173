"""The JSON Schemas themselves."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from written import export

from diffulizer.dataset.check.schema import schema_breaches
from diffulizer.dataset.layout import JSON_FILES, SCHEMA_VERSION
from diffulizer.dataset.versions import load_schema
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
    assert list(schema_breaches(name, 1, {}))


JUNK: tuple[Any, ...] = (None, True, 0, -1, 1.5, 4.0, 10**400, float("nan"), "", "x", [], [1], [None] * 4, {}, {"a": 1})


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return export(make_pass(steps=2), tmp_path_factory.mktemp("plain") / "run")


@pytest.mark.parametrize("version", ["1.0.0", "1.1.0", "1.2.0", "1.9.0"])
@pytest.mark.parametrize("name", JSON_FILES)
def test_values_are_judged_as_by_the_package_jsonschema(plain: Path, name: str, version: str) -> None:
    """Content of a run, changed at two places."""
    minor, schema = int(version[2]), load_schema(name)
    part = max(key for key in schema["$defs"] if key.startswith("v1_") and int(key[3:]) <= minor)
    package = Draft202012Validator({"$ref": f"#/$defs/{part}", "$defs": schema["$defs"]})
    whole = json.loads((plain / name).read_text(encoding="utf-8"))
    draw, broken = random.Random(name + version), 0
    for _ in range(150):
        content = deepcopy(whole)
        for _ in range(2):
            *way, last = draw.choice(list(places(content)))
            within: Any = content
            for key in way:
                within = within[key]
            if draw.random() < 0.2:
                del within[last]
            else:
                within[last] = draw.choice(JUNK)
        theirs = sorted((str([*e.absolute_path]), str(e.validator)) for e in package.iter_errors(content))
        ours = sorted((str([*b.path]), b.keyword) for b in schema_breaches(name, minor, content))
        assert ours == theirs
        broken += bool(ours)
    assert broken > 20


def places(content: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Yield the keys that lead to each value; of long lists, to the first and the last."""
    if isinstance(content, list):
        items = [(i, content[i]) for i in sorted({0, len(content) - 1})] if content else []
    else:
        items = list(content.items()) if isinstance(content, dict) else []
    for key, value in items:
        yield (*path, key)
        yield from places(value, (*path, key))


def test_the_schema_of_metrics_is_made_of_the_channels() -> None:
    made = read("schema/metrics.schema.json")
    assert made == json.loads(make_format.schema_text()), "it is old. Remake it: python tools/make_format.py"
    known = {key for part in made["$defs"].values() for key in part["properties"]}
    assert known == set(CHANNELS)


def test_a_later_metric_is_checked_in_later_runs_alone_and_may_be_missing() -> None:
    later = replace(CHANNELS["latent_l2_norm"], key="later", since="1.3.0", bounds_since="1.3.0")
    parts = make_format.definitions([*CHANNELS.values(), later])
    assert list(parts) == ["v1_0", "v1_1", "v1_2", "v1_3"]
    known = read("schema/metrics.schema.json")["$defs"]
    assert {name: parts[name] for name in known} == known
    newest = Draft202012Validator({"$ref": "#/$defs/v1_3", "$defs": parts})
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
