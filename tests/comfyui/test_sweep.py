"""Sweeps of the demo model in the real ComfyUI: whole, killed, and gone on with."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import psutil
import pytest
from server_fixtures import REPOSITORY, real_host

from diffulizer import load_run
from diffulizer.comfyui.draw import HostOptions
from diffulizer.comfyui.server import Server
from diffulizer.dataset.check.validate import validate_run
from diffulizer.sweep.crew import Attempt, Crew
from diffulizer.sweep.items import items_of
from diffulizer.sweep.ledger import read_ledger
from diffulizer.sweep.study import Study, load_study
from diffulizer.sweep.sweep import Sweep
from diffulizer.sweep.worker import LocalWorker

STUDY = """\
prompts: ["a {red,blue} circle"]
seeds: 1-2
settings: {num_steps: 2, width: 64, height: 64}
record: {max_layers: 2}
edits: [none, {words: circle}]
keep: metrics
"""
COUNT = 8


@pytest.fixture
def study(tmp_path: Path) -> Path:
    file = tmp_path / "study.yaml"
    file.write_text(STUDY)
    return file


def go_on(study: Study, folder: Path, server: Server, note: Any = lambda _: None) -> int:
    with Sweep(study, folder) as sweep:
        worker = LocalWorker(HostOptions(server=server.url), study, sweep.store)
        with Crew([worker], study.retries) as crew:
            return sweep.draw(sweep.pending, crew, note)


def check(study: Study, folder: Path) -> None:
    """Each run is there once, valid, and what was asked for."""
    for item in items_of(study):
        path = folder / "runs" / f"{item.id}.zip"
        assert validate_run(path).valid
        run = load_run(path)
        assert run.prompt["text"] == item.asked["prompt"]
        assert run.generator["seed"] == item.asked["seed"]
        assert bool(run.generator.get("edits")) == ("edits" in item.asked)
    assert len(list((folder / "runs").iterdir())) == COUNT
    done = [row.run for row in read_ledger(folder / "ledger.jsonl")[0] if row.status == "done"]
    assert sorted(done) == sorted(item.id for item in items_of(study))


@pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGKILL")
def test_a_sweep_that_is_killed_is_gone_on_with(study: Path, server: Server, tmp_path: Path) -> None:
    folder = tmp_path / "out"
    command = [sys.executable, "-m", "diffulizer", "sweep", str(study), "-o", str(folder), "--yes"]
    process = subprocess.Popen([*command, "--servers", server.url], cwd=REPOSITORY, stdout=subprocess.DEVNULL)
    while len(list((folder / "runs").glob("*.zip"))) < 2:
        assert process.poll() is None
        time.sleep(0.05)
    process.send_signal(signal.SIGKILL)
    process.wait()
    there = {path.name: path.read_bytes() for path in (folder / "runs").glob("*.zip")}
    loaded = load_study(study)
    assert go_on(loaded, folder, server) == 0
    check(loaded, folder)
    assert {name: (folder / "runs" / name).read_bytes() for name in there} == there
    base = server.base
    assert base is not None
    left = list((base / "output" / "diffulizer" / "sweep").iterdir())
    assert len(left) <= 1, "packed runs leave ComfyUI's folder, but for one that was being packed"


def test_the_maps_of_chosen_words_are_kept(tmp_path: Path, server: Server) -> None:
    file = tmp_path / "study.yaml"
    words = "keep: maps\nlayers: ['*attn2*']\nwords: [circle, cat]\n"
    file.write_text(STUDY.replace("keep: metrics\n", words).replace("edits: [none, {words: circle}]\n", ""))
    study, folder = load_study(file), tmp_path / "out"
    assert go_on(study, folder, server) == 0
    paths = list((folder / "runs").iterdir())
    assert len(paths) == COUNT // 2
    for path in paths:
        assert validate_run(path).valid
        run = load_run(path)
        assert [word["text"] for word in run.prompt["words"]] == ["circle"]
        assert {word["text"] for word in run.prompt["unrecorded_words"]} > {"a"}
        kinds = {layer.id: layer.attention_type for layer in run.layers}
        assert {kinds[map_.layer_id] for map_ in run.attention_files} == {"cross"}


def test_a_server_that_is_killed_is_started_anew(study: Path, tmp_path: Path) -> None:
    loaded = load_study(study)
    folder = tmp_path / "out"
    seen: list[Attempt] = []

    def kill(attempt: Attempt) -> None:
        seen.append(attempt)
        if len(seen) == 2:
            for child in psutil.Process().children():
                if (
                    any("_launch.py" in word and str(real_host().comfyui) for word in child.cmdline())
                    and child.pid not in before
                ):
                    child.kill()

    before = {child.pid for child in psutil.Process().children()}
    with Sweep(loaded, folder) as sweep:
        worker = LocalWorker(HostOptions(comfyui=str(real_host().comfyui), device="cpu"), loaded, sweep.store)
        with Crew([worker], loaded.retries) as crew:
            assert sweep.draw(sweep.pending, crew, kill) == 0
    check(loaded, folder)
    failed = [attempt for attempt in seen if attempt.made is None]
    assert len(failed) == 1
    assert "connection" in failed[0].reason or "answers" in failed[0].reason
