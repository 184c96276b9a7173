"""Interrupted passes, which are kept here because no node's output holds them.

An interrupt ends the whole prompt, and the recording would go with the outputs of the node that failed.
The newest few stay, so that their recorded steps can still be exported.
"""

from __future__ import annotations

from collections import deque
from typing import Any

from ...diffulizer.capture.memory import MemoryPass
from ...diffulizer.live import pass_summary

KEPT = 2
passes: deque[MemoryPass] = deque(maxlen=KEPT)


def kept(id_: str) -> MemoryPass | None:
    """Return the pass of that id, if it is one of them."""
    return next((target for target in tuple(passes) if target.id == id_), None)


def summaries() -> list[dict[str, Any]]:
    """Describe the kept passes, newest first: their plan, their ``id``, and how many ``steps`` can be exported."""
    return [{**pass_summary(target), "id": target.id, "steps": len(target.steps)} for target in reversed(tuple(passes))]
