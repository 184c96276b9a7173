"""A worker of a sweep, against the fake of ComfyUI's interface."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from fake_comfy import DrawingComfy
from sweeping import small_run, study

from diffulizer import load_run
from diffulizer.comfyui.draw import HostOptions
from diffulizer.dataset.check.validate import validate_run
from diffulizer.errors import HostError
from diffulizer.sweep.items import items_of
from diffulizer.sweep.stores import FolderStore
from diffulizer.sweep.worker import local_workers


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


def test_a_batch_is_refused(source: Path, tmp_path: Path) -> None:
    comfy, asked = DrawingComfy(source, images=2), study()
    with comfy.at_work() as url:
        (worker,) = local_workers(HostOptions(), asked, FolderStore(tmp_path), count=1, servers=[url])
        worker.open()
        with pytest.raises(HostError, match="exported 2 runs; expected one"):
            worker.draw(items_of(asked)[0])
        worker.close()
