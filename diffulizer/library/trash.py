"""Deleted runs, kept until the trash is emptied.

``.trash/20260102-130405-1a2b3c4d/cats/run_00001`` was ``cats/run_00001``; whoever moves it back there restores the run.
"""

from __future__ import annotations

import contextlib
import os
import secrets
import shutil
from collections.abc import Collection
from datetime import datetime
from pathlib import Path
from typing import Any

from ..dataset.paths import is_link
from ..dataset.write.durable import made_folders, sync_folder
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
        self._check()
        item = self._folder / f"{datetime.now():%Y%m%d-%H%M%S}-{secrets.token_hex(4)}"
        place = (item / name).parent
        try:
            with made_folders(place):
                rename(run, item / name)
        except OSError as error:
            raise RunInUseError(
                f"{name} can't be deleted: {error.strerror or error}. Close programs that have its files open, and "
                "check that the output folder is writable."
            ) from error
        with contextlib.suppress(OSError):  # after a power cut it is in both places or in one, but never in none
            sync_folder(place)
            sync_folder(run.parent)

    def empty(self, items: Collection[str]) -> None:
        """Delete those items of the trash for good. Names that it does not hold are passed over.

        Raises:
            RunInUseError: the trash is no folder, or a file in it is in use.
        """
        self._check()
        for folder in [folder for folder in self._items() if folder.name in items]:
            try:
                shutil.rmtree(folder)
            except OSError as error:
                raise RunInUseError(
                    f"The trash can't be emptied: {error.strerror or error} ({folder.name}). Close programs that have "
                    "its files open, then try again."
                ) from error

    def summary(self) -> dict[str, Any]:
        """Return ``items``, the names that ``empty`` takes, ``count``, their number, and ``size_bytes``, the size of
        all of them. Where no trash can be read, there is nothing in it."""
        items = {folder.name: folder for folder in self._items()}
        self._bytes = {
            name: self._bytes[name] if name in self._bytes else _size(folder) for name, folder in items.items()
        }
        return {"items": sorted(items), "count": len(items), "size_bytes": sum(self._bytes.values())}

    def _items(self) -> list[Path]:
        try:
            if is_link(self._folder):
                return []
            with os.scandir(self._folder) as entries:
                return [Path(e.path) for e in entries if e.is_dir() and not is_link(e)]
        except OSError:
            return []

    def _check(self) -> None:
        """Check that the trash is a folder or absent: a link would lead out of the library. Raises: RunInUseError."""
        if is_link(self._folder) or (self._folder.exists() and not self._folder.is_dir()):
            what = "link" if is_link(self._folder) else "file"
            raise RunInUseError(f"{self._folder} is a {what}; the trash must be a folder. Remove the {what}.")


def _size(folder: Path) -> int:
    try:
        return folder_bytes(folder)[1]
    except OSError:  # it is being removed, or may not be read
        return 0
