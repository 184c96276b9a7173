"""Replacing a run: errors and deaths between the renames, and what the next start mends."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from diffulizer.dataset.read.run import load_run
from diffulizer.dataset.write import durable, locks, replace
from diffulizer.dataset.write.locks import Lock, is_alive
from diffulizer.dataset.write.replace import beside, built_aside, mend_interrupted_replacements
from diffulizer.errors import DiffulizerError, RunExistsError, RunNotFoundError
from diffulizer.library import RunLibrary

KEY = "0123456789abcdef"
REPOSITORY = str(Path(__file__).resolve().parents[4])


def make_run(path: Path, text: str) -> Path:
    path.mkdir(parents=True)
    (path / "metadata.json").write_text(text)
    return path


def make_listed(path: Path, number: int) -> None:
    """What a reader takes for a run of ``number`` + 1 steps."""
    path.mkdir(parents=True, exist_ok=True)
    generator: dict[str, object] = {}
    prompt: dict[str, object] = {"text": "a", "tokens": []}
    levels = [0] * (number + 1)
    content = {
        "schema_version": "1.1.0",
        "steps": number + 1,
        "timesteps": levels,
        "generator": generator,
        "prompt": prompt,
    }
    (path / "metadata.json").write_text(json.dumps(content))


def content(path: Path) -> str:
    return (path / "metadata.json").read_text()


def overwrite(target: Path, text: str = "new") -> None:
    with built_aside(target, overwrite=True) as folder:
        (folder / "metadata.json").write_text(text)


def names(folder: Path) -> list[str]:
    return sorted(p.name for p in folder.iterdir())


@pytest.fixture
def two_renames(monkeypatch: pytest.MonkeyPatch) -> None:
    """A system that can't exchange two folders, as Windows."""
    monkeypatch.setattr(durable, "_EXCHANGE", None)


# -- errors ------------------------------------------------------------------------------------


@pytest.mark.usefixtures("two_renames")
@pytest.mark.parametrize("failing", [1, 2])
@pytest.mark.parametrize("error", [OSError("disk gone"), KeyboardInterrupt()])
def test_a_failing_rename_keeps_the_old_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, failing: int, error: BaseException
) -> None:
    target = make_run(tmp_path / "run", "old")
    calls, real = [0], replace.rename

    def rename(source: Path, destination: Path) -> None:
        calls[0] += 1
        if calls[0] == failing:
            raise error
        real(source, destination)

    monkeypatch.setattr(replace, "rename", rename)
    with pytest.raises(type(error)):
        overwrite(target)
    assert content(target) == "old"
    assert names(tmp_path) == ["run"]


@pytest.mark.usefixtures("two_renames")
def test_an_interrupt_right_after_the_old_run_moved_away_brings_it_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target, real = make_run(tmp_path / "run", "old"), replace.rename

    def rename(source: Path, destination: Path) -> None:
        real(source, destination)
        if ".replaced-" in destination.name:
            raise KeyboardInterrupt

    monkeypatch.setattr(replace, "rename", rename)
    with pytest.raises(KeyboardInterrupt):
        overwrite(target)
    assert content(target) == "old"
    assert names(tmp_path) == ["run"]


@pytest.mark.usefixtures("two_renames")
def test_a_run_that_is_held_open_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Windows refuses to rename a folder while one of its files is mapped."""
    target = make_run(tmp_path / "run", "old")

    def rename(source: Path, destination: Path) -> None:
        raise PermissionError(13, "Access is denied", str(source))

    monkeypatch.setattr(replace, "rename", rename)
    with pytest.raises(RunExistsError, match=r"Access is denied.*holds one of its files open.*close it"):
        overwrite(target)
    assert content(target) == "old"
    assert names(tmp_path) == ["run"]


def test_a_target_that_appears_meanwhile_is_not_overwritten(tmp_path: Path) -> None:
    def write_late() -> None:
        with built_aside(tmp_path / "run", overwrite=False) as folder:
            (folder / "metadata.json").write_text("late")
            make_run(tmp_path / "run", "first")

    with pytest.raises(RunExistsError, match="not empty"):
        write_late()
    assert content(tmp_path / "run") == "first"
    assert names(tmp_path) == ["run"]


def test_a_replaced_run_that_can_not_be_removed_is_left_for_the_next_start(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = make_run(tmp_path / "run", "old")
    with monkeypatch.context() as patch:
        patch.setattr(shutil, "rmtree", lambda *_, **__: None)
        overwrite(target)
    assert content(target) == "new"
    assert len(names(tmp_path)) == 2
    assert mend_interrupted_replacements(tmp_path) == []
    assert names(tmp_path) == ["run"]


# -- readers beside a writer -----------------------------------------------------------------------


@pytest.mark.skipif(os.name == "nt", reason="Windows can't exchange folders, and keeps open files where they are")
def test_a_replaced_run_is_never_away(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Readers read while the run is replaced 30 times on a slow disk: each sees the old run or the new one, whole."""
    library, target, real = RunLibrary(tmp_path), tmp_path / "sub" / "run", replace.rename

    def rename(source: Path, destination: Path) -> None:
        real(source, destination)
        time.sleep(0.02)

    monkeypatch.setattr(replace, "rename", rename)
    make_listed(target, 0)
    done, misses, reads = threading.Event(), [], [0]

    def reading() -> None:
        while not done.is_set():
            reads[0] += 1
            try:
                assert load_run(target).steps >= 1
                assert library.find("sub/run") == target
                assert json.loads((library.find_file("sub/run/metadata.json") or tmp_path).read_text())["steps"] >= 1
                assert [entry["damaged"] for entry in RunLibrary(tmp_path).entries()] == [None]
            except (AssertionError, OSError, DiffulizerError) as error:
                misses.append(repr(error))

    readers = [threading.Thread(target=reading) for _ in range(2)]
    for reader in readers:
        reader.start()
    for number in range(1, 31):
        with built_aside(target, overwrite=True) as folder:
            make_listed(folder, number)
    done.set()
    for reader in readers:
        reader.join()
    assert misses == []
    assert reads[0] > 30
    assert load_run(target).steps == 31
    assert names(target.parent) == ["run"]


@pytest.mark.parametrize("back", [True, False])
def test_readers_wait_for_a_run_between_two_renames(tmp_path: Path, back: bool) -> None:
    target = tmp_path.resolve() / "run"
    make_listed(beside(target, "replaced", KEY), 4)
    library = RunLibrary(tmp_path)
    second = threading.Timer(0.1, lambda: beside(target, "replaced", KEY).rename(target))
    if back:
        second.start()
    reads: list[Callable[[], Any]] = [lambda: load_run(target).steps, lambda: library.find("run")]
    if back:
        assert [entry["steps"] for entry in library.entries()] == [5]
        assert [read() for read in reads] == [5, target]
    else:  # its writer died: the next start puts it back
        for read in reads:
            with pytest.raises(RunNotFoundError):
                read()
        assert library.entries() == []


# -- deaths ------------------------------------------------------------------------------------

DYING = """
import os, sys
from pathlib import Path
from diffulizer.dataset.write import durable, replace
target, when = Path(sys.argv[1]), sys.argv[2]
real = replace.rename
durable._EXCHANGE = None
def rename(source, destination):
    real(source, destination)
    if when == "between" and ".replaced-" in destination.name:
        os._exit(9)
    if when == "after" and destination == target:
        os._exit(9)
replace.rename = rename
with replace.built_aside(target, overwrite=True) as folder:
    (folder / "metadata.json").write_text("new")
    if when == "writing":
        os._exit(9)
"""


@pytest.mark.parametrize(("when", "expected"), [("writing", "old"), ("between", "old"), ("after", "new")])
@pytest.mark.parametrize("below", [False, True])
def test_a_killed_writer_is_mended_at_the_next_start(tmp_path: Path, when: str, expected: str, below: bool) -> None:
    folder = (tmp_path / "a" / "b" if below else tmp_path).resolve()
    target = make_run(folder / "run", "old")
    environment = {**os.environ, "PYTHONPATH": REPOSITORY}
    died = subprocess.run([sys.executable, "-c", DYING, str(target), when], env=environment, timeout=120)
    assert died.returncode == 9
    assert len(names(folder)) >= 2
    assert target.exists() == (when != "between")
    assert mend_interrupted_replacements(tmp_path) == ([target] if when == "between" else [])
    assert content(target) == expected
    assert names(folder) == ["run"]
    assert mend_interrupted_replacements(tmp_path) == []


def test_the_next_writer_mends_before_it_looks(tmp_path: Path) -> None:
    make_run(beside(tmp_path / "run", "replaced", KEY), "old")
    with pytest.raises(RunExistsError, match="not empty"), built_aside(tmp_path / "run", overwrite=False):
        pass
    assert content(tmp_path / "run") == "old"


def test_a_living_writer_is_left_alone(tmp_path: Path) -> None:
    target = make_run(tmp_path / "run", "old")
    with built_aside(target, overwrite=True) as folder:
        (folder / "metadata.json").write_text("new")
        assert folder.parent == tmp_path
        assert mend_interrupted_replacements(tmp_path) == []
        assert folder.exists()
    assert content(target) == "new"


def test_two_writers_at_once(tmp_path: Path) -> None:
    target = make_run(tmp_path / "run", "old")
    barrier = threading.Barrier(2)
    outcomes: list[str] = []

    def write(text: str) -> None:
        try:
            with built_aside(target, overwrite=True) as folder:
                (folder / "metadata.json").write_text(text)
                barrier.wait()
            outcomes.append(text)
        except OSError as error:
            outcomes.append(type(error).__name__)

    threads = [threading.Thread(target=write, args=(text,)) for text in ("one", "two")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    mend_interrupted_replacements(tmp_path)
    assert {"one", "two"} & set(outcomes)
    assert content(target) in ("one", "two")
    assert names(tmp_path) == ["run"]


def test_other_hidden_folders_and_runs_are_not_touched(tmp_path: Path) -> None:
    make_run(tmp_path / ".cache", "x")
    make_run(tmp_path / ".run.partial-zz", "x")
    inner = make_run(tmp_path / "run", "x") / f".inner.partial-{KEY}"
    inner.mkdir()
    assert mend_interrupted_replacements(tmp_path) == []
    assert mend_interrupted_replacements(tmp_path / "absent") == []
    assert names(tmp_path) == [".cache", ".run.partial-zz", "run"]
    assert inner.exists()


# -- locks -------------------------------------------------------------------------------------


def test_a_lock_tells_the_living_from_the_dead(tmp_path: Path) -> None:
    path = tmp_path / "lock"
    assert not is_alive(path)
    lock = Lock(path)
    assert is_alive(path)
    lock.release()
    lock.release()
    assert not path.exists()
    path.write_text("")
    assert not is_alive(path)


def test_a_dead_lock_is_removed_a_living_one_is_not(tmp_path: Path) -> None:
    living, dead = Lock(beside(tmp_path / "living", "lock", KEY)), beside(tmp_path / "dead", "lock", KEY)
    dead.write_text("")
    mend_interrupted_replacements(tmp_path)
    assert names(tmp_path) == [living.path.name]
    with pytest.raises(FileExistsError):
        Lock(living.path)
    living.release()


def test_a_lock_that_was_removed_before_it_was_held_is_made_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between making and locking, another process may take the file for a dead writer's."""
    path, real, removed = tmp_path / "lock", locks._acquire, [False]

    def acquire(descriptor: int, *, wait: bool) -> None:
        if wait and not removed[0]:
            removed[0] = True
            assert not locks.remove_dead(path)
            assert not path.exists()
        real(descriptor, wait=wait)

    monkeypatch.setattr(locks, "_acquire", acquire)
    lock = Lock(path)
    assert removed == [True]
    assert is_alive(path)
    lock.release()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows locks every local file")
def test_without_locks_the_age_has_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def acquire(descriptor: int, *, wait: bool) -> None:
        raise OSError(95, "Operation not supported")

    monkeypatch.setattr(locks, "_acquire", acquire)
    lock = Lock(tmp_path / "lock")
    assert is_alive(lock.path)
    os.utime(lock.path, (0, 0))
    assert not is_alive(lock.path)
    lock.release()
