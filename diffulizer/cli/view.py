"""`diffulizer view`: look at runs in the browser."""

from __future__ import annotations

import argparse
import contextlib
import glob
from collections.abc import Sequence
from pathlib import Path
from typing import Any


def add_parser(subparsers: Any) -> None:
    """Add the subcommand `view`."""
    parser = subparsers.add_parser(
        "view",
        help="look at runs in the browser",
        description="Serve the viewer and the given runs, and nothing else, on 127.0.0.1 until Ctrl-C, and open them "
        "in the browser. Two runs are compared, more are shown beside each other. A folder with the table of a study "
        "is shown as a list of all its runs. Without a run, the viewer shows its examples.",
    )
    parser.set_defaults(func=run)
    parser.add_argument(
        "runs",
        nargs="*",
        type=Path,
        metavar="RUN",
        help="folder of a run, a .zip of one, a pattern of these, or the folder of a table",
    )
    parser.add_argument("--port", type=int, default=0, metavar="N", help="port to serve on (a free one)")
    parser.add_argument("--no-open", action="store_true", help="print the URL without opening a browser")


def run(args: argparse.Namespace) -> int:
    """Run the subcommand until Ctrl-C or a termination.

    Raises:
        RunNotFoundError, RunFormatError: a path is no run.
        ViewerError: there is no built viewer, or there is a table and more.
        MissingPackageError: there is a table, and pyarrow is not installed.
        HostError: the port can't be used.
    """
    return show([run for given in args.runs for run in _matching(given)], args.port, browser=not args.no_open)


def _matching(given: Path) -> list[Path]:
    """Return the runs that a pattern names, where the shell left it as it is, as those of Windows do; a path is itself.
    Raises: RunNotFoundError."""
    from ..tables.find import find

    if given.exists() or not glob.has_magic(str(given)):
        return [given]
    return [found.path for found in find(given) if found.failed is None]


def show(runs: Sequence[Path], port: int = 0, *, browser: bool = True) -> int:
    """Serve the viewer and the runs until Ctrl-C or a termination. Raises: as ``run``."""
    from ..serving import termination_as_interrupt
    from ..viewer.browser import open_page
    from ..viewer.files import find_viewer
    from ..viewer.server import ViewerServer

    viewer = find_viewer()
    with contextlib.ExitStack() as stack:
        stack.enter_context(contextlib.suppress(KeyboardInterrupt))
        stack.enter_context(termination_as_interrupt())
        server = stack.enter_context(ViewerServer(viewer, runs, port))
        print(f"The viewer: {server.address}", flush=True)
        opened = browser and open_page(server.address)
        print("It is open in your browser." if opened else "Open this URL in a browser.", end=" ")
        print("It is served until you press Ctrl-C.", flush=True)
        server.serve_forever()
    return 0
