"""Which evaluation is a step's, what callbacks see, and which calls inside a prediction count."""

from __future__ import annotations

import re
from typing import Any

import pytest
import torch
from fake_host import FakeHost
from fake_host.samplers import noise_of, schedule
from fake_host.sampling import calc_cond_batch, one_by_one
from fake_host.scenes import CROSS, SELF, Scene, assert_same_attention, attention_of, reference_maps
from torch import Tensor

MODULE = "output_blocks.0.1.transformer_blocks.0.attn2"


@pytest.mark.parametrize("sampler", ["heun", "corrector_last"])
def test_two_evaluations_a_step_and_the_right_one_is_taken(host: FakeHost, sampler: str) -> None:
    scene = Scene(host)
    scene.model.model.plan = one_by_one
    evaluations = reference_maps(scene, MODULE, sampler=sampler, steps=4)[::2]
    assert len(evaluations) == 7
    made = scene.record(sampler=sampler, steps=4)
    assert [step.evaluations for step in made.steps] == [2, 2, 2, 1]
    assert [step.sigma for step in made.steps] == pytest.approx(schedule(4)[:-1].tolist())
    assert [step.sigma_next for step in made.steps] == pytest.approx(schedule(4)[1:].tolist())
    layer = scene.layer_id(made, MODULE)
    for i, step in enumerate(made.steps):
        found = step.cross_attention[layer, "c0"].maps.float()
        right, *wrong = (e.transpose(1, 2).unflatten(2, (8, 8)) for e in evaluations[2 * i : 2 * i + 2])
        torch.testing.assert_close(found, right, rtol=1e-3, atol=1e-4)
        assert all((found - w).abs().max() > 1e-2 for w in wrong), "the two evaluations can't be told apart"


@pytest.mark.parametrize("sampler", ["euler", "heun", "corrector_last"])
@pytest.mark.parametrize("changing", [False, True])
def test_in_inpainting_a_step_is_found_by_what_the_sampler_was_given(
    host: FakeHost, sampler: str, changing: bool
) -> None:
    """Another node may change the mask at each evaluation, as Differential Diffusion does."""
    scene = Scene(host)
    if changing:
        scene.model.model_options["denoise_mask_function"] = lambda sigma, mask, extra_options: (
            mask >= sigma[0] / extra_options["sigmas"][0]
        ).to(mask.dtype)
    mask = torch.linspace(0, 1, 8).expand(1, 1, 8, 8).clone()
    made = scene.record(sampler=sampler, steps=5, mask=mask)
    assert [step.sigma for step in made.steps] == pytest.approx(schedule(5)[:-1].tolist())
    assert [step.evaluations for step in made.steps] == ([1] * 5 if sampler == "euler" else [2] * 4 + [1])
    if changing:
        options = scene.attached().model_options
        assert options["denoise_mask_function"] is scene.model.model_options["denoise_mask_function"]


def test_a_pass_is_known_by_the_prediction_that_a_node_puts_out_as_well(
    host: FakeHost, monkeypatch: pytest.MonkeyPatch
) -> None:
    """SamplerCustomAdvanced keeps what the last callback got; here the last latent is still noisy."""
    monkeypatch.setattr("fake_host.scenes.schedule", lambda steps: schedule(steps)[:-1])
    scene = Scene(host)
    output: dict[str, Tensor] = {}
    result = scene.sample(scene.attached(), callback=lambda _i, denoised, _x, _total: output.update(x0=denoised))
    find = host.module("diffulizer.recording").find_pass
    (made,) = scene.recording.passes
    denoised = scene.model.model.process_latent_out(output["x0"].cpu())
    assert not torch.equal(denoised, result)
    assert find(scene.recording, result) is find(scene.recording, denoised) is made
    assert find(scene.recording, denoised + 1) is None


def test_a_pass_that_is_no_longer_held_is_named(host: FakeHost) -> None:
    scene = Scene(host)
    recorded = scene.attached()
    first, *others = (scene.sample(recorded, batch=batch) for batch in (1, 2, 3))
    recording = host.module("diffulizer.recording")
    assert [recording.find_pass(scene.recording, latent) for latent in others] == scene.recording.passes
    with pytest.raises(host.module("diffulizer.errors").RecordingError, match="keeps the newest 2"):
        recording.find_pass(scene.recording, first)


@pytest.mark.parametrize("sampler", ["euler", "heun", "corrector_last"])
def test_latents_walk_from_the_noise_to_the_result(host: FakeHost, sampler: str) -> None:
    scene = Scene(host)
    made = scene.record(sampler=sampler, batch=2)
    result = scene.sample(sampler=sampler, batch=2) * 0.5  # the sampler's own space
    start = noise_of(7, torch.zeros(2, 4, 8, 8)) * schedule(3)[0]
    torch.testing.assert_close(made.initial_latent, start.half())
    torch.testing.assert_close(made.steps[-1].latent, result.half())
    before = [made.initial_latent, *(step.latent for step in made.steps)]
    for x, step in zip(before, made.steps, strict=False):
        again = step.x0.float() + step.sigma * step.noise.float()
        torch.testing.assert_close(again, x.float(), rtol=0, atol=0.25)  # float16 at 160


def test_callbacks_get_what_they_got_before(host: FakeHost) -> None:
    scene = Scene(host)
    seen: list[list[tuple[Any, ...]]] = []
    for model in (None, scene.attached()):
        seen.append([])
        scene.sample(model, callback=lambda *args: seen[-1].append(args))
    assert [(i, total) for i, _, _, total in seen[1]] == [(0, 3), (1, 3), (2, 3)]
    for plain, recorded in zip(*seen, strict=True):
        assert torch.equal(plain[1], recorded[1])
        assert torch.equal(plain[2], recorded[2])


def test_without_a_callback_steps_are_recorded_all_the_same(host: FakeHost) -> None:
    assert len(Scene(host).record(callback=None).steps) == 3


def test_a_sampler_that_never_reports_leaves_no_pass(host: FakeHost) -> None:
    scene = Scene(host)
    plain = scene.sample(sampler="silent")
    assert torch.equal(scene.sample(scene.attached(), sampler="silent"), plain)
    assert scene.recording.passes == []
    with pytest.raises(host.module("diffulizer.errors").RecordingError, match="The recording is empty"):
        host.module("diffulizer.recording").newest_pass(scene.recording)


class Guidance:
    """A patch that asks the model again inside a prediction, with one conditioning, as PAG (or SAG) does."""

    def __init__(self, which: str, times: int = 1) -> None:
        self._which, self._times = which, times
        self.calls = 0

    def __call__(self, args: dict[str, Any]) -> Tensor:
        result = args["denoised"]
        for _ in range(self._times):
            self.calls += 1
            (again,) = calc_cond_batch(
                args["model"], [args[self._which]], args["input"] * 1.5, args["sigma"], args["model_options"]
            )
            result = result + 0.1 * (result - again)
        return result


@pytest.mark.parametrize("times", [1, 3])
@pytest.mark.parametrize("which", ["cond", "uncond"])
def test_calls_of_a_guidance_patch_are_ignored(host: FakeHost, which: str, times: int) -> None:
    scene = Scene(host)
    plain = scene.record(steps=1)
    guidance = Guidance(which, times)
    scene.model.model_options["sampler_post_cfg_function"] = [guidance]
    made = scene.record(steps=1)
    assert guidance.calls == 2 * times
    assert made.gaps == []
    assert_same_attention(made, plain, rounding=0)
    assert made.steps[0].evaluations == 1
    assert torch.equal(made.steps[0].noise_text, plain.steps[0].noise_text)
    assert torch.equal(made.steps[0].noise_uncond, plain.steps[0].noise_uncond)
    assert not torch.equal(made.steps[0].noise, plain.steps[0].noise)


def test_guidance_does_not_confuse_the_steps_that_follow(host: FakeHost) -> None:
    scene = Scene(host)
    scene.model.model_options["sampler_post_cfg_function"] = [Guidance("uncond")]
    made = scene.record(sampler="heun", steps=4)
    assert [step.evaluations for step in made.steps] == [2, 2, 2, 1]
    assert [(len(s.cross_attention), len(s.self_attention)) for s in made.steps] == [(2 * CROSS, SELF)] * 4


def test_attention_every_second_step_and_the_last(host: FakeHost) -> None:
    made = Scene(host).record(steps=6, capture={"attention_every": 2})
    assert [bool(places) for places in attention_of(made)] == [True, False, True, False, True, True]
    assert len(made.steps) == 6


def test_a_wide_picture_keeps_its_aspect(host: FakeHost) -> None:
    made = Scene(host).record(size=(6, 10))
    grids = {layer.name.split(".")[0]: layer.grid for layer in made.layers}
    assert grids == {"input_blocks": (6, 10), "middle_block": (3, 5), "output_blocks": (6, 10)}


def test_only_the_newest_passes_are_kept(host: FakeHost) -> None:
    scene = Scene(host)
    recorded = scene.attached()
    for steps in (1, 2, 3, 4):
        scene.sample(recorded, steps=steps)
    assert [len(p.steps) for p in scene.recording.passes] == [3, 4]
    assert scene.recording.get_ram_usage() == sum(p.nbytes() for p in scene.recording.passes)


def test_a_sampler_inside_a_sampler_keeps_to_its_own_pass(host: FakeHost) -> None:
    """A pack that samples with the same model from inside a callback."""
    scene = Scene(host)
    recorded = scene.attached()
    done: list[int] = []

    def nested(step: int, *_: Any) -> None:
        if step == 1 and not done:
            done.append(step)
            scene.sample(recorded, steps=2)

    plain = scene.sample()
    assert torch.equal(scene.sample(recorded, callback=nested), plain)
    assert [len(p.steps) for p in scene.recording.passes] == [2, 3]
    assert all(p.complete for p in scene.recording.passes)
    last = scene.recording.passes[-1]
    assert [(len(s.cross_attention), len(s.self_attention)) for s in last.steps] == [(2 * CROSS, SELF)] * 3


def test_patterns_that_match_nothing_cost_the_recording_alone(host: FakeHost) -> None:
    scene = Scene(host)
    assert scene.attached(layers=("attn9",)) is scene.model
    (reason,) = scene.recording.failures
    assert re.search("no layer of this model .*matches", reason)
