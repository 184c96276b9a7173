"""Rows of a run hold what the run's own reader and the analyses say, and a damaged run loses no more than it must."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from studies import SEEDS, make_study
from written import as_1_0_0, edit, export

import diffulizer
from diffulizer.analysis.terms import scored_terms, token_scores
from diffulizer.dataset.read.run import load_run
from diffulizer.format.columns import PAIRS, TABLES, TYPES
from diffulizer.tables.find import Found, find
from diffulizer.tables.rows import OF_A_RUN, Row, rows_of
from synthetic import make_pass

Tables = dict[str, dict[str, list[Row]]]
PYTHON = {
    "text": str,
    "integer": int,
    "unsigned": int,
    "number": float,
    "flag": bool,
    "texts": list,
    "integers": list,
    "numbers": list,
}


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_study(tmp_path_factory.mktemp("rows") / "study")


@pytest.fixture(scope="module")
def rows(study: Path) -> Tables:
    return {found.id: rows_of(found) for found in find(study)}


def test_every_run_has_one_row(rows: Tables) -> None:
    assert {id_: tables["runs"][0]["seed"] for id_, tables in rows.items()} == SEEDS
    assert all(len(tables["runs"]) == 1 and set(tables) == set(OF_A_RUN) for tables in rows.values())


def test_rows_have_the_columns_and_types_that_are_documented(rows: Tables) -> None:
    filled = set()
    for name in OF_A_RUN:
        for tables in rows.values():
            for row in tables[name]:
                assert list(row) == list(TABLES[name].columns)
                for column in TABLES[name].columns.values():
                    value = row[column.name]
                    assert value is None or column.type == "time" or type(value) is PYTHON[column.type], column
                    filled |= {(name, column.name)} if value is not None else set()
    never = {(name, column) for name in OF_A_RUN for column in TABLES[name].columns} - filled
    assert never == {("words", "tag")}


def test_columns_are_described() -> None:
    for table in TABLES.values():
        first, *_ = table.columns
        assert first == ("id" if table.name == "runs" else "run")
        for column in table.columns.values():
            assert column.type in TYPES
            assert column.description.endswith(".")
    assert "problem" in TABLES[PAIRS].columns
    with pytest.raises(KeyError, match="words has no column 'colour'"):
        TABLES["words"].row(colour="red")


def test_a_run_is_told_as_it_states_itself(study: Path, rows: Tables) -> None:
    run, (row,) = load_run(study / "a" / "run_1"), rows["a/run_1"]["runs"]
    made = run.generator
    same = {"checkpoint": "model_id", "cfg": "cfg_scale", "sampler": "sampler", "width": "width"}
    assert {column: row[column] for column in same} == {column: made[key] for column, key in same.items()}
    assert (row["prompt"], row["negative"]) == (run.prompt["text"], run.prompt["negative"])
    assert (row["loras"], row["lora_strengths"]) == (["ink.pt", "oil.pt"], [0.5, None])
    assert row["created"].isoformat().replace("+00:00", "Z") == made["created_at"]
    files = [path for path in run.path.rglob("*") if path.is_file()]
    assert (row["files"], row["bytes"]) == (len(files), sum(path.stat().st_size for path in files))
    assert run.files.size(row["picture"]) is not None
    norms = run.metrics["latent_l2_norm"]
    assert row["latent_l2_norm_last"] == norms[-1]
    assert row["latent_l2_norm_high"] == max(norms)
    assert row["latent_l2_norm_mean"] == pytest.approx(np.mean(norms))
    entropies = [entry["mean"] for entry in run.metrics["cross_attention_entropy"]]
    assert row["cross_attention_entropy_mean"] == pytest.approx(np.mean(entropies))
    steps = [run.parting(word.text) for word in run.removed.words]
    assert row["parting_step"] == min(step for step in steps if step is not None)
    assert run.parting(row["parting_word"]) == row["parting_step"]


def test_steps_and_layers(study: Path, rows: Tables) -> None:
    run, tables = load_run(study / "a" / "run_1"), rows["a/run_1"]
    assert [row["step"] for row in tables["steps"]] == [0, 1, 2]
    assert [row["sigma"] for row in tables["steps"]] == run.generator["sigmas"][:-1]
    assert [row["sigma_next"] for row in tables["steps"]] == run.generator["sigmas"][1:]
    assert [row["guidance_l2_norm"] for row in tables["steps"]] == run.metrics["guidance_l2_norm"]
    assert len(tables["layer_steps"]) == 3 * len(run.layers)
    for row in tables["layer_steps"]:
        key = "cross_attention_entropy" if row["kind"] == "cross" else "self_attention_entropy"
        assert row[key] == run.metrics[key][row["step"]]["by_layer"][row["layer_id"]]
        assert run.layer(row["layer_id"]).name == row["layer"]


def test_words(study: Path, rows: Tables) -> None:
    run = diffulizer.load_run(study / "a" / "run_1")
    words = {row["word"]: row for row in rows["a/run_1"]["words"]}
    assert [row["word"] for row in words.values() if row["kind"] == "word"] == [
        *("a", "red", "circle", "above", "blue", "squarish")
    ]
    assert [row["kind"] for row in words.values()][-3:] == ["start", "end", "padding"]
    assert sum(row["share"] for row in words.values()) == pytest.approx(1, abs=1e-3)
    known = scored_terms(run.token_table(), token_scores(run.metrics, len(run.tokens)))
    assert words["padding"]["share"] == next(e["score"] for e in known["special"] if e["text"] == "padding")
    assert words["red"]["weight"] == pytest.approx(1.3)
    assert words["padding"]["concentration"] is None
    for word in ("a", "red", "squarish"):
        row = words[word]
        assert tuple(row["positions"]) == run.word(word).positions
        assert row["share"] == pytest.approx(run.word(word).share)
        assert row["concentration"] == pytest.approx(run.word(word).concentration, abs=1e-6)
        clearest = run.heat(word, layers=row["clearest_layer"])
        np.testing.assert_allclose(run.heat(word), clearest, rtol=1e-6)
    for number, measured in enumerate(run.effect_words):
        row, norms = words[measured.text], run.effect_norms()
        assert row["effect_size"] == pytest.approx(np.nanmean(norms[measured.text]))
        assert row["effect_floor"] == pytest.approx(np.nanmean(norms[""]))
        cosines = [step[number] for step in run.metrics["effect_guidance_cosine"]]
        assert row["effect_guidance_cosine"] == pytest.approx(np.mean(cosines))
    for removed in run.removed.words:
        row = words[removed.text]
        assert row["change"] == pytest.approx(float(run.change(removed.text).mean()), rel=1e-3)
        assert row["change_floor"] == pytest.approx(float(run.change().mean()), rel=1e-3)
        assert row["parting_step"] == run.parting(removed.text)


def test_a_phrase_that_was_removed_has_its_row(tmp_path: Path) -> None:
    folder = export(make_pass(steps=1, removed="attention"), tmp_path / "run")
    removals = load_run(folder).metadata["removals"]
    first, *others = removals["words"]
    edit(folder, removals={**removals, "words": [{**first, "text": "red circle", "tokens": {"c0": [2, 3]}}, *others]})
    words = {row["word"]: row for row in rows_of(Found("run", folder))["words"]}
    assert words["red circle"]["kind"] == "phrase"
    assert words["red circle"]["positions"] == [2, 3]
    assert words["red circle"]["change"] is not None
    assert words["red circle"]["share"] == pytest.approx(words["red"]["share"] + words["circle"]["share"])


def test_a_word_of_a_list_of_tags_names_its_tag(tmp_path: Path) -> None:
    folder = export(make_pass(steps=1), tmp_path / "run")
    first, *others = load_run(folder).metadata["conditions"]
    edit(folder, conditions=[{**first, "text": "a, red circle, above, a, blue, squarish"}, *others])
    words = {row["word"]: row["tag"] for row in rows_of(Found("run", folder), ("words",))["words"]}
    assert words["circle"] == words["red"] == "red circle"
    assert words["padding"] is None


def test_what_is_missing_or_damaged_is_said_and_the_rest_is_kept(study: Path, rows: Tables) -> None:
    (broken,), (lacking,) = rows["broken"]["runs"], rows["unmeasured"]["runs"]
    assert broken["problem"].startswith("broken/metadata.json")
    assert str(study) not in broken["problem"]
    assert not any(rows["broken"][name] for name in OF_A_RUN[1:])
    assert "metrics.json" in lacking["problem"]
    assert lacking["prompt"] == rows["a/run_1"]["runs"][0]["prompt"]
    assert lacking["latent_l2_norm_mean"] is None
    assert [row["sigma"] for row in rows["unmeasured"]["steps"]] == [row["sigma"] for row in rows["a/run_1"]["steps"]]
    by_word = zip(rows["unmeasured"]["words"], rows["a/run_1"]["words"], strict=True)
    assert all(one["share"] is None and one["concentration"] == other["concentration"] for one, other in by_word)
    (lost,) = rows_of(Found("lost", study / "lost"))["runs"]
    assert lost["problem"].startswith("No run at lost: there is no such folder")


def test_damaged_maps_leave_the_shares(tmp_path: Path) -> None:
    folder = export(make_pass(steps=1), tmp_path / "run")
    for file in (folder / "attention" / "cross").iterdir():
        file.write_bytes(b"")
    tables = rows_of(Found("run", folder))
    assert "has 0 bytes" in tables["runs"][0]["problem"]
    assert all(row["concentration"] is None and row["share"] is not None for row in tables["words"])


def test_a_run_of_1_0_0(tmp_path: Path) -> None:
    tables = rows_of(Found("run", as_1_0_0(export(make_pass(steps=2), tmp_path / "run"))))
    (row,) = tables["runs"]
    assert row["problem"] is None
    assert row["loras"] is None
    assert [step["sigma"] for step in tables["steps"]] == [None, None]
    assert all(word["clearest_layer"] for word in tables["words"] if word["kind"] == "word")
