"""Count of failures of our nodes, which the host's cache keys take in: what failed is made again when it is next
queued, though its inputs are the same.

The host keeps the outputs of a node below a key of its inputs, and of the fingerprint that the node gives before it
runs. A failure changes that fingerprint. A node that succeeds keeps it, and is reused as ever.
"""

from __future__ import annotations

from collections import Counter

from .execution import executing

_failures: Counter[str | None] = Counter()


def retry(node_id: str | None) -> None:
    """Let a node run again when it is next queued."""
    _failures[node_id] += 1


def fingerprint() -> int:
    """Return the number for the key of the node that the host asks."""
    node_id, _ = executing()
    return _failures[node_id]
