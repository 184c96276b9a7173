"""Exports that are killed, interrupted or refused by the system, at any of their operations."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = Path(__file__).resolve().parents[3] / "support" / "faults.py"
COUNT = 1000 if os.environ.get("DIFFULIZER_NIGHTLY") else 60


@pytest.mark.skipif(os.name == "nt", reason="Windows has no fork")
def test_no_fault_costs_a_run(tmp_path: Path) -> None:
    environment = {**os.environ, "TMPDIR": str(tmp_path)}
    command = [sys.executable, str(SCRIPT), "--seed", "1", "--count", str(COUNT)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True)
    assert f"{COUNT} faults of seed 1 from 0: 0 did not hold" in done.stdout, done.stdout + done.stderr
    assert done.returncode == 0
    assert list(tmp_path.iterdir()) == []
