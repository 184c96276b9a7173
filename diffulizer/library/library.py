"""The runs below a folder. Names are relative, with ``/``; nothing outside the folder is ever reached."""

from __future__ import annotations

import contextlib
import os
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ..dataset.files import is_archive, open_files
from ..dataset.layout import METADATA
from ..dataset.paths import away, find_file, is_link, settled
from ..dataset.shards import each_once, shard_of
from ..errors import RunNotFoundError
from ..names import MAX_NAME, is_portable
from .entry import run_entry
from .index import Page, RunIndex, Version

LISTS_LINKS = os.name != "nt"
"""True where a listed folder tells all of its links; Windows' junctions have to be asked for."""


class RunLibrary:
    """The runs below ``root``, with an index in memory of the facts that were read of them.

    Hidden folders (runs that are being written, the trash) and symbolic links are skipped. A library may be used from
    several threads.

    Args:
        root: the folder; it need not exist.

    Attributes:
        index: what is known of the runs.
    """

    def __init__(self, root: Path) -> None:
        self.root = root
        self.index = RunIndex(lambda name: run_entry(self.root / name, name))
        self._was_looked_through = False

    def names(self) -> list[str]:
        """Return the names of everything that can be loaded, runs and files whose names end in .zip, in shards too, the
        newest first by the dates of their files. No run is read."""
        versions = dict(_walk(self.root, "", archives=True))
        return sorted(versions, key=lambda name: versions[name], reverse=True)

    def entries(self) -> list[dict[str, Any]]:
        """Return all runs, the newest first, as ``run_entry`` describes them. Only new or changed runs are read."""
        self.look()
        return self.index.entries()

    def page(self, start: int, count: int, search: str = "", *, again: bool = False) -> Page:
        """Return a part of the runs as ``RunIndex.page`` does.

        Args:
            again: whether it is a part of the list as it was last time; else the folder is looked through anew.
        """
        if not (again and self._was_looked_through):
            self.look()
        return self.index.page(start, count, search)

    def beside(self, name: str) -> list[dict[str, Any]]:
        """Return a run, and behind it the undamaged one that was made before it; as far as they are there."""
        self.look()
        return self.index.beside(name)

    def look(self) -> None:
        """Look which runs there are. None is read."""
        self._was_looked_through = True
        self.index.update(dict(_walk(self.root, "")))

    def find(self, name: str) -> Path:
        """Return the folder of a run.

        Raises:
            RunNotFoundError: no run has that name, or the name leads out of the library.
        """
        if is_portable(name):
            folder = settled(self.root.resolve() / name)
            metadata = folder / METADATA
            if metadata.is_file() and not is_link(metadata) and folder.resolve() == folder:
                return folder
        raise RunNotFoundError(f"There is no run {name!r} in the output folder; refresh the list of runs.")

    def locate(self, name: str) -> Path:
        """Return the path of a run's folder or of a .zip file. Raises: RunNotFoundError, as ``find``."""
        path = self.root.resolve() / name if is_portable(name) else None
        if path is not None and is_archive(path) and path.resolve() == path:
            return path
        return self.find(name)

    def version(self, name: str) -> str:
        """Return a text that changes whenever the run or the .zip file changes. Raises: RunNotFoundError, OSError."""
        return run_version(self.locate(name))

    def archived_file(self, path: str) -> bytes | None:
        """Return the content of a file of a run in a .zip; None if there is none. ``path`` is decoded and consists of
        the name of the .zip and the path within the run. Raises: RunFormatError."""
        parts = path.split("/")
        ends = [i for i, part in enumerate(parts[:-1], 1) if part.lower().endswith(".zip")]
        for archive, name in (("/".join(parts[:i]), "/".join(parts[i:])) for i in reversed(ends)):
            try:
                located = self.locate(archive)
            except RunNotFoundError:
                continue
            if is_archive(located):
                with open_files(located) as files:
                    return None if files.size(name) is None else files.read(name)
        return None

    def find_file(self, path: str) -> Path | None:
        """Find the file at a decoded path, which consists of a run's name and a path within the run; None if there is
        none."""
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


def run_version(path: Path) -> str:
    """Return a text that changes whenever the metadata of the run in the folder ``path`` do, or the .zip ``path`` does,
    or its shard. Raises: OSError, if there are none, or they are a link."""
    return "-".join(f"{number:x}" for number in _version(path / METADATA if path.is_dir() else shard_of(path) or path))


def _walk(folder: Path, prefix: str, archives: bool = False) -> Iterator[tuple[str, Version]]:
    """Yield the name and version of each run below a folder, and with ``archives`` of each .zip."""
    try:
        visible = [e for e in _listed(folder) if not e.name.startswith(".") and not _is_link(e)]
        entries = [e for e in visible if e.is_dir()]
        zips = each_once(Path(e.path) for e in visible if archives and is_archive(Path(e.path)))
    except OSError:  # the folder does not exist, may not be read, or was removed meanwhile
        return
    for path in zips:
        with contextlib.suppress(OSError):
            yield prefix + path.relative_to(folder).as_posix(), _version(shard_of(path) or path)
    for entry in entries:
        name = prefix + entry.name
        metadata = os.path.join(entry.path, METADATA)  # noqa: PTH118 - Path takes as long as asking the disk
        try:
            version = _version(metadata)
        except OSError:
            if not is_link(metadata) and len(name) < MAX_NAME:
                yield from _walk(Path(entry.path), f"{name}/", archives)
        else:
            yield name, version


def _is_link(entry: os.DirEntry[str]) -> bool:
    """Return what ``is_link`` does, without asking the disk once more where its system has told already."""
    return entry.is_symlink() if LISTS_LINKS else is_link(entry)


def _listed(folder: Path) -> list[os.DirEntry[str]]:
    """Return all that is in a folder, with the runs that are being replaced. Raises: OSError."""
    with os.scandir(folder) as entries:
        found = list(entries)
    missing = away([entry.name for entry in found])
    if not missing:
        return found
    for name in missing:
        settled(folder / name)
    with os.scandir(folder) as entries:
        return list(entries)


def _version(metadata: str | Path) -> Version:
    status = os.lstat(metadata)
    if stat.S_ISLNK(status.st_mode):
        raise OSError(f"{metadata} is a link, which may lead out of the library.")
    return status.st_mtime_ns, status.st_size
