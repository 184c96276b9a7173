"""Prompts without a word: texts as the host's tokenizer reads them, and a sampler that runs once for each."""

from __future__ import annotations

from typing import Any

import pytest
import torch

from graphs import PROMPT, Graph, node, sampling


def leaving_out(text: str, words: str = "") -> Graph:
    return {
        "1": node("Diffulizer_DemoModel"),
        "2": node("Diffulizer_LeaveOneOut", clip=["1", 1], text=text, words=words),
    }


WEIGHTED = "a (red circle:1.3), on blue"
BRACKETS = "a cat,[dog] beside ((a (red) circle:0.8))"


@pytest.mark.parametrize(
    ("text", "words", "texts"),
    [
        (WEIGHTED, "", [WEIGHTED[2:], *(WEIGHTED.replace(word, "") for word in ("red ", " circle", "on ", " blue"))]),
        (r"asuna \(blue archive\), (cat:1.3) sits", "blue archive", ["asuna, (cat:1.3) sits"]),
        (r"asuna \(blue archive\), (cat:1.3) sits", "blue, cat", [
            r"asuna \(archive\), (cat:1.3) sits", r"asuna \(blue archive\), sits"
        ]),
        (BRACKETS, "dog", ["a cat, beside ((a (red) circle:0.8))"]),
        (BRACKETS, "a red circle, a#1", ["a cat,[dog] beside", BRACKETS[2:]]),
        ("a cat BREAK a dog", "a, BREAK", ["cat BREAK dog", "a cat a dog"]),
        ("a 👩‍🚀, and \u2764\ufe0f", "\u2764\ufe0f", ["a 👩‍🚀, and"]),
        ("a 👩‍🚀, and \u2764\ufe0f", "👩‍🚀", ["a and \u2764\ufe0f"]),  # the tokenizer joins the mark to it
        ("猫と犬 1980s it's a cafe\u0301", "猫と犬, it's", ["1980s it's a cafe\u0301", "猫と犬 1980s a cafe\u0301"]),
        ("猫と犬 1980s it's a cafe\u0301", "caf\u00e9", ["猫と犬 1980s it's a"]),
        ("Unbelievably GREEN_stars!!", "unbelievably, GREEN_stars", ["GREEN_stars!!", "Unbelievably!!"]),
        ("a <lora:thing:0.5> of mine", "<lora:thing:0.5>", ["a of mine"]),
    ],
)  # fmt: skip
def test_texts(host: Any, text: str, words: str, texts: list[str]) -> None:
    result = host.run(leaving_out(text, words))
    assert result.outputs("2")[1] == texts


def test_each_is_what_the_hosts_encoder_makes_of_its_text(host: Any) -> None:
    graph = leaving_out(PROMPT, "circle, blue square")
    texts = ["a red above a blue square on a grey background, cartoon style",
             "a red circle above a on a grey background, cartoon style"]  # fmt: skip
    for number, text in enumerate([*texts, PROMPT]):
        graph[f"text {number}"] = node("CLIPTextEncode", clip=["1", 1], text=text)
    result = host.run(graph)
    left_out = result.output("2", 2)
    made = [*result.outputs("2")[0], left_out.conditioning]
    for number, conditioning in enumerate(made):
        ((embedding, extras),), ((expected, others),) = conditioning, result.output(f"text {number}")
        assert torch.equal(embedding, expected)
        assert torch.equal(extras["pooled_output"], others["pooled_output"])
    assert left_out.texts == tuple(texts)


def test_a_sampler_runs_once_for_each(host: Any) -> None:
    graph = sampling(steps=2, recorder=None, plain=True)
    graph["2"] = leaving_out(PROMPT, "circle, blue square")["2"]
    graph["alone"] = node("CLIPTextEncode", clip=["1", 1], text=PROMPT.replace("blue square ", ""))
    graph["expected"] = node("KSampler", **{**graph["plain"]["inputs"], "positive": ["alone", 0]})
    result = host.run(graph)
    first, second = (latent["samples"] for latent in result.outputs("plain")[0])
    assert not torch.equal(first, second)
    assert torch.equal(second, result.output("expected")["samples"])


def test_an_embedding_is_a_word_like_others(host: Any, tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    import folder_paths
    from safetensors.torch import save_file

    vectors = {"clip_l": torch.randn(2, 64), "clip_g": torch.randn(2, 96)}
    save_file(vectors, tmp_path / "two.safetensors")
    monkeypatch.setitem(folder_paths.folder_names_and_paths, "embeddings", ([str(tmp_path)], {".safetensors"}))
    result = host.run(leaving_out("a (embedding:two:1.2), cat", "embedding:two, cat"))
    assert result.outputs("2")[1] == ["a, cat", "a (embedding:two:1.2)"]
