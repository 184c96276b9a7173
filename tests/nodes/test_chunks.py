"""Which chunk of a model call is which conditioning, in every order and grouping that a host may choose."""

from __future__ import annotations

from typing import Any

import pytest
import torch
from fake_host import FakeHost
from fake_host.network import Foreign, Network, UNet
from fake_host.sampling import Chunk, DualGuider, Plan, forwards, one_by_one, together
from fake_host.scenes import CROSS, NEGATIVE, POSITIVE, SELF, Scene, assert_same_attention, attention_of, reference_maps


def backwards_one_by_one(chunks: list[Chunk]) -> list[list[Chunk]]:
    return [[chunk] for chunk in chunks[::-1]]


class Switching:
    """Another plan at each prediction, as when memory gets short and free again."""

    def __init__(self) -> None:
        self._plans: list[Plan] = [together, one_by_one, forwards, backwards_one_by_one]
        self._calls = 0

    def __call__(self, chunks: list[Chunk]) -> list[list[Chunk]]:
        self._calls += 1
        return self._plans[self._calls % len(self._plans)](chunks)


def text_of(made: Any, condition: str) -> str:
    return next(c.prompt.text for c in made.conditions if c.id == condition)


def assert_everything_recorded(made: Any, steps: int = 3) -> None:
    assert made.complete
    assert [len(step.cross_attention) for step in made.steps] == [2 * CROSS] * steps
    assert [len(step.self_attention) for step in made.steps] == [SELF] * steps
    assert made.gaps == []


@pytest.mark.parametrize("batch", [1, 2])
@pytest.mark.parametrize("kind", ["attn1", "attn2"])
@pytest.mark.parametrize("block", ["input_blocks.1.1", "middle_block.1", "output_blocks.0.1"])
def test_maps_equal_an_independent_reference(host: FakeHost, block: str, kind: str, batch: int) -> None:
    scene = Scene(host)
    scene.model.model.plan = one_by_one
    name = f"{block}.transformer_blocks.0.{kind}"
    expected = reference_maps(scene, name, batch=batch)[::2]  # positive first
    made = scene.record(batch=batch)
    assert_everything_recorded(made)
    layer = scene.layer_id(made, name)
    rows, columns = next(a.grid for a in made.layers if a.id == layer)
    assert len(expected) == len(made.steps) == 3
    for step, reference in zip(made.steps, expected, strict=True):
        if kind == "attn1":
            found = step.self_attention[layer, "c0"].maps
        else:
            found = step.cross_attention[layer, "c0"].maps
            reference = reference.transpose(1, 2).unflatten(2, (rows, columns))
        assert found.shape == reference.shape
        torch.testing.assert_close(found.float(), reference, rtol=1e-3, atol=1e-4)


@pytest.mark.parametrize("batch", [1, 2])
@pytest.mark.parametrize("plan", [together, forwards, backwards_one_by_one, Switching()], ids=lambda p: str(p)[:25])
def test_order_and_grouping_change_nothing(host: FakeHost, plan: Plan, batch: int) -> None:
    scene = Scene(host)
    scene.model.model.plan = one_by_one
    expected = scene.record(batch=batch, steps=4, capture={"maps_of": "all", "heads": "each"})
    scene.model.model.plan = plan
    recorded = scene.attached(maps_of="all", heads="each")
    scene.sample(recorded, batch=batch, steps=4)
    made = scene.recording.passes[-1]
    assert made is not expected
    assert [text_of(made, c) for c in ("c0", "c1")] == [POSITIVE, NEGATIVE]
    assert_same_attention(made, expected)


def test_heads_of_chosen_layers(host: FakeHost) -> None:
    scene = Scene(host)
    each = {"maps_of": "all", "heads": "each"}
    every = scene.record(capture=each)
    made = scene.record(capture={**each, "head_layers": ("middle_block.*.attn2",)})
    assert [len(places) for places in attention_of(made)] == [2 * (CROSS + SELF)] * 3
    layer = scene.layer_id(made, "middle_block.1.transformer_blocks.0.attn2")
    for found, expected in zip(attention_of(made), attention_of(every), strict=True):
        assert {place for place, value in found.items() if value.heads is not None} == {(layer, "c0"), (layer, "c1")}
        assert all(value.heads is not None for value in expected.values())
        assert torch.equal(found[layer, "c1"].heads, expected[layer, "c1"].heads)


def test_head_layers_that_match_nothing_cost_the_recording_alone(host: FakeHost) -> None:
    scene = Scene(host)
    assert scene.attached(heads="each", head_layers=("blocks.99",)) is scene.model
    assert scene.recording.failures[0].startswith("head_layers is 'blocks.99'")


def test_the_positive_prompts_maps_are_not_the_negatives(host: FakeHost) -> None:
    scene = Scene(host)
    made = scene.record(capture={"maps_of": "all"})
    layer = scene.layer_id(made, "middle_block.1.transformer_blocks.0.attn2")
    one, other = (made.steps[0].cross_attention[layer, c].maps for c in ("c0", "c1"))
    assert (one.float() - other.float()).abs().max() > 0.02


def test_guidance_one_has_a_single_chunk(host: FakeHost) -> None:
    scene = Scene(host)
    made = scene.record(cfg=1.0)
    assert scene.network.calls == [[0]] * 6
    assert [{c for _, c in places} for places in attention_of(made)] == [{"c0"}] * 3
    assert all(step.noise_text is None and step.noise_uncond is None for step in made.steps)


def test_three_chunks_of_a_guider_with_two_prompts(host: FakeHost) -> None:
    scene = Scene(host)
    texts = {"positive": POSITIVE, "middle": "a small blue star", "negative": NEGATIVE}
    conds = {name: scene.encode(text) for name, text in texts.items()}
    made = scene.record(guider=DualGuider, conds=conds, capture={"maps_of": "all"})
    assert scene.network.calls[0] == [2, 1, 0]
    assert {c.polarity: text_of(made, c.id) for c in made.conditions} == texts
    assert made.conditions[0].polarity == "positive"
    layer = scene.layer_id(made, "output_blocks.0.1.transformer_blocks.0.attn2")
    scene.model.model.plan = one_by_one  # negative, middle, positive
    module = "output_blocks.0.1.transformer_blocks.0.attn2"
    in_order = reference_maps(scene, module, guider=DualGuider, conds=conds)
    for position, polarity in enumerate(("negative", "middle", "positive")):
        (condition,) = [c.id for c in made.conditions if c.polarity == polarity]
        found = made.steps[1].cross_attention[layer, condition].maps.float()
        expected = in_order[3 + position].transpose(1, 2).unflatten(2, (8, 8))
        torch.testing.assert_close(found, expected, rtol=2e-3, atol=1e-3)


def test_two_positive_conditionings_are_told_apart(host: FakeHost) -> None:
    scene = Scene(host)
    conds = {"positive": scene.encode("red") + scene.encode("green"), "negative": scene.encode(NEGATIVE)}
    made = scene.record(conds=conds)
    assert [(c.id, c.polarity, c.prompt.text) for c in made.conditions] == [
        ("c0", "positive", "red"),
        ("c1", "positive", "green"),
        ("c2", "negative", NEGATIVE),
    ]
    assert [{c for _, c in step.cross_attention} for step in made.steps] == [{"c0", "c1", "c2"}] * 3
    assert all(made.steps[0].self_attention[layer.id, "c1"].maps is not None for layer in made.layers[::2])


def test_predictions_of_both_polarities_are_the_models_own(host: FakeHost) -> None:
    scene = Scene(host)
    for plan in (together, forwards, one_by_one):
        scene.model.model.plan = plan
        made = scene.record(cfg=3.0)
        for step in made.steps:
            guided = step.noise_uncond.float() + 3.0 * (step.noise_text.float() - step.noise_uncond.float())
            torch.testing.assert_close(guided, step.noise.float(), rtol=1e-2, atol=1e-2)
            assert not torch.equal(step.noise_text, step.noise_uncond)


@pytest.mark.parametrize("plan", [together, one_by_one])
def test_a_shorter_prompt_repeated_by_the_host_is_folded_back(host: FakeHost, plan: Plan) -> None:
    """77 tokens beside 154 become 154, twice the same: the copies are added up."""
    scene = Scene(host)
    long = scene.encode(" ".join(f"word{i}" for i in range(80)))
    assert long[0][0].shape[1] == 154
    conds = {"positive": scene.encode(POSITIVE), "negative": long}
    scene.model.model.plan = plan
    made = scene.record(conds=conds, capture={"maps_of": "all"})
    assert_everything_without_negative_self(made)
    layer = scene.layer_id(made, "input_blocks.1.1.transformer_blocks.0.attn2")
    step = made.steps[0]
    assert step.cross_attention[layer, "c0"].maps.shape == (1, 77, 8, 8)
    assert step.cross_attention[layer, "c1"].maps.shape == (1, 154, 8, 8)
    for condition in ("c0", "c1"):
        sums = step.cross_attention[layer, condition].maps.float().sum(1)
        torch.testing.assert_close(sums, torch.ones_like(sums), rtol=0, atol=2e-2)


def assert_everything_without_negative_self(made: Any) -> None:
    assert [len(step.cross_attention) for step in made.steps] == [2 * CROSS] * 3
    assert [len(step.self_attention) for step in made.steps] == [2 * SELF] * 3
    assert made.gaps == []


@pytest.mark.parametrize("capture", [{}, {"include_cross_attention": False, "include_self_attention": False}], ids=str)
@pytest.mark.parametrize("kind", [UNet, Foreign])
def test_a_step_tells_which_prompts_shared_a_call(host: FakeHost, kind: type[Network], capture: dict[str, Any]) -> None:
    """With attention or without, because the last bits of the picture depend on it either way."""
    scene = Scene(host, kind)
    for plan, calls in (
        (together, (("c1", "c0"),)),
        (forwards, (("c0", "c1"),)),
        (one_by_one, (("c0",), ("c1",))),
    ):
        scene.model.model.plan = plan
        made = scene.record(capture=capture)
        assert [step.network_calls for step in made.steps] == [calls] * 3
