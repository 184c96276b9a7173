"""Sampling that ends early: nothing of ours stays, and what was recorded is kept."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import torch
from fake_host import FakeHost
from fake_host.scenes import CROSS, SELF, Scene


class NewInterrupt(BaseException):
    """The interrupt of newer hosts is no Exception."""


def failing_at(evaluation: int, error: BaseException) -> Callable[[dict[str, Any]], None]:
    """A ``Network.before`` that raises at the how-manieth call."""
    calls = 0

    def before(_options: dict[str, Any]) -> None:
        nonlocal calls
        calls += 1
        if calls == evaluation:
            raise error

    return before


@pytest.mark.parametrize("error", [RuntimeError("out of memory"), NewInterrupt(), KeyboardInterrupt()], ids=repr)
@pytest.mark.parametrize(("sampler", "evaluation", "kept"), [("euler", 4, 3), ("heun", 6, 2)])
def test_an_exception_in_the_network(
    host: FakeHost, error: BaseException, sampler: str, evaluation: int, kept: int
) -> None:
    """Three steps were reported. With heun the sixth evaluation is the third step's own second one, so the latent after
    that step is not known."""
    scene = Scene(host)
    plain = scene.sample(sampler=sampler)
    scene.sample(scene.attached(), sampler=sampler, steps=5)
    whole = scene.recording.passes.pop()
    recorded = scene.attached()
    scene.network.before = failing_at(evaluation, error)
    with pytest.raises(type(error)) as caught:
        scene.sample(recorded, sampler=sampler, steps=5)
    assert caught.value is error
    assert scene.model.wrappers == {}
    assert scene.model.model_options == recorded.model_options == {"transformer_options": {}}

    (partial,) = host.module("nodes.host.interrupted").passes
    assert scene.recording.passes == [partial]
    assert not partial.complete
    assert [s.index for s in partial.steps] == list(range(kept))
    assert [(len(s.cross_attention), len(s.self_attention)) for s in partial.steps] == [(2 * CROSS, SELF)] * kept
    for step, same in zip(partial.steps, whole.steps, strict=False):
        assert torch.equal(step.latent, same.latent)
        assert (step.sigma_next, step.evaluations) == (same.sigma_next, same.evaluations)

    scene.network.before = lambda _: None
    assert torch.equal(scene.sample(sampler=sampler), plain)
    assert torch.equal(scene.sample(recorded, sampler=sampler), plain)
    assert [p.complete for p in scene.recording.passes] == [False, True]


def test_an_exception_in_a_callback(host: FakeHost) -> None:
    scene = Scene(host)

    def stop(step: int, *_: Any) -> None:
        if step == 2:
            raise NewInterrupt

    recorded = scene.attached()
    with pytest.raises(NewInterrupt):
        scene.sample(recorded, steps=5, callback=stop)
    (partial,) = host.module("nodes.host.interrupted").passes
    assert [s.index for s in partial.steps] == [0, 1]  # the latent after the third is not known


def test_nothing_is_kept_of_a_pass_without_a_step(host: FakeHost) -> None:
    scene = Scene(host)
    scene.network.before = failing_at(1, NewInterrupt())
    with pytest.raises(NewInterrupt):
        scene.sample(scene.attached())
    assert scene.recording.passes == []
    assert not host.module("nodes.host.interrupted").passes


def test_an_exception_in_a_replaced_attention(host: FakeHost) -> None:
    scene = Scene(host)
    plain = scene.sample()

    def failing(q: Any, k: Any, v: Any, extra_options: Any) -> Any:
        raise RuntimeError("a patch of another pack failed")

    broken = scene.model.clone()
    broken.model_options["transformer_options"]["patches_replace"] = {"attn1": {("middle", 0): failing}}
    with pytest.raises(RuntimeError, match="a patch of another pack failed"):
        scene.sample(scene.attached(broken))
    recorded = scene.attached()
    assert torch.equal(scene.sample(recorded), plain)
    last = scene.recording.passes[-1]
    assert [(len(s.cross_attention), len(s.self_attention)) for s in last.steps] == [(2 * CROSS, SELF)] * 3


def test_interrupted_passes_are_few(host: FakeHost) -> None:
    scene = Scene(host)
    for steps in (4, 5, 6):
        scene.network.before = failing_at(3, NewInterrupt())
        with pytest.raises(NewInterrupt):
            scene.sample(scene.attached(), steps=steps)
    kept = host.module("nodes.host.interrupted").passes
    assert [p.sampling.num_steps for p in kept] == [5, 6]


def test_a_complete_pass_is_not_called_interrupted(host: FakeHost) -> None:
    made = Scene(host).record()
    assert made.complete
    assert not host.module("nodes.host.interrupted").passes
