"""Load Diffulizer Run: the list, the outputs, and the sentence about a run that is gone."""

from __future__ import annotations

import json
import os
import zipfile
from pathlib import Path
from typing import Any

import pytest
import torch
from fake_host import FakeHost
from fake_host.pictures import FakeVAE
from fake_host.scenes import Scene


def exported(
    host: FakeHost, name: str = "cats/run", sampling: dict[str, Any] | None = None, **capture: Any
) -> tuple[Path, Any]:
    """A run's folder, and the pass that is in it."""
    scene = Scene(host)
    latent = {"samples": scene.sample(scene.attached(**capture), **{"steps": 3, **(sampling or {})})}
    made = host.run("Diffulizer_ExportRun", recording=scene.recording, latent=latent, run_name=name, vae=FakeVAE())
    return Path(made[0]), latent


def files(folder: Path) -> dict[str, bytes]:
    found = {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}
    del found["metadata.json"]
    return found


def options(host: FakeHost) -> list[str]:
    given, _ = host.nodes["Diffulizer_LoadRun"].GET_SCHEMA().inputs
    return given.options


def test_the_list_is_read_anew_each_time(host: FakeHost) -> None:
    assert options(host) == []
    first, _ = exported(host)
    os.utime(first / "metadata.json", (1e9, 1e9))
    exported(host, "dogs")
    assert options(host) == ["dogs_00001", "cats/run_00001"]


@pytest.mark.parametrize(
    ("sampling", "capture"),
    [
        ({}, {}),
        ({"size": (6, 10), "sampler": "heun"}, {}),
        ({"cfg": 1.0}, {}),
        ({}, {"maps_of": "all", "heads": "each"}),
        ({"steps": 8}, {"attention_every": 3}),
    ],
    ids=str,
)
def test_a_loaded_run_is_exported_as_it_was(host: FakeHost, sampling: dict[str, Any], capture: dict[str, Any]) -> None:
    folder, latent = exported(host, sampling=sampling, **capture)
    loaded = host.run("Diffulizer_LoadRun", run="cats/run_00001")
    torch.testing.assert_close(loaded[1]["samples"], latent["samples"], atol=2e-2, rtol=2e-3)
    made = host.run("Diffulizer_ExportRun", recording=loaded[0], latent=loaded[1], run_name="again", vae=FakeVAE())
    (summary,) = made.ui["diffulizer_run"]
    assert summary["valid"]
    assert summary["notes"] == []
    assert files(Path(made[0])) == files(folder)


def test_a_latent_that_is_not_the_loaded_runs_is_named_in_the_export(host: FakeHost) -> None:
    exported(host)
    recording = host.run("Diffulizer_LoadRun", run="cats/run_00001")[0]
    foreign = {"samples": torch.zeros(1, 4, 8, 8)}
    made = host.run("Diffulizer_ExportRun", recording=recording, latent=foreign, run_name="again", vae=FakeVAE())
    metadata = json.loads((Path(made[0]) / "metadata.json").read_text(encoding="utf-8"))
    (gap,) = [note for note in metadata["not_recorded"] if note["what"] == "pass"]
    assert "The wired LATENT is not the result of a recorded pass" in gap["reason"]
    assert any(gap["reason"] == note for note in made.ui["diffulizer_run"][0]["notes"])


def test_a_loaded_runs_graphs_are_not_written_where_the_host_hides_metadata(host: FakeHost) -> None:
    graph = {"5": {"class_type": "KSampler", "inputs": {"note": "confidential"}}}
    with host.executing(graph, "5", workflow={"nodes": ["confidential"]}):
        folder, _ = exported(host)
    assert "confidential" in (folder / "metadata.json").read_text(encoding="utf-8")
    loaded = host.run("Diffulizer_LoadRun", run="cats/run_00001")
    host.args.disable_metadata = True
    made = host.run("Diffulizer_ExportRun", recording=loaded[0], latent=loaded[1], run_name="again", vae=FakeVAE())
    assert "confidential" not in (Path(made[0]) / "metadata.json").read_text(encoding="utf-8")


def test_a_zip_in_the_output_folder_is_loaded_as_the_run_in_it(host: FakeHost) -> None:
    folder, _ = exported(host)
    runs = folder.parents[1]
    with zipfile.ZipFile(runs / "kept.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        for path in (p for p in folder.rglob("*") if p.is_file()):
            archive.write(path, path.relative_to(folder.parent))
    assert options(host)[0] == "kept.zip"
    assert host.validate("Diffulizer_LoadRun", run="kept.zip") is True
    loaded, plain = (host.run("Diffulizer_LoadRun", run=run) for run in ("kept.zip", "cats/run_00001"))
    assert torch.equal(loaded[1]["samples"], plain[1]["samples"])
    (shown,), (known,) = (made.ui["diffulizer_run"] for made in (loaded, plain))
    assert {**shown, **dict.fromkeys(("name", "version", "path"))} == {
        **known,
        **dict.fromkeys(("name", "version", "path")),
    }
    made = host.run("Diffulizer_ExportRun", recording=loaded[0], latent=loaded[1], run_name="again", vae=FakeVAE())
    assert files(Path(made[0])) == files(folder)
    library = host.module("nodes.host.runs").library()
    assert library.archived_file("kept.zip/metadata.json") == (folder / "metadata.json").read_bytes()
    assert library.archived_file("kept.zip/../cats/run_00001/metadata.json") is None
    assert [entry["name"] for entry in library.entries()] == ["again_00001", "cats/run_00001"]


def test_what_was_loaded_is_told(host: FakeHost) -> None:
    folder, _ = exported(host)
    (told,) = host.run("Diffulizer_LoadRun", run="cats/run_00001").ui["diffulizer_run"]
    sizes = [p.stat().st_size for p in folder.rglob("*") if p.is_file()]
    assert told == {
        "name": "cats/run_00001",
        "version": host.module("nodes.host.runs").library().version("cats/run_00001"),
        "path": str(folder),
        "steps": 3,
        "files": len(sizes),
        "size_bytes": sum(sizes),
        "complete": True,
    }


def test_a_changed_run_is_read_again(host: FakeHost) -> None:
    folder, _ = exported(host)
    fingerprint = host.nodes["Diffulizer_LoadRun"].fingerprint_inputs
    before = fingerprint(run="cats/run_00001")
    assert fingerprint(run="cats/run_00001") == before
    os.utime(folder / "metadata.json", (1e9, 1e9))
    assert fingerprint(run="cats/run_00001") != before


@pytest.mark.parametrize(
    ("run", "said"),
    [
        ("", "run is empty: output/diffulizer holds none yet. Export one, then press R."),
        ("gone", "run is 'gone', which is not in output/diffulizer any more. Press R"),
        ("../secret", "run is '../secret', which is not in output/diffulizer any more"),
    ],
)
def test_a_run_that_is_not_there_is_refused_when_queued(host: FakeHost, run: str, said: str) -> None:
    assert said in str(host.validate("Diffulizer_LoadRun", run=run))
    with pytest.raises(host.module("diffulizer.errors").RunNotFoundError):
        host.run("Diffulizer_LoadRun", run=run)


def test_a_run_that_is_there_is_taken(host: FakeHost) -> None:
    exported(host)
    assert host.validate("Diffulizer_LoadRun", run="cats/run_00001") is True
    assert host.validate("Diffulizer_LoadRun", run=None) is True  # linked


def test_a_run_without_latents_is_explained(host: FakeHost) -> None:
    folder, _ = exported(host)
    (folder / "latents_noise_fp16.npz").unlink()
    with pytest.raises(host.module("diffulizer.errors").RecordingError, match="save_latents_noise off"):
        host.run("Diffulizer_LoadRun", run="cats/run_00001")
