"""A run's folder as a .zip that is made while it is sent, so that memory holds only a piece of it at a time."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, cast

from ..dataset import layout
from ..dataset.files import FolderFiles
from ..dataset.jsonfile import json_bytes
from ..dataset.read.run import load_run
from .thin import without_workflow

PIECE = 2**18
"""Size of the pieces that are read and given out, in bytes."""


def zip_pieces(folder: Path, *, workflow: bool) -> Iterator[bytes]:
    """Yield the archive of a run, piece by piece. Files are stored uncompressed, because maps and pictures hardly
    shrink.

    Args:
        workflow: keep the workflow and the executed graph in the metadata.

    Raises:
        RunFormatError: the metadata are damaged, which must be read to leave the workflow out.
    """
    metadata = None
    if not workflow:
        run = load_run(folder)
        run.check()
        metadata = json_bytes(without_workflow(run.metadata, "left out of this download, as requested"))
    return _pieces(folder, metadata)


def _pieces(folder: Path, metadata: bytes | None) -> Iterator[bytes]:
    sink = _Sink()
    files = FolderFiles(folder)
    with zipfile.ZipFile(cast(BinaryIO, sink), "w") as archive:
        for name in files.names():
            if files.size(name) is None or not _is_text(name):
                continue
            entry = zipfile.ZipInfo.from_file(folder / name, f"{folder.name}/{name}", strict_timestamps=False)
            if name == layout.METADATA and metadata is not None:
                archive.writestr(entry, metadata)
                continue
            with files.open(name) as source, archive.open(entry, "w") as target:
                while piece := source.read(PIECE):
                    target.write(piece)
                    if sink.size >= PIECE:
                        yield sink.taken()
    yield sink.taken()


def _is_text(name: str) -> bool:
    """Return whether a name is Unicode, which names in an archive must be; Linux allows any bytes."""
    return not any("\ud800" <= character <= "\udfff" for character in name)


class _Sink:
    """A file that can only be written to; ``taken`` takes the content out of it."""

    def __init__(self) -> None:
        self._pieces: list[bytes] = []
        self.size = 0

    def write(self, piece: bytes) -> int:
        self._pieces.append(bytes(piece))
        self.size += len(piece)
        return len(piece)

    def flush(self) -> None:
        """Do nothing, because nothing waits."""

    def taken(self) -> bytes:
        """Return everything that was written since the last call."""
        pieces, self._pieces, self.size = self._pieces, [], 0
        return b"".join(pieces)
