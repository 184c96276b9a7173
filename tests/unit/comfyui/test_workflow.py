"""Saved workflows become prompts as the editor makes them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from diffulizer.comfyui.workflow import load_workflow, stopping, to_prompt
from diffulizer.errors import HostError

INFO: dict[str, Any] = {
    "Loader": {"input": {"required": {"name": [["a.safetensors", "b.safetensors"]]}}},
    "Image": {"input": {"required": {"image": [["x.png"], {"image_upload": True}], "scale": ["FLOAT", {}]}}},
    "Sampler": {
        "input": {
            "required": {
                "model": ["MODEL"],
                "seed": ["INT", {"default": 0}],
                "steps": ["INT", {"default": 20}],
                "method": ["COMBO", {"options": ["euler", "heun"]}],
                "text": ["STRING", {"forceInput": True}],
                "denoise": ["FLOAT", {"default": 1.0}],
            },
            "optional": {"note": ["STRING", {"default": ""}], "vae": ["VAE"]},
        },
    },
    "Swap": {"input": {"required": {"a": ["MODEL"], "b": ["MODEL"], "n": ["INT", {"default": 3}]}}},
    "Text": {"input": {"required": {"text": ["STRING", {"multiline": True}]}}},
}


def node(
    node_id: int, kind: str, values: Any = (), *, mode: int = 0, inputs: Any = (), outputs: Any = ()
) -> dict[str, Any]:
    return {
        "id": node_id,
        "type": kind,
        "mode": mode,
        "widgets_values": values if isinstance(values, dict) else list(values),
        "inputs": [{"name": name, "type": type_, "link": link, **extra} for name, type_, link, extra in inputs],
        "outputs": [{"type": type_} for type_ in outputs],
    }


def convert(nodes: list[dict[str, Any]], links: list[Any]) -> dict[str, Any]:
    return to_prompt({"nodes": nodes, "links": links}, INFO)


def sampler(values: Any, link: int | None = 1, mode: int = 0) -> dict[str, Any]:
    return node(2, "Sampler", values, mode=mode, inputs=[("model", "MODEL", link, {}), ("vae", "VAE", None, {})])


LOADER = node(1, "Loader", ["b.safetensors"], outputs=["MODEL"])


def test_nodes_that_can_choose_end_the_prompt_if_they_fail() -> None:
    info = {
        "Reader": {"input": {"optional": {"stop_on_error": ["BOOLEAN", {}]}}},
        "Other": {"input": {"required": {"stop_on_error": ["INT", {}]}}},
    }
    prompt: dict[str, dict[str, Any]] = {name: {"class_type": name, "inputs": {"x": 1}} for name in info}
    assert stopping(prompt, info) is prompt
    assert prompt["Reader"]["inputs"] == {"x": 1, "stop_on_error": True}
    assert prompt["Other"]["inputs"] == {"x": 1}


def test_widgets_and_links_and_the_value_after_the_seed() -> None:
    prompt = convert([LOADER, sampler([7, "randomize", 12, "heun", 0.5, "hello"])], [[1, 1, 0, 2, 0, "MODEL"]])
    assert prompt == {
        "1": {"class_type": "Loader", "inputs": {"name": "b.safetensors"}},
        "2": {
            "class_type": "Sampler",
            "inputs": {"seed": 7, "steps": 12, "method": "heun", "denoise": 0.5, "note": "hello", "model": ["1", 0]},
        },
    }


def test_links_saved_as_objects() -> None:
    link = {"id": 1, "origin_id": 1, "origin_slot": 0, "target_id": 2, "target_slot": 0, "type": "MODEL"}
    assert convert([LOADER, sampler([7, "fixed", 1, "heun", 1])], [link])["2"]["inputs"]["model"] == ["1", 0]


def test_missing_required_values_take_defaults_and_optional_ones_stay_out() -> None:
    inputs = convert([sampler([7, "fixed"], link=None)], [])["2"]["inputs"]
    assert inputs == {"seed": 7, "steps": 20, "method": "euler", "denoise": 1.0}


def test_values_saved_by_name() -> None:
    inputs = convert([sampler({"seed": 3, "steps": 4, "videopreview": {}}, link=None)], [])["2"]["inputs"]
    assert inputs == {"seed": 3, "steps": 4}


def test_the_value_of_an_upload_button_is_skipped() -> None:
    assert convert([node(1, "Image", ["x.png", "image", 2.0])], [])["1"]["inputs"] == {"image": "x.png", "scale": 2.0}


def test_a_link_into_a_widget_overrides_its_value() -> None:
    text = node(1, "Text", ["hello"], outputs=["STRING"])
    target = node(2, "Text", ["old"], inputs=[("text", "STRING", 1, {"widget": {"name": "text"}})])
    assert convert([text, target], [[1, 1, 0, 2, 0, "STRING"]])["2"]["inputs"] == {"text": ["1", 0]}


def test_notes_reroutes_and_primitives_vanish() -> None:
    nodes = [
        LOADER,
        node(3, "Reroute", inputs=[("", "*", 1, {})], outputs=["MODEL"]),
        node(4, "PrimitiveNode", [99, "fixed"], outputs=["INT"]),
        node(5, "MarkdownNote", ["words"]),
        node(6, "Note", ["words"]),
        node(
            2,
            "Sampler",
            [7, "fixed", 1, "euler", 1],
            inputs=[("model", "MODEL", 2, {}), ("seed", "INT", 3, {"widget": {"name": "seed"}})],
        ),
    ]
    prompt = convert(nodes, [[1, 1, 0, 3, 0, "*"], [2, 3, 0, 2, 0, "MODEL"], [3, 4, 0, 2, 1, "INT"]])
    assert set(prompt) == {"1", "2"}
    assert prompt["2"]["inputs"]["model"] == ["1", 0]
    assert prompt["2"]["inputs"]["seed"] == 99


def test_a_muted_node_takes_its_links_along() -> None:
    prompt = convert([{**LOADER, "mode": 2}, sampler([7, "fixed", 1, "euler", 1])], [[1, 1, 0, 2, 0, "MODEL"]])
    assert set(prompt) == {"2"}
    assert "model" not in prompt["2"]["inputs"]


@pytest.mark.parametrize(("slot", "source"), [(0, ["1", 0]), (1, ["9", 0])])
def test_a_bypassed_node_passes_the_same_slot_through(slot: int, source: list[Any]) -> None:
    nodes = [
        LOADER,
        {**LOADER, "id": 9},
        node(3, "Swap", [1], mode=4, inputs=[("a", "MODEL", 1, {}), ("b", "MODEL", 2, {})], outputs=["MODEL", "MODEL"]),
        sampler([7, "fixed", 1, "euler", 1], link=3),
    ]
    links = [[1, 1, 0, 3, 0, "MODEL"], [2, 9, 0, 3, 1, "MODEL"], [3, 3, slot, 2, 0, "MODEL"]]
    prompt = convert(nodes, links)
    assert set(prompt) == {"1", "9", "2"}
    assert prompt["2"]["inputs"]["model"] == source


def test_a_bypassed_node_without_a_fitting_input_passes_nothing() -> None:
    nodes = [node(3, "Text", ["x"], mode=4, outputs=["MODEL"]), sampler([7, "fixed", 1, "euler", 1])]
    assert "model" not in convert(nodes, [[1, 3, 0, 2, 0, "MODEL"]])["2"]["inputs"]


def test_reroutes_in_a_circle_end() -> None:
    loop = node(3, "Reroute", inputs=[("", "*", 1, {})], outputs=["MODEL"])
    assert "model" not in convert([loop, sampler([7, "fixed", 1, "euler", 1])], [[1, 3, 0, 2, 0, "*"]])["2"]["inputs"]


def test_an_unknown_type_is_named() -> None:
    with pytest.raises(HostError, match=r"Node 5 has the type 'Nobody'.*node pack"):
        convert([node(5, "Nobody")], [])


def test_a_subgraph_is_refused_by_name() -> None:
    workflow = {"nodes": [node(5, "u-u-i-d")], "definitions": {"subgraphs": [{"id": "u-u-i-d", "name": "My part"}]}}
    with pytest.raises(HostError, match=r"Node 5 is the subgraph 'My part'"):
        to_prompt(workflow, INFO)


@pytest.mark.parametrize("text", ["{", "[]", '{"1": {"class_type": "Loader"}}'])
def test_a_file_that_holds_no_workflow(tmp_path: Path, text: str) -> None:
    path = tmp_path / "w.json"
    path.write_text(text)
    with pytest.raises(HostError, match=r"w\.json"):
        load_workflow(path)


EXAMPLES = sorted((Path(__file__).resolve().parents[3] / "example_workflows").glob("*.json"))


def test_there_are_examples() -> None:
    assert EXAMPLES


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_examples_are_consistent(path: Path) -> None:
    workflow = json.loads(path.read_text(encoding="utf-8"))
    nodes = {item["id"]: item for item in workflow["nodes"]}
    assert len(workflow["id"]) == 36
    assert len(nodes) == len(workflow["nodes"])
    for number, source, slot, target, place, kind in workflow["links"]:
        assert number in nodes[source]["outputs"][slot]["links"]
        assert nodes[target]["inputs"][place]["link"] == number
        types = {nodes[source]["outputs"][slot]["type"], nodes[target]["inputs"][place]["type"], kind}
        assert len(types - {"*"}) == 1


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_example_nodes_do_not_overlap(path: Path) -> None:
    """A node's title lies above its position, and is all that a collapsed one shows."""
    title = 30
    boxes = []
    for item in json.loads(path.read_text(encoding="utf-8"))["nodes"]:
        (x, y), (width, height) = item["pos"], item["size"]
        boxes.append((x, y - title, x + width, y + (0 if item["flags"].get("collapsed") else height)))
    for i, a in enumerate(boxes):
        for b in boxes[i + 1 :]:
            assert a[2] <= b[0] or b[2] <= a[0] or a[3] <= b[1] or b[3] <= a[1], (a, b)
