"""Reading an executed graph: settings, texts, and what is not known and why."""

from __future__ import annotations

from typing import Any

import pytest
from fake_host import FakeHost

Nodes = dict[str, dict[str, Any]]


def node(class_type: str, **inputs: Any) -> dict[str, Any]:
    return {"class_type": class_type, "inputs": inputs}


def encoder(text: Any) -> dict[str, Any]:
    return node("CLIPTextEncode", clip=["model", 1], text=text)


@pytest.fixture
def read(host: FakeHost) -> Any:
    """Makes a graph reader of nodes."""
    return lambda nodes: host.module("diffulizer.comfyui.graph").Graph(nodes.get)


def texts(entries: list[Any]) -> list[Any]:
    """Per entry its texts, or its reason."""
    return [e.reason or [t.by_encoder for t in e.texts] for e in entries]


def of_positive(read: Any, positive: Any, **nodes: Any) -> list[Any]:
    """Return the known entries of the positive conditioning of a sampler with this input."""
    return texts(read({"s": node("KSampler", positive=positive), **nodes}).conditioning("s", "positive"))


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


# -- prompts -------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["a cat", "", "(a:1.3) \\(b\\)"])
def test_the_text_of_an_encoder(read: Any, text: str) -> None:
    assert of_positive(read, ["e", 0], e=encoder(text)) == [[{"": text}]]


def test_a_linked_text(read: Any) -> None:
    found = of_positive(read, ["e", 0], e=encoder(["p", 0]), p=node("PrimitiveStringMultiline", value="a cat"))
    assert found == [[{"": "a cat"}]]


def test_two_texts_for_two_encoders(read: Any) -> None:
    sdxl = node("CLIPTextEncodeSDXL", clip=["model", 1], text_g="g", text_l=["p", 0], width=1024)
    found = of_positive(read, ["e", 0], e=sdxl, p=node("PrimitiveString", value="l"))
    assert found == [[{"g": "g", "l": "l"}]]


def test_a_computed_text_is_not_known(read: Any) -> None:
    joined = node("StringConcatenate", string_a="a", string_b="b", delimiter="")
    assert of_positive(read, ["e", 0], e=encoder(["j", 0]), j=joined) == [
        "the text of CLIPTextEncode is computed by another node"
    ]


def test_combine_gives_entries_in_order(read: Any) -> None:
    nodes = {
        "inner": node("ConditioningCombine", conditioning_1=["a", 0], conditioning_2=["b", 0]),
        "outer": node("ConditioningCombine", conditioning_1=["inner", 0], conditioning_2=["c", 0]),
        **{name: encoder(name) for name in "abc"},
    }
    assert of_positive(read, ["outer", 0], **nodes) == [[{"": "a"}], [{"": "b"}], [{"": "c"}]]


def test_concat_puts_texts_behind_one_another(read: Any) -> None:
    nodes = {
        "concat": node("ConditioningConcat", conditioning_to=["both", 0], conditioning_from=["c", 0]),
        "both": node("ConditioningCombine", conditioning_1=["a", 0], conditioning_2=["b", 0]),
        **{name: encoder(name) for name in "abc"},
    }
    assert of_positive(read, ["concat", 0], **nodes) == [[{"": "a"}, {"": "c"}], [{"": "b"}, {"": "c"}]]


def test_concat_with_an_unknown_part_is_not_known(read: Any) -> None:
    nodes = {
        "concat": node("ConditioningConcat", conditioning_to=["a", 0], conditioning_from=["odd", 0]),
        "a": encoder("a"),
        "odd": node("Mystery"),
    }
    assert of_positive(read, ["concat", 0], **nodes) == ["node Mystery is not known to pass a prompt on"]


@pytest.mark.parametrize(
    ("kind", "inputs", "reason"),
    [
        ("ConditioningAverage", {"conditioning_to": ["a", 0], "conditioning_from": ["a", 0]}, "average of two"),
        ("ConditioningZeroOut", {"conditioning": ["a", 0]}, "set to zero"),
        ("Mystery", {}, "node Mystery is not known to pass a prompt on"),
        ("Mystery", {"conditioning_a": ["a", 0], "conditioning_b": ["a", 0]}, "not known to pass"),
    ],
)
def test_what_changes_a_prompt_gives_a_reason(read: Any, kind: str, inputs: dict[str, Any], reason: str) -> None:
    (found,) = of_positive(read, ["x", 0], x=node(kind, **inputs), a=encoder("a"))
    assert reason in found


def test_areas_and_ranges_pass_a_prompt_on(read: Any) -> None:
    nodes = {
        "area": node("ConditioningSetArea", conditioning=["range", 0], width=64, strength=1.0),
        "range": node("ConditioningSetTimestepRange", conditioning=["a", 0], start=0.0, end=0.5),
        "a": encoder("a"),
    }
    assert of_positive(read, ["area", 0], **nodes) == [[{"": "a"}]]


def test_a_node_that_passes_both_polarities_on(read: Any) -> None:
    nodes = {
        "s": node("KSampler", positive=["control", 0], negative=["control", 1]),
        "control": node("ControlNetApplyAdvanced", positive=["p", 0], negative=["n", 0], control_net=["c", 0]),
        "p": encoder("wanted"),
        "n": encoder("unwanted"),
    }
    graph = read(nodes)
    assert texts(graph.conditioning("s", "positive")) == [[{"": "wanted"}]]
    assert texts(graph.conditioning("s", "negative")) == [[{"": "unwanted"}]]


def test_a_third_output_of_such_a_node_is_not_a_prompt(read: Any) -> None:
    control = node("InpaintModelConditioning", positive=["p", 0], negative=["p", 0])
    (found,) = of_positive(read, ["control", 2], control=control, p=encoder("a"))
    assert "not known to pass a prompt on" in found


@pytest.mark.parametrize(
    ("guider", "names"),
    [
        (node("BasicGuider", model=["m", 0], conditioning=["a", 0]), {"positive": "a"}),
        (node("CFGGuider", positive=["a", 0], negative=["b", 0]), {"positive": "a", "negative": "b"}),
        (
            node("DualCFGGuider", cond1=["a", 0], cond2=["b", 0], negative=["c", 0]),
            {"positive": "a", "middle": "b", "negative": "c"},
        ),
    ],
    ids=["basic", "cfg", "dual"],
)
def test_guiders(read: Any, guider: dict[str, Any], names: dict[str, str]) -> None:
    nodes = {"s": node("SamplerCustomAdvanced", guider=["g", 0]), "g": guider, **{n: encoder(n) for n in "abc"}}
    graph = read(nodes)
    assert {n: texts(graph.conditioning("s", n)) for n in names} == {n: [[{"": t}]] for n, t in names.items()}


def test_reasons_where_there_is_no_prompt(read: Any) -> None:
    assert texts(read({}).conditioning("s", "positive")) == ["no graph is being executed"]
    assert texts(read({}).conditioning(None, "positive")) == ["no graph is being executed"]
    graph = read({"s": node("Odd")})
    assert texts(graph.conditioning("s", "positive")) == ["Odd has no input for its positive conditioning"]
    assert of_positive(read, ["missing", 0]) == ["the graph could not be followed"]


def test_a_cycle_of_conditionings_ends(read: Any) -> None:
    around = {
        "a": node("ConditioningSetArea", conditioning=["b", 0]),
        "b": node("ConditioningSetMask", conditioning=["a", 0]),
    }
    assert of_positive(read, ["a", 0], **around) == ["the graph could not be followed"]
