"""A session and its link, against the fake of ComfyUI's interface."""

from __future__ import annotations

import re
import runpy
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from fake_comfy import DONE, DrawingComfy
from written import export

import diffulizer
from diffulizer.comfyui import draw
from diffulizer.comfyui.job import Job, generate_graph
from diffulizer.comfyui.link import Link
from diffulizer.comfyui.progress import Progress
from diffulizer.errors import HostError, SettingsError, UnreachableError
from synthetic import make_pass


@pytest.fixture
def source(tmp_path: Path) -> Path:
    return export(make_pass(steps=1), tmp_path / "host" / "source")


def test_one_server_draws_many_runs(source: Path, tmp_path: Path) -> None:
    comfy = DrawingComfy(source)
    seen: list[Progress] = []
    with comfy.at_work() as url, diffulizer.Session(server=url, progress=seen.append) as session:
        runs = [session.generate("a red circle", seed=seed, num_steps=8) for seed in (1, 2)]
        kept = session.generate("a red circle", folder=tmp_path / "exact")
    assert [run.path.name for run in runs] == ["run_00001", "run_00002"]
    assert kept.path == tmp_path / "exact"
    assert (source.with_name("run_00003") / "metadata.json").is_file(), "another's server keeps its run"
    assert comfy.asked == 1
    seeds = [node["inputs"]["seed"] for graph in comfy.prompts for node in graph.values() if "seed" in node["inputs"]]
    assert seeds == [1, 2, 42]
    assert [(item.stage, item.step) for item in seen][:2] == [("sampling", 1), ("done", 0)]


def test_loras_and_edits_are_in_the_graph(source: Path) -> None:
    comfy = DrawingComfy(source)
    edit = diffulizer.AttentionEdit("circle", "mute", end_step=3)
    with comfy.at_work() as url, diffulizer.Session(server=url, progress=False) as session:
        session.generate("a red circle")
        session.generate("a red circle", loras={"ink": 0.5}, edits=[edit])
    assert comfy.asked == 2, "what the first answer did not know is asked for anew"
    nodes = {node["class_type"]: (key, node["inputs"]) for key, node in comfy.prompts[1].items()}
    lora, edited = nodes["LoraLoader"], nodes["Diffulizer_EditAttention"]
    assert (lora[1]["lora_name"], lora[1]["strength_model"], lora[1]["strength_clip"]) == (
        "styles/ink.safetensors",
        0.5,
        0.5,
    )
    assert edited[1]["model"] == [lora[0], 0]
    assert (edited[1]["words"], edited[1]["action"], edited[1]["end_step"]) == ("circle", "mute", 3)
    assert nodes["Diffulizer_KSampler"][1]["model"] == [edited[0], 0]
    assert nodes["Diffulizer_TextEncode"][1]["clip"] == [lora[0], 1]


def test_the_example_of_the_page_draws(source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page = (Path(__file__).resolve().parents[3] / "docs" / "python.md").read_text(encoding="utf-8")
    (code,) = (code for code in re.findall(r"```python\n(.*?)```", page, re.DOTALL) if "Session" in code)
    (tmp_path / "example.py").write_text(code)
    comfy = DrawingComfy(source)
    with comfy.at_work() as url:
        monkeypatch.setattr(draw, "answering", lambda *_, **__: nullcontext((url, "")))
        runs = runpy.run_path(str(tmp_path / "example.py"))["study"]([1, 2])
    assert len(runs) == 4
    nodes = [{node["class_type"]: node["inputs"] for node in graph.values()} for graph in comfy.prompts]
    assert ["Diffulizer_EditAttention" in graph for graph in nodes] == [False, True, False, True]
    assert {graph["Diffulizer_CaptureSettings"]["only_words"] for graph in nodes} == {"circle, red circle"}


def test_what_the_export_notes_is_a_warning(source: Path) -> None:
    comfy = DrawingComfy(source, notes=["The run takes 300 MiB.", "Not recorded: attention."])
    with (
        comfy.at_work() as url,
        diffulizer.Session(server=url, progress=False) as session,
        pytest.warns(UserWarning, match="Not recorded|300 MiB") as caught,
    ):
        session.generate("a red circle")
    assert [str(one.message) for one in caught] == comfy.notes
    assert caught[0].filename == __file__, "the line of the notebook is named"


def test_a_missing_lora_is_named(source: Path) -> None:
    with DrawingComfy(source).at_work() as url, diffulizer.Session(server=url, progress=False) as session:
        session.generate("a red circle")
        with pytest.raises(HostError, match=r"The LoRA 'oil' is not in .*: styles/ink.safetensors"):
            session.generate("a red circle", loras={"oil": 0.5})


def test_a_session_is_used_in_its_block() -> None:
    with pytest.raises(HostError, match=r"with diffulizer\.Session"):
        diffulizer.Session().generate("a red circle")


def test_values_are_checked_before_anything_is_asked(source: Path) -> None:
    comfy = DrawingComfy(source)
    wrong: list[tuple[dict[str, Any], str]] = [
        ({"num_steps": 0}, "num_steps is 0"),
        ({"num_steps": 2.5}, "num_steps is 2.5; expected a whole number"),
        ({"seed": None}, "seed is None; expected a whole number"),
        ({"cfg_scale": "3"}, "cfg_scale is '3'; expected a number"),
        ({"negative_prompt": None}, "negative_prompt is None; expected a text"),
        ({"preview": "none"}, "preview is 'none'; expected one of vae, taesd, latent_rgb"),
        ({"loras": ["ink"]}, r"loras is \['ink'\]; expected strengths by name"),
        ({"edits": diffulizer.AttentionEdit("circle")}, r"edits is AttentionEdit.*; expected a list"),
        ({"capture": {"max_layers": 2}}, "capture is .*; expected a diffulizer.CaptureSettings"),
        ({"loras": {"ink": "0.5"}}, "The strength of the LoRA 'ink' is '0.5'; expected a number"),
    ]
    with comfy.at_work() as url, diffulizer.Session(server=url, progress=False) as session:
        for values, message in wrong:
            with pytest.raises(SettingsError, match=message):
                session.generate("a red circle", **values)
        assert comfy.posted == []


def test_numbers_of_numpy_are_numbers(source: Path) -> None:
    comfy = DrawingComfy(source)
    values: dict[str, Any] = {"seed": np.int64(3), "cfg_scale": np.float32(2.5), "num_steps": np.uint8(2)}
    with comfy.at_work() as url, diffulizer.Session(server=url, progress=False) as session:
        session.generate("a red circle", **values)
    inputs = next(node["inputs"] for node in comfy.prompts[0].values() if "seed" in node["inputs"])
    assert (inputs["seed"], inputs["cfg"], inputs["steps"]) == (3, 2.5, 2)


@pytest.mark.parametrize("values", [{"device": "gpu"}, {"dtype": "fp16"}])
def test_a_session_is_for_what_there_is(values: dict[str, Any]) -> None:
    with pytest.raises(SettingsError, match=r"(device|dtype) is '(gpu|fp16)'; expected one of"):
        diffulizer.Session(**values)


def test_a_folder_without_comfyui_is_named_as_it_was_given(tmp_path: Path) -> None:
    with (
        pytest.raises(HostError, match=r"^comfyui names .*, which holds no ComfyUI"),
        diffulizer.Session(comfyui=tmp_path),
    ):
        pass


def test_a_run_that_hangs_ends_and_is_interrupted(source: Path) -> None:
    comfy = DrawingComfy(source, DONE[:1], hang=True)
    with (
        comfy.at_work() as url,
        diffulizer.Session(server=url, progress=False, patience=0.2) as session,
        pytest.raises(UnreachableError, match=r"has sent nothing for 0.2 s while the prompt ran"),
    ):
        session.generate("a red circle")
    assert ("/interrupt", {"prompt_id": "p1"}) in comfy.posted


def test_a_callback_that_raises_interrupts_and_the_link_goes_on(source: Path) -> None:
    comfy = DrawingComfy(source, DONE[:1], hang=True)

    def stop(_: Progress) -> None:
        raise KeyboardInterrupt

    def build(info: Any) -> Any:
        return generate_graph(Job("a red circle"), info, "")

    with comfy.at_work() as url, Link(url) as link:
        with pytest.raises(KeyboardInterrupt):
            link.run(build, stop)
        assert ("/interrupt", {"prompt_id": "p1"}) in comfy.posted
        with pytest.raises(KeyboardInterrupt):
            link.run(build, lambda _: link.cancel())
        with pytest.raises(HostError, match="no node"):
            link.run(lambda info: generate_graph(Job("a", loras=()), {"Diffulizer_ExportRun": {}}, ""))
        comfy.events, comfy.hang = DONE, False
        assert link.run(build).outputs["7"]
