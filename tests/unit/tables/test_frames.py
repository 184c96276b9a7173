"""Frames have the rows' values in the documented types, whatever is missing."""

from __future__ import annotations

import importlib.util
import sys
from datetime import datetime, timezone
from typing import Any

import pytest

from diffulizer.errors import MissingPackageError, SettingsError
from diffulizer.format.columns import TABLES
from diffulizer.tables.frames import FRAMES, frame_of

MOMENT = datetime(2026, 1, 2, 3, 4, 5, tzinfo=timezone.utc)
RUNS = TABLES["runs"]
FULL = RUNS.row(
    id="a",
    seed=2**64 - 1,
    steps=3,
    cfg=1.5,
    complete=True,
    created=MOMENT,
    loras=["ink.pt"],
    lora_strengths=[0.5],
)
ROWS = [FULL, RUNS.row(id="b", problem="lost")]


@pytest.mark.parametrize("rows", [ROWS, ROWS[::-1], ROWS[1:], []])
def test_pandas(rows: list[dict[str, Any]]) -> None:
    pd = pytest.importorskip("pandas")
    frame = frame_of(RUNS, rows, "pandas")
    assert list(frame.columns) == list(RUNS.columns)
    assert [str(frame[name].dtype) for name in ("seed", "steps", "cfg", "complete")] == [
        *("UInt64", "Int64", "float64", "boolean")
    ]
    assert str(frame["created"].dtype) == "datetime64[us, UTC]"
    for place, row in enumerate(rows):
        for name, value in row.items():
            found = frame[name].iloc[place]
            assert (found is None or pd.isna(found)) if value is None else found == value


@pytest.mark.parametrize("rows", [ROWS, ROWS[::-1], ROWS[1:], []])
def test_polars(rows: list[dict[str, Any]]) -> None:
    pytest.importorskip("polars")
    assert frame_of(RUNS, rows, "polars").to_dicts() == rows


def test_what_is_installed_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    held = set(FRAMES[:2])
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: name in held or None)
    monkeypatch.setattr("diffulizer.tables.frames.require", lambda *_: None)
    monkeypatch.setattr("diffulizer.tables.frames._pandas", lambda *_: "pandas")
    monkeypatch.setattr("diffulizer.tables.frames._polars", lambda *_: "polars")
    for name in FRAMES[:2]:
        assert frame_of(RUNS, ROWS) == name
        held.remove(name)
    assert frame_of(RUNS, ROWS) == frame_of(RUNS, ROWS, "rows") == ROWS


def test_what_can_not_be_made_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(SettingsError, match="frame is 'arrow'; expected one of pandas, polars, rows"):
        frame_of(RUNS, ROWS, "arrow")
    monkeypatch.setitem(sys.modules, "polars", None)
    with pytest.raises(MissingPackageError, match=r"A data frame needs .* python -m pip install polars"):
        frame_of(RUNS, ROWS, "polars")
