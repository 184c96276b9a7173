"""Samplings without words in a run, as Python reads them and as a run is written again."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch
from case_runs import VALID, build, picture_of
from written import export

from diffulizer import load_run
from diffulizer.dataset.check.validate import validate_run
from diffulizer.dataset.read.disk_pass import DiskPass
from diffulizer.dataset.write.writer import Previews, write_run
from diffulizer.errors import RunNotFoundError
from synthetic import EFFECT_WORDS, make_pass

MADE = make_pass(removed="attention").removals
assert MADE is not None


@pytest.fixture
def run(tmp_path: Path) -> Path:
    return build(tmp_path / "run", VALID["removals"])


def test_removals_are_those_that_were_sampled(run: Path) -> None:
    read, loaded = load_run(run), DiskPass(run).removals
    assert loaded is not None
    assert read.removed == loaded.removed == MADE.removed
    assert read.removed.kind == "attention"
    assert [word.text for word in read.removed.words] == list(EFFECT_WORDS)
    assert torch.equal(loaded.change, MADE.change)
    torch.testing.assert_close(loaded.cosines, MADE.cosines)
    for number, word in enumerate(EFFECT_WORDS):
        np.testing.assert_array_equal(read.change(word), MADE.change[0, number].float().numpy())
        assert read.without(word).shape == read.image(-1).shape
    assert not read.change().any()


def test_the_moment_of_parting_is_that_of_the_cosines(run: Path) -> None:
    read = load_run(run)
    for number, word in enumerate(EFFECT_WORDS):
        apart = np.sqrt(2 - 2 * MADE.cosines[0, :, number].double().numpy().clip(max=1))
        half = apart >= apart[-1] / 2
        expected = next(i for i in range(len(half)) if half[i:].all())
        assert read.parting(word) == expected


def test_a_run_that_was_loaded_is_written_again_with_its_removals(run: Path, tmp_path: Path) -> None:
    def broken(_: object) -> None:
        raise AssertionError("pictures of a run are copied, not decoded")

    pass_ = DiskPass(run)
    previews = Previews(lambda _step, _kind: np.zeros((48, 64, 3)), "latent_rgb", decode_latent=broken)
    write_run(pass_, tmp_path / "again", batch_index=0, previews=previews)
    first, again = load_run(run), load_run(tmp_path / "again")
    assert validate_run(again.path, strict=True).errors == []
    np.testing.assert_array_equal(first.without("circle"), again.without("circle"))
    np.testing.assert_array_equal(first.change("circle"), again.change("circle"))
    assert first.metrics["removal_x0_cosine"] == again.metrics["removal_x0_cosine"]


def test_what_was_not_removed_is_named(run: Path, tmp_path: Path) -> None:
    with pytest.raises(LookupError, match=r"was not sampled without 'above'; it was without each of red, circle"):
        load_run(run).without("above")
    plain = load_run(export(make_pass(), tmp_path / "plain"))
    assert plain.removed is None
    with pytest.raises(RunNotFoundError, match=r"was not sampled without its words. Use Word Effects"):
        plain.change("circle")


def test_pictures_need_a_decoder_of_latents(tmp_path: Path) -> None:
    previews = Previews(lambda _step, _kind: np.zeros((48, 64, 3)), "latent_rgb")
    with pytest.raises(ValueError, match="decode_latent"):
        write_run(make_pass(removed="text"), tmp_path / "run", batch_index=0, previews=previews)
    assert not (tmp_path / "run").exists()


def test_pictures_are_those_of_the_final_latents(run: Path) -> None:
    first = load_run(run).without("red").astype(float)
    expected = np.asarray(picture_of(MADE.latents[0, 0].float())) * 255
    assert np.abs(first - expected).max() <= 1
