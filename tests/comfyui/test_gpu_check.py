"""The GPU check's command, rehearsed in its smallest form: the real host, a narrow model, the imports of a bare
machine."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from gpu import results
from gpu.pack_up import WHEELS

REPOSITORY = Path(__file__).resolve().parent.parent.parent


def rehearsed(out: Path, wheels: tuple[str, ...], *only: str) -> list[dict[str, Any]]:
    """Return the rows of a rehearsal with wheels of these names."""
    (out / "travel" / "wheels").mkdir(parents=True)
    for name in wheels:  # a rehearsal looks at names alone
        (out / "travel" / "wheels" / f"{name.replace('-', '_')}-1.0-py3-none-any.whl").touch()
    command = [sys.executable, str(REPOSITORY / "benchmarks" / "gpu" / "run.py"), "--host", os.environ["COMFYUI_PATH"]]
    command += ["--travel", str(out / "travel"), "--out", str(out), "--rehearse", "--only", *only]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, timeout=600)
    return results.read(out / "results.jsonl")


def test_a_recording_is_measured_and_keeps_the_picture(tmp_path: Path) -> None:
    row, *others = rehearsed(tmp_path, WHEELS, "default settings")
    assert not others
    assert "error" not in row, (tmp_path / "log.txt").read_text()
    assert len(row["pairs"]) == 2
    assert row["identical"] is row["repeats"] is True
    assert row["recorded_steps"] == row["steps"] == 2
    assert "gaps" not in row


def test_what_the_machine_lacks_becomes_a_row(tmp_path: Path) -> None:
    rows = rehearsed(tmp_path, (), "default settings", "torch.compile")
    assert [row["case"] for row in rows] == ["default settings", "torch.compile"]
    for row in rows:
        assert row["error"].startswith("the process ended with 1: ModuleNotFoundError"), row
