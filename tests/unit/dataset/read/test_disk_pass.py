"""A run that is read as a recording is exported as the run that it was."""

from __future__ import annotations

import json
import math
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from written import POOLED, as_1_0_0, edit, export

from diffulizer.analysis.heatmap import word_maps
from diffulizer.analysis.selection import WordGroup
from diffulizer.dataset.check.validate import validate_run
from diffulizer.dataset.model import MapFile
from diffulizer.dataset.read import disk_attention
from diffulizer.dataset.read.disk_pass import DiskPass, DiskRecording
from diffulizer.dataset.read.run import Run
from diffulizer.errors import RecordingError, RunFormatError, RunNotFoundError
from diffulizer.metrics import compute_metrics
from diffulizer.recording import Gap, Recording, SamplingPass
from diffulizer.settings import CaptureSettings
from synthetic import make_pass

EVERYTHING = CaptureSettings(
    attention_resolution=3, self_attention_resolution=2, attention_every=2, heads="each", maps_of="all"
)


def files(folder: Path) -> dict[str, bytes]:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def metadata(folder: Path) -> dict[str, Any]:
    """Return the metadata without values that differ between two exports of one recording."""
    content: dict[str, Any] = json.loads((folder / "metadata.json").read_text(encoding="utf-8"))
    del content["generator"]["created_at"]
    return content


@pytest.fixture
def run(tmp_path: Path) -> Path:
    return export(make_pass(settings=POOLED), tmp_path / "run")


@pytest.mark.parametrize(
    "options",
    [
        {"settings": POOLED},
        {"settings": EVERYTHING, "latent_grid": (12, 16), "steps": 5},
        {"settings": POOLED, "guidance": False},
        {"settings": POOLED, "complete": False},
        {"settings": POOLED, "steps": 1, "tokens": 154},
        {"settings": CaptureSettings(include_cross_attention=False, include_self_attention=False)},
        {"settings": replace(POOLED, effects_every=3, effect_words="red, circle"), "steps": 6},
        {"settings": replace(POOLED, effects_every=1), "guidance": False},
    ],
    ids=[
        *("plain", "heads, conditions, gaps", "no guidance", "interrupted", "one step", "latents alone"),
        *("effects", "effects, no guidance"),
    ],
)
def test_exporting_a_loaded_run_writes_the_same_files(tmp_path: Path, options: dict[str, Any]) -> None:
    pass_ = make_pass(**options)
    pass_.gaps.append(Gap("attention", "layer_9", "a reason"))
    first = export(pass_, tmp_path / "first")
    second = export(DiskPass(first), tmp_path / "second")
    before, after = files(first), files(second)
    assert before.keys() == after.keys()
    assert [name for name in before if name != "metadata.json" and before[name] != after[name]] == []
    one, other = metadata(first), metadata(second)
    for content in (one, other):  # the order of conditions within a layer is the sampler's
        content["attention_files_extra"].sort(key=lambda entry: entry["path"])
    assert one == other
    assert not validate_run(second, strict=True).errors


def test_it_is_a_recording(run: Path) -> None:
    recording = DiskRecording(run)
    assert isinstance(recording, Recording)
    (pass_,) = recording.passes
    assert isinstance(pass_, SamplingPass)
    made = make_pass(settings=POOLED)
    assert pass_.settings == made.settings
    assert pass_.model == made.model
    assert pass_.sampling == made.sampling
    assert pass_.conditions == made.conditions
    assert [replace(layer, level=0) for layer in pass_.layers] == [replace(layer, level=0) for layer in made.layers]
    assert torch.equal(pass_.initial_latent, made.initial_latent)
    assert (pass_.host, pass_.workflow, pass_.prompt_graph) == (made.host, made.workflow, made.prompt_graph)
    for step, known in zip(pass_.steps, made.steps, strict=True):
        told = ("index", "sigma", "sigma_next", "timestep", "evaluations")
        assert [getattr(step, name) for name in told] == [getattr(known, name) for name in told]


def test_attention_is_that_of_the_stored_maps(run: Path) -> None:
    made, loaded = make_pass(settings=POOLED).steps[1], DiskPass(run).steps[1]
    assert set(loaded.cross_attention) == {key for key, cross in made.cross_attention.items() if cross.has_maps}
    for place, cross in loaded.cross_attention.items():
        known = made.cross_attention[place]
        assert torch.equal(cross.maps, known.maps)
        assert torch.equal(cross.entropy, known.entropy)  # as measured
        torch.testing.assert_close(cross.token_mean, known.token_mean, atol=1e-5, rtol=1e-3)
        assert cross.spatial_entropy.shape == known.spatial_entropy.shape
    for place, own in loaded.self_attention.items():
        assert torch.equal(own.maps, made.self_attention[place].maps)
        assert torch.equal(own.entropy, made.self_attention[place].entropy)


def test_maps_at_the_layers_own_grid_tell_all_statistics(tmp_path: Path) -> None:
    made = make_pass(settings=CaptureSettings(attention_resolution=64, self_attention_resolution=64))
    loaded = DiskPass(export(made, tmp_path / "run"))
    for place, cross in loaded.steps[2].cross_attention.items():
        for name in ("token_mean", "spatial_entropy"):
            known = getattr(made.steps[2].cross_attention[place], name)
            torch.testing.assert_close(getattr(cross, name), known, atol=2e-3, rtol=2e-3)


def test_maps_are_read_when_they_are_asked_for(run: Path) -> None:
    pass_ = DiskPass(run)
    listed = next(e for e in metadata(run)["attention_files"] if e["attention_type"] == "cross" and e["step"] == 2)
    (run / listed["path"]).write_bytes(b"short")
    assert pass_.steps[1].cross_attention[listed["layer_id"], "c0"].maps is not None
    damaged = pass_.steps[2].cross_attention[listed["layer_id"], "c0"]
    assert damaged.has_maps
    with pytest.raises(RunFormatError, match=r"layer_\d_step_002.bin: it has 5 bytes"):
        damaged.maps  # noqa: B018 - reading it is what is tried


def test_five_words_read_each_file_once_and_reduce_none(run: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pass_ = DiskPass(run)
    reads: Counter[str] = Counter()
    reductions: Counter[str] = Counter()
    read, reduce = Run.open_map, disk_attention.cross_statistics

    def counted(self: Run, entry: MapFile) -> Any:
        reads[entry.path] += 1
        return read(self, entry)

    def reduced(maps: torch.Tensor) -> Any:
        reductions["maps"] += 1
        return reduce(maps)

    monkeypatch.setattr(Run, "open_map", counted)
    monkeypatch.setattr(disk_attention, "cross_statistics", reduced)
    groups = [
        WordGroup(word.text, pass_.conditions[0], (i,), word.token_indices)
        for i, word in enumerate((*pass_.conditions[0].prompt.table.words,) * 5)
    ][:5]
    assert len(groups) == 5
    word_maps(pass_, groups, layers="*", steps=range(len(pass_.steps)), items=[0])
    stored = {e["path"] for e in metadata(run)["attention_files"] if e["attention_type"] == "cross"}
    assert reads == dict.fromkeys(stored, 1)
    assert not reductions
    key = next(iter(pass_.steps[1].cross_attention))
    for _ in range(2):  # the second time, the pass remembers
        for step in pass_.steps[:2]:
            cross = step.cross_attention[key]
            assert cross.token_mean.shape == cross.spatial_entropy.shape
    assert reductions["maps"] == 2


def test_a_gap_is_added_to_a_copy(run: Path) -> None:
    gap = Gap("pass", "latent", "a reason")
    for pass_ in (DiskPass(run), make_pass(settings=POOLED)):
        before = list(pass_.gaps)
        other = pass_.with_gap(gap)
        assert list(other.gaps) == [*before, gap]
        assert list(pass_.gaps) == before
        assert other.steps == pass_.steps
        assert isinstance(other, SamplingPass)


def test_what_was_measured_stays_where_arrays_are_lost(tmp_path: Path) -> None:
    made = make_pass(settings=POOLED)
    made.steps[1].noise_uncond = None
    first = export(made, tmp_path / "first")
    second = export(DiskPass(first), tmp_path / "second")
    one, other = (json.loads((folder / "metrics.json").read_text()) for folder in (first, second))
    assert one == other
    assert [value is None for value in one["guidance_l2_norm"]] == [False, True, False, False]


def test_a_run_without_latents_is_no_recording(tmp_path: Path) -> None:
    run = export(make_pass(settings=POOLED), tmp_path / "run", save_latents_noise=False)
    with pytest.raises(RecordingError, match="holds no latents: it was exported with save_latents_noise off"):
        DiskRecording(run)


def test_no_run(tmp_path: Path) -> None:
    with pytest.raises(RunNotFoundError):
        DiskRecording(tmp_path / "none")


@pytest.mark.parametrize(
    "changes",
    [
        {"timesteps": [1]},
        {"conditions": [{"id": "c0"}]},
        {"conditions": 3},
        {"layers": [{"id": "layer_0", "attention_type": "cross", "block": 3}]},
        {"generator": {"layers": "*", "max_layers": "many"}},
        {"generator": {"sigmas": [1, 2]}},
        {"not_recorded": ["words"]},
    ],
    ids=str,
)
def test_damaged_metadata_are_named(run: Path, changes: dict[str, Any]) -> None:
    with pytest.raises(RunFormatError, match=r"metadata\.json"):
        DiskPass(edit(run, **changes))


def test_arrays_of_other_shapes_are_named(run: Path) -> None:
    with np.load(run / "latents_noise_fp16.npz") as arrays:
        content = {name: arrays[name] for name in arrays}
    np.savez(run / "latents_noise_fp16.npz", **{**content, "x0": content["x0"][:2]})
    with pytest.raises(RunFormatError, match=r"x0 has shape \[2, 4, 16, 16\]; expected \[4, C, h, w\]"):
        DiskPass(run)


# -- schema 1.0.0 --------------------------------------------------------------------------------


@pytest.fixture
def old(run: Path) -> Path:
    return as_1_0_0(run)


def test_a_run_of_1_0_0_loads_with_gaps(old: Path) -> None:
    pass_ = DiskPass(old)
    made = make_pass(settings=POOLED)
    assert [gap.what for gap in pass_.gaps] == ["noise levels", "initial latent", "x0", "self-attention maps"]
    assert [c.prompt.table.words for c in pass_.conditions] == [made.conditions[0].prompt.table.words]
    labels = {layer.name: layer.label for layer in made.layers}
    assert [layer.label for layer in pass_.layers] == [labels[layer.name] for layer in pass_.layers]
    for step, known in zip(pass_.steps, made.steps, strict=True):
        assert torch.equal(step.latent, known.latent)
        assert torch.equal(step.noise, known.noise)
        assert step.x0.isnan().all()
        assert math.isnan(step.sigma)
        assert not step.self_attention
        for place, cross in step.cross_attention.items():
            assert torch.equal(cross.maps, known.cross_attention[place].maps)
    assert pass_.initial_latent.isnan().all()
    assert compute_metrics(pass_, 0)["latent_l2_norm"] == compute_metrics(made, 0)["latent_l2_norm"]


def test_a_run_of_1_0_0_is_not_exported_as_what_it_is_not(old: Path, tmp_path: Path) -> None:
    with pytest.raises(RecordingError, match=r"schema 1\.0\.0, which holds no noise levels"):
        export(DiskPass(old), tmp_path / "new")
    assert not (tmp_path / "new").exists()
