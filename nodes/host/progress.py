"""Progress of a node, which the user may interrupt."""

from __future__ import annotations

from collections.abc import Callable

import comfy.model_management
import comfy.utils

from .execution import show_activity


class InterruptibleProgress:
    """One progress bar for several runs of equal length, and on newer hosts the part that is being exported.

    Args:
        items: the number of runs.
    """

    def __init__(self, items: int) -> None:
        self._items = items
        self._bar = comfy.utils.ProgressBar(items)

    def of_item(self, item: int) -> Callable[[int, int, str], None]:
        """Return the callback of one item: (units done, units in all, what comes next).

        Raises (from the callback): the host's own interrupt.
        """

        def report(done: int, total: int, part: str) -> None:
            comfy.model_management.throw_exception_if_processing_interrupted()
            show_activity(None if done == total else f"exporting {part}")
            self._bar.update_absolute(item * total + done, self._items * total)

        return report
