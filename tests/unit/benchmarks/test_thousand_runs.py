"""The study of a thousand runs: that docs/study.md's queries find in a small table what was put into it."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
import thousand_runs

from demo_model import tables
from diffulizer.format.columns import RUNS, STEPS, TABLES, WORDS
from diffulizer.sweep.items import Item, items_of
from diffulizer.sweep.study import load_study
from diffulizer.tables.formats import FORMATS
from diffulizer.tables.written import WrittenTables

DOCS = Path(__file__).resolve().parents[3] / "docs"
EFFECTS = {
    **dict.fromkeys(("white", "black", "grey"), 9.0),
    **dict.fromkeys(("red", "blue", "green"), 3.0),
    **dict.fromkeys(("circle", "star", "square"), 2.0),
}
"""Effects of words; that of others is 1. Shares rise with it, and concentration falls."""


@pytest.fixture(scope="module")
def items() -> list[Item]:
    return items_of(load_study(DOCS / "studies" / "thousand_runs.yaml"))


def test_each_prompt_has_the_same_seeds(items: list[Item]) -> None:
    asked = {(item.asked["prompt"], item.asked["seed"]) for item in items}
    assert len(asked) == len(items) == 1000
    assert len({prompt for prompt, _ in asked}) == 20


def add(tables_: WrittenTables, item: Item) -> None:
    """Add the rows of a made-up run: of its numbers, the seed decides one, the prompt's words the others."""
    prompt, seed = item.asked["prompt"], item.asked["seed"]
    black, star, two = ("black" in prompt), ("star" in prompt), ("above" in prompt)
    numbers = {
        "guidance_l2_norm_mean": 5.0 + star,
        "guidance_cosine_mean": seed / 100,
        "x0_change_l2_mean": 1.0 + black + 2 * star,
        "latent_l2_norm_last": 10.0 + 10 * black,
        "cross_attention_entropy_mean": 1.0 + two,
        "cross_attention_spatial_entropy_mean": 1.0 + seed + 2 * black,
    }
    ways = [None, *(numbers["latent_l2_norm_last"] * (2 + two) for _ in range(3))]
    tables_.add(
        {
            RUNS: [TABLES[RUNS].row(id=item.id, prompt=prompt, seed=seed, version="1", path=item.id, **numbers)],
            STEPS: [TABLES[STEPS].row(run=item.id, step=i, x0_change_l2=way) for i, way in enumerate(ways)],
            WORDS: [
                TABLES[WORDS].row(
                    run=item.id,
                    word=word,
                    kind="word",
                    share=EFFECTS.get(word, 1.0) / 100,
                    concentration=1 / EFFECTS.get(word, 1.0),
                    effect_size=EFFECTS.get(word, 1.0),
                    clearest_layer="early" if word == "on" and seed == 1 else "late",
                )
                for word in dict.fromkeys(prompt.split())
            ],
        }
    )


def test_its_queries_find_what_is_in_the_tables(items: list[Item], tmp_path: Path) -> None:
    pytest.importorskip("duckdb")
    pytest.importorskip("pyarrow")
    (tmp_path / "small").mkdir()
    (tmp_path / "small" / "ledger.jsonl").write_text(
        "\n".join(json.dumps({"run": item.id, "status": "done", "seconds": 2.0, "bytes": 10**6}) for item in items[:9])
    )
    with WrittenTables(tmp_path / "small_table", FORMATS["parquet"]) as written:
        for item in items:
            if item.asked["seed"] < 4:
                add(written, item)
    page = Path(shutil.copy(DOCS / "study.md", tmp_path))
    found = thousand_runs.answer(page, tmp_path / "small")

    assert found["record"] == {"runs": [9], "failures": [0], "seconds": [2.0], "gigabytes": [0.01]}
    metrics = found["variance"]["metric"]
    variance = {part: dict(zip(metrics, values, strict=True)) for part, values in found["variance"].items()}
    assert variance["shape"]["guidance_l2_norm_mean"] == pytest.approx(1)
    assert variance["seed"]["guidance_cosine_mean"] == pytest.approx(1)
    assert variance["things"]["cross_attention_entropy_mean"] == pytest.approx(1)
    assert variance["background"]["x0_change_l2_mean"] == pytest.approx(1 / 5)
    assert variance["prompt"]["x0_change_l2_mean"] == pytest.approx(1)
    assert variance["prompt"]["cross_attention_spatial_entropy_mean"] == pytest.approx(3 / 5)
    assert found["settling"]["one"] == pytest.approx([6, 4, 2])
    assert found["settling"]["difference"] == pytest.approx([3, 2, 1])
    words, agreement, layers = (found[name] for name in ("words", "agreement", "layers"))
    effects = dict(zip(words["kind"], words["effect"], strict=True))
    assert [effects[kind] for kind in ("colour of background", "colour", "shape", "on")] == pytest.approx([9, 3, 2, 1])
    correlation = dict(zip(agreement["attention"], agreement["correlation"], strict=True))
    assert correlation["share"] == pytest.approx(1)
    assert correlation["concentration"] < -0.9
    agree = dict(zip(layers["word"], layers["agree"], strict=True))
    assert (agree["on"], agree["red"]) == pytest.approx((2 / 3, 1))
    assert layers["within_a_prompt"] == pytest.approx(layers["agree"])

    assert tables.filled(page, "record")[2] == "| 9 | 0 | 2 | 0.010 |"
    assert {path.name for path in tmp_path.glob("*.png")} == {f"study_{name}.png" for name in thousand_runs.FIGURES}
