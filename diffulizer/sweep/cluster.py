"""Workers on a Ray cluster: each is an actor that holds a ComfyUI on one of its machines.

The driver keeps queue and ledger, and gives each actor one item at a time. An actor whose machine is lost is made anew
on another one, and its item is drawn again. As a run's name depends on its item alone, it is there once in any case.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from ..comfyui.draw import HostOptions
from ..comfyui.server import PACK
from ..errors import (
    DiffulizerError,
    HostError,
    MissingModelError,
    OutputError,
    SettingsError,
    UnreachableError,
    sentence,
)
from ..packages import require
from .items import Item
from .stores import open_store
from .study import Study
from .worker import LocalWorker, Made, Worker

Answer = Made | tuple[str, str]
"""Answer of an actor: the run, or the name of the kind of error and its sentence."""
_KINDS: dict[str, type[DiffulizerError]] = {
    kind.__name__: kind for kind in (OutputError, UnreachableError, SettingsError, MissingModelError)
}


class Drawing:
    """An actor's side of a worker.

    Args:
        place: folder or address of the store; a folder that all machines share.
    """

    def __init__(self, host: HostOptions, study: Study, place: str | Path) -> None:
        self._worker = LocalWorker(host, study, open_store(place))

    def open(self) -> str:
        """Start ComfyUI; return why that failed, or an empty text."""
        try:
            self._worker.open()
        except DiffulizerError as error:
            return str(error)
        return ""

    def refusals(self, items: Sequence[Item]) -> list[str] | tuple[str, str]:
        """Return why items can't be drawn, as ``Worker.refusals``, or the kind of an error and its sentence."""
        try:
            return self._worker.refusals(items)
        except Exception as error:
            return type(error).__name__, sentence(error)

    def draw(self, item: Item) -> Answer:
        """Draw an item and put it into the store."""
        try:
            return self._worker.draw(item)
        except Exception as error:  # an error of any kind goes to the driver, where its class may be unknown
            return type(error).__name__, sentence(error)

    def close(self) -> None:
        """End ComfyUI."""
        self._worker.close()


class ClusterWorker:
    """A worker whose ComfyUI runs in an actor of the cluster that this process is connected to."""

    def __init__(self, host: HostOptions, study: Study, place: str | Path) -> None:
        self._arguments = (host, study, place)
        self._patience = study.patience
        self._actor: Any = None
        self._is_cancelled = False

    def open(self) -> None:
        import ray

        self._kill()
        needs = {"num_gpus": 1} if ray.cluster_resources().get("GPU") else {"num_cpus": 1}
        paths = os.pathsep.join(filter(None, (str(PACK), os.environ.get("PYTHONPATH"))))
        remote = ray.remote(Drawing).options(  # type: ignore[attr-defined, unused-ignore]
            scheduling_strategy="SPREAD", runtime_env={"env_vars": {"PYTHONPATH": paths}}, **needs
        )
        self._actor = remote.remote(*self._arguments)
        try:
            problem = ray.get(self._actor.open.remote(), timeout=self._patience)
        except ray.exceptions.GetTimeoutError:
            self._kill()
            raise HostError(f"The cluster had no place for a worker for {self._patience:g} s.") from None
        except ray.exceptions.RayError as error:
            raise HostError(f"The cluster could not start a worker: {_first_line(error)}") from None
        if problem:
            raise HostError(problem)

    def draw(self, item: Item) -> Made:
        answer: Answer = self._answer("draw", item)
        if isinstance(answer, Made):
            return answer
        kind, reason = answer
        raise _KINDS.get(kind, HostError)(reason)

    def refusals(self, items: Sequence[Item]) -> list[str]:
        answer: list[str] | tuple[str, str] = self._answer("refusals", list(items))
        if isinstance(answer, list):
            return answer
        kind, reason = answer
        raise _KINDS.get(kind, HostError)(reason)

    def _answer(self, method: str, asked: Any) -> Any:
        """Return what a method of the actor answers. Raises: UnreachableError, KeyboardInterrupt."""
        import ray

        try:
            return ray.get(getattr(self._actor, method).remote(asked))
        except ray.exceptions.RayError as error:
            if self._is_cancelled:
                raise KeyboardInterrupt from None
            raise UnreachableError(f"The worker was lost: {_first_line(error)}") from None

    def cancel(self) -> None:
        self._is_cancelled = True
        self._kill()

    def close(self) -> None:
        import ray

        if self._actor is not None:
            with suppress(ray.exceptions.RayError):  # it may be gone
                ray.get(self._actor.close.remote(), timeout=10)
            self._kill()

    def _kill(self) -> None:
        import ray

        actor, self._actor = self._actor, None
        if actor is not None:
            ray.kill(actor)


def cluster_workers(address: str, host: HostOptions, study: Study, place: str | Path, count: int) -> list[Worker]:
    """Return workers on a cluster.

    Args:
        address: of the cluster; "auto" is the one that this machine belongs to.
        place: as for ``Drawing``.
        count: how many; each takes one GPU, or one CPU of a cluster without GPUs.

    Raises:
        MissingPackageError: Ray is not installed.
        HostError: there is no such cluster.
    """
    require("ray", "A sweep on a cluster", install="diffulizer[sweep]")
    import ray

    try:
        ray.init(address=address, ignore_reinit_error=True, log_to_driver=False)
    except (ConnectionError, ValueError, RuntimeError) as error:
        raise HostError(
            f"There is no Ray cluster at {address}: {_first_line(error)} Start one with: ray start --head"
        ) from None
    return [ClusterWorker(host, study, place) for _ in range(count)]


def _first_line(error: Exception) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0]
