"""Passes that were interrupted: no node's output holds them, so they are kept here.

An interrupt ends the whole prompt, and the recording would go with the outputs of the node that failed.
The newest few stay, so that what was recorded can still be exported.
"""

from __future__ import annotations

from collections import deque
from typing import Any

from ...diffulizer.capture.memory import MemoryPass
from ...diffulizer.live import pass_summary

KEPT = 2
passes: deque[MemoryPass] = deque(maxlen=KEPT)


def kept(id_: str) -> MemoryPass | None:
    """The pass of that id, if it is one of them."""
    return next((target for target in tuple(passes) if target.id == id_), None)


def summaries() -> list[dict[str, Any]]:
    """What is kept, newest first: what was planned, the pass's ``id``, and how many ``steps`` can be exported."""
    return [{**pass_summary(target), "id": target.id, "steps": len(target.steps)} for target in reversed(tuple(passes))]
