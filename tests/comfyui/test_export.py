"""Recording to run folder, through the host's executor."""

from __future__ import annotations

import re
from typing import Any

import pytest
import torch

from diffulizer import load_run
from exports import assert_strictly_valid, exporting, run_folders
from graphs import PROMPT, node, sampling


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
    """Without its pictures within 10 %, and those are not more than was said."""
    with caplog.at_level("INFO"):
        result = host.run(exporting(sampling(steps=12, batch=2, **options)))
    (run, previews) = re.findall(r"Exported: about ([\d.]+) MiB and at most ([\d.]+) MiB of previews", caplog.text)[0]
    for folder in run_folders(result):
        images = sum(path.stat().st_size for path in (folder / "images").iterdir())
        rest = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) - images
        assert float(run) == pytest.approx(rest / 2**20, rel=0.1)
        assert images <= float(previews) * 2**20


def test_a_batch_gives_one_run_each(host: Any) -> None:
    folders = run_folders(host.run(exporting(sampling(batch=2))))
    assert [f.name[-3:] for f in folders] == ["_b0", "_b1"]
    for folder in folders:
        assert_strictly_valid(folder)
    first, second = (load_run(f) for f in folders)
    assert (first.latents != second.latents).any()
    assert [r.metadata["batch_index"] for r in (first, second)] == [0, 1]


@pytest.mark.parametrize(
    ("changes", "word"),
    [
        ({"run_name": "../out"}, "leads out of the output folder"),
        ({"run_name": "/tmp/out"}, "absolute"),
        ({"run_name": "CON"}, "CON"),
        ({"run_name": "a:b"}, "a:b"),
        ({"run_name": "dot."}, "dot."),
        ({"run_name": "%date:yyyy-MM-dd%/"}, "empty"),
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


def test_names_are_expanded_and_counted(host: Any) -> None:
    folders = [
        run_folders(
            host.run(exporting(sampling(steps=1, seed=seed), run_name="cards/%width%x%height%_%KSampler.seed%"))
        )
        for seed in (1, 2)
    ]
    assert [f.name for (f,) in folders] == ["256x256_%KSampler.seed%_00001", "256x256_%KSampler.seed%_00002"]
    graph = exporting(sampling(steps=1, seed=3), run_name="%Diffulizer_KSampler.seed%-%date:yyyy%")
    (folder,) = run_folders(host.run(graph))
    assert folder.name.startswith("3-20")


def test_overwriting_uses_the_exact_name_and_replaces_the_run(host: Any) -> None:
    paths = []
    for seed in (1, 2):
        graph = exporting(sampling(steps=1, seed=seed), run_name="exact", overwrite_output=True)
        (folder,) = run_folders(host.run(graph))
        paths.append((folder, load_run(folder).metadata["generator"]["seed"]))
    assert [seed for _, seed in paths] == [1, 2]
    assert {folder.name for folder, _ in paths} == {"exact"}
    assert [p.name for p in folder.parent.iterdir() if p.name.startswith(".")] == []


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


def test_the_wired_latent_picks_the_pass(host: Any) -> None:
    graph = sampling(recorder="Diffulizer_RecordAttention", steps=2)
    graph["8"] = node("KSampler", **{**graph["5"]["inputs"], "latent_image": ["5", 0], "denoise": 0.5, "seed": 11})
    for latent, seed in ((["5", 0], 7), (["8", 0], 11)):
        (folder,) = run_folders(host.run(exporting(graph, ["6", 1], latent=latent)))
        assert load_run(folder).metadata["generator"]["seed"] == seed
        assert_strictly_valid(folder)
    graph["half"] = node("LatentMultiply", samples=["8", 0], multiplier=0.5)
    result = host.run(exporting(graph, ["6", 1], latent=["half", 0]))
    assert "The last recorded pass was exported, of seed 11" in result.ui["9"]["diffulizer_run"][0]["notes"][0]
    (folder,) = run_folders(result)
    assert [gap["what"] for gap in load_run(folder).metadata["not_recorded"]] == ["pass"]
    assert_strictly_valid(folder)


def test_missing_preview_models_are_said(host: Any) -> None:
    for changes, note in (({"vae": None}, None), ({"preview": "taesd"}, "holds no decoder for this model")):
        (summary,) = host.run(exporting(sampling(steps=1), **changes)).ui["9"]["diffulizer_run"]
        assert summary["preview"] == "latent_rgb"
        assert (note is None and summary["notes"] == []) or note in summary["notes"][0]
