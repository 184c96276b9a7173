"""The queue of items that are not drawn yet."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Iterable

from .items import Item


class Pending:
    """Items to draw; several threads may take of them.

    A worker gets items of the checkpoint that it has loaded while there are any, then of the one that has most left.
    """

    def __init__(self, items: Iterable[Item]) -> None:
        self._groups: dict[str, deque[Item]] = {}
        for item in items:
            self._groups.setdefault(item.group, deque()).append(item)
        self._taken = 0
        self._is_closed = False
        self._changed = threading.Condition()

    @property
    def is_closed(self) -> bool:
        """Return whether nobody may take any more."""
        return self._is_closed

    @property
    def is_done(self) -> bool:
        """Return whether no item is left or under way."""
        with self._changed:
            return not self._taken and not any(self._groups.values())

    def take(self, group: str | None) -> Item | None:
        """Return an item to draw, after waiting for one that may come back; None if there is nothing left to do.

        Args:
            group: the checkpoint that the worker has loaded.
        """
        with self._changed:
            while not self._is_closed:
                waiting = {name: items for name, items in self._groups.items() if items}
                if waiting:
                    name = group if group in waiting else max(waiting, key=lambda name: len(waiting[name]))
                    self._taken += 1
                    return waiting[name].popleft()
                if not self._taken:
                    return None
                self._changed.wait()
            return None

    def finish(self) -> None:
        """Say that an item that was taken needs no more."""
        with self._changed:
            self._taken -= 1
            self._changed.notify_all()

    def again(self, item: Item) -> None:
        """Put an item that was taken back, behind the others of its checkpoint."""
        with self._changed:
            self._groups[item.group].append(item)
            self._taken -= 1
            self._changed.notify_all()

    def close(self) -> None:
        """Let nobody take any more."""
        with self._changed:
            self._is_closed = True
            self._changed.notify_all()
