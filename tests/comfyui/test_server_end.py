"""The demo and `generate` as programs with a ComfyUI of their own: how they end, and what they leave."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest
from server_fixtures import REPOSITORY, everything_in, real_host

from diffulizer.cli import demo


def wait_for(condition: Callable[[], bool], seconds: float, what: str) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, f"{what} did not happen within {seconds} s"
        time.sleep(0.1)


def test_the_demo(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    real_host()
    assert demo.main(["--output", str(tmp_path), "--no-open"]) == 0
    shown = capsys.readouterr().out
    run = tmp_path / "diffulizer" / "demo_00001"
    for part in (
        f"{run}: strictly valid",
        "20 steps, 19 layers",
        "a red circle above a blue square",
        "diffulizer view",
    ):
        assert part in shown
    assert everything_in(tmp_path / "diffulizer") == ["demo_00001"]


@pytest.mark.skipif(os.name == "nt", reason="signals of POSIX")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM], ids=lambda number: number.name)
def test_generate_stopped_in_the_middle(tmp_path: Path, number: signal.Signals) -> None:
    host = real_host()
    progress = tmp_path / "progress.json"
    code = "import sys; sys.path.append(sys.argv.pop(1)); from diffulizer.cli import main; sys.exit(main())"
    command = [sys.executable, "-c", code, str(REPOSITORY), "generate", "--prompt", "a star", "--num-steps", "5000"]
    command += ["--comfyui", str(host.comfyui), "--output-dir", str(tmp_path / "run"), "--device", "cpu"]
    process = subprocess.Popen([*command, "--progress-file", str(progress)], stderr=subprocess.PIPE, text=True)

    def sampling() -> bool:
        assert process.poll() is None, process.communicate()[1]
        return progress.exists() and json.loads(progress.read_text())["stage"] == "sampling"

    wait_for(sampling, 120, "sampling")
    family = psutil.Process(process.pid).children(recursive=True)
    bases = [Path(child.cwd()) for child in family]
    assert family
    process.send_signal(number)
    _, said = process.communicate(timeout=30)
    assert process.returncode == 130
    assert "stopped; nothing was written" in said
    assert "Traceback" not in said
    assert not [child for child in family if child.is_running()]
    assert not [base for base in bases if base.exists()]
    assert json.loads(progress.read_text())["stage"] == "interrupted"
    assert everything_in(tmp_path) == ["progress.json"]
