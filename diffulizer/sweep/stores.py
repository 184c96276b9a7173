"""Stores of packed runs: a folder, or any address that fsspec knows. A run is there whole or not at all.

In a folder, runs may be moved into shards. A shard is written aside, with copies of runs that are there, and takes its
name once it is on the disk; only then are they removed. Whatever ends that in between, each run is there, and ``tidy``
removes what is there twice.
"""

from __future__ import annotations

import io
import os
import shutil
import zipfile
import zlib
from collections.abc import Callable, Collection
from contextlib import suppress
from pathlib import Path
from typing import Any, BinaryIO, Protocol

from ..dataset.layout import METADATA
from ..dataset.shards import SHARD, Member, members, opened_member
from ..dataset.write.durable import sync_folder
from ..dataset.write.refusals import refusals_explained
from ..dataset.write.replace import patiently
from ..errors import RunFormatError
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

    def free_bytes(self) -> int | None:
        """Return the free space for runs, in bytes; None where it is not known."""


class FolderStore:
    """Runs in a folder, as ``ID.zip`` or in shards; a file is written aside and renamed when it is on the disk. A run
    beside the shards takes precedence over one of its name in them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def sizes(self) -> dict[str, int]:
        packed = {name[: -len(ENDING)]: member.bytes for name, (_, member) in self._packed().items()}
        return packed | self.single()

    def single(self) -> dict[str, int]:
        """Return the size in bytes of each run that is in no shard."""
        if not self.folder.is_dir():
            return {}
        with os.scandir(self.folder) as entries:
            return {
                entry.name[: -len(ENDING)]: entry.stat().st_size
                for entry in entries
                if entry.name.endswith(ENDING) and not entry.name.endswith(SHARD)
            }

    def is_whole(self, run: str) -> bool:
        name = f"{run}{ENDING}"
        if (self.folder / name).exists():
            return _is_whole((self.folder / name).open, "rb")
        shard, _ = self._packed().get(name, (None, None))
        return shard is not None and _is_whole(opened_member, shard / name)

    def put(self, run: str, content: bytes) -> None:
        self._write(f"{run}{ENDING}", lambda file: file.write(content))

    def pack(self, runs: Collection[str]) -> None:
        """Move runs that are in no shard into a new one. Raises: OutputError."""
        names = sorted(f"{run}{ENDING}" for run in runs)
        numbers = [int(stem) for path in self._shards() if (stem := path.name[: -len(SHARD)]).isdigit()]

        def stored(file: BinaryIO) -> None:
            with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as archive:
                for name in names:
                    archive.writestr(zipfile.ZipInfo(name), (self.folder / name).read_bytes())

        shard = f"{max(numbers, default=0) + 1:06}{SHARD}"
        self._write(shard, stored)
        with refusals_explained(self.folder / shard):
            for name in names:
                patiently((self.folder / name).unlink)

    def tidy(self) -> None:
        for left in self.folder.glob(f".*{PART}"):
            with suppress(OSError):
                left.unlink()
        there = self.single()
        for name, (_, member) in self._packed().items():
            single = self.folder / name
            if there.get(name[: -len(ENDING)]) == member.bytes:
                with suppress(OSError):
                    if zlib.crc32(single.read_bytes()) == member.crc:
                        single.unlink()

    def free_bytes(self) -> int:
        return free_below(self.folder)

    def _write(self, name: str, write: Callable[[BinaryIO], object]) -> None:
        """Write a file that takes its name once it is on the disk. Raises: OutputError."""
        target = self.folder / name
        part = self.folder / f".{name[: -len(ENDING)]}{PART}"
        with refusals_explained(target):
            self.folder.mkdir(parents=True, exist_ok=True)
            try:
                with part.open("wb") as file:
                    write(file)
                    file.flush()
                    os.fsync(file.fileno())
                patiently(lambda: part.replace(target))
                sync_folder(self.folder)
            except BaseException:
                with suppress(OSError):
                    part.unlink(missing_ok=True)
                raise

    def _shards(self) -> list[Path]:
        return sorted(self.folder.glob(f"*{SHARD}"))

    def _packed(self) -> dict[str, tuple[Path, Member]]:
        """Return the runs in shards by the names of their files. Those of a shard that can't be read are not there."""
        found: dict[str, tuple[Path, Member]] = {}
        for shard in self._shards():
            with suppress(RunFormatError):
                found |= {name: (shard, member) for name, member in members(shard).items()}
        return found


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
        return _is_whole(self._files.open, self._path(f"{run}{ENDING}"))

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

    def free_bytes(self) -> int | None:
        return free_below(Path(self._root)) if self._is_local else None

    def _path(self, name: str) -> str:
        return f"{self._root.rstrip('/')}/{name}"


def free_below(folder: Path) -> int:
    """Return the free space of the disk that holds a folder, or will, in bytes."""
    there = next(path for path in (folder.absolute(), *folder.absolute().parents) if path.is_dir())
    return shutil.disk_usage(there).free


def open_store(place: str | Path) -> Store:
    """Return the store at a folder or an address. Raises: MissingPackageError."""
    return AddressStore(place) if isinstance(place, str) and "://" in place else FolderStore(Path(place))


def _is_whole(opened: Callable[..., Any], *arguments: Any) -> bool:
    """Return whether a file is a .zip with metadata. A file that was cut has no directory, which stands at its end."""
    try:
        with (
            opened(*arguments) as file,
            zipfile.ZipFile(io.BufferedReader(file) if isinstance(file, io.RawIOBase) else file) as archive,
        ):
            return METADATA in archive.namelist()
    except (OSError, ValueError, RunFormatError, zipfile.BadZipFile):
        return False
