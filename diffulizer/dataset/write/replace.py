"""Writing of a whole folder or none: it is built aside, then renamed.

While a run ``NAME`` is written, its folder also holds ``.NAME.partial-KEY`` (the new folder) and ``.NAME.lock-KEY``
(locked by the writer). A run that is replaced changes places with the new one in one step. Where the system has no such
step (Windows, some network disks), the old one is ``.NAME.replaced-KEY`` between two renames, and readers wait for the
second (``paths.settled``). ``mend_interrupted_replacements`` mends whatever a crash leaves.

All files are durable before the rename that shows them, and that rename is before the old run is removed: after a power
cut there is the old run or the new one.
"""

from __future__ import annotations

import logging
import os
import re
import secrets
import shutil
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from ...errors import RunExistsError
from ..layout import METADATA
from ..paths import is_link
from .durable import exchange, made_folders, sync_folder, sync_tree
from .locks import Lock, is_alive, remove_dead
from .refusals import refusals_explained

log = logging.getLogger(__name__)
_LEFT_OVER = re.compile(r"\.(?P<name>.+)\.(?P<kind>partial|replaced|lock)-(?P<key>[0-9a-f]{16})")
_CLAIM = re.compile(r"\..+\.claim")


@contextmanager
def built_aside(target: Path, *, overwrite: bool) -> Iterator[Path]:
    """Yield a new empty folder, and rename it to ``target`` when the block ends well.

    On any exception, interrupts included, the new folder is removed and ``target`` is as it was, or in the last moment
    the new one.

    Args:
        target: an absent or empty folder, or with ``overwrite`` a run that is replaced.

    Raises:
        RunExistsError: the target is taken, or can't be moved away because a program holds it open.
        OutputError: the system refuses to write.
    """
    target = Path(os.path.realpath(target))
    mend_interrupted_replacements(target.parent, recursive=False)
    key = secrets.token_hex(8)
    folder = beside(target, "partial", key)
    with refusals_explained(target), made_folders(target.parent):
        check_target(target, overwrite=overwrite)
        lock = Lock(beside(target, "lock", key))
        try:
            folder.mkdir()
            yield folder
            sync_tree(folder)
            _install(folder, target, beside(target, "replaced", key), overwrite=overwrite)
        except BaseException:
            shutil.rmtree(folder, ignore_errors=True)
            raise
        finally:
            lock.release()


def check_target(target: Path, *, overwrite: bool) -> None:
    """Check that a run may be written to ``target``.

    Raises:
        RunExistsError: the target is a file, a folder that is not empty (without ``overwrite``), or a folder
            that is not empty and no run.
    """
    if not target.exists():
        return
    if not target.is_dir():
        raise RunExistsError(f"{target} is a file; a run is a folder. Choose another name.")
    if not any(target.iterdir()):
        return
    if not overwrite:
        raise RunExistsError(f"{target} exists and is not empty. Choose another name, or turn overwrite_output on.")
    if not (target / METADATA).is_file():
        raise RunExistsError(
            f"{target} holds no {METADATA}, so it is not a run and is not overwritten. Choose another name, or "
            "remove it."
        )


def mend_interrupted_replacements(parent: Path, *, recursive: bool = True) -> list[Path]:
    """Mend everything that dead writers left in ``parent``; call it when the program starts.

    A run that was moved away and whose successor never took its place is put back; half-written
    folders and replaced runs are removed. What a living writer is working on is not touched.

    Args:
        recursive: whether folders below are mended too, but not those inside runs.

    Returns:
        The runs that were put back.
    """
    restored: list[Path] = []
    try:
        entries = sorted(parent.iterdir())
    except OSError:
        return restored
    by_name: dict[tuple[str, str], dict[str, Path]] = {}
    for entry in entries:
        match = _LEFT_OVER.fullmatch(entry.name)
        if match:
            by_name.setdefault((match["name"], match["key"]), {})[match["kind"]] = entry
        elif _CLAIM.fullmatch(entry.name):
            remove_dead(entry)
    for (name, _), left in by_name.items():
        if _mend(parent / name, left):
            restored.append(parent / name)
    if recursive:
        for entry in entries:
            if entry.name.startswith(".") or not entry.is_dir() or is_link(entry):
                continue
            if not (entry / METADATA).exists():
                restored += mend_interrupted_replacements(entry)
    return restored


def beside(target: Path, kind: str, key: str) -> Path:
    """Return the path of a helper of ``target``; kind is "partial", "replaced" or "lock"."""
    return target.with_name(f".{target.name}.{kind}-{key}")


def _mend(target: Path, left: dict[str, Path]) -> bool:
    """Mend one writer's left-overs; return whether ``target`` was put back."""
    lock, partial, replaced = (left.get(kind) for kind in ("lock", "partial", "replaced"))
    if lock is not None and is_alive(lock):
        return False
    restored = False
    try:
        if replaced is not None and not target.exists():
            rename(replaced, target)
            restored = True
            log.warning("%s was being replaced when the program ended; the old run is back in its place.", target)
        sync_folder(target.parent)  # one of those that go may be the run that another took the place of
    except OSError as error:
        log.warning("The left-overs of a killed export of %s could not be removed: %s", target, error)
        return restored
    for folder in (partial, None if restored else replaced):
        if folder is not None:
            shutil.rmtree(folder, ignore_errors=True)
    if lock is not None:
        remove_dead(lock)
    return restored


def _install(folder: Path, target: Path, aside: Path, *, overwrite: bool) -> None:
    """Put ``folder`` in the place of ``target``, whose old content is removed at the end."""
    check_target(target, overwrite=overwrite)  # it may have been created meanwhile
    old = _put(folder, target, aside)
    try:
        sync_folder(target.parent)
    except OSError as error:
        log.warning("%s may not survive a power cut: %s.", target, error)
        return  # the old run is kept until the next start
    if old is not None:
        shutil.rmtree(old, ignore_errors=True)
        if old.exists():
            log.warning("The replaced run %s could not be removed. The next start of ComfyUI tries again.", old)


def _put(folder: Path, target: Path, aside: Path) -> Path | None:
    """Rename ``folder`` to ``target``; return where the old content is now, if there was any."""
    try:
        if _is_free(target):
            rename(folder, target)
            return None
        if exchange(folder, target):
            return folder
        rename(target, aside)
        sync_folder(target.parent)
        rename(folder, target)
        return aside
    except BaseException as error:
        if aside.exists() and not target.exists():
            rename(aside, target)
        if isinstance(error, PermissionError):
            raise RunExistsError(
                f"{target} can't be replaced: {error.strerror}. A program holds one of its files open "
                "(a viewer, a notebook, a virus scanner); close it and export again, or choose another name."
            ) from error
        raise


def _is_free(target: Path) -> bool:
    """Return whether a folder can be renamed to ``target``: it is absent, or was empty. POSIX renames over an empty
    folder, Windows does not."""
    if not target.exists():
        return True
    if any(target.iterdir()):
        return False
    if sys.platform == "win32":
        target.rmdir()
    return True


def rename(source: Path, target: Path) -> None:
    """Rename a folder, ``patiently``."""
    patiently(lambda: source.rename(target))


def patiently(act: Callable[[], object]) -> None:
    """Rename or replace something. On Windows, which refuses while a scanner or a reader holds it, this is tried for a
    second.

    Raises:
        PermissionError: it is still held.
    """
    for _ in range(10 if sys.platform == "win32" else 0):
        try:
            act()
            return
        except PermissionError:
            time.sleep(0.1)
    act()
