"""The reduction of predictions to effects, their room in memory and on disk, and what they are said to cost."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch

from diffulizer.capture.budget import MemoryBudget, estimate, steps_with
from diffulizer.capture.effects import reduced_effects
from diffulizer.capture.memory import step_nbytes
from diffulizer.capture.stream import StepStream
from diffulizer.effects import EffectWord, find_effect
from diffulizer.settings import CaptureSettings
from synthetic import make_pass

SETTINGS = CaptureSettings(attention_resolution=4, self_attention_resolution=4, effects_every=3)


def test_an_effect_is_what_its_definition_says() -> None:
    draw = torch.Generator().manual_seed(1)
    text, uncond, *without = (torch.randn(2, 4, 3, 5, generator=draw) for _ in range(5))
    effects = reduced_effects(text, without, uncond)
    assert (effects.maps.dtype, effects.norms.dtype, effects.cosines.dtype) == (torch.float16, *[torch.float32] * 2)
    for item in range(2):
        for number, one in enumerate(without):
            change = (text - one)[item].double()
            expected = torch.stack([channel.abs() for channel in change]).mean(0)
            torch.testing.assert_close(effects.maps[item, number].double(), expected, rtol=1e-3, atol=1e-6)
            assert float(effects.norms[item, number]) == pytest.approx(float(change.pow(2).sum().sqrt()), rel=1e-6)
            if number < 2:
                pull = (text - uncond)[item].double()
                cosine = (change * pull).sum() / (change.norm() * pull.norm())
                assert float(effects.cosines[item, number]) == pytest.approx(float(cosine), rel=1e-5)
    assert effects.cosines.shape == (2, 2)


def test_a_direction_that_is_not_known_is_no_number() -> None:
    text = torch.randn(1, 4, 2, 2)
    assert reduced_effects(text, [text + 1, text], None).cosines.isnan().all()
    assert reduced_effects(text, [text, text], text + 1).cosines.isnan().all(), "no change has no direction"


def test_effects_are_within_the_estimate_and_stream_to_disk(tmp_path: Path) -> None:
    made = make_pass(settings=SETTINGS, steps=8, batch=2)
    expected = estimate(made)
    held = sum(sum(t.nbytes for t in vars(step.effects).values()) for step in made.steps if step.effects is not None)
    assert held <= expected.effects <= held * 1.01
    assert steps_with(3, 8) == sum(step.effects is not None for step in made.steps) == 4
    before = [step.effects for step in made.steps]
    sizes = [step_nbytes(step) for step in made.steps]
    stream = StepStream(tmp_path)
    for step in made.steps:
        stream.add(step)
    stream.flush()
    assert [step_nbytes(step) for step in made.steps] == sizes
    for step, own in zip(made.steps, before, strict=True):
        assert step.bytes_on_disk > 0
        assert (step.effects is None) == (own is None)
        for name in ("maps", "norms") if own is not None else ():
            assert torch.equal(getattr(step.effects, name), getattr(own, name))


@pytest.mark.parametrize(
    ("guidance", "said"),
    [
        # 8 steps of two prompts are 16 evaluations; 4 steps of three words and the floor are 16 more
        (True, "Effects of 3 words at 4 of 8 steps: about 100 % more time"),
        (False, "Effects of 3 words at 4 of 8 steps: about 200 % more time"),
    ],
)
def test_the_plan_says_what_effects_cost(guidance: bool, said: str) -> None:
    made = make_pass(settings=SETTINGS, steps=8, guidance=guidance)
    assert said in MemoryBudget(made).plan().summary
    assert "Effects" not in MemoryBudget(make_pass(steps=8)).plan().summary


def test_an_effect_is_found_by_its_text_or_its_tokens() -> None:
    words = [EffectWord("circle#2", {"c0": (7,)}), EffectWord("Red Circle", {"c0": (2, 3), "c1": (4, 5)})]
    assert find_effect(words, " red circle", {}) == 1
    assert find_effect(words, "a circle", {"c1": [5, 4]}) == 1
    assert find_effect(words, "circle", {"c0": [3, 7]}) is None
