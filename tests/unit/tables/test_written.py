"""Tables that are written bit by bit: whole after any end, each run in them once, and in memory only in part."""

from __future__ import annotations

import json
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from diffulizer.errors import OutputError
from diffulizer.format.columns import SCHEMA_VERSION, TABLES
from diffulizer.tables import written as module
from diffulizer.tables.formats import FORMATS, Csv, Format, Lines, Parquet
from diffulizer.tables.rows import OF_A_RUN
from diffulizer.tables.written import Known, WrittenTables


@pytest.fixture(params=FORMATS.values(), ids=list(FORMATS))
def form(request: pytest.FixtureRequest) -> Any:
    if request.param is Parquet:
        pytest.importorskip("pyarrow")
    return request.param


@pytest.fixture(autouse=True)
def small_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "PART", 3)


def rows_of(number: int, words: Sequence[str] = ("red", "circle"), **facts: Any) -> dict[str, list[dict[str, Any]]]:
    """The rows of a made-up run."""
    id_ = f"run_{number}"
    facts = {"path": f"../{id_}", "version": "1", "seed": 2**64 - 1 - number, "loras": ["ink, pale"], **facts}
    return {
        "runs": [TABLES["runs"].row(id=id_, **facts)],
        "steps": [TABLES["steps"].row(run=id_, step=step, sigma=step / 3) for step in range(2)],
        "layer_steps": [],
        "words": [TABLES["words"].row(run=id_, word=word, positions=[1, 2]) for word in words],
    }


def held(folder: Path, form: type[Format], table: str, *columns: str) -> list[tuple[Any, ...]]:
    """The values of a written table, sorted."""
    file = form(TABLES[table])
    path = folder / f"{table}.{form.suffix}"
    return sorted(row for chunk in file.read(path) for row in file.values(chunk, columns))


def test_rows_come_back_and_nothing_else_is_left(tmp_path: Path, form: type[Format]) -> None:
    with WrittenTables(tmp_path / "study", form) as tables:
        for number in range(8):
            tables.add(rows_of(number))
        assert len(list((tables.folder / ".parts" / form.suffix).iterdir())) == 2
    assert {path.name for path in tables.folder.iterdir()} == {f"{name}.{form.suffix}" for name in OF_A_RUN}
    assert held(tables.folder, form, "runs", "id", "path") == [(f"run_{i}", f"../run_{i}") for i in range(8)]
    assert len(held(tables.folder, form, "words", "word")) == 16
    assert tables.counts() == {"runs": 8, "steps": 16, "layer_steps": 0, "words": 16}


def test_a_run_that_is_read_again_is_in_it_once(tmp_path: Path, form: type[Format]) -> None:
    with WrittenTables(tmp_path, form) as tables:
        for number in range(4):
            tables.add(rows_of(number))
    with WrittenTables(tmp_path, form) as tables:
        assert tables.known["../run_2"] == Known("run_2", "1")
        tables.add(rows_of(2, words=["blue"], version="2"))
        tables.add(rows_of(9, problem="lost"))
    assert held(tmp_path, form, "runs", "id", "version") == [
        *(("run_0", "1"), ("run_1", "1"), ("run_2", "2"), ("run_3", "1"), ("run_9", "1"))
    ]
    words = held(tmp_path, form, "words", "run", "word")
    assert [word for run, word in words if run == "run_2"] == ["blue"]
    with WrittenTables(tmp_path, form) as tables:
        assert tables.known["../run_9"].version is None
        assert tables.problems() == 1


class Killed(BaseException):
    """What stands for the end of the process."""


def test_whatever_ends_it_the_next_one_takes_up_what_was_written(
    tmp_path: Path, form: type[Format], monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is killed before each of its steps that change files, one after another."""
    at = 0
    for place in range(1, 40):
        folder, steps = tmp_path / f"{place}", iter(range(1, 99))

        def step(*given: Any, of: Any, steps: Any = steps, place: int = place, **named: Any) -> Any:
            if next(steps) == place:
                raise Killed
            return of(*given, **named)

        with WrittenTables(folder, form) as tables:
            tables.add(rows_of(0))
        with monkeypatch.context() as patch:
            for owner, name in ((Path, "rename"), (Path, "replace"), (shutil, "rmtree"), (form, "writer")):
                real = getattr(owner, name)
                patch.setattr(owner, name, lambda *a, real=real, **k: step(*a, of=real, **k))
            tables = WrittenTables(folder, form)
            try:
                for number in (0, 1, 2, 3, 4):
                    tables.add(rows_of(number, words=["new"], version="2"))
                tables.finish()
                at = place
            except Killed:
                pass
        tables._lock.release()
        with WrittenTables(folder, form) as tables:
            versions = {run.id: run.version for run in tables.known.values()}
        runs = held(folder, form, "runs", "id", "version")
        assert len({id_ for id_, _ in runs}) == len(runs)
        words = held(folder, form, "words", "run", "word")
        assert {run for run, _ in words} == set(versions)
        for run, version in versions.items():
            assert [word for id_, word in words if id_ == run] == (["new"] if version == "2" else ["circle", "red"])
        assert not (folder / ".parts").exists()
        if at:
            assert len(versions) == 5
            break
    assert at > 10


def test_two_do_not_write_at_once(tmp_path: Path) -> None:
    with WrittenTables(tmp_path, Lines), pytest.raises(OutputError, match="Another process is writing tables into"):
        WrittenTables(tmp_path, Lines)
    with WrittenTables(tmp_path, Lines):
        pass


def test_tables_of_another_version_are_left_alone(tmp_path: Path, form: type[Format]) -> None:
    with WrittenTables(tmp_path, form) as tables:
        tables.add(rows_of(0))
    path = tmp_path / f"words.{form.suffix}"
    if form is Parquet:
        pq = pytest.importorskip("pyarrow.parquet")
        table = pq.read_table(path)
        pq.write_table(table.replace_schema_metadata({"schema_version": "0.9"}), path)
    else:
        path.write_text(path.read_text().replace("concentration", "density"))
    before = path.read_bytes()
    with pytest.raises(OutputError, match=f"is no table of words of version {SCHEMA_VERSION}: it has other columns"):
        WrittenTables(tmp_path, form)
    assert path.read_bytes() == before
    path.write_bytes(b'{"run": "cut')
    with pytest.raises(OutputError, match="tables away"):
        WrittenTables(tmp_path, form)


def test_memory_holds_a_part_and_row_groups_have_their_size(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pq = pytest.importorskip("pyarrow.parquet")
    monkeypatch.setattr("diffulizer.tables.formats.ROWS", 10)
    with WrittenTables(tmp_path, Parquet) as tables:
        for number in range(25):
            tables.add(rows_of(number))
            assert len(tables._rows["runs"]) < module.PART
    described = pq.ParquetFile(tmp_path / "words.parquet")
    sizes = [described.metadata.row_group(i).num_rows for i in range(described.num_row_groups)]
    assert sizes == [10] * 5


def test_parquet_describes_its_columns(tmp_path: Path) -> None:
    pq = pytest.importorskip("pyarrow.parquet")
    with WrittenTables(tmp_path, Parquet) as tables:
        tables.add(rows_of(0))
    schema = pq.read_schema(tmp_path / "runs.parquet")
    assert schema.metadata[b"schema_version"].decode() == SCHEMA_VERSION
    for column in TABLES["runs"].columns.values():
        field = schema.field(column.name)
        assert field.metadata == {b"unit": column.unit.encode(), b"description": column.description.encode()}
    assert pq.read_table(tmp_path / "runs.parquet").to_pylist() == rows_of(0)["runs"]


def test_csv_and_json_lines_hold_lists(tmp_path: Path) -> None:
    for form in (Csv, Lines):
        with WrittenTables(tmp_path, form) as tables:
            tables.add(rows_of(0, complete=True))
    (row,) = (json.loads(line) for line in (tmp_path / "runs.jsonl").read_text().splitlines())
    assert row == rows_of(0, complete=True)["runs"][0]
    names, values = (tmp_path / "runs.csv").read_text().splitlines()
    assert names.split(",")[:3] == ["id", "path", "problem"]
    assert '"[""ink, pale""]"' in values
    assert ",true," in values
