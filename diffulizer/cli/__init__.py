"""The command line: ``diffulizer`` once installed, ``python -m diffulizer`` anywhere.

The exit status is 0 if all is well, 1 if a run is invalid or the work failed, 2 for unusable arguments.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence

from .. import __version__
from ..errors import DiffulizerError, RunFormatError
from . import ablate, compare, export, figures, generate, info, report, sweep, table, validate, view

FAILED, UNUSABLE, STOPPED = 1, 2, 130


def build_parser() -> argparse.ArgumentParser:
    """Build the parser of all subcommands."""
    parser = argparse.ArgumentParser(
        prog="diffulizer", description="Record SDXL's attention while it samples, and work with the recorded runs."
    )
    parser.add_argument("--version", action="version", version=f"diffulizer {__version__}")
    subparsers = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    for command in (generate, sweep, ablate, table, validate, info, view, report, export, figures, compare):
        command.add_parser(subparsers)
    return parser


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line and return the exit status."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):  # a terminal that lacks a character shows its code instead
            stream.reconfigure(errors="backslashreplace")
    args = build_parser().parse_args(argv)
    try:
        status: int = args.func(args)
        sys.stdout.flush()
    except DiffulizerError as error:
        print(f"diffulizer: {error}", file=sys.stderr)
        return FAILED if isinstance(error, RunFormatError) else UNUSABLE
    except ModuleNotFoundError as error:
        print(
            f"diffulizer: {sys.executable} has no package {error.name!r}. `python3 dev.py env` prints a Python that "
            "has all of them; `pip install .` in the repository installs them into this one.",
            file=sys.stderr,
        )
        return UNUSABLE
    except KeyboardInterrupt:
        return STOPPED
    except BrokenPipeError:  # the reader, such as `head`, has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FAILED
    except OSError as error:
        where = f"{error.filename}: " if error.filename else ""
        print(f"diffulizer: {where}{error.strerror or error}.", file=sys.stderr)
        return FAILED
    return status
