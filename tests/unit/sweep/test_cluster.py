"""Workers on a cluster, against a fake of the part of Ray that they use: actors are objects of this process."""

from __future__ import annotations

import sys
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest
from sweeping import Copying, content, is_complete, rows_of, study

from diffulizer.comfyui.draw import HostOptions
from diffulizer.errors import HostError, MissingPackageError, OutputError, UnreachableError
from diffulizer.sweep import cluster
from diffulizer.sweep.crew import Crew
from diffulizer.sweep.items import Item, items_of
from diffulizer.sweep.stores import FolderStore
from diffulizer.sweep.sweep import Sweep


class RayError(Exception):
    """An actor or its machine is lost."""


class GetTimeoutError(RayError):
    """No answer came in time."""


class Ray(ModuleType):
    """The fake.

    Attributes:
        lost: actors that are lost at their next call, counted from 0 in the order in which they were made.
        full: whether the cluster has no place for an actor.
        options: what each actor was asked for with.
    """

    exceptions = SimpleNamespace(RayError=RayError, GetTimeoutError=GetTimeoutError)

    def __init__(self) -> None:
        super().__init__("ray")
        self.resources: dict[str, float] = {"CPU": 2.0}
        self.made = 0
        self.lost: set[int] = set()
        self.killed: list[int] = []
        self.full = False
        self.addresses: list[str] = []
        self.options: list[dict[str, Any]] = []

    def init(self, address: str, **_: Any) -> None:
        self.addresses.append(address)
        if address == "nowhere:1":
            raise ConnectionError("Could not find any running Ray instance.\nMore lines.")

    def cluster_resources(self) -> dict[str, float]:
        return self.resources

    def remote(self, kind: Any) -> Any:
        def options(**asked: Any) -> Any:
            self.options.append(asked)
            return SimpleNamespace(remote=lambda *arguments: self._actor(kind(*arguments)))

        return SimpleNamespace(options=options)

    def _actor(self, actor: Any) -> Any:
        number, self.made = self.made, self.made + 1
        names = [name for name in dir(actor) if not name.startswith("_")]
        calls = {n: SimpleNamespace(remote=lambda *a, n=n: (number, lambda: getattr(actor, n)(*a))) for n in names}
        return SimpleNamespace(number=number, **calls)

    def get(self, asked: Any, timeout: float | None = None) -> Any:
        if self.full:
            raise GetTimeoutError
        number, call = asked
        if number in self.lost or number in self.killed:
            raise RayError("The actor died because its node has died.\nMore lines.")
        return call()

    def kill(self, actor: Any) -> None:
        self.killed.append(actor.number)


@pytest.fixture
def ray(monkeypatch: pytest.MonkeyPatch) -> Ray:
    made = Ray()
    monkeypatch.setitem(sys.modules, "ray", made)
    monkeypatch.setattr("diffulizer.sweep.crew.PAUSE", 0.0)
    monkeypatch.setattr(cluster, "LocalWorker", lambda _host, _study, store: Copying(store))
    return made


def swept(folder: Path, count: int = 1, note: Any = lambda _: None) -> int:
    asked = study(retries=2)
    workers = cluster.cluster_workers("auto", HostOptions(), asked, folder / "runs", count)
    with Sweep(asked, folder) as sweep, Crew(workers, asked.retries) as crew:
        return sweep.draw(sweep.pending, crew, note)


@pytest.mark.parametrize("count", [1, 3])
def test_a_whole_sweep(count: int, ray: Ray, tmp_path: Path) -> None:
    assert swept(tmp_path / "out", count) == 0
    is_complete(tmp_path / "out")
    assert 1 <= ray.made <= count
    assert set(ray.killed) == set(range(ray.made))
    assert ray.options[0]["num_cpus"] == 1


def test_gpus_are_taken_where_there_are_some(ray: Ray, tmp_path: Path) -> None:
    ray.resources["GPU"] = 4.0
    assert swept(tmp_path / "out") == 0
    assert ray.options[0]["num_gpus"] == 1


def test_a_lost_machine_s_run_is_drawn_again(ray: Ray, tmp_path: Path) -> None:
    seen: list[Any] = []

    def lose(attempt: Any) -> None:
        seen.append(attempt)
        if len(seen) == 1:
            ray.lost.add(0)

    folder = tmp_path / "out"
    assert swept(folder, note=lose) == 0
    is_complete(folder)
    failed = [row for row in rows_of(folder) if row.status == "failed"]
    assert len(failed) <= 1, "it may have drawn the last one before"
    assert all(row.reason == "The worker was lost: The actor died because its node has died." for row in failed)
    assert ray.made == 1 + len(failed)


def test_a_cluster_without_a_place(ray: Ray, tmp_path: Path) -> None:
    ray.full = True
    with pytest.raises(HostError, match="The cluster had no place for a worker for 600 s"):
        swept(tmp_path / "out")


def test_an_actor_that_can_not_start(ray: Ray, tmp_path: Path) -> None:
    ray.lost = {0, 1}
    assert swept(tmp_path / "out") == 0
    ray.lost = set(range(100))
    with pytest.raises(HostError, match="could not start a worker: The actor died"):
        swept(tmp_path / "other")


def test_names_are_checked_there(ray: Ray, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = Copying(FolderStore(tmp_path))
    monkeypatch.setattr(cluster, "LocalWorker", lambda *_: made)
    (worker,) = cluster.cluster_workers("auto", HostOptions(), study(), tmp_path, 1)
    worker.open()
    items = items_of(study())
    made.refuse = lambda item: "It is red." if "red" in item.id else ""
    assert worker.refusals(items) == ["It is red.", "It is red.", "", ""]

    def fail(_: Item) -> str:
        raise HostError("This ComfyUI has no Diffulizer nodes.")

    made.refuse = fail
    with pytest.raises(HostError, match="no Diffulizer nodes"):
        worker.refusals(items)
    ray.lost.add(0)
    with pytest.raises(UnreachableError, match="The worker was lost"):
        worker.refusals(items)


@pytest.mark.parametrize(("error", "kind"), [(OutputError("full"), OutputError), (HostError("Node 6"), HostError)])
def test_errors_come_back(
    error: Exception, kind: type[Exception], ray: Ray, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(item: Item, _: int) -> None:
        raise error

    monkeypatch.setattr(cluster, "LocalWorker", lambda _host, _study, store: Copying(store, fail))
    (worker,) = cluster.cluster_workers("auto", HostOptions(), study(), tmp_path, 1)
    worker.open()
    with pytest.raises(kind, match=str(error)):
        worker.draw(Item("id", {}, "", None, None))


def test_comfyui_that_does_not_start_there(ray: Ray, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_: int) -> None:
        raise HostError("No ComfyUI is known.")

    monkeypatch.setattr(cluster, "LocalWorker", lambda _host, _study, store: Copying(store, start=refuse))
    with pytest.raises(HostError, match="No ComfyUI is known"):
        swept(tmp_path / "out")


def test_a_cancelled_worker_is_no_failure(ray: Ray, tmp_path: Path) -> None:
    content()
    (worker,) = cluster.cluster_workers("auto", HostOptions(), study(), tmp_path, 1)
    worker.open()
    actor = worker._actor  # type: ignore[attr-defined]
    worker.cancel()
    worker._actor = actor  # type: ignore[attr-defined] # the call was under way
    with pytest.raises(KeyboardInterrupt):
        worker.draw(Item("id", {}, "", None, None))


def test_no_cluster(ray: Ray, tmp_path: Path) -> None:
    with pytest.raises(HostError, match=r"There is no Ray cluster at nowhere:1: Could not find .* Start one with"):
        cluster.cluster_workers("nowhere:1", HostOptions(), study(), tmp_path, 1)


def test_ray_is_asked_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "ray", None)
    with pytest.raises(MissingPackageError, match=r"pip install diffulizer\[sweep\]"):
        cluster.cluster_workers("auto", HostOptions(), study(), tmp_path, 1)
