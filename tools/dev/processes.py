"""Programs that are started and end with this one, and a lock that lets one builder in at a time."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any


def call(command: list[str], variables: dict[str, str], folder: Path) -> int:
    """Run a command with more variables in its environment; return its status."""
    process = subprocess.Popen(command, cwd=str(folder), env={**os.environ, **variables})
    with stopping(process):
        return process.wait()


def program(python: Path, name: str) -> str:
    """Return the path of a program beside an interpreter. Windows does not complete a name with a folder in front of
    it."""
    return str(python.parent / (f"{name}.exe" if os.name == "nt" else name))


@contextlib.contextmanager
def lock(path: Path) -> Iterator[None]:
    """Hold a file's lock, so that one builder works at a time; the system frees the lock when the process dies."""
    with path.open("a+") as file:
        if not try_lock(file):
            print("Another dev.py is setting this environment up; waiting for it.", flush=True)
            while not try_lock(file):
                time.sleep(0.5)
        yield


def try_lock(file: IO[str]) -> bool:
    """Lock a file, unless another process has; return whether it is ours."""
    try:
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


@contextlib.contextmanager
def stopping(process: subprocess.Popen[Any]) -> Iterator[None]:
    """End a process when an exception ends ours, after a moment, because a terminal's Ctrl-C reaches it too."""
    try:
        yield
    except BaseException:
        for wait, act in ((3, process.terminate), (20, process.kill)):
            try:
                process.wait(wait)
                break
            except subprocess.TimeoutExpired:
                act()
        process.wait()
        raise
