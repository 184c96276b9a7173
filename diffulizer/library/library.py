"""The runs below a folder. Names are relative, with ``/``; nothing outside of the folder is ever reached."""

from __future__ import annotations

import contextlib
import os
import threading
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from ..dataset.files import is_archive, open_files
from ..dataset.layout import METADATA
from ..dataset.paths import find_file, is_link
from ..errors import RunNotFoundError
from ..names import MAX_NAME, is_portable
from .entry import run_entry

Version = tuple[int, int]
"""Of a run: when its metadata were changed, in nanoseconds, and their bytes."""


class RunLibrary:
    """The runs below ``root``, with an index in memory of what was read of them.

    Hidden folders (runs that are being written, the trash) and symbolic links hold none. Safe to use from several
    threads.

    Args:
        root: need not be there.
    """

    def __init__(self, root: Path) -> None:
        self.root = root
        self._entries: dict[str, tuple[Version, dict[str, Any]]] = {}
        self._lock = threading.Lock()

    def names(self) -> list[str]:
        """Names of all that can be loaded, the newest first by their files: runs, and files whose names end in .zip.
        Reads none of them."""
        versions = dict(_walk(self.root, "", archives=True))
        return sorted(versions, key=lambda name: versions[name], reverse=True)

    def entries(self) -> list[dict[str, Any]]:
        """All runs, the newest first, as ``run_entry`` describes them. Only what is new is read."""
        with self._lock:
            versions = dict(_walk(self.root, ""))
            self._entries = {name: self._entry(name, version) for name, version in versions.items()}
            entries = list(self._entries.values())
        return [entry for _, entry in sorted(entries, key=_age, reverse=True)]

    def find(self, name: str) -> Path:
        """The folder of a run.

        Raises:
            RunNotFoundError: there is none of that name, or the name leads elsewhere.
        """
        if is_portable(name):
            folder = self.root.resolve() / name
            if (folder / METADATA).is_file() and folder.resolve() == folder:
                return folder
        raise RunNotFoundError(f"There is no run {name!r} in the output folder; refresh the list of runs.")

    def locate(self, name: str) -> Path:
        """The folder of a run, or a .zip. Raises: RunNotFoundError, as ``find``."""
        path = self.root.resolve() / name if is_portable(name) else None
        if path is not None and is_archive(path) and path.resolve() == path:
            return path
        return self.find(name)

    def version(self, name: str) -> str:
        """Changes when the run, or the .zip, does. Raises: RunNotFoundError, OSError."""
        path = self.locate(name)
        return "-".join(f"{number:x}" for number in _version(path / METADATA if path.is_dir() else path))

    def archived_file(self, path: str) -> bytes | None:
        """The content of a file of a run in a .zip, by a decoded path, the .zip's name and a path within the run; None
        if there is none. Raises: RunFormatError."""
        parts = path.split("/")
        ends = [i for i, part in enumerate(parts[:-1], 1) if part.lower().endswith(".zip")]
        for archive, name in (("/".join(parts[:i]), "/".join(parts[i:])) for i in ends):
            try:
                located = self.locate(archive)
            except RunNotFoundError:
                continue
            if located.is_file():
                with open_files(located) as files:
                    return None if files.size(name) is None else files.read(name)
        return None

    def find_file(self, path: str) -> Path | None:
        """The file that a decoded path names, a run's name and a path within the run; None if there is none."""
        parts = path.split("/")
        if not is_portable(path):
            return None
        for length in range(1, len(parts)):
            try:
                folder = self.find("/".join(parts[:length]))
            except RunNotFoundError:
                continue
            return find_file(folder, "/".join(parts[length:]))
        return None

    def _entry(self, name: str, version: Version) -> tuple[Version, dict[str, Any]]:
        known = self._entries.get(name)
        if known is not None and known[0] == version:
            return known
        return version, run_entry(self.root / name, name)


def _walk(folder: Path, prefix: str, archives: bool = False) -> Iterator[tuple[str, Version]]:
    """Name and version of each run below a folder, and with ``archives`` of each .zip."""
    try:
        with os.scandir(folder) as listed:
            visible = [e for e in listed if not e.name.startswith(".") and not is_link(e)]
            entries = [e for e in visible if e.is_dir()]
            zips = [Path(e.path) for e in visible if archives and is_archive(Path(e.path))]
    except OSError:  # it is not there, may not be read, or was removed meanwhile
        return
    for path in zips:
        with contextlib.suppress(OSError):
            yield prefix + path.name, _version(path)
    for entry in entries:
        name = prefix + entry.name
        try:
            yield name, _version(Path(entry.path, METADATA))
        except OSError:
            if len(name) < MAX_NAME:
                yield from _walk(Path(entry.path), f"{name}/", archives)


def _version(metadata: Path) -> Version:
    status = metadata.stat()
    return status.st_mtime_ns, status.st_size


def _age(item: tuple[Version, dict[str, Any]]) -> tuple[float, int]:
    """When a run was created, as it says or by its file."""
    (changed, _), entry = item
    try:
        created = datetime.fromisoformat((entry["created_at"] or "").replace("Z", "+00:00")).timestamp()
    except (ValueError, OverflowError, OSError):
        created = changed / 1e9
    return created, changed
