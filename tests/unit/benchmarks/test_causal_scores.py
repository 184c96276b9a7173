"""What the removal of a word changed: scores of pictures and maps whose scores are known."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
import torch
from causal_figures import best, cause_rows, first_rows, order_rows, removed_rows, step_rows
from causal_records import CLEAREST, DAAM, EFFECT, EFFECT_NOISE, EFFECT_PULL, PICTURE, Partly, Record, Scored, records
from causal_scores import (
    BOTH,
    COLOUR,
    GONE,
    KEPT,
    MOVED,
    SHAPE,
    auc,
    box,
    change,
    correlation,
    fate,
    mean,
    pearson,
    proportion,
    ratio,
    share,
)
from causal_tables import tables as tables_of
from removals import LATENT_SIDE, Kept, Removal, cell_orders, removals

from demo_model import tables
from demo_model.captions import full_caption
from demo_model.drawing import draw
from demo_model.judge import Found
from demo_model.scenes import Scene, Thing

DOCS = Path(__file__).resolve().parents[3] / "docs"
RED = Thing("circle", "red", "", 64, 128, 40, 0)
BLUE = Thing("square", "blue", "", 192, 128, 40, 0)


def scene(*things: Thing, relation: str = "left of") -> Scene:
    return Scene(256, 256, "photo", "white", things or (RED, BLUE), relation)


def drawn(*things: Thing) -> np.ndarray:
    return draw(scene(*things), np.random.default_rng(0)).astype(np.float32)


def found(colour: str, shape: str, x: int) -> Found:
    mask = np.zeros((100, 100), bool)
    mask[40:60, x - 10 : x + 10] = True
    return Found(colour, shape, 1.0, x, 50, mask)


@pytest.mark.parametrize(
    ("after", "expected"),
    [
        ([("red", "circle", 30)], KEPT),
        ([("red", "circle", 41)], KEPT),
        ([("red", "circle", 43)], MOVED),
        ([("red", "circle", 70), ("blue", "circle", 30)], MOVED),
        ([("blue", "circle", 30)], COLOUR),
        ([("red", "star", 30)], SHAPE),
        ([("blue", "star", 30)], BOTH),
        ([("blue", "circle", 44)], COLOUR),
        ([("blue", "circle", 46)], GONE),
        ([("blue", "circle", 70)], GONE),
        ([], GONE),
    ],
)
def test_what_became_of_a_thing(after: list[tuple[str, str, int]], expected: str) -> None:
    assert fate(found("red", "circle", 30), [found(*one) for one in after]) == expected


def test_change_is_the_mean_over_cells() -> None:
    before, after = np.zeros((2, 64, 64, 3), np.float32)
    after[:2, :2, 0] = 0.6
    changed = change(before, after)
    assert float(changed[0, 0]) == pytest.approx(0.2)
    assert float(changed.sum()) == pytest.approx(0.2)


def test_share_in_a_region() -> None:
    values = torch.tensor([[3.0, 1.0], [0.0, 0.0]])
    region = torch.tensor([[True, False], [False, False]])
    assert share(values, region) == 0.75
    assert share(torch.zeros(2, 2), region) == 0.25


def test_a_box_has_the_area_and_lies_in_the_picture() -> None:
    for seed in range(20):
        square = box(0.25, 16, np.random.default_rng(seed))
        assert int(square.sum()) == 64
        assert int(square.any(0).sum()) == int(square.any(1).sum()) == 8


def test_pearson_is_that_of_numpy() -> None:
    rng = np.random.default_rng(0)
    maps, target = rng.random((3, 8, 8)), rng.random((8, 8))
    maps[2] = 1
    told = pearson(torch.from_numpy(maps), torch.from_numpy(target))
    assert told[:2] == pytest.approx([np.corrcoef(m.ravel(), target.ravel())[0, 1] for m in maps[:2]])
    assert told[2] == 0


def test_estimates_and_their_bounds() -> None:
    rng = np.random.default_rng(0)
    scenes = np.repeat(np.arange(40), 5)
    values = rng.normal(2, 1, 200)
    told = mean(values.tolist(), scenes.tolist())
    assert told.value == pytest.approx(values.mean())
    assert told.low < told.value < told.high
    assert told.high - told.low == pytest.approx(4 * values.std() / np.sqrt(200), rel=0.4)
    alike = mean(np.repeat(values[:40], 5).tolist(), scenes.tolist())  # words of a scene are not independent
    assert alike.high - alike.low > 1.5 * (told.high - told.low)
    assert ratio((2 * values).tolist(), values.tolist(), scenes.tolist()).json()[:3] == [2, 2, 2]
    assert mean([], []).json() == [None, None, None, 0]


def test_what_never_happened_may_happen() -> None:
    """Ten scenes of two words: at most 31 %, the exact bound for none of ten."""
    scenes = [n // 2 for n in range(20)]
    assert proportion([False] * 20, scenes).json() == [0, 0, 0.3085, 20]
    assert proportion([True] * 20, scenes).json() == [1, 0.6915, 1, 20]
    assert proportion([True, False] * 10, list(range(20))).json()[0] == 0.5


def test_correlation_over_words() -> None:
    rng = np.random.default_rng(0)
    a = rng.normal(size=300)
    b = a + rng.normal(size=300)
    told = correlation(a.tolist(), b.tolist(), list(range(300)))
    assert told.value == pytest.approx(np.corrcoef(a, b)[0, 1])
    assert told.low < told.value < told.high < told.low + 0.2


def test_auc_is_the_chance_of_a_higher_score() -> None:
    rng = np.random.default_rng(0)
    holds = rng.random(200) < 0.3
    scores = rng.normal(size=200) + holds
    told = auc(scores.tolist(), holds.tolist(), list(range(200)))
    assert told.value == pytest.approx((scores[holds][:, None] > scores[~holds]).mean())
    assert told.low < told.value < told.high < told.low + 0.2
    assert auc([1.0, 2.0], [True, True], [0, 1]).json()[0] is None


def test_the_words_that_are_removed() -> None:
    given = Scene(256, 256, "photo", "white", (RED, Thing("star", "orange", "small", 192, 128, 40, 0)), "left of")
    assert full_caption(given) == "a red circle left of a small orange star on a white background , photo style"
    told = {(word.kind, word.thing): (word.text, word.tokens) for word in removals(given)}
    assert told["colour", 0] == ("red", (2,))
    assert told["shape", 1] == ("star", (9,))
    assert told["phrase", 1] == ("small orange star", (7, 8, 9))
    assert told["article", 1] == ("a", (6,))
    assert told["relation", -1] == ("left of", (4, 5))
    assert told["of", -1] == ("of", (5,))
    assert told["background", -1] == ("white", (12,))
    assert told["style", -1] == ("photo", (15,))
    assert told["start", -1][1] == (0,)
    assert told["end", -1][1] == (17,)
    assert told["padding", -1][1] == tuple(range(18, 77))
    assert removals(given)[0].entry == "token 2"


def measured() -> list[Record]:
    """Records of a scene in which the colour word looks at its thing and turns it, and the article does neither."""
    words = [Removal("colour", (2,), 0, "red"), Removal("article", (1,), 0, "a")]
    turned = drawn(Thing("circle", "green", "", 64, 128, 40, 0), BLUE)
    heads = np.full((2, 1, 16, 16), 0.1, np.float32)
    heads[0, 0, 6:10, 2:6] = 0.9
    heads[1] = 0.2
    heads[1, 0, 0, 15] = 0.9
    latents = np.zeros((4, 4, 32, 32), np.float32)
    latents[2] = 1
    kept = Kept(
        words=words,
        pictures=np.stack([drawn(), drawn(), turned, drawn()]),
        latents=latents,
        heads={"a": heads},
        steps={"a": heads},
        daam=heads[:, 0].repeat(2, 1).repeat(2, 2),
        effects={0: np.stack([heads[0, 0], np.zeros((16, 16), np.float32)]).repeat(2, 1).repeat(2, 2)},
        sigmas=np.array([3.0, 1.0, 0.0]),
    )
    return records(1, kept, Scored(scene(), kept.pictures[0]))


def test_a_record_says_what_changed_and_where() -> None:
    colour, article = measured()
    assert colour.fates == {0: COLOUR, 1: KEPT}
    assert article.fates == {0: KEPT, 1: KEPT}
    assert article.size == 0 < colour.size
    assert colour.null == 0
    assert colour.shares["own"] > 0.9
    assert colour.shares["other"] < 0.1
    assert colour.agreement[PICTURE][CLEAREST] > 0.7
    assert colour.pointed[CLEAREST] == colour.pointed[DAAM] == {0: True, 1: False}
    assert article.pointed[CLEAREST] == {0: False, 1: False}
    bright, of_them, others, of_others = colour.bright[CLEAREST]
    assert bright + others == 32 * 32
    assert of_them / bright > 0.7 > 0.1 > of_others / others
    assert colour.background is False
    assert colour.place is None, "the named things are not there"
    assert article.place is False


def test_effects_are_maps_like_others() -> None:
    colour, article = measured()
    total = (16 * 0.9 + 240 * 0.1) * 4
    assert colour.mass["effect of step 1"] == pytest.approx(total)
    assert colour.mass["effect of step 2"] == 0
    assert colour.mass[EFFECT] == pytest.approx(total / 2)
    assert colour.mass[EFFECT_NOISE] == pytest.approx(total / 3 / 2), "divided by the noise level of its step"
    assert colour.mass[EFFECT_PULL] == pytest.approx(total / 3 * 2), "times what the step goes down"
    assert colour.pointed[EFFECT] == {0: True, 1: False}
    assert EFFECT not in article.pointed, "that of the article was not measured"


def test_things_that_swap_places_have_moved() -> None:
    scored = Scored(scene(), drawn())
    record = Record(0, Removal("relation", (4, 5), -1, "left of"))
    swapped = Thing("circle", "red", "", 192, 128, 40, 0), Thing("square", "blue", "", 64, 128, 40, 0)
    scored.judged(drawn(*swapped), record)
    assert record.fates == {0: MOVED, 1: MOVED}
    assert record.place is True


def test_rows_count_pairs_of_words_and_things() -> None:
    told = measured()
    rows = {row["word"]: row for row in removed_rows(told)}
    assert rows["colour"]["changed"] == rows["colour"][COLOUR] == [1, 0.025, 1, 1]
    assert rows["article"]["changed"] == [0, 0, 0.975, 1]
    assert rows["colour"]["another thing"] == [0, 0, 0.975, 1]
    every = cause_rows(told)[0]
    assert (every["source"], every["looked"], every["away"]) == (CLEAREST, [1, 0.025, 1, 1], [0, 0, 0.975, 3])
    assert every["found"] == [1, 0.025, 1, 1]
    first = {row["source"]: row for row in first_rows(told)}
    assert first[CLEAREST]["first"][0] == 1, "nothing changes the other thing"
    assert first[CLEAREST]["chance"][0] == 0.5
    assert first[CLEAREST]["auc"][0] == 1
    assert first[EFFECT]["chance"][0] == 1, "the effect of one word was measured"


def part(record: Record, size: float, **about: object) -> Partly:
    whole = Record(record.scene, record.word, size=2.0, fates={0: GONE})
    return Partly(Record(record.scene, record.word, size=size, fates=record.fates, place=record.place), about, whole)


def test_rows_of_steps_say_what_is_lost() -> None:
    colour, relation = Removal("colour", (2,), 0, "red"), Removal("relation", (4,), -1, "above")
    told = [
        part(Record(0, colour, fates={0: COLOUR, 1: GONE}), 1.0, steps=(1, 4)),
        part(Record(1, colour, fates={0: SHAPE}), 0.5, steps=(1, 4)),
        part(Record(1, relation, fates={0: MOVED, 1: KEPT}), 1.0, steps=(1, 4)),
        part(Record(2, relation, fates={0: KEPT, 1: KEPT}, place=True), 1.0, steps=(1, 4)),
        part(Record(3, relation, fates={0: KEPT, 1: COLOUR}), 1.0, steps=(1, 4)),
    ]
    rows = {(row["word"], row["last"]): row for row in step_rows(told)}
    assert rows["colour", 4]["lost"][0] == 0.5
    assert rows["colour", 4]["size"][0] == 1.5 / 4
    assert rows["colour", None]["lost"][0] == rows["colour", None]["size"][0] == 1
    assert rows["relation", 4]["lost"][0] == pytest.approx(2 / 3, abs=1e-4)


def test_rows_of_orders_measure_the_area_under_the_curve() -> None:
    word = Removal("colour", (2,), 0, "red")
    told = [
        part(Record(scene, word), size, unit="layers", order=order, count=count)
        for scene in range(3)
        for order, sizes in (("first", (2.0, 2.0)), ("even", (0.5, 1.0)))
        for count, size in zip((1, 2), sizes, strict=True)
    ]
    rows = {row["order"]: row for row in order_rows(told, {"layers": 4})}
    assert (rows["even"]["1"][0], rows["even"]["2"][0], rows["even"]["area"][0]) == (0.25, 0.5, 0.5)
    assert rows["first"]["area"][0] == 0.875


def test_cells_come_in_the_order_of_the_clearest_layer_and_of_the_effect() -> None:
    clear, flat = np.zeros((2, 16, 16), np.float32), np.full((2, 16, 16), 0.3, np.float32)
    effect = np.zeros((3, LATENT_SIDE, LATENT_SIDE), np.float32)
    clear[0, 4, 6] = 0.5
    effect[1, 20, 10] = 2.0
    nothing = np.zeros(0, np.float32)
    kept = Kept([], nothing, nothing, {"flat": flat[None], "clear": clear[None]}, {}, nothing, {0: effect})
    orders = cell_orders(kept, 0, np.random.default_rng(0))
    assert {divmod(cell, LATENT_SIDE) for cell in orders["attention"][:4].tolist()} == {
        (row, column) for row in (8, 9) for column in (12, 13)
    }
    assert orders["effect"][0] == orders["least effect"][-1] == 20 * LATENT_SIDE + 10
    assert all(sorted(order) == list(range(LATENT_SIDE**2)) for order in orders.values())


def test_the_best_layer_is_chosen_on_the_choosing_half() -> None:
    rows = [
        {"word": "colour", "source": "layer a", "choosing": 0.2, "by cell": [0.9, 0.8, 1, 9]},
        {"word": "colour", "source": "layer b", "choosing": 0.4, "by cell": [0.5, 0.4, 0.6, 9]},
        {"word": "colour", "source": "head b 0", "choosing": 0.9, "by cell": [0.5, 0.4, 0.6, 9]},
        {"word": "shape", "source": "layer c", "choosing": 0.9, "by cell": [0.5, 0.4, 0.6, 9]},
    ]
    assert best(rows, "colour", "layer") is rows[1]
    assert best(rows, "article", "layer") is None


def test_the_page_shows_what_was_measured() -> None:
    figures = json.loads((DOCS / "causality.json").read_text(encoding="utf-8"))
    for name, lines in tables_of(figures).items():
        assert tables.filled(DOCS / "causality.md", name) == lines, name
    assert figures["weights"] == json.loads((DOCS / "faithfulness.json").read_text())["default"]["weights"]
    assert figures["null"] == 0
