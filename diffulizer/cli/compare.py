"""`diffulizer compare`: two runs beside each other."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

from .ending import next_step

EPILOG = """\
Steps are aligned by noise level. Predictions and latents of B are interpolated to the levels of A; attention is that
of the nearest step.
Attention is compared by the Jensen-Shannon divergence, in nats. 0 is equal, and 0.693 has nothing in common.
docs/comparing.md explains each number and the keys of --json.
"""


def add_parser(subparsers: Any) -> None:
    """Add the subcommand `compare`."""
    parser = subparsers.add_parser(
        "compare",
        help="say how two runs differ",
        description="Say how two runs differ: what was changed from A to B, from which step on the pictures differ, "
        "and in which layers and words attention does.",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.set_defaults(func=run)
    parser.add_argument("a", type=Path, metavar="A", help="folder of a run, or a .zip of one")
    parser.add_argument("b", type=Path, metavar="B", help="the run to compare it with")
    shown = parser.add_mutually_exclusive_group()
    shown.add_argument("--all", action="store_true", help="print every step, layer and setting as tables")
    shown.add_argument("--json", action="store_true", help="print the comparison as JSON")


def run(args: argparse.Namespace) -> int:
    """Run the subcommand.

    Raises:
        RunNotFoundError, RunFormatError: a run can't be read.
        RecordingError: a run was exported without latents.
    """
    from ..analysis.comparison import compare  # torch: only when it is needed
    from ..analysis.comparison_text import as_dict, full_text, text
    from ..comfyui.graph_diff import graph_differences
    from ..dataset.jsonfile import plain
    from ..dataset.read.disk_pass import DiskPass

    passes = DiskPass(args.a), DiskPass(args.b)
    comparison = compare(*passes, names=(str(args.a), str(args.b)), further=graph_differences(*passes))
    if args.json:
        print(json.dumps(plain(as_dict(comparison)), indent=2, allow_nan=False))
        return 0
    print(full_text(comparison) if args.all else text(comparison))
    if not args.all:
        print(next_step("See every step and layer as numbers", "compare", "--all", args.a, args.b))
    print(next_step("See both side by side", "view", args.a, args.b))
    return 0
