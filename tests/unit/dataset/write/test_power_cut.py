"""A power cut at any moment of an export leaves the old run or the new one, whole."""

from __future__ import annotations

import random
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from disk import Disk, Operation
from power_cut import PowerCut
from written import POOLED, export

from diffulizer.dataset.write import durable
from diffulizer.dataset.write.claims import claimed_run_folders
from diffulizer.dataset.write.replace import mend_interrupted_replacements
from diffulizer.library import RunLibrary, Trash
from synthetic import make_pass

pytestmark = pytest.mark.skipif(
    sys.platform == "win32", reason="Windows synchronises no folders, and keeps their order"
)
CUTS = 150
"""Power cuts at random moments, in each case."""


def recorded(root: Path, work: Callable[[], object]) -> list[Operation]:
    """The operations of a piece of work."""
    operations: list[Operation] = []
    with Disk(root).watched() as disk:
        disk.after = operations.append
        work()
    return operations


def files(folder: Path) -> dict[str, bytes]:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def overwrite(root: Path) -> None:
    export(make_pass(steps=2, settings=POOLED), root / "run", overwrite=True)


def count(root: Path) -> None:
    with claimed_run_folders(root, "sub/run") as (folder,):
        export(make_pass(steps=2, settings=POOLED), folder)


def delete(root: Path) -> None:
    Trash(RunLibrary(root)).put("run")


def cut(root: Path, operations: list[Operation], before: PowerCut, into: Path, seed: int) -> int:
    """Leave what a power cut at a random moment may leave; how many operations were done."""
    draw = random.Random(seed)
    done = draw.choice((draw.randrange(len(operations) + 1), len(operations) - draw.randrange(12)))
    before.see(operations[:done]).leave(into, draw)
    return done


@pytest.mark.parametrize("system", ["exchange", "two renames"])
def test_a_replaced_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, system: str) -> None:
    if system == "two renames":
        monkeypatch.setattr(durable, "_EXCHANGE", None)
    root = tmp_path.resolve() / "runs"
    old = files(export(make_pass(steps=1, settings=POOLED), root / "run"))
    start = tmp_path / "start"
    PowerCut(root).leave(start, random.Random())
    operations = recorded(root, lambda: overwrite(root))
    new = files(root / "run")
    seen = set()
    for seed in range(CUTS):
        into = tmp_path / str(seed)
        done = cut(root, operations, PowerCut(start).moved(root), into, seed)
        mend_interrupted_replacements(into)
        assert [path.name for path in into.iterdir()] == ["run"], seed
        found = files(into / "run")
        assert found in (old, new), f"seed {seed}, after {operations[done - 1]}"
        if done == len(operations):
            assert found == new
        seen.add(found == new)
    assert seen == {True, False}


def test_a_counted_run(tmp_path: Path) -> None:
    root = tmp_path.resolve() / "runs"
    root.mkdir()
    operations = recorded(root, lambda: count(root))
    new = files(root / "sub" / "run_00001")
    seen = set()
    for seed in range(CUTS):
        into = tmp_path / str(seed)
        start = tmp_path / f"start {seed}"
        start.mkdir()
        done = cut(root, operations, PowerCut(start).moved(root), into, seed)
        mend_interrupted_replacements(into)
        found = files(into)
        whole = {f"sub/run_00001/{name}": content for name, content in new.items()}
        assert found in ({}, whole), f"seed {seed}, after {operations[done - 1]}"
        assert found == whole or done < len(operations)
        seen.add(bool(found))
    assert seen == {True, False}


def test_a_deleted_run_is_somewhere(tmp_path: Path) -> None:
    root, start = tmp_path.resolve() / "runs", tmp_path / "start"
    old = files(export(make_pass(steps=1, settings=POOLED), root / "run"))
    PowerCut(root).leave(start, random.Random())
    operations = recorded(root, lambda: delete(root))
    places = set()
    for seed in range(CUTS):
        into = tmp_path / str(seed)
        done = cut(root, operations, PowerCut(start).moved(root), into, seed)
        kept = [path.parent for path in into.rglob("metadata.json")]
        assert kept, f"seed {seed}, after {operations[done - 1]}"
        assert all(files(place) == old for place in kept)
        places |= {place.parent == into for place in kept}
        assert done < len(operations) or kept == [place for place in kept if place.parent != into]
    assert places == {True, False}


def test_every_file_and_folder_is_durable_before_the_run_is_shown(tmp_path: Path) -> None:
    root = tmp_path.resolve()
    export(make_pass(steps=1, settings=POOLED), root / "run")
    operations = recorded(root, lambda: overwrite(root))
    (shown,) = [i for i, done in enumerate(operations) if done.kind == "exchange"] or [len(operations)]
    before, after = operations[:shown], operations[shown + 1 :]
    made = {done.path for done in before if done.kind in ("create", "mkdir") and ".partial-" in done.path}
    written = {done.path: i for i, done in enumerate(before) if done.kind in ("create", "write", "mkdir")}
    synced = {done.path: i for i, done in enumerate(before) if done.kind == "sync"}
    assert len(made) > 20
    assert made <= synced.keys()
    assert all(synced[path] > written[path] for path in made)
    assert after[0] == Operation("sync", str(root))
    assert [done.kind for done in after if done.kind == "unlink"]
