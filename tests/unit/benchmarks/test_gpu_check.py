"""The parts of the GPU check that need neither a GPU nor ComfyUI: rows, tables, the imports of a bare machine."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from gpu import results, run, worker
from gpu.given import OnlyGiven
from gpu.plan import SETUPS

from demo_model import tables

DOCS = Path(__file__).resolve().parents[3] / "docs"
MEASURED = {"case": "default settings", "steps": 2, "pairs": [[1.0, 1.02], [1.0, 1.03], [1.0, 1.06]], "memory_mib": 80}


class Failing(worker.Worker):
    """A worker whose second row fails."""

    def __init__(self, out: Path) -> None:
        self.setup, self.size, self.until, self.out, self.gpu = SETUPS[0], worker.SMALL, time.time(), out, False

    def run(self, case: str) -> Iterator[dict[str, Any]]:
        yield MEASURED
        raise ValueError(f"{case} can't be measured")


def test_a_failing_case_becomes_a_row(tmp_path: Path) -> None:
    rows = list(Failing(tmp_path).rows("all layers"))
    assert rows == [MEASURED, {"error": "ValueError: all layers can't be measured"}]


def test_a_process_that_dies_gives_a_row_to_each_of_its_cases(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    dying = tmp_path / "worker.py"
    dying.write_text("import sys\nsys.exit('CUDA error: an illegal memory access')")
    monkeypatch.setattr(run, "HERE", tmp_path)
    results.write(MEASURED, tmp_path)
    run.measure(SETUPS[0], ["all layers", "live panel"], tmp_path, tmp_path, tmp_path, time.time() + 60, None)
    _, *rows = results.read(tmp_path / "results.jsonl")
    assert [row["case"] for row in rows] == ["all layers", "live panel"]
    assert {row["error"] for row in rows} == {"the process ended with 1: CUDA error: an illegal memory access"}
    run.measure(SETUPS[1], ["all layers"], tmp_path, tmp_path, tmp_path, time.time() - 1, None)
    assert results.read(tmp_path / "results.jsonl")[-1]["dropped"] == "no time was left"
    assert "no time was left" in (tmp_path / "table.txt").read_text()


def test_results_that_were_cut_off_are_read(tmp_path: Path) -> None:
    (tmp_path / "results.jsonl").write_text(json.dumps(MEASURED) + '\n{"case": "all la')
    assert results.read(tmp_path / "results.jsonl") == [MEASURED]


def test_cells_of_a_row() -> None:
    assert results.cells({**MEASURED, "identical": False}) == [
        "default settings", "1.030", "1.03", "1.020 to 1.060", "15.0 ms", "80 MiB", "NO",
    ]  # fmt: skip
    assert results.cells({"case": "live panel", "error": "OutOfMemoryError: …"})[-1] == "OutOfMemoryError: …"


def test_the_page_has_a_row_for_each_case_and_says_what_is_not_measured() -> None:
    lines = tables.filled(DOCS / "benchmarks.md", "gpu")
    shown = [line.removeprefix("| ").split(" | ")[0] for line in lines if line.startswith("| ")]
    planned = [case for setup in SETUPS for case in setup.cases if not case.startswith("profile")]
    if results.NOT_MEASURED in lines:
        assert lines == results.page([])
        assert shown[2:] == planned
    else:
        assert set(planned) <= set(shown) | {"attention backends", "variants of the recorder"}


def test_only_what_the_machine_has_is_found() -> None:
    bare, with_wheel = OnlyGiven(()), OnlyGiven(["hypothesis"])
    assert bare.find_spec("torch") is not None
    assert bare.find_spec("numpy") is not None, "torch and scipy require it"
    assert bare.find_spec("hypothesis") is None
    assert with_wheel.find_spec("hypothesis") is not None
