"""The estimated size of a pass, made before it is sampled, and the parts that go if it is too large."""

from __future__ import annotations

from dataclasses import replace

import pytest
import torch

from diffulizer.capture import budget
from diffulizer.capture.budget import MemoryBudget, estimate, steps_with
from diffulizer.capture.memory import MemoryPass
from diffulizer.settings import CaptureSettings
from synthetic import make_pass


def planned(settings: CaptureSettings, steps: int) -> MemoryPass:
    """A pass with layers and conditionings before its first evaluation."""
    made = make_pass(settings=settings, steps=1)
    return replace(made, steps=[], gaps=[], sampling=replace(made.sampling, num_steps=steps))


@pytest.mark.parametrize(
    ("every", "steps", "expected"), [(1, 5, 5), (2, 5, 3), (2, 6, 4), (4, 5, 2), (9, 5, 2), (0, 5, 0), (1, 1, 1)]
)
def test_steps_with_attention(every: int, steps: int, expected: int) -> None:
    assert steps_with(every, steps) == expected
    if every:
        assert sum(i % every == 0 or i == steps - 1 for i in range(steps)) == expected


def test_what_fits_is_left_alone_and_said() -> None:
    target = planned(CaptureSettings(), 20)
    told = MemoryBudget(target).plan().summary
    assert f"at most {target.budget_bytes / 2**20:.1f} MiB" in told
    assert target.gaps == []
    assert "for 20 steps, 4 layers at 20 of them (" in told
    assert "max_recording_mb" not in told


@pytest.mark.parametrize(("stream", "where"), [(False, "MiB of memory"), (True, "MiB on disk")])
def test_where_it_will_lie_is_said(stream: bool, where: str) -> None:
    assert where in MemoryBudget(planned(CaptureSettings(stream_to_disk=stream), 20)).plan().summary


def test_latents_of_any_dimensions_are_counted() -> None:
    """Video models have one more; they have no layers that are recorded."""
    target = replace(planned(CaptureSettings(), 20), layers=[], initial_latent=torch.zeros(1, 16, 5, 8, 8))
    assert "0 layers" in MemoryBudget(target).plan().summary
    assert estimate(target).latents == 5 * 2 * 16 * 5 * 8 * 8


def test_first_fewer_steps_then_fewer_layers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(budget, "MIB", 1024)  # the passes here are small
    whole = planned(CaptureSettings(heads="each", maps_of="all"), 200)
    size = estimate(whole)
    ids = [layer.id for layer in whole.layers]
    cross = [layer.id for layer in whole.layers if layer.attention_type == "cross"]
    kept = []
    for takes in (size.total(1, ids) - 1024, size.total(20, ids), size.total(199, cross)):
        limit = -(-takes // 1024)
        target = planned(replace(whole.settings, max_recording_mb=limit), 200)
        keeper = MemoryBudget(target)
        told = keeper.plan().summary
        every = next(n for n in range(1, 200) if keeper.wants_attention(n))
        assert size.total(every, [layer.id for layer in target.layers]) <= limit * 1024
        assert f"max_recording_mb is {limit}" in told
        assert target.gaps[0].where == f"steps other than every {every}th and the last"
        assert len(target.gaps) == 1 + 4 - len(target.layers)
        kept.append((every, len(target.layers)))
    assert kept[0] == (2, 4)
    assert 15 < kept[1][0] <= 20
    assert kept[1][1] == 4
    assert kept[2][0] == 199
    assert 0 < kept[2][1] < 4
