"""The plan of a `dev.py test`, and the checks that it consists of."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from . import ROOT


@dataclass(frozen=True)
class Plan:
    """Request for a run of checks.

    Args:
        python: the environment's Python.
        comfyui: the folder of the ComfyUI that tests run.
        arguments: arguments for pytest in addition to our own; if they name files, only these are tested.
        times: the file that the times are written to.
        fast: leave out the checks that need a running ComfyUI or a browser.
        nightly: take the long forms of tests that have two.
    """

    python: Path
    comfyui: Path
    arguments: list[str]
    times: Path
    fast: bool = False
    nightly: bool = False

    @property
    def variables(self) -> dict[str, str]:
        """Variables that each check gets in addition to our environment."""
        known = {"COMFYUI_PATH": str(self.comfyui), "DIFFULIZER_PYTHON": str(self.python)}
        return {**known, "DIFFULIZER_NIGHTLY": "1"} if self.nightly else known


@dataclass(frozen=True)
class Check:
    """One check.

    Args:
        name: its name in the summary.
        command: the command to run.
        folder: the folder to run it in.
        variables: variables of its environment in addition to the plan's.
        problem: the reason why it can't be run; it then fails with this sentence.
    """

    name: str
    command: list[str] = field(default_factory=list)
    folder: Path = ROOT
    variables: dict[str, str] = field(default_factory=dict)
    problem: str = ""

    @property
    def is_pytest(self) -> bool:
        """True if pytest runs it, so that its report counts the tests."""
        return bool(self.command) and Path(self.command[0]).stem == "pytest"
