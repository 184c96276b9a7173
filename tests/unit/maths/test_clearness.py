"""What a map alone tells of how clearly it shows words."""

from __future__ import annotations

import pytest
import torch

from diffulizer.maths.clearness import clearness


def test_clearness_is_what_the_attended_places_get_above_the_others() -> None:
    square = torch.zeros(1, 8, 8)
    square[0, 2:6, 2:6] = 0.4  # a quarter of the image
    assert clearness(square) == pytest.approx(0.4 * 0.75)
    assert clearness(square / 100) == pytest.approx(clearness(square) / 100)  # a little of the attention is not clear
    assert clearness(square + 0.5) < clearness(square) / 4  # nor are words that get much everywhere
    assert clearness(torch.full((1, 8, 8), 0.3)) == pytest.approx(0, abs=1e-9)
    assert clearness(torch.zeros(1, 8, 8)) == 0
    assert clearness(torch.cat([square, 0 * square])) == pytest.approx(clearness(square) / 2)
