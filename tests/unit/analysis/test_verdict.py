"""The verdict on two runs: what it picks is what the comparison's own numbers say, and it claims no cause."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import torch

from diffulizer.analysis.comparison import Comparison, compare
from diffulizer.analysis.comparison_text import text
from diffulizer.analysis.verdict import NAMED, telling_steps, verdict_of
from diffulizer.capture.memory import MemoryPass
from diffulizer.maths.parting import PARTED
from diffulizer.recording import Condition
from synthetic import make_pass, make_prompt

WORDS = ("a", "red", "circle", "above", "a", "blue", "squarish")


def prompted(made: MemoryPass, *words: str) -> MemoryPass:
    made.conditions[0] = Condition("c0", "positive", make_prompt(words, " ".join(words)))
    return made


def with_cosines(comparison: Comparison, cosines: list[float | None]) -> Comparison:
    return replace(comparison, cosines={**comparison.cosines, "x0": cosines})


def test_equal_runs_are_called_equal_and_nothing_more() -> None:
    made = make_pass(steps=3)
    verdict = verdict_of(compare(made, made))
    assert verdict.equal
    assert verdict.sentences() == [
        "A and B state the same prompt and settings.",
        "The runs are equal: no difference beyond rounding.",
    ]


def test_rounding_is_no_difference_and_more_is_one() -> None:
    a, rounded, apart = make_pass(steps=3), make_pass(steps=3), make_pass(steps=3)
    for made, size in ((rounded, 1e-4), (apart, 3e-2)):
        for step in made.steps:
            noise = torch.randn(step.x0.shape, generator=torch.Generator().manual_seed(3))
            step.x0 = step.x0 + size * noise * step.x0.abs()
    assert verdict_of(compare(a, rounded)).equal
    other = verdict_of(compare(a, apart))
    assert not other.equal
    assert other.parting is None
    assert any(sentence.startswith("The pictures stay close") for sentence in other.sentences())


def test_what_was_changed_is_listed() -> None:
    a = prompted(make_pass(steps=2), *WORDS)
    b = prompted(make_pass(steps=2, seed=5), "a", "green", "circle", "a", "blue", "squarish", "cat")
    verdict = verdict_of(compare(a, b))
    assert verdict.swapped == [(("red",), ("green",)), (("above",), ()), ((), ("cat",))]
    assert "the prompt (“red” → “green”, “above” → nothing, nothing → “cat”), seed (0 → 5)" in verdict.sentences()[0]
    b = make_pass(steps=2)
    b.conditions[0] = Condition("c0", "positive", make_prompt(WORDS, "a (red:1.4) circle above a blue squarish"))
    assert (
        "the same words, written or weighted differently" in verdict_of(compare(make_pass(steps=2), b)).sentences()[0]
    )


@pytest.mark.parametrize(
    ("cosines", "parting", "begin"),
    [
        ([0.99, 0.95, 0.5, 0.4], 2, "The pictures part at step 3 of 4 (noise level "),
        ([0.8, 0.95, 0.5, 0.4], 2, "The pictures part at step 3 of 4 (noise level "),
        ([0.6, None, 0.5, 0.4], 0, "The pictures part at step 1 of 4 (noise level "),
        ([0.99, 0.5, 0.95, 0.96], None, "The pictures differ on the way, most at step 2 of 4 (noise level "),
        ([0.99, 0.999, 0.9999, 0.98], None, "The pictures stay close at every step. The cosine of the two predicted "),
        ([None] * 4, None, None),
    ],
)
def test_where_the_pictures_part(cosines: list[float | None], parting: int | None, begin: str | None) -> None:
    verdict = verdict_of(with_cosines(compare(make_pass(steps=4, seed=1), make_pass(steps=4, seed=2)), cosines))
    assert (verdict.parting.step if verdict.parting else None) == parting
    said = [sentence for sentence in verdict.sentences() if sentence.startswith("The pictures")]
    assert [sentence.startswith(str(begin)) for sentence in said] == [True] * (begin is not None)
    if verdict.parting:
        assert verdict.parting.value < PARTED
        assert f"is {verdict.parting.value:.2f} there" in said[0]


def test_layers_and_words_are_ranked_by_the_comparisons_numbers() -> None:
    comparison = compare(make_pass(steps=4, seed=1), make_pass(steps=4, seed=2))
    verdict = verdict_of(comparison)
    assert not verdict.by_words
    ranked = sorted(comparison.layers, key=lambda layer: -float(layer.mean or 0))[:NAMED]
    assert [c.module for c in verdict.layers] == [layer.layer.name for layer in ranked]
    assert [c.mean for c in verdict.layers] == pytest.approx([layer.mean for layer in ranked])
    assert [c.largest.step for c in verdict.layers] == [np.argmax(np.array(layer.tokens, float)) for layer in ranked]
    means = {
        word: np.mean([steps for layer in comparison.layers for steps in layer.word_steps[word]])
        for word in comparison.layers[0].words
    }
    assert [c.name for c in verdict.words] == sorted(means, key=lambda word: -means[word])[:NAMED]
    assert verdict.words[0].mean == pytest.approx(max(means.values()))
    assert f"differs most in layer {verdict.layers[0].name}:" in " ".join(verdict.sentences())
    assert f"the attention to “{verdict.words[0].name}” moved most" in " ".join(verdict.sentences())


def test_with_different_prompts_layers_are_ranked_by_the_words_of_both() -> None:
    """Tokens of a number are different words then, so the divergence of tokens says nothing about a layer."""
    a = prompted(make_pass(steps=3, seed=1), *WORDS)
    b = prompted(make_pass(steps=3, seed=2), "a", "green", "circle", "above", "a", "blue", "squarish")
    comparison = compare(a, b)
    verdict = verdict_of(comparison)
    assert verdict.by_words
    means = {c.layer.name: np.mean([list(steps) for steps in c.word_steps.values()]) for c in comparison.layers}
    assert {c.module: c.mean for c in verdict.layers} == pytest.approx(means)
    none = verdict_of(compare(a, prompted(make_pass(steps=3, seed=2), "two", "cats")))
    assert (none.layers, none.words) == ([], [])
    assert none.sentences()


def test_the_rows_that_tell_most() -> None:
    comparison = compare(make_pass(steps=8, seed=1), make_pass(steps=8, seed=2))
    comparison = with_cosines(comparison, [0.99, 0.99, 0.99, 0.8, 0.7, 0.6, 0.5, 0.4])
    verdict = verdict_of(comparison)
    steps = telling_steps(comparison, verdict)
    assert {3, verdict.layers[0].largest.step, 7} <= set(steps)
    assert steps == sorted(set(steps))
    assert len(steps) == 3
    short = verdict_of(compare(make_pass(steps=1), make_pass(steps=1, seed=3)))
    assert telling_steps(compare(make_pass(steps=1), make_pass(steps=1, seed=3)), short) == [0]


def test_a_verdict_names_no_cause() -> None:
    said = text(compare(make_pass(steps=3, seed=1), make_pass(steps=3, seed=2))).casefold()
    assert not [word for word in ("because", "cause", "due to", "leads to", "makes", "therefore") if word in said]
