"""Build runs of tests/unit/cases in a folder, and say what the validator finds in each.

    python build_cases.py FOLDER NAME...

Each run is FOLDER/NAME/run. Prints {NAME: [[rule, place], ...]}.
"""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path

TESTS = Path(__file__).resolve().parents[2]
ROOT = TESTS.parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "support"), str(TESTS)]

from case_runs import INVALID, ODD, VALID, build  # noqa: E402
from fixtures import report  # noqa: E402
from mutate import mutate  # noqa: E402


def main() -> None:
    folder = Path(sys.argv[1])
    print(json.dumps({name: report(write(folder, name)) for name in sys.argv[2:]}))


def write(folder: Path, name: str) -> Path:
    """The case's run; invalid cases are made of valid ones, each of which is built once."""
    run = folder / name / "run"
    if name in VALID:
        return run if run.is_dir() else build(run, VALID[name])
    case = {**INVALID, **ODD}[name]
    shutil.copytree(write(folder, case["base"]), run)
    mutate(run, case["mutate"])
    return run


if __name__ == "__main__":
    main()
