"""``diffulizer.load_runs``: a collection that no damaged run ends, its tables, filters and grid."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from studies import SEEDS, make_study

import diffulizer
from diffulizer.errors import RunFormatError, SettingsError
from diffulizer.format.columns import TABLES
from diffulizer.notebook.grid import GAP, grid_of
from diffulizer.tables.rows import rows_of


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_study(tmp_path_factory.mktemp("runs") / "study")


@pytest.fixture
def runs(study: Path) -> diffulizer.Runs:
    return diffulizer.load_runs(study)


def test_a_damaged_run_is_one_of_them_and_loops_pass_over_it(runs: diffulizer.Runs) -> None:
    assert runs.ids == list(SEEDS)
    assert len(runs) == len(SEEDS)
    assert [run.seed for run in runs] == [seed for seed in SEEDS.values() if seed is not None]
    assert runs[1].seed == runs["a/run_2"].seed == 2
    assert runs[-1].seed == 5
    assert set(runs.problems) == {"broken", "unmeasured"}
    with pytest.raises(RunFormatError):
        runs["broken"]
    with pytest.raises(LookupError, match="no run 'lost'; the 5 runs are a/run_1, a/run_2"):
        runs["lost"]
    with pytest.raises(IndexError, match=r"There is no run 5; there are 5, counted from 0\."):
        runs[5]
    assert repr(runs) == "Runs(5: a/run_1, a/run_2, b/run_3.zip, …)"
    assert repr(runs[:2]) == "Runs(2: a/run_1, a/run_2)"
    assert runs[::-2].ids == ["unmeasured", "b/run_3.zip", "a/run_1"]


@pytest.mark.parametrize(
    ("conditions", "found"),
    [
        ({"seed": 1}, {"a/run_1"}),
        ({"seed": range(1, 3)}, {"a/run_1", "a/run_2"}),
        ({"seed": {2, 5}}, {"a/run_2", "unmeasured"}),
        ({"cfg": lambda v: v > 3}, {"a/run_2"}),
        ({"cfg": lambda v: v > 1, "steps": 3}, {"a/run_1", "b/run_3.zip", "unmeasured"}),
        ({"problem": None}, {"a/run_1", "a/run_2", "b/run_3.zip"}),
        ({"problem": lambda text: "metrics" in text}, {"unmeasured"}),
        ({"loras": ["ink.pt", "oil.pt"], "seed": [1]}, {"a/run_1"}),
        ({"loras": ["ink.pt"]}, set()),
        ({"loras": lambda names: "ink.pt" in names, "seed": 1}, {"a/run_1"}),
        ({}, set(SEEDS)),
    ],
)
def test_where(runs: diffulizer.Runs, conditions: dict[str, Any], found: set[str]) -> None:
    assert set(runs.where(**conditions).ids) == found


def test_an_unknown_column_is_named(runs: diffulizer.Runs) -> None:
    with pytest.raises(LookupError, match=r"no column 'cfg_scale'; expected one of id, path, .*cfg"):
        runs.where(cfg_scale=3)
    with pytest.raises(LookupError, match="no column 'colour'"):
        runs.grid(by="seed", rows="colour")


def test_tables_are_read_once_and_parts_of_them_belong_to_parts(
    runs: diffulizer.Runs, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[str] = []
    monkeypatch.setattr(
        "diffulizer.notebook.runs.rows_of", lambda found, tables: read.append(found.id) or rows_of(found, tables)
    )
    some = runs.where(problem=None)
    assert read == runs.ids
    assert [row["id"] for row in some.table("rows")] == some.ids
    assert read == runs.ids
    for name in ("steps", "layer_steps", "words"):
        rows = getattr(some, name)("rows")
        assert list(dict.fromkeys(row["run"] for row in rows)) == some.ids
        assert list(rows[0]) == list(TABLES[name].columns)


def test_frames(runs: diffulizer.Runs) -> None:
    pytest.importorskip("pandas")
    pytest.importorskip("polars")
    table = runs.table()
    assert list(table["seed"].dropna()) == [seed for seed in SEEDS.values() if seed is not None]
    assert runs.steps("polars").group_by("run").len().height == 4
    joined = runs.words().merge(table, left_on="run", right_on="id")
    assert set(joined.loc[joined["word"] == "red", "run"]) == {id_ for id_ in SEEDS if id_ != "broken"}


def test_the_grid_has_each_picture_in_its_cell(runs: diffulizer.Runs) -> None:
    some = runs.where(problem=None)
    side = max(some[0].picture.shape)
    sheet = np.asarray(some.grid(by="cfg", rows="seed", side=side))
    assert sheet.dtype == np.uint8
    (first, third), (second,) = places_of(some[0].picture, sheet), places_of(some[1].picture, sheet)
    assert first[0] == third[0] < second[0]
    assert first[1] < second[1] < third[1]  # the third run is a copy of the first, with another seed
    below = np.asarray(some.grid(by="cfg", side=side))
    (first, third), (second,) = places_of(some[0].picture, below), places_of(some[1].picture, below)
    assert first[1] == second[1] < third[1]
    assert first[0] == third[0] < second[0]


def places_of(picture: np.ndarray, sheet: np.ndarray) -> list[tuple[int, int]]:
    """The places (x, y) of a picture on a sheet, from above."""
    windows = np.lib.stride_tricks.sliding_window_view(sheet, picture.shape)[:, :, 0]
    rows, columns = np.nonzero((windows == picture).all(axis=(2, 3, 4)))
    return [(int(x), int(y)) for x, y in zip(columns, rows, strict=True)]


def test_the_grid_writes_letters_of_other_languages() -> None:
    """A typeface without them would draw the same box for each."""
    rows = [{"id": text, "prompt": text} for text in ("ö", "ü", "Ж", "λ")]
    sheet = grid_of(rows, lambda _: np.zeros((32, 32, 3), np.uint8), by="prompt", rows=None, side=100)
    left, step = 2 * GAP, 100 + GAP
    labels = [sheet.crop((left + i * step, 0, left + i * step + 100, 30)).tobytes() for i in range(4)]
    assert len(set(labels)) == 4


def test_the_grid_needs_pictures(runs: diffulizer.Runs) -> None:
    with pytest.raises(SettingsError, match="None of the 1 runs has a picture"):
        runs.where(id="broken").grid(by="seed")
    with pytest.raises(SettingsError, match="side is 2; expected a number of pixels from 16 to 1024"):
        runs.grid(by="seed", side=2)
    assert runs.grid(by="problem", rows="prompt").width > 300
