"""A run's folder as a .zip, made while it is sent: memory holds a piece of it at a time."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, cast

from ..dataset import layout
from ..dataset.jsonfile import json_bytes, read_json
from ..dataset.paths import inside
from .thin import without_workflow

PIECE = 2**18
"""Bytes that are read, and that are given out, at a time."""


def zip_pieces(folder: Path, *, workflow: bool) -> Iterator[bytes]:
    """The archive of a run, piece by piece. Files are stored as they are: maps and pictures hardly shrink.

    Args:
        workflow: keep the workflow and the executed graph in the metadata.

    Raises:
        RunFormatError: the metadata can't be read, to leave the workflow out.
    """
    metadata = None
    if not workflow:
        content = without_workflow(read_json(folder / layout.METADATA), "left out of this download, as asked")
        metadata = json_bytes(content)
    return _pieces(folder, metadata)


def _pieces(folder: Path, metadata: bytes | None) -> Iterator[bytes]:
    sink = _Sink()
    with zipfile.ZipFile(cast(BinaryIO, sink), "w") as archive:
        for path in sorted(folder.rglob("*")):
            name = path.relative_to(folder).as_posix()
            if not path.is_file() or not inside(folder, name):
                continue
            entry = zipfile.ZipInfo.from_file(path, f"{folder.name}/{name}", strict_timestamps=False)
            if name == layout.METADATA and metadata is not None:
                archive.writestr(entry, metadata)
                continue
            with path.open("rb") as source, archive.open(entry, "w") as target:
                while piece := source.read(PIECE):
                    target.write(piece)
                    if sink.size >= PIECE:
                        yield sink.taken()
    yield sink.taken()


class _Sink:
    """A file that can be written to only; what was written is taken out of it."""

    def __init__(self) -> None:
        self._pieces: list[bytes] = []
        self.size = 0

    def write(self, piece: bytes) -> int:
        self._pieces.append(bytes(piece))
        self.size += len(piece)
        return len(piece)

    def flush(self) -> None:
        """Nothing waits."""

    def taken(self) -> bytes:
        """All since the last time."""
        pieces, self._pieces, self.size = self._pieces, [], 0
        return b"".join(pieces)
