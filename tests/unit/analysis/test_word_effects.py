"""Effects of the words of a run beside attention: their order, their maps and their sizes, and the figure of them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from written import POOLED, export

from diffulizer import load_run
from diffulizer.analysis.word_effects import word_effects
from diffulizer.errors import RecordingError
from diffulizer.plots.effects import effects_figure
from diffulizer.plots.style import Look, theme_of
from synthetic import make_pass

MADE = make_pass(settings=replace(POOLED, effects_every=2))
LOOK = Look(800, 500, theme_of("light"))


def test_words_come_with_the_largest_effect_first(tmp_path: Path) -> None:
    run = load_run(export(MADE, tmp_path / "run"))
    found = word_effects(run)
    assert [word.text for word in found.words] == ["squarish", "circle", "red"]
    assert [run.words()[word.index].text for word in found.words] == ["squarish", "circle", "red"]
    assert (found.steps, found.kind) == ((0, 2, 3), "attention")
    for word in found.words:
        np.testing.assert_array_equal(word.effect, run.heat(word.text, source="effect"))
        np.testing.assert_array_equal(word.attention, run.heat(word.text))
        assert word.sizes == tuple(run.effect_norms()[word.text][[0, 2, 3]])
    assert found.floor == tuple(run.effect_norms()[""][[0, 2, 3]])


def test_effects_are_shown_without_attention(tmp_path: Path) -> None:
    settings = replace(POOLED, effects_every=2, include_cross_attention=False)
    found = word_effects(load_run(export(make_pass(settings=settings), tmp_path / "run")))
    assert [word.attention for word in found.words] == [None] * 3
    assert effects_figure(found, note="", aspect=1.0, look=LOOK).pixels().shape == (500, 800, 3)


def test_effects_that_were_not_measured(tmp_path: Path) -> None:
    run = load_run(export(make_pass(), tmp_path / "run"))
    with pytest.raises(RecordingError, match="holds no effects of words"):
        word_effects(run)


def test_curves_are_the_sizes_and_the_floor(tmp_path: Path) -> None:
    found = word_effects(load_run(export(MADE, tmp_path / "run")))
    page = effects_figure(found, note="", aspect=1.0, look=LOOK)
    drawn = [np.asarray(line.get_xydata()).T.tolist() for line in page.figure.axes[0].lines]
    assert [x for x, _ in drawn] == [[1, 3, 4]] * 4
    assert [tuple(y) for _, y in drawn] == [found.floor, *(word.sizes for word in found.words)]
    assert len(page.pasted) == 2 * len(found.words)
