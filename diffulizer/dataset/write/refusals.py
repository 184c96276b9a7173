"""Refusals of the system to write, as one sentence with the path, the reason and what to do."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ...errors import DiffulizerError, OutputError

_FULL = "the disk is full. Free some space and export again"
_FORBIDDEN = "this user may not write there. Change the permissions, or choose another output folder"
_IN_THE_WAY = "a file is in the place of a folder. Move it away and export again"
REASONS = {
    errno.ENOSPC: _FULL,
    errno.EDQUOT: "this user's disk quota is used up. Free some space and export again",
    errno.EACCES: _FORBIDDEN,
    errno.EPERM: _FORBIDDEN,
    errno.EROFS: "the disk can only be read. Make it writable, or choose another output folder",
    errno.EIO: "the disk reports an error. Check the disk and its connection, or choose another output folder",
    errno.EEXIST: _IN_THE_WAY,
    errno.ENOTDIR: _IN_THE_WAY,
    errno.ENAMETOOLONG: "the path is too long. Choose a shorter name",
    errno.EMFILE: "too many files are open. Restart ComfyUI, or raise the limit (ulimit -n)",
}
"""Reason and remedy by error number."""


@contextmanager
def refusals_explained(target: Path) -> Iterator[None]:
    """Turn errors of the system within the block into one that a person understands.

    Raises:
        OutputError: the system refused; ``errno`` is its error number.
    """
    try:
        yield
    except DiffulizerError:
        raise
    except OSError as error:
        reason = REASONS.get(error.errno or 0, f"{error.strerror or error}. Check the disk and export again")
        at = f" ({error.filename})" if error.filename and str(error.filename) != str(target) else ""
        explained = OutputError(f"The run was not written to {target}: {reason}{at}.")
        explained.errno = error.errno
        raise explained from error
