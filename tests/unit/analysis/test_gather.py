"""Maps of what words look at, of a recording."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
import torch
from torch import Tensor
from written import POOLED

from diffulizer.analysis.gather import gather_maps
from diffulizer.analysis.heatmap import clearest
from diffulizer.analysis.selection import select_words
from diffulizer.errors import RecordingError, SettingsError
from diffulizer.recording import Gap
from synthetic import make_pass

SETTINGS = replace(POOLED, gather_words="red, squarish, blurry", maps_of="all", attention_every=2)
MADE = make_pass(batch=2, transformer=True, settings=SETTINGS)
ROWS = {"red": [0], "squarish": [1, 2], "blurry": [0]}


def maps(words: str, *, made: Any = MADE, condition: str = "positive", **choice: Any) -> list[Tensor]:
    choice = {"layers": "*", "steps": range(4), "items": [0, 1], **choice}
    return gather_maps(made, select_words(made.conditions, words, condition), **choice)


def expected(word: str, layer: str, condition: str = "c0") -> Tensor:
    """[items, r, c]"""
    held = [step.gathers[layer, condition].maps[:, ROWS[word]].float().mean(1) for step in MADE.steps if step.gathers]
    assert len(held) == 3
    return torch.stack(held).mean(0)


def test_a_map_is_the_mean_over_tokens_steps_and_layers() -> None:
    red, squarish = maps("red, squarish")
    both = ("layer_1", "layer_3")
    torch.testing.assert_close(red, torch.stack([expected("red", layer) for layer in both]).mean(0))
    torch.testing.assert_close(squarish, torch.stack([expected("squarish", layer) for layer in both]).mean(0))
    (one,) = maps("squarish", layers="layer_3", steps=[2], items=[1])
    torch.testing.assert_close(one, MADE.steps[2].gathers["layer_3", "c0"].maps[1:, [1, 2]].float().mean(1))
    (negative,) = maps("blurry", condition="negative", layers="layer_1")
    torch.testing.assert_close(negative, expected("blurry", "layer_1", "c1"))


def test_auto_takes_the_clearest_layers() -> None:
    (red,) = maps("red", layers="Auto ")
    of_layers = [expected("red", layer) for layer in ("layer_1", "layer_3")]
    torch.testing.assert_close(red, torch.stack(clearest(of_layers)).mean(0))


def test_what_is_not_there_is_named() -> None:
    with pytest.raises(SettingsError, match=r"'circle', of which it was not recorded .* Recorded are: red, squarish\."):
        maps("red, circle")
    with pytest.raises(RecordingError, match="does not hold what 'red' looks at in these layers at these steps"):
        maps("red", steps=[1])
    with pytest.raises(SettingsError, match="no recorded cross-attention layer matches"):
        maps("red", layers="layer_0")
    plain = make_pass().with_gap(Gap("what words look at", "red", "in sdxl, no"))
    with pytest.raises(RecordingError, match=r"Name words in gather_words .* in one sequence\. red: in sdxl, no\.$"):
        maps("red", made=plain)
