"""`diffulizer report`: one HTML file that holds the viewer and a run."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

EPILOG = """\
what a report holds:
  Everything of the run: prompts, negative prompt and seed, the model's file name, the picture at every step,
  attention, effects of words, latents, metrics, versions and the time, and the ComfyUI workflow and executed
  graph unless --no-workflow is given. Prompts stay in it also with --no-workflow. The page loads nothing and
  sends nothing.

what is left out to stay below --max-mb, in this order and only as needed:
  maps of single heads; attention maps of further conditions; self-attention maps; latents and predicted
  noise; effects of words; then attention, except at every second step, every third, and so on. The copy's
  not_recorded says so.
"""


def add_parser(subparsers: Any) -> None:
    """Add the subcommand `report`."""
    parser = subparsers.add_parser(
        "report",
        help="make one HTML file of a run, to send or to put on a wiki",
        description="Make one HTML file that holds the viewer and a run, to send or to put on a wiki.",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.set_defaults(func=run)
    parser.add_argument(
        "runs",
        nargs="+",
        type=Path,
        metavar="RUN",
        help="folder of a run, or a .zip of one; two are compared, more are shown beside each other",
    )
    parser.add_argument("-o", "--output", type=Path, required=True, metavar="FILE", help="the file to write")
    parser.add_argument("--compare", type=Path, metavar="RUN", help="one more run")
    parser.add_argument("--no-workflow", action="store_true", help="leave the workflow and the executed graph out")
    parser.add_argument("--max-mb", type=float, default=20, metavar="N", help="size of the file in MiB; 0: any (20)")
    parser.add_argument("--overwrite", action="store_true", help="replace an existing file")


def run(args: argparse.Namespace) -> int:
    """Run the subcommand.

    Raises:
        SettingsError: --max-mb is out of range.
        RunNotFoundError, RunFormatError: a run can't be read.
        ViewerError: there is no built viewer, the file exists already, or the runs don't fit into it.
    """
    from ..errors import SettingsError
    from ..viewer.files import find_viewer, run_name
    from ..viewer.report import MIB, check_target, write_report

    if not 0 <= args.max_mb < float("inf"):
        raise SettingsError(f"--max-mb is {args.max_mb:g}; expected a number of MiB, or 0 for no limit.")
    target = args.output.expanduser()
    check_target(target, overwrite=args.overwrite)
    viewer = find_viewer()
    runs = [*args.runs, *([args.compare] if args.compare else [])]
    report = write_report(
        runs, target, viewer=viewer, max_mb=args.max_mb, workflow=not args.no_workflow, overwrite=args.overwrite
    )
    print(f"{target}: {report.size_bytes / MIB:.1f} MiB")
    for path, left_out in zip(runs, report.left_out, strict=True):
        for what in left_out:
            print(f"  left out of {run_name(path)}: {what}")
    print("\nA double click opens it, without a server or a network. Send it to whoever should see the run.")
    return 0
