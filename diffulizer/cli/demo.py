"""`python3 dev.py demo`: the first example workflow, run in a real ComfyUI, exported, checked and shown."""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path
from typing import Any

from ..comfyui.client import Prompt
from ..comfyui.location import find_host
from ..comfyui.progress import Progress, Reporter
from ..comfyui.runner import exported_runs, own_output, print_notes, run_prompt
from ..comfyui.server import PACK, Server
from ..comfyui.workflow import load_workflow, stopping, to_prompt
from ..dataset.read.run import load_run
from ..errors import DiffulizerError
from ..serving import termination_as_interrupt
from ..viewer.browser import has_display
from . import ending
from . import main as diffulizer

WORKFLOW = PACK / "example_workflows" / "01 Start here (no download).json"


def main(arguments: list[str] | None = None) -> int:
    """Run the demo and return the exit code, which is 0 if the run exists and is valid."""
    parser = argparse.ArgumentParser(prog="dev.py demo", description=__doc__)
    parser.add_argument("--port", type=int, default=0, help="port for ComfyUI (a free one by default)")
    parser.add_argument("--no-open", action="store_true", help="end when the run is complete, without the viewer")
    parser.add_argument("--output", type=Path, help="ComfyUI's output folder (beside the pack by default)")
    options = parser.parse_args(arguments)
    try:
        with termination_as_interrupt():
            run = make_run(options.port, options.output)
            print()
            code = finish(run)
        return code if options.no_open else code or show(run)
    except DiffulizerError as error:
        print(f"demo: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


def make_run(port: int = 0, output: Path | None = None) -> Path:
    """Run the example workflow and return the folder of the run.

    Raises:
        DiffulizerError: ComfyUI can't be found or started, or the workflow failed.
    """
    workflow = load_workflow(WORKFLOW)
    host = find_host()
    with Reporter() as report:
        report(Progress("starting", message=f"Starting ComfyUI in {host.comfyui} ..."))
        begin = time.monotonic()
        with Server(host, port=port, output=output or own_output()) as server:
            print(f"ComfyUI answers on {server.url} after {time.monotonic() - begin:.0f} s.", file=sys.stderr)

            def build(info: dict[str, Any]) -> Prompt:
                return stopping(to_prompt(workflow, info), info)

            outcome = run_prompt(server.url, build, report, workflow=workflow)
    runs = exported_runs(outcome)
    print_notes(runs)
    return Path(runs[0]["path"])


def finish(run: Path) -> int:
    """Check the run strictly, and print where it is and how to look at it."""
    code = diffulizer(["validate", "--strict", str(run)])
    print("\n" + ending.result(load_run(run)), flush=True)
    return code


def show(run: Path) -> int:
    """Open the viewer on the run and serve it until Ctrl-C; without a display, print that it was not opened."""
    print()
    if has_display():
        return diffulizer(["view", str(run)])
    print("No display was found, so nothing was opened. The command above opens the viewer.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
