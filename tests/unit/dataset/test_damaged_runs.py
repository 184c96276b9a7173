"""Each kind of damage to a run once. In a nightly run, a thousand more are opened with everything that reads runs."""

from __future__ import annotations

import hashlib
import os
import signal
import sys
from pathlib import Path

import pytest
from damage import ARCHIVES, KINDS, build_bases, damaged

from tools import fuzz_runs
from tools.fuzz_runs import QUICK, Worker, fuzz

SEED = 1
PARTS = 2
"""Number of tests that share the kinds, so that two processes can run them; each starts a host."""
EACH = len(KINDS) + len(ARCHIVES)
NIGHTLY = bool(os.environ.get("DIFFULIZER_NIGHTLY"))
MORE = 1000 if NIGHTLY else 0

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="pipes, devices and limits of memory as Linux has them")


@pytest.mark.parametrize("part", range(PARTS))
def test_damage_is_reported_and_never_raised(part: int, tmp_path: Path) -> None:
    size = -(-(EACH + MORE) // PARTS)
    numbers = range(part * size, min((part + 1) * size, EACH + MORE))
    tally, findings = fuzz(SEED, numbers, tmp_path, quick=not NIGHTLY)
    assert findings == []
    wanted = {*QUICK, "validate", "compare", "report", "figures", "routes", "export"} if NIGHTLY else {*QUICK}
    assert {command for _, command, _ in tally} >= wanted


def test_a_process_that_does_not_answer_is_given_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fuzz_runs, "PATIENCE", 0.1)
    worker = Worker(SEED, tmp_path)
    os.kill(worker.process.pid, signal.SIGSTOP)
    assert worker.ask(0) is None
    assert worker.end().startswith("no answer in 0.1 s")
    assert worker.process.poll() == -signal.SIGKILL


def test_a_process_that_dies_is_a_finding_that_says_why(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    (tmp_path / "torch.py").write_text("raise RuntimeError('no torch here')", encoding="utf-8")
    _, (finding,) = fuzz(SEED, [3], tmp_path)
    assert (finding["index"], finding["what"]) == (3, "died")
    assert "no torch here" in finding["message"]


def test_a_number_gives_the_same_run_every_time(tmp_path: Path) -> None:
    bases = build_bases(tmp_path / "bases")
    for number in (0, EACH - 1, EACH + 1, EACH + 2, EACH + 3):
        made = [damaged(bases, _folder(tmp_path / name), SEED, number) for name in ("a", "b")]
        assert made[0].kind == made[1].kind
        assert made[0].detail.replace("/a/", "/b/") == made[1].detail
        assert digest(tmp_path / "a") == digest(tmp_path / "b")


def _folder(path: Path) -> Path:
    path.mkdir(exist_ok=True)
    return path


def digest(folder: Path) -> str:
    """Return a checksum of the names and contents of small files."""
    state = hashlib.sha256()
    for path in sorted(p for p in folder.rglob("*") if p.is_file() and not p.is_symlink() and p.stat().st_size < 2**26):
        state.update(path.relative_to(folder).as_posix().encode("utf-8", "surrogateescape") + path.read_bytes())
    return state.hexdigest()
