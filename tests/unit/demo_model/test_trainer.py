"""The learning rate of a training in rounds."""

from __future__ import annotations

import pytest

from demo_model.trainer import Schedule

SCHEDULE = Schedule((100, 50), 1e-3, warm_up=10, weight_decay=0.0, ema_decay=0.999, max_grad_norm=1.0)


def test_each_round_rises_and_falls() -> None:
    rates = [SCHEDULE.rate(step) for step in range(SCHEDULE.steps)]
    assert len(rates) == 150
    for begin, end in ((0, 100), (100, 150)):
        part = rates[begin:end]
        assert part[0] == pytest.approx(0.1, rel=0.02)
        assert max(part) == part[9]
        assert part[9:] == sorted(part[9:], reverse=True)
        assert part[-1] < 0.002


def test_the_middle_of_a_round_has_half_of_the_rate() -> None:
    assert SCHEDULE.rate(50) == pytest.approx(0.5)
    assert SCHEDULE.rate(125) == pytest.approx(0.5)
