"""Make the table of times in docs/measuring.md from the records of `python3 dev.py test`.

    python tools/make_times_table.py .test-times.json [FILE …]

Each file becomes a column. dev.py's option --times names another file for a second run, such as `test --fast`.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.append(str(ROOT))

from demo_model import tables  # noqa: E402 (the repository need not be installed)
from tools.dev.running import clock  # noqa: E402

PAGE = ROOT / "docs" / "measuring.md"
NAMES = {"whole": "`test`", "fast": "`test --fast`", "nightly": "`nightly`"}


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("files", type=Path, nargs="+", help="what dev.py wrote")
    options = parser.parse_args()
    records = [json.loads(file.read_text(encoding="utf-8")) for file in options.files]
    for file, record in zip(options.files, records, strict=True):
        failed = [check["name"] for check in record["checks"] if not check["passed"]]
        if failed:
            parser.error(f"{file} is of a run in which {', '.join(failed)} failed; its times say little.")
    tables.fill(PAGE, table(records), "times")


def table(records: list[dict[str, Any]]) -> list[str]:
    """Return the lines of the table: a check each, with its minutes in each of the runs and its number of tests in the
    first."""
    names = list(dict.fromkeys(check["name"] for record in records for check in record["checks"]))
    columns = [{check["name"]: check for check in record["checks"]} for record in records]
    lines = ["", f"| check | tests | {' | '.join(NAMES[record['kind']] for record in records)} |"]
    lines.append("| --- | --- |" + " --- |" * len(records))
    for name in names:
        ran = next(column[name]["ran"] for column in columns if name in column)
        cells = [clock(column[name]["seconds"]) if name in column else "" for column in columns]
        lines.append(f"| {name} | {ran or ''} | {' | '.join(cells)} |")
    sums = [clock(sum(check["seconds"] for check in record["checks"])) for record in records]
    machines = {f"{record['system']} with {record['cores']} cores, {record['date']}" for record in records}
    return [*lines, f"| **all** | | {' | '.join(sums)} |", "", f"In minutes, on {' and '.join(sorted(machines))}.", ""]


if __name__ == "__main__":
    main()
