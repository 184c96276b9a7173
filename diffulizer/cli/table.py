"""`diffulizer table`: many runs as tables."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

EPILOG = """\
tables:
  runs (a row for each run), steps, layer_steps and words; with --reference also pairs. docs/tables.md describes every
  column, and how to query them with DuckDB. A run that can't be read has its row, with the reason.

Called again, it reads only runs that are new or changed, and those that had a problem. Ctrl-C ends it, and keeps what
was read.
"""


def add_parser(subparsers: Any) -> None:
    """Add the subcommand `table`."""
    parser = subparsers.add_parser(
        "table",
        help="write tables of many runs, for DuckDB, pandas and others",
        description="Write tables of many runs, for DuckDB, pandas and others.",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.set_defaults(func=run)
    parser.add_argument(
        "runs", nargs="+", metavar="RUNS", help="runs, folders of runs at any depth, .zip files, or patterns of these"
    )
    parser.add_argument("-o", "--output", type=Path, required=True, metavar="DIR", help="the folder of the tables")
    parser.add_argument("--format", choices=("parquet", "csv", "jsonl"), default="parquet", help="form of the files")
    parser.add_argument("--jobs", type=int, default=0, metavar="N", help="number of processes; 0: one a processor (0)")
    parser.add_argument("--reference", type=Path, metavar="RUN", help="compare each run with this one")


def run(args: argparse.Namespace) -> int:
    """Run the subcommand.

    Raises:
        SettingsError: --jobs is below 0, or --reference names several runs.
        RunNotFoundError: there are no runs.
        MissingPackageError: the format needs a package.
        OutputError: the folder can't be used.
    """
    from ..errors import SettingsError
    from ..format.columns import PAIRS, RUNS
    from ..tables.collect import collect, cores
    from ..tables.find import find
    from ..tables.formats import FORMATS
    from ..tables.rows import OF_A_RUN
    from ..tables.written import WrittenTables

    if args.jobs < 0:
        raise SettingsError(f"--jobs is {args.jobs}; expected a number of processes, or 0 for one a processor.")
    found = find(args.runs)
    references = [] if args.reference is None else find(args.reference)
    if len(references) > 1:
        raise SettingsError(
            f"--reference {args.reference} has {len(references)} runs; expected one, such as {references[0].path}."
        )
    reference = references[0] if references else None
    folder = args.output.expanduser()
    names = (*OF_A_RUN, *([PAIRS] if reference else []))
    with WrittenTables(folder, FORMATS[args.format], names) as tables:
        try:
            new = collect(tables, found, jobs=args.jobs or cores(), reference=reference)
        except KeyboardInterrupt:
            print("Stopped. What was read is in the tables; the same command goes on.")
            raise
    counts = tables.counts()
    named = ", ".join(f"{count} {name.replace('_', ' ')}" for name, count in counts.items() if name != RUNS)
    bad = tables.problems()
    print(f"{folder}: {counts[RUNS]} runs, {named}. {new} of {len(found)} were read now, the others were there.")
    if bad:
        print(f"{bad} have a problem: the column `problem` of {tables.path(RUNS)} says what.")
    if args.format == "parquet":
        print(f"\nAsk it something, with DuckDB (docs/tables.md):\n  {query(tables.path(RUNS))}")
    return 0


def query(runs: Path) -> str:
    """Return a command that asks the table of runs something."""
    return f"duckdb -c \"SELECT cfg, count(*), avg(guidance_l2_norm_mean) FROM '{runs}' GROUP BY cfg\""
