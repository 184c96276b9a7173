"""A worker of a sweep, against the fake of ComfyUI's interface."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path
from typing import Any

import pytest
from fake_comfy import LORAS, DrawingComfy
from sweeping import Copying, small_run, study

from diffulizer import load_run
from diffulizer.comfyui.draw import HostOptions
from diffulizer.comfyui.location import Host
from diffulizer.dataset.check.validate import validate_run
from diffulizer.errors import HostError, SettingsError
from diffulizer.sweep import worker as module
from diffulizer.sweep.crew import Crew
from diffulizer.sweep.items import items_of
from diffulizer.sweep.stores import FolderStore
from diffulizer.sweep.study import parse_study
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


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"settings": {"sampler": "eulre"}}, "sampler is 'eulre'; this ComfyUI knows"),
        ({"settings": {"scheduler": "nromal"}}, "scheduler is 'nromal'"),
        ({"checkpoints": ["nothing.safetensors"]}, "nothing.safetensors"),
        ({"loras": [{"name": "inc"}]}, "The LoRA 'inc' is not in ComfyUI's models/loras"),
        ({}, ""),
    ],
)
def test_names_are_checked_before_anything_is_drawn(
    changes: dict[str, Any], words: str, source: Path, tmp_path: Path
) -> None:
    comfy, asked = DrawingComfy(source), study(**changes)
    comfy.asked = 1  # it has LoRAs from the second time on
    with (
        comfy.at_work() as url,
        Crew(local_workers(HostOptions(), asked, FolderStore(tmp_path), count=1, servers=[url]), 0) as crew,
    ):
        if words:
            with pytest.raises(SettingsError, match=re.escape(words)) as caught:
                crew.check(items_of(asked))
            assert str(caught.value).splitlines()[1].startswith("4 runs: ")
        else:
            crew.check(items_of(asked))
    assert not comfy.prompts


def test_names_in_a_workflow_of_one_s_own_are_checked(tmp_path: Path) -> None:
    graph = {
        "1": {"class_type": "LoraLoader", "inputs": {"lora_name": "", "strength_model": 1}},
        "2": {"class_type": "Diffulizer_ExportRun", "inputs": {}},
    }
    (tmp_path / "mine.json").write_text(json.dumps(graph))
    inputs = {"lora": "1.inputs.lora_name", "strength": "1.inputs.strength_model"}
    content = {
        "workflow": {"file": "mine.json", "inputs": inputs},
        "settings": {"lora": ["inc", "styles/ink.safetensors"], "strength": [0.5, 1]},
    }
    items = items_of(parse_study(content, tmp_path))
    assert len({item.names for item in items}) == 2
    expected = "lora is 'inc'; LoraLoader of this ComfyUI knows styles/ink.safetensors."
    assert [item.refusal(LORAS, "") for item in items] == [expected, expected, "", ""]
    assert {item.refusal({}, "") for item in items} == {""}, "ComfyUI says that it lacks a node"


@pytest.mark.parametrize("closed", [1, 2])
def test_the_check_takes_a_worker_that_starts(closed: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_: int) -> None:
        raise HostError("the port is taken")

    monkeypatch.setattr("diffulizer.sweep.crew.PAUSE", 0.0)
    store, items = FolderStore(tmp_path), items_of(study())
    workers = [Copying(store, start=refuse) for _ in range(closed)] + [Copying(store) for _ in range(2 - closed)]
    with Crew(workers, 0) as crew:
        if closed == 2:
            with pytest.raises(HostError, match="the port is taken"):
                crew.check(items)
        else:
            crew.check(items)
            assert [len(worker.checked) for worker in workers] == [0, 1]


def test_a_batch_is_refused(source: Path, tmp_path: Path) -> None:
    comfy, asked = DrawingComfy(source, images=2), study()
    with comfy.at_work() as url:
        (worker,) = local_workers(HostOptions(), asked, FolderStore(tmp_path), count=1, servers=[url])
        worker.open()
        with pytest.raises(HostError, match="exported 2 runs; expected one"):
            worker.draw(items_of(asked)[0])
        worker.close()
