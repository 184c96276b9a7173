"""The commands of dev.py, their arguments, and their exit status."""

from __future__ import annotations

import argparse
import os
import signal
import subprocess
import sys
from pathlib import Path

from . import ROOT, SetupError, running, viewer
from .environment import environment
from .plan import Plan
from .processes import stopping


def main(description: str) -> int:
    """Run the command that the arguments name; return the status to exit with.

    Args:
        description: the text that ``--help`` shows.
    """
    options, pytest_args = parse_arguments(description)
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        if options.command == "viewer" and (options.name != "panels" or os.environ.get("DIFFULIZER_PYTHON")):
            return viewer.run(options.name)
        python, comfyui = environment()
        if options.command == "viewer":
            os.environ.update(COMFYUI_PATH=str(comfyui), DIFFULIZER_PYTHON=str(python))
            return viewer.run(options.name)
        if options.command == "env":
            print(python)
            return 0
        if options.command == "demo":
            return run_demo(python, comfyui, options)
        nightly = options.command == "nightly"
        return running.run(Plan(python, comfyui, pytest_args, options.times, options.fast, nightly))
    except KeyboardInterrupt:
        return complain("Stopped.", 130)
    except SetupError as error:
        return complain(str(error), 1)
    except OSError as error:
        return complain(f"{error.strerror or error}: {error.filename or 'no file named'}.", 1)


def parse_arguments(description: str) -> tuple[argparse.Namespace, list[str]]:
    """Parse the options of dev.py; return them and the arguments for pytest that follow ``--``."""
    arguments = sys.argv[1:]
    cut = arguments.index("--") if "--" in arguments else len(arguments)
    formatter = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser(prog="dev.py", description=description, formatter_class=formatter)
    commands = parser.add_subparsers(dest="command", metavar="demo|test|nightly|viewer|env")
    commands.required = True
    demo = commands.add_parser("demo", help="run the example workflow in a real ComfyUI")
    demo.add_argument("--no-open", action="store_true", help="end when the run is complete, without the viewer")
    demo.add_argument("--port", type=int, default=0, help="port for ComfyUI (a free one by default)")
    test = commands.add_parser("test", help="run every check and test; pytest's own arguments go after --")
    test.add_argument("--fast", action="store_true", help="only what needs no ComfyUI and no browser")
    nightly = commands.add_parser("nightly", help="run every check and test, the long ones too")
    nightly.set_defaults(fast=False)
    for command in (test, nightly):
        command.add_argument(
            "--times", type=Path, default=running.TIMES, metavar="FILE", help="where to write the times"
        )
    one = commands.add_parser("viewer", help="run one check of the viewer")
    one.add_argument("name", choices=sorted(viewer.OWN), help="which one")
    commands.add_parser("env", help="set up and print the environment's Python")
    options = parser.parse_args(arguments[:cut])
    extra = arguments[cut + 1 :]
    if extra and options.command != "test":
        parser.error("only test takes arguments after --")
    if extra and options.fast:
        parser.error("--fast says what is run, and so do arguments after --; give one of them")
    return options, extra


def complain(message: str, code: int) -> int:
    """Print one sentence on why the command ends; return the status to exit with."""
    print("dev.py: " + message, file=sys.stderr, flush=True)
    return code


def run_demo(python: Path, comfyui: Path, options: argparse.Namespace) -> int:
    """Run the demo in the environment; Ctrl-C, which closes the viewer, ends it well."""
    command = [str(python), "-m", "diffulizer.cli.demo", "--port", str(options.port)]
    command += ["--no-open"] if options.no_open else []
    process = subprocess.Popen(command, cwd=str(ROOT), env={**os.environ, "COMFYUI_PATH": str(comfyui)})
    try:
        with stopping(process):
            return process.wait()
    except KeyboardInterrupt:
        if process.returncode:
            raise
        return 0
