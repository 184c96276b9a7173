"""Files of a table: parquet, CSV and JSON lines, in chunks, so that no table has to fit into memory."""

from __future__ import annotations

import csv
import json
from abc import ABC, abstractmethod
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from datetime import datetime
from functools import cached_property
from itertools import islice
from pathlib import Path
from typing import Any

from .. import __version__
from ..errors import OutputError
from ..format.columns import RUNS, SCHEMA_VERSION, Table
from ..packages import require
from .rows import Row

Chunk = Any
"""Rows in the form that a format reads and writes."""
ROWS = 10_000
"""Number of rows of a chunk that is read, and of a row group of parquet."""


class Format(ABC):
    """A way to write a table.

    Attributes:
        suffix: the end of its files' names.
        table: the table.
        run: name of the column that names the run.
    """

    suffix: str

    def __init__(self, table: Table) -> None:
        self.table = table
        self.run = "id" if table.name == RUNS else "run"

    @abstractmethod
    def chunk(self, rows: Sequence[Row]) -> Chunk:
        """Return rows as they are written."""

    @abstractmethod
    def read(self, path: Path) -> Iterator[Chunk]:
        """Yield a file's rows. Raises: OutputError, if it has other columns."""

    @abstractmethod
    def without(self, chunk: Chunk, runs: Collection[str]) -> Chunk:
        """Return the rows of all other runs."""

    @abstractmethod
    def values(self, chunk: Chunk, columns: Sequence[str]) -> Iterator[tuple[Any, ...]]:
        """Yield some columns of each row, all of them texts."""

    @abstractmethod
    def count(self, path: Path) -> int:
        """Return the number of a file's rows."""

    @abstractmethod
    def writer(self, path: Path) -> AbstractContextManager[Callable[[Chunk], None]]:
        """Make a file, and return the function that writes a chunk."""

    def _check(self, path: Path, columns: Sequence[str] | None, version: str = SCHEMA_VERSION) -> None:
        if columns is None or list(columns) != list(self.table.columns) or version != SCHEMA_VERSION:
            raise OutputError(
                f"{path} is no table of {self.table.name} of version {SCHEMA_VERSION}: it has other columns. Name "
                "another folder, or move the old tables away."
            )


class Lines(Format):
    """JSON lines: an object for each row."""

    suffix = "jsonl"

    def chunk(self, rows: Sequence[Row]) -> Chunk:
        return [{name: _plain(value) for name, value in row.items()} for row in rows]

    def read(self, path: Path) -> Iterator[Chunk]:
        with path.open(encoding="utf-8") as file:
            while lines := list(islice(file, ROWS)):
                rows = [self._row(path, line) for line in lines]
                for row in rows:
                    self._check(path, list(row))
                yield rows

    def without(self, chunk: Chunk, runs: Collection[str]) -> Chunk:
        return [row for row in chunk if row[self.run] not in runs]

    def values(self, chunk: Chunk, columns: Sequence[str]) -> Iterator[tuple[Any, ...]]:
        return (tuple(row[column] for column in columns) for row in chunk)

    def count(self, path: Path) -> int:
        return sum(len(chunk) for chunk in self.read(path))

    @contextmanager
    def writer(self, path: Path) -> Iterator[Callable[[Chunk], None]]:
        with path.open("w", encoding="utf-8", newline="\n") as file:
            yield lambda chunk: file.writelines(
                json.dumps(row, ensure_ascii=False, allow_nan=False) + "\n" for row in chunk
            )

    def _row(self, path: Path, line: str) -> Row:
        try:
            row = json.loads(line)
        except ValueError:
            row = None
        if not isinstance(row, dict):
            raise OutputError(f"{path} holds a line that is no JSON object: {line[:60]!r}. Move the old tables away.")
        return row


class Csv(Format):
    """CSV with a line of names. Lists are JSON, moments ISO 8601, and what is null is empty."""

    suffix = "csv"

    def chunk(self, rows: Sequence[Row]) -> Chunk:
        return [[_text(value) for value in row.values()] for row in rows]

    def read(self, path: Path) -> Iterator[Chunk]:
        with path.open(encoding="utf-8", newline="") as file:
            reader = csv.reader(file)
            self._check(path, next(reader, None))
            while rows := list(islice(reader, ROWS)):
                yield rows

    def without(self, chunk: Chunk, runs: Collection[str]) -> Chunk:
        at = list(self.table.columns).index(self.run)
        return [row for row in chunk if row[at] not in runs]

    def values(self, chunk: Chunk, columns: Sequence[str]) -> Iterator[tuple[Any, ...]]:
        places = [list(self.table.columns).index(column) for column in columns]
        return (tuple(row[at] or None for at in places) for row in chunk)

    def count(self, path: Path) -> int:
        return sum(len(chunk) for chunk in self.read(path))

    @contextmanager
    def writer(self, path: Path) -> Iterator[Callable[[Chunk], None]]:
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(self.table.columns)
            yield writer.writerows


class Parquet(Format):
    """Parquet, by pyarrow. Columns have their units and descriptions, and the file the tables' version, as metadata."""

    suffix = "parquet"

    def __init__(self, table: Table) -> None:
        super().__init__(table)
        require("pyarrow", "Writing parquet, which the formats csv and jsonl do without,")

    def chunk(self, rows: Sequence[Row]) -> Chunk:
        import pyarrow as pa

        columns = {name: [row[name] for row in rows] for name in self.table.columns}
        return pa.Table.from_pydict(columns, schema=self._schema)

    def read(self, path: Path) -> Iterator[Chunk]:
        import pyarrow as pa
        import pyarrow.parquet as pq

        try:
            with pq.ParquetFile(path) as file:
                stated = file.schema_arrow.metadata or {}
                self._check(path, file.schema_arrow.names, stated.get(b"schema_version", b"").decode())
                for batch in file.iter_batches(ROWS):
                    yield pa.Table.from_batches([batch], self._schema)
        except pa.ArrowInvalid as error:
            raise OutputError(f"{path} can't be read as parquet: {error}. Move the old tables away.") from error

    def without(self, chunk: Chunk, runs: Collection[str]) -> Chunk:
        import pyarrow as pa
        import pyarrow.compute as pc

        named = pc.is_in(chunk[self.run], pa.array(sorted(runs), pa.string()))
        return chunk.filter(pc.invert(named))

    def values(self, chunk: Chunk, columns: Sequence[str]) -> Iterator[tuple[Any, ...]]:
        return zip(*(chunk[column].to_pylist() for column in columns), strict=True)

    def count(self, path: Path) -> int:
        import pyarrow.parquet as pq

        return int(pq.read_metadata(path).num_rows)

    @contextmanager
    def writer(self, path: Path) -> Iterator[Callable[[Chunk], None]]:
        import pyarrow as pa
        import pyarrow.parquet as pq

        held: list[Any] = []

        def write(chunk: Chunk, least: int = ROWS) -> None:
            """Write what is held in row groups of ``ROWS`` rows, as far as there are ``least`` for one."""
            held.append(chunk)
            if sum(part.num_rows for part in held) >= least:
                rows = pa.concat_tables(held)
                whole = rows.num_rows - rows.num_rows % least
                file.write_table(rows.slice(0, whole), row_group_size=ROWS)
                held[:] = [rows.slice(whole)]

        with pq.ParquetWriter(path, self._schema, compression="zstd") as file:
            yield write
            write(self.chunk(()), least=1)

    @cached_property
    def _schema(self) -> Any:
        import pyarrow as pa

        kinds = {
            "text": pa.string(),
            "integer": pa.int64(),
            "unsigned": pa.uint64(),
            "number": pa.float64(),
            "flag": pa.bool_(),
            "time": pa.timestamp("us", "UTC"),
            "texts": pa.list_(pa.string()),
            "integers": pa.list_(pa.int64()),
            "numbers": pa.list_(pa.float64()),
        }
        fields = [
            pa.field(column.name, kinds[column.type], metadata={"unit": column.unit, "description": column.description})
            for column in self.table.columns.values()
        ]
        stated = {"schema_version": SCHEMA_VERSION, "diffulizer_version": __version__, "table": self.table.name}
        return pa.schema(fields, metadata=stated)


FORMATS: dict[str, type[Format]] = {form.suffix: form for form in (Parquet, Csv, Lines)}
"""Formats by name."""


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime) else value


def _text(value: Any) -> str:
    if isinstance(value, (list, bool)):
        return json.dumps(value, ensure_ascii=False)
    return "" if value is None else str(_plain(value))
