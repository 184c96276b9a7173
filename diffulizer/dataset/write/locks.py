"""Files that tell whether the process that made them is still at work.

A lock held through the operating system ends with its process, however that ends; process numbers do
not tell as much, because they are used again and differ between containers.
"""

from __future__ import annotations

import contextlib
import os
import sys
import time
from pathlib import Path

UNKNOWN_FOR = 24 * 3600.0
"""Time in seconds for which a writer counts as alive, where the file system knows no locks."""
NEWBORN_FOR = 60.0
"""Time in seconds for which a lock file without anything beside it counts as new."""


class Lock:
    """An exclusively locked file, made when the object is made; ``release`` removes it."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._descriptor: int | None = os.open(path, os.O_RDWR | os.O_CREAT, 0o666)
        with contextlib.suppress(OSError):  # without locks of the file system, the file's age decides
            _acquire(self._descriptor)

    def release(self) -> None:
        """Unlock and remove the file; a second call does nothing."""
        if self._descriptor is None:
            return
        os.close(self._descriptor)
        self._descriptor = None
        with contextlib.suppress(OSError):
            self.path.unlink()


def is_alive(path: Path) -> bool:
    """Return whether the maker of the lock file at ``path`` is still at work; a missing file means no."""
    try:
        descriptor = os.open(path, os.O_RDWR)
    except FileNotFoundError:
        return False
    except OSError:
        return age(path) < UNKNOWN_FOR
    try:
        _acquire(descriptor)
    except BlockingIOError:
        return True
    except OSError:
        # Windows reports a held lock as a PermissionError; elsewhere the file system knows no locks.
        return sys.platform == "win32" or age(path) < UNKNOWN_FOR
    finally:
        os.close(descriptor)
    return False


def age(path: Path) -> float:
    """Return the seconds since the file was changed; 0 if that can't be told."""
    try:
        return max(0.0, time.time() - path.stat().st_mtime)
    except OSError:
        return 0.0


if sys.platform == "win32":
    import msvcrt

    def _acquire(descriptor: int) -> None:
        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _acquire(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
