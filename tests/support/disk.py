"""Every operation that changes a disk, seen before and after it is done: to record it, to let it fail, or to end the
process there.

Python's own functions are replaced while a ``Disk`` watches: what ``os``, ``open`` and the exchange of two folders
change below one folder. Writing goes through the raw file, so that each write that reaches the system is one operation.
"""

from __future__ import annotations

import builtins
import contextlib
import errno
import io
import os
import pathlib
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from diffulizer.dataset.write import durable


@dataclass(frozen=True)
class Operation:
    """One operation.

    Attributes:
        kind: "create", "write", "sync", "mkdir", "rename", "exchange", "unlink" or "rmdir".
        path: the file or folder.
        other: the second one of a rename or an exchange.
        content: what the file holds when a "sync" or "write" ends; None for a folder.
    """

    kind: str
    path: str
    other: str | None = None
    content: bytes | None = None


class Disk:
    """A watch over all that changes below ``root``.

    Attributes:
        before: called with each operation before it is done; what it raises is raised in its place.
        after: called once it is done.
        is_full: whether a file takes only half of what is written, and then no more.
    """

    def __init__(self, root: Path) -> None:
        self.root = str(root)
        self.before: Callable[[Operation], None] = lambda _: None
        self.after: Callable[[Operation], None] = lambda _: None
        self.is_full = False
        self._descriptors: dict[int, str] = {}
        self._lock = threading.RLock()

    @contextlib.contextmanager
    def watched(self) -> Iterator[Disk]:
        """Watch while the block lasts."""
        exchange = durable._EXCHANGE
        patches: list[tuple[Any, str, Any]] = [
            (os, "open", self._open(os.open)),
            (os, "close", self._close(os.close)),
            (os, "fsync", self._sync(os.fsync)),
            (os, "mkdir", self._one("mkdir", os.mkdir)),
            (os, "rmdir", self._one("rmdir", os.rmdir)),
            (os, "unlink", self._one("unlink", os.unlink)),
            (os, "rename", self._two("rename", os.rename)),
            (os, "replace", self._two("rename", os.replace)),
            (io, "open", self._file(io.open)),
            (builtins, "open", self._file(builtins.open)),
        ]
        if exchange is not None:
            exchanged = self._two("exchange", lambda a, b: exchange(os.fsencode(a), os.fsencode(b)))
            patches.append((durable, "_EXCHANGE", lambda a, b: exchanged(os.fsdecode(a), os.fsdecode(b))))
        accessor = getattr(pathlib, "_NormalAccessor", None)  # Python 3.10 keeps the functions there
        if accessor is not None:
            named = {name: function for place, name, function in patches if place in (os, io)}
            known = ("open", "mkdir", "rmdir", "unlink", "rename", "replace")
            named["open"] = next(function for place, name, function in patches if (place, name) == (io, "open"))
            patches += [(accessor, name, staticmethod(named[name])) for name in known]
        kept = [(place, name, vars(place)[name]) for place, name, _ in patches]
        for place, name, function in patches:
            setattr(place, name, function)
        try:
            yield self
        finally:
            for place, name, function in kept:
                setattr(place, name, function)

    def _done(self, operation: Operation, act: Callable[[], Any]) -> Any:
        with self._lock:
            self.before(operation)
            result = act()
            if operation.kind == "write" or (operation.kind == "sync" and not Path(operation.path).is_dir()):
                with io.FileIO(operation.path) as file:
                    operation = Operation(operation.kind, operation.path, None, file.readall())
            self.after(operation)
            return result

    def _is_below(self, path: Any) -> bool:
        return isinstance(path, (str, os.PathLike)) and os.fspath(path).startswith(self.root)

    def _path(self, path: Any, dir_fd: int | None = None) -> str:
        """The whole path; one relative to an open folder, as rmtree names it, is below that."""
        folder = self._descriptors.get(dir_fd) if dir_fd is not None else None
        return f"{folder}{os.sep}{path}" if folder else os.fspath(path)

    def _one(self, kind: str, real: Callable[..., Any]) -> Callable[..., Any]:
        def act(path: Any, *arguments: Any, dir_fd: int | None = None) -> Any:
            whole = self._path(path, dir_fd)
            called = partial(real, path, *arguments, **({} if dir_fd is None else {"dir_fd": dir_fd}))
            return self._done(Operation(kind, whole), called) if self._is_below(whole) else called()

        return act

    def _two(self, kind: str, real: Callable[..., Any]) -> Callable[..., Any]:
        def act(one: Any, other: Any) -> Any:
            operation = Operation(kind, os.fspath(one), os.fspath(other))
            return self._done(operation, lambda: real(one, other)) if self._is_below(one) else real(one, other)

        return act

    def _open(self, real: Callable[..., int]) -> Callable[..., int]:
        def act(path: Any, flags: int, mode: int = 0o777, *, dir_fd: int | None = None) -> int:
            whole = self._path(path, dir_fd)
            called = partial(real, path, flags, mode, dir_fd=dir_fd)
            made = flags & os.O_CREAT and self._is_below(whole)
            descriptor: int = self._done(Operation("create", whole), called) if made else called()
            self._descriptors[descriptor] = whole
            return descriptor

        return act

    def _close(self, real: Callable[[int], None]) -> Callable[[int], None]:
        def act(descriptor: int) -> None:
            self._descriptors.pop(descriptor, None)
            real(descriptor)

        return act

    def _sync(self, real: Callable[[int], None]) -> Callable[[int], None]:
        def act(descriptor: int) -> None:
            path = self._descriptors.get(descriptor, "")
            if self._is_below(path):
                self._done(Operation("sync", path), partial(real, descriptor))
            else:
                real(descriptor)

        return act

    def _file(self, real: Callable[..., Any]) -> Callable[..., Any]:
        disk = self

        class Raw(io.FileIO):
            def write(self, data: Any) -> int:
                written: int = disk._done(Operation("write", str(self.name)), lambda: self._take(data))
                return written

            def _take(self, data: Any) -> int:
                if not disk.is_full:
                    return super().write(data) or 0
                super().write(memoryview(data)[: len(data) // 2])
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), self.name)

        def opened(file: Any, mode: str = "r", *arguments: Any, **options: Any) -> Any:
            if not set(mode) & set("wax") or not self._is_below(file):
                return real(file, mode, *arguments, **options)
            plain = mode.replace("b", "").replace("t", "")
            raw = self._done(Operation("create", os.fspath(file)), lambda: Raw(file, plain))
            buffered = io.BufferedRandom(raw) if "+" in mode else io.BufferedWriter(raw)
            return buffered if "b" in mode else io.TextIOWrapper(buffered, encoding="utf-8", newline="\n")

        return opened
