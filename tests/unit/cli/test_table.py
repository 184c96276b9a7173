"""`diffulizer table`: reads what is new, in one process or several, and survives damaged runs and a person's Ctrl-C."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import psutil
import pytest
from studies import SEEDS, edit_seed, make_study

from diffulizer.cli import STOPPED, UNUSABLE, main
from diffulizer.format.columns import TABLES
from diffulizer.tables import collect as module
from diffulizer.tables.collect import cores

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_study(tmp_path_factory.mktemp("table") / "study")


@pytest.fixture
def study(made: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(made, tmp_path / "runs"))


def call(capsys: pytest.CaptureFixture[str], *arguments: Any) -> tuple[int, str, str]:
    status = main(["table", *map(str, arguments)])
    told = capsys.readouterr()
    return status, told.out, told.err


def rows(folder: Path, table: str) -> dict[str, dict[str, Any]]:
    """The rows of a table of JSON lines, by run; the last one of each."""
    lines = (folder / f"{table}.jsonl").read_text(encoding="utf-8").splitlines()
    return {row.get("id", row.get("run")): row for row in map(json.loads, lines)}


def test_every_run_has_its_row(study: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "tables"
    status, told, _ = call(capsys, study, "-o", out, "--format", "jsonl", "--jobs", 1)
    assert status == 0
    assert told.startswith(f"{out}: 5 runs, 11 steps, ")
    assert "5 of 5 were read now" in told
    assert "2 have a problem: the column `problem` of" in told
    found = rows(out, "runs")
    assert {id_: row["seed"] for id_, row in found.items()} == SEEDS
    assert (out / found["b/run_3.zip"]["path"]).resolve() == study / "b" / "run_3.zip"
    assert set(rows(out, "words")) == {id_ for id_ in SEEDS if id_ != "broken"}


def test_only_what_is_new_changed_or_had_a_problem_is_read(
    study: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = (tmp_path / "runs", "-o", tmp_path / "tables", "--format", "jsonl", "--jobs", 1)
    call(capsys, *arguments)
    assert "2 of 5 were read now" in call(capsys, *arguments)[1]
    edit_seed(study / "a" / "run_2", 22)
    shutil.copytree(study / "a" / "run_1", study / "c")
    assert "4 of 6 were read now" in call(capsys, *arguments)[1]
    found = rows(tmp_path / "tables", "runs")
    assert found["a/run_2"]["seed"] == 22
    assert found["c"]["seed"] == 1
    shutil.rmtree(study / "c")
    assert "2 of 5 were read now" in call(capsys, *arguments)[1]
    assert "c" in rows(tmp_path / "tables", "runs")


def test_ids_stay_and_are_never_given_twice(study: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "tables"
    shutil.copytree(study / "a" / "run_1", study / "d" / "run_1")
    for given in (study / "a", study / "d", study):
        assert call(capsys, given, "-o", out, "--format", "jsonl", "--jobs", 1)[0] == 0
    found = rows(out, "runs")
    assert set(found) == {"run_1", "run_2", "d/run_1", "b/run_3.zip", "broken", "unmeasured"}
    assert len({row["path"] for row in found.values()}) == 6


def test_each_run_beside_a_reference(study: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    arguments = (study, "-o", tmp_path, "--format", "jsonl", "--jobs", 1)
    call(capsys, *arguments)
    told = call(capsys, *arguments, "--reference", study / "a" / "run_1")[1]
    assert "5 pairs. 5 of 5 were read now" in told
    pairs = rows(tmp_path, "pairs")
    assert {row["reference"] for row in pairs.values()} == {"a/run_1"}
    assert all(list(row) == list(TABLES["pairs"].columns) for row in pairs.values())
    assert pairs["a/run_1"]["equal"] is True
    assert pairs["b/run_3.zip"]["equal"] is True
    assert "seed" in pairs["b/run_3.zip"]["changes"]
    assert pairs["a/run_2"]["lowest_cosine"] is not None
    assert pairs["broken"]["problem"].startswith("broken/metadata.json")
    assert "2 of 5 were read now" in call(capsys, *arguments, "--reference", study / "a" / "run_1")[1]


def test_several_processes_read_the_same(
    study: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "BATCH", 2)
    for jobs in (1, 2):
        assert call(capsys, study, "-o", tmp_path / f"{jobs}", "--format", "jsonl", "--jobs", jobs)[0] == 0
    for name in ("runs", "steps", "words"):
        one, two = ((tmp_path / f"{jobs}" / f"{name}.jsonl").read_text().splitlines() for jobs in (1, 2))
        assert sorted(one) == sorted(two)


def test_ctrl_c_keeps_what_was_read(
    study: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    read = module.read
    calls: list[str] = []

    def stopped(task: module.Task, reference: Any) -> Any:
        calls.append(task.found.id)
        if len(calls) == 3:
            raise KeyboardInterrupt
        return read(task, reference)

    arguments = (study, "-o", tmp_path / "tables", "--format", "jsonl", "--jobs", 1)
    monkeypatch.setattr(module, "read", stopped)
    status, told, _ = call(capsys, *arguments)
    assert status == STOPPED
    assert "the same command goes on" in told
    assert set(rows(tmp_path / "tables", "runs")) == set(calls[:2])
    assert "3 of 5 were read now" in call(capsys, *arguments)[1]
    assert set(rows(tmp_path / "tables", "runs")) == set(SEEDS)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGKILL")
def test_no_process_outlives_a_killed_one(made: Path, tmp_path: Path) -> None:
    for number in range(40):
        shutil.copytree(made / "a" / "run_1", tmp_path / "runs" / f"{number}")
    arguments = ["table", str(tmp_path / "runs"), "-o", str(tmp_path / "t"), "--format", "jsonl", "--jobs", "2"]
    killed = subprocess.Popen([sys.executable, "-m", "diffulizer", *arguments], cwd=ROOT, stderr=subprocess.DEVNULL)
    while len(children := psutil.Process(killed.pid).children(recursive=True)) < 3:  # one tracks what they share
        assert killed.poll() is None
        time.sleep(0.05)
    time.sleep(2)
    killed.kill()
    killed.wait()
    assert psutil.wait_procs(children, timeout=60)[1] == []
    assert main(arguments) == 0
    assert len(rows(tmp_path / "t", "runs")) == 40


def test_what_can_not_be_done_is_said(
    study: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert call(capsys, study, "-o", tmp_path / "t", "--jobs", -1) == (
        UNUSABLE,
        "",
        "diffulizer: --jobs is -1; expected a number of processes, or 0 for one a processor.\n",
    )
    status, _, error = call(capsys, study, "-o", tmp_path / "t", "--reference", study / "a")
    assert status == UNUSABLE
    assert f"--reference {study / 'a'} has 2 runs; expected one, such as {study / 'a' / 'run_1'}." in error
    assert not (tmp_path / "t").exists()
    assert "No run at" in call(capsys, tmp_path / "lost", "-o", tmp_path / "t")[2]
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    status, _, err = call(capsys, study, "-o", tmp_path / "t")
    assert status == UNUSABLE
    assert "csv and jsonl do without" in err
    assert "python -m pip install pyarrow" in err
    assert cores() >= 1
