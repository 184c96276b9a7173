"""The viewer's presets: they are packed small, and making them replaces all or none."""

from __future__ import annotations

import io
import os
import shutil
import zipfile
from contextlib import nullcontext
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from PIL import Image

from demo_model import presets
from demo_model.preset_runs import PAIR, PRESETS, PROMPTS, preset_archive, preset_folder
from diffulizer import load_run
from diffulizer.comfyui.client import Outcome
from diffulizer.comfyui.job import Job
from diffulizer.comfyui.location import Host
from diffulizer.dataset.write.writer import Previews, write_run
from diffulizer.settings import CaptureSettings
from synthetic import make_pass

EACH = CaptureSettings(attention_resolution=4, self_attention_resolution=4, heads="each", maps_of="all")


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
        write_run(make_pass(steps=1, settings=EACH), folder, batch_index=0, previews=previews)
        return Outcome("p", {"7": {"diffulizer_run": [{"path": str(folder)}]}})

    monkeypatch.setattr(presets, "find_host", lambda: Host(tmp_path, tmp_path))
    monkeypatch.setattr(presets, "Server", lambda *_, **__: nullcontext(SimpleNamespace(url="http://127.0.0.1:1")))
    monkeypatch.setattr(presets, "generate_graph", lambda job, *_: job)
    monkeypatch.setattr(presets, "run_prompt", run_prompt)
    return jobs


def test_all_are_made(drawn: list[Job], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert presets.main(["--output", str(tmp_path / "presets")]) == 0
    assert sorted(path.name for path in (tmp_path / "presets").iterdir()) == ["cartoon.zip", "photo.zip", "star.zip"]
    photo, cartoon, star = drawn
    assert PAIR == ("photo", "cartoon")
    assert (photo.seed, photo.capture, photo.negative_prompt) == (cartoon.seed, cartoon.capture, "a green shape")
    assert photo.prompt.replace("photo", "cartoon") == cartoon.prompt
    assert star.prompt == PROMPTS["star"]
    assert f"MB of {presets.LARGEST_MB}" in capsys.readouterr().out


def test_one_alone(drawn: list[Job], tmp_path: Path) -> None:
    assert presets.main(["--output", str(tmp_path / "presets"), "--only", "cartoon"]) == 0
    assert [path.name for path in (tmp_path / "presets").iterdir()] == ["cartoon.zip"]
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
            if broken == "size":
                monkeypatch.setattr(presets, "LARGEST_MB", 0.001)
            else:
                np.zeros((77, 4, 4), "<f2").tofile(made / "attention" / "cross" / "layer_1_step_000.bin")
        return made

    original = presets.draw
    monkeypatch.setattr(presets, "draw", draw)
    assert presets.main(["--output", str(output)]) == 1
    said = capsys.readouterr()
    assert ("cartoon takes 0." if broken == "size" else "cartoon is not valid") in said.err
    assert broken == "size" or "map-sum" in said.out
    assert {path: path.stat().st_mtime_ns for path in output.rglob("*")} == before


def test_a_packed_run_lacks_what_it_says_and_nothing_else(drawn: list[Job], tmp_path: Path) -> None:
    assert presets.main(["--output", str(tmp_path)]) == 0
    made = next((tmp_path / "host").glob("photo_*"))
    whole, packed = load_run(made), load_run(preset_folder("photo", tmp_path))
    gone = {m.path for m in whole.attention_files} - {m.path for m in packed.attention_files}
    assert {m.condition for m in whole.attention_files if m.path in gone} == {"c1"}
    notes = packed.metadata["not_recorded"][len(whole.metadata["not_recorded"]) :]
    assert [note["reason"] for note in notes] == [presets.REASON] * len(notes) != []
    kept = {path.relative_to(packed.path).as_posix() for path in packed.path.rglob("*") if path.is_file()}
    assert kept == {path.relative_to(made).as_posix() for path in made.rglob("*") if path.is_file()} - gone
    for path in kept - {"metadata.json", "validation.json"}:
        if path.endswith(".png"):
            with Image.open(packed.path / path) as image, Image.open(made / path) as original:
                assert image.tobytes() == original.tobytes()
        else:
            assert (packed.path / path).read_bytes() == (made / path).read_bytes()


@pytest.mark.parametrize(("key", "first", "later"), [("images", 4, 2), ("x0_images", 2, 2), ("removal_images", 0, 0)])
def test_pictures_before_the_last_step_have_fewer_shades(key: str, first: int, later: int) -> None:
    values = np.random.default_rng(0).integers(0, 256, (8, 8, 3), np.uint8)
    values[0, 0] = 255
    for step, most in ((0, first), (4, first), (5, later), (8, later), (9, 0)):
        made = presets.with_fewer_shades(Image.fromarray(values), key, step, 10)
        assert np.abs(np.asarray(made).astype(int) - values).max() == most
        assert presets.with_fewer_shades(made, key, step, 10).tobytes() == made.tobytes()


def test_the_same_run_gives_the_same_bytes(drawn: list[Job], tmp_path: Path) -> None:
    assert presets.main(["--output", str(tmp_path)]) == 0
    made = next((tmp_path / "host").glob("photo_*"))
    for path in made.rglob("*.*"):
        os.utime(path, (1e9, 1e9))
    assert presets.pack(made) == preset_archive("photo", tmp_path).read_bytes()


def test_making_the_presets_again_adds_little_to_the_history() -> None:
    scripts = PRESETS.parent / "web_viewer" / "dist" / "presets"
    archives = [preset_archive(name) for name in PROMPTS]
    assert sum(path.stat().st_size for path in archives) <= 12e6
    assert sum(path.stat().st_size for path in scripts.iterdir()) <= 16e6  # base64, and the pictures


@pytest.mark.parametrize("name", PROMPTS)
def test_a_committed_preset_is_packed(name: str) -> None:
    """Packing it again adds and takes nothing."""
    with (
        zipfile.ZipFile(io.BytesIO(presets.pack(preset_folder(name)))) as again,
        zipfile.ZipFile(preset_archive(name)) as committed,
    ):
        assert again.namelist() == committed.namelist()
        assert [again.read(name) for name in again.namelist()] == [committed.read(name) for name in again.namelist()]
        assert {info.date_time for info in committed.infolist()} == {(1980, 1, 1, 0, 0, 0)}
