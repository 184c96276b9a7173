"""Export Diffulizer Run: which pass, which folder, which pictures, and nothing half-written."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
import torch
from fake_host import FakeHost
from fake_host.pictures import TAESD, FakeVAE, LatentFormat
from fake_host.scenes import Scene
from PIL import Image

from diffulizer import load_run
from diffulizer.dataset.check.validate import validate_run


@pytest.fixture
def scene(host: FakeHost) -> Scene:
    return Scene(host)


def sampled(scene: Scene, batch: int = 1, steps: int = 2) -> dict[str, Any]:
    """A LATENT whose pass is in the scene's recording."""
    return {"samples": scene.sample(scene.attached(), batch=batch, steps=steps)}


def export(scene: Scene, latent: dict[str, Any], **widgets: Any) -> tuple[list[Path], list[dict[str, Any]]]:
    """The folders that were written, and the summary."""
    made = scene.host.run("Diffulizer_ExportRun", recording=scene.recording, latent=latent, **widgets)
    summary = made.ui["diffulizer_run"]
    json.dumps(summary, allow_nan=False)
    return [Path(line) for line in made[0].splitlines()], summary


def metadata(folder: Path) -> dict[str, Any]:
    return json.loads((folder / "metadata.json").read_text(encoding="utf-8"))


def everything_below(folder: Path) -> list[str]:
    return sorted(p.relative_to(folder).as_posix() for p in folder.rglob("*"))


def test_a_run_is_written_and_valid(scene: Scene) -> None:
    (folder,), (summary,) = export(scene, sampled(scene), vae=FakeVAE())
    assert folder == (scene.host.output / "diffulizer" / "run_00001").resolve()
    report = validate_run(folder, strict=True)
    assert not report.errors, report.errors
    assert summary["valid"]
    assert summary["complete"]
    assert summary["notes"] == []
    assert (summary["name"], summary["path"]) == ("run_00001", str(folder))
    assert (summary["steps"], summary["preview"]) == (2, "vae")
    assert summary["files"] == len([p for p in folder.rglob("*") if p.is_file()])
    assert summary["size_bytes"] == sum(p.stat().st_size for p in folder.rglob("*") if p.is_file())


def test_a_batch_gives_a_run_for_each_image(scene: Scene) -> None:
    folders, summary = export(scene, sampled(scene, batch=2), run_name="cats/pair")
    assert [f.name for f in folders] == ["pair_00001_b0", "pair_00001_b1"]
    assert [s["name"] for s in summary] == ["cats/pair_00001_b0", "cats/pair_00001_b1"]
    assert [metadata(f)["batch_index"] for f in folders] == [0, 1]
    one, other = (load_run(f).latents for f in folders)
    assert (one != other).any()


def test_runs_are_counted_unless_one_is_replaced(scene: Scene) -> None:
    latent = sampled(scene)
    assert [export(scene, latent)[0][0].name for _ in range(2)] == ["run_00001", "run_00002"]
    (exact,), _ = export(scene, latent, run_name="mine", overwrite_output=True)
    (exact / "of the user.txt").write_text("gone with the old run")
    (again,), _ = export(scene, latent, run_name="mine", overwrite_output=True, save_latents_noise=False)
    assert exact == again
    assert exact.name == "mine"
    assert not (exact / "of the user.txt").exists()
    assert not list(exact.rglob("*.npz"))


# -- which pass ----------------------------------------------------------------------------------


def test_the_wired_latent_picks_its_pass(scene: Scene) -> None:
    first, second = sampled(scene, steps=2), sampled(scene, steps=3)
    for latent, steps in ((first, 2), (second, 3)):
        (folder,), (summary,) = export(scene, latent)
        assert metadata(folder)["steps"] == steps
        assert not any("wired LATENT" in note for note in summary["notes"])


def test_a_latent_that_another_node_changed_gives_the_last_pass_and_says_so(scene: Scene) -> None:
    sampled(scene, steps=2)
    latent = sampled(scene, steps=3)
    (folder,), (summary,) = export(scene, {"samples": latent["samples"] * 1.5})
    assert metadata(folder)["steps"] == 3
    assert any("not the result of a recorded pass" in note for note in summary["notes"])
    assert [gap["what"] for gap in metadata(folder)["not_recorded"]] == ["pass"]
    assert validate_run(folder, strict=True).errors == []


def test_an_empty_recording_says_what_to_connect(scene: Scene) -> None:
    error = scene.host.module("diffulizer.errors").RecordingError
    with pytest.raises(error, match="Connect the MODEL output of Record Attention to a sampler"):
        export(scene, {"samples": torch.zeros(1, 4, 8, 8)})
    assert not scene.host.output.exists()


def test_an_interrupted_pass_can_be_exported(scene: Scene) -> None:
    def stop(step: int, *_: Any) -> None:
        if step == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        scene.sample(scene.attached(), steps=5, callback=stop)
    (folder,), (summary,) = export(scene, {"samples": torch.zeros(1, 4, 8, 8)})
    assert summary["complete"] is False
    assert metadata(folder)["complete"] is False
    assert metadata(folder)["steps"] == 2
    assert not validate_run(folder, strict=True).errors


# -- pictures ------------------------------------------------------------------------------------


def test_the_vae_gets_latents_in_its_own_scale(scene: Scene) -> None:
    latent, vae = sampled(scene), FakeVAE()
    (folder,), _ = export(scene, latent, vae=vae)
    last = scene.recording.passes[-1].steps[-1]
    assert len(vae.decoded) == 4  # latent and x0 of each step
    assert any(torch.equal(d[0], last.latent[0].float() / 0.5) for d in vae.decoded)
    assert any(torch.equal(d[0], last.x0[0].float() / 0.5) for d in vae.decoded)
    with Image.open(folder / metadata(folder)["images"][-1]) as picture:
        assert picture.size == (64, 64)


def test_without_a_vae_previews_are_latent_rgb(scene: Scene) -> None:
    _, (summary,) = export(scene, sampled(scene), preview="vae")
    assert summary["preview"] == "latent_rgb"


def test_latent_rgb_does_not_use_a_vae_that_is_wired(scene: Scene) -> None:
    vae = FakeVAE()
    _, (summary,) = export(scene, sampled(scene), preview="latent_rgb", vae=vae)
    assert summary["preview"] == "latent_rgb"
    assert vae.decoded == []


def test_taesd_with_its_file(scene: Scene) -> None:
    scene.host.vae_approx.update({"other.pth": "/x/other", "taesdxl_decoder.safetensors": "/models/taesdxl"})
    TAESD.loaded.clear()
    _, (summary,) = export(scene, sampled(scene), preview="taesd")
    assert summary["preview"] == "taesd"
    assert summary["notes"] == []
    assert TAESD.loaded == ["/models/taesdxl"]


def test_a_missing_taesd_file_is_said(scene: Scene) -> None:
    _, (summary,) = export(scene, sampled(scene), preview="taesd", vae=FakeVAE())
    assert summary["preview"] == "latent_rgb"
    assert summary["notes"] == [
        "models/vae_approx/ holds no taesdxl_decoder; previews are latent_rgb instead of taesd."
    ]


def test_a_model_without_colours_needs_a_vae(host: FakeHost) -> None:
    scene = Scene(host, latent_format=LatentFormat())
    latent = sampled(scene)
    for preview in ("vae", "taesd", "latent_rgb"):
        with pytest.raises(ValueError, match="wire a VAE and set preview to vae"):
            export(scene, latent, preview=preview)
    assert not host.output.exists()
    assert export(scene, latent, vae=FakeVAE())[1][0]["preview"] == "vae"


def test_a_latent_format_of_another_host(host: FakeHost) -> None:
    scene = Scene(host, latent_format=type("Future", (LatentFormat,), {})())
    with pytest.raises(
        host.module("diffulizer.errors").RecordingError,
        match="latent_format is 'Future', which this ComfyUI does not know",
    ):
        export(scene, sampled(scene))


# -- ends early ----------------------------------------------------------------------------------


@pytest.mark.parametrize("question", [1, 2, 3, 4])
@pytest.mark.parametrize("overwrite", [False, True])
def test_an_interrupted_export_leaves_nothing(scene: Scene, question: int, overwrite: bool) -> None:
    latent = sampled(scene)
    scene.host.interrupt_at = question
    interrupt = scene.host.modules()["comfy.model_management"]["InterruptProcessingException"]
    with pytest.raises(interrupt):
        export(scene, latent, run_name="sub/run", overwrite_output=overwrite)
    assert [p for p in everything_below(scene.host.output) if "run" in p.split("/")[-1]] == []


def test_an_interrupted_export_leaves_the_run_that_it_would_have_replaced(scene: Scene) -> None:
    latent = sampled(scene)
    (folder,), _ = export(scene, latent, overwrite_output=True)
    before = {p: (folder / p).read_bytes() for p in everything_below(folder) if (folder / p).is_file()}
    scene.host.interrupt_at = 3
    interrupt = scene.host.modules()["comfy.model_management"]["InterruptProcessingException"]
    with pytest.raises(interrupt):
        export(scene, latent, overwrite_output=True)
    assert {p: (folder / p).read_bytes() for p in everything_below(folder) if (folder / p).is_file()} == before
    assert [p.name for p in folder.parent.iterdir()] == ["run"]


def test_a_batch_interrupted_at_its_second_image_keeps_the_first_whole(scene: Scene) -> None:
    latent = sampled(scene, batch=2)
    scene.host.interrupt_at = 7  # five questions an image
    with pytest.raises(Exception, match=r"^$"):
        export(scene, latent)
    (kept,) = (scene.host.output / "diffulizer").iterdir()
    assert kept.name == "run_00001_b0"
    assert not validate_run(kept, strict=True).errors


def test_an_enforced_limit_fails_before_anything_is_written(scene: Scene) -> None:
    latent = {"samples": scene.sample(scene.attached(heads="each", maps_of="all"), steps=12, size=(24, 24))}
    error = scene.host.module("diffulizer.errors").SizeLimitError
    with pytest.raises(error, match=r"more than max_dataset_mb \(1\).*Nothing was written"):
        export(scene, latent, max_dataset_mb=1, enforce_size_limit=True)
    assert not [p for p in scene.host.output.rglob("*") if p.is_file()]
    _, (summary,) = export(scene, latent, max_dataset_mb=1)
    assert any("more than max_dataset_mb (1)" in note for note in summary["notes"])


def test_progress_only_grows_and_ends(scene: Scene) -> None:
    latent = sampled(scene, batch=2)
    scene.host.bars.clear()
    export(scene, latent)
    shares = [done / total for done, total, _ in scene.host.bars]
    assert shares == sorted(shares)
    assert shares[-1] == 1.0


# -- metadata ------------------------------------------------------------------------------------

GRAPH = {"5": {"class_type": "KSampler", "inputs": {"seed": 7, "note": "confidential"}}}


@pytest.mark.parametrize("hidden", [False, True])
def test_graphs_are_stored_unless_the_host_hides_metadata(scene: Scene, hidden: bool) -> None:
    scene.host.args.disable_metadata = hidden
    with scene.host.executing(GRAPH, "5", workflow={"nodes": ["confidential"]}):
        latent = sampled(scene)
    (folder,), _ = export(scene, latent)
    found = "confidential" in (folder / "metadata.json").read_text(encoding="utf-8")
    assert found is not hidden
    made = scene.recording.passes[-1]
    assert (made.workflow is None, made.prompt_graph is None) == (hidden, hidden)


def test_a_run_that_vanished_is_exported_anew(scene: Scene) -> None:
    host, node_id = scene.host, "Diffulizer_ExportRun"
    latent = sampled(scene)

    def graph(seed: int) -> dict[str, Any]:
        return {
            "5": {"class_type": "Diffulizer_KSampler", "inputs": {"seed": seed}},
            "9": {"class_type": node_id, "inputs": {"recording": ["5", 1], "run_name": "run"}},
        }

    def key(seed: int) -> Any:
        """The node's part of the key below which the host keeps outputs."""
        with host.executing(graph(seed), "9"):
            return host.nodes[node_id].fingerprint_inputs(run_name="run")

    def exported(seed: int) -> Path:
        with host.executing(graph(seed), "9"):
            (folder,), _ = export(scene, latent)
        return folder

    fresh = {seed: key(seed) for seed in (1, 2)}
    first, other = exported(1), exported(2)
    assert {seed: key(seed) for seed in (1, 2)} == fresh, "an unchanged graph stays cached"
    shutil.rmtree(first)
    assert key(1) != fresh[1]
    assert key(2) == fresh[2], "the run of the other seed is there"
    vanished = key(1)
    assert exported(1).is_dir()
    assert key(1) == vanished, "it stays cached again"
    other.rename(other.with_name("moved"))
    assert (key(1) == vanished, key(2) == fresh[2]) == (True, False)


def test_folders_of_few_graphs_are_kept_in_mind(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    exports = scene.host.module("nodes.host.exports")
    monkeypatch.setattr(exports, "MOST", 2)
    monkeypatch.setattr(exports, "_folders", {})
    for seed in range(4):
        with scene.host.executing({"9": {"class_type": "x", "inputs": {"seed": seed}}}, "9"):
            exports.note_folders(["gone"])
    assert len(exports._folders) == 2
