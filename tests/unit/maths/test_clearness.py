"""What a map alone tells of how clearly it shows words."""

from __future__ import annotations

import pytest
import torch

from diffulizer.maths.clearness import clearness, concentration, inside_corners


def test_clearness_is_what_the_attended_places_get_above_the_others() -> None:
    square = torch.zeros(1, 8, 8)
    square[0, 2:6, 2:6] = 0.4  # a quarter of the image
    assert clearness(square) == pytest.approx(0.4 * 0.75)
    assert clearness(square / 100) == pytest.approx(clearness(square) / 100)  # a little of the attention is not clear
    assert clearness(square + 0.5) < clearness(square) / 4  # nor are words that get much everywhere
    assert clearness(torch.full((1, 8, 8), 0.3)) == pytest.approx(0, abs=1e-9)
    assert clearness(torch.zeros(1, 8, 8)) == 0
    assert clearness(torch.cat([square, 0 * square])) == pytest.approx(clearness(square) / 2)
    assert clearness(torch.full((1, 8, 8), torch.inf)) == 0


def test_concentration_goes_from_everywhere_towards_one_place() -> None:
    flat, one, half = torch.full((8, 8), 0.3), torch.zeros(8, 8), torch.zeros(8, 8)
    one[3, 4] = 1
    half[:, :4] = 0.2  # 30 of the 60 cells that count: a variance of 0.01, a mean of 0.1
    assert float(concentration(flat)) == pytest.approx(0, abs=1e-6)
    assert float(concentration(half)) == pytest.approx(0.5)
    assert float(concentration(one)) == pytest.approx((59 / 60) / (59 / 60 + 0.1))
    assert float(concentration(one / 100)) < 0.1  # a little of the attention is not much, wherever it is
    assert float(concentration(torch.zeros(8, 8))) == 0
    assert concentration(torch.rand(3, 2, 5, 7)).shape == (3, 2)


def test_corners_do_not_count() -> None:
    map_ = torch.full((16, 16), 0.1)
    map_[:2, :2] = map_[-1, -1] = 0.9
    assert float(concentration(map_)) == pytest.approx(0, abs=1e-6)
    assert int((~inside_corners((16, 16))).sum()) == 4 * 2 * 2
    assert int((~inside_corners((4, 32))).sum()) == 4 * 1 * 4
    assert inside_corners((3, 8)).all()
