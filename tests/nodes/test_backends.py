"""With a recording, the host calls the attention function that it calls without one, whatever backends it has."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
import torch
from fake_host import FakeHost
from fake_host.newest_attention import Wrapped, backend, installed
from fake_host.scenes import CROSS, SELF, Scene, attention_of

OVERRIDE = "optimized_attention_override"


@contextmanager
def scene_of(host: FakeHost, default: Wrapped | None = None) -> Iterator[Scene]:
    """A scene in a host that attends as the newest does."""
    with installed(default or backend(1.0)):
        yield Scene(host)


def prefer(scene: Scene, *factors: float) -> None:
    """Let the layers prefer backends of their own, in turn."""
    own = [m for m in scene.network.modules() if hasattr(m, "comfy_attention")]
    assert len(own) == SELF + CROSS
    for i, module in enumerate(own):
        module.comfy_attention.function = backend(factors[i % len(factors)])


def changed_by(scene: Scene, options: dict[str, Any]) -> Any:
    """A clone of the model with more ``transformer_options``."""
    model = scene.model.clone()
    model.model_options["transformer_options"].update(options)
    return model


def assert_full(made: Any) -> None:
    assert made.gaps == []
    assert all(len(step) == 2 * CROSS + SELF for step in attention_of(made))


@pytest.mark.parametrize("own_containers", [None, 1.5])
def test_the_default_backend(host: FakeHost, own_containers: float | None) -> None:
    with scene_of(host, backend(1.0, own_containers)) as scene:
        assert_full(scene.record())


@pytest.mark.parametrize("own_containers", [None, 1.5])
def test_a_layer_prefers_another_backend(host: FakeHost, own_containers: float | None) -> None:
    with scene_of(host, backend(1.0, own_containers)) as scene:
        plain = scene.sample()
        prefer(scene, 0.5, 0.25, 2.0)
        assert not torch.equal(scene.sample(), plain), "the preference has no effect"
        assert_full(scene.record())


def test_a_preference_counts_where_nothing_is_recorded_too(host: FakeHost) -> None:
    """All layers run through the override, whichever are recorded."""
    with scene_of(host) as scene:
        prefer(scene, 0.5, 0.25)
        made = scene.record(capture={"include_self_attention": False, "max_layers": 1})
        assert len(made.layers) == 1


def test_a_preference_counts_after_the_recording_of_attention_failed(
    host: FakeHost, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An error in the middle of a call of the network leaves the override in place for the rest of it."""
    left = [2]

    def fail(*_: Any, **__: Any) -> Any:
        left[0] -= 1
        if left[0] < 0:
            raise RuntimeError("CUDA out of memory")
        return []

    monkeypatch.setattr(host.module("diffulizer.capture.attention_recorder"), "accumulate", fail)
    with scene_of(host) as scene:
        prefer(scene, 0.5, 0.25, 2.0)
        scene.record()


@pytest.mark.parametrize("own_containers", [None, 1.5])
def test_another_override_with_a_function_of_containers(host: FakeHost, own_containers: float | None) -> None:
    """What the host's ``set_model_optimized_attention`` puts into the options."""
    chosen = backend(0.5, own_containers)

    def override(_: Any, *args: Any, **kwargs: Any) -> Any:
        return chosen(*args, **kwargs)

    if own_containers is not None:
        override.container_function = chosen.container_function  # type: ignore[attr-defined]
    with scene_of(host) as scene:
        prefer(scene, 3.0)  # an override goes before a preference
        assert_full(scene.record(model=changed_by(scene, {OVERRIDE: override})))


def test_an_override_that_another_node_puts_around_ours(host: FakeHost) -> None:
    """Within the network it replaces what is there, and calls it with the backend of its choice."""
    chosen = backend(0.5)._func

    def wrap(options: dict[str, Any]) -> None:
        inner = options.get(OVERRIDE)

        def override(_: Any, *args: Any, **kwargs: Any) -> Any:
            return chosen(*args, **kwargs) if inner is None else inner(chosen, *args, **kwargs)

        options[OVERRIDE] = override

    with scene_of(host) as scene:
        prefer(scene, 3.0)
        scene.network.before = wrap
        assert_full(scene.record())


def test_a_replaced_attention_keeps_its_own_backend(host: FakeHost) -> None:
    """Within a replacement the host's preference is not consulted."""
    inside = backend(0.7)

    def replacement(q: Any, k: Any, v: Any, extra: dict[str, Any]) -> Any:
        return inside(q, k, v, extra["n_heads"], transformer_options=extra)

    with scene_of(host) as scene:
        prefer(scene, 0.5, 0.25)
        patches = {"patches_replace": {"attn1": {("middle", 0): replacement}}}
        assert_full(scene.record(model=changed_by(scene, patches)))
