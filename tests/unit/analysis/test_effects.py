"""Effects of words as maps of words are chosen."""

from __future__ import annotations

import pytest
import torch

from diffulizer.analysis.effects import effect_maps
from diffulizer.analysis.selection import select_words
from diffulizer.errors import RecordingError, SettingsError
from diffulizer.recording import Gap
from diffulizer.settings import CaptureSettings
from synthetic import make_pass

MADE = make_pass(batch=2, settings=CaptureSettings(attention_resolution=4, effects_every=2))


def test_the_mean_of_the_steps_that_have_effects() -> None:
    circle, red = effect_maps(MADE, select_words(MADE.conditions, "circle, red"), steps=range(3), items=[1])
    held = [MADE.steps[i].effects.maps[1].float() for i in (0, 2)]
    torch.testing.assert_close(circle, torch.stack(held)[:, 1].mean(0)[None])
    torch.testing.assert_close(red, torch.stack(held)[:, 0].mean(0)[None])


def test_what_is_not_above_the_floor_is_nothing() -> None:
    made = make_pass(settings=CaptureSettings(attention_resolution=4, effects_every=1))
    largest = []
    for step in made.steps:
        assert step.effects is not None
        step.effects.maps[:, 1] = step.effects.maps[:, 3] * 0.5
        step.effects.maps[:, 1, 2, 3] = 7.0
        largest.append(step.effects.maps[:, 3].max())
    circle, red = effect_maps(made, select_words(made.conditions, "circle, red"), steps=range(4), items=[0])
    assert circle.nonzero().tolist() == [[0, 2, 3]]
    assert float(circle[0, 2, 3]) == 7.0
    assert red.min() > 0
    assert max(largest) < 7.0


def test_what_was_not_measured_is_named() -> None:
    with pytest.raises(SettingsError, match="'above', whose effect was not measured"):
        effect_maps(MADE, select_words(MADE.conditions, "above"), steps=range(4), items=[0])
    with pytest.raises(RecordingError, match="no effects of words at these steps"):
        effect_maps(MADE, select_words(MADE.conditions, "red"), steps=[1], items=[0])
    plain = make_pass()
    plain.gaps.append(Gap("effects", "steps from 0", "a reason"))
    with pytest.raises(RecordingError, match=r"record again\. a reason"):
        effect_maps(plain, select_words(plain.conditions, "red"), steps=range(4), items=[0])
