"""What a disk may hold after its power was cut, by the operations until then.

POSIX promises only what was synchronised: a file's content and a folder's names, each by itself. Of the rest, any part
may be lost: here a random part of the operations since each folder's last sync, and of each file's content the whole, a
half, or nothing. A rename is lost or kept as one, in both folders if neither was synchronised. (Journals keep more.)
"""

from __future__ import annotations

import random
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from disk import Operation


@dataclass
class _File:
    now: bytes = b""
    kept: bytes = b""


@dataclass
class _Folder:
    now: _Names = field(default_factory=dict)
    kept: _Names = field(default_factory=dict)
    changes: list[tuple[int, _Changed]] = field(default_factory=list)
    """Since the last sync: the number of the operation, and what it put at which names, None for nothing."""

    def change(self, number: int, names: _Changed) -> None:
        self.changes.append((number, names))
        _apply(names, self.now)


class PowerCut:
    """A disk that holds what is at ``root``, durably, and then sees operations."""

    def __init__(self, root: Path) -> None:
        self._prefix = str(root)
        self._root = _read(root)
        self._seen = 0

    def moved(self, root: Path) -> PowerCut:
        """The same disk, whose operations name it ``root``."""
        self._prefix = str(root)
        return self

    def see(self, operations: Iterable[Operation]) -> PowerCut:
        """Take in further operations."""
        for operation in operations:
            self._see(operation)
        return self

    def leave(self, into: Path, draw: random.Random) -> None:
        """Write what one power cut might leave, as ``draw`` decides, to a new folder."""
        chance = draw.choice((0.0, 0.5, 1.0))
        _write(self._root, into, draw, [draw.random() < chance for _ in range(self._seen + 1)])

    def _see(self, operation: Operation) -> None:
        self._seen += 1
        folder, name = self._at(operation.path)
        if operation.kind == "create":
            if name not in folder.now:
                folder.change(self._seen, {name: _File()})
        elif operation.kind == "mkdir":
            folder.change(self._seen, {name: _Folder()})
        elif operation.kind in ("unlink", "rmdir"):
            folder.change(self._seen, {name: None})
        elif operation.kind == "write":
            self._file(operation.path).now = operation.content or b""
        elif operation.kind == "sync":
            here = folder.now[name] if name else folder
            if isinstance(here, _File):
                here.kept = here.now
            else:
                here.kept, here.changes = dict(here.now), []
        else:
            other, new = self._at(operation.other or "")
            there = other.now.get(new) if operation.kind == "exchange" else None
            moved = folder.now[name]
            if other is folder:
                folder.change(self._seen, {name: there, new: moved})
            else:
                other.change(self._seen, {new: moved})
                folder.change(self._seen, {name: there})

    def _file(self, path: str) -> _File:
        folder, name = self._at(path)
        file = folder.now[name]
        assert isinstance(file, _File)
        return file

    def _at(self, path: str) -> tuple[_Folder, str]:
        """The folder that holds a path, and the name there; the root has none."""
        *above, name = path[len(self._prefix) :].strip("/").split("/")
        folder = self._root
        for part in above:
            below = folder.now[part]
            assert isinstance(below, _Folder)
            folder = below
        return folder, name


def _apply(changed: _Changed, to: _Names) -> None:
    for name, here in changed.items():
        if here is None:
            to.pop(name, None)
        else:
            to[name] = here


def _read(path: Path) -> _Folder:
    made = _Folder()
    for entry in path.iterdir():
        content = entry.read_bytes() if entry.is_file() else b""
        made.now[entry.name] = _File(content, content) if entry.is_file() else _read(entry)
    made.kept = dict(made.now)
    return made


def _write(folder: _Folder, into: Path, draw: random.Random, is_kept: list[bool]) -> None:
    into.mkdir()
    names = dict(folder.kept)
    for number, changed in folder.changes:
        if is_kept[number]:
            _apply(changed, names)
    for name, here in names.items():
        if isinstance(here, _Folder):
            _write(here, into / name, draw, is_kept)
        elif here.now == here.kept:
            (into / name).write_bytes(here.kept)
        else:
            (into / name).write_bytes(draw.choice((here.kept, here.now, here.now[: len(here.now) // 2])))


_Names = dict[str, _File | _Folder]
_Changed = dict[str, _File | _Folder | None]
