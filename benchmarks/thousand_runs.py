"""Answer the questions of docs/study.md, and draw its figures.

    python benchmarks/thousand_runs.py thousand --into docs

The folder is the sweep's, and its tables are beside it, here in thousand_table. Each query of the page is run with
DuckDB, and what it finds is written below it.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import matplotlib.pyplot as plt
import numpy as np

ROOT = Path(__file__).resolve().parent.parent
sys.path.append(str(ROOT))

from demo_model import tables  # noqa: E402

Found = dict[str, list[Any]]
"""Results of a query: the values of each column."""
QUERY = re.compile(r"```sql\n(.*?)```\n\n<!-- (\w+) -->", re.DOTALL)
FOLDER = "'thousand"
"""Beginning of all paths in the queries."""
PARTS = {
    "things": "#4477aa",
    "background": "#66ccee",
    "colour": "#ee6677",
    "shape": "#228833",
    "words together": "#ccbb44",
    "seed": "#aa3377",
    "rest": "#bbbbbb",
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, help="of the sweep; FOLDER_table has its tables")
    parser.add_argument("--into", type=Path, default=ROOT / "docs", help="where study.md is and the figures go")
    given = parser.parse_args()
    answer(given.into / "study.md", given.folder)


def answer(page: Path, folder: Path) -> dict[str, Found]:
    """Run the queries of a page, put what they find below them, and draw the figures beside the page.

    Args:
        folder: the sweep's; its tables are in ``FOLDER_table``.

    Returns:
        what each query found, by the name of the mark below it.
    """
    import duckdb

    answers = {}
    for query, name in QUERY.findall(page.read_text(encoding="utf-8")):
        asked = duckdb.sql(query.replace(FOLDER, f"'{folder.resolve().as_posix()}"))
        rows = asked.fetchall()
        tables.fill(page, table(asked.columns, rows), name)
        answers[name] = {column: [row[i] for row in rows] for i, column in enumerate(asked.columns)}
    for name, draw in FIGURES.items():
        figure, axis = plt.subplots(figsize=(7, 3.2), constrained_layout=True)
        draw(axis, answers[name])
        axis.spines[["top", "right"]].set_visible(False)
        figure.savefig(page.parent / f"study_{name}.png", dpi=110)
        plt.close(figure)
    return answers


def table(columns: list[str], rows: list[tuple[Any, ...]]) -> list[str]:
    """Return rows as a table in Markdown."""
    numeric = [all(isinstance(row[i], (int, float)) for row in rows) for i in range(len(columns))]
    return [
        _line(column.replace("_", " ") for column in columns),
        _line("--:" if right else "---" for right in numeric),
        *(_line(_shown(value) for value in row) for row in rows),
    ]


def _line(cells: Any) -> str:
    return f"| {' | '.join(cells)} |"


def _shown(value: Any) -> str:
    """Write a number with three digits or decimals, and names as code."""
    if isinstance(value, float):
        return f"{value:.3g}" if abs(value) >= 1 else f"{value:.3f}"
    return f"`{value}`" if isinstance(value, str) and "_" in value else str(value)


def _variance(axis: Any, found: Found) -> None:
    """Draw the parts of each metric's variance as a bar."""
    words = ("things", "background", "colour", "shape")
    single = np.sum([found[word] for word in words], axis=0)
    parts = found | {"words together": list(np.array(found["prompt"]) - single)}
    left = np.zeros(len(found["metric"]))
    for part, colour in PARTS.items():
        axis.barh(found["metric"], parts[part], left=left, color=colour, label=part)
        left += parts[part]
    axis.set_xlabel("share of the variance over runs")
    axis.legend(ncols=4, loc="lower left", bbox_to_anchor=(-0.5, 1), frameon=False, handlelength=1)


def _settling(axis: Any, found: Found) -> None:
    """Draw the way that is left after each step."""
    for things, label, colour in (("one", "one thing", PARTS["things"]), ("two", "two things", PARTS["colour"])):
        axis.plot(found["step"], found[things], color=colour, marker="o", label=label)
    axis.set_yscale("log")
    axis.set_xlabel("step (0 is the noisiest)")
    axis.set_ylabel("way left, of the picture's size")
    axis.legend(frameon=False)


def _words(axis: Any, found: Found) -> None:
    """Draw the effect of each kind of word, from the lowest to the highest prompt, over its share."""
    effect = np.array(found["effect"])
    spread = np.abs([found["lowest"], found["highest"]] - effect)
    axis.errorbar(found["share"], effect, spread, fmt="o", color=PARTS["things"], ecolor=PARTS["rest"], capsize=3)
    for i, (kind, share, size) in enumerate(zip(found["kind"], found["share"], effect, strict=True)):
        side, offset = ("left", (6, 3)) if i % 2 else ("right", (-6, 3))
        axis.annotate(kind, (share, size), offset, textcoords="offset points", fontsize=8, ha=side)
    axis.margins(x=0.12)
    axis.set_yscale("log")
    axis.set_xlabel("share of the attention")
    axis.set_ylabel("effect, ‖Δx̂₀‖₂")


FIGURES: dict[str, Callable[[Any, Found], None]] = {"variance": _variance, "settling": _settling, "words": _words}
"""Figures by the names of the queries that they draw."""


if __name__ == "__main__":
    main()
