"""The viewer's presets: those of the repository, and as `python -m demo_model.presets` makes them in a real ComfyUI, by
the pack's own export."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from demo_model import presets
from diffulizer import load_run
from diffulizer.dataset.check.validate import validate_run
from diffulizer.dataset.read.run import Run, find_runs

STYLES = ("photo", "cartoon")


@pytest.fixture(scope="module", params=["of the repository", "made anew"])
def folder(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    if request.param == "of the repository":
        return presets.OUTPUT
    made = tmp_path_factory.mktemp("presets")
    assert presets.main(["--output", str(made)]) == 0
    return made


@pytest.fixture(params=STYLES)
def run(folder: Path, request: pytest.FixtureRequest) -> Run:
    return load_run(folder / request.param)


def test_there_are_these_two(folder: Path) -> None:
    assert [path.name for path in find_runs(folder)] == sorted(STYLES)


def test_a_preset_is_strictly_valid_and_whole(run: Run) -> None:
    report = validate_run(run.path, strict=True)
    assert report.errors == []
    assert report.warnings == []
    assert run.complete
    assert run.metadata["not_recorded"] == []


def test_a_preset_is_small(run: Run) -> None:
    assert sum(path.stat().st_size for path in run.path.rglob("*") if path.is_file()) <= 12e6


def test_a_preset_shows_all_that_the_viewer_can(run: Run) -> None:
    style = run.path.name
    assert run.prompt["text"] == f"a red circle above a blue square on a grey background, {style} style"
    assert run.prompt["negative"] == "a green shape"
    assert [c["polarity"] for c in run.conditions] == ["positive", "negative"]
    assert run.steps == 20
    assert len(run.metadata["x0_images"]) == 20
    assert run.latents is not None
    assert run.x0 is not None
    for kind in ("self", "cross"):
        layers = [layer.id for layer in run.layers if layer.attention_type == kind]
        maps = {(m.layer_id, m.step, m.condition) for m in run.attention_files if m.head is None}
        assert layers
        assert maps >= {(i, step, c) for i in layers for step in range(20) for c in ("c0", "c1")}


def test_a_preset_has_the_heads_of_one_layer(run: Run) -> None:
    heads = [m for m in run.attention_files if m.head is not None]
    (layer_id,) = {m.layer_id for m in heads}
    layer = run.layer(layer_id)
    assert layer.name.startswith("output_blocks.")
    assert (layer.attention_type, layer.grid) == ("cross", (16, 16))
    assert layer.heads is not None
    assert {(m.step, m.condition, m.head) for m in heads} == {
        (step, c, head) for step in range(20) for c in ("c0", "c1") for head in range(layer.heads)
    }


def test_the_presets_differ_in_the_style_alone(folder: Path) -> None:
    photo, cartoon = (load_run(folder / style) for style in STYLES)
    told = [dict(run.generator) for run in (photo, cartoon)]
    for generator in told:
        generator.pop("created_at")
        generator.pop("prompt_graph")
    assert told[0] == told[1]
    assert photo.prompt["text"].replace("photo", "cartoon") == cartoon.prompt["text"]
    assert photo.prompt["negative"] == cartoon.prompt["negative"]
    first = [run.array("latent_initial") for run in (photo, cartoon)]
    assert np.array_equal(*first)
    assert photo.latents is not None
    assert not np.array_equal(photo.latents, cartoon.latents)
