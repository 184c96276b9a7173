"""Reading many runs into the tables of a folder, in several processes, and only those that are not in them yet."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from contextlib import suppress
from dataclasses import dataclass, replace
from itertools import islice
from multiprocessing import get_context, parent_process
from pathlib import Path

from tqdm import tqdm

from ..dataset.shards import shard_of, unsharded
from ..errors import OutputError
from ..format.columns import PAIRS, RUNS
from ..library import run_version
from .find import Found, relative
from .pairs import pair_row
from .rows import OF_A_RUN, Row, rows_of
from .written import WrittenTables

Rows = dict[str, list[Row]]
BATCH = 4
"""Number of runs that a process is given at once."""
WAITING = 4
"""Batches that wait for each process."""


@dataclass(frozen=True)
class Task:
    """A run to be read.

    Attributes:
        found: where it is, with the id that it gets.
        path: its path as the table states it.
    """

    found: Found
    path: str


def collect(tables: WrittenTables, found: Sequence[Found], *, jobs: int = 1, reference: Found | None = None) -> int:
    """Read the runs that are new or changed, and add their rows; return how many that were.

    A run that is in the tables already keeps its id. A new one whose id is taken gets the folders in front of it too,
    until it has one of its own.

    Args:
        jobs: number of processes.
        reference: a run that each is compared with.

    Raises:
        OutputError: a process ended by itself; the message says what to do.
        KeyboardInterrupt: a person stops it. All that was read so far is in the tables once they are closed.
    """
    tasks = list(_tasks(tables, found, reference))
    tasks.sort(key=lambda task: str(shard_of(task.found.path) or ""))  # the directory of a shard is read once
    first = None if reference is None else Found(_id_of(tables, tasks, reference), reference.path)
    with tqdm(total=len(tasks), unit="run", disable=None) as bar:
        for rows in _read(tasks, first, jobs):
            tables.add(rows)
            bar.update()
    return len(tasks)


def _tasks(tables: WrittenTables, found: Sequence[Found], reference: Found | None) -> Iterator[Task]:
    known = tables.known
    taken = {run.id for run in known.values()}
    compared_with = None if reference is None else known.get(_shown(tables, reference))
    for one in found:
        shown = _shown(tables, one)
        beside = _shown(tables, replace(one, path=unsharded(one.path)))  # where it was before it was packed
        held = known.get(shown) or known.get(beside)
        if held is None:
            id_ = _free(one, taken)
            taken.add(id_)
            yield Task(replace(one, id=id_), shown)
            continue
        is_compared = reference is None or (compared_with is not None and held.reference == compared_with.id)
        if held.version is None or held.version != _version(one.path) or not is_compared:
            yield Task(replace(one, id=held.id), shown)


def _id_of(tables: WrittenTables, tasks: Sequence[Task], one: Found) -> str:
    """Return the id that a run has in the tables, or will have; that of one that is not among them is its own."""
    shown = _shown(tables, one)
    if shown in tables.known:
        return tables.known[shown].id
    return next((task.found.id for task in tasks if task.path == shown), one.id)


def _free(found: Found, taken: set[str]) -> str:
    """Return the run's id, with as many of the folders in front of it as it takes to be none that is taken."""
    parts = found.path.resolve().parts
    length = len(Path(found.id).parts)
    longer = ("/".join(parts[-n:]).replace("\\", "/") for n in range(length + 1, len(parts) + 1))
    return next(id_ for id_ in (found.id, *longer) if id_ not in taken)


def _shown(tables: WrittenTables, found: Found) -> str:
    return relative(found.path.resolve(), tables.folder.resolve())


def _version(path: Path) -> str | None:
    with suppress(OSError):
        return run_version(path)
    return None


def _read(tasks: Sequence[Task], reference: Found | None, jobs: int) -> Iterator[Rows]:
    """Yield the rows of each run, as they come."""
    if jobs == 1 or len(tasks) <= BATCH:
        yield from (read(task, reference) for task in tasks)
        return
    batches = iter(_batches(tasks))
    jobs = min(jobs, len(tasks))
    pool = ProcessPoolExecutor(jobs, mp_context=get_context("spawn"), initializer=_alone)
    try:
        waiting: set[Future[list[Rows]]] = set()
        while True:
            more = islice(batches, jobs * WAITING - len(waiting))
            waiting |= {pool.submit(_read_batch, batch, reference) for batch in more}
            if not waiting:
                return
            done, waiting = wait(waiting, return_when=FIRST_COMPLETED)
            for future in done:
                yield from _result(future)
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def _result(future: Future[list[Rows]]) -> list[Rows]:
    from concurrent.futures.process import BrokenProcessPool

    try:
        return future.result()
    except BrokenProcessPool as error:
        raise OutputError(
            "A process that read runs ended by itself, perhaps for want of memory. What was read is in the tables. The "
            "same command reads the rest; try it with --jobs 1."
        ) from error


def _batches(tasks: Sequence[Task]) -> Iterable[Sequence[Task]]:
    return (tasks[i : i + BATCH] for i in range(0, len(tasks), BATCH))


def _alone() -> None:
    """Prepare a process that Ctrl-C leaves to the first one to end, and that ends if the first one is killed."""
    import torch

    threading.Thread(target=_end_with_parent, daemon=True).start()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    torch.set_num_threads(1)


def _end_with_parent() -> None:
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _read_batch(batch: Sequence[Task], reference: Found | None) -> list[Rows]:
    return [read(task, reference) for task in batch]


def read(task: Task, reference: Found | None) -> Rows:
    """Return a run's rows as a written table has them."""
    rows = rows_of(task.found, OF_A_RUN)
    rows[RUNS][0]["path"] = task.path
    if reference is not None:
        rows[PAIRS] = [pair_row(task.found, reference)]
    return rows


def cores() -> int:
    """Return the number of processors that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
