"""Recording to run folder, through the host's executor."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import Any

import pytest
import torch

from diffulizer import load_run
from exports import assert_strictly_valid, exporting, run_folders
from graphs import PROMPT, sampling


@pytest.mark.parametrize(
    "options",
    [
        {},
        {"width": 320, "height": 192},
        {"sampler": "heun"},
        {"sampler": "dpmpp_2m_sde", "cfg": 1.0},
        {"sampler": "euler_ancestral", "steps": 1},
        {"capture": {"maps_of": "all", "heads": "each", "max_layers": 4}},
        {"capture": {"maps_of": "all", "heads": "each", "head_layers": "output*attn2", "max_layers": 4}},
        {"capture": {"attention_every": 3}, "steps": 8},
        {"capture": {"attention_resolution": 6, "self_attention_resolution": 5}},
        {"capture": {"include_self_attention": False, "layers": "output_blocks.*"}},
        {"encoder": "CLIPTextEncode", "recorder": "Diffulizer_RecordAttention"},
    ],
    ids=str,
)
def test_exported_runs_are_strictly_valid(host: Any, options: dict[str, Any]) -> None:
    source = ["6", 1] if options.get("recorder") else ["5", 1]
    result = host.run(exporting(sampling(**options), source))
    (folder,) = run_folders(result)
    assert folder.parent == host.output / "diffulizer"
    assert_strictly_valid(folder)
    run = load_run(folder)
    assert run.metadata["prompt"]["text"] == PROMPT
    assert run.metadata["generator"]["model_id"] == "demo"
    (summary,) = result.ui["9"]["diffulizer_run"]
    assert summary["valid"]
    assert summary["path"] == str(folder)


@pytest.mark.parametrize(
    "options",
    [{}, {"cfg": 1.0}, {"capture": {"max_layers": 0, "maps_of": "all"}, "width": 320, "height": 192}],
    ids=str,
)
def test_what_is_said_before_sampling_is_what_is_written(
    host: Any, caplog: pytest.LogCaptureFixture, options: dict[str, Any]
) -> None:
    """The estimate without pictures is within 10 %, and the pictures take no more than estimated."""
    with caplog.at_level("INFO"):
        result = host.run(exporting(sampling(steps=12, batch=2, **options)))
    (run, previews) = re.findall(r"Exported: about ([\d.]+) MiB and at most ([\d.]+) MiB of previews", caplog.text)[0]
    for folder in run_folders(result):
        images = sum(path.stat().st_size for path in (folder / "images").iterdir())
        rest = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) - images
        assert float(run) == pytest.approx(rest / 2**20, rel=0.1)
        assert images <= float(previews) * 2**20


@pytest.mark.parametrize(
    ("changes", "word"),
    [
        ({"run_name": "../out"}, "leads out of the output folder"),
        ({"preview": "crayon"}, "expected one of vae, taesd, latent_rgb"),
    ],
)
def test_bad_names_are_refused_when_the_prompt_is_queued(host: Any, changes: dict[str, Any], word: str) -> None:
    valid, said = host.validate(exporting(sampling(), **changes))
    assert not valid
    assert word in said


def test_a_missing_input_is_named(host: Any) -> None:
    for node_id, name in (("9", "preview"), ("5", "sampler_name")):
        graph = exporting(sampling())
        del graph[node_id]["inputs"][name]
        valid, said = host.validate(graph)
        assert not valid
        assert "Required input is missing" in said
        assert "positional argument" not in said


def test_unknown_samplers_are_refused_when_the_prompt_is_queued(host: Any) -> None:
    """The host checks the choices of V1 nodes only, and would sample with another sampler."""
    for graph in (sampling(sampler="crayon"), sampling(scheduler="crayon")):
        valid, said = host.validate(exporting(graph))
        assert not valid
        assert "'crayon'; expected one of" in said
    assert host.validate(exporting(sampling()))[0]


def test_values_of_the_graph_are_put_into_names(host: Any) -> None:
    graph = exporting(sampling(steps=1, seed=3), run_name="%Diffulizer_KSampler.seed%-%date:yyyy%-%width%")
    (folder,) = run_folders(host.run(graph))
    assert re.fullmatch(r"3-20\d\d-256_00001", folder.name)


def test_an_interrupted_export_leaves_nothing(host: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    import comfy.model_management as management

    preview = host.module("nodes.host.preview")
    calls = []

    def interrupting(vae: Any, latent_format: Any, latent: Any) -> Any:
        calls.append(latent)
        if len(calls) == 3:
            management.interrupt_current_processing()
        return torch.zeros(8, 8, 3).numpy()

    monkeypatch.setattr(preview, "_decode_vae", interrupting)
    result = host.run(exporting(sampling(), run_name="interrupted"), check=False)
    assert result.interrupted
    assert list((host.output / "diffulizer").glob("*interrupted*")) == []


def test_a_run_that_was_deleted_is_exported_anew_by_the_same_graph(host: Any) -> None:
    def exported(seed: int) -> list[Path]:
        """What the host has exported now; nothing if it reused outputs."""
        result = host.run(exporting(sampling(steps=1, seed=seed), run_name="deleted"))
        return [] if "9" in result.cached else run_folders(result)

    (folder,) = exported(1)
    assert exported(1) == []
    shutil.rmtree(folder)
    assert exported(1) == [folder]
    assert exported(1) == []
    (other,) = exported(2)
    shutil.rmtree(folder)
    assert exported(2) == []
    assert other.is_dir()
