"""Tables of runs in a folder, which grow: rows are added run by run, and no run is in them twice.

What is added goes into parts first, folders below ``.parts`` that hold a few hundred runs each. ``finish`` puts them
into the tables, each of which changes at once. Where a process ends before that, the parts are taken up by the next
one: rows of a run in a part take the place of those in the table, so that it does not matter how far it came.
"""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..dataset.write.locks import Lock, remove_dead
from ..errors import OutputError
from ..format.columns import PAIRS, RUNS, TABLES
from .formats import Format
from .rows import OF_A_RUN, Row

PARTS = ".parts"
LOCK = ".writing"
PART = 200
"""Number of runs of a part."""


@dataclass(frozen=True)
class Known:
    """A run in the tables.

    Attributes:
        id: the run's id.
        version: its version when it was read; None where it had a problem, so that it is read again.
        reference: the id of the run that it was compared with.
    """

    id: str
    version: str | None
    reference: str | None = None


class WrittenTables:
    """The tables in a folder, while they are written.

    Args:
        folder: it is made if it is not there.
        form: the format of the files.
        tables: names of tables.

    Attributes:
        known: the runs in the tables, by their paths relative to the folder.

    Raises:
        OutputError: another process writes into the folder, or its tables have other columns.
    """

    def __init__(self, folder: Path, form: type[Format], tables: tuple[str, ...] = OF_A_RUN) -> None:
        self.folder, self.tables, self._suffix = folder, tables, form.suffix
        self._files = {name: form(table) for name, table in TABLES.items()}
        folder.mkdir(parents=True, exist_ok=True)
        if remove_dead(folder / LOCK):
            raise OutputError(f"Another process is writing tables into {folder}. Wait for it, or name another folder.")
        self._lock = Lock(folder / LOCK)
        try:
            self._rows: dict[str, list[Row]] = {name: [] for name in tables}
            self._merge()
            self.known = dict(self._known())
        except BaseException:
            self._lock.release()
            raise

    def __enter__(self) -> WrittenTables:
        return self

    def __exit__(self, *_: object) -> None:
        """Put what was added into the tables, whatever happened."""
        try:
            self.finish()
        finally:
            self._lock.release()

    def path(self, table: str) -> Path:
        """Return the path of a table's file."""
        return self.folder / f"{table}.{self._suffix}"

    def counts(self) -> dict[str, int]:
        """Return the number of rows of each table that is there."""
        return {name: f.count(self.path(name)) for name, f in self._files.items() if self.path(name).exists()}

    def problems(self) -> int:
        """Return the number of runs that have a problem."""
        return sum(problem is not None for (problem,) in self._values(RUNS, "problem"))

    def add(self, rows: dict[str, list[Row]]) -> None:
        """Add the rows of a run, or put them in the place of those that it has."""
        for name, more in rows.items():
            self._rows[name] += more
        if len(self._rows[self.tables[0]]) >= PART:
            self._write_part()

    def finish(self) -> None:
        """Put what was added into the tables."""
        if any(self._rows.values()):
            self._write_part()
        self._merge()

    @property
    def _parts(self) -> Path:
        return self.folder / PARTS / self._suffix

    def _write_part(self) -> None:
        """Write the rows in memory as a part, which is there at once or not at all."""
        parts = self._parts
        parts.mkdir(parents=True, exist_ok=True)
        draft = parts / "draft"
        shutil.rmtree(draft, ignore_errors=True)
        draft.mkdir()
        for name, rows in self._rows.items():
            with self._files[name].writer(self._of_part(draft, name)) as write:
                write(self._files[name].chunk(rows))
        draft.rename(parts / f"{len(self._whole_parts()):06}")
        self._rows = {name: [] for name in self.tables}

    def _merge(self) -> None:
        """Put all parts into the tables, and remove them."""
        parts = self._whole_parts()
        new = {run for part in parts for run in self._runs(self._of_part(part, RUNS))}
        for name, form in self._files.items():
            target, draft = self.path(name), self._parts / self.path(name).name
            files = [file for part in parts if (file := self._of_part(part, name)).exists()]
            if not parts or not (files or target.exists()):
                continue
            with form.writer(draft) as write:
                for chunk in form.read(target) if target.exists() else ():
                    write(form.without(chunk, new))
                for file in files:
                    for chunk in form.read(file):
                        write(chunk)
            draft.replace(target)
        if self._parts.exists():
            shutil.rmtree(self._parts)
        with contextlib.suppress(OSError):  # parts of another format are in it
            (self.folder / PARTS).rmdir()

    def _runs(self, file: Path) -> Iterator[str]:
        for chunk in self._files[RUNS].read(file):
            yield from (run for (run,) in self._files[RUNS].values(chunk, ["id"]))

    def _known(self) -> Iterator[tuple[str, Known]]:
        references = dict(self._values(PAIRS, "run", "reference"))
        for path, id_, version, problem in self._values(RUNS, "path", "id", "version", "problem"):
            yield path, Known(id_, None if problem else version, references.get(id_))
        for name in self.tables:
            next(self._values(name, self._files[name].run), None)  # its columns are those that will be written

    def _values(self, name: str, *columns: str) -> Iterator[Any]:
        for chunk in self._files[name].read(self.path(name)) if self.path(name).exists() else ():
            yield from self._files[name].values(chunk, columns)

    def _whole_parts(self) -> list[Path]:
        parts = self._parts
        return sorted(part for part in parts.iterdir() if part.name.isdigit()) if parts.is_dir() else []

    def _of_part(self, part: Path, table: str) -> Path:
        return part / f"{table}.{self._suffix}"
