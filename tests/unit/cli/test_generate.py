"""The command line of `generate`: every control, its mapping to the graph, and its refusals."""

from __future__ import annotations

import argparse
import json
import shutil
from contextlib import contextmanager, nullcontext
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from written import export

from diffulizer.cli import generate
from diffulizer.comfyui import draw
from diffulizer.comfyui import job as graphs
from diffulizer.comfyui.client import Outcome
from diffulizer.errors import HostError, SettingsError
from diffulizer.settings import CaptureSettings
from graphs import INFO
from synthetic import make_pass

# The original's flags; a published promise.
FLAGS = {
    "prompt",
    "prompts",
    "seeds",
    "negative_prompt",
    "model_id",
    "pipeline_type",
    "seed",
    "cfg_scale",
    "num_steps",
    "height",
    "width",
    "layers",
    "max_layers",
    "include_cross_attention",
    "include_self_attention",
    "attention_resolution",
    "self_attention_resolution",
    "device",
    "dtype",
    "save_latents_noise",
    "overwrite_output",
    "fail_on_shape_error",
    "output_dir",
    "progress_file",
    "max_recording_mb",
    "stream_to_disk",
    "effects_every",
    "effect_words",
    "only_words",
    "gather_words",
    "max_dataset_mb",
    "enforce_size_limit",
    "attention_every",
    "maps_of",
    "heads",
    "head_layers",
    "sampler",
    "scheduler",
    "run_name",
    "preview",
    "comfyui",
    "server",
    "view",
    "models_dir",
    "port",
    "json",
}


def parser() -> argparse.ArgumentParser:
    main = argparse.ArgumentParser(prog="diffulizer")
    generate.add_parser(main.add_subparsers())
    return main


def parse(*arguments: str) -> argparse.Namespace:
    return parser().parse_args(["generate", "--prompt", "a red circle", *arguments])


def job(*arguments: str) -> graphs.Job:
    ((made, _),) = generate.jobs_of(parse(*arguments))
    return made


def graph(*arguments: str) -> dict[str, dict[str, Any]]:
    made = graphs.generate_graph(job(*arguments), INFO, "models/checkpoints")
    return {node["class_type"] + (node["inputs"].get("text") or ""): node["inputs"] for node in made.values()}


def test_the_flags_are_these() -> None:
    assert set(vars(parse())) - {"func"} == FLAGS


@pytest.mark.parametrize("name", [flag for flag in sorted(FLAGS) if "_" in flag])
def test_dashes_and_underscores_are_the_same(name: str) -> None:
    commands: Any = parser()._subparsers._group_actions[0]
    known = commands.choices["generate"]._option_string_actions
    assert known["--" + name] is known["--" + name.replace("_", "-")]


def test_switches_go_both_ways() -> None:
    for name in ("include_self_attention", "save_latents_noise"):
        assert getattr(parse(), name) is True
        assert getattr(parse(f"--no-{name}"), name) is False
        assert getattr(parse(f"--no-{name.replace('_', '-')}"), name) is False
    assert parse("--overwrite_output").overwrite_output is True


def test_the_help_shows_each_flag_once(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        parser().parse_args(["generate", "--help"])
    text = capsys.readouterr().out
    assert "--negative-prompt" in text
    assert text.count("_prompt") == 1  # the sentence that says so


def test_the_prompt_is_required(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stop:
        parser().parse_args(["generate"])
    assert stop.value.code == 2
    assert "--prompt --prompts" in capsys.readouterr().err


def test_defaults_make_the_demo_graph() -> None:
    nodes = graph()
    assert nodes["EmptyLatentImage"] == {"width": 256, "height": 256, "batch_size": 1}
    sampler = nodes["Diffulizer_KSampler"]
    picked = {name: sampler[name] for name in ("seed", "steps", "cfg", "sampler_name", "scheduler", "denoise")}
    assert picked == {
        "seed": 42,
        "steps": 30,
        "cfg": 7.5,
        "sampler_name": "euler",
        "scheduler": "normal",
        "denoise": 1.0,
    }
    assert nodes["Diffulizer_DemoModel"] == {"kind": "sdxl"}
    assert nodes["Diffulizer_ExportRun"]["run_name"] == "run"


def test_every_link_leads_to_a_node_and_ids_are_numbers() -> None:
    made = graphs.generate_graph(job(), INFO, "")
    assert all(node_id.isdigit() for node_id in made)
    links = [value for node in made.values() for value in node["inputs"].values() if isinstance(value, list)]
    assert len(links) == 10
    assert all(link[0] in made for link in links)


def test_every_control_reaches_its_node() -> None:
    nodes = graph(
        *("--negative_prompt", "blurry", "--seed", "7", "--cfg-scale", "1", "--num_steps", "3", "--width", "320"),
        *("--height", "192", "--layers", "*attn2*", "input*", "--max_layers", "0", "--no-include_self_attention"),
        *("--attention_resolution", "16", "--self_attention_resolution", "8", "--attention-every", "2"),
        *("--maps-of", "all", "--heads", "each", "--head-layers", "mid*", "*.5.1.*attn2"),
        *("--max-recording-mb", "99", "--stream-to-disk", "--no-save_latents_noise"),
        *("--effects-every", "5", "--effect_words", "red circle", "--only-words", "circle, red"),
        *("--gather-words", "circle"),
        *("--max-dataset-mb", "5", "--enforce-size-limit", "--fail_on_shape_error", "--overwrite_output"),
        *("--sampler", "heun", "--scheduler", "karras", "--preview", "latent_rgb", "--run-name", "mine"),
    )
    assert nodes["Diffulizer_TextEncodea red circle"]["text"] == "a red circle"
    assert "Diffulizer_TextEncodeblurry" in nodes
    assert nodes["EmptyLatentImage"] == {"width": 320, "height": 192, "batch_size": 1}
    assert nodes["Diffulizer_CaptureSettings"] == {
        "layers": "*attn2*, input*",
        "max_layers": 0,
        "include_cross_attention": True,
        "include_self_attention": False,
        "attention_resolution": 16,
        "self_attention_resolution": 8,
        "attention_every": 2,
        "maps_of": "all",
        "heads": "each",
        "head_layers": "mid*, *.5.1.*attn2",
        "max_recording_mb": 99,
        "stream_to_disk": True,
        "effects_every": 5,
        "effect_words": "red circle",
        "only_words": "circle, red",
        "gather_words": "circle",
    }
    export = nodes["Diffulizer_ExportRun"]
    assert {name: value for name, value in export.items() if not isinstance(value, list)} == {
        "run_name": "mine",
        "overwrite_output": True,
        "save_latents_noise": False,
        "max_dataset_mb": 5,
        "enforce_size_limit": True,
        "fail_on_shape_error": True,
        "preview": "latent_rgb",
        "stop_on_error": True,  # the exit status tells
    }
    sampler = nodes["Diffulizer_KSampler"]
    assert (sampler["seed"], sampler["steps"], sampler["cfg"]) == (7, 3, 1.0)
    assert (sampler["sampler_name"], sampler["scheduler"]) == ("heun", "karras")


def test_the_capture_defaults_are_the_settings_own() -> None:
    assert generate.capture_of(parse()) == CaptureSettings()


@pytest.mark.parametrize(
    ("model_id", "pipeline", "size"),
    [
        ("demo", None, 256),
        ("demo-transformer", None, 256),
        ("stabilityai/stable-diffusion-xl-base-1.0", None, 1024),
        ("stabilityai/stable-diffusion-2-1", None, 768),
        ("runwayml/stable-diffusion-v1-5", None, 512),
        ("sd_xl_turbo.safetensors", None, 1024),
        ("something.safetensors", None, 512),
        ("something.safetensors", "sdxl", 1024),
    ],
)
def test_native_sizes(model_id: str, pipeline: str | None, size: int) -> None:
    assert graphs.native_size(model_id, pipeline) == size


@pytest.mark.parametrize(
    ("model_id", "file"),
    [
        ("stabilityai/stable-diffusion-xl-base-1.0", "xl/sd_xl_base_1.0.safetensors"),
        ("sd_xl_base_1.0.safetensors", "xl/sd_xl_base_1.0.safetensors"),
        ("xl\\sd_xl_base_1.0.safetensors", "xl/sd_xl_base_1.0.safetensors"),
        ("mine", "mine.ckpt"),
        ("mine.ckpt", "mine.ckpt"),
    ],
)
def test_models_are_found(model_id: str, file: str) -> None:
    assert graph("--model-id", model_id)["CheckpointLoaderSimple"] == {"ckpt_name": file}


def test_a_missing_model_says_which_file_belongs_where() -> None:
    with pytest.raises(HostError) as error:
        graphs.find_checkpoint("runwayml/stable-diffusion-v1-5", ["mine.ckpt"], "/c/models/checkpoints")
    for part in ("v1-5-pruned-emaonly.safetensors", "/c/models/checkpoints", "mine.ckpt"):
        assert part in str(error.value)
    with pytest.raises(HostError, match="Known hub ids are: stabilityai/"):
        graphs.find_checkpoint("nobody/nothing", [], "x")


def test_unknown_samplers_are_refused_with_the_list() -> None:
    with pytest.raises(SettingsError, match="sampler is 'foo'; this ComfyUI knows euler, heun"):
        graph("--sampler", "foo")
    with pytest.raises(SettingsError, match="scheduler is 'bar'; this ComfyUI knows normal, karras"):
        graph("--scheduler", "bar")


def test_a_host_without_the_pack() -> None:
    with pytest.raises(HostError, match="no Diffulizer nodes"):
        graphs.generate_graph(job(), {}, "")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--width", "250"), "width is 250; expected a multiple of 8"),
        (("--height", "-8"), "height is -8"),
        (("--num-steps", "0"), "num_steps is 0; expected a whole number from 1"),
        (("--seed", "-1"), "seed is -1"),
        (("--cfg-scale", "nan"), "cfg_scale is nan"),
        (("--max-layers", "-1"), "max_layers is -1"),
        (("--run-name", "../x"), "run_name is '../x'"),
        (("--run-name", "CON"), "run_name is 'CON'"),
    ],
)
def test_unusable_values_end_with_two(
    arguments: tuple[str, ...], words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert generate.run(parse(*arguments)) == 2
    assert words in capsys.readouterr().err


def test_date_patterns_are_allowed_in_names() -> None:
    assert job("--run-name", "%date:yyyy-MM-dd%/x").run_name == "%date:yyyy-MM-dd%/x"


@pytest.fixture
def finished(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A host that always makes the same run."""
    source = export(make_pass(steps=1), tmp_path / "source")
    run = tmp_path / "host" / "diffulizer" / "run_00001"

    @contextmanager
    def host(*_: Any, **__: Any) -> Any:
        yield "http://127.0.0.1:1", "models"

    def draw_one(build: Any, _report: Any) -> Outcome:
        drawn.append(build(INFO))
        if any(node["inputs"].get("text") == "impossible" for node in drawn[-1].values()):
            raise HostError("Node 6 (Diffulizer_KSampler) failed")
        if any(node["inputs"].get("text") == "stop" for node in drawn[-1].values()):
            raise KeyboardInterrupt
        shutil.copytree(source, run, dirs_exist_ok=True)
        return Outcome("p1", {"7": {"diffulizer_run": [{"path": str(run), "notes": ["less was recorded"]}]}})

    drawn: list[Any] = []
    monkeypatch.setattr(draw, "answering", host)
    monkeypatch.setattr(draw, "Link", lambda *_: nullcontext(SimpleNamespace(run=draw_one)))
    return run


def test_the_run_is_reported(finished: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert generate.run(parse()) == 0
    shown = capsys.readouterr()
    lines = shown.out.splitlines()
    assert len(lines) <= 8
    assert f"Picture   {finished / 'images' / 'step_000.png'}" in lines
    assert lines[-1].endswith(f"diffulizer view {finished}")
    assert "note: less was recorded" in shown.err


def test_the_run_can_be_opened_at_once(finished: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[list[Path]] = []
    monkeypatch.setattr("diffulizer.cli.view.show", lambda runs: opened.append(runs) or 0)
    assert generate.run(parse("--view")) == 0
    assert opened == [[finished]]
    with pytest.raises(SystemExit, match="2"):
        parse("--view", "--json")


def test_json_is_all_of_standard_output(finished: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert generate.run(parse("--json")) == 0
    result = json.loads(capsys.readouterr().out)
    assert (result["path"], result["steps"]) == (str(finished), 1)
    assert "circle" in [word["text"] for word in result["words"]]


def test_the_exact_folder(finished: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    target = tmp_path / "exact"
    assert generate.run(parse("--output_dir", str(target))) == 0
    assert (target / "metadata.json").is_file()
    assert generate.run(parse("--output-dir", str(target))) == 2
    assert "exists and is not empty" in capsys.readouterr().err
    (target / "old").touch()
    assert generate.run(parse("--output-dir", str(target), "--overwrite-output")) == 0
    assert not (target / "old").exists()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["exact", "host", "source"]


@pytest.fixture
def prompts(tmp_path: Path) -> Path:
    file = tmp_path / "prompts.txt"
    file.write_text("a red circle\n\n  # 1 square \n", encoding="utf-8")
    return file


def many(*arguments: str) -> argparse.Namespace:
    return parser().parse_args(["generate", *arguments])


def test_many_runs_of_one_host(
    finished: Path, prompts: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "all"
    assert generate.run(many("--prompts", str(prompts), "--seeds", "1-2, 7", "--output-dir", str(folder))) == 0
    names = [f"prompt_{p:02}_seed_{seed}" for p in (1, 2) for seed in (1, 2, 7)]
    assert capsys.readouterr().out.splitlines() == [str(folder / name) for name in names]
    assert sorted(path.name for path in folder.iterdir()) == names
    made = generate.jobs_of(many("--prompts", str(prompts), "--seeds", "1-2"))
    assert [(job.prompt, job.seed, target) for job, target in made] == [
        (text, seed, None) for text in ("a red circle", "# 1 square") for seed in (1, 2)
    ]


def test_a_failed_run_does_not_end_the_others(
    finished: Path, prompts: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    prompts.write_text("impossible\na red circle\n", encoding="utf-8")
    assert generate.run(many("--prompts", str(prompts), "--json")) == 1
    shown = capsys.readouterr()
    assert json.loads(shown.out)["path"] == str(finished)
    assert "diffulizer generate: seed 42, 'impossible': Node 6" in shown.err


def test_what_is_finished_stays(
    finished: Path, prompts: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    prompts.write_text("a red circle\nstop\nnever\n", encoding="utf-8")
    assert generate.run(many("--prompts", str(prompts), "--output-dir", str(tmp_path / "all"))) == 130
    assert "stopped; 1 of 3 runs are finished and stay." in capsys.readouterr().err
    assert [path.name for path in (tmp_path / "all").iterdir()] == ["prompt_01_seed_42"]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--prompt", "a", "--seeds", "3-1"), "seeds is '3-1'"),
        (("--prompt", "a", "--seeds", ""), "seeds is ''"),
        (("--prompt", "a", "--seeds", "1-2", "--overwrite-output"), "add --output-dir"),
        (("--prompts", "missing.txt"), "The prompts in missing.txt can't be read"),
        (("--prompts", "/dev/null"), "/dev/null holds no prompt"),
    ],
)
def test_unusable_lists_end_with_two(
    arguments: tuple[str, ...], words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert generate.run(many(*arguments)) == 2
    assert words in capsys.readouterr().err


def test_failures_end_with_one(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    assert generate.run(parse("--server", "http://127.0.0.1:9", "--device", "cpu", "--dtype", "float16")) == 1
    shown = capsys.readouterr().err
    assert "note: --dtype, --device can't be set on a running server; ignored" in shown
    assert "Nobody answers at 127.0.0.1:9." in shown
    assert "Traceback" not in shown


def test_no_host_ends_with_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("COMFYUI_PATH", raising=False)
    monkeypatch.setenv("DIFFULIZER_CACHE", str(tmp_path))
    assert generate.run(parse()) == 1
    assert "No ComfyUI is known" in capsys.readouterr().err
