"""The files of one run, in a folder or in a .zip of one: their names, their sizes, and their content.

Names are relative to the run, with forward slashes. Nothing is read before it is needed, nothing is unpacked to disk,
and no name leads out of the run.
"""

from __future__ import annotations

import io
import math
import os
import stat
import zipfile
from abc import ABC, abstractmethod
from functools import cached_property
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
import numpy.typing as npt

from ..errors import RunFormatError, RunNotFoundError
from .layout import JSON_FILES, LIMITS, MAP_DTYPE, METADATA
from .paths import inside, safe_path, settled
from .shards import is_member, is_shard, members, opened_member

BYTES_PER_VALUE = 2  # float16
LARGEST = LIMITS["unpacked_bytes"]
MOST_GROWTH = LIMITS["growth_bytes"]
MOST_SHRUNK = 1032
"""Largest factor by which deflate can shrink (https://zlib.net/zlib_tech.html); an archive that claims more is damaged.
"""
METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)


class RunFiles(ABC):
    """The files of one run.

    Attributes:
        path: the folder, or the archive.
    """

    def __init__(self, path: Path) -> None:
        self.path = path

    def __enter__(self) -> RunFiles:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the archive; a folder is not held."""
        return

    @abstractmethod
    def names(self) -> list[str]:
        """Return all files, also those that the metadata do not list, in rising order."""

    @abstractmethod
    def leads_out(self, name: str) -> bool:
        """Return whether a safe name leads out of the run once links are followed."""

    def open(self, name: str) -> BinaryIO:
        """Open a file, to be read from its start.

        Raises:
            RunFormatError: the name leads out of the run, the file is missing, or it can't be read.
        """
        self._check(name)
        return self._open(name)

    def array(self, name: str, shape: tuple[int, ...]) -> npt.NDArray[np.float16]:
        """Return the float16 values of a file whose size was compared with the shape; not writable. Raises: as
        ``open``."""
        self._check(name)
        return self._array(name, shape)

    @abstractmethod
    def _open(self, name: str) -> BinaryIO: ...

    @abstractmethod
    def _array(self, name: str, shape: tuple[int, ...]) -> npt.NDArray[np.float16]: ...

    @abstractmethod
    def _size(self, name: str) -> int | None: ...

    def _check(self, name: str) -> None:
        if not safe_path(name) or self.leads_out(name):
            raise RunFormatError(f"{self.path / METADATA}: the path {name!r} leads out of the run's folder.")

    def size(self, name: Any) -> int | None:
        """Return the size of a file in bytes; None if no file has that name, or the name is not safe."""
        return self._size(name) if safe_path(name) and not self.leads_out(name) else None

    def problem(self, name: str) -> str | None:  # noqa: ARG002 - a file in a folder has none that is known before
        """Explain why an existing file can't be read, as far as that is known without reading it; None if it can."""
        return None

    def read(self, name: str, most: int = LARGEST) -> bytes:
        """Return all bytes of a file.

        Args:
            most: how many it may have.

        Raises:
            RunFormatError: as ``open``, or the file is larger.
        """
        size = self.size(name) or 0
        if size > most and self.problem(name) is None:
            raise RunFormatError(f"{self.path / name} has {size} bytes; at most {most} are read.")
        with self.open(name) as file:
            try:
                return file.read()
            except OSError as error:
                raise self._unreadable(name, error) from error

    def _unreadable(self, name: str, error: Exception) -> RunFormatError:
        if isinstance(error, FileNotFoundError):
            return RunFormatError(f"{self.path / name} can't be read: the file is missing.")
        reason = error.strerror if isinstance(error, OSError) and error.strerror else error
        return RunFormatError(f"{self.path / name} can't be read: {reason}.")


class FolderFiles(RunFiles):
    """The files of a run in a folder."""

    def names(self) -> list[str]:
        below = (os.path.relpath(Path(folder, n), self.path) for folder, _, names in os.walk(self.path) for n in names)
        return sorted(name.replace(os.sep, "/") for name in below)

    def leads_out(self, name: str) -> bool:
        return not inside(self.path, name)

    def _open(self, name: str) -> BinaryIO:
        try:
            # without O_NONBLOCK, opening a pipe waits until somebody writes into it
            opened = os.open(self.path / name, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
        except (OSError, ValueError) as error:
            raise self._unreadable(name, error) from error
        if not stat.S_ISREG(os.fstat(opened).st_mode):
            os.close(opened)
            raise RunFormatError(f"{self.path / name} is a folder, a pipe or a device; expected a file.")
        return os.fdopen(opened, "rb")

    def _array(self, name: str, shape: tuple[int, ...]) -> npt.NDArray[np.float16]:
        """Map the values from the file, which is read as they are touched."""
        try:
            with self._open(name) as file:
                return np.memmap(file, dtype=MAP_DTYPE, mode="r", shape=shape)
        except (OSError, ValueError) as error:
            if isinstance(error, RunFormatError):
                raise
            raise self._unreadable(name, error) from error

    def _size(self, name: str) -> int | None:
        try:
            status = (self.path / name).stat()
        except (OSError, ValueError):
            return None
        return status.st_size if stat.S_ISREG(status.st_mode) else None


class ZipFiles(RunFiles):
    """The files of the one run in a .zip, at its root or in a folder. The .zip may be in a shard.

    Only the archive's directory is read now. It bounds the unpacked size of a file before the file is touched: at most
    ``LARGEST`` bytes, and at most as many as deflate can make of the file's part of the archive. The archive stays
    open until ``close``, or as long as the object lives; several threads may read.

    Attributes:
        bytes: the size of the archive.

    Raises:
        RunFormatError: the file is no archive, is damaged, or holds several runs.
    """

    def __init__(self, path: Path) -> None:
        super().__init__(path)
        if is_shard(path):
            members(path)  # one that was cut might look like the last of its runs
        self._member = opened_member(path) if is_member(path) else None
        try:
            self._archive = zipfile.ZipFile(path if self._member is None else io.BufferedReader(self._member))
            entries = [entry for entry in self._archive.infolist() if entry.filename and not entry.is_dir()]
            self.bytes = path.stat().st_size if self._member is None else self._member.length
        except (OSError, ValueError, EOFError, NotImplementedError, zipfile.BadZipFile) as error:
            if self._member is not None:
                self._member.close()
            raise RunFormatError(f"{path} can't be read as a .zip: {error}. Zip the run's folder again.") from error
        if len(entries) > LIMITS["archived_files"]:
            raise RunFormatError(f"{path} holds {len(entries)} files; at most {LIMITS['archived_files']} are read.")
        if sum(entry.compress_size for entry in entries) > self.bytes:
            raise RunFormatError(f"{path}: its files overlap. Zip the run's folder again.")
        self.within = self._folder_of_run([entry.filename for entry in entries])
        self._entries = {
            entry.filename[len(self.within) :]: entry for entry in entries if entry.filename.startswith(self.within)
        }

    def names(self) -> list[str]:
        return sorted(self._entries)

    def leads_out(self, name: str) -> bool:
        """Return whether the entry is a link, pipe or device, because these are never followed."""
        entry = self._entries.get(name)
        return entry is not None and stat.S_IFMT(entry.external_attr >> 16) not in (0, stat.S_IFREG)

    def _open(self, name: str) -> BinaryIO:
        return io.BytesIO(self._unpacked(name))

    def _unpacked(self, name: str) -> bytes:
        """Return all bytes of a file, never more than the archive states.

        Raises:
            RunFormatError: the file is missing, encrypted, packed by another method than deflate, too large, or its
                checksum is wrong.
        """
        entry = self._entries.get(name)
        if entry is None:
            raise RunFormatError(f"{self.path / name} can't be read: the file is missing.")
        problem = self.problem(name)
        if problem:
            raise RunFormatError(f"{self.path / name}: {problem}.")
        try:
            content = self._archive.read(entry)
        except Exception as error:  # struct, zlib, zip, value and system errors: all mean a damaged archive
            raise RunFormatError(f"{self.path / name} can't be unpacked: {error}. Zip the run again.") from error
        if len(content) != entry.file_size:
            raise RunFormatError(
                f"{self.path / name} unpacks to {len(content)} bytes; the archive states {entry.file_size}."
            )
        return content

    def problem(self, name: str) -> str | None:
        """Explain from the archive's directory why a file can't be read: encrypted, not deflated, too large, or
        impossible."""
        return _problem(self._entries[name]) if name in self._entries else None

    def _array(self, name: str, shape: tuple[int, ...]) -> npt.NDArray[np.float16]:
        """Unpack the values into memory."""
        return np.frombuffer(self._unpacked(name), MAP_DTYPE).reshape(shape)

    def close(self) -> None:
        """Close the archive."""
        self._archive.close()
        if self._member is not None:
            self._member.close()

    @cached_property
    def traversable(self) -> zipfile.Path:
        """Folder of the run within the archive, with the interface of ``pathlib``."""
        return zipfile.Path(self._archive, self.within)

    def _size(self, name: str) -> int | None:
        entry = self._entries.get(name)
        return None if entry is None else entry.file_size

    def _folder_of_run(self, names: list[str]) -> str:
        """Return the prefix that the names of the run's files share: "" or a folder with a slash at its end."""
        named = next((j for j in JSON_FILES if any(f"/{name}".endswith(f"/{j}") for name in names)), METADATA)
        folders = {name[: -len(named)] for name in names if f"/{name}".endswith(f"/{named}")}
        outermost = [f for f in folders if not any(f != other and f.startswith(other) for other in folders)]
        if len(outermost) > 1:
            raise RunFormatError(f"{self.path} holds {len(outermost)} runs; expected one run.")
        return outermost[0] if outermost else ""


def open_files(path: str | Path) -> RunFiles:
    """Open the files of the run in a folder, or in a .zip.

    Raises:
        RunNotFoundError: there is no such folder or .zip.
        RunFormatError: the .zip can't be read, or holds several runs.
    """
    path = settled(Path(path).expanduser())
    if path.is_dir():
        return FolderFiles(path)
    if is_archive(path):
        return ZipFiles(path)
    raise RunNotFoundError(
        f"No run at {path}: there is no such folder; expected a folder with a {METADATA} in it, or a .zip of one."
    )


def open_run_files(path: str | Path) -> RunFiles:
    """Open files as ``open_files`` does, if a ``metadata.json`` is among them.

    Raises:
        RunNotFoundError, RunFormatError: as ``open_files``; RunNotFoundError also without a ``metadata.json``.
    """
    files = open_files(path)
    if files.size(METADATA) is None:
        if is_shard(files.path) and (names := list(members(files.path))):
            raise RunNotFoundError(
                f"{files.path} is a shard of {len(names)} runs; name one of them, such as {files.path / names[0]}."
            )
        what = "folder" if isinstance(files, FolderFiles) else ".zip"
        below = run_below(files.path) if files.path.is_dir() else None
        each = f" It holds runs; name one of them, such as {below}. `diffulizer table` makes a list of all of them."
        hint = each if below else ""
        raise RunNotFoundError(f"No run at {files.path}: the {what} holds no {METADATA}.{hint}")
    return files


def run_below(folder: Path) -> Path | None:
    """Return some run in a folder or in one of its folders; None if there is none so near."""
    patterns = (f"*/{METADATA}", "*.zip", f"*/*/{METADATA}", "*/*.zip")
    found = next((path for pattern in patterns for path in folder.glob(pattern)), None)
    return found.parent if found is not None and found.name == METADATA else found


def is_archive(path: Path) -> bool:
    """Return whether a path is a file whose name ends in .zip, or one of those in a shard."""
    return path.suffix.lower() == ".zip" and (path.is_file() or is_member(path))


def expected_bytes(shape: Any) -> int | None:
    """Return the size of a float16 file of this shape in bytes, or None where it is no shape, or larger than a map may
    be."""
    if not isinstance(shape, (list, tuple)) or not 0 < len(shape) <= MOST_AXES:
        return None
    sizes = [int(n) if isinstance(n, float) and n.is_integer() else n for n in shape]
    if not all(isinstance(n, int) and not isinstance(n, bool) and 0 < n <= LARGEST for n in sizes):
        return None
    size = math.prod(sizes) * BYTES_PER_VALUE
    return size if size <= LIMITS["map_bytes"] else None


MOST_AXES = 8


def read_npz(files: RunFiles, name: str, wanted: tuple[str, ...]) -> dict[str, npt.NDArray[Any]]:
    """Return the wanted arrays of an npz file, as far as it has them. Nothing is unpickled.

    Raises:
        RunFormatError: the file is missing or damaged, holds other things than plain arrays of numbers, or unpacks to
            more than ``MOST_GROWTH`` beyond its own size.
    """
    with files.open(name) as file:
        try:
            with zipfile.ZipFile(file) as archive:
                entries = {entry.filename: entry for entry in archive.infolist()}
                chosen = {key: entries[f"{key}.npy"] for key in wanted if f"{key}.npy" in entries}
                for entry in chosen.values():
                    if problem := _problem(entry):
                        raise ValueError(f"{entry.filename}: {problem}")
                total = sum(entry.file_size for entry in chosen.values())
                if total > MOST_GROWTH + sum(entry.compress_size for entry in chosen.values()):
                    raise ValueError(f"its arrays unpack to {total} bytes, more than {MOST_GROWTH} beyond their size")
                return {key: _plain_array(archive.read(entry), key) for key, entry in chosen.items()}
        except Exception as error:  # struct, zlib, tokenize, zip, value and system errors: all mean a damaged archive
            problem = f"it is not an archive of plain arrays ({error}); export the run again"
            raise RunFormatError(f"{files.path / name}: {problem}.") from error


def _plain_array(content: bytes, name: str) -> npt.NDArray[Any]:
    """Return the array of numbers in the bytes of a .npy file. Raises: ValueError, and what NumPy's reader of headers
    raises."""
    file = io.BytesIO(content)
    version = np.lib.format.read_magic(file)
    if version not in ((1, 0), (2, 0), (3, 0)):
        raise ValueError(f"{name} has version {version}")
    read_header = np.lib.format.read_array_header_1_0 if version == (1, 0) else np.lib.format.read_array_header_2_0
    shape, fortran, dtype = read_header(file)
    if dtype.kind not in "biuf":
        raise ValueError(f"{name} holds {dtype}; expected numbers")
    start = file.tell()
    if any(n < 0 for n in shape) or len(content) - start != math.prod(shape) * dtype.itemsize:
        raise ValueError(f"{name} has {len(content) - start} bytes; shape {list(shape)[:MOST_AXES]} of {dtype} differs")
    values = np.frombuffer(content, dtype, offset=start)
    return values.reshape(shape, order="F" if fortran else "C")


def _problem(entry: zipfile.ZipInfo) -> str | None:
    """Explain from the archive's directory why a file is not unpacked; None if it can be."""
    if entry.flag_bits & 1:
        return "it is encrypted; zip the run without a password"
    if entry.compress_type not in METHODS:
        return f"its method of compression, {entry.compress_type}, is not deflate; zip the run again"
    if entry.file_size > LARGEST:
        return f"it unpacks to {entry.file_size} bytes; at most {LARGEST} are read"
    packed = entry.compress_size
    if entry.file_size > packed + MOST_GROWTH:
        return f"it unpacks to {entry.file_size} bytes, more than {MOST_GROWTH} beyond its size in the archive"
    possible = entry.file_size <= packed * MOST_SHRUNK if entry.compress_type else entry.file_size == packed
    return None if possible else f"it can't unpack to {entry.file_size} bytes from {packed}; zip the run again"
