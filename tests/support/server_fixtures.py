"""Helpers of the tests that start ComfyUI as a program of its own, as `demo` and `generate` do."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

import pytest

from diffulizer.cli import generate
from diffulizer.comfyui.location import Host, check_checkout

REPOSITORY = Path(__file__).resolve().parent.parent.parent
EXAMPLE = REPOSITORY / "example_workflows" / "01 Start here (no download).json"


def real_host() -> Host:
    """The ComfyUI that COMFYUI_PATH names, run by this Python."""
    if not os.environ.get("COMFYUI_PATH"):
        pytest.skip("COMFYUI_PATH names no ComfyUI; `python3 dev.py test` sets it", allow_module_level=True)
    return Host(Path(sys.executable), check_checkout(Path(os.environ["COMFYUI_PATH"]), "COMFYUI_PATH"))


def generate_arguments(*arguments: str) -> argparse.Namespace:
    """Parse these arguments as `diffulizer generate` does."""
    parser = argparse.ArgumentParser(prog="diffulizer")
    generate.add_parser(parser.add_subparsers())
    return parser.parse_args(["generate", *arguments])


def everything_in(folder: Path) -> list[str]:
    """Return the names of everything in a folder, hidden left-overs included."""
    return sorted(path.name for path in folder.iterdir()) if folder.exists() else []
