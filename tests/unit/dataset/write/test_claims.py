"""Numbers of runs: no two writers get the same, and a writer that died leaves none behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from diffulizer.dataset.write.claims import claimed_run_folders
from diffulizer.dataset.write.replace import mend_interrupted_replacements

REPOSITORY = str(Path(__file__).resolve().parents[4])


def claimed(root: Path, prefix: str, count: int = 1) -> list[str]:
    """Claim, write and end, as an export does; the names."""
    with claimed_run_folders(root, prefix, count) as folders:
        for folder in folders:
            assert folder.parent.is_dir()
            folder.mkdir()
    return [folder.name for folder in folders]


def names(folder: Path) -> list[str]:
    return sorted(entry.name for entry in folder.iterdir())


def program(code: str, *arguments: object) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", code, *map(str, arguments)]
    environment = {**os.environ, "PYTHONPATH": REPOSITORY}
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment)


def test_folders_count_up(tmp_path: Path) -> None:
    assert claimed(tmp_path, "a/cat") == ["cat_00001"]
    assert claimed(tmp_path, "a/cat") == ["cat_00002"]
    (tmp_path / "a" / "CAT_00007_b3").mkdir()
    (tmp_path / "a" / "cat_12").mkdir()
    (tmp_path / "a" / "cats_00009").mkdir()
    assert claimed(tmp_path, "a/cat") == ["cat_00008"]
    (tmp_path / "a" / "cat_100000").mkdir()
    assert claimed(tmp_path, "a/cat") == ["cat_100001"]


def test_batches(tmp_path: Path) -> None:
    assert claimed(tmp_path, "cat", 2) == ["cat_00001_b0", "cat_00001_b1"]
    assert claimed(tmp_path, "cat") == ["cat_00002"]


def test_a_claim_holds_while_nothing_is_written(tmp_path: Path) -> None:
    with claimed_run_folders(tmp_path, "cat") as (one,), claimed_run_folders(tmp_path, "CAT", 2) as two:
        assert [one.name, *(folder.name for folder in two)] == ["cat_00001", "CAT_00002_b0", "CAT_00002_b1"]
        mend_interrupted_replacements(tmp_path)
        assert names(tmp_path) == [".CAT_00002.claim", ".cat_00001.claim"]
    assert names(tmp_path) == []
    assert claimed(tmp_path, "cat") == ["cat_00001"]


@pytest.mark.parametrize("error", [KeyboardInterrupt, OSError])
def test_what_was_not_written_is_given_back(tmp_path: Path, error: type[BaseException]) -> None:
    def export_nothing() -> None:
        with claimed_run_folders(tmp_path, "sub/cat", 2):
            raise error

    with pytest.raises(error):
        export_nothing()
    assert names(tmp_path) == []


def test_two_writers_never_get_the_same_number(tmp_path: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from diffulizer.dataset.write.claims import claimed_run_folders\n"
        "for _ in range(25):\n"
        "    with claimed_run_folders(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])) as folders:\n"
        "        folders[-1].mkdir(); print(folders[0].name)"
    )
    writers = [program(code, tmp_path, name, count) for name, count in (("cat", 1), ("cat", 1), ("CAT", 1), ("cat", 2))]
    numbers = [line.split("_")[1] for w in writers for line in w.communicate(timeout=120)[0].split()]
    assert len(numbers) == 100
    assert len(set(numbers)) == 100


DYING = """
import os, signal, sys
from pathlib import Path
from diffulizer.dataset.write.claims import claimed_run_folders
from diffulizer.dataset.write.replace import built_aside
with claimed_run_folders(Path(sys.argv[1]), "cat", 2) as folders:
    if sys.argv[2] == "writing":
        with built_aside(folders[0], overwrite=False) as folder:
            (folder / "metadata.json").write_text("half")
            print("ready", flush=True)
            sys.stdin.read()
    print("ready", flush=True)
    sys.stdin.read()
"""


@pytest.mark.skipif(os.name == "nt", reason="signals of POSIX")
@pytest.mark.parametrize("when", ["claimed", "writing"])
def test_a_killed_writer_leaves_no_number_and_no_folder(tmp_path: Path, when: str) -> None:
    writer = program(DYING, tmp_path, when)
    assert writer.stdout is not None
    assert writer.stdout.readline() == "ready\n"
    mend_interrupted_replacements(tmp_path)
    assert ".cat_00001.claim" in names(tmp_path)  # it lives
    assert claimed(tmp_path, "cat") == ["cat_00002"]
    (tmp_path / "cat_00002").rmdir()
    writer.send_signal(signal.SIGKILL)
    writer.communicate(timeout=60)
    assert writer.returncode == -signal.SIGKILL
    assert len(names(tmp_path)) == (1 if when == "claimed" else 3)
    mend_interrupted_replacements(tmp_path)
    assert names(tmp_path) == []
    assert claimed(tmp_path, "cat") == ["cat_00001"]


@pytest.mark.skipif(os.name == "nt", reason="signals of POSIX")
def test_the_next_writer_takes_the_number_of_a_killed_one(tmp_path: Path) -> None:
    writer = program(DYING, tmp_path, "claimed")
    assert writer.stdout is not None
    assert writer.stdout.readline() == "ready\n"
    writer.kill()
    writer.communicate(timeout=60)
    assert claimed(tmp_path, "cat") == ["cat_00001"]
    assert names(tmp_path) == ["cat_00001"]
