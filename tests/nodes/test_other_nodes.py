"""Patches that other packs put around attention stay, are called as often as before, and do not hide a layer."""

from __future__ import annotations

from typing import Any

import pytest
import torch
from fake_host import FakeHost
from fake_host.network import Foreign, Network, UNet, optimized_attention
from fake_host.sampling import CFGGuider, ModelPatcher, calc_cond_batch
from fake_host.scenes import CROSS, NEGATIVE, POSITIVE, SELF, Scene, assert_same_attention
from torch import Tensor

OVERRIDE = "optimized_attention_override"


class CountingOverride:
    """Another pack's attention: counts, and changes the result so that leaving it out would show."""

    def __init__(self) -> None:
        self.calls = 0

    def __call__(self, func: Any, *args: Any, **kwargs: Any) -> Tensor:
        self.calls += 1
        return func(*args, **kwargs) * 1.25


class Replacement:
    """Another pack's ``patches_replace`` function, which runs attention of its own inside."""

    def __init__(self, nested: int = 2) -> None:
        self.calls = 0
        self._nested = nested

    def __call__(self, q: Tensor, k: Tensor, v: Tensor, extra_options: dict[str, Any]) -> Tensor:
        self.calls += 1
        heads = extra_options["n_heads"]
        for _ in range(self._nested):  # what an adapter adds: other keys, the same place
            optimized_attention(q, k.flip(1) * 3, v, heads, transformer_options=extra_options)
        return optimized_attention(q, k, v, heads, transformer_options=extra_options)


def options_of(model: ModelPatcher) -> dict[str, Any]:
    return model.model_options["transformer_options"]


def replacing(scene: Scene, patches: dict[str, dict[tuple[Any, ...], Any]]) -> ModelPatcher:
    model = scene.model.clone()
    options_of(model)["patches_replace"] = patches
    return model


def test_an_override_that_is_present_is_called_and_left_in_place(host: FakeHost) -> None:
    scene = Scene(host)
    bare = scene.record()
    override = CountingOverride()
    options_of(scene.model)[OVERRIDE] = override
    plain = scene.sample()
    calls = override.calls
    assert calls == 3 * (SELF + CROSS)
    attached = scene.attached()
    assert torch.equal(scene.sample(attached), plain)
    assert override.calls == 2 * calls
    assert options_of(scene.model) == {OVERRIDE: override}
    assert options_of(attached) == {OVERRIDE: override}
    made = scene.recording.passes[-1]
    assert made is not bare
    assert [len(step.cross_attention) for step in made.steps] == [2 * CROSS] * 3


def test_an_override_set_behind_the_recorder_is_called_too(host: FakeHost) -> None:
    scene = Scene(host)
    override = CountingOverride()
    later = scene.attached().clone()
    options_of(later)[OVERRIDE] = override
    scene.sample(later)
    assert override.calls == 3 * (SELF + CROSS)
    assert [len(step.self_attention) for step in scene.recording.passes[-1].steps] == [SELF] * 3


@pytest.mark.parametrize("place", [("middle", 0), ("middle", 0, 0)], ids=["block", "block and index"])
@pytest.mark.parametrize("kinds", [("attn1",), ("attn2",), ("attn1", "attn2")], ids="+".join)
def test_replaced_attention_is_recorded_once_and_runs_once(
    host: FakeHost, kinds: tuple[str, ...], place: tuple[Any, ...]
) -> None:
    scene = Scene(host)
    expected = scene.record()
    patches = {kind: {place: Replacement()} for kind in kinds}
    model = replacing(scene, patches)
    made = scene.record(model=model)
    assert made.gaps == []
    assert_same_attention(made, expected, rounding=1e-6)  # the nested attention, over other keys, is nowhere in it
    assert [patches[kind][place].calls for kind in kinds] == [2 * 3] * len(kinds)  # one plain run, one recorded
    assert options_of(model) == {"patches_replace": patches}


def test_a_replacement_with_an_override_inside(host: FakeHost) -> None:
    """The nested attention of a replacement goes through the other pack's override as before."""
    scene = Scene(host)
    override = CountingOverride()
    model = replacing(scene, {"attn2": {("input", 1): Replacement(nested=1)}})
    options_of(model)[OVERRIDE] = override
    scene.sample(model)
    calls = override.calls
    made = scene.record(model=model)
    assert override.calls == 3 * calls
    assert [len(step.cross_attention) for step in made.steps] == [2 * CROSS] * 3


def test_other_replacements_stay(host: FakeHost) -> None:
    scene = Scene(host)
    seen: list[Any] = []
    foreign = {("double_block", 0): lambda *_: None}
    scene.network.before = lambda options: seen.append(options["patches_replace"])
    scene.record(model=replacing(scene, {"dit": foreign, "attn1": {("input", 1): Replacement()}}))
    assert all(patches["dit"] == foreign for patches in seen)


def test_two_recorders_on_one_model(host: FakeHost) -> None:
    scene = Scene(host)
    twice = scene.attached(scene.attached())
    assert torch.equal(scene.sample(), scene.sample(twice))
    first, second = scene.recording.passes
    assert first is not second
    assert_same_attention(first, second, rounding=0)
    assert [len(step.cross_attention) for step in first.steps] == [2 * CROSS] * 3


def test_merged_tokens_are_a_gap_with_its_reason(host: FakeHost) -> None:
    scene = Scene(host)
    name = "input_blocks.1.1.transformer_blocks.0"
    scene.network.get_submodule(name).merge = 2
    made = scene.record()
    (gap,) = made.gaps
    assert (gap.what, gap.where) == ("self-attention", f"{name}.attn1")
    assert "expected 2 equal chunks of 8x8 positions" in gap.reason
    assert "(2, 2, 32, 4)" in gap.reason
    assert f"{name}.attn1" not in [layer.name for layer in made.layers]
    assert [len(step.self_attention) for step in made.steps] == [SELF - 1] * 3
    assert [len(step.cross_attention) for step in made.steps] == [2 * CROSS] * 3


def test_tokens_added_to_the_keys_are_a_gap_with_its_reason(host: FakeHost) -> None:
    class Appending:
        def __call__(self, func: Any, q: Tensor, k: Tensor, v: Tensor, *args: Any, **kwargs: Any) -> Tensor:
            return func(q, k, v, *args, **kwargs)

    scene = Scene(host)
    cross = scene.network.get_submodule("middle_block.1.transformer_blocks.0.attn2")
    for part in ("to_k", "to_v"):
        getattr(cross, part).register_forward_hook(lambda _m, _i, out: torch.cat([out, out[:, :4]], 1))
    made = scene.record()
    (gap,) = made.gaps
    assert gap.where == "middle_block.1.transformer_blocks.0.attn2"
    assert gap.reason == "k has 81 tokens, the prompt 77: another node adds or removes tokens"


def test_a_network_of_no_known_family(host: FakeHost) -> None:
    scene = Scene(host, Foreign, config=type("PixArt", (), {})())
    made = scene.record()
    assert made.layers == []
    (gap,) = made.gaps
    assert (gap.what, gap.where) == ("attention", "all layers")
    assert gap.reason.startswith("pixart is not a kind of network whose layers are known")
    assert [(len(step.cross_attention), len(step.self_attention)) for step in made.steps] == [(0, 0)] * 3
    assert all(step.latent.any() and step.noise_text is not None for step in made.steps)
    assert made.complete


def test_no_options_is_a_gap(host: FakeHost) -> None:
    class Bare(UNet):
        def forward(self, x: Tensor, timesteps: Any = None, context: Any = None, *_: Any, **kwargs: Any) -> Tensor:
            from fake_host.wrappers import WrapperExecutor, WrappersMP, get_all_wrappers

            options = kwargs["transformer_options"]
            wrappers = get_all_wrappers(WrappersMP.DIFFUSION_MODEL, options)
            own = dict(options)
            return WrapperExecutor.new_class_executor(
                lambda x, context: self.predict(x, context, own), self, wrappers
            ).execute(x, context)

    made = Scene(host, Bare).record()
    assert [g.reason for g in made.gaps if g.what == "attention"] == ["the host passed no transformer_options"]
    assert len(made.steps) == 3


def test_conditionings_that_the_guider_does_not_name(host: FakeHost) -> None:
    class Copying(CFGGuider):
        def predict_noise(self, x: Tensor, timestep: Tensor, model_options: Any = None, seed: Any = None) -> Tensor:
            return calc_cond_batch(self.inner_model, [list(self.conds["positive"])], x, timestep, model_options)[0]

    made = Scene(host).record(guider=Copying)
    reasons = {g.reason for g in made.gaps}
    assert "a conditioning that the guider did not name" in reasons
    assert [len(step.cross_attention) for step in made.steps] == [0] * 3
    assert made.layers == []


def test_a_conditioning_without_an_embedding_is_a_gap(host: FakeHost) -> None:
    scene = Scene(host, Foreign)
    guiders = host.module("nodes.host.conditions").GuiderConditions
    from types import SimpleNamespace

    execution = host.module("nodes.host.execution").current_execution()
    given = SimpleNamespace(
        conds={"positive": [{"uuid": 1}]}, original_conds={"positive": [{}]}, model_patcher=scene.model
    )
    found = guiders(given, execution)
    assert found.conditions == []
    assert found.gaps == [("conditioning", "positive", "it carries no prompt embedding")]


def test_a_regions_copy_in_the_opposite_list_has_the_words_of_what_is_sampled(host: FakeHost) -> None:
    """The host copies the region's entry and gives it the embedding of the prompt that it finds there."""
    from types import SimpleNamespace

    scene = Scene(host, Foreign)
    ((positive, said),), ((negative, unsaid),) = (scene.encode(text) for text in (POSITIVE, NEGATIVE))

    def entry(uuid: int, carried: Any, embedding: Tensor, given: Tensor, **more: Any) -> dict[str, Any]:
        model_conds = {"c_crossattn": SimpleNamespace(cond=given)}
        return {**carried, "cross_attn": embedding, "model_conds": model_conds, "uuid": uuid, **more}

    area = {"area": (4, 4, 0, 0)}
    given = SimpleNamespace(
        conds={
            "positive": [entry(1, said, positive, positive, **area)],
            "negative": [entry(2, unsaid, negative, negative), entry(1, said, positive, negative, **area)],
        },
        model_patcher=scene.model,
    )
    execution = host.module("nodes.host.execution").current_execution()
    found = host.module("nodes.host.conditions").GuiderConditions(given, execution)
    assert [(c.polarity, c.prompt.text, c.area) for c in found.conditions] == [
        ("positive", POSITIVE, (4, 4, 0, 0)),
        ("negative", NEGATIVE, None),
        ("negative", NEGATIVE, (4, 4, 0, 0)),
    ]


@pytest.mark.parametrize("kind", [UNet, Foreign])
def test_the_callers_model_is_not_touched(host: FakeHost, kind: type[Network]) -> None:
    scene = Scene(host, kind)
    clone = scene.attached()
    assert clone is not scene.model
    scene.sample(clone)
    assert scene.model.wrappers == {}
    assert scene.model.model_options == {"transformer_options": {}}
    assert options_of(clone) == {}
    assert all(not m._forward_hooks for m in scene.network.modules())
    keys = {key for chains in clone.wrappers.values() for key in chains}
    assert len(keys) == 1
    assert keys.pop().startswith("diffulizer_")
