"""A crew: workers that draw the items of a sweep side by side, each in a thread."""

from __future__ import annotations

import logging
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from queue import SimpleQueue

from ..errors import HostError, MissingModelError, OutputError, SettingsError, UnreachableError, sentence
from .items import Item
from .pending import Pending
from .worker import Made, Worker

log = logging.getLogger(__name__)
STARTS = 3
"""Number of starts of a worker, without a run between, before it is given up."""
PAUSE = 1.0
"""Seconds before the second start; twice as many before the third."""


@dataclass(frozen=True)
class Attempt:
    """Outcome of an attempt to draw an item.

    Attributes:
        number: of the item's attempts, from 1.
        made: the run; None if it failed.
        reason: why it failed.
        is_last: whether the item is not tried again.
    """

    item: Item
    number: int
    made: Made | None
    reason: str
    is_last: bool


def counted(reasons: Iterable[str]) -> list[str]:
    """Return a line for each reason, with the number of runs that it holds for, the most frequent first."""
    counts = Counter(reasons).most_common()
    return [f"{count} run{'s' * (count > 1)}: {reason}" for reason, count in counts]


class Crew:
    """Workers; a context manager that closes them. A worker is opened when it is first needed.

    Args:
        retries: how often an item that failed is drawn again.
    """

    def __init__(self, workers: Sequence[Worker], retries: int) -> None:
        self._workers = workers
        self._retries = retries
        self._is_open = [False] * len(workers)
        self._group: list[str | None] = [None] * len(workers)
        self._tries: Counter[str] = Counter()

    def __enter__(self) -> Crew:
        return self

    def __exit__(self, *_: object) -> None:
        for worker in self._workers:
            worker.close()

    def check(self, items: Iterable[Item]) -> None:
        """Ask the ComfyUI of one worker whether it knows the samplers, LoRAs and checkpoints of items; draw nothing.

        Raises:
            SettingsError: it does not know some; the message has a line for each reason, with the number of runs.
            HostError: no worker can be started.
        """
        items = list(items)
        kinds = {item.names: item for item in items}
        worker = self._workers[self._first(Pending(items))]
        reasons = dict(zip(kinds, worker.refusals(list(kinds.values())), strict=True))
        lines = counted(reason for item in items if (reason := reasons[item.names]))
        if lines:
            raise SettingsError("\n".join(["this ComfyUI can't draw all runs, so none was drawn.", *lines]))

    def _first(self, pending: Pending) -> int:
        """Return the number of a worker that is open, after opening one if need be. Raises: HostError."""
        for number, worker in enumerate(self._workers):
            with suppress(HostError):  # another one may start; if none does, the first is tried again
                if not self._is_open[number]:
                    worker.open()
                    self._is_open[number] = True
                return number
        self._start(0, pending)
        return 0

    def draw(self, items: Iterable[Item], note: Callable[[Attempt], None]) -> None:
        """Draw items.

        Args:
            note: called with each attempt, in this thread; the next attempt of its worker has begun by then.

        Raises:
            OutputError: the runs can't be written: nothing else would be either.
            HostError: no worker can be started.
            KeyboardInterrupt: Ctrl-C; what was under way was interrupted.
        """
        items = list(items)
        pending = Pending(items)
        events: SimpleQueue[Attempt | BaseException | None] = SimpleQueue()
        threads = [
            threading.Thread(target=self._work, args=(number, pending, events), name=f"worker-{number}", daemon=True)
            for number in range(min(len(self._workers), len(items)))
        ]
        for thread in threads:
            thread.start()
        working = len(threads)
        problem: BaseException | None = None
        try:
            while working:
                event = events.get()
                if isinstance(event, Attempt):
                    note(event)
                elif event is None:
                    working -= 1
                    if pending.is_done:
                        self._cancel()  # those that still try to start
                elif isinstance(event, HostError):
                    problem = event
                else:
                    raise event
        finally:
            pending.close()
            self._cancel()
            for thread in threads:
                thread.join()
        if not pending.is_done:
            raise problem or HostError("No worker could be started.")

    def _cancel(self) -> None:
        for worker in self._workers:
            worker.cancel()

    def _work(self, number: int, pending: Pending, events: SimpleQueue[Attempt | BaseException | None]) -> None:
        """Draw items until there are none; in a thread of its own."""
        try:
            while not pending.is_done:
                self._start(number, pending)
                item = pending.take(self._group[number])
                if item is None:
                    break
                self._group[number] = item.group
                try:
                    attempt = self._attempt(number, item)
                except BaseException:
                    pending.again(item)
                    raise
                events.put(attempt)
                if attempt.is_last:
                    pending.finish()
                else:
                    pending.again(item)
        except KeyboardInterrupt:
            pass  # cancelled
        except BaseException as error:
            events.put(error)
        finally:
            events.put(None)

    def _attempt(self, number: int, item: Item) -> Attempt:
        """Draw an item once. Raises: OutputError, if the run can't be written."""
        tries = self._tries[item.id] = self._tries[item.id] + 1
        try:
            return Attempt(item, tries, self._workers[number].draw(item), "", True)
        except OutputError:
            raise
        except UnreachableError as error:
            self._is_open[number] = False
            reason = sentence(error)
        except (SettingsError, MissingModelError) as error:  # it would fail again in the same way
            return Attempt(item, tries, None, str(error), True)
        except Exception as error:  # one item must not end the others
            reason = sentence(error)
        return Attempt(item, tries, None, reason, tries > self._retries)

    def _start(self, number: int, pending: Pending) -> None:
        """Open a worker that is not open, after a few failures if need be.

        Raises:
            HostError: it can't be opened.
            KeyboardInterrupt: nothing is left to do.
        """
        for start in range(STARTS):
            if self._is_open[number]:
                return
            if start:
                time.sleep(PAUSE * start)
            try:
                self._workers[number].open()
                self._is_open[number] = True
            except HostError as error:
                if pending.is_closed or pending.is_done:
                    raise KeyboardInterrupt from None
                if start == STARTS - 1:
                    raise
                log.warning("A worker could not be started: %s", error)
