"""The ledger of a sweep: what became of each attempt, as JSON lines that are only ever added to.

Each line is one attempt and is on the disk before the next begins. A line that a crash cut, or that was damaged, is
left out when the ledger is read: the runs themselves say what is there.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

from ..dataset.write.durable import sync_folder
from ..dataset.write.refusals import refusals_explained
from .stores import ENDING

DONE, FAILED, WITHDRAWN = "done", "failed", "withdrawn"
NAME, RUNS = "ledger.jsonl", "runs"
"""The ledger and the folder of the runs, in the folder of a sweep."""


@dataclass(frozen=True)
class Row:
    """An attempt to draw a run, or a note that the study does not ask for it any more.

    Attributes:
        run: the run's id.
        status: "done" or "failed"; "withdrawn" of a run that failed, when the study came to ask for it no longer.
        attempt: its number, from 1, since the sweep was started or gone on with.
        seconds: how long it took; None for a run that was found whole.
        bytes: size of the kept run; None for a failure.
        reason: why it failed; empty otherwise.
        asked: for a failure, what was asked for; the run itself states it otherwise.
        time: when it ended, in UTC (ISO 8601).
    """

    run: str
    status: str
    attempt: int = 1
    seconds: float | None = None
    bytes: int | None = None
    reason: str = ""
    asked: dict[str, Any] | None = None
    time: str = ""


def read_ledger(path: Path) -> tuple[list[Row], int]:
    """Return the rows of a ledger, and the number of lines that can't be read. A missing ledger has none."""
    rows: list[Row] = []
    damaged = 0
    for line in _lines(path):
        try:
            content = json.loads(line)
            rows.append(Row(**{key: content[key] for key in Row.__dataclass_fields__ if key in content}))
        except (ValueError, TypeError, KeyError):
            damaged += 1
    return rows, damaged


def undrawn(folder: Path) -> dict[Path, Row]:
    """Return the last attempts at the runs of a sweep that failed and are not there, by the paths that they would have.
    Runs that were withdrawn are left out.

    Args:
        folder: the sweep's folder; one that holds no ledger has none.
    """
    last = {row.run: row for row in read_ledger(folder / NAME)[0]}
    failed = {folder / RUNS / f"{run}{ENDING}": row for run, row in last.items() if row.status == FAILED}
    return {path: row for path, row in failed.items() if not path.exists()}


def _lines(path: Path) -> Iterator[bytes]:
    if path.is_file():
        with path.open("rb") as file:
            yield from (line for line in file if line.strip())


class Ledger:
    """A ledger that gets more rows.

    Raises:
        OutputError: it can't be read.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        with refusals_explained(path):
            self._is_cut = path.is_file() and not _ends_a_line(path)

    def add(self, row: Row) -> None:
        """Write a row and wait until it is on the disk. Raises: OutputError."""
        timed = {**asdict(row), "time": row.time or datetime.now(timezone.utc).isoformat(timespec="milliseconds")}
        line = json.dumps({key: value for key, value in timed.items() if value not in (None, "")}, ensure_ascii=False)
        begin = "\n" if self._is_cut else ""
        is_new = not self.path.is_file()
        with refusals_explained(self.path):
            with self.path.open("ab") as file:
                file.write(f"{begin}{line}\n".encode("utf-8", "surrogatepass"))
                file.flush()
                os.fsync(file.fileno())
            if is_new:
                sync_folder(self.path.parent)
        self._is_cut = False


def _ends_a_line(path: Path) -> bool:
    with path.open("rb") as file:
        return not file.seek(0, os.SEEK_END) or (file.seek(-1, os.SEEK_END), file.read(1))[1] == b"\n"
