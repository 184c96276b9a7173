"""What a node tells while it works: a line of text, and progress that the user may interrupt."""

from __future__ import annotations

import logging
from collections.abc import Callable

import comfy.model_management
import comfy.utils

log = logging.getLogger(__name__)


def tell(node_id: str | None, text: str) -> None:
    """Write a line to the host's log and, where there is a web UI, onto a node."""
    from server import PromptServer

    log.info(text)
    send = getattr(getattr(PromptServer, "instance", None), "send_progress_text", None)
    if node_id is not None and send is not None:
        send(text, node_id)


class InterruptibleProgress:
    """One bar for several items of equal length.

    Args:
        items: how many there are.
    """

    def __init__(self, items: int) -> None:
        self._items = items
        self._bar = comfy.utils.ProgressBar(items)

    def of_item(self, item: int) -> Callable[[int, int, str], None]:
        """The callback of one item: (units done, units in all, what comes next).

        Raises (from the callback): the host's own interrupt.
        """

        def report(done: int, total: int, _what: str) -> None:
            comfy.model_management.throw_exception_if_processing_interrupted()
            self._bar.update_absolute(item * total + done, self._items * total)

        return report
