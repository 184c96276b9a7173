"""Folders that exports wrote, which the host's cache keys take in: a run that was deleted or moved away is exported
anew when the same graph is queued again.

The host would reuse the export's outputs, which name a folder that is gone. As with ``retries``, the node's fingerprint
changes then. It changes for that graph alone: while the folder is there, the graph stays cached, whatever became of the
runs of other seeds.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from .execution import current_execution

MOST = 4096
"""Number of graphs whose folders are known; the host keeps outputs of fewer."""
_folders: dict[str, list[Path]] = {}
_vanished: Counter[str] = Counter()


def note_folders(folders: Iterable[str]) -> None:
    """Note which folders the executing node has written."""
    asked = _asked()
    _folders.pop(asked, None)  # the newest is last
    _folders[asked] = [Path(folder) for folder in folders]
    while len(_folders) > MOST:
        del _folders[next(iter(_folders))]


def fingerprint() -> int:
    """Return the number for the key of the node that the host asks: how often its folders have vanished."""
    asked = _asked()
    if not all(folder.is_dir() for folder in _folders.get(asked, ())):
        del _folders[asked]
        _vanished[asked] += 1
    return _vanished[asked]


def _asked() -> str:
    """Return a digest of the executing node and of all nodes before it, with their inputs."""
    execution = current_execution()
    return hashlib.sha256(
        json.dumps(execution.graph.before(execution.node_id), sort_keys=True, default=str).encode()
    ).hexdigest()
