"""Columns of the tables of many runs, as ``columns.json`` describes them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from . import CHANNELS, read

RUNS, STEPS, LAYER_STEPS, WORDS, PAIRS = "runs", "steps", "layer_steps", "words", "pairs"
"""Names of the tables. Rows of all others name the run that they belong to."""


@dataclass(frozen=True)
class Column:
    """A column of a table.

    Attributes:
        name: its name.
        type: a key of ``TYPES``.
        unit: the symbol or unit of its values; empty where they have none.
        description: the meaning of its values, for people.
    """

    name: str
    type: str
    unit: str
    description: str


@dataclass(frozen=True)
class Table:
    """A table.

    Attributes:
        name: its name.
        rows: what a row stands for, such as "a step of a run".
        columns: its columns, by name, in their order.
        metrics: keys of the channels that columns are made of.
    """

    name: str
    rows: str
    columns: Mapping[str, Column]
    metrics: tuple[str, ...]

    def row(self, **values: Any) -> dict[str, Any]:
        """Return a row with all columns; those that are not given are None. Raises: KeyError, for another column."""
        row: dict[str, Any] = dict.fromkeys(self.columns)
        for name, value in values.items():
            if name not in row:
                raise KeyError(f"The table {self.name} has no column {name!r}.")
            row[name] = value
        return row


_CONTENT = read("columns.json")

SCHEMA_VERSION: str = _CONTENT["schema_version"]
"""Version of the tables, which stands in the metadata of a written one."""

TYPES: Mapping[str, str] = _CONTENT["types"]
"""Types of columns, with what they hold for people."""


def _table(name: str, content: Mapping[str, Any]) -> Table:
    metrics = content.get("metrics", {"shapes": (), "columns": ()})
    channels = [channel for channel in CHANNELS.values() if channel.shape.name in metrics["shapes"]]
    columns = [Column(**entry) for entry in content["columns"]]
    for channel in channels:
        for column in metrics["columns"]:
            text = f"{channel.title}, {column['text']}." if column["text"] else channel.definition
            columns.append(Column(channel.key + column["suffix"], "number", channel.unit, text))
    by_name = {column.name: column for column in columns}
    return Table(name, content["rows"], by_name, tuple(channel.key for channel in channels))


TABLES: Mapping[str, Table] = {name: _table(name, content) for name, content in _CONTENT["tables"].items()}
"""The tables, by name."""
