"""The viewer's presets: making them replaces both or none."""

from __future__ import annotations

import shutil
from contextlib import nullcontext
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from demo_model import presets
from diffulizer.comfyui.client import Outcome
from diffulizer.comfyui.graphs import Job
from diffulizer.comfyui.location import Host
from diffulizer.dataset.write.writer import Previews, write_run
from synthetic import make_pass


@pytest.fixture
def drawn(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[Job]:
    """A host that draws tiny runs, and what it was asked for."""
    jobs: list[Job] = []

    def run_prompt(url: str, build: Any, report: Any) -> Outcome:
        job = build({})
        jobs.append(job)
        previews = Previews(lambda _step, _kind: np.zeros((8, 8, 3), np.uint8), "latent_rgb")
        folder = tmp_path / "host" / f"{job.run_name}_00001"
        shutil.rmtree(folder, ignore_errors=True)
        write_run(make_pass(steps=1), folder, batch_index=0, previews=previews)
        return Outcome("p", {"7": {"diffulizer_run": [{"path": str(folder)}]}})

    monkeypatch.setattr(presets, "find_host", lambda: Host(tmp_path, tmp_path))
    monkeypatch.setattr(presets, "Server", lambda *_, **__: nullcontext(SimpleNamespace(url="http://127.0.0.1:1")))
    monkeypatch.setattr(presets, "generate_graph", lambda job, *_: job)
    monkeypatch.setattr(presets, "run_prompt", run_prompt)
    return jobs


def test_both_are_made(drawn: list[Job], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert presets.main(["--output", str(tmp_path / "presets")]) == 0
    assert sorted(path.name for path in (tmp_path / "presets").iterdir()) == ["cartoon", "photo"]
    photo, cartoon = drawn
    assert (photo.seed, photo.capture, photo.negative_prompt) == (cartoon.seed, cartoon.capture, "a green shape")
    assert photo.prompt.replace("photo", "cartoon") == cartoon.prompt
    assert "MB of 12" in capsys.readouterr().out


def test_one_alone(drawn: list[Job], tmp_path: Path) -> None:
    assert presets.main(["--output", str(tmp_path / "presets"), "--only", "cartoon"]) == 0
    assert [path.name for path in (tmp_path / "presets").iterdir()] == ["cartoon"]
    assert [job.run_name for job in drawn] == ["cartoon"]


@pytest.mark.parametrize("broken", ["size", "values"])
def test_a_bad_one_replaces_nothing(
    broken: str, drawn: list[Job], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    output = tmp_path / "presets"
    assert presets.main(["--output", str(output)]) == 0
    before = {path: path.stat().st_mtime_ns for path in output.rglob("*")}

    def draw(style: str, *_: Any) -> Path:
        made = original(style, *_)
        if style == "cartoon":  # the second one
            image = made / "images" / "step_000.png"
            if broken == "size":
                (made / "large").write_bytes(bytes(12_000_001))
            else:
                image.write_bytes(b"no image")
        return made

    original = presets.draw
    monkeypatch.setattr(presets, "draw", draw)
    assert presets.main(["--output", str(output)]) == 1
    said = capsys.readouterr()
    assert ("cartoon takes 12." if broken == "size" else "cartoon is not valid") in said.err
    assert broken == "size" or "image-unreadable" in said.out
    assert {path: path.stat().st_mtime_ns for path in output.rglob("*")} == before
