"""Results of the GPU check: rows of JSON as they come, and the tables that are made of them.

    python benchmarks/gpu/results.py RESULTS.jsonl --into docs

Without a file, the tables of the page have empty cells.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from statistics import median
from typing import Any

BENCHMARKS = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(BENCHMARKS)]
sys.path.append(str(BENCHMARKS.parent))

from gpu.plan import AIMS, MEMORY_AIM, SETUPS  # noqa: E402

from demo_model import tables  # noqa: E402

Row = dict[str, Any]
"""A result: its ``case``, its ``setup``, and what was measured, or ``error``, or ``dropped`` with the reason."""
NOT_MEASURED = "Not measured: no GPU was at hand when this was written, so the cells are empty."


def write(row: Row, folder: Path) -> None:
    """Append a result at once, so that it is there whatever happens later, and write the table anew."""
    with (folder / "results.jsonl").open("a", encoding="utf-8") as file:
        file.write(json.dumps(row) + "\n")
    rows = read(folder / "results.jsonl")
    (folder / "table.txt").write_text("\n".join([*setting(rows), "", *text(rows), ""]), encoding="utf-8")


def read(path: Path) -> list[Row]:
    """Read the results; a line that was cut off is left out."""
    rows = []
    for line in path.read_text(encoding="utf-8").splitlines() if path.exists() else ():
        try:
            rows.append(json.loads(line))
        except ValueError:
            continue
    return rows


def setting(rows: Iterable[Row]) -> list[str]:
    """Say which machine measured, and what."""
    lines = [row["machine"] for row in rows if "machine" in row]
    return lines[:1] or [NOT_MEASURED]


HEAD = (
    "recording", "time, recorded : plain", "aimed at", "lowest to highest", "added per step", "added memory, at most",
    "same picture",
)  # fmt: skip


def cells(row: Row) -> list[str]:
    """Return the cells of a case's row."""
    pairs = row.get("pairs", [])
    ratios = [after / before for before, after in pairs]
    added = median(after - before for before, after in pairs) / row["steps"] if pairs else 0.0
    problem = row.get("error") or row.get("dropped")
    return [
        row["case"],
        f"{median(ratios):.3f}" if ratios else "",
        f"{AIMS[row['case']]:.2f}" if row["case"] in AIMS else "",
        f"{min(ratios):.3f} to {max(ratios):.3f}" if ratios else "",
        f"{added * 1000:.1f} ms" if ratios else "",
        f"{row['memory_mib']:.0f} MiB" if row.get("memory_mib") is not None else "",
        str(problem) if problem else {True: "yes", False: "NO", None: ""}[row.get("identical")],
    ]


def text(rows: Sequence[Row]) -> Iterator[str]:
    """Yield the results as lines for people to read at a terminal."""
    yield f"Aims: {AIMS}, at most {MEMORY_AIM} MiB of added memory."
    for row in rows:
        yield "  ".join(cell for cell in cells(row) if cell) + (f"  ({row['note']})" if row.get("note") else "")
        for line in row.get("lines", ()):
            yield f"    {line}"


def table(rows: Sequence[Row]) -> list[str]:
    """Return the page's table: a row for each planned case, with what was measured in it."""
    found: dict[str, list[Row]] = {}
    for row in rows:
        if "pairs" in row or row.get("error") or row.get("dropped"):
            found.setdefault(row["of"] if "of" in row else row["case"], []).append(row)
    lines = [f"| {' | '.join(HEAD)} |", f"| --- |{' --: |' * (len(HEAD) - 1)}"]
    for case in (case for setup in SETUPS for case in setup.cases if not case.startswith("profile")):
        for row in found.get(case, [{"case": case}]):
            lines.append(f"| {' | '.join(cell.replace('|', '/') for cell in cells(row))} |")
    return lines


def page(rows: Sequence[Row]) -> list[str]:
    """Return the lines of the page between its marks."""
    lines = [*setting(rows), "", *table(rows)]
    for row in rows:
        if row["case"].startswith("profile") and row.get("lines"):
            lines += ["", f"{row['case'].capitalize()}:", "", "```", *row["lines"], "```"]
    return lines


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("results", type=Path, nargs="?", help="results.jsonl of the check")
    parser.add_argument("--into", type=Path, metavar="FOLDER", help="write the table in benchmarks.md there")
    given = parser.parse_args()
    lines = page(read(given.results) if given.results else [])
    print("\n".join(lines))
    if given.into:
        tables.fill(given.into / "benchmarks.md", lines, "gpu")


if __name__ == "__main__":
    main()
