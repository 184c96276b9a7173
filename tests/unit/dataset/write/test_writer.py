"""The writer: the content of a run, and that there is a whole run or none."""

from __future__ import annotations

import errno
import json
import math
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from diffulizer.capture.memory import MemoryPass
from diffulizer.dataset.check.validate import validate_run
from diffulizer.dataset.layout import SCHEMA_VERSION
from diffulizer.dataset.write import writer
from diffulizer.dataset.write.metadata import falling
from diffulizer.dataset.write.size import recorded_contents
from diffulizer.dataset.write.writer import ExportOptions, Previews, WrittenRun, write_run
from diffulizer.errors import RecordingError, RunExistsError, ShapeValidationError, SizeLimitError
from diffulizer.maths.numbers import ranges
from diffulizer.recording import LATENT_FIELDS
from diffulizer.settings import CaptureSettings
from synthetic import make_pass

EACH = CaptureSettings(attention_resolution=4, self_attention_resolution=4, heads="each", maps_of="all")


def picture(step: int, kind: str) -> Any:
    return np.full((48, 64, 3), 0.1 * step + (0.05 if kind == "x0" else 0.0))


def export(target: Path, recorded: MemoryPass | None = None, **arguments: Any) -> WrittenRun:
    options = ExportOptions(**arguments.pop("options", {}))
    arguments = {"batch_index": 0, "previews": Previews(picture, "latent_rgb"), **arguments}
    return write_run(recorded or make_pass(steps=2), target, options=options, **arguments)


def read(path: Path) -> Any:
    def refuse(constant: str) -> None:
        raise AssertionError(f"{path} holds {constant}")

    return json.loads(path.read_text(encoding="utf-8"), parse_constant=refuse)


def listing(folder: Path) -> set[str]:
    return {p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file()}


# -- content -----------------------------------------------------------------------------------


def test_a_run_holds_every_file_and_no_other(tmp_path: Path) -> None:
    written = export(tmp_path / "run")
    maps = {f"attention/self/layer_{i}_step_00{s}.bin" for i in (0, 2) for s in (0, 1)}
    maps |= {f"attention/cross/layer_{i}_step_00{s}.bin" for i in (1, 3) for s in (0, 1)}
    images = {f"images/{kind}_00{s}.png" for kind in ("step", "x0") for s in (0, 1)}
    maps |= {f"guidance/step_00{s}.bin" for s in (0, 1)}
    plain = {"metadata.json", "metrics.json", "latent_pca.json", "validation.json", "latents_noise_fp16.npz"}
    assert listing(tmp_path / "run") == maps | images | plain
    assert [p.name for p in tmp_path.iterdir()] == ["run"]
    assert written.files == len(maps | images | plain)
    assert written.size_bytes == sum(p.stat().st_size for p in tmp_path.rglob("*") if p.is_file())
    assert written.warnings == []
    assert read(tmp_path / "run" / "validation.json") == {
        "metadata_has_required_keys": True,
        "pca_points_match_steps": True,
        "metrics_steps_match": True,
        "attention_assets": {"checked_files": 8, "passed": True, "errors": []},
    }


@pytest.mark.parametrize("area", [None, (8, 8, 0, 4)])
def test_a_pass_whose_latent_grows(tmp_path: Path, area: tuple[int, int, int, int] | None) -> None:
    """From 16 x 16 cells to 32 x 32 after the first of three steps."""
    recorded = make_pass(steps=3)
    recorded.conditions[0] = replace(recorded.conditions[0], area=area)
    for step in recorded.steps:
        for name in LATENT_FIELDS:
            latent = getattr(step, name)
            if step.index or name == "latent":
                setattr(step, name, latent.repeat_interleave(2, -1).repeat_interleave(2, -2))

    def growing(step: int, kind: str) -> Any:
        side = 16 if kind == "x0" and step == 0 else 32
        return np.full((side, side, 3), 0.5)

    written = export(tmp_path / "run", recorded, previews=Previews(growing, "latent_rgb"))
    assert written.warnings == []
    report = validate_run(tmp_path / "run", strict=True)
    assert report.errors == []
    metadata = read(tmp_path / "run" / "metadata.json")
    assert metadata["artifacts"]["latents_noise"] is None
    assert metadata["generator"]["image_size"] == {"height": 32, "width": 32}
    assert (metadata["generator"]["height"], metadata["generator"]["width"]) == (256, 256)
    assert bool(metadata["attention_files"]) == (area is None)
    reasons = {note["what"]: note["reason"] for note in metadata["not_recorded"]}
    assert "the size of the latent from 16x16 to 32x32 cells" in reasons["latents"]
    assert ("cross-attention maps" in reasons) == (area is not None)
    assert read(tmp_path / "run" / "metrics.json")["latent_l2_norm"] == [None] * 3
    assert read(tmp_path / "run" / "latent_pca.json")["points"] == [[None, None]] * 3


def test_metadata_has_every_key(tmp_path: Path) -> None:
    recorded = make_pass(steps=2, batch=2, latent_grid=(12, 16))
    recorded.add_gap("self-attention", "middle_block", "replaced by another node")
    export(tmp_path / "run", recorded, batch_index=1)
    data = read(tmp_path / "run" / "metadata.json")
    assert data["schema_version"] == SCHEMA_VERSION
    assert (data["steps"], data["timesteps"], data["batch_index"], data["complete"]) == (2, [999, 500], 1, True)
    assert data["images"] == ["images/step_000.png", "images/step_001.png"]
    assert data["artifacts"] == {
        "metrics": "metrics.json",
        "latent_pca": "latent_pca.json",
        "latents_noise": "latents_noise_fp16.npz",
    }
    assert data["not_recorded"] == [
        {"what": "self-attention", "where": "middle_block", "reason": "replaced by another node"}
    ]
    generator = data["generator"]
    assert (generator["height"], generator["width"]) == (96, 128)
    assert generator["image_size"] == {"height": 48, "width": 64}
    assert generator["sigmas"] == pytest.approx([14.6, 3.65, 0.0])
    assert generator["schedule"] == generator["sigmas"]
    assert generator["model_evaluations"] == [1, 1]
    assert generator["latent_space"] == "sigma-scaled"
    assert generator["preview_method"] == "latent_rgb"
    assert generator["workflow"] == recorded.workflow
    assert generator["prompt_graph"] == recorded.prompt_graph
    assert generator["created_at"].endswith("Z")
    required = (
        "model_id seed cfg_scale num_steps height width layers max_layers include_cross_attention "
        "include_self_attention attention_resolution self_attention_resolution dtype device sampler scheduler denoise "
        "start_step end_step model_family prediction attention_every host pack_version"
    )
    assert set(required.split()) <= set(generator)
    prompt = data["prompt"]
    assert prompt["text"] == "a red circle above a blue squarish"
    assert prompt["negative"] == "blurry"
    assert prompt["tokens"][7:9] == ["squar", "ish</w>"]
    assert prompt["meaningful_token_count"] == 8
    assert prompt["words"][-1] == {"text": "squarish", "token_indices": [7, 8]}
    assert prompt["weights"][2] == 1.3
    assert prompt["special_mask"][:2] == [True, False]
    assert (prompt["source"], prompt["source_reason"]) == ("conditioning", "")
    assert [(c["id"], c["polarity"]) for c in data["conditions"]] == [("c0", "positive"), ("c1", "negative")]
    assert {"text", "tokens", "words", "area", "mask", "strength", "start", "end"} <= set(data["conditions"][0])
    assert data["layers"][1] == {
        "id": "layer_1",
        "processor_key": "input_blocks.4.1.transformer_blocks.0.attn2",
        "attention_type": "cross",
        "diffusers_name": "down_blocks.1.attentions.0.transformer_blocks.0.attn2",
        "block": ["input", 4],
        "block_index": 0,
        "heads": 2,
        "grid": [6, 8],
    }
    assert data["attention_files"][1] == {
        "path": "attention/cross/layer_1_step_000.bin",
        "shape": [77, 3, 4],
        "dtype": "float16",
        "layer_id": "layer_1",
        "attention_type": "cross",
        "step": 0,
        "grid": [3, 4],
    }


def test_maps_arrays_and_images_are_those_of_the_batch_item(tmp_path: Path) -> None:
    recorded = make_pass(steps=2, batch=2)
    export(tmp_path / "run", recorded, batch_index=1)
    data = read(tmp_path / "run" / "metadata.json")
    for entry in data["attention_files"]:
        values = np.fromfile(tmp_path / "run" / entry["path"], "<f2").reshape(entry["shape"])
        step = recorded.steps[entry["step"]]
        source = step.attention(entry["attention_type"])
        assert np.array_equal(values, source[entry["layer_id"], "c0"].maps[1].numpy())
    with np.load(tmp_path / "run" / "latents_noise_fp16.npz") as arrays:
        names = {"latents", "predicted_noise", "x0", "predicted_noise_text", "predicted_noise_uncond", "latent_initial"}
        assert set(arrays) == names
        assert all(arrays[name].dtype == np.float16 for name in names)
        assert np.array_equal(arrays["latents"][1], recorded.steps[1].latent[1].numpy())
        assert np.array_equal(arrays["predicted_noise"][0], recorded.steps[0].noise[1].numpy())
        assert np.array_equal(arrays["predicted_noise_uncond"][0], recorded.steps[0].noise_uncond[1].numpy())
        assert np.array_equal(arrays["latent_initial"], recorded.initial_latent[1].numpy())
    with Image.open(tmp_path / "run" / "images" / "step_001.png") as image:
        assert image.getpixel((0, 0)) == (26, 26, 26)


def test_single_heads_and_other_conditions_are_extra(tmp_path: Path) -> None:
    recorded = make_pass(steps=1, settings=EACH)
    export(tmp_path / "run", recorded)
    data = read(tmp_path / "run" / "metadata.json")
    keys = [(e["attention_type"], e["layer_id"], e["step"]) for e in data["attention_files"]]
    assert len(keys) == len(set(keys)) == 4
    assert all("condition" not in e and "head" not in e for e in data["attention_files"])
    extra = {e["path"]: e for e in data["attention_files_extra"]}
    assert len(extra) == 4 * (2 + 1 + 2)
    entry = extra["attention/cross/layer_3_step_000_c1_h01.bin"]
    assert (entry["condition"], entry["head"], entry["shape"]) == ("c1", 1, [77, 4, 4])
    values = np.fromfile(tmp_path / "run" / entry["path"], "<f2").reshape(entry["shape"])
    assert np.array_equal(values, recorded.steps[0].cross_attention["layer_3", "c1"].heads[0, 1].numpy())
    assert extra["attention/self/layer_0_step_000_h00.bin"]["condition"] == "c0"
    assert "head" not in extra["attention/self/layer_0_step_000_c1.bin"]


def test_single_heads_of_some_layers(tmp_path: Path) -> None:
    settings = replace(EACH, head_layers=("mid_block.*attn2",))
    recorded = make_pass(steps=1, settings=settings)
    written = export(tmp_path / "run", recorded)
    data = read(tmp_path / "run" / "metadata.json")
    assert data["generator"]["head_layers"] == ["mid_block.*attn2"]
    heads = [(e["layer_id"], e["condition"], e["head"]) for e in data["attention_files_extra"] if "head" in e]
    assert heads == [("layer_3", c, head) for c in ("c0", "c1") for head in (0, 1)]
    assert written.size_bytes < export(tmp_path / "all", make_pass(steps=1, settings=EACH)).size_bytes
    assert recorded_contents(recorded).maps < recorded_contents(make_pass(steps=1, settings=EACH)).maps


def test_options_leave_out_arrays_and_graphs(tmp_path: Path) -> None:
    previews = Previews(lambda step, kind: None if kind == "x0" else picture(step, kind), "vae")
    options = {"save_latents_noise": False, "include_workflow": False, "max_image_side": 32}
    export(tmp_path / "run", previews=previews, options=options)
    data = read(tmp_path / "run" / "metadata.json")
    assert data["artifacts"]["latents_noise"] is None
    assert data["x0_images"] == []
    assert "workflow" not in data["generator"]
    assert "prompt_graph" not in data["generator"]
    assert data["generator"]["image_size"] == {"height": 24, "width": 32}
    assert not any("npz" in name or "x0" in name for name in listing(tmp_path / "run"))


def test_nothing_is_missing_silently(tmp_path: Path) -> None:
    settings = CaptureSettings(attention_resolution=4, self_attention_resolution=4, attention_every=2)
    recorded: Any = make_pass(steps=5, settings=settings, guidance=False)
    recorded.steps[2].cross_attention.pop(("layer_1", "c0"))
    export(tmp_path / "run", recorded)
    notes = {
        (n["what"], n["where"].split(" ")[0], n["where"].split("steps ")[1]): n["reason"]
        for n in read(tmp_path / "run" / "metadata.json")["not_recorded"]
    }
    assert notes["self-attention maps", "layer_0", "1, 3"] == "attention_every is 2"
    assert notes["cross-attention maps", "layer_1", "1, 3"] == "attention_every is 2"
    assert notes["cross-attention maps", "layer_1", "2"] == "not in the recording at these steps"
    assert "guidance" in notes["predicted_noise_text", "steps", "0-4"]


def test_an_interrupted_pass_says_so(tmp_path: Path) -> None:
    written = export(tmp_path / "run", make_pass(steps=2, complete=False))
    data = read(tmp_path / "run" / "metadata.json")
    assert (data["complete"], data["steps"], data["generator"]["num_steps"]) == (False, 2, 4)
    assert written.complete is False


def test_timesteps_never_rise() -> None:
    assert falling([900, 900, 500]) == ([900, 900, 500], [])
    steps, notes = falling([900, 500, 700, 600, 400])
    assert steps == [900, 500, 500, 500, 400]
    assert notes[0].where == "steps 2-3"
    assert ranges([0, 2, 3, 4, 9]) == "0, 2-4, 9"


def test_graphs_with_nan_and_odd_text_are_written(tmp_path: Path) -> None:
    recorded = make_pass(steps=1)
    recorded.prompt_graph = {"1": {"is_changed": [math.nan], "path": Path("x"), 2: (math.inf,)}}
    recorded.workflow = {"title": "Küche 猫 \ud800"}
    export(tmp_path / "run", recorded)
    generator = read(tmp_path / "run" / "metadata.json")["generator"]
    assert generator["prompt_graph"] == {"1": {"is_changed": [None], "path": "x", "2": [None]}}
    assert generator["workflow"] == {"title": "Küche 猫 ?"}


# -- refusals ----------------------------------------------------------------------------------


def test_a_taken_target_is_refused(tmp_path: Path) -> None:
    export(tmp_path / "run")
    before = listing(tmp_path)
    with pytest.raises(RunExistsError, match="not empty"):
        export(tmp_path / "run")
    (tmp_path / "file").write_text("x")
    with pytest.raises(RunExistsError, match="is a file"):
        export(tmp_path / "file", options={"overwrite": True})
    (tmp_path / "photos").mkdir()
    (tmp_path / "photos" / "holiday.jpg").write_text("x")
    with pytest.raises(RunExistsError, match="it is not a run"):
        export(tmp_path / "photos", options={"overwrite": True})
    assert listing(tmp_path) == before | {"file", "photos/holiday.jpg"}


def test_an_empty_target_is_used(tmp_path: Path) -> None:
    (tmp_path / "run").mkdir()
    export(tmp_path / "run")
    assert (tmp_path / "run" / "metadata.json").is_file()


def test_overwriting_leaves_nothing_of_the_old_run(tmp_path: Path) -> None:
    export(tmp_path / "run", make_pass(steps=4))
    export(tmp_path / "run", make_pass(steps=2), options={"overwrite": True})
    assert read(tmp_path / "run" / "metadata.json")["steps"] == 2
    assert not (tmp_path / "run" / "images" / "step_003.png").exists()
    assert [p.name for p in tmp_path.iterdir()] == ["run"]


def test_size_limit_is_enforced_before_anything_is_written(tmp_path: Path) -> None:
    decoded: list[int] = []
    previews = Previews(lambda step, kind: decoded.append(step), "vae")
    with pytest.raises(SizeLimitError, match=r"about \d+\.\d MiB.*max_dataset_mb \(0\.1\).*attention_resolution"):
        export(tmp_path / "sub" / "run", previews=previews, options={"max_dataset_mb": 0.1, "enforce_size_limit": True})
    assert decoded == []
    assert list(tmp_path.iterdir()) == []


def test_size_limit_warns_unless_enforced(tmp_path: Path) -> None:
    written = export(tmp_path / "run", options={"max_dataset_mb": 0.05})
    assert len(written.warnings) == 1
    assert "more than max_dataset_mb (0.05)" in written.warnings[0]
    assert export(tmp_path / "other", options={"max_dataset_mb": 0}).warnings == []


def test_a_too_low_estimate_is_noticed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writer, "run_bytes", lambda *_, **__: 0)
    monkeypatch.setattr(writer, "preview_bytes", lambda *_, **__: 0)
    with pytest.raises(SizeLimitError, match="removed again"):
        export(tmp_path / "run", options={"max_dataset_mb": 0.05, "enforce_size_limit": True})
    assert list(tmp_path.iterdir()) == []


def test_shape_errors_fail_or_warn(tmp_path: Path) -> None:
    recorded: Any = make_pass(steps=2)
    recorded.steps[1].cross_attention["layer_1", "c0"].maps *= 2
    with pytest.raises(ShapeValidationError, match="not_a_distribution:map:cross:layer_1:c0:step=1"):
        export(tmp_path / "run", recorded, options={"fail_on_shape_error": True})
    assert list(tmp_path.iterdir()) == []
    written = export(tmp_path / "run", recorded)
    assert "not_a_distribution" in written.warnings[0]
    assert read(tmp_path / "run" / "metrics.json")["shape_validation"]["passed"] is False


def test_nothing_to_export(tmp_path: Path) -> None:
    with pytest.raises(RecordingError, match="no step"):
        export(tmp_path / "run", make_pass(steps=0))
    with pytest.raises(RecordingError, match="batch_index is 3"):
        export(tmp_path / "run", batch_index=3)


# -- a whole run or none -----------------------------------------------------------------------


class HostInterrupt(BaseException):
    """New hosts raise an interrupt that is no Exception."""


@pytest.mark.parametrize("error", [ValueError, KeyboardInterrupt, HostInterrupt])
@pytest.mark.parametrize("at", range(5))
@pytest.mark.parametrize("existing", [True, False])
def test_an_exception_at_any_progress_call_leaves_all_as_it_was(
    tmp_path: Path, error: type[BaseException], at: int, existing: bool
) -> None:
    target = tmp_path / "sub" / "run"
    if existing:
        export(target, make_pass(steps=1))
    before = {p: p.read_bytes() for p in tmp_path.rglob("*") if p.is_file()}
    calls: list[tuple[int, int, str]] = []

    def progress(done: int, total: int, text: str) -> None:
        calls.append((done, total, text))
        if done == at:
            raise error("stop")

    with pytest.raises(error, match="stop"):
        export(target, progress=progress, options={"overwrite": True})
    assert [c[0] for c in calls] == list(range(at + 1))
    assert {p: p.read_bytes() for p in tmp_path.rglob("*") if p.is_file()} == before
    assert (tmp_path / "sub").exists() == existing


def test_progress_counts_to_its_total(tmp_path: Path) -> None:
    calls: list[tuple[int, int, str]] = []
    export(tmp_path / "run", progress=lambda *call: calls.append(call))
    assert [(done, total) for done, total, _ in calls] == [(i, 4) for i in range(5)]


def test_a_failing_decoder_leaves_nothing(tmp_path: Path) -> None:
    def decode(step: int, kind: str) -> Any:
        if step == 1:
            raise RuntimeError("out of memory")
        return picture(step, kind)

    with pytest.raises(RuntimeError, match="out of memory"):
        export(tmp_path / "run", previews=Previews(decode, "vae"))
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("at", range(0, 12, 3))
def test_a_full_disk_leaves_nothing_and_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, at: int) -> None:
    export(tmp_path / "run", make_pass(steps=1))
    before = listing(tmp_path)
    writes, real = [0], Path.write_bytes

    def write_bytes(self: Path, data: Any) -> int:
        writes[0] += 1
        if writes[0] > at:
            real(self, data[: len(data) // 2])
            raise OSError(errno.ENOSPC, "No space left on device", str(self))
        return real(self, data)

    monkeypatch.setattr(Path, "write_bytes", write_bytes)
    with pytest.raises(
        OSError, match=r"was not written to .*run: the disk is full\. Free some space and export again"
    ) as caught:
        export(tmp_path / "run", options={"overwrite": True})
    assert caught.value.errno == errno.ENOSPC
    assert listing(tmp_path) == before
