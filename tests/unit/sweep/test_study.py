"""Studies: what a file may say, and which runs it stands for."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from diffulizer.comfyui.job import Lora
from diffulizer.errors import SettingsError
from diffulizer.format import read
from diffulizer.sweep.items import Item, items_of
from diffulizer.sweep.study import KEPT, load_study, parse_study
from diffulizer.sweep.templates import expanded
from graphs import INFO, node, sampling

SCHEMA = read("study.schema.json")


def asked(content: dict[str, Any], folder: Path = Path()) -> list[dict[str, Any]]:
    return [item.asked for item in items_of(parse_study(content, folder))]


def test_seeds_are_numbers_and_ranges() -> None:
    for seeds in ("1-3, 7", ["1-3", 7], ["1-3", "2, 7"], [1, 2, 3, 7]):
        content = {"prompts": ["a"], "seeds": seeds}
        assert [one["seed"] for one in asked(content)] == [1, 2, 3, 7]
        Draft202012Validator(SCHEMA).validate(content)


def test_the_schema_is_one() -> None:
    Draft202012Validator.check_schema(SCHEMA)
    assert tuple(SCHEMA["properties"]["keep"]["enum"]) == KEPT


@pytest.mark.parametrize(
    ("template", "prompts"),
    [
        ("a circle", ["a circle"]),
        ("a {red, blue} circle", ["a red circle", "a blue circle"]),
        ("{a,b} {c,d}", ["a c", "a d", "b c", "b d"]),
        ("a {very ,}small cat", ["a verysmall cat", "a small cat"]),
        (r"\{ (red:1.2) \}", ["{ (red:1.2) }"]),
        (r"back\slash", [r"back\slash"]),
        ("{red,red}", ["red"]),
        ("", [""]),
    ],
)
def test_templates(template: str, prompts: list[str]) -> None:
    assert expanded(template) == prompts


@pytest.mark.parametrize("template", ["a {red", "a red}", "{a {b,c}}"])
def test_braces_have_to_match(template: str) -> None:
    with pytest.raises(SettingsError, match="brace"):
        expanded(template)


def test_each_combination_is_a_run() -> None:
    found = asked({"prompts": ["a", "b"], "seeds": [1, 2], "settings": {"cfg_scale": [3, 7.5], "num_steps": 8}})
    assert len(found) == 8
    assert {(run["prompt"], run["seed"], run.get("cfg_scale", 7.5), run["num_steps"]) for run in found} == {
        (prompt, seed, cfg, 8) for prompt in "ab" for seed in (1, 2) for cfg in (3.0, 7.5)
    }


def test_axes_can_go_along_with_each_other() -> None:
    found = asked({"prompts": ["a", "b"], "seeds": [1, 2], "sizes": ["64x128"], "zip": [["prompts", "seeds"]]})
    assert [(run["prompt"], run["seed"]) for run in found] == [("a", 1), ("b", 2)]
    assert (found[0]["width"], found[0]["height"]) == (64, 128)


def test_loras_and_edits() -> None:
    content = {
        "prompts": ["a red circle"],
        "loras": ["none", {"name": "ink", "strength": [0.5, 1]}, [{"name": "ink"}, {"name": "oil", "strength": 2}]],
        "edits": ["none", {"action": "mute", "words": "circle"}],
    }
    items = items_of(parse_study(content, Path()))
    assert len(items) == 8
    assert [item.job.loras for item in items[::2]] == [
        (),
        (Lora("ink", 0.5),),
        (Lora("ink", 1.0),),
        (Lora("ink", 1.0), Lora("oil", 2.0)),
    ]
    assert [edit.action for edit in items[1].job.edits] == ["mute"]
    assert items[1].asked["edits"] == [{"words": "circle", "action": "mute"}]


def test_ids_depend_on_what_is_asked_for_alone() -> None:
    plain = {"prompts": ["a red circle!"], "seeds": 42}
    (item,) = items_of(parse_study(plain, Path()))
    assert item.id.startswith("a-red-circle_s42_")
    same = {**plain, "settings": {"cfg_scale": 7.5, "num_steps": 30}, "keep": "metrics", "retries": 0}
    assert [one.id for one in items_of(parse_study(same, Path()))] == [item.id]
    for other in (
        {"seeds": 43},
        {"settings": {"cfg_scale": 7}},
        {"record": {"max_layers": 3}},
        {"loras": [{"name": "x"}]},
    ):
        (changed,) = items_of(parse_study({**plain, **other}, Path()))
        assert changed.id != item.id
    assert items_of(parse_study({**plain, "prompts": ["a red circle!"] * 2}, Path())) == [item]


def only_words(item: Item) -> str:
    """The words that a run's graph records."""
    graph = item.prompt(INFO, "").values()
    return next(n for n in graph if n["class_type"] == "Diffulizer_CaptureSettings")["inputs"]["only_words"]


def test_each_prompt_records_the_chosen_words_that_it_has() -> None:
    plain = {"prompts": ["a red {circle,square}", "a (Red:1.2) cat"], "seeds": 1, "keep": "maps"}
    items = items_of(parse_study({**plain, "words": ["circle", "square", "red"]}, Path()))
    assert [only_words(item) for item in items] == ["circle, red", "square, red", "red"]
    assert [item.asked["record"] for item in items[:1]] == [{"only_words": "circle, red"}]
    assert [only_words(item) for item in items_of(parse_study(plain, Path()))] == ["", "", ""]
    same = {**plain, "keep": "full", "prompts": ["a red circle"], "record": {"only_words": "circle, red"}}
    assert items_of(parse_study(same, Path()))[0].id == items[0].id


@pytest.mark.parametrize(
    ("prompt", "word", "is_there"),
    [
        ("a red circle", "red circle", True),
        ("a red, circle", "red circle", False),
        ("a (red circle:1.3)", "red circle", True),
        ("circles", "circle", False),
        ("a concatenated cat", "CAT", True),
        ("concatenated", "cat", False),
        ("the 1980s", "1980", True),
        ("一只猫在睡", "猫", True),
        ("a cat#2", "cat#2", True),
        ("one, two", '"one, two"', True),
        ("one, two", "one, two", True),
        ("a cat", "#2", False),
    ],
)
def test_words_are_found_as_they_are_typed(prompt: str, word: str, is_there: bool) -> None:
    content = {"prompts": [f"{prompt} x"], "keep": "maps", "words": [word, "x"]}
    (item,) = items_of(parse_study(content, Path()))
    entry = f'"{word}"' if word == "one, two" else word
    assert only_words(item) == (f"{entry}, x" if is_there else "x")


def test_words_of_the_negative_prompt_need_its_maps() -> None:
    content = {"prompts": ["a cat"], "settings": {"negative_prompt": "dog"}, "keep": "maps", "words": ["cat", "dog"]}
    assert only_words(*items_of(parse_study(content, Path()))) == "cat"
    assert only_words(*items_of(parse_study({**content, "record": {"maps_of": "all"}}, Path()))) == "cat, dog"


def test_runs_of_a_checkpoint_follow_each_other() -> None:
    content = {"prompts": ["a", "b"], "seeds": 1, "checkpoints": ["x.safetensors", "demo"]}
    assert [item.group for item in items_of(parse_study(content, Path()))] == ["x.safetensors"] * 2 + ["demo"] * 2


def test_the_graph_exports_under_the_id() -> None:
    (item,) = items_of(parse_study({"prompts": ["a"], "seeds": 1}, Path()))
    export = next(n for n in item.prompt(INFO, "").values() if n["class_type"] == "Diffulizer_ExportRun")
    assert (export["inputs"]["run_name"], export["inputs"]["overwrite_output"]) == (f"sweep/{item.id}", True)


def test_a_file_of_prompts(tmp_path: Path) -> None:
    (tmp_path / "prompts.txt").write_text("a cat\n\na {big,small} dog\n")
    (tmp_path / "study.yaml").write_text("prompts_file: prompts.txt\nseeds: 7\n")
    found = [item.asked["prompt"] for item in items_of(load_study(tmp_path / "study.yaml"))]
    assert found == ["a cat", "a big dog", "a small dog"]


@pytest.fixture
def own(tmp_path: Path) -> Path:
    graph = {**sampling(steps=2), "9": node("Diffulizer_ExportRun", recording=["5", 1], latent=["5", 0], run_name="x")}
    (tmp_path / "own.json").write_text(json.dumps(graph))
    return tmp_path


def own_study(**inputs: str) -> dict[str, Any]:
    return {"workflow": {"file": "own.json", "inputs": inputs}}


def test_a_workflow_of_ones_own(own: Path) -> None:
    content = own_study(seed="5.inputs.seed", prompt="2.inputs.text", strength="5.inputs.denoise")
    content |= {"prompts": ["a {red,blue} circle"], "seeds": "1-2", "settings": {"strength": [0.5, 1]}}
    items = items_of(parse_study(content, own))
    assert len(items) == 8
    graph = items[0].prompt({}, "")
    assert (graph["2"]["inputs"]["text"], graph["5"]["inputs"]["seed"]) == ("a red circle", 1)
    assert graph["5"]["inputs"]["denoise"] == 0.5
    assert graph["9"]["inputs"]["run_name"] == f"sweep/{items[0].id}"
    assert graph["9"]["inputs"]["stop_on_error"] is True
    ids = {item.id for item in items}
    text = (own / "own.json").read_text()
    (own / "own.json").write_text(text.replace('"steps": 2', '"steps": 3'))
    assert ids.isdisjoint(item.id for item in items_of(parse_study(content, own)))


def test_words_reach_the_capture_settings_of_ones_own_workflow(own: Path) -> None:
    content = {**own_study(prompt="2.inputs.text"), "prompts": ["a cat", "a dog"], "keep": "maps"}
    asked_for = {**content, "words": ["cat", "dog", "bird"]}
    with pytest.raises(SettingsError, match="its workflow has no node Capture Settings"):
        items_of(parse_study(asked_for, own))
    graph = json.loads((own / "own.json").read_text())
    graph["5"]["inputs"]["capture"] = ["10", 0]
    (own / "own.json").write_text(json.dumps({**graph, "10": node("Diffulizer_CaptureSettings", max_layers=2)}))
    items = items_of(parse_study(asked_for, own))
    assert [only_words(item) for item in items] == ["cat", "dog"]
    assert [item.prompt({}, "")["2"]["inputs"]["text"] for item in items] == ["a cat", "a dog"]
    assert items[0].prompt({}, "")["10"]["inputs"]["max_layers"] == 2
    assert {item.id for item in items}.isdisjoint(item.id for item in items_of(parse_study(content, own)))


def test_words_are_set_once_in_ones_own_workflow(own: Path) -> None:
    graph = json.loads((own / "own.json").read_text())
    graph["10"] = node("Diffulizer_CaptureSettings", only_words="")
    (own / "own.json").write_text(json.dumps(graph))
    content = {
        **own_study(mine="10.inputs.only_words"),
        "settings": {"mine": ["cat"]},
        "keep": "maps",
        "words": ["cat"],
    }
    with pytest.raises(SettingsError, match=r"workflow.inputs.mine is only_words of Capture Settings too"):
        items_of(parse_study(content, own))


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ([], "it is"),
        ({}, "it has no prompts; expected prompts or prompts_file"),
        ({"prompts": []}, "prompts is"),
        ({"prompts": ["a"], "prompt": "b"}, "the key prompt is not known"),
        ({"prompts": ["a"], "seed": 1, "keep": "all"}, "the key seed is not known (is it seeds?); keep is"),
        ({"prompts": ["a"], "prompts_file": "b"}, "expected one of them"),
        ({"prompts": ["a"], "seeds": "1-x"}, "seeds is '1-x'"),
        ({"prompts": ["a"], "seeds": []}, "seeds is []; expected a list of at least 1"),
        ({"prompts": ["a"], "seeds": [1.0]}, "seed is 1.0; expected a whole number from 0"),
        ({"prompts": ["a"], "seed": 1}, "the key seed is not known (is it seeds?)"),
        ({"prompts": "a"}, 'prompts is "a"; expected a list'),
        ({"prompts": [42]}, "prompts.0 is 42; expected a text; write it in quotes"),
        ({"prompts": ["a"], "keep": "some"}, 'keep is "some"; expected one of full, maps, metrics, picture'),
        ({"prompts": ["a"], "retries": -1}, "retries is -1; expected a number from 0 up"),
        ({"prompts": ["a"], "patience": math.nan}, "patience is nan; expected a finite number"),
        (
            {"prompts": ["a"], "settings": {"cfg_scale": [3, math.inf]}},
            "settings.cfg_scale.1 is inf; expected",
        ),
        ({"prompts": ["a"], "seeds": ["1-3", "x"]}, "seeds is 'x'; expected numbers and ranges"),
        ({"prompts": ["a"], "seeds": [-1]}, "seeds.0 is -1; expected a number from 0 up"),
        ({"prompts": ["a"], "patience": 0}, "patience is 0; expected a number above 0"),
        ({"prompts": ["a {red|blue} cat"]}, "has {red|blue}; write commas between choices"),
        ({"prompts": ["a"], "settings": {1: 3}}, "settings has 1; expected some of"),
        ({"prompts": ["a"], "settings": {"cfg_scale": "7,5"}}, "cfg_scale is '7,5'; expected a number from 0 to 100"),
        ({"prompts": ["a"], "settings": {"cfg_scale": True}}, "cfg_scale is True; expected a number"),
        ({"prompts": ["a"], "settings": {"cfg_scale": [[3, 4]]}}, "cfg_scale is [3, 4]; expected a number"),
        ({"prompts": ["a"], "settings": {"num_steps": 8.5}}, "num_steps is 8.5; expected a whole number"),
        ({"prompts": ["a"], "settings": {"num_steps": "4-8"}}, "num_steps is '4-8'; expected a whole number"),
        ({"prompts": ["a"], "settings": {"negative_prompt": False}}, "negative_prompt is False; expected a text"),
        ({"prompts": ["a"], "settings": {"preview": "full"}}, "preview is 'full'; expected one of vae, taesd"),
        ({"prompts": ["a"], "settings": {"pipeline_type": "flux"}}, "pipeline_type is 'flux'; expected one of sdxl"),
        ({"prompts": ["a"], "settings": {"width": 64}, "sizes": ["64x64"]}, "it has sizes, and settings.width"),
        ({"prompts": ["a"], "seeds": 1, "zip": [["seeds", "prompts"], ["seeds", "x"]]}, "names an axis twice"),
        ({"prompts": ["a"], "zip": [["seeds", "seeds"]]}, "zip is [[seeds, seeds]], which names an axis twice"),
        (
            {"prompts": ["a"], "settings": {"steps": 3}},
            "settings has steps; expected some of negative_prompt, num_steps",
        ),
        ({"prompts": ["a"], "settings": {"num_steps": 0}}, "num_steps is 0"),
        ({"prompts": ["a"], "settings": {"width": 100}}, "width is 100"),
        ({"prompts": ["a"], "sizes": ["64"]}, "sizes.0 is"),
        ({"prompts": ["a"], "zip": [["prompts", "x"]]}, "zip names x"),
        ({"prompts": ["a"], "seeds": "1-2", "zip": [["prompts", "seeds"]]}, "prompts has 1, seeds has 2 values"),
        ({"prompts": ["a"], "loras": ["ink"]}, "'ink' is no choice"),
        ({"prompts": ["a"], "loras": [{"strength": 1}]}, "loras.0 lacks name"),
        ({"prompts": ["a"], "loras": [[{"name": "x", "strenght": 1}]]}, "the key loras.0.0.strenght is not known"),
        (
            {"prompts": ["a"], "loras": [[{"name": "x", "strength": [1, 2]}]]},
            "loras.0.0.strength is [1, 2]; expected a",
        ),
        ({"prompts": ["a"], "loras": [{"name": "x", "strength": "0,5"}]}, "expected a number or a list"),
        ({"prompts": ["a"], "edits": [{"words": "a", "action": "cut"}]}, "action is 'cut'"),
        ({"prompts": ["a"], "edits": [{"words": "a", "power": 1}]}, "edits has power"),
        ({"prompts": ["a"], "edits": [{"words": ["a"]}]}, "words is ['a']; expected a text"),
        ({"prompts": ["a"], "edits": [{"words": "a", "heads": 0}]}, "heads is 0; expected a text"),
        ({"prompts": ["a"], "edits": [{"words": "a", "end_step": 1.5}]}, "end_step is 1.5; expected a whole number"),
        ({"prompts": ["a"], "edits": [{"words": "a", "factor": "2"}]}, "factor is '2'; expected a number"),
        ({"prompts": ["a"], "record": {"max_layers": -1}}, "max_layers is -1"),
        ({"prompts": ["a"], "record": {"depth": 1}}, "record has depth"),
        ({"prompts": ["a"], "record": {"only_words": ["a"]}}, "only_words is ('a',); expected a text"),
        ({"prompts": ["a"], "record": {"layers": 5}}, "layers is 5; expected a tuple of glob patterns"),
        ({"prompts": ["a"], "record": {"stream_to_disk": "no"}}, "stream_to_disk is 'no'; expected true or false"),
        ({"prompts": ["a"], "workflow": {"file": "none.json", "inputs": {}}}, "can't be read"),
        (own_study(seed="5.inputs.sed"), "workflow.inputs.seed is '5.inputs.sed'"),
        ({**own_study(), "prompts": ["a"]}, "workflow.inputs does not name prompt"),
        ({"prompts": ["a cat"], "words": ["cat"]}, "words chooses among maps, and keep is full; write keep: maps"),
        ({"prompts": ["a cat"], "layers": ["*"], "keep": "metrics"}, "layers chooses among maps, and keep is metrics"),
        (
            {"prompts": ["a cat"], "keep": "maps", "words": ["dog"]},
            "words is dog; none of them is in the prompt 'a cat'",
        ),
        (
            {"prompts": ["a"], "keep": "maps", "words": ["a"], "record": {"only_words": "a"}},
            "it has words, and record.only_words; expected one of them",
        ),
        ({**own_study(), "loras": ["none"]}, "loras can't be used with a workflow"),
    ],
)
def test_faults_are_named(content: Any, words: str, own: Path) -> None:
    with pytest.raises(SettingsError) as error:
        items_of(parse_study(content, own))
    assert words in str(error.value)


@pytest.mark.parametrize(
    ("text", "words"),
    [("prompts: [", "can't be read"), ("- a", "it is"), (None, "can't be read")],
)
def test_a_file_that_is_no_study(text: str | None, words: str, tmp_path: Path) -> None:
    if text is not None:
        (tmp_path / "study.yaml").write_text(text)
    with pytest.raises(SettingsError, match=words):
        load_study(tmp_path / "study.yaml")


def test_a_key_that_is_there_twice_is_refused(tmp_path: Path) -> None:
    (tmp_path / "study.yaml").write_text("prompts: [a]\nseeds: 1-3\nseeds: 7\n")
    with pytest.raises(SettingsError, match=r"the key seeds is there twice[^:]*line 3"):
        load_study(tmp_path / "study.yaml")


@pytest.mark.parametrize(
    ("content", "words"),
    [({"nodes": []}, "not in API format"), ({"1": node("KSampler")}, "has 0 nodes Export Diffulizer Run")],
)
def test_files_that_are_no_workflow(content: Any, words: str, tmp_path: Path) -> None:
    (tmp_path / "own.json").write_text(json.dumps(content))
    with pytest.raises(SettingsError, match=words):
        parse_study(own_study(), tmp_path)
