"""Programs in tools/ that make pages: people find all of them, and the table of times says what was measured."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest

from tools import make_times_table
from tools.dev import ROOT, running
from tools.dev.plan import Plan


def test_all_programs_are_in_the_table_for_people() -> None:
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    named = set(re.findall(r"`tools/(make_\w+\.(?:py|mjs))`", text))
    assert named == {path.name for path in (ROOT / "tools").glob("make_*")}


@pytest.fixture
def page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    page = tmp_path / "measuring.md"
    page.write_text("before\n<!-- times -->\n<!-- /times -->\nafter\n", encoding="utf-8")
    monkeypatch.setattr(make_times_table, "PAGE", page)
    return page


def write(file: Path, seconds: dict[str, float], *, fast: bool = False, code: int = 0) -> str:
    """A file as dev.py writes it."""
    results = [running.Result(name, code, took, ran=3) for name, took in seconds.items()]
    running.write_times(Plan(Path("python"), Path("comfyui"), [], file, fast=fast), results)
    return str(file)


def test_the_table_has_a_column_for_each_run(tmp_path: Path, page: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = write(tmp_path / "whole.json", {"mypy": 61, "tests/comfyui": 400.4})
    fast = write(tmp_path / "fast.json", {"mypy": 59.9}, fast=True)
    monkeypatch.setattr(sys, "argv", ["make_times_table.py", whole, fast])
    make_times_table.main()
    lines = page.read_text(encoding="utf-8").splitlines()
    assert (lines[0], lines[-1]) == ("before", "after")
    assert "| check | tests | `test` | `test --fast` |" in lines
    assert "| mypy | 3 | 1:01 | 0:59 |" in lines
    assert "| tests/comfyui | 3 | 6:40 |  |" in lines
    assert "| **all** | | 7:41 | 0:59 |" in lines


def test_times_of_a_run_that_failed_are_refused(
    tmp_path: Path, page: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    failed = write(tmp_path / "failed.json", {"mypy": 1}, code=1)
    monkeypatch.setattr(sys, "argv", ["make_times_table.py", failed])
    with pytest.raises(SystemExit):
        make_times_table.main()
    assert "in which mypy failed" in capsys.readouterr().err
    assert page.read_text(encoding="utf-8").count("|") == 0
