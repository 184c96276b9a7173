"""Make metrics.schema.json, the tables of docs/dataset.md and docs/tables.md, and the one of docs/sweeps.md.

    python tools/make_format.py

Run it after a change of the files of format/ that they are made of (channels.json, columns.json, study.schema.json), or
of the validator's rules.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.append(str(ROOT))

from demo_model import tables  # noqa: E402 (the repository need not be installed)
from diffulizer.dataset.check.rules import PLAIN, STRICT  # noqa: E402
from diffulizer.format import CHANNELS, FOLDER, SHAPES, STEPPED, Channel, read  # noqa: E402
from diffulizer.format.columns import TABLES, TYPES, Column  # noqa: E402

PAGE = ROOT / "docs" / "dataset.md"
COLUMNS_PAGE = ROOT / "docs" / "tables.md"
SWEEPS = ROOT / "docs" / "sweeps.md"
SCHEMA = FOLDER / "schema" / "metrics.schema.json"
FIRST, SECOND = "1.0.0", "1.1.0"
"""Versions whose runs must have all of their metrics. Metrics that later versions add may be missing, because a run
that is loaded and exported again lacks those that can only be measured while sampling."""

Schema = dict[str, Any]


def main() -> None:
    SCHEMA.write_text(schema_text(), encoding="utf-8")
    for name, lines in page_tables().items():
        tables.fill(PAGE, lines, name)
    tables.fill(COLUMNS_PAGE, column_tables(), "columns")
    tables.fill(SWEEPS, study_keys(), "keys")


def study_keys() -> list[str]:
    """Return the table of the keys of a study."""
    keys = read("study.schema.json")["properties"]
    rows = [f"| `{key}` | {value['description']} |" for key, value in keys.items()]
    return ["", "| key | value |", "| --- | --- |", *rows, ""]


def schema_text() -> str:
    """Return the content of metrics.schema.json."""
    content = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "urn:diffulizer:schema:metrics",
        "title": "metrics.json of a Diffulizer run",
        "description": "Made by tools/make_format.py from channels.json. A value that was not measured is null.",
        "$ref": "#/$defs/v1_0",
        "$defs": definitions(CHANNELS.values()),
    }
    return json.dumps(content, indent=2, ensure_ascii=False) + "\n"


def definitions(channels: Iterable[Channel]) -> dict[str, Schema]:
    """Return the schema of a run's metrics by version ("v1_0", "v1_1", …), each on top of the one before."""
    schemas: dict[str, Schema] = {}
    channels = list(channels)
    for version in sorted({FIRST, SECOND, *(channel.since for channel in channels)}, key=_parts):
        added = [c for c in channels if c.since == version]
        bounded = [c for c in channels if c.since != version and version == c.bounds_since]
        schema: Schema = {"type": "object", "properties": {c.key: schema_of(c, version) for c in (*added, *bounded)}}
        if version == SECOND:
            schema["required"] = [c.key for c in channels if _parts(c.since) <= _parts(SECOND) and not c.optional]
            schema["properties"]["token_dominance"] = RANKED_WORDS
        if schemas:
            schema["allOf"] = [{"$ref": f"#/$defs/{list(schemas)[-1]}"}]
        schemas["v" + "_".join(version.split(".")[:2])] = schema
    return schemas


def schema_of(channel: Channel, version: str) -> Schema:
    """Return the schema of a channel's values in runs of a version, with bounds only from ``bounds_since`` on."""
    value: Schema = {"type": ["number", "null"]}
    if _parts(version) >= _parts(channel.bounds_since):
        bounds = {"minimum": channel.least, "maximum": channel.most}
        value |= {name: bound for name, bound in bounds.items() if bound is not None}
    point: Schema = {"type": ["array", "null"], "minItems": 2, "maxItems": 2, "items": {**value, "type": "number"}}
    by_layer: Schema = {"type": "object", "properties": {}, "additionalProperties": value}
    by_token: Schema = {"type": ["array", "null"], "items": value}
    shapes: dict[str, Schema] = {
        "number": _list(value),
        "by_layer": _list(_entry(mean=value, by_layer=by_layer)),
        "by_token_and_layer": _list(_entry(by_token=by_token, by_layer=by_layer)),
        "points": _list(_entry(by_token={**by_token, "items": point})),
        "tokens": _list(by_token),
        "words": _list(by_token),
        "octaves": _list(by_token),
        "dominance": _object(scores=_list(value), ranking=_list(_object(token_index=INDEX, score=value))),
        "report": _object(passed={"type": "boolean"}, errors={"type": "array"}),
    }
    return shapes[channel.shape.name]


def _list(items: Schema) -> Schema:
    return {"type": "array", "items": items}


def _object(**properties: Schema) -> Schema:
    return {"type": "object", "required": list(properties), "properties": properties}


def _entry(**properties: Schema) -> Schema:
    """Return the schema of an entry that names its step."""
    return _object(step=INDEX, **properties)


INDEX: Schema = {"type": "integer", "minimum": 0}
RANKED = 25
RANKED_WORDS: Schema = {
    "type": "object",
    "required": ["ranking_words"],
    "properties": {
        "ranking": {"type": "array", "maxItems": RANKED},
        "ranking_words": {
            **_list(_object(text={"type": "string"}, token_indices=_list(INDEX), score={"type": ["number", "null"]})),
            "maxItems": RANKED,
        },
    },
}
"""Schema of the words that version 1.1 adds to ``token_dominance``."""


def _parts(version: str) -> tuple[int, ...]:
    return tuple(map(int, version.split(".")))


def page_tables() -> dict[str, list[str]]:
    """Return the lines of the page's tables, by the names of their marks."""
    return {
        "shapes": [f"- *{shape.name.replace('_', ' ')}*: {shape.text}" for shape in SHAPES.values()],
        "metrics": ["| key | values | definition |", "| --- | --- | --- |", *map(row, CHANNELS.values())],
        "rules": rules(PLAIN),
        "strict rules": rules(STRICT),
    }


def row(channel: Channel) -> str:
    """Return the channel's line in the table of metrics."""
    since = "" if channel.since == FIRST else f"*{channel.since.removesuffix('.0')}* "
    after = ", σ stepped to" if channel.level == STEPPED else ""
    notes = [note[0].upper() + note[1:] + "." for note in (channel.absent, channel.optional) if note]
    text = " ".join([channel.definition, *notes])
    return f"| `{channel.key}` | {channel.shape.name.replace('_', ' ')}{after} | {since}{text} |"


def column_tables() -> list[str]:
    """Return the lines of the tables of columns."""
    lines = []
    for table in TABLES.values():
        lines += ["", f"### {table.name}", "", f"A row is {table.rows}.", ""]
        lines += ["| column | type | unit | what it holds |", "| --- | --- | --- | --- |"]
        lines += map(column_row, table.columns.values())
    return [*lines, ""]


def column_row(column: Column) -> str:
    """Return the column's line in the table of its table."""
    return f"| `{column.name}` | {TYPES[column.type]} | {column.unit} | {column.description} |"


def rules(texts: Mapping[str, str]) -> list[str]:
    """Return a table of rules by id."""
    return ["| rule | MUST hold |", "| --- | --- |", *(f"| `{rule}` | {text} |" for rule, text in texts.items())]


if __name__ == "__main__":
    main()
