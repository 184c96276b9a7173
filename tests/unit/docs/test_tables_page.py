"""docs/tables.md: its columns are those that are written, and its queries run on written tables."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from demo_model import tables
from demo_model.preset_runs import PRESETS
from diffulizer.cli import main
from tools import make_format

QUERIES = re.findall(r"```sql\n(.*?)```", make_format.COLUMNS_PAGE.read_text(encoding="utf-8"), re.DOTALL)


def test_its_tables_are_made_of_the_columns() -> None:
    lines = "\n".join(make_format.column_tables()).strip().splitlines()
    assert tables.filled(make_format.COLUMNS_PAGE, "columns") == lines, "remake it: python tools/make_format.py"


def test_its_queries_run_on_written_tables(tmp_path: Path) -> None:
    duckdb = pytest.importorskip("duckdb")
    pytest.importorskip("pyarrow")
    reference = ["--reference", str(PRESETS / "photo.zip")]
    assert main(["table", str(PRESETS), "-o", str(tmp_path), "--jobs", "1", *reference]) == 0
    assert len(QUERIES) > 5
    for query in QUERIES:
        rows = duckdb.sql(query.replace("'study/", f"'{tmp_path.as_posix()}/")).fetchall()
        assert bool(rows) != ("problem IS NOT NULL" in query), query
