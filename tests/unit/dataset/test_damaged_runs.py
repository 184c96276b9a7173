"""Each kind of damage to a run once, and in a nightly run a thousand more, opened with everything that reads runs."""

from __future__ import annotations

import hashlib
import os
import sys
from pathlib import Path

import pytest
from damage import ARCHIVES, KINDS, build_bases, damaged

from tools.fuzz_runs import fuzz

SEED = 1
PARTS = 8
"""Number of tests that share the kinds, so that several processes can run them."""
EACH = len(KINDS) + len(ARCHIVES)
MORE = 1000 if os.environ.get("DIFFULIZER_NIGHTLY") else 0

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="pipes, devices and limits of memory as Linux has them")


@pytest.mark.parametrize("part", range(PARTS))
def test_damage_is_reported_and_never_raised(part: int, tmp_path: Path) -> None:
    size = -(-(EACH + MORE) // PARTS)
    tally, findings = fuzz(SEED, range(part * size, min((part + 1) * size, EACH + MORE)), tmp_path)
    assert findings == []
    assert {command for _, command, _ in tally} >= {
        "validate",
        "strict",
        "info",
        "compare",
        "report",
        "load_run",
        "list",
    }


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
