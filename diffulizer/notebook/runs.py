"""A collection of runs: ``load_runs`` opens it, and no run is read before it is needed.

In a notebook::

    import diffulizer
    runs = diffulizer.load_runs("output/diffulizer/study_*")
    runs.table().groupby("cfg")["latent_l2_norm_last"].mean()
    runs.where(seed=range(4)).grid(by="cfg", rows="seed")
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any, overload

from ..errors import DiffulizerError
from ..format.columns import LAYER_STEPS, RUNS, STEPS, TABLES, WORDS
from ..tables.find import Found, Given, find
from ..tables.frames import frame_of
from ..tables.rows import Row, rows_of
from .run import Run, load_run

if TYPE_CHECKING:
    from PIL.Image import Image

Condition = Any | Callable[[Any], bool]
"""A condition on a column: a value, several of which one must hold, or a function that says whether a value does."""


def load_runs(given: Given) -> Runs:
    """Find runs, and open those that are asked for.

    Args:
        given: runs (folders or .zip files), folders whose runs are looked for at any depth, patterns such as
            "study_*" (``**`` is any depth), or several of these.

    Raises:
        RunNotFoundError: there is no run at all, or a pattern matches nothing.
    """
    return Runs(find(given))


class Runs(Sequence[Run]):
    """Runs in the order of their ids. A run that is missing or damaged is one of them: its row in ``table`` says why.

    ``runs[0]`` opens the first, ``runs["study_1/run_00001"]`` the one of that id, and ``runs[:10]`` is a collection. A
    loop passes over runs that can't be opened.
    """

    def __init__(self, found: Sequence[Found]) -> None:
        self._found = list(found)
        self._rows: dict[str, list[list[Row]]] = {}

    def __repr__(self) -> str:
        return f"Runs({len(self)}: {', '.join(self.ids[:3])}{', …' if len(self) > 3 else ''})"

    def __len__(self) -> int:
        return len(self._found)

    def __iter__(self) -> Iterator[Run]:
        for found in self._found:
            try:
                run = load_run(found.path)
            except (DiffulizerError, OSError):
                continue
            yield run

    @overload
    def __getitem__(self, key: int | str) -> Run: ...

    @overload
    def __getitem__(self, key: slice) -> Runs: ...

    def __getitem__(self, key: int | str | slice) -> Run | Runs:
        """Open a run by its place or its id, or return a part of the collection.

        Raises:
            LookupError: there is none.
            RunNotFoundError, RunFormatError: as ``load_run``.
        """
        if isinstance(key, slice):
            return self._part(range(len(self))[key])
        if isinstance(key, str):
            if key not in self.ids:
                first = ", ".join(self.ids[:9]) + (", …" if len(self) > 9 else "")
                raise LookupError(f"There is no run {key!r}; the {len(self)} runs are {first}.")
            key = self.ids.index(key)
        if not -len(self) <= key < len(self):
            raise IndexError(f"There is no run {key}; there are {len(self)}, counted from 0.")
        return load_run(self._found[key].path)

    @cached_property
    def ids(self) -> list[str]:
        """Paths of the runs, relative to what was given, with ``/``."""
        return [found.id for found in self._found]

    @property
    def problems(self) -> dict[str, str]:
        """Reasons why runs, or parts of them, can't be read, by id; empty if all can."""
        return {row["id"]: row["problem"] for row in self._of(RUNS) if row["problem"]}

    def where(self, **conditions: Condition) -> Runs:
        """Return the runs whose columns of ``table`` meet all conditions.

        Args:
            conditions: by name of a column: a value (None is none), a list, set or range of values of which it must
                have one, or a function that is asked about each value but None, such as ``cfg=lambda v: v > 3``. A
                column of lists has to be equal to a list: ``loras=[]``; ``loras=lambda v: "x" in v`` looks into it.

        Raises:
            LookupError: there is no such column; the message lists those that there are.
        """
        for name in conditions:
            self._column(name)
        rows = self._of(RUNS)
        meets = (all(_meets(row[name], wanted) for name, wanted in conditions.items()) for row in rows)
        return self._part([i for i, yes in enumerate(meets) if yes])

    def table(self, frame: str | None = None) -> Any:
        """Return a table with a row for each run: settings, prompt, size, and the metrics in short.

        docs/tables.md lists its columns, and those of the other tables. A table is read once and kept.

        Args:
            frame: "pandas", "polars", or "rows" for a list of dicts. None is the first of these that is installed.

        Raises:
            SettingsError: the frame is none of these.
            MissingPackageError: the package is not installed.
        """
        return self._frame(RUNS, frame)

    def steps(self, frame: str | None = None) -> Any:
        """Return a table with a row for each step of each run: noise level and metrics; see ``table``."""
        return self._frame(STEPS, frame)

    def layer_steps(self, frame: str | None = None) -> Any:
        """Return a table with a row for each layer at each step of each run; see ``table``."""
        return self._frame(LAYER_STEPS, frame)

    def words(self, frame: str | None = None) -> Any:
        """Return a table with a row for each word of each run's prompt: attention, effect, removal; see ``table``.
        It reads the maps of each run."""
        return self._frame(WORDS, frame)

    def grid(self, by: str, rows: str | None = None, *, side: int = 160) -> Image:
        """Draw the last pictures of the runs as a picture, in columns by one setting.

        Args:
            by: the column of ``table`` whose values are the columns of the grid, such as "cfg".
            rows: the one whose values are its rows, such as "seed"; None puts the runs of a column below each other.
                Where several runs meet, the first is drawn, and the label says how many there are.
            side: length of a picture's longer side, in pixels.

        Raises:
            LookupError: there is no such column.
            SettingsError: no run has a picture, or ``side`` is out of range.
        """
        from .grid import grid_of

        for name in (by, *([rows] if rows else [])):
            self._column(name)
        return grid_of(self._of(RUNS), self._picture, by=by, rows=rows, side=side)

    def _picture(self, row: Mapping[str, Any]) -> Any:
        try:
            return self[row["id"]].picture
        except (DiffulizerError, OSError):
            return None

    def _column(self, name: str) -> None:
        if name not in TABLES[RUNS].columns:
            raise LookupError(f"There is no column {name!r}; expected one of {', '.join(TABLES[RUNS].columns)}.")

    def _frame(self, table: str, frame: str | None) -> Any:
        return frame_of(TABLES[table], self._of(table), frame)

    def _of(self, table: str) -> list[Row]:
        """Return the rows of a table, which are read once."""
        if table not in self._rows:
            self._rows[table] = [rows_of(found, (table,))[table] for found in self._found]
        return [row for rows in self._rows[table] for row in rows]

    def _part(self, places: Sequence[int]) -> Runs:
        part = Runs([self._found[i] for i in places])
        part._rows = {table: [rows[i] for i in places] for table, rows in self._rows.items()}
        return part


def _meets(value: Any, wanted: Condition) -> bool:
    if callable(wanted):
        return value is not None and bool(wanted(value))
    if isinstance(value, list) or not isinstance(wanted, (list, tuple, set, frozenset, range)):
        return bool(value == wanted)
    return value in wanted
