"""Scores of attention maps against regions, on maps whose scores are known."""

from __future__ import annotations

import pytest
import torch
from pointing import SIDE, THRESHOLDS, Tally, Word, score

HIT, WRONG, MIRRORED, ENERGY, AREA, NEAR, IOU = range(7)


def word(kind: str = "colour") -> Word:
    """The upper left quarter; another thing fills the upper right one."""
    region, others = torch.zeros(2, SIDE, SIDE, dtype=torch.bool)
    region[: SIDE // 2, : SIDE // 2] = True
    others[: SIDE // 2, SIDE // 2 :] = True
    return Word(kind, "two", (2,), region, others)


def scored(values: list[list[float]]) -> torch.Tensor:
    return score(torch.tensor([values]), [word()])[0]


def test_a_perfect_map() -> None:
    side = 16
    values = torch.zeros(side, side)
    values[:8, :8] = 1
    told = scored(values.tolist())
    assert told[[HIT, WRONG, MIRRORED, AREA]].tolist() == [1, 0, 0, 0.25]
    assert told[ENERGY] > 0.93
    assert told[IOU:].max() > 0.95


@pytest.mark.parametrize(
    ("row", "column", "expected"), [(0, 0, [1, 0, 0]), (0, 3, [0, 1, 1]), (3, 0, [0, 0, 0]), (3, 3, [0, 0, 0])]
)
def test_the_highest_cell_decides_where_a_map_points(row: int, column: int, expected: list[int]) -> None:
    values = torch.zeros(4, 4)
    values[row, column] = 1
    assert scored(values.tolist())[[HIT, WRONG, MIRRORED]].tolist() == expected


@pytest.mark.parametrize(("column", "hit", "near"), [(7, 1, 1), (8, 0, 1), (9, 0, 0)])
def test_near_is_within_15_pixels(column: int, hit: int, near: int) -> None:
    """Cells of 16 pixels; the region ends with cell 7, the centre of cell 8 is half a cell beyond."""
    values = torch.zeros(16, 16)
    values[2, column] = 1
    assert scored(values.tolist())[[HIT, NEAR]].tolist() == [hit, near]


def test_a_flat_map_points_anywhere() -> None:
    for value in (0.0, 1.0):
        told = scored([[value] * 4] * 4)
        assert told[[HIT, WRONG, MIRRORED, ENERGY]].tolist() == [0.25] * 4
        assert told[IOU:].tolist() == [0.25] * len(THRESHOLDS)


def test_one_half_chooses_and_the_other_is_judged() -> None:
    right, wrong = torch.zeros(1, 4, 4), torch.zeros(1, 4, 4)
    right[0, 0, 0] = wrong[0, 0, 3] = 1
    tally = Tally()
    for prompt in range(40):
        tally.add("layer a", [word()], right if prompt % 2 or prompt < 8 else wrong, prompt)
        tally.add("layer b", [word()], wrong if prompt % 4 == 1 else right, prompt)
    first, second = tally.rows()
    assert (first["pointing"], first["low"], first["high"], first["wrong"]) == (1, 1, 1, 0)
    assert first["pointing_choosing"] == 0.2
    assert (second["pointing"], second["pointing_choosing"], second["maps"]) == (0.5, 1, 20)
    assert 0.2 < second["low"] < 0.4 < 0.6 < second["high"] < 0.8


def test_a_key_that_one_half_never_saw_has_no_row() -> None:
    tally = Tally()
    tally.add("layer a", [word()], torch.ones(1, 4, 4), 0)
    assert tally.rows() == []
