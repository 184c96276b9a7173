"""Interrupted passes, which are kept here because no node's output holds them.

An interrupt ends the whole prompt, and the recording would go with the outputs of the node that failed.
The newest few stay, so that their recorded steps can still be exported.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from ...diffulizer.capture.memory import MemoryPass, MemoryRecording
from ...diffulizer.live import pass_summary
from .live import note_interrupt

KEPT = 2
passes: deque[MemoryPass] = deque(maxlen=KEPT)


@contextmanager
def kept_if_stopped(recording: MemoryRecording) -> Iterator[None]:
    """Keep the newest pass of a recording if the work that follows it ends in an exception."""
    try:
        yield
    except BaseException:
        newest = recording.passes[-1:]
        if newest and kept(newest[0].id) is None:
            passes.append(newest[0])
            note_interrupt(newest[0].id)
        raise


def kept(id_: str) -> MemoryPass | None:
    """Return the pass of that id, if it is one of them."""
    return next((target for target in tuple(passes) if target.id == id_), None)


def summaries() -> list[dict[str, Any]]:
    """Describe the kept passes, newest first: their plan, their ``id``, and how many ``steps`` can be exported."""
    return [{**pass_summary(target), "id": target.id, "steps": len(target.steps)} for target in reversed(tuple(passes))]
