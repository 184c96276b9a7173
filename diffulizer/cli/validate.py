"""`diffulizer validate`: check runs against the format and list every problem."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterable
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..errors import RunNotFoundError
from .ending import next_step

if TYPE_CHECKING:
    from ..dataset.check.validate import Problem, Report


def add_parser(subparsers: Any) -> None:
    """Add the subcommand `validate`."""
    parser = subparsers.add_parser(
        "validate",
        help="check runs against the format",
        description="Check runs against the format and list every problem. Exit status: 0 all are valid, 1 one is not, "
        "2 a path is no run.",
    )
    parser.set_defaults(func=run)
    parser.add_argument("runs", nargs="+", type=Path, metavar="RUN", help="folder of a run, or a .zip of one")
    parser.add_argument(
        "--strict",
        action="store_true",
        help="decode all images, and recompute everything that the stored latents and maps determine",
    )
    parser.add_argument("--json", action="store_true", help="print the reports as JSON")


def run(args: argparse.Namespace) -> int:
    """Run the subcommand and return the exit status: 0 valid, 1 invalid.

    Raises:
        RunNotFoundError: a path is no folder and no .zip, or a folder of runs, so nothing is checked.
        RunFormatError: a .zip can't be read.
    """
    from ..dataset.files import is_archive, run_below  # numpy and Pillow: only when they are needed
    from ..dataset.layout import METADATA

    for path in args.runs:
        if not path.is_dir() and not is_archive(path):
            raise RunNotFoundError(
                f"{path} is neither a folder nor a .zip; expected a run, with a metadata.json in it."
            )
        if path.is_dir() and not (path / METADATA).exists() and (below := run_below(path)):
            raise RunNotFoundError(f"{path} is a folder of runs; name the runs, such as {below}.")
    from ..dataset.check.validate import validate_run
    from ..dataset.shards import each_once, is_shard

    reports = []
    for path in [run for given in args.runs for run in (each_once([given]) if is_shard(given) else [given])]:
        reports.append(validate_run(path, strict=args.strict))
        if not args.json:
            print("\n".join(lines(reports[-1])))
    if args.json:
        print(json.dumps({"valid": all(r.valid for r in reports), "runs": [r.as_dict() for r in reports]}, indent=2))
    elif all(report.valid for report in reports):
        print(
            next_step("Look at them in the viewer" if reports[1:] else "Look at it in the viewer", "view", *args.runs)
        )
    else:
        print(
            "\nEach [rule] is explained in docs/dataset.md. Export the run again, or report the error with these lines."
        )
    return 0 if all(report.valid for report in reports) else 1


def lines(report: Report) -> list[str]:
    """Write the report as text: a verdict, then one line per problem, grouped by file."""
    problems = _counted(len(report.errors), "problem")
    noted = f", {_counted(len(report.warnings), 'warning')}" if report.warnings else ""
    how = "strictly valid" if report.strict else "valid"
    verdict = f"{how}{noted}" if report.valid else f"INVALID: {problems}{noted}"
    return [
        f"{report.path}: {verdict}",
        *_listed(report.errors, ""),
        *_listed(report.warnings, "warning: "),
        f"  looked at {_looked_at(report)}",
    ]


def _listed(problems: Iterable[Problem], label: str) -> list[str]:
    """List the problems by file, in the order of each file's first problem."""
    every = list(problems)
    order = list(dict.fromkeys(_file(p) for p in every))
    listed = []
    for name, group in groupby(sorted(every, key=lambda p: order.index(_file(p))), _file):
        listed.append(f"  {label}{name}")
        for problem in group:
            key = problem.where.partition(": ")[2]
            listed.append(f"    [{problem.rule}] {key + ': ' if key else ''}{problem.message}")
    return listed


def _file(problem: Problem) -> str:
    return problem.where.partition(": ")[0]


def _looked_at(report: Report) -> str:
    counts = report.checked
    facts = [
        _counted(counts[key], what)
        for key, what in (
            ("json_files", "JSON file"),
            ("images", "image"),
            ("maps", "map"),
            ("map_values", "map value"),
            ("array_values", "latent value"),
        )
        if counts.get(key)
    ]
    if report.strict:
        compared = sum(n for key, n in counts.items() if key.startswith(("metric-", "pca-", "latent-")))
        facts.append(_counted(compared, "recomputed number"))
    return ", ".join(facts) or "nothing"


def _counted(number: int, what: str) -> str:
    return f"{number:,} {what}{'' if number == 1 else 's'}"
