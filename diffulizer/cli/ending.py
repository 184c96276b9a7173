"""The last lines of a command: what a person can do next, as a line that can be pasted."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ..dataset.read.run import Run

MIB = 2**20


def next_step(what: str, *arguments: str | Path) -> str:
    """Return the lines that say what to do next: ``what``, and the command for it."""
    return f"\n{what}:\n  {command_line(*arguments)}"


def command_line(*arguments: str | Path) -> str:
    """Return the command that a person pastes to run `diffulizer` with these arguments, quoted for the shell.

    It names no more than is needed: the installed command where that runs, and the folder of a clone, with whole paths,
    where a person is elsewhere.
    """
    if Path(sys.argv[0]).stem == "diffulizer":  # the installed command, which works in any folder
        return quoted("diffulizer", *map(str, arguments))
    root = Path(__file__).resolve().parents[2]
    begin = (sys.executable, "-m", "diffulizer")
    if Path.cwd() == root or not (root / "pyproject.toml").is_file():
        return quoted(*begin, *map(str, arguments))
    whole = (str(a.absolute()) if isinstance(a, Path) else a for a in arguments)
    return f"cd {quoted(str(root))} && {quoted(*begin, *whole)}"


def quoted(*words: str) -> str:
    """Join words to a line, quoted where the shell of this system needs it."""
    return subprocess.list2cmdline(words) if os.name == "nt" else shlex.join(words)


def result(run: Run) -> str:
    """Return the lines that end the making of a run: where it is, what it shows, and how to look at it."""
    size = sum(run.files.size(name) or 0 for name in run.files.names())
    return "\n".join(
        [
            f"Run       {run.path}",
            f"Prompt    {run.prompt.get('text') or '(empty)'}",
            f"Picture   {run.image_path(run.steps - 1)}",
            f"Recorded  {run.steps} steps, {len(run.layers)} layers, {size / MIB:.1f} MiB",
            next_step("Look at it in the viewer", "view", run.path),
        ]
    )
