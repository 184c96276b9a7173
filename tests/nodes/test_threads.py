"""Prompts that are evaluated at the same time, in threads, as the host's MultiGPU CFG Split does."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from fake_host import FakeHost, sampling
from fake_host.sampling import one_by_one
from fake_host.scenes import CROSS, SELF, Scene, assert_same_attention, attention_of


def test_each_prompt_in_a_thread_of_its_own(host: FakeHost, monkeypatch: pytest.MonkeyPatch) -> None:
    """Both are inside the network at once, at each step, and neither hears the other's attention."""
    scene = Scene(host)
    scene.model.model.plan = one_by_one
    alone = scene.record()
    met = Barrier(2)
    apply_model, calc = scene.model.model.apply_model, sampling._calc_cond_batch

    def in_threads(model: Any, conds: list[Any], *args: Any) -> list[Any]:
        with ThreadPoolExecutor(len(conds)) as pool:
            parts = [pool.submit(calc, model, [c if i == j else None for j, c in enumerate(conds)], *args)
                     for i in range(len(conds))]  # fmt: skip
            return [part.result()[i] for i, part in enumerate(parts)]

    def together(*args: Any, **kwargs: Any) -> Any:
        met.wait(timeout=60)
        out = apply_model(*args, **kwargs)
        met.wait(timeout=60)
        return out

    monkeypatch.setattr(sampling, "_calc_cond_batch", in_threads)
    monkeypatch.setattr(scene.model.model, "apply_model", together)
    made = scene.record()
    assert made.gaps == []
    assert all(len(step) == 2 * CROSS + SELF for step in attention_of(made))
    assert_same_attention(alone, made, rounding=0)
    assert [sorted(step.network_calls) for step in made.steps] == [[("c0",), ("c1",)]] * 3
