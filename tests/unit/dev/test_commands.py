"""The commands of dev.py: what they need, and how they end."""

from __future__ import annotations

import argparse
import ast
import subprocess
import sys
from pathlib import Path

import pytest

import dev
from tools.dev import ROOT, commands


def test_old_pythons_can_read_it() -> None:
    ast.parse((ROOT / "dev.py").read_text(encoding="utf-8"), feature_version=(3, 7))


def test_python_too_old(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(sys, "argv", ["dev.py", "test"])
    monkeypatch.setattr(sys, "version_info", (3, 9, 18))
    assert dev.main() == 2
    assert "needs Python 3.10 or newer" in capsys.readouterr().err


def test_a_wrong_checkout_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("COMFYUI_PATH", str(tmp_path))
    monkeypatch.setattr(sys, "argv", ["dev.py", "env"])
    assert dev.main() == 1
    assert f"COMFYUI_PATH names {tmp_path}" in capsys.readouterr().err


def test_a_cache_that_can_not_be_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").touch()
    monkeypatch.delenv("COMFYUI_PATH", raising=False)
    monkeypatch.setenv("DIFFULIZER_CACHE", str(tmp_path / "file" / "cache"))
    monkeypatch.setattr(sys, "argv", ["dev.py", "env"])
    assert dev.main() == 1
    assert "can't be written (Not a directory). Set DIFFULIZER_CACHE" in capsys.readouterr().err


def demo_that_ends_with(monkeypatch: pytest.MonkeyPatch, code: int) -> int:
    """Run the demo with a stand-in whose viewer is closed by Ctrl-C."""

    class Process:
        returncode: int | None = None
        terminate = kill = None

        def __init__(self, *_: object, **__: object) -> None: ...

        def wait(self, _: float | None = None) -> int:
            if self.returncode is None:
                self.returncode = code
                raise KeyboardInterrupt
            return code

    monkeypatch.setattr(subprocess, "Popen", Process)
    return commands.run_demo(Path("python"), Path("comfyui"), argparse.Namespace(port=0, no_open=False))


def test_closing_the_viewer_is_how_the_demo_ends_well(monkeypatch: pytest.MonkeyPatch) -> None:
    assert demo_that_ends_with(monkeypatch, 0) == 0
    with pytest.raises(KeyboardInterrupt):
        demo_that_ends_with(monkeypatch, 130)
