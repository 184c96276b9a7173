"""What is kept of a run: each form is a run that readers and the validator take."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from sweeping import small_run
from written import POOLED, export

from diffulizer import load_run
from diffulizer.dataset.check.validate import validate_run
from diffulizer.errors import SettingsError
from diffulizer.sweep.keeping import packed
from diffulizer.sweep.study import KEPT
from synthetic import make_pass


@pytest.fixture
def whole() -> Path:
    return small_run()


def kept(folder: Path, whole: Path, keep: str, *layers: str) -> Path:
    path = folder / f"{keep}.zip"
    path.write_bytes(packed(whole, keep, layers or ("*",)))
    return path


@pytest.mark.parametrize("keep", KEPT)
def test_every_form_is_a_valid_run(keep: str, whole: Path, tmp_path: Path) -> None:
    path = kept(tmp_path, whole, keep)
    report = validate_run(path)
    assert report.valid, report.errors
    run, before = load_run(path), load_run(whole)
    assert (run.image(-1) == before.image(-1)).all()
    assert run.generator == before.generator
    assert bool(run.attention_files) == (keep in ("full", "maps"))
    assert (run.latents is not None) == (keep == "full")
    if keep != "picture":
        assert run.metrics == before.metrics
    if keep != "full":
        assert any(keep in str(gap.reason) for gap in run.not_recorded[len(before.not_recorded) :])


def test_smaller_forms_are_smaller(whole: Path, tmp_path: Path) -> None:
    sizes = [kept(tmp_path, whole, keep).stat().st_size for keep in KEPT]
    assert sizes == sorted(sizes, reverse=True)
    assert len(set(sizes)) == len(sizes)


def test_layers_are_chosen(whole: Path, tmp_path: Path) -> None:
    layer = load_run(whole).layers[1]
    run = load_run(kept(tmp_path, whole, "maps", layer.name))
    assert {entry.layer_id for entry in run.attention_files} == {layer.id}
    with pytest.raises(SettingsError, match="layers has nothing, which names no recorded layer; there are"):
        packed(whole, "maps", (layer.name, "nothing"))


def test_words_that_were_recorded_alone_are_kept(tmp_path: Path) -> None:
    settings = replace(POOLED, only_words="circle")
    whole = export(make_pass(steps=2, settings=settings), tmp_path / "run")
    path = kept(tmp_path, whole, "maps", "*attn2*")
    assert validate_run(path, strict=True).valid
    run = load_run(path)
    assert [word["text"] for word in run.prompt["words"]] == ["circle"]
    assert run.prompt["unrecorded_words"]
    assert {layer.attention_type for layer in run.layers if layer.id in {f.layer_id for f in run.attention_files}} == {
        "cross"
    }


def test_the_same_run_gives_the_same_bytes(whole: Path) -> None:
    assert packed(whole, "metrics") == packed(whole, "metrics")
