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


class Lock:
    """An exclusively locked file, made when the object is made; ``release`` removes it.

    Raises:
        FileExistsError: the file is there already.
        OSError: the file can't be made.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._descriptor: int | None = None
        while self._descriptor is None:
            descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o666)
            with contextlib.suppress(OSError):  # without locks of the file system, the file's age decides
                _acquire(descriptor, wait=True)
            if _is_at(descriptor, path):
                self._descriptor = descriptor
            else:  # somebody took it for a dead one's before it was locked
                os.close(descriptor)

    def release(self) -> None:
        """Unlock and remove the file; a second call does nothing."""
        if self._descriptor is None:
            return
        if sys.platform != "win32":  # while it is locked, so that nobody takes it for a dead one's meanwhile
            _remove(self.path)
        os.close(self._descriptor)
        self._descriptor = None
        if sys.platform == "win32":
            _remove(self.path)


def is_alive(path: Path) -> bool:
    """Return whether the maker of the lock file at ``path`` is still at work; a missing file means no."""
    return _probed(path, remove=False)


def remove_dead(path: Path) -> bool:
    """Remove a lock file whose maker is not at work any more; return whether the maker is."""
    return _probed(path, remove=True)


def age(path: Path) -> float:
    """Return the seconds since the file was changed; 0 if that can't be told."""
    try:
        return max(0.0, time.time() - path.stat().st_mtime)
    except OSError:
        return 0.0


def _probed(path: Path, *, remove: bool) -> bool:
    """Return whether the maker of a lock file is at work; ``remove`` the file if not."""
    try:
        descriptor = os.open(path, os.O_RDWR)
    except FileNotFoundError:
        return False
    except OSError:
        return age(path) < UNKNOWN_FOR
    alive = False
    try:
        try:
            _acquire(descriptor, wait=False)
        except BlockingIOError:
            alive = True
        except OSError:
            # Windows reports a held lock as a PermissionError; elsewhere the file system knows no locks.
            alive = sys.platform == "win32" or age(path) < UNKNOWN_FOR
        if remove and not alive and sys.platform != "win32" and _is_at(descriptor, path):
            _remove(path)  # while it is locked: another may make it anew as soon as it is gone
    finally:
        os.close(descriptor)
    if remove and not alive and sys.platform == "win32":
        _remove(path)  # which refuses while another has it open
    return alive


def _is_at(descriptor: int, path: Path) -> bool:
    """Return whether an open file is still the one at ``path``."""
    try:
        return os.path.samestat(os.fstat(descriptor), path.stat())
    except OSError:
        return False


def _remove(path: Path) -> None:
    with contextlib.suppress(OSError):
        path.unlink()


if sys.platform == "win32":
    import msvcrt

    def _acquire(descriptor: int, *, wait: bool) -> None:
        msvcrt.locking(descriptor, msvcrt.LK_LOCK if wait else msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _acquire(descriptor: int, *, wait: bool) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
