"""Token labels: carried with the conditioning, found in the graph, or by position with the reason."""

from __future__ import annotations

import inspect
from pathlib import Path
from typing import Any, ClassVar

import pytest
import torch
from safetensors.torch import save_file

from graphs import PROMPT, Graph, node, sampling

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


@pytest.mark.parametrize(
    ("text", "typed"),
    [
        (r"asuna \(blue archive\), (cat:1.3) sitting", r"asuna \(blue archive\)"),
        (r"asuna \(blue archive\), (cat:1.3) sitting", "asuna (blue archive)"),
        (r"asuna \(blue archive\), (cat:1.3) sitting", "(cat:1.3)"),
        ("a cat,[dog] beside ((a (red) circle:0.8))", "[dog]"),
        ("a cat,[dog] beside ((a (red) circle:0.8))", "((a (red) circle:0.8))"),
        ("a cat BREAK a dog", "BREAK"),
        ("a cafe\u0301 in paris", "cafe\u0301"),
        ("a cafe\u0301 in paris", "caf\u00e9"),
        ("a 👩‍🚀, and \u2764\ufe0f", "👩‍🚀"),
        ("a 👩‍🚀, and \u2764\ufe0f", "\u2764\ufe0f"),
        ("猫と犬 1980s it's", "猫と犬"),
        ("猫と犬 1980s it's", "it's"),
        ("a <lora:thing:0.5> of mine", "<lora:thing:0.5>"),
        ("Unbelievably GREEN_stars!!", "GREEN_stars"),
        ("um\u00a0breit (bold: text) x", "(bold: text)"),
    ],
)
def test_words_are_found_as_they_were_typed(host: Any, text: str, typed: str) -> None:
    """Each is found once, and its tokens spell it."""
    graph = {"1": node("Diffulizer_DemoModel"), "2": node("Diffulizer_TextEncode", clip=["1", 1], text=text)}
    table = host.run(graph).output("2")[0][1]["diffulizer"]["tables"]["l"]
    (found,) = host.module("diffulizer.analysis.selection").find_words(table, typed)
    rules = host.module("diffulizer.typed")
    spelt = "".join(table.words[i].text for i in found)
    assert any("".join(form.split()) in spelt for form in (rules.as_compared(typed), rules.as_read(typed)))


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
def test_a_computed_text_is_the_one_that_came_out(host: Any, text: dict[str, Any]) -> None:
    graph = sampling(steps=1, encoder="CLIPTextEncode")
    graph["text"] = text
    graph["2"]["inputs"]["text"] = ["text", 0]
    (only,) = (result := host.run(graph)).output("5", 1).passes
    prompt = only.conditions[0].prompt
    assert (prompt.source, prompt.text) == ("graph", result.output("text"))


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


class Between:
    """A node of another pack between the encoders and the sampler, in the form of BrushNet's, PowerPaint's or KSampler
    (Efficient)'s: MODEL first, then both prompts, with a text of its own."""

    RETURN_TYPES = ("MODEL", "CONDITIONING", "CONDITIONING", "CONDITIONING")
    FUNCTION = "apply"
    CATEGORY = "tests"

    @classmethod
    def INPUT_TYPES(cls) -> dict[str, Any]:  # noqa: N802 (the host's name)
        given = {"model": ("MODEL",), "clip": ("CLIP",), "positive": ("CONDITIONING",), "negative": ("CONDITIONING",)}
        return {"required": {**given, "text": ("STRING", {})}}

    def apply(self, model: Any, clip: Any, positive: Any, negative: Any, text: str) -> Any:
        own = clip.encode_from_tokens_scheduled(clip.tokenize(text))
        return model, [[e, {**extra, "tests": True}] for e, extra in positive], negative, own


class Texts:
    """A node that puts out a list of texts, for each of which the host executes what follows."""

    RETURN_TYPES = ("STRING",)
    OUTPUT_IS_LIST = (True,)
    FUNCTION = "get"
    CATEGORY = "tests"

    @classmethod
    def INPUT_TYPES(cls) -> dict[str, Any]:  # noqa: N802 (the host's name)
        return {"required": {"texts": ("STRING", {})}}

    def get(self, texts: str) -> Any:
        return (texts.split("|"),)


class Keep:
    """A node that keeps each recording that it gets, which the host may forget."""

    RETURN_TYPES = ()
    FUNCTION = "keep"
    CATEGORY = "tests"
    OUTPUT_NODE = True
    prompts: ClassVar[list[Any]] = []

    @classmethod
    def INPUT_TYPES(cls) -> dict[str, Any]:  # noqa: N802 (the host's name)
        return {"required": {"recording": ("DIFFULIZER_RECORDING",)}}

    def keep(self, recording: Any) -> Any:
        self.prompts.append(recording.passes[-1].conditions[0].prompt)
        return ()


@pytest.fixture
def between(host: Any, monkeypatch: pytest.MonkeyPatch) -> Graph:
    """A graph in which such a node stands between plain encoders and the sampler."""
    for kind in (Between, Texts, Keep):
        monkeypatch.setitem(host.nodes.NODE_CLASS_MAPPINGS, f"Tests{kind.__name__}", kind)
    Keep.prompts.clear()
    graph = sampling(steps=1, text="a red circle", negative="a green star", encoder="CLIPTextEncode")
    graph["box"] = node(
        "TestsBetween", model=["1", 0], clip=["1", 1], positive=["2", 0], negative=["3", 0], text="a purple ball"
    )
    graph["5"]["inputs"] |= {"model": ["box", 0], "positive": ["box", 1], "negative": ["box", 2]}
    graph["keep"] = node("TestsKeep", recording=["5", 1])
    return graph


def test_each_side_has_its_own_words_whatever_the_order_of_outputs(host: Any, between: Graph) -> None:
    (only,) = host.run(between).output("5", 1).passes
    assert [(c.polarity, c.prompt.source, c.prompt.text) for c in only.conditions] == [
        ("positive", "graph", "a red circle"),
        ("negative", "graph", "a green star"),
    ]


def test_a_text_that_another_node_encodes_never_passes_for_the_wired_prompt(host: Any, between: Graph) -> None:
    between["5"]["inputs"]["positive"] = ["box", 3]
    prompt = prompt_of(host, between)
    assert (prompt.source, words_of(prompt)[0]) == ("position", "token 0")
    assert "known to have made it, TestsBetween, is not known to encode its text unchanged" in prompt.reason


def test_each_execution_over_a_list_of_texts_has_its_own(host: Any, between: Graph) -> None:
    between["texts"] = node("TestsTexts", texts="a red circle|a blue square")
    between["2"]["inputs"]["text"] = ["texts", 0]
    host.run(between)
    assert [prompt.text for prompt in Keep.prompts] == ["a red circle", "a blue square"]


@pytest.fixture(params=["CLASSIC", "LRU", "NONE"])
def cache(host: Any, request: pytest.FixtureRequest) -> str:
    """A way of the host to keep what nodes put out; the oldest host's name of the last is another."""
    import execution

    kind = getattr(execution.CacheType, request.param, None) or execution.CacheType.DEPENDENCY_AWARE
    sizes = "cache_args" in inspect.signature(execution.CacheSet).parameters
    host.executor.caches = execution.CacheSet(kind, {"lru": 100} if sizes else 100)
    return str(request.param)


def test_what_the_host_no_longer_holds_is_not_guessed(host: Any, between: Graph, cache: str) -> None:
    """With ``--cache-none`` the host forgets what encoders put out once the node behind them has run."""
    host.run(between)
    (prompt,) = Keep.prompts
    assert (prompt.source, prompt.text) == (("position", "") if cache == "NONE" else ("graph", "a red circle"))
    assert cache != "NONE" or "the first node known to have made it, TestsBetween, is not" in prompt.reason


def test_the_sampler_s_own_inputs_are_known_with_any_cache(host: Any, between: Graph, cache: str) -> None:
    between["5"]["inputs"] |= {"positive": ["2", 0], "negative": ["3", 0]}
    host.run(between)
    assert [(prompt.source, prompt.text) for prompt in Keep.prompts] == [("graph", "a red circle")]
