"""One prompt from start to end, for callers that are not asynchronous, and the runs that it exported."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from ..errors import HostError
from .client import Outcome
from .graph import FAILURES
from .link import Build, Link
from .location import Host
from .progress import Report
from .server import PACK

RUNS = "diffulizer_run"


def run_prompt(
    url: str, build: Build, report: Report | None = None, *, workflow: dict[str, Any] | None = None
) -> Outcome:
    """Run one prompt on the ComfyUI at `url`.

    Args:
        build: makes the prompt from the server's description of its nodes (/object_info).
        report: called with every progress.
        workflow: the UI graph that the prompt was made of, for nodes that store it.

    Raises:
        HostError: as `ComfyClient.run`, or whatever `build` raises.
        KeyboardInterrupt: Ctrl-C; the prompt was interrupted first.
    """

    with Link(url) as link:
        return link.run(build, report, workflow=workflow)


def exported_runs(outcome: Outcome) -> list[dict[str, Any]]:
    """Return the summaries of the runs that a prompt exported, one per image.

    Raises:
        HostError: the prompt exported none.
    """
    runs = [run for output in outcome.outputs.values() for run in output.get(RUNS, [])]
    failures = [reason for output in outcome.outputs.values() for reason in output.get(FAILURES, [])]
    if not runs and failures:
        raise HostError(f"No run was exported. {' '.join(failures)}")
    if not runs:
        raise HostError("ComfyUI finished, but no run was exported. Add an Export Diffulizer Run node to the graph.")
    return runs


def print_notes(runs: list[dict[str, Any]]) -> None:
    """Print the export's notes for a person on standard error."""
    for run in runs:
        for note in run.get("notes", []):
            print(f"note: {note}", file=sys.stderr)


def default_output(host: Host) -> Path:
    """Return the folder that a ComfyUI started here writes to, where the user named none.

    A checkout of the user's own has its output folder; for the one that dev.py set up it is `output`
    beside the pack, because nobody looks into a cache.
    """
    return own_output() if host.own else host.comfyui / "output"


def own_output() -> Path:
    """Return the folder `output` beside the pack, after creating it with a .gitignore."""
    folder = PACK / "output"
    folder.mkdir(exist_ok=True)
    ignore = folder / ".gitignore"
    if not ignore.exists():
        ignore.write_text("*\n", encoding="utf-8")
    return folder
