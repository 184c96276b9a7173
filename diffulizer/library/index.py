"""An index of many runs in memory: what is known of each, read when it is needed or in the background."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from typing import Any

from ..typed import as_compared, as_read

Version = tuple[int, int]
"""Version of a run: the time at which its metadata changed, in nanoseconds, and their size in bytes."""
Entry = dict[str, Any]


@dataclass(frozen=True)
class Page:
    """A part of the list of runs.

    Attributes:
        entries: its runs, as ``run_entry`` describes them.
        count: how many runs the whole list has, or how many of it were found.
        unread: how many runs were not read yet. They stand where the dates of their files put them, and are not found.
    """

    entries: list[Entry]
    count: int
    unread: int


@dataclass
class _Known:
    """Knowledge of a run: its version and age, and once it was read its entry and the text that is searched."""

    version: Version
    age: tuple[float, int]
    entry: Entry | None = None
    text: str = ""


@dataclass
class RunIndex:
    """Facts of runs by their names. It may be used from several threads.

    Args:
        read: returns the entry of a run.
    """

    read: Callable[[str], Entry]
    _known: dict[str, _Known] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _reader: threading.Thread | None = None

    def update(self, versions: Mapping[str, Version]) -> None:
        """Replace the runs by these. What is known of those that did not change is kept."""
        known = self._known
        self._known = {
            name: before
            if (before := known.get(name)) is not None and before.version == version
            else _Known(version, (version[0] / 1e9, version[0]))
            for name, version in versions.items()
        }

    def entries(self) -> list[Entry]:
        """Return all runs, the newest first, after reading those that were not."""
        known = self._known
        read = [(self._read(name, one), one.age) for name, one in known.items()]
        return [entry for entry, _ in sorted(read, key=lambda pair: pair[1], reverse=True)]

    def beside(self, name: str) -> list[Entry]:
        """Return a run, and behind it the undamaged one that was made before it; as far as they are there."""
        known = self._known
        if name not in known:
            return []
        entry = self._read(name, known[name])
        names = _newest_first(known)
        earlier = (self._read(other, known[other]) for other in names[names.index(name) + 1 :])
        return [entry, *islice((other for other in earlier if other["damaged"] is None), 1)]

    def page(self, start: int, count: int, search: str = "") -> Page:
        """Return a part of the runs, the newest first, and begin to read in the background what was not read.

        Args:
            start: the first of them, from 0.
            count: how many.
            search: words that all have to stand in the name, the prompts, the checkpoint or the seed of a run.
        """
        known = self._known
        names = _newest_first(known)
        if wanted := _wanted(search):
            names = [name for name in names if known[name].entry is not None and _has(known[name].text, wanted)]
        part = names[start : start + count]
        read = [(self._read(name, known[name]), known[name].age) for name in part]
        unread = sum(one.entry is None for one in known.values())
        if unread:
            self._read_on()
        return Page([entry for entry, _ in sorted(read, key=lambda pair: pair[1], reverse=True)], len(names), unread)

    def wait(self) -> None:
        """Wait until nothing is read in the background."""
        if self._reader is not None:
            self._reader.join()

    def _read(self, name: str, one: _Known) -> Entry:
        with self._lock:
            if one.entry is None:
                entry = self.read(name)
                one.age = _age(entry, one.version)
                one.text = _searched(entry)
                one.entry = entry
            return one.entry

    def _read_on(self) -> None:
        with self._lock:
            if self._reader is None or not self._reader.is_alive():
                self._reader = threading.Thread(target=self._read_rest, name="runs", daemon=True)
                self._reader.start()

    def _read_rest(self) -> None:
        """Read all runs, the newest first. It rests as long as it works, because the program around it draws."""
        known: Mapping[str, _Known] = {}
        while self._known is not known:
            known = self._known
            for name in _newest_first({name: one for name, one in known.items() if one.entry is None}):
                if self._known is not known:
                    break
                begin = time.perf_counter()
                self._read(name, known[name])
                time.sleep(time.perf_counter() - begin)


def _newest_first(known: Mapping[str, _Known]) -> list[str]:
    return sorted(known, key=lambda name: known[name].age, reverse=True)


def _age(entry: Entry, version: Version) -> tuple[float, int]:
    """Return when a run was created, according to its metadata or else its file: the sort key for "newest"."""
    changed, _ = version
    try:
        created = datetime.fromisoformat((entry["created_at"] or "").replace("Z", "+00:00")).timestamp()
    except (ValueError, OverflowError, OSError):
        created = changed / 1e9
    return created, changed


def _searched(entry: Entry) -> str:
    prompts = " ".join(entry[key] or "" for key in ("prompt", "negative"))
    facts = (entry["model_id"] or "", "" if entry["seed"] is None else str(entry["seed"]))
    return as_compared(" ".join((entry["name"], prompts, *facts, as_read(prompts))))


def _wanted(search: str) -> list[list[str]]:
    """Return the words of a search, as they are typed and as a prompt with weights is read; empty if it has none."""
    forms = dict.fromkeys((as_compared(search), as_read(search)))
    return [words for form in forms if (words := form.split())]


def _has(text: str, wanted: list[list[str]]) -> bool:
    return any(all(word in text for word in words) for words in wanted)
