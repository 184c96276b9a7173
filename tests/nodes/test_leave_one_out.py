"""Leave One Out in the fake host: conditionings, texts and words, in one order."""

from __future__ import annotations

import pytest
import torch
from fake_host import FakeHost
from fake_host.scenes import POSITIVE, Scene

NODE = "Diffulizer_LeaveOneOut"


def test_each_word_is_left_out_once(host: FakeHost) -> None:
    scene = Scene(host)
    conditionings, texts, left_out = host.run(NODE, clip=scene.clip, text=POSITIVE, words="").args
    assert texts == ["red square above", "a square above", "a red above", "a red square"]
    assert left_out.words == ("a", "red", "square", "above")
    assert left_out.text == POSITIVE
    assert left_out.texts == tuple(texts)
    assert torch.equal(left_out.conditioning[0][0], scene.encode(POSITIVE)[0][0])
    for conditioning, text, held in zip(conditionings, texts, left_out.conditionings, strict=True):
        assert conditioning is held
        ((embedding, extras),) = conditioning
        ((expected, others),) = scene.encode(text)
        assert torch.equal(embedding, expected)
        assert torch.equal(extras["pooled_output"], others["pooled_output"])
        assert extras["diffulizer"]["tables"]["l"].text == text, "it carries its own words"


def test_words_are_named_as_for_heat_maps(host: FakeHost) -> None:
    scene = Scene(host)
    text = "a red square , a (blue:1.5) square"
    _, texts, left_out = host.run(NODE, clip=scene.clip, text=text, words="red square, square#2, BLUE, a").args
    assert texts == [
        "a, a (blue:1.5) square",
        "a red square , a (blue:1.5)",
        "a red square , a square",
        "red square , (blue:1.5) square",
    ]
    assert left_out.words == ("red square", "square#2", "BLUE", "a")
    assert left_out.tokens == ((2, 3), (7,), (6,), (1, 5))


def test_a_word_that_is_not_there_is_named_with_those_that_are(host: FakeHost) -> None:
    with pytest.raises(ValueError, match=r"'heart', which is not in the prompt\. The prompt's words are: a, red"):
        host.run(NODE, clip=Scene(host).clip, text=POSITIVE, words="red, heart")
    with pytest.raises(ValueError, match="the prompt has no words"):
        host.run(NODE, clip=Scene(host).clip, text=" ", words="")
    with pytest.raises(ValueError, match="the checkpoint holds no text encoder"):
        host.run(NODE, clip=None, text=POSITIVE, words="")


def test_a_text_that_is_read_otherwise_without_the_word(host: FakeHost, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever the marks of a text do to the tokenizer, no other word may leave with the one that is named."""
    monkeypatch.setattr(host.module("nodes.host.left_out"), "cut_words", lambda *_: "a square")
    with pytest.raises(ValueError, match="'red', which can't be told apart from the rest of the text"):
        host.run(NODE, clip=Scene(host).clip, text=POSITIVE, words="red")
