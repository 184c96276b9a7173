"""Progress of a node, which the user may interrupt."""

from __future__ import annotations

from collections.abc import Callable

import comfy.model_management
import comfy.utils


class InterruptibleProgress:
    """One progress bar for several items of equal length.

    Args:
        items: the number of items.
    """

    def __init__(self, items: int) -> None:
        self._items = items
        self._bar = comfy.utils.ProgressBar(items)

    def of_item(self, item: int) -> Callable[[int, int, str], None]:
        """Return the callback of one item: (units done, units in all, what comes next).

        Raises (from the callback): the host's own interrupt.
        """

        def report(done: int, total: int, _what: str) -> None:
            comfy.model_management.throw_exception_if_processing_interrupted()
            self._bar.update_absolute(item * total + done, self._items * total)

        return report
