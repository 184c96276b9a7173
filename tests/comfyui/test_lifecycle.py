"""Exceptions, interrupts and the host's cache: nothing of ours stays behind, and nothing goes stale."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import torch

from graphs import PROMPT, sampling


def stop_at(step: int, stop: Callable[[], None]) -> Callable[..., Any]:
    """A stand-in for the host's euler sampler that calls ``stop`` in the callback of ``step``."""
    from comfy.k_diffusion import sampling as host_sampling

    original = host_sampling.sample_euler

    def sample_euler(model: Any, x: Any, sigmas: Any, callback: Any = None, **kwargs: Any) -> Any:
        def stopping(info: dict[str, Any]) -> None:
            callback(info)
            if info["i"] == step:
                stop()

        return original(model, x, sigmas, callback=stopping, **kwargs)

    return sample_euler


def fail() -> None:
    raise RuntimeError("a sampler of another pack failed")


def interrupt() -> None:
    import comfy.model_management as management

    management.interrupt_current_processing()
    management.throw_exception_if_processing_interrupted()


def press_cancel() -> None:
    """The host then stops in the next step: in the network or, where it does not look there, in the step's callback."""
    import comfy.model_management as management

    management.interrupt_current_processing()


def whole_steps_of(stop: Callable[[], None]) -> int:
    """How many steps are whole when the callback of the fourth one stops the pass, at once or in the next step."""
    return 4 if stop is press_cancel else 3


def assert_untouched(patcher: Any) -> None:
    """Nothing of ours is in the model, its options or its modules."""
    assert patcher.wrappers == {}
    assert patcher.callbacks == {}
    assert patcher.model_options["transformer_options"] == {}
    network = patcher.model.diffusion_model
    assert all(not m._forward_hooks and not m._forward_pre_hooks for m in network.modules())


@pytest.mark.parametrize("recorder", ["Diffulizer_KSampler", "Diffulizer_RecordAttention"])
@pytest.mark.parametrize("stop", [fail, interrupt, press_cancel])
def test_a_stopped_pass_leaves_nothing_and_keeps_its_steps(
    host: Any, monkeypatch: pytest.MonkeyPatch, stop: Callable[[], None], recorder: str
) -> None:
    plain = {k: v for k, v in sampling(steps=6, plain=True).items() if k != "5"}
    before = host.run(plain).output("plain")["samples"]
    kept = host.module("nodes.host.interrupted").passes
    kept.clear()
    with monkeypatch.context() as patch:
        patch.setattr("comfy.k_diffusion.sampling.sample_euler", stop_at(3, stop))
        result = host.run(sampling(steps=6, recorder=recorder), check=False)
    assert result.interrupted is (stop is not fail)
    assert ("a sampler of another pack failed" in result.error) is (stop is fail)
    (partial,) = kept
    assert not partial.complete
    assert [s.index for s in partial.steps] == list(range(whole_steps_of(stop)))
    assert all(len(s.cross_attention) + len(s.self_attention) == 18 for s in partial.steps)
    assert_untouched(result.output("1"))
    plain["plain"]["inputs"]["denoise"] = 0.9999  # another cache key, the same schedule
    host_cached = host.run(plain)
    assert "plain" not in host_cached.cached
    assert torch.equal(before, host_cached.output("plain")["samples"])


def test_sampling_leaves_the_model_as_it_was(host: Any) -> None:
    result = host.run(sampling())
    assert_untouched(result.output("1"))


def test_a_new_prompt_or_seed_gives_a_new_pass_though_the_recorder_is_cached(host: Any) -> None:
    first = host.run(sampling(recorder="Diffulizer_RecordAttention", encoder="CLIPTextEncode"))
    recording = first.output("6", 1)
    assert [p.conditions[0].prompt.text for p in recording.passes] == [PROMPT]

    text = "a large green star on a white background, photo style"
    second = host.run(sampling(recorder="Diffulizer_RecordAttention", encoder="CLIPTextEncode", text=text))
    assert "6" in second.cached
    assert second.output("6", 1) is recording
    assert [p.conditions[0].prompt.text for p in recording.passes] == [PROMPT, text]
    words = [w.text for w in recording.passes[-1].conditions[0].prompt.table.words]
    assert words[:4] == ["a", "large", "green", "star"]

    third = host.run(sampling(recorder="Diffulizer_RecordAttention", encoder="CLIPTextEncode", text=text, seed=8))
    assert "6" in third.cached
    assert [p.sampling.seed for p in recording.passes] == [7, 8]
    assert not torch.equal(recording.passes[0].steps[-1].latent, recording.passes[1].steps[-1].latent)


def test_two_recorders_with_equal_inputs_do_not_share_a_recording(host: Any) -> None:
    graph = sampling(recorder="Diffulizer_RecordAttention")
    graph["6b"] = dict(graph["6"])
    graph["5b"] = {**graph["5"], "inputs": {**graph["5"]["inputs"], "model": ["6b", 0], "seed": 9}}
    result = host.run(graph)
    first, second = result.output("6", 1), result.output("6b", 1)
    assert first is not second
    assert [p.sampling.seed for r in (first, second) for p in r.passes] == [7, 9]


def test_two_samplers_in_a_row_give_two_passes(host: Any) -> None:
    graph = sampling(recorder="Diffulizer_RecordAttention")
    again = {**graph["5"]["inputs"], "latent_image": ["5", 0], "denoise": 0.5, "seed": 11}
    graph["8"] = {"class_type": "KSampler", "inputs": again}
    recording = host.run(graph).output("6", 1)
    assert [(p.sampling.seed, p.sampling.denoise, p.sampling.start_step) for p in recording.passes] == [
        (7, 1.0, 0),
        (11, 0.5, 4),
    ]


def test_a_tight_memory_limit_thins_then_stops_but_never_touches_the_picture(host: Any) -> None:
    graph = sampling(steps=12, plain=True, capture={"max_recording_mb": 3, "max_layers": 0})
    result = host.run(graph)
    assert torch.equal(result.output("plain")["samples"], result.output("5")["samples"])
    (only,) = result.output("5", 1).passes
    with_attention = [s.index for s in only.steps if s.cross_attention]
    assert 1 <= len(with_attention) < 12
    assert only.nbytes() <= 3 * 2**20
    assert any("max_recording_mb" in gap.reason for gap in only.gaps)
    assert result.output("5", 1).get_ram_usage() == only.nbytes()


@pytest.mark.parametrize(
    "place",
    [
        "nodes.host.session.GuiderConditions",
        "nodes.host.attach.model_info",
        "diffulizer.capture.recorder.to_cpu",
    ],
)
def test_an_error_of_ours_costs_the_recording_never_the_picture(
    host: Any, monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    calls = []

    def failing(*_args: Any, **_kwargs: Any) -> None:
        calls.append(place)
        raise torch.OutOfMemoryError("no memory for a map")

    module, name = place.rsplit(".", 1)
    monkeypatch.setattr(host.module(module), name, failing)
    result = host.run(sampling(plain=True, batch=2), check=False)
    assert result.error == ""
    assert "could not be recorded: " in result.failures["5"][0]
    assert torch.equal(result.output("plain")["samples"], result.output("5")["samples"])
    assert calls == [place], "after an error nothing of ours is tried again"
    assert result.output("5", 1).passes == []
    assert_untouched(result.output("1"))


def test_an_error_in_attention_costs_the_attention_alone(host: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def failing(*_args: Any, **_kwargs: Any) -> None:
        raise torch.OutOfMemoryError("no memory for a map")

    monkeypatch.setattr(host.module("diffulizer.capture.attention_recorder"), "accumulate", failing)
    result = host.run(sampling(plain=True))
    assert torch.equal(result.output("plain")["samples"], result.output("5")["samples"])
    (only,) = result.output("5", 1).passes
    assert only.complete
    assert [(len(s.cross_attention), len(s.self_attention)) for s in only.steps] == [(0, 0)] * 4
    assert any("OutOfMemoryError: no memory for a map" in gap.reason for gap in only.gaps)


def test_an_error_in_mid_run_keeps_the_steps_before_it(host: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    recorder = host.module("diffulizer.capture.recorder")
    original, calls = recorder.to_cpu, []

    def failing(tensors: Any) -> Any:
        calls.append(1)
        if len(calls) == 4:
            raise torch.OutOfMemoryError("no memory for a map")
        return original(tensors)

    monkeypatch.setattr(recorder, "to_cpu", failing)
    result = host.run(sampling(steps=6, plain=True))
    assert torch.equal(result.output("plain")["samples"], result.output("5")["samples"])
    (only,) = result.output("5", 1).passes
    assert [s.index for s in only.steps] == [0, 1]
    assert not only.complete
    assert any("recording stopped: OutOfMemoryError: no memory for a map" in gap.reason for gap in only.gaps)


def test_an_error_costs_the_effects_alone(host: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    module = host.module("nodes.host.effects")
    original, calls = module.reduced_effects, []

    def failing(*args: Any) -> Any:
        calls.append(1)
        if len(calls) == 3:
            raise torch.OutOfMemoryError("no memory for an effect")
        return original(*args)

    monkeypatch.setattr(module, "reduced_effects", failing)
    result = host.run(sampling(plain=True, capture={"effects_every": 1, "effect_words": "circle"}))
    assert torch.equal(result.output("plain")["samples"], result.output("5")["samples"])
    recorded = result.output("5", 1).passes[0]
    assert recorded.complete
    assert [step.effects is not None for step in recorded.steps] == [True, True, False, False]
    assert all(step.cross_attention for step in recorded.steps)
    assert [(gap.what, gap.where) for gap in recorded.gaps] == [("effects", "steps from 2")]
    assert "no memory for an effect" in recorded.gaps[0].reason


def test_an_interrupt_is_seen_between_evaluations(host: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    import comfy.model_management as management

    module = host.module("nodes.host.effects")
    original, calls = module.throw_exception_if_processing_interrupted, []

    def cancelled() -> None:
        calls.append(1)
        if len(calls) == 8:  # the second group of the third step
            management.interrupt_current_processing()
        original()

    monkeypatch.setattr(module, "throw_exception_if_processing_interrupted", cancelled)
    kept = host.module("nodes.host.interrupted").passes
    kept.clear()
    result = host.run(sampling(capture={"effects_every": 1}), check=False)
    assert result.interrupted
    assert len(calls) == 8
    (partial,) = kept
    assert not partial.complete
    assert [step.effects is not None for step in partial.steps] == [True, True]
    assert_untouched(result.output("1"))
