"""docs/tables.md: its columns are those that are written, and its queries run on written tables."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from demo_model import tables
from demo_model.preset_runs import PRESETS
from diffulizer.cli import main
from tools import make_format

PAGE = make_format.COLUMNS_PAGE.read_text(encoding="utf-8")
QUERIES = re.findall(r"```sql\n(.*?)```", PAGE, re.DOTALL)
(RERUN,) = re.findall(r"```py\n(.*?)```", PAGE, re.DOTALL)
DATASETS = re.search(r"`(datasets\.load_dataset.*?)`", PAGE)


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


def test_datasets_load_a_table(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    datasets = pytest.importorskip("datasets", reason="Hugging Face datasets is not installed: pip install datasets")
    assert main(["table", str(PRESETS), "-o", str(tmp_path / "study"), "--jobs", "1"]) == 0
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("datasets.config.HF_DATASETS_CACHE", tmp_path / "cache")
    assert DATASETS is not None
    loaded = eval(DATASETS[1], {"datasets": datasets})
    assert sorted(loaded["id"]) == sorted(path.name for path in PRESETS.glob("*.zip"))


def test_rerun_records_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("rerun", reason="Rerun is not installed: pip install rerun-sdk")
    code = RERUN.replace("output/diffulizer/study_*", f"{PRESETS.as_posix()}/*.zip")
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(sys.path))
    subprocess.run([sys.executable, "-c", code], cwd=tmp_path, check=True)  # it writes the last when it ends
    assert (tmp_path / "study.rrd").stat().st_size > 100_000
