"""Workers: each draws one item at a time, in a ComfyUI of its own."""

from __future__ import annotations

import shutil
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol

from ..comfyui.draw import Drawer, HostOptions
from ..comfyui.gpus import count_gpus
from ..comfyui.location import find_host
from ..comfyui.progress import Progress
from ..comfyui.runner import exported_runs
from ..errors import HostError
from .items import Item
from .keeping import packed
from .stores import Store
from .study import Study


@dataclass(frozen=True)
class Made:
    """A run that is in the store.

    Attributes:
        seconds: how long it took, from asking ComfyUI until it was in the store.
        bytes: its size there.
    """

    seconds: float
    bytes: int


class Worker(Protocol):
    """Something that draws items, one at a time."""

    def open(self) -> None:
        """Get ready; a worker that is open already starts anew. Raises: HostError."""

    def refusals(self, items: Sequence[Item]) -> list[str]:
        """Return for each item why it can't be drawn, as far as ComfyUI's lists of samplers and files tell; an empty
        text if it can. Raises: HostError."""

    def draw(self, item: Item) -> Made:
        """Draw an item and put it into the store.

        Raises:
            UnreachableError: ComfyUI went away, or hangs; the worker has to be opened anew.
            DiffulizerError, OSError: the run failed.
            KeyboardInterrupt: it was cancelled.
        """

    def cancel(self) -> None:
        """Interrupt what is drawn; any thread may call this."""

    def close(self) -> None:
        """End what was opened."""


class LocalWorker:
    """A worker whose ComfyUI runs on this machine, or answers at a URL and writes where it can be read from here.

    Args:
        host: the ComfyUI.
        study: says what is kept and how long ComfyUI may be silent.
        store: gets the runs.
    """

    def __init__(self, host: HostOptions, study: Study, store: Store) -> None:
        self._host = host
        self._study = study
        self._store = store
        self._drawer: Drawer | None = None
        self._stack = ExitStack()

    def open(self) -> None:
        self.close()
        with ExitStack() as stack:
            drawer = Drawer(self._host, _silent, is_kept=False, patience=self._study.patience)
            self._drawer = stack.enter_context(drawer)
            self._remover = stack.enter_context(ThreadPoolExecutor(1, "remover"))
            self._stack = stack.pop_all()

    def refusals(self, items: Sequence[Item]) -> list[str]:
        assert self._drawer is not None
        info, checkpoints = self._drawer.link.object_info(), self._drawer.checkpoints
        return [item.refusal(info, checkpoints) for item in items]

    def draw(self, item: Item) -> Made:
        assert self._drawer is not None
        begin = time.monotonic()
        checkpoints = self._drawer.checkpoints
        outcome = self._drawer.link.run(lambda info: item.prompt(info, checkpoints))
        runs = [Path(run["path"]) for run in exported_runs(outcome)]
        if len(runs) != 1:
            raise HostError(f"The workflow exported {len(runs)} runs; expected one. Set the size of its batch to 1.")
        if not runs[0].is_dir():
            raise HostError(f"ComfyUI wrote the run to {runs[0]}, which can't be read from here; use --ray instead.")
        content = packed(runs[0], self._study.keep, self._study.layers)
        self._store.put(item.id, content)
        # in the next one's time: on some disks this takes longer than all else between two runs
        self._remover.submit(shutil.rmtree, runs[0], ignore_errors=True)
        return Made(time.monotonic() - begin, len(content))

    def cancel(self) -> None:
        if self._drawer is not None:
            self._drawer.link.cancel()

    def close(self) -> None:
        self._drawer = None
        self._stack.close()


def local_workers(
    host: HostOptions, study: Study, store: Store, *, count: int | None, servers: list[str]
) -> list[Worker]:
    """Return a worker for each server, or ``count`` of them that start their own; None is one for each GPU.

    Where there are several GPUs, each of several workers that are started sees one alone. If they are more than GPUs,
    some share one.
    """
    hosts = [replace(host, server=url) for url in servers] or _own(host, count)
    return [LocalWorker(each, study, store) for each in hosts]


def _own(host: HostOptions, count: int | None) -> list[HostOptions]:
    """Return the options of each ComfyUI that is started."""
    gpus = 0
    if count != 1 and host.device in ("auto", "cuda"):
        with suppress(HostError):  # that there is no ComfyUI is said when it is started
            gpus = count_gpus(find_host(host.comfyui).python)
    count = count or max(1, gpus)
    if count == 1:
        return [host]
    return [replace(host, port=0, gpu=number % gpus if gpus > 1 else None) for number in range(count)]


def _silent(_: Progress) -> None:
    pass
