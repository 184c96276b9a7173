"""Data that the viewer's tests compare with: runs on disk, Python's findings about them, and values that numpy gives.

    python fixtures.py FOLDER

FOLDER then holds runs/NAME/ (each case of tests/unit/cases, and damaged runs from a seeded generator),
expected.json ({name: [[rule, place], ...]}, as ``validate_run`` reports without strict), golden.json, and
pairs/NAME/a and b with pairs.json: two runs beside each other.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

VIEWER = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(VIEWER.parent), str(VIEWER.parent / "tests" / "support"), str(Path(__file__).parent)]

from case_runs import INVALID, ODD, VALID, build  # noqa: E402
from damage import KINDS, build_bases, damaged  # noqa: E402
from golden import golden  # noqa: E402
from mutate import mutate  # noqa: E402
from pairs import folded, pairs, prompts, schedules, tags, typed  # noqa: E402
from tagged import CHOSEN  # noqa: E402

from diffulizer.dataset.check.validate import validate_run  # noqa: E402

DAMAGED = 1000 if os.environ.get("DIFFULIZER_NIGHTLY") else len(KINDS)
"""Damaged runs: each kind of damage once, or all of them."""
SEED = 1


def main() -> None:
    folder = Path(sys.argv[1])
    runs = folder / "runs"
    runs.mkdir(parents=True)
    expected = {name: report(run) for name, run in write_runs(runs)}
    write(folder / "expected.json", expected)
    write(folder / "golden.json", golden())
    runs_beside = {
        "schedules": schedules(),
        "runs": pairs(folder / "pairs"),
        "folded": folded(),
        "prompts": prompts(),
        "typed": typed(),
        "tags": tags(),
        "chosen": CHOSEN,
    }
    write(folder / "pairs.json", runs_beside)


def write_runs(runs: Path) -> Iterator[tuple[str, Path]]:
    """(name, folder) of each run, once it is written."""
    for name, case in VALID.items():
        yield f"valid-{name}", build(runs / f"valid-{name}", case)
    for name, case in {**INVALID, **ODD}.items():
        # A folder of its own: a case may move files beside the run.
        run = Path(shutil.copytree(runs / f"valid-{case['base']}", runs / f"case-{name}" / "run"))
        mutate(run, case["mutate"])
        yield f"case-{name}/run", run
    bases = build_bases(runs / "bases")
    for number in range(DAMAGED):
        folder = runs / f"damaged-{number:03d}"
        folder.mkdir()
        run = damaged(bases, folder, SEED, number, archives=False).path
        yield f"{folder.name}/{run.name}", run


def report(run: Path) -> list[list[str]]:
    """(rule, place) of every problem, each once."""
    told = validate_run(run)
    return [list(pair) for pair in sorted({(p.rule, p.where) for p in (*told.errors, *told.warnings)})]


def write(file: Path, content: Any) -> None:
    file.write_text(json.dumps(content, allow_nan=False), encoding="utf-8")


if __name__ == "__main__":
    main()
