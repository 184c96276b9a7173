"""Reading an executed graph: settings, texts, and what is not known and why."""

from __future__ import annotations

from typing import Any

import pytest
from fake_host import FakeHost

Nodes = dict[str, dict[str, Any]]


def node(class_type: str, **inputs: Any) -> dict[str, Any]:
    return {"class_type": class_type, "inputs": inputs}


@pytest.fixture
def read(host: FakeHost) -> Any:
    """Makes a graph reader of nodes."""
    return lambda nodes: host.module("diffulizer.comfyui.graph").Graph(nodes.get)


# -- values and settings -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (5, 5),
        ("plain", "plain"),
        (None, None),
        (["primitive", 0], 42),
        (["text", 0], "a cat"),
        (["far", 0], 42),
        (["missing", 0], None),
        (["two", 0], None),
        (["opaque", 0], None),
        (["around", 0], None),
    ],
    ids=str,
)
def test_values_are_followed_to_nodes_that_only_hold_one(read: Any, value: Any, expected: Any) -> None:
    graph = read(
        {
            "primitive": node("PrimitiveInt", value=42),
            "text": node("PrimitiveString", value="a cat"),
            "far": node("PrimitiveInt", value=["primitive", 0]),
            "two": node("StringConcatenate", string_a="a", string_b="b", delimiter=""),
            "opaque": node("Mystery", a=1),
            "around": node("PrimitiveInt", value=["about", 0]),
            "about": node("PrimitiveInt", value=["around", 0]),
        }
    )
    assert graph.value(value) == expected


def test_settings_are_found_along_the_sampling_links_nearest_first(read: Any) -> None:
    graph = read(
        {
            "custom": node("SamplerCustomAdvanced", sampler=["select", 0], sigmas=["steps", 0], guider=["guider", 0]),
            "select": node("KSamplerSelect", sampler_name="euler"),
            "steps": node("BasicScheduler", scheduler=["name", 0], denoise=0.5, model=["other", 0]),
            "name": node("PrimitiveString", value="karras"),
            "guider": node("CFGGuider", cfg=3.0, model=["other", 0]),
            "other": node("Odd", sampler_name="not this one", seed=3),
        }
    )
    assert graph.search("custom", "sampler_name") == "euler"
    assert graph.search("custom", "scheduler") == "karras"
    assert graph.search("custom", "denoise") == 0.5
    assert graph.search("custom", "seed") is None
    assert graph.search("missing", "seed") is None
    assert graph.search(None, "seed") is None


def test_a_cycle_of_settings_ends(read: Any) -> None:
    graph = read({"a": node("A", sampler=["b", 0]), "b": node("B", sampler=["a", 0])})
    assert graph.search("a", "scheduler") is None


def test_the_loader_is_the_end_of_the_model_links(read: Any) -> None:
    nodes = {
        "s": node("KSampler", model=["r", 0]),
        "r": node("Diffulizer_RecordAttention", model=["l", 0]),
        "l": node("LoraLoader", model=["c", 0], clip=["c", 1]),
        "c": node("CheckpointLoaderSimple", ckpt_name="sd.safetensors"),
    }
    assert read(nodes).loader("s") is nodes["c"]
    assert read({"s": node("KSampler", model=["missing", 0])}).loader("s") is None
    assert read({}).loader(None) is None


def test_a_cycle_of_models_ends(read: Any) -> None:
    nodes = {"s": node("S", model=["a", 0]), "a": node("A", model=["b", 0]), "b": node("B", model=["a", 0])}
    assert read(nodes).loader("s") is nodes["b"]


def test_a_link_has_the_value_that_came_out_of_it(host: FakeHost) -> None:
    nodes = {"joined": node("StringConcatenate"), "many": node("Texts"), "model": node("Loader")}
    outputs = {"joined": [["a cat"]], "many": [["a", "b"]], "model": [[object()]]}
    graph = host.module("diffulizer.comfyui.graph").Graph(nodes.get, outputs.get)
    assert graph.value(["joined", 0]) == "a cat"
    assert graph.value(["many", 0]) is None
    assert graph.value(["model", 0]) is None
    assert graph.value(["joined", 1]) is None


# -- prompts -------------------------------------------------------------------------------------


def test_the_texts_of_an_encoder_by_text_encoder(read: Any) -> None:
    graph = read(
        {
            "one": node("CLIPTextEncode", clip=["model", 1], text="a cat"),
            "three": node("CLIPTextEncodeFlux", clip=["model", 1], clip_l="l", t5xxl="t", guidance=3.5),
            "four": node("Another", clip=["model", 1], text="a cat"),
            "two": node("CLIPTextEncodeSDXL", clip=["model", 1], text_g="g", text_l=["p", 0], width=1024),
        }
    )
    assert graph.text_inputs("one") == {"": "a cat"}
    assert graph.text_inputs("two") == {"g": "g", "l": ["p", 0]}
    assert graph.text_inputs("three") == {"l": "l", "t5xxl": "t"}
    assert graph.text_inputs("four") == graph.text_inputs("missing") == {}


def test_ancestors_are_listed_once_the_nearest_first(read: Any) -> None:
    nodes = {
        "s": node("KSampler", model=["c", 0], positive=["a", 0], negative=["missing", 0]),
        "a": node("ConditioningSetArea", conditioning=["e", 0]),
        "e": node("CLIPTextEncode", clip=["c", 1], text="a cat"),
        "c": node("CheckpointLoaderSimple", ckpt_name="sd.safetensors"),
    }
    assert read(nodes).ancestors("s") == ["c", "a", "missing", "e"]
    assert read(nodes).ancestors(None) == []


def test_a_cycle_of_ancestors_ends(read: Any) -> None:
    around = {"a": node("A", conditioning=["b", 0]), "b": node("B", conditioning=["a", 0])}
    assert read(around).ancestors("a") == ["b"]
