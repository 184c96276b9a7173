"""What words look at in a run, as Python reads it."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from written import POOLED, export

from diffulizer import load_run
from diffulizer.analysis.summary import summary_of_pass
from diffulizer.cli.info import summary_of_run
from diffulizer.dataset.check.validate import validate_run
from diffulizer.dataset.read.disk_pass import DiskPass
from diffulizer.dataset.write.size import recorded_contents, run_bytes
from diffulizer.errors import RunFormatError, RunNotFoundError
from diffulizer.maths.clearness import clearness
from diffulizer.recording import Gap
from synthetic import make_pass

SETTINGS = replace(POOLED, gather_words="red, squarish, blurry", maps_of="all", attention_every=2)
MADE = make_pass(transformer=True, settings=SETTINGS)
MEASURED = [0, 2, 3]
LAYERS = ("layer_1", "layer_3")
RED, SQUARISH = 0, [1, 2]
"""Rows of the words in the maps of c0; the second one is of two tokens."""


@pytest.fixture
def run(tmp_path: Path) -> Path:
    return export(MADE, tmp_path / "run")


def stacked(step: int, condition: str = "c0") -> Any:
    """[layers, tokens, r, c] as they were recorded."""
    return np.stack([MADE.steps[step].gathers[layer, condition].maps[0].numpy() for layer in LAYERS])


def test_the_maps_are_those_that_were_recorded(run: Path, tmp_path: Path) -> None:
    read, loaded = load_run(run), DiskPass(run)
    assert read.gather_tokens == loaded.gather_tokens == MADE.gather_tokens
    assert [len(tokens) for tokens in MADE.gather_tokens.values()] == [3, 1]
    assert read.gather_layers == LAYERS
    assert read.gather_words == ["red", "squarish"]
    names = [f"gather/step_00{i}{end}.bin" for i in MEASURED for end in ("", "_c1")]
    assert [file.path for file in read.gather_files] == names
    for i in MEASURED:
        for condition in ("c0", "c1"):
            np.testing.assert_array_equal(read.gather_maps(i, condition), stacked(i, condition))
    assert read.gather_maps(1) is None
    for made, held in zip(MADE.steps, loaded.steps, strict=True):
        assert set(held.gathers) == set(made.gathers)
        for key, one in made.gathers.items():
            assert torch.equal(held.gathers[key].maps, one.maps)
            assert held.gathers[key].cells == one.cells
    again = export(loaded, tmp_path / "again")
    assert {p.name: p.read_bytes() for p in (again / "gather").iterdir()} == {
        p.name: p.read_bytes() for p in (run / "gather").iterdir()
    }
    assert validate_run(again, strict=True).valid


def test_a_word_at_a_step_and_on_average(run: Path) -> None:
    read = load_run(run)
    maps = {i: stacked(i).astype(np.float32) for i in MEASURED}
    np.testing.assert_allclose(read.gather("RED", step=2), maps[2][:, RED].mean(0), rtol=1e-6)
    np.testing.assert_allclose(read.gather("squarish", -1, "layer_3"), maps[3][1, SQUARISH].mean(0), rtol=1e-6)
    np.testing.assert_allclose(
        read.gather("red", layers=["layer_1"]), np.mean([maps[i][0, RED] for i in MEASURED], 0), rtol=1e-6
    )
    assert 0 < read.gather("red").sum() < 1
    means = torch.from_numpy(np.mean([maps[i][:, RED] for i in MEASURED], 0))
    clearest = max(means, key=lambda one: clearness(one[None]))
    np.testing.assert_allclose(read.gather("red", layers="auto"), clearest, rtol=1e-6)
    np.testing.assert_allclose(read.heat("red", source="gather"), clearest, rtol=1e-6)
    np.testing.assert_allclose(
        read.heat("red", layers="all", steps=[0, -1], source="gather"),
        np.mean([maps[i][:, RED].mean(0) for i in (0, 3)], 0),
        rtol=1e-6,
    )
    assert read.mask("red", source="gather").shape == read.picture.shape[:2]


def test_what_was_not_recorded_is_named(run: Path, tmp_path: Path) -> None:
    read = load_run(run)
    with pytest.raises(LookupError, match=r"What 'circle' looks at was not recorded; .* has that of red, squarish\."):
        read.gather("circle")
    with pytest.raises(LookupError, match="What '' looks at was not recorded"):
        read.gather("")
    with pytest.raises(RunNotFoundError, match=r"at these steps. Steps that have it: \[0, 2, 3\]. Name words in"):
        read.gather("red", step=1)
    with pytest.raises(LookupError, match=r"layers is 'layer_0'; .* has what words look at of layer_1, layer_3"):
        read.gather("red", layers="layer_0")
    with pytest.raises(LookupError, match="layers is ''"):
        read.gather("red", layers=[])
    gap = Gap("what words look at", "red", "in sdxl, the text is not in one sequence")
    other = load_run(export(make_pass().with_gap(gap), tmp_path / "other"))
    assert (other.gather_tokens, other.gather_layers, other.gather_words) == ({}, (), [])
    assert other.gather_maps(0) is None
    with pytest.raises(RunNotFoundError, match=r"does not hold what words look at. red: in sdxl, .* Name words in"):
        other.gather("red")


def test_a_step_at_which_a_layer_lacks_maps_has_no_file(tmp_path: Path) -> None:
    made = make_pass(transformer=True, settings=replace(SETTINGS, attention_every=1))
    del made.steps[1].gathers["layer_3", "c0"]  # type: ignore[attr-defined]
    run = export(made, tmp_path / "run")
    read = load_run(run)
    assert [file.step for file in read.gather_files if file.condition == "c0"] == [0, 2, 3]
    assert [file.step for file in read.gather_files if file.condition == "c1"] == [0, 1, 2, 3]
    (gap,) = read.not_recorded
    assert (gap.what, gap.where) == ("what words look at", "c0, steps 1")
    assert validate_run(run, strict=True).valid


@pytest.mark.parametrize(
    ("key", "value", "message"),
    [
        ("gather", {"tokens": {}, "layers": ["layer_1"]}, "at least one condition with tokens"),
        ("gather", {"tokens": {"c0": [2]}, "layers": list(LAYERS)}, r"shape is \[2, 3, 3, 3\]; expected \[2, 1, rows"),
        ("gather_files", [{"path": "a.bin", "shape": [2, 3, 3, 3], "dtype": "float16", "step": 9}], "or one that"),
    ],
)
def test_a_damaged_entry_is_named(run: Path, key: str, value: Any, message: str) -> None:
    file = run / "metadata.json"
    content = json.loads(file.read_text(encoding="utf-8"))
    content[key] = value
    file.write_text(json.dumps(content), encoding="utf-8")
    with pytest.raises(RunFormatError, match=message):
        load_run(run).gather("red")


def test_the_summary_names_the_words(run: Path) -> None:
    from diffulizer.analysis.summary_text import text

    facts = {"words": ["red", "squarish"], "layers": 2, "steps": 3}
    summary = summary_of_run(load_run(run))
    assert summary["gather"] == summary_of_pass(MADE, 0)["gather"] == facts
    assert "  words that look at the picture (2 layers, 3 of 4 steps)\n    red, squarish\n" in text(summary)
    assert summary_of_pass(make_pass(), 0)["gather"] is None


def test_the_size_is_predicted(run: Path) -> None:
    """The files of maps to the byte, the rest roughly."""
    contents, without = recorded_contents(MADE), recorded_contents(replace(MADE, steps=[]))
    assert without.map_bytes == 0
    files = sum(path.stat().st_size for path in run.rglob("*.bin") if "guidance" not in path.parts)
    assert contents.map_bytes == files
    actual = sum(path.stat().st_size for path in run.rglob("*") if path.is_file() and path.suffix != ".png")
    assert run_bytes(MADE, contents) == pytest.approx(actual, rel=0.1)
