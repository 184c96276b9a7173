"""Token labels: carried with the conditioning, found in the graph, or by position with the reason."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import torch
from safetensors.torch import save_file

from graphs import PROMPT, node, sampling

LONG = " ".join(["a red circle above a blue square on a grey background,"] * 9)
LONG_WORDS = LONG.replace(",", " ,").split()


def prompt_of(host: Any, graph: dict[str, Any], index: int = 0) -> Any:
    (only,) = host.run(graph).output("5", 1).passes
    prompt = only.conditions[index].prompt
    layer = next(a for a in only.layers if a.attention_type == "cross")
    assert len(prompt.table) == only.steps[0].cross_attention[layer.id, "c0"].maps.shape[1]
    return prompt


def words_of(prompt: Any) -> list[str]:
    return [w.text for w in prompt.table.words]


@pytest.mark.parametrize("encoder", ["Diffulizer_TextEncode", "CLIPTextEncode"])
@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("a (red:1.3) circle", ["a", "red", "circle"]),
        (r"a red \(shiny\) circle", ["a", "red", "(", "shiny", ")", "circle"]),
        ("", []),
        (LONG, LONG_WORDS),
        ("Unbelievably GREEN stars", ["unbelievably", "green", "stars"]),
        ("a café", ["a", "café"]),
    ],
)
def test_words(host: Any, encoder: str, text: str, words: list[str]) -> None:
    prompt = prompt_of(host, sampling(steps=1, text=text, encoder=encoder))
    assert words_of(prompt) == words
    assert prompt.source == ("conditioning" if encoder.startswith("Diffulizer") else "graph")
    assert len(prompt.table) == 77 * (2 if text == LONG else 1)
    assert prompt.table.special[0]
    assert prompt.table.tokens[0] == "<|startoftext|>"
    for word in prompt.table.words:
        for i in word.token_indices:
            assert not prompt.table.special[i]
            assert prompt.table.weights[i] == (pytest.approx(1.3) if word.text == "red" and ":" in text else 1.0)


def test_values_are_those_of_clip_text_encode(host: Any) -> None:
    text = "a (red:1.3) circle, embedding:nothere " + LONG
    graph = {
        "1": node("Diffulizer_DemoModel"),
        "ours": node("Diffulizer_TextEncode", clip=["1", 1], text=text),
        "theirs": node("CLIPTextEncode", clip=["1", 1], text=text),
    }
    result = host.run(graph)
    (ours, ours_extra), (theirs, theirs_extra) = result.output("ours")[0], result.output("theirs")[0]
    assert torch.equal(ours, theirs)
    assert torch.equal(ours_extra["pooled_output"], theirs_extra["pooled_output"])
    assert set(ours_extra) - set(theirs_extra) == {"diffulizer"}


def test_a_textual_inversion_embedding_is_one_word(host: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import folder_paths

    save_file({"clip_l": torch.randn(3, 64), "clip_g": torch.randn(3, 96)}, str(tmp_path / "mystyle.safetensors"))
    monkeypatch.setitem(folder_paths.folder_names_and_paths, "embeddings", ([str(tmp_path)], {".safetensors"}))
    prompt = prompt_of(host, sampling(steps=1, text="a red circle, embedding:mystyle photo"))
    assert words_of(prompt) == ["a", "red", "circle", ",", "embedding:mystyle", "photo"]
    assert len(prompt.table.words[4].token_indices) == 3
    assert [prompt.table.ids[i] for i in prompt.table.words[4].token_indices] == [-1, -1, -1]


def test_different_texts_for_the_two_encoders(host: Any) -> None:
    graph = sampling(steps=1)
    sizes = {
        k: 256 if k in ("width", "height", "target_width", "target_height") else 0
        for k in ("width", "height", "crop_w", "crop_h", "target_width", "target_height")
    }
    graph["2"] = node(
        "CLIPTextEncodeSDXL", clip=["1", 1], text_l="a red circle", text_g="a blue square " + LONG, **sizes
    )
    prompt = prompt_of(host, graph)
    assert prompt.source == "graph"
    assert words_of(prompt) == ["a", "red", "circle"]
    assert [w.text for w in prompt.second.words][:3] == ["a", "blue", "square"]
    assert len(prompt.table) == len(prompt.second) == 154


def changed(kind: str) -> dict[str, Any]:
    """A graph in which another node changes the positive conditioning after its encoder."""
    graph = sampling(steps=1, text="a red circle")
    graph["2b"] = node("Diffulizer_TextEncode", clip=["1", 1], text="a blue square")
    nodes = {
        "average": node(
            "ConditioningAverage",
            conditioning_to=["2", 0],
            conditioning_from=["2b", 0],
            conditioning_to_strength=0.6,
        ),
        "zero": node("ConditioningZeroOut", conditioning=["2", 0]),
        "concat": node("ConditioningConcat", conditioning_to=["2", 0], conditioning_from=["2b", 0]),
        "combine": node("ConditioningCombine", conditioning_1=["2", 0], conditioning_2=["2b", 0]),
        "range": node("ConditioningSetTimestepRange", conditioning=["2", 0], start=0.0, end=1.0),
    }
    graph["2c"] = nodes[kind]
    graph["5"]["inputs"]["positive"] = ["2c", 0]
    return graph


@pytest.mark.parametrize(("kind", "reason"), [("average", "average of two prompts"), ("zero", "set to zero")])
def test_a_changed_embedding_never_keeps_wrong_labels(host: Any, kind: str, reason: str) -> None:
    prompt = prompt_of(host, changed(kind))
    assert prompt.source == "position"
    assert "another node changed the embedding" in prompt.reason
    assert reason in prompt.reason
    assert words_of(prompt)[:2] == ["token 0", "token 1"]


def test_concatenated_prompts_are_found_in_the_graph(host: Any) -> None:
    prompt = prompt_of(host, changed("concat"))
    assert prompt.source == "graph"
    assert words_of(prompt) == ["a", "red", "circle", "a", "blue", "square"]
    assert prompt.table.words[3].token_indices == (78,)


def test_combined_prompts_are_two_conditions(host: Any) -> None:
    (only,) = host.run(changed("combine")).output("5", 1).passes
    assert [(c.id, c.polarity, c.prompt.text) for c in only.conditions] == [
        ("c0", "positive", "a red circle"),
        ("c1", "positive", "a blue square"),
        ("c2", "negative", ""),
    ]
    for condition in ("c0", "c1"):
        assert sum(place[1] == condition for place in only.steps[0].cross_attention) == 6


def test_other_conditioning_nodes_keep_carried_labels(host: Any) -> None:
    prompt = prompt_of(host, changed("range"))
    assert prompt.source == "conditioning"
    assert words_of(prompt) == ["a", "red", "circle"]


@pytest.mark.parametrize(
    "text",
    [
        node("StringConcatenate", string_a="a red", string_b="circle", delimiter=" "),
        node("StringReplace", string="a red circle", find="red circle", replace="blue square"),
        node("CaseConverter", string="a red circle", mode="UPPERCASE"),
    ],
    ids=lambda n: n["class_type"],
)
def test_a_computed_text_is_labelled_by_position_with_the_reason(host: Any, text: dict[str, Any]) -> None:
    graph = sampling(steps=1, encoder="CLIPTextEncode")
    graph["text"] = text
    graph["2"]["inputs"]["text"] = ["text", 0]
    prompt = prompt_of(host, graph)
    assert prompt.source == "position"
    assert "computed by another node" in prompt.reason


def test_a_text_from_a_primitive_is_found(host: Any) -> None:
    graph = sampling(steps=1, encoder="CLIPTextEncode")
    graph["text"] = node("PrimitiveString", value=PROMPT)
    graph["2"]["inputs"]["text"] = ["text", 0]
    assert prompt_of(host, graph).text == PROMPT


def test_the_negative_prompt_is_recorded_by_its_means_and_its_maps_when_asked(host: Any) -> None:
    for maps_of in ("positive", "all"):
        graph = sampling(steps=2, negative="a green star", capture={"maps_of": maps_of})
        (only,) = host.run(graph).output("5", 1).passes
        assert only.conditions[1].polarity == "negative"
        assert [w.text for w in only.conditions[1].prompt.table.words] == ["a", "green", "star"]
        for step in only.steps:
            negative = [a for (_, condition), a in step.cross_attention.items() if condition == "c1"]
            assert len(negative) == 6
            assert all((a.maps is not None) is (maps_of == "all") for a in negative)
            assert all(abs(float(a.token_mean.sum()) - 1) < 1e-5 for a in negative)


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("a (embedding:mystyle:1.2) circle", "embedding:mystyle"),
        ("embedding:missing embedding:mystyle circle", "embedding:?"),
    ],
)
def test_embeddings_are_named_only_when_it_is_certain(
    host: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str, word: str
) -> None:
    import folder_paths

    save_file({"clip_l": torch.randn(3, 64), "clip_g": torch.randn(3, 96)}, str(tmp_path / "mystyle.safetensors"))
    monkeypatch.setitem(folder_paths.folder_names_and_paths, "embeddings", ([str(tmp_path)], {".safetensors"}))
    prompt = prompt_of(host, sampling(steps=1, text=text))
    assert [w for w in words_of(prompt) if w.startswith("embedding")] == [word]


def test_a_node_that_encodes_another_text_beside_the_prompt_is_not_taken_for_it(host: Any) -> None:
    reader = host.module("diffulizer.comfyui.graph")
    graph = {
        "s": node("KSampler", positive=["box", 0]),
        "box": node("GLIGENTextBoxApply", conditioning_to=["e", 0], clip=["1", 1], text="purple ball"),
        "e": node("CLIPTextEncode", clip=["1", 1], text="a cat"),
    }
    (entry,) = reader.Graph(graph.get).conditioning("s", "positive")
    assert [t.by_encoder for t in entry.texts] == [{"": "a cat"}]
