"""Deleted runs, kept until the trash is emptied.

``.trash/20260102-130405-1a2b3c4d/cats/run_00001`` was ``cats/run_00001``; whoever moves it back there restores the run.
"""

from __future__ import annotations

import os
import secrets
import shutil
from datetime import datetime
from pathlib import Path

from ..dataset.paths import is_link
from ..dataset.write.replace import rename
from ..dataset.write.size import folder_bytes
from ..errors import RunInUseError
from .library import RunLibrary

TRASH = ".trash"


class Trash:
    """The trash folder of a library."""

    def __init__(self, library: RunLibrary) -> None:
        self._library = library
        self._folder = library.root / TRASH
        self._bytes: dict[str, int] = {}

    def put(self, name: str) -> None:
        """Move a run into the trash.

        Raises:
            RunNotFoundError: there is no such run.
            RunInUseError: it can't be moved: a program holds one of its files open, or the folder may not be written.
        """
        run = self._library.find(name)
        item = self._real() / f"{datetime.now():%Y%m%d-%H%M%S}-{secrets.token_hex(4)}"
        try:
            (item / name).parent.mkdir(parents=True)
            rename(run, item / name)
        except OSError as error:
            shutil.rmtree(item, ignore_errors=True)
            raise RunInUseError(
                f"{name} can't be deleted: {error.strerror or error}. Close programs that have its files open, and "
                "check that the output folder may be written to."
            ) from error

    def empty(self) -> None:
        """Delete everything in the trash. Raises: RunInUseError."""
        for folder in self._items():
            try:
                shutil.rmtree(folder)
            except OSError as error:
                raise RunInUseError(
                    f"The trash can't be emptied: {error.strerror or error} ({folder.name}). Close programs that have "
                    "its files open, then try again."
                ) from error

    def summary(self) -> dict[str, int]:
        """Return ``count``, the number of runs in the trash, and ``size_bytes``, the size of all of them."""
        items = {folder.name: folder for folder in self._items()}
        self._bytes = {
            name: self._bytes[name] if name in self._bytes else folder_bytes(folder)[1]
            for name, folder in items.items()
        }
        return {"count": len(items), "size_bytes": sum(self._bytes.values())}

    def _items(self) -> list[Path]:
        try:
            with os.scandir(self._real()) as entries:
                return [Path(e.path) for e in entries if e.is_dir() and not is_link(e)]
        except FileNotFoundError:
            return []

    def _real(self) -> Path:
        """Return the folder, unless a link stands in its stead, which would lead out of the library. Raises:
        RunInUseError."""
        if is_link(self._folder):
            raise RunInUseError(f"{self._folder} is a link; the trash must be a folder. Remove the link.")
        return self._folder
