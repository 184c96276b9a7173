"""Files and folders that outlast a power cut: they are on the disk, not only in the system's memory.

A file's content and a folder's names are each made durable by themselves, by fsync (POSIX.1-2017). Windows does this
for files only: NTFS keeps changes of folders in order in its journal.
"""

from __future__ import annotations

import contextlib
import ctypes
import errno
import os
import sys
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

AT_ONCE = 16
"""Files that are made durable side by side: a journal then commits them together, not one after the other."""
UNKNOWN = {errno.EINVAL, errno.ENOSYS, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOTTY}
"""Error numbers with which a file system says that it has no such operation."""


def sync_tree(folder: Path) -> None:
    """Make all files and folders below a folder durable, and the folder's own names last. Raises: OSError."""
    files: list[str] = []
    folders: list[str] = []
    for path, _, names in os.walk(folder):
        folders.append(path)
        files += [f"{path}{os.sep}{name}" for name in names]
    with ThreadPoolExecutor(AT_ONCE) as pool:
        _all(pool.map(_sync_file, files))
        _all(pool.map(sync_folder, folders[:0:-1]))
    sync_folder(folder)


def sync_folder(folder: str | Path) -> None:
    """Make the names in a folder durable, where the system can. Raises: OSError."""
    if sys.platform != "win32":
        _sync(folder, os.O_RDONLY)


@contextmanager
def made_folders(folder: Path) -> Iterator[None]:
    """Create the missing folders down to ``folder``, durably; on any exception, remove those that are empty.

    Raises:
        OSError: a file stands in the way, or the system refuses.
    """
    made: list[Path] = []
    try:
        for missing in _missing(folder):
            with contextlib.suppress(FileExistsError):  # another writer was quicker
                missing.mkdir()
                made.append(missing)
                sync_folder(missing.parent)
        if not folder.is_dir():
            raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR), str(folder))
        yield
    except BaseException:
        for empty in reversed(made):
            with contextlib.suppress(OSError):
                empty.rmdir()
        raise


def exchange(one: Path, other: Path) -> bool:
    """Exchange two folders in one step, of which a reader sees nothing; return False where the system can't.

    Linux has renameat2, macOS renamex_np; Windows has nothing like them.

    Raises:
        OSError: one is missing, or the system refuses.
    """
    if _EXCHANGE is None:
        return False
    if _EXCHANGE(os.fsencode(one), os.fsencode(other)) == 0:
        return True
    number = ctypes.get_errno()
    if number in UNKNOWN:
        return False
    raise OSError(number, os.strerror(number), str(one), None, str(other))


def _system_exchange() -> Callable[[bytes, bytes], int] | None:
    """Return the system's function that exchanges two paths, and returns 0 if it did."""
    if sys.platform == "win32":
        return None
    library: Any = ctypes.CDLL(None, use_errno=True)
    here, swap = -100, 2  # AT_FDCWD; RENAME_EXCHANGE of Linux and RENAME_SWAP of macOS are both 2
    if hasattr(library, "renameat2"):
        return lambda one, other: int(library.renameat2(here, one, here, other, swap))
    if hasattr(library, "renamex_np"):
        return lambda one, other: int(library.renamex_np(one, other, swap))
    return None


_EXCHANGE = _system_exchange()


def _sync_file(path: str) -> None:
    _sync(path, os.O_RDWR)  # Windows makes only files durable that may be written to


def _sync(path: str | Path, flags: int) -> None:
    descriptor = os.open(path, flags)
    try:
        os.fsync(descriptor)
    except OSError as error:
        if error.errno not in UNKNOWN:
            raise
    finally:
        os.close(descriptor)


def _missing(folder: Path) -> list[Path]:
    """Return the folders that are missing down to ``folder``, the topmost first."""
    missing = []
    while not folder.exists():
        missing.append(folder)
        folder = folder.parent
    return missing[::-1]


def _all(results: Iterable[None]) -> None:
    """Wait for all results. Raises: what one of them raises."""
    for _ in results:
        pass
