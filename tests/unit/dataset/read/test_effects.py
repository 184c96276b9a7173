"""Effects of words in a run, as Python reads them."""

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
from diffulizer.dataset.check.validate import validate_run
from diffulizer.dataset.read.disk_pass import DiskPass
from diffulizer.errors import RunFormatError, RunNotFoundError
from synthetic import EFFECT_WORDS, make_pass

MADE = make_pass(settings=replace(POOLED, effects_every=2))
MEASURED = [0, 2, 3]


@pytest.fixture
def run(tmp_path: Path) -> Path:
    return export(MADE, tmp_path / "run")


def test_effects_are_those_that_were_recorded(run: Path) -> None:
    read, loaded = load_run(run), DiskPass(run)
    assert read.effect_words == loaded.effect_words == MADE.effect_words
    assert [entry.path for entry in read.effect_files] == [f"effects/step_00{i}.bin" for i in MEASURED]
    assert [step.index for step in loaded.steps if step.effects is not None] == MEASURED
    norms = read.effect_norms()
    assert list(norms) == [*EFFECT_WORDS, ""]
    for i in MEASURED:
        made, held = MADE.steps[i].effects, loaded.steps[i].effects
        assert made is not None
        assert held is not None
        for name in ("maps", "norms", "cosines"):
            assert torch.equal(getattr(made, name), getattr(held, name))
        for number, name in enumerate(norms):
            assert norms[name][i] == pytest.approx(float(made.norms[0, number]))
    assert all(np.isnan(values[1]) for values in norms.values())


def made_at_no_time(run: Path) -> dict[str, Any]:
    """Return the metadata of a run without the time at which it was written."""
    content: dict[str, Any] = json.loads((run / "metadata.json").read_text(encoding="utf-8"))
    del content["generator"]["created_at"]
    return content


def test_what_words_were_removed_from(run: Path, tmp_path: Path) -> None:
    """A run says nothing of the usual kind, and is the same run after it was loaded."""
    assert load_run(run).effect_kind == DiskPass(run).effect_kind == "attention"
    assert list(load_run(run).metadata["effects"]) == ["words"]
    other = export(replace(MADE, effect_kind="text"), tmp_path / "text")
    assert load_run(other).effect_kind == "text"
    again = export(DiskPass(other), tmp_path / "again")
    assert made_at_no_time(again) == made_at_no_time(other)
    assert validate_run(other, strict=True).valid


def test_an_unknown_kind_is_refused(run: Path) -> None:
    file = run / "metadata.json"
    content = json.loads(file.read_text(encoding="utf-8"))
    content["effects"]["kind"] = "picture"
    file.write_text(json.dumps(content), encoding="utf-8")
    with pytest.raises(RunFormatError, match="expected kind attention or text"):
        load_run(run).effect("circle")


def test_an_effect_at_a_step_and_on_average(run: Path) -> None:
    read = load_run(run)
    maps = {i: MADE.steps[i].effects.maps[0].float().numpy() for i in MEASURED}
    np.testing.assert_array_equal(read.effect("circle", step=2), maps[2][1])
    np.testing.assert_array_equal(read.effect("CIRCLE", step=-1), maps[3][1])
    np.testing.assert_allclose(read.effect("circle"), np.mean([maps[i][1] for i in MEASURED], 0), rtol=1e-6)
    np.testing.assert_allclose(read.effect("squarish", 0, "noise"), maps[0][2] / MADE.steps[0].sigma, rtol=1e-6)
    np.testing.assert_array_equal(read.effect_floor(step=0), maps[0][3])
    assert read.effect("red").mean() > 100 * read.effect_floor().mean()


def test_heat_shows_attention_or_effects(run: Path) -> None:
    """An effect is 0 where it is not above the floor's largest value at its step."""
    read, expected = load_run(run), []
    for i in (0, 3):
        made = MADE.steps[i].effects
        assert made is not None
        own, floor = made.maps[0, 1].float().numpy(), made.maps[0, 3].float().numpy()
        expected.append(np.where(own > floor.max(), own, 0))
    np.testing.assert_allclose(read.heat("circle", steps=[0, -1], source="effect"), np.mean(expected, 0), rtol=1e-6)
    np.testing.assert_array_equal(read.heat("circle", source="attention"), read.heat("circle"))
    with pytest.raises(ValueError, match=r"source is 'sight'; expected 'attention', 'effect' or 'gather'"):
        read.heat("circle", source="sight")
    with pytest.raises(ValueError, match="layers is 1, and an effect is of the whole network"):
        read.heat("circle", layers=1, source="effect")
    with pytest.raises(RunNotFoundError, match="no maps of effects at these steps"):
        read.heat("circle", steps=[1], source="effect")
    with pytest.raises(LookupError, match="effect of 'above' was not measured"):
        read.heat("above", source="effect")


def test_what_was_not_measured_is_named(run: Path, tmp_path: Path) -> None:
    read = load_run(run)
    with pytest.raises(LookupError, match=r"effect of 'above' was not measured; .* has those of red, circle, squarish"):
        read.effect("above")
    with pytest.raises(RunNotFoundError, match=r"no effects of step 1. Steps that have some: \[0, 2, 3\]"):
        read.effect("red", step=1)
    with pytest.raises(IndexError, match=r"step is 4; .* has 4 steps"):
        read.effect("red", step=4)
    with pytest.raises(ValueError, match="of is 'x0'; expected one of picture, noise"):
        read.effect("red", of="x0")
    plain = load_run(export(make_pass(settings=POOLED), tmp_path / "plain"))
    for ask in (lambda: plain.effect("red"), plain.effect_norms, plain.effect_floor):
        with pytest.raises(RunNotFoundError, match=r"holds no (maps of )?effects.* Set effects_every"):
            ask()


def test_a_run_without_effects_says_nothing_of_them(tmp_path: Path) -> None:
    run = export(make_pass(settings=POOLED), tmp_path / "run")
    text = "".join((run / name).read_text(encoding="utf-8") for name in ("metadata.json", "metrics.json"))
    assert "effect" not in text


def test_a_run_without_latents_is_checked_as_far_as_it_goes(tmp_path: Path) -> None:
    run = export(MADE, tmp_path / "run", save_latents_noise=False)
    assert not validate_run(run, strict=True).errors
    metrics = json.loads((run / "metrics.json").read_text(encoding="utf-8"))
    metrics["effect_l2_norm"][0][0] = 1e-6
    (run / "metrics.json").write_text(json.dumps(metrics), encoding="utf-8")
    assert {problem.rule for problem in validate_run(run, strict=True).errors} == {"metric-effect"}
