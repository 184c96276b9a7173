"""What is asked of `dev.py test`, and a check, its unit."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from . import ROOT


@dataclass(frozen=True)
class Plan:
    """What is asked for.

    Args:
        python: the environment's Python.
        comfyui: the folder of the ComfyUI that tests run.
        arguments: what pytest is given beside our own; where it names files, only they are tested.
        times: the file that the times are written to.
        fast: leave out what needs a running ComfyUI or a browser.
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
        """What each check finds in its environment, beside what is there."""
        known = {"COMFYUI_PATH": str(self.comfyui), "DIFFULIZER_PYTHON": str(self.python)}
        return {**known, "DIFFULIZER_NIGHTLY": "1"} if self.nightly else known


@dataclass(frozen=True)
class Check:
    """One check.

    Args:
        name: what the summary calls it.
        command: what is run.
        folder: where it is run.
        variables: what its environment has beside the plan's.
        problem: why it can't be run; then it fails with this sentence.
    """

    name: str
    command: list[str] = field(default_factory=list)
    folder: Path = ROOT
    variables: dict[str, str] = field(default_factory=dict)
    problem: str = ""

    @property
    def is_pytest(self) -> bool:
        """Whether pytest runs it, whose report counts its tests."""
        return bool(self.command) and Path(self.command[0]).stem == "pytest"
