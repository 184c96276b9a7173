"""Errors of our own end the recording, never the sampling: the picture comes out as it would have."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import torch
from fake_host import FakeHost, samplers
from fake_host.pictures import FakeVAE
from fake_host.scenes import CROSS, NEGATIVE, POSITIVE, SELF, Scene
from torch import Tensor


class Failing:
    """Wraps a function and raises at the how-manieth call."""

    def __init__(self, original: Callable[..., Any], call: int) -> None:
        self._original, self._left = original, call

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        self._left -= 1
        if self._left == 0:
            raise RuntimeError("CUDA out of memory")
        return self._original(*args, **kwargs)

    def __get__(self, owner: Any, _type: Any = None) -> Any:
        return lambda *args, **kwargs: self(owner, *args, **kwargs)


PLACES = [
    ("diffulizer.capture.recorder", "PassRecorder.close", 1),
    ("nodes.host.conditions", "GuiderConditions.names_of", 3),
    ("diffulizer.capture.attention_recorder", "accumulate", 9),
    ("diffulizer.capture.attention_recorder", "map_cells", 7),
    ("diffulizer.capture.recorder", "to_cpu", 3),
    ("diffulizer.capture.recorder", "PassRecorder.set_conditions", 1),
    ("diffulizer.capture.recorder", "PassRecorder.begin", 3),
    ("diffulizer.capture.recorder", "PassRecorder.predictions", 3),
    ("diffulizer.capture.recorder", "PassRecorder.end", 3),
    ("diffulizer.capture.recorder", "PassRecorder.step", 3),
    ("nodes.host.conditions", "GuiderConditions.__init__", 1),
    ("nodes.host.conditions", "GuiderConditions.chunks_of", 3),
    ("nodes.host.attention_tap", "AttentionTap.compose", 3),
    ("nodes.host.attach", "model_info", 1),
    ("nodes.host.attach", "current_execution", 1),
    ("nodes.host.session", "tensor_digest", 1),
]


ATTENTION_ONLY = ("accumulate", "map_cells", "chunks_of", "compose")
"""Errors there cost the attention from then on; latents are recorded to the end."""


@pytest.mark.parametrize(("module", "name", "call"), PLACES, ids=lambda v: str(v).rpartition(".")[2])
def test_an_error_of_ours_does_not_reach_the_sampler(
    host: FakeHost, monkeypatch: pytest.MonkeyPatch, module: str, name: str, call: int
) -> None:
    scene = Scene(host)
    conds = {"positive": scene.encode(POSITIVE), "negative": scene.encode(NEGATIVE)}
    plain = scene.sample(conds=conds, steps=4)
    recorded = scene.attached()
    owner: Any = host.module(module)
    if "." in name:
        kind, name = name.split(".")
        owner = getattr(owner, kind)
    with monkeypatch.context() as patch:
        failing = Failing(getattr(owner, name), call)
        patch.setattr(owner, name, failing)
        assert torch.equal(scene.sample(recorded, conds=conds, steps=4), plain)
        assert failing._left <= 0, "the error was never raised"
    for made in scene.recording.passes:
        whole = name in (*ATTENTION_ONLY, "tensor_digest")
        assert made.complete is whole
        assert (len(made.steps) == 4) is whole
        if name != "tensor_digest":
            assert any("CUDA out of memory" in gap.reason for gap in made.gaps)
        counts = [(len(s.cross_attention), len(s.self_attention)) for s in made.steps]
        full = [c == (2 * CROSS, SELF) for c in counts]
        assert all(full) is (name not in ATTENTION_ONLY)
        assert all(f or c == (0, 0) for f, c in zip(full, counts, strict=True))
    if not scene.recording.passes:
        with pytest.raises(Exception, match=r"could not be recorded: .*CUDA out of memory"):
            host.module("diffulizer.recording").newest_pass(scene.recording)
    scene.recording.passes.clear()
    assert torch.equal(scene.sample(recorded, conds=conds, steps=4), plain)
    (made,) = scene.recording.passes
    assert made.complete
    assert made.gaps == []


def sample_two_sizes(model: Any, x: Tensor, sigmas: Tensor, extra_args: Any, callback: Any, **_: Any) -> Tensor:
    """Evaluates a smaller picture too, and reports a copy: the nearest evaluation can't be told by subtraction."""
    for i in range(len(sigmas) - 1):
        level = sigmas[i] * x.new_ones([x.shape[0]])
        model(torch.nn.functional.avg_pool2d(x, 2), level, **extra_args)
        denoised = model(x, level, **extra_args)
        if callback is not None:
            callback({"i": i, "denoised": denoised.clone(), "x": x})
        x = x + (x - denoised) / sigmas[i] * (sigmas[i + 1] - sigmas[i])
    return x


def test_a_sampler_that_changes_the_size(host: FakeHost, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(samplers, "sample_two_sizes", sample_two_sizes, raising=False)
    scene = Scene(host)
    plain = scene.sample(sampler="two_sizes")
    assert torch.equal(scene.sample(scene.attached(), sampler="two_sizes"), plain)


@pytest.mark.parametrize(
    "inputs",
    [
        {"denoise": "auto"},
        {"start_at_step": "first"},
        {"denoise": ["other", 0], "sampler_name": 5},
        {"positive": ["concat", 0], "negative": ["missing", 0]},
        {"positive": ["positive", "wrong"], "model": ["s", 0], "sampler": ["s", 0]},
    ],
    ids=str,
)
def test_graphs_of_other_packs(host: FakeHost, inputs: dict[str, Any]) -> None:
    graph = {
        "s": {"class_type": "OddSampler", "inputs": inputs},
        "other": {"class_type": "Odd", "inputs": {"value": "half"}},
        "concat": {"class_type": "ConditioningConcat", "inputs": {"conditioning_to": ["e", 0]}},
        "e": {"class_type": "CLIPTextEncode", "inputs": {"clip": ["m", 1], "text": 3}},
    }
    scene = Scene(host)
    plain = scene.sample()
    with host.executing(graph, "s"):
        assert torch.equal(scene.sample(scene.attached()), plain)


class BrokenVAE(FakeVAE):
    def decode(self, latent: Tensor) -> Tensor:
        raise RuntimeError("CUDA out of memory")


def test_a_live_preview_that_fails_changes_nothing(host: FakeHost) -> None:
    scene = Scene(host)
    inputs = scene.inputs()
    plain = host.run("Diffulizer_KSampler", **inputs)[0]["samples"]
    latent, recording = host.run("Diffulizer_KSampler", **inputs, vae=BrokenVAE()).args
    assert torch.equal(latent["samples"], plain)
    assert recording.passes[-1].complete
    assert recording.passes[-1].gaps == []
