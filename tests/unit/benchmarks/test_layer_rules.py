"""Rules that choose a layer for a word, on maps of which it is known; and what the page says was measured."""

from __future__ import annotations

import json
import math
from pathlib import Path

import pytest
import torch
from layer_rules import ALL, AUTO, BEST_RULE, FIRST, KINDS, ONE, RULES, Contest, Recorded, first_look, summary
from pointing import SIDE, Word

from demo_model import tables

DOCS = Path(__file__).resolve().parents[3] / "docs"


def maps_of(quarter: float, elsewhere: float) -> torch.Tensor:
    """[3, tokens, 4, 4]: the start token and two words, of which the first is attended to in the upper left quarter."""
    word = torch.full((4, 4), elsewhere)
    word[:2, :2] = quarter
    other = torch.full((4, 4), 0.1)
    return torch.stack([1 - word - other, word, other]).expand(3, -1, -1, -1)


def recorded() -> Recorded:
    region = torch.zeros(SIDE, SIDE, dtype=torch.bool)
    region[: SIDE // 2, : SIDE // 2] = True
    word = Word("colour", "one thing", (1,), region, ~region)
    return Recorded("red background", [word], {"blind": maps_of(0.2, 0.2), "clear": maps_of(0.6, 0.0)})


def test_information_is_that_of_cell_and_token() -> None:
    maps = maps_of(0.9, 0.0)[0]
    apart = sum(RULES["mutual information"](maps, [token]) for token in range(3))
    within = -sum(p * math.log(p) for p in (0.9, 0.1))
    outside = within  # the start token takes there what the word has in its quarter
    mean = [0.25 * 0.9, 0.75 * 0.9, 0.1]
    assert apart == pytest.approx(-sum(p * math.log(p) for p in mean) - 0.25 * within - 0.75 * outside, rel=1e-5)


@pytest.mark.parametrize("rule", RULES)
def test_each_rule_prefers_the_layer_that_sees_the_word(rule: str) -> None:
    made = recorded()
    assert RULES[rule](made.layers["clear"][0], [1]) > RULES[rule](made.layers["blind"][0], [1])
    assert first_look(made, RULES[rule]) == ("clear", 1, 1)


def test_rows_hold_what_was_chosen() -> None:
    contest = Contest()
    for _ in range(4):
        contest.add(recorded())
    rows = {(row["rule"], row["choice"]): row for row in contest.rows()}
    assert set(rows) == {*((rule, choice) for rule in RULES for choice in (ONE, AUTO, FIRST)), (ALL, ALL)}
    best = rows[BEST_RULE, ONE]
    assert (best["maps"], best["pointing"], best["less"]) == (4, 1, 0)
    assert best["iou"] > 0.9
    assert contest.named("first") == dict.fromkeys(RULES, 1)


def test_the_page_shows_what_was_measured() -> None:
    figures = json.loads((DOCS / "clearest_layer.json").read_text(encoding="utf-8"))
    assert tables.filled(DOCS / "faithfulness.md", "clearest layer") == summary(figures)
    assert figures["prompts"] >= 40
    assert figures["weights"] == json.loads((DOCS / "faithfulness.json").read_text())["default"]["weights"]
    iou = {(r["rule"], r["word"]): r["iou"] for r in figures["rows"] if r["choice"] == AUTO}
    for kind in KINDS:
        best = max(iou[rule, kind] for rule in RULES)
        assert iou[BEST_RULE, kind] >= best - 0.005, "another rule is better now: take it"
