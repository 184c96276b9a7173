"""The viewer's presets: those of the repository, and nightly those that `python -m demo_model.presets` makes in a real
ComfyUI with the pack's own export."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest

from demo_model import presets
from demo_model.preset_runs import PAIR, PRESETS, PROMPTS, preset_folder
from diffulizer import load_run
from diffulizer.dataset.check.validate import validate_run
from diffulizer.dataset.read.run import Run

NIGHTLY = pytest.mark.skipif(
    "DIFFULIZER_NIGHTLY" not in os.environ, reason="made anew in the nightly run: python3 dev.py nightly"
)


@pytest.fixture(scope="module", params=["of the repository", pytest.param("made anew", marks=NIGHTLY)])
def archives(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    if request.param == "of the repository":
        return PRESETS
    made = tmp_path_factory.mktemp("presets")
    assert presets.main(["--output", str(made)]) == 0
    return made


@pytest.fixture(params=list(PROMPTS))
def run(archives: Path, request: pytest.FixtureRequest) -> Run:
    return load_run(preset_folder(request.param, archives))


def test_there_are_these(archives: Path) -> None:
    assert sorted(path.name for path in archives.glob("*.zip")) == sorted(f"{name}.zip" for name in PROMPTS)


def test_a_preset_is_strictly_valid_and_whole(run: Run) -> None:
    for strict in (False, True):
        report = validate_run(run.path, strict=strict)
        assert report.errors == []
        assert report.warnings == []
    assert run.complete
    assert {note["reason"] for note in run.metadata["not_recorded"]} == {presets.REASON}


def test_a_preset_is_small(archives: Path) -> None:
    assert max(path.stat().st_size for path in archives.glob("*.zip")) <= 1e6 * presets.LARGEST_MB


def test_a_preset_shows_all_that_the_viewer_can(run: Run) -> None:
    assert run.prompt["text"] == PROMPTS[run.path.name]
    assert run.prompt["negative"] == "a green shape"
    assert [c["polarity"] for c in run.conditions] == ["positive", "negative"]
    assert run.steps == presets.STEPS
    assert len(run.metadata["x0_images"]) == len(run.metadata["guidance_maps"]) == run.steps
    assert run.latents is not None
    assert run.x0 is not None
    for kind in ("self", "cross"):
        layers = [layer.id for layer in run.layers if layer.attention_type == kind]
        maps = {(m.layer_id, m.step) for m in run.attention_files if (m.head, m.condition) == (None, "c0")}
        assert len(layers) == 3
        assert maps >= {(i, step) for i in layers for step in range(run.steps)}


def test_a_preset_has_the_heads_of_one_layer(run: Run) -> None:
    heads = [m for m in run.attention_files if m.head is not None]
    (layer_id,) = {m.layer_id for m in heads}
    layer = run.layer(layer_id)
    assert layer.name.startswith("output_blocks.")
    assert (layer.attention_type, layer.grid) == ("cross", (16, 16))
    assert layer.heads is not None
    assert {(m.step, m.condition, m.head) for m in heads} == {
        (step, "c0", head) for step in range(run.steps) for head in range(layer.heads)
    }


def test_a_preset_has_the_negative_prompt_at_one_layer(run: Run) -> None:
    maps = [m for m in run.attention_files if m.condition == "c1"]
    assert {(m.layer_id, m.head) for m in maps} == {("layer_5", None)}
    assert [m.step for m in maps] == list(range(run.steps))


def test_the_pair_differs_in_one_word_alone(archives: Path) -> None:
    photo, cartoon = (load_run(preset_folder(name, archives)) for name in PAIR)
    told = [dict(run.generator) for run in (photo, cartoon)]
    for generator in told:
        generator.pop("created_at")
        generator.pop("prompt_graph")
    assert told[0] == told[1]
    assert photo.prompt["text"].replace("photo", "cartoon") == cartoon.prompt["text"]
    assert photo.prompt["negative"] == cartoon.prompt["negative"]
    first = [run.array("latent_initial") for run in (photo, cartoon)]
    assert np.array_equal(first[0], first[1])
    assert photo.latents is not None
    assert not np.array_equal(photo.latents, cartoon.latents)
