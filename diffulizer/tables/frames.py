"""Rows as data frames of pandas or polars, with the types that ``format/columns.json`` states."""

from __future__ import annotations

import importlib.util
from collections.abc import Sequence
from typing import Any

from ..errors import SettingsError
from ..format.columns import Table
from ..packages import require
from .rows import Row

PANDAS, POLARS, PLAIN = "pandas", "polars", "rows"
FRAMES = (PANDAS, POLARS, PLAIN)
"""Forms of a table: a frame of pandas, one of polars, or a list of rows, each a dict."""

PANDAS_TYPES = {
    "text": "string",
    "integer": "Int64",
    "unsigned": "UInt64",
    "number": "float64",
    "flag": "boolean",
    "time": "datetime64[us, UTC]",
}
"""Types of pandas for those of columns; lists are objects."""


def frame_of(table: Table, rows: Sequence[Row], frame: str | None = None) -> Any:
    """Return rows as a table.

    Args:
        frame: one of ``FRAMES``; None is the first of them that is installed.

    Raises:
        SettingsError: there is no such form.
        MissingPackageError: the named package is not installed; the message says how to install it.
    """
    if frame is None:
        frame = next((name for name in (PANDAS, POLARS) if importlib.util.find_spec(name)), PLAIN)
    if frame not in FRAMES:
        raise SettingsError(f"frame is {frame!r}; expected one of {', '.join(FRAMES)}.")
    if frame == PLAIN:
        return list(rows)
    require(frame, "A data frame")
    return _pandas(table, rows) if frame == PANDAS else _polars(table, rows)


def _pandas(table: Table, rows: Sequence[Row]) -> Any:
    import pandas as pd

    types = {name: PANDAS_TYPES.get(column.type, "object") for name, column in table.columns.items()}
    return pd.DataFrame({name: pd.Series([row[name] for row in rows], dtype=kind) for name, kind in types.items()})


def _polars(table: Table, rows: Sequence[Row]) -> Any:
    import polars as pl

    kinds: dict[str, Any] = {
        "text": pl.String,
        "integer": pl.Int64,
        "unsigned": pl.UInt64,
        "number": pl.Float64,
        "flag": pl.Boolean,
        "time": pl.Datetime("us", "UTC"),
        "texts": pl.List(pl.String),
        "integers": pl.List(pl.Int64),
        "numbers": pl.List(pl.Float64),
    }
    schema = {name: kinds[column.type] for name, column in table.columns.items()}
    return pl.DataFrame({name: [row[name] for row in rows] for name in schema}, schema=schema)
