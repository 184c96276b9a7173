"""Faults of a sweep: whatever happens, what is whole stays, going on finishes, and nothing is there twice."""

from __future__ import annotations

import errno
import json
import os
import signal
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from disk import Disk, Operation
from sweeping import Copying, content, is_complete, rows_of, runs_of, study, swept

from diffulizer import load_runs
from diffulizer.errors import (
    HostError,
    MissingModelError,
    OutputError,
    RunInUseError,
    SettingsError,
    UnreachableError,
)
from diffulizer.sweep.items import Item, items_of
from diffulizer.sweep.stores import FolderStore
from diffulizer.tables.collect import collect
from diffulizer.tables.find import find
from diffulizer.tables.formats import Lines
from diffulizer.tables.pairs import pair_row
from diffulizer.tables.written import WrittenTables

KINDS = ("kill before", "kill after", "interrupt", "ENOSPC", "EIO", "full from here on")
POINTS = range(0, 24, 2)
PACKING = range(1, 17)
"""Operations with which three runs are put into a shard."""
IDS = [item.id for item in items_of(study())]


def whole(folder: Path) -> set[str]:
    """The runs that are there; each has to be whole."""
    there = runs_of(folder)
    assert all(value == content() for _, value in there)
    return {name.removesuffix(".zip") for name, _ in there}


def gone_on_with(folder: Path, **changes: Any) -> Copying:
    """Go on with a sweep, and return the worker that drew the rest."""
    worker = Copying(FolderStore(folder / "runs"))
    assert swept(folder, [worker], **changes) == 0
    is_complete(folder, **changes)
    return worker


def watched(folder: Path, kind: str, at: int, **changes: Any) -> None:
    """Sweep with a fault at an operation on the disk, in a process of its own."""
    content()  # made before
    child = os.fork()
    if not child:
        signal.signal(signal.SIGINT, signal.default_int_handler)
        try:
            with Disk(folder).watched() as disk:
                _set(disk, kind, at)
                swept(folder, **changes)
            os._exit(0)
        except BaseException:
            os._exit(1)
    os.waitpid(child, 0)


def _set(disk: Disk, kind: str, at: int) -> None:
    seen = [-1]

    def before(operation: Operation) -> None:
        seen[0] += 1
        if kind == "full from here on":
            disk.is_full = seen[0] >= at
        if seen[0] != at:
            return
        if kind == "kill before":
            os.kill(os.getpid(), signal.SIGKILL)
        if kind == "interrupt":
            os.kill(os.getpid(), signal.SIGINT)
        if kind in ("ENOSPC", "EIO"):
            raise OSError(getattr(errno, kind), kind, operation.path)

    def after(_: Operation) -> None:
        if kind == "kill after" and seen[0] == at:
            os.kill(os.getpid(), signal.SIGKILL)

    disk.before, disk.after = before, after


@pytest.mark.skipif(os.name == "nt", reason="it needs a system with fork")
@pytest.mark.parametrize("at", POINTS)
@pytest.mark.parametrize("kind", KINDS)
def test_a_fault_of_the_disk_or_the_process(kind: str, at: int, tmp_path: Path) -> None:
    folder = tmp_path / "sweep"
    watched(folder, kind, at)
    kept = whole(folder)
    worker = gone_on_with(folder)
    assert set(worker.drawn) == set(IDS) - kept
    assert set(worker.drawn.values()) <= {1}


@pytest.mark.skipif(os.name == "nt", reason="it needs a system with fork")
@pytest.mark.parametrize("at", PACKING)
@pytest.mark.parametrize("kind", KINDS)
def test_a_fault_while_runs_are_packed(kind: str, at: int, tmp_path: Path) -> None:
    folder = tmp_path / "sweep"
    swept(folder)
    watched(folder, kind, at, shard=3)
    assert whole(folder) == set(IDS)
    assert sorted(found.id for found in find(folder / "runs")) == sorted(f"{id_}.zip" for id_ in IDS), "each once"
    assert not gone_on_with(folder, shard=3).drawn


@pytest.mark.skipif(os.name == "nt", reason="it needs a system with fork")
@pytest.mark.parametrize("at", range(14, 44, 3))
@pytest.mark.parametrize("kind", KINDS[:3])
def test_a_fault_of_a_sweep_that_packs_its_runs(kind: str, at: int, tmp_path: Path) -> None:
    folder = tmp_path / "sweep"
    watched(folder, kind, at, shard=2)
    kept = whole(folder)
    worker = gone_on_with(folder, shard=2)
    assert set(worker.drawn) == set(IDS) - kept
    assert set(worker.drawn.values()) <= {1}


@pytest.mark.parametrize("points", [POINTS, PACKING], ids=["drawing", "packing"])
def test_the_faults_are_within_a_sweep(points: range, tmp_path: Path) -> None:
    seen: list[Operation] = []
    folder = tmp_path / "sweep"
    if points is PACKING:
        swept(folder)
    with Disk(folder).watched() as disk:
        disk.after = seen.append
        swept(folder, shard=3 if points is PACKING else 1)
    assert len(seen) > max(points), [operation.kind for operation in seen]
    if points is PACKING:
        kinds = [operation.kind for operation in seen[: max(points) + 1]]
        assert [kind for kind in kinds if kind in ("rename", "unlink")] == ["rename", *["unlink"] * 3]


def _cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-20])


def _text(path: Path) -> None:
    path.write_text("no run")


DAMAGES: dict[str, tuple[Callable[[Path], Any], int]] = {
    "a ledger whose last line was cut": (lambda folder: _cut(folder / "ledger.jsonl"), 0),
    "a ledger with a line of nonsense": (
        lambda folder: (folder / "ledger.jsonl").write_text("{nonsense\n" + (folder / "ledger.jsonl").read_text()),
        0,
    ),
    "a ledger with a line of another kind": (
        lambda folder: (folder / "ledger.jsonl").write_text("[1]\n" + (folder / "ledger.jsonl").read_text()),
        0,
    ),
    "a ledger with bytes of no text": (
        lambda folder: (folder / "ledger.jsonl").write_bytes(b"\xff\x00\n" + (folder / "ledger.jsonl").read_bytes()),
        0,
    ),
    "a ledger that is empty": (lambda folder: (folder / "ledger.jsonl").write_text(""), 0),
    "a ledger that is gone": (lambda folder: (folder / "ledger.jsonl").unlink(), 0),
    "a run that was cut": (lambda folder: _cut(folder / "runs" / f"{IDS[0]}.zip"), 1),
    "a run that is empty": (lambda folder: (folder / "runs" / f"{IDS[0]}.zip").write_bytes(b""), 1),
    "a run that is none": (lambda folder: _text(folder / "runs" / f"{IDS[1]}.zip"), 1),
    "a run that is gone": (lambda folder: (folder / "runs" / f"{IDS[2]}.zip").unlink(), 1),
    "a run half written": (lambda folder: (folder / "runs" / f".{IDS[0]}.part").write_bytes(content()[:99]), 0),
    "all runs gone": (lambda folder: [path.unlink() for path in (folder / "runs").iterdir()], 4),
    "a statement that is cut": (lambda folder: _cut(folder / "study.json"), 0),
    "the lock of a dead sweep": (lambda folder: (folder / ".lock").touch(), 0),
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_damage_between_two_sweeps(damage: str, tmp_path: Path) -> None:
    act, redrawn = DAMAGES[damage]
    folder = tmp_path / "sweep"
    swept(folder)
    act(folder)
    assert len(gone_on_with(folder).drawn) == redrawn


FAULTS: dict[str, Callable[[], Exception]] = {
    "a node failed": lambda: HostError("Node 6 failed"),
    "the server is gone": lambda: UnreachableError("The connection was lost."),
    "the server hangs": lambda: UnreachableError("It has sent nothing for 600 s."),
    "something unexpected": lambda: ValueError("odd"),
    "a file that can't be read": lambda: PermissionError(errno.EACCES, "Permission denied", "run"),
    "no memory": lambda: MemoryError("oom"),
}


@pytest.mark.parametrize("workers", [1, 3])
@pytest.mark.parametrize("fault", FAULTS)
def test_a_run_that_fails_once_is_drawn_again(fault: str, workers: int, tmp_path: Path) -> None:
    failed: list[str] = []

    def fail(item: Item, _: int) -> None:
        if item.id == IDS[1] and not failed:
            failed.append(item.id)
            raise FAULTS[fault]()

    folder = tmp_path / "sweep"
    crew = [Copying(FolderStore(folder / "runs"), fail) for _ in range(workers)]
    assert swept(folder, crew) == 0
    is_complete(folder)
    (row,) = [row for row in rows_of(folder) if row.status == "failed"]
    assert (row.run, row.attempt, row.asked["prompt"]) == (IDS[1], 1, "a red circle")
    assert [row.attempt for row in rows_of(folder) if row.run == IDS[1]] == [1, 2]
    if workers == 1:
        assert crew[0].starts == 1 + isinstance(FAULTS[fault](), UnreachableError)


@pytest.mark.parametrize("fault", FAULTS)
def test_a_run_that_always_fails_is_a_row(fault: str, tmp_path: Path) -> None:
    def fail(item: Item, _: int) -> None:
        if item.id == IDS[1]:
            raise FAULTS[fault]()

    folder = tmp_path / "sweep"
    assert swept(folder, [Copying(FolderStore(folder / "runs"), fail)]) == 1
    assert whole(folder) == set(IDS) - {IDS[1]}
    assert [row.attempt for row in rows_of(folder) if row.status == "failed"] == [1, 2]
    assert all(row.reason for row in rows_of(folder) if row.status == "failed")
    assert list(gone_on_with(folder).drawn) == [IDS[1]]


@pytest.mark.parametrize("kind", [SettingsError, MissingModelError])
def test_what_is_impossible_is_not_tried_again(
    kind: type[Exception], tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(item: Item, _: int) -> None:
        if item.id == IDS[1]:
            raise kind("The LoRA 'ink' is not there.")

    folder = tmp_path / "sweep"
    assert swept(folder, [Copying(FolderStore(folder / "runs"), fail)], retries=5) == 1
    assert [(row.run, row.reason) for row in rows_of(folder) if row.status == "failed"] == [
        (IDS[1], "The LoRA 'ink' is not there.")
    ]
    assert not caplog.records, "the command prints each failure itself"


@pytest.mark.parametrize("given", ["sweep", "sweep/runs", "", "s*"])
def test_what_could_not_be_drawn_is_a_row_of_the_table_until_it_is(given: str, tmp_path: Path) -> None:
    def fail(item: Item, _: int) -> None:
        if (item.asked["prompt"], item.asked["seed"]) == ("a red circle", 2):
            raise HostError("Node 6 failed.")

    folder = tmp_path / "sweep"
    swept(folder, [Copying(FolderStore(folder / "runs"), fail)], loras=[{"name": "ink", "strength": 0.5}])
    undrawn = next(row for row in rows_of(folder) if row.status == "failed")

    def table() -> dict[str, Any]:
        with WrittenTables(tmp_path / "table", Lines) as tables:
            collect(tables, find(tmp_path / given))
        lines = (tmp_path / "table" / "runs.jsonl").read_text().splitlines()
        rows = {Path(row["path"]).stem: row for row in map(json.loads, lines)}
        assert len(rows) == len(lines) == 4
        return rows[undrawn.run]

    row = table()
    assert row["problem"] == "It was not drawn. Node 6 failed."
    assert (row["prompt"], row["seed"], row["cfg"], row["checkpoint"]) == ("a red circle", 2, 7.5, "demo")
    assert (row["loras"], row["lora_strengths"]) == (["ink"], [0.5])
    assert (row["width"], row["picture"]) == (None, None)
    swept(folder, loras=[{"name": "ink", "strength": 0.5}])
    row = table()
    assert row["problem"] is None
    assert row["picture"]


@pytest.mark.parametrize("given", ["", "runs"])
def test_a_sweep_that_drew_nothing_has_a_table(given: str, tmp_path: Path) -> None:
    def fail(*_: Any) -> None:
        raise HostError("Node 6 failed.")

    assert swept(tmp_path, [Copying(FolderStore(tmp_path / "runs"), fail)]) == 4
    (tmp_path / "runs").mkdir(exist_ok=True)
    runs = load_runs(tmp_path / given)
    assert set(runs.problems.values()) == {"It was not drawn. Node 6 failed."}
    assert {row["prompt"] for row in runs.table("rows")} == {"a red circle", "a blue circle"}
    first, other = find(tmp_path / given)[:2]
    assert pair_row(first, other)["problem"] == "It was not drawn. Node 6 failed."


@pytest.mark.parametrize("at", range(4))
def test_a_disk_that_is_full_ends_the_sweep(at: int, tmp_path: Path) -> None:
    def fail(item: Item, _: int) -> None:
        if item.id == IDS[at]:
            raise OutputError("the disk is full")

    folder = tmp_path / "sweep"
    with pytest.raises(OutputError, match="full"):
        swept(folder, [Copying(FolderStore(folder / "runs"), fail)])
    assert whole(folder) == set(IDS[:at])
    assert len(gone_on_with(folder).drawn) == 4 - at


@pytest.mark.parametrize("starts", [1, 2])
def test_a_server_that_does_not_start_at_once(starts: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("diffulizer.sweep.crew.PAUSE", 0.0)

    def refuse(number: int) -> None:
        if number <= starts:
            raise HostError("the port is taken")

    folder = tmp_path / "sweep"
    assert swept(folder, [Copying(FolderStore(folder / "runs"), start=refuse)]) == 0
    is_complete(folder)


def test_no_server_that_starts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("diffulizer.sweep.crew.PAUSE", 0.0)

    def refuse(_: int) -> None:
        raise HostError("the port is taken")

    folder = tmp_path / "sweep"
    store = FolderStore(folder / "runs")
    with pytest.raises(HostError, match="the port is taken"):
        swept(folder, [Copying(store, start=refuse), Copying(store, start=refuse)])
    assert whole(folder) == set()
    broken = Copying(store, start=refuse)
    assert swept(folder, [broken, Copying(store)]) == 0, "the others draw what it does not"
    is_complete(folder)


@pytest.mark.parametrize("at", range(4))
def test_ctrl_c_keeps_what_is_whole(at: int, tmp_path: Path) -> None:
    folder = tmp_path / "sweep"
    worker = Copying(FolderStore(folder / "runs"))
    seen: list[Any] = []

    def stop(attempt: Any) -> None:
        seen.append(attempt)
        if len(seen) == at + 1:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        swept(folder, [worker], stop)
    assert worker.cancelled.is_set()
    kept = whole(folder)
    assert len(kept) >= at + 1
    assert set(gone_on_with(folder).drawn) == set(IDS) - kept


def test_two_sweeps_of_one_folder(tmp_path: Path) -> None:
    folder = tmp_path / "sweep"

    def other(_: Any) -> None:
        with pytest.raises(RunInUseError, match="Another sweep draws into"):
            swept(folder)

    assert swept(folder, note=other) == 0
    is_complete(folder)


def test_what_was_kept_can_not_change(tmp_path: Path) -> None:
    folder = tmp_path / "sweep"
    swept(folder)
    with pytest.raises(SettingsError, match='"keep": "full"'):
        swept(folder, keep="full")
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "file").touch()
    with pytest.raises(SettingsError, match="is not empty and holds no sweep"):
        swept(tmp_path / "other")


def test_a_study_can_grow(tmp_path: Path) -> None:
    folder = tmp_path / "sweep"
    swept(folder)
    worker = Copying(FolderStore(folder / "runs"))
    swept(folder, [worker], seeds="1-3")
    assert len(worker.drawn) == 2
    is_complete(folder, seeds="1-3")
