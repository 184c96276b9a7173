"""A worker of a sweep, against the fake of ComfyUI's interface."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from fake_comfy import DrawingComfy
from sweeping import small_run, study

from diffulizer import load_run
from diffulizer.comfyui.draw import HostOptions
from diffulizer.comfyui.location import Host
from diffulizer.dataset.check.validate import validate_run
from diffulizer.errors import HostError
from diffulizer.sweep import worker as module
from diffulizer.sweep.items import items_of
from diffulizer.sweep.stores import FolderStore
from diffulizer.sweep.worker import LocalWorker, local_workers


@pytest.fixture
def source(tmp_path: Path) -> Path:
    return shutil.copytree(small_run(), tmp_path / "host" / "source")


def test_each_item_is_asked_for_kept_and_taken_from_the_server(source: Path, tmp_path: Path) -> None:
    comfy, asked, store = DrawingComfy(source), study(), FolderStore(tmp_path / "study")
    items = items_of(asked)
    with comfy.at_work() as url:
        (worker,) = local_workers(HostOptions(), asked, store, count=1, servers=[url])
        worker.open()
        made = [worker.draw(item) for item in items]
        worker.close()
    seeds = [n["inputs"]["seed"] for p in comfy.prompts for n in p.values() if "seed" in n["inputs"]]
    assert seeds == [1, 2, 1, 2]
    kept = sorted((tmp_path / "study").rglob("*.zip"))
    assert {path.stem for path in kept} == {item.id for item in items}
    assert sorted(path.stat().st_size for path in kept) == sorted(one.bytes for one in made)
    for path in kept:
        assert validate_run(path).valid
        assert load_run(path).metrics
    assert [path.name for path in source.parent.iterdir()] == ["source"]


@pytest.mark.parametrize(
    ("asked_for", "gpus", "device", "chosen"),
    [
        (None, 0, "auto", [None]),
        (None, 1, "auto", [None]),
        (None, 3, "auto", [0, 1, 2]),
        (None, 3, "cuda", [0, 1, 2]),
        (None, 3, "cpu", [None]),
        (1, 3, "auto", [None]),
        (2, 0, "auto", [None, None]),
        (2, 1, "auto", [None, None]),
        (2, 3, "auto", [0, 1]),
        (5, 2, "auto", [0, 1, 0, 1, 0]),
        (2, 3, "cpu", [None, None]),
    ],
)
def test_each_of_several_workers_has_a_gpu(
    asked_for: int | None,
    gpus: int,
    device: str,
    chosen: list[int | None],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(module, "find_host", lambda _: Host(Path("python"), tmp_path))
    monkeypatch.setattr(module, "count_gpus", lambda _: gpus)
    host = HostOptions(device=device, port=8288)
    workers = local_workers(host, study(), FolderStore(tmp_path), count=asked_for, servers=[])
    hosts = [worker._host for worker in workers if isinstance(worker, LocalWorker)]
    assert [one.gpu for one in hosts] == chosen
    assert {one.port for one in hosts} == ({8288} if len(chosen) == 1 else {0})


def test_a_missing_comfyui_is_said_by_the_worker(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_: object) -> None:
        raise HostError("There is no ComfyUI.")

    monkeypatch.setattr(module, "find_host", refuse)
    assert len(local_workers(HostOptions(), study(), FolderStore(tmp_path), count=None, servers=[])) == 1


def test_a_batch_is_refused(source: Path, tmp_path: Path) -> None:
    comfy, asked = DrawingComfy(source, images=2), study()
    with comfy.at_work() as url:
        (worker,) = local_workers(HostOptions(), asked, FolderStore(tmp_path), count=1, servers=[url])
        worker.open()
        with pytest.raises(HostError, match="exported 2 runs; expected one"):
            worker.draw(items_of(asked)[0])
        worker.close()
