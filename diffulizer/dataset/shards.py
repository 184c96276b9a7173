"""Shards: files ``NAME.shard.zip`` that hold the .zip of many runs, each stored as it is.

A run in a shard has a path like a file in a folder, such as ``runs/000001.shard.zip/a-cat_s1.zip``. It is read where it
lies, and any program that unpacks .zip files makes single files of a shard again.
"""

from __future__ import annotations

import io
import os
import struct
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from ..errors import RunFormatError

SHARD, RUN = ".shard.zip", ".zip"
"""Endings of shards, and of the runs in them."""
_LOCAL_HEADER = struct.Struct("<26xHH")
"""Lengths of the name and of the extra field, which stand before a file's content in a .zip."""


@dataclass(frozen=True, slots=True)
class Member:
    """A run in a shard.

    Attributes:
        header: where its local header begins in the shard, in bytes.
        bytes: its size.
        crc: CRC-32 of its .zip.
        is_plain: whether it is stored as it is, so that it can be read where it lies.
    """

    header: int
    bytes: int
    crc: int
    is_plain: bool


def is_shard(path: Path) -> bool:
    """Return whether a path is a file whose name ends as those of shards do."""
    return path.name.lower().endswith(SHARD) and path.is_file()


def shard_of(path: Path) -> Path | None:
    """Return the shard that a path leads into; None if it leads into none."""
    return path.parent if path.suffix.lower() == RUN and is_shard(path.parent) else None


def unsharded(path: Path) -> Path:
    """Return the path that a run would have if it were not in a shard, but beside it."""
    shard = shard_of(path)
    return path if shard is None else shard.with_name(path.name)


def members(shard: Path) -> dict[str, Member]:
    """Return the runs in a shard by the names of their .zip. Raises: RunFormatError, if it can't be read."""
    try:
        status = shard.stat()
        return _members(shard, (status.st_mtime_ns, status.st_size))
    except (OSError, ValueError, NotImplementedError, zipfile.BadZipFile) as error:
        raise RunFormatError(f"The shard {shard} can't be read: {error}.") from error


@lru_cache(maxsize=16)
def _members(shard: Path, _version: tuple[int, int]) -> dict[str, Member]:
    with zipfile.ZipFile(shard) as archive:
        if min((entry.header_offset for entry in archive.infolist()), default=0):  # the end of a run ends a cut shard
            raise ValueError("it was cut, or something is in front of its files")
        return {
            entry.filename: Member(
                entry.header_offset,
                entry.file_size,
                entry.CRC,
                entry.compress_type == zipfile.ZIP_STORED and not entry.flag_bits & 1,
            )
            for entry in archive.infolist()
            if entry.filename.lower().endswith(RUN) and "/" not in entry.filename
        }


def is_member(path: Path) -> bool:
    """Return whether a path leads to a run in a shard."""
    shard = shard_of(path)
    try:
        return shard is not None and path.name in members(shard)
    except RunFormatError:
        return False


def opened_member(path: Path) -> MemberFile:
    """Open the .zip of a run in a shard.

    Raises:
        RunFormatError: the shard can't be read, has no such run, or holds it compressed.
    """
    shard = path.parent
    member = members(shard).get(path.name)
    if member is None:
        raise RunFormatError(f"The shard {shard} holds no {path.name}.")
    if not member.is_plain:
        raise RunFormatError(f"{path} is compressed within its shard; expected it as it is. Unpack the shard.")
    try:
        return MemberFile(shard, member)
    except (OSError, struct.error) as error:
        raise RunFormatError(f"{path} can't be read: {error}.") from error


class MemberFile(io.RawIOBase):
    """A run's .zip within a shard, as a file of its own.

    Attributes:
        length: its size in bytes.

    Raises:
        OSError, struct.error: the shard can't be read, or ends before the run does.
    """

    def __init__(self, shard: Path, member: Member) -> None:
        super().__init__()
        self.length = member.bytes
        self._at = 0
        self._file = shard.open("rb")
        try:
            self._file.seek(member.header)
            lengths = _LOCAL_HEADER.unpack(self._file.read(_LOCAL_HEADER.size))
            self._start = member.header + _LOCAL_HEADER.size + sum(lengths)
            if self._start + self.length > os.fstat(self._file.fileno()).st_size:
                raise OSError("the shard ends before it does")
        except BaseException:
            self._file.close()
            raise

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        base = {os.SEEK_SET: 0, os.SEEK_CUR: self._at, os.SEEK_END: self.length}[whence]
        if base + offset < 0:
            raise ValueError(f"The place {base + offset} is before the file.")
        self._at = base + offset
        return self._at

    def tell(self) -> int:
        return self._at

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        most = min(len(buffer), max(0, self.length - self._at))
        self._file.seek(self._start + self._at)
        read = self._file.readinto(memoryview(buffer)[:most])
        self._at += read
        return read

    def close(self) -> None:
        self._file.close()
        super().close()


def each_once(archives: Iterable[Path]) -> list[Path]:
    """Return the archives of a folder with the runs of shards in place of the shards. A run that is also beside them,
    because packing it was cut short, is named once."""
    single: dict[str, Path] = {}
    packed: dict[str, Path] = {}
    for path in sorted(archives):
        names = _names(path) if is_shard(path) else []
        packed |= {name: path / name for name in names}
        if not names:
            single[path.name] = path
    return list({**packed, **single}.values())


def _names(shard: Path) -> list[str]:
    try:
        return list(members(shard))
    except RunFormatError:
        return []
