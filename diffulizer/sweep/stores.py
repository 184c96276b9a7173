"""Stores of packed runs: a folder, or any address that fsspec knows. A run is there whole or not at all."""

from __future__ import annotations

import io
import os
import zipfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any, BinaryIO, Protocol

from ..dataset.layout import METADATA
from ..dataset.write.durable import sync_folder
from ..dataset.write.refusals import refusals_explained
from ..dataset.write.replace import patiently
from ..packages import require

ENDING, PART = ".zip", ".part"


class Store(Protocol):
    """A place for packed runs, by their ids."""

    def sizes(self) -> dict[str, int]:
        """Return the size in bytes of each run that is there."""

    def is_whole(self, run: str) -> bool:
        """Return whether a run that is there can be opened and has metadata."""

    def put(self, run: str, content: bytes) -> None:
        """Put a run there, in the place of one that is there. Raises: OSError."""

    def tidy(self) -> None:
        """Remove what killed writers left."""


class FolderStore:
    """Runs in a folder, as ``ID.zip``; a run is written aside and renamed when it is on the disk."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def sizes(self) -> dict[str, int]:
        if not self.folder.is_dir():
            return {}
        with os.scandir(self.folder) as entries:
            return {e.name[: -len(ENDING)]: e.stat().st_size for e in entries if e.name.endswith(ENDING)}

    def is_whole(self, run: str) -> bool:
        return _is_whole(lambda: (self.folder / f"{run}{ENDING}").open("rb"))

    def put(self, run: str, content: bytes) -> None:
        target = self.folder / f"{run}{ENDING}"
        part = self.folder / f".{run}{PART}"
        with refusals_explained(target):
            self.folder.mkdir(parents=True, exist_ok=True)
            try:
                with part.open("wb") as file:
                    file.write(content)
                    file.flush()
                    os.fsync(file.fileno())
                patiently(lambda: part.replace(target))
                sync_folder(self.folder)
            except BaseException:
                with suppress(OSError):
                    part.unlink(missing_ok=True)
                raise

    def tidy(self) -> None:
        for left in self.folder.glob(f".*{PART}"):
            with suppress(OSError):
                left.unlink()


class AddressStore:
    """Runs below an address that fsspec knows, such as s3://bucket/study. An object appears whole; where the address is
    one of files, it is written aside and renamed.

    Raises:
        MissingPackageError: fsspec, or its package for this kind of address, is not installed.
    """

    def __init__(self, address: str) -> None:
        require("fsspec", f"Writing to {address}")
        import fsspec

        self.address = address
        self._files, self._root = fsspec.core.url_to_fs(address)
        self._is_local = "file" in self._files.protocol

    def sizes(self) -> dict[str, int]:
        self._files.invalidate_cache()
        with suppress(FileNotFoundError):
            listed: list[dict[str, Any]] = self._files.ls(self._root, detail=True)
            names = [(entry["name"].rsplit("/", 1)[-1], entry["size"]) for entry in listed]
            return {name[: -len(ENDING)]: size for name, size in names if name.endswith(ENDING) and name[0] != "."}
        return {}

    def is_whole(self, run: str) -> bool:
        return _is_whole(lambda: self._files.open(self._path(f"{run}{ENDING}")))

    def put(self, run: str, content: bytes) -> None:
        self._files.makedirs(self._root, exist_ok=True)
        target = self._path(f"{run}{ENDING}")
        if self._is_local:
            part = self._path(f".{run}{PART}")
            self._files.pipe_file(part, content)
            self._files.mv(part, target)
        else:
            self._files.pipe_file(target, content)

    def tidy(self) -> None:
        if self._is_local:
            for left in self._files.glob(self._path(f".*{PART}")):
                self._files.rm_file(left)

    def _path(self, name: str) -> str:
        return f"{self._root.rstrip('/')}/{name}"


def open_store(place: str | Path) -> Store:
    """Return the store at a folder or an address. Raises: MissingPackageError."""
    return AddressStore(place) if isinstance(place, str) and "://" in place else FolderStore(Path(place))


def _is_whole(opened: Callable[[], BinaryIO]) -> bool:
    """Return whether a file is a .zip with metadata. A file that was cut has no directory, which stands at its end."""
    try:
        with (
            opened() as file,
            zipfile.ZipFile(io.BufferedReader(file) if isinstance(file, io.RawIOBase) else file) as archive,
        ):
            return METADATA in archive.namelist()
    except (OSError, ValueError, zipfile.BadZipFile):
        return False
