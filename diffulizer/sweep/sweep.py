"""A sweep: a study and the folder of its runs, which can be gone on with at any time."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from ..dataset.write.locks import Lock, remove_dead
from ..dataset.write.refusals import refusals_explained
from ..errors import RunInUseError, SettingsError
from .crew import Attempt, Crew
from .items import Item, items_of
from .ledger import DONE, FAILED, NAME, RUNS, WITHDRAWN, Ledger, Row, read_ledger
from .stores import FolderStore, Store
from .study import Study

STATED, LOCK = "study.json", ".lock"
VERSION = 1


@dataclass(frozen=True)
class Costs:
    """Costs of a run: time in seconds and size in bytes, the mean of those that were drawn."""

    seconds: float
    bytes: int


class Sweep:
    """The runs of a study in a folder; a context manager, in which nobody else may draw into it.

    Args:
        study: what is drawn.
        folder: holds ``study.json``, the ledger, and the runs.
        store: where the runs are, if not in ``runs`` of the folder.

    Attributes:
        items: all runs of the study.
        damaged_rows: number of lines of the ledger that can't be read.

    Raises:
        SettingsError: the study is not possible, or has shards and a store that is no folder; or the folder holds runs
            of which something else was kept, or no sweep.
        OutputError: the folder can't be written.
        RunInUseError: another sweep draws into the folder.
    """

    def __init__(self, study: Study, folder: Path, store: Store | None = None) -> None:
        self.study = study
        self.folder = folder
        self.store = store or FolderStore(folder / RUNS)
        if study.shard > 1 and not isinstance(self.store, FolderStore):
            raise SettingsError(
                f"shard is {study.shard}, which needs runs in a folder; leave it out, or choose a folder."
            )
        self.items = items_of(study)
        self._pending: dict[str, Item] = {}
        self.damaged_rows = 0
        self._costs: list[Row] = []
        self._single: list[str] = []
        self._stack = ExitStack()

    def __enter__(self) -> Sweep:
        with ExitStack() as stack:
            with refusals_explained(self.folder):
                self.folder.mkdir(parents=True, exist_ok=True)
            stack.callback(self._locked().release)
            self._check_stated()
            self.store.tidy()
            self._ledger = Ledger(self.folder / NAME)
            self._look()
            self._stack = stack.pop_all()
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    @property
    def pending(self) -> list[Item]:
        """The runs that are not there yet."""
        return list(self._pending.values())

    @property
    def costs(self) -> Costs | None:
        """Return the costs of a run; None before the first one."""
        timed = [row for row in self._costs if row.seconds is not None]
        if not timed:
            return None
        seconds = sum(row.seconds or 0 for row in timed) / len(timed)
        return Costs(seconds, sum(row.bytes or 0 for row in timed) // len(timed))

    @property
    def free_bytes(self) -> int | None:
        """Free space for runs, in bytes; None where it is not known, as in a bucket."""
        return self.store.free_bytes()

    def withdraw(self) -> None:
        """Note in the ledger which runs failed and are not asked for any more, so that no table names them.

        Raises:
            OutputError: the ledger can't be written.
        """
        asked = {item.id for item in self.items}
        last = {row.run: row.status for row in read_ledger(self._ledger.path)[0]}
        for run, status in last.items():
            if status == FAILED and run not in asked:
                self._ledger.add(Row(run, WITHDRAWN))

    def draw(self, items: Iterable[Item], crew: Crew, note: Callable[[Attempt], None]) -> int:
        """Draw items and enter each attempt in the ledger; return how many failed for good.

        Args:
            note: called with each attempt once it is in the ledger.

        Raises:
            OutputError, HostError, KeyboardInterrupt: as ``Crew.draw``; what is whole stays.
        """
        failed = 0

        def entered(attempt: Attempt) -> None:
            nonlocal failed
            made = attempt.made
            row = (
                Row(attempt.item.id, DONE, attempt.number, round(made.seconds, 3), made.bytes)
                if made
                else Row(attempt.item.id, FAILED, attempt.number, reason=attempt.reason, asked=attempt.item.asked)
            )
            self._ledger.add(row)
            if made:
                self._costs.append(row)
                del self._pending[attempt.item.id]
                self._single.append(attempt.item.id)
                self._pack()
            failed += made is None and attempt.is_last
            note(attempt)

        crew.draw(items, entered)
        return failed

    def _look(self) -> None:
        """Find out which runs are there. One whose size is that of the ledger is whole; others are opened."""
        rows, self.damaged_rows = read_ledger(self._ledger.path)
        known = {row.run: row for row in rows if row.status == DONE}
        there = self.store.sizes()
        for item in self.items:
            row, size = known.get(item.id), there.get(item.id)
            if size is None or not ((row and row.bytes == size) or self.store.is_whole(item.id)):
                self._pending[item.id] = item
            elif row is None or row.bytes != size:
                self._ledger.add(Row(item.id, DONE, bytes=size))
            else:
                self._costs.append(row)
        if isinstance(self.store, FolderStore):
            single = self.store.single()
            self._single = [item.id for item in self.items if item.id in single and item.id not in self._pending]
            self._pack()

    def _pack(self) -> None:
        """Put finished runs into shards, as long as there are enough for one. Raises: OutputError."""
        while isinstance(self.store, FolderStore) and 1 < self.study.shard <= len(self._single):
            self.store.pack(self._single[: self.study.shard])
            del self._single[: self.study.shard]

    def _locked(self) -> Lock:
        path = self.folder / LOCK
        remove_dead(path)
        try:
            return Lock(path)
        except FileExistsError:
            raise RunInUseError(
                f"Another sweep draws into {self.folder}. Wait for it, or choose another folder."
            ) from None

    def _check_stated(self) -> None:
        """Check that what is kept is what was kept, and write it down."""
        path = self.folder / STATED
        kept = {"sweep_version": VERSION, "keep": self.study.keep, "layers": list(self.study.layers)}
        if path.is_file():
            try:
                stated = json.loads(path.read_text(encoding="utf-8"))
            except ValueError:
                stated = None
            if stated is not None and stated != kept:
                raise SettingsError(
                    f"{self.folder} holds a sweep with {json.dumps(stated)}, and this study has {json.dumps(kept)}. "
                    "Choose another folder."
                )
            if stated is not None:
                return
        elif any(not entry.name.startswith(".") for entry in self.folder.iterdir()):
            raise SettingsError(f"{self.folder} is not empty and holds no sweep. Choose another folder.")
        with refusals_explained(path):
            part = path.with_name(f".{STATED}")
            part.write_text(json.dumps(kept, indent=1) + "\n", encoding="utf-8")
            part.replace(path)
