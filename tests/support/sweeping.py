"""Sweeps whose workers draw copies of one small run, and fail where they are told to."""

from __future__ import annotations

import threading
import zipfile
from collections import Counter
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

from written import POOLED, export

from diffulizer.sweep.crew import Attempt, Crew
from diffulizer.sweep.items import Item
from diffulizer.sweep.keeping import packed
from diffulizer.sweep.ledger import Row, read_ledger
from diffulizer.sweep.stores import FolderStore, Store
from diffulizer.sweep.study import Study, parse_study
from diffulizer.sweep.sweep import Sweep
from diffulizer.sweep.worker import Made
from synthetic import make_pass

FOUR = {"prompts": ["a {red,blue} circle"], "seeds": "1-2", "keep": "metrics", "retries": 1}


def study(**changes: Any) -> Study:
    return parse_study({**FOUR, **changes}, Path())


@cache
def small_run() -> Path:
    return export(make_pass(steps=2, settings=POOLED), Path(mkdtemp(prefix="sweeping-")) / "run")


@cache
def content() -> bytes:
    """What is kept of a run."""
    return packed(small_run(), "metrics")


class Copying:
    """A worker that puts the same run for each item.

    Args:
        fault: called with each item and the number of its attempts at this worker, before it is drawn.
        start: called with the number of the start, from 1, when the worker is opened.
    """

    def __init__(
        self,
        store: Store,
        fault: Callable[[Item, int], None] = lambda *_: None,
        start: Callable[[int], None] = lambda _: None,
    ) -> None:
        self.store, self.fault, self.start = store, fault, start
        self.refuse: Callable[[Item], str] = lambda _: ""
        self.checked: list[list[str]] = []
        self.starts = 0
        self.drawn: Counter[str] = Counter()
        self.groups: list[str] = []
        self.cancelled = threading.Event()
        self.is_open = False

    def open(self) -> None:
        self.starts += 1
        self.start(self.starts)
        self.is_open = True

    def draw(self, item: Item) -> Made:
        assert self.is_open
        self.drawn[item.id] += 1
        self.groups.append(item.group)
        self.fault(item, self.drawn[item.id])
        self.store.put(item.id, content())
        return Made(0.5, len(content()))

    def refusals(self, items: Sequence[Item]) -> list[str]:
        assert self.is_open
        self.checked.append([item.id for item in items])
        return [self.refuse(item) for item in items]

    def cancel(self) -> None:
        self.cancelled.set()

    def close(self) -> None:
        self.is_open = False


def swept(
    folder: Path, workers: Sequence[Copying] = (), note: Callable[[Attempt], None] = lambda _: None, **changes: Any
) -> int:
    """Go on with a sweep until nothing is pending or it ends; return how many failed."""
    asked = study(**changes)
    chosen = workers or [Copying(FolderStore(folder / "runs"))]
    with Sweep(asked, folder) as sweep, Crew(chosen, asked.retries) as crew:
        return sweep.draw(sweep.pending, crew, note) if sweep.pending else 0


def rows_of(folder: Path) -> list[Row]:
    return read_ledger(folder / "ledger.jsonl")[0]


def runs_of(folder: Path) -> list[tuple[str, bytes]]:
    """The name and the content of each run of a sweep, beside and in shards."""
    found = []
    for path in (folder / "runs").glob("*.zip"):
        if path.name.endswith(".shard.zip"):
            with zipfile.ZipFile(path) as shard:
                found += [(name, shard.read(name)) for name in shard.namelist()]
        else:
            found.append((path.name, path.read_bytes()))
    return found


def is_complete(folder: Path, **changes: Any) -> None:
    """Assert that each run is there once and whole, that the ledger has it, and that nothing else is left."""
    from diffulizer.sweep.items import items_of

    ids = {item.id for item in items_of(study(**changes))}
    files = runs_of(folder)
    assert sorted(name for name, _ in files) == sorted(f"{id_}.zip" for id_ in ids)
    assert all(there == content() for _, there in files)
    shard, shards = changes.get("shard", 1), [*(folder / "runs").glob("*.shard.zip")]
    assert len(shards) == (len(ids) // shard if shard > 1 else 0)
    assert len(list((folder / "runs").iterdir())) == len(shards) + len(ids) - shard * len(shards)
    done = Counter(row.run for row in rows_of(folder) if row.status == "done")
    assert set(done) == ids
    assert sorted(path.name for path in folder.iterdir()) == ["ledger.jsonl", "runs", "study.json"]
