"""``diffulizer.Run`` in a notebook: short names, words, masks, a comparison, and how it shows itself."""

from __future__ import annotations

import html
import re
import shutil
import sys
from pathlib import Path

import numpy as np
import pytest
import torch
from written import edit, export

import diffulizer
from demo_model.preset_runs import preset_folder
from diffulizer.cli import main
from diffulizer.errors import MissingPackageError, RecordingError, RunNotFoundError
from diffulizer.maths.resizing import resized
from diffulizer.sweep.keeping import packed
from synthetic import make_pass


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> diffulizer.Run:
    return diffulizer.load_run(export(make_pass(steps=3), tmp_path_factory.mktemp("notebook") / "run"))


def test_short_names(run: diffulizer.Run) -> None:
    made = run.generator
    assert (run.seed, run.cfg, run.sampler, run.scheduler) == tuple(
        made[key] for key in ("seed", "cfg_scale", "sampler", "scheduler")
    )
    np.testing.assert_array_equal(run.picture, run.image(-1))
    assert diffulizer.load_run(run.path / "metadata.json").path == run.path


def test_a_word(run: diffulizer.Run) -> None:
    word = run.word("red circle")
    assert (word.text, word.positions) == ("red circle", (2, 3))
    scores = run.metrics["token_dominance"]["scores"]
    assert word.share == pytest.approx(scores[2] + scores[3])
    assert word.concentration == run.concentration("red circle")
    np.testing.assert_array_equal(word.heat(layers="all"), run.heat("red circle", layers="all"))
    assert len(run.word("a").positions) == 2
    with pytest.raises(LookupError, match=r"no 'dog'\. Its words are: a, red, circle, above, blue, squarish\."):
        run.word("dog")


def test_a_mask_has_the_size_of_the_picture(run: diffulizer.Run) -> None:
    height, width, _ = run.picture.shape
    heat = resized(torch.from_numpy(run.heat("circle"))[None], (height, width))[0].numpy()
    middle = (heat.min() + heat.max()) / 2
    mask = run.mask("circle")
    np.testing.assert_array_equal(mask, (heat >= middle).astype(np.float32))
    soft = run.mask("circle", soft=True)
    assert (soft.min(), soft.max()) == (0, 1)
    np.testing.assert_array_equal(mask, (soft >= 0.5).astype(np.float32))
    assert run.mask("circle", 0.2, grow=1).sum() > run.mask("circle", 0.2).sum() > mask.sum()
    assert run.mask("circle", layers="layer_1", steps=[0]).shape == (height, width)
    with pytest.raises(ValueError, match="threshold is 2; expected a number from 0 to 1"):
        run.mask("circle", 2)


def test_a_mask_of_the_circle_is_where_the_circle_is() -> None:
    run = diffulizer.load_run(preset_folder("photo"))
    reddish = run.picture[..., 0].astype(int) - run.picture[..., 2] > 60
    mask = run.mask("red circle") > 0
    assert (mask & reddish).sum() / (mask | reddish).sum() > 0.6


def test_a_comparison_says_what_the_command_line_says(capsys: pytest.CaptureFixture[str]) -> None:
    a, b = preset_folder("photo"), preset_folder("cartoon")
    found = diffulizer.load_run(a).compare(b)
    assert main(["compare", str(a), str(b)]) == 0
    assert capsys.readouterr().out.startswith(str(found))
    shown = found._repr_html_()
    assert [html.unescape(part) for part in re.findall("<p>(.*?)</p>", shown)] == found.verdict.sentences()
    same = diffulizer.load_run(a).compare(diffulizer.load_run(b))
    assert same.verdict == found.verdict


def test_runs_without_latents_are_not_compared(run: diffulizer.Run, tmp_path: Path) -> None:
    bare = export(make_pass(steps=3), tmp_path / "bare", save_latents_noise=False)
    with pytest.raises(RecordingError, match="holds no latents"):
        run.compare(bare)
    with pytest.raises(RunNotFoundError):
        run.compare(tmp_path / "lost")


def test_it_shows_itself_and_everything_is_escaped(run: diffulizer.Run, tmp_path: Path) -> None:
    evil = "<script>alert(1)</script>"
    folder = Path(shutil.copytree(run.path, tmp_path / "run"))
    first, *others = run.metadata["conditions"]
    words = [{**first["words"][0], "text": evil}, *first["words"][1:]]
    named = {"text": evil, "words": words}
    edit(folder, conditions=[{**first, **named}, *others], prompt={**run.metadata["prompt"], **named})
    edit(folder, generator={**run.metadata["generator"], "sampler": evil})
    shown = diffulizer.load_run(folder)._repr_html_()
    assert "<script" not in shown
    assert shown.count(html.escape(evil)) == 3
    assert shown.count("<img") == run.steps
    assert "not what causes" in shown


@pytest.mark.parametrize("keep", ["metrics", "picture"])
def test_grey_stand_ins_are_not_shown_as_steps(keep: str, run: diffulizer.Run, tmp_path: Path) -> None:
    path = tmp_path / "run.zip"
    path.write_bytes(packed(run.path, keep))
    kept = diffulizer.load_run(path)
    shown = kept._repr_html_()
    assert re.findall('<img alt="(.*?)"', shown) == [f"step {run.steps}"]
    assert "Pictures of the other steps were not kept." in shown
    assert "not kept" not in run._repr_html_()


def test_a_damaged_run_shows_what_it_has(run: diffulizer.Run, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(run.path, tmp_path / "run"))
    (folder / "images" / "step_002.png").unlink()
    shown = diffulizer.load_run(folder)._repr_html_()
    assert "the image is missing" in shown
    assert "squarish" in shown


def test_the_maps_as_a_labelled_array(run: diffulizer.Run) -> None:
    pytest.importorskip("xarray")
    maps = run.to_xarray()
    assert maps.dims == ("step", "layer", "word", "y", "x")
    cross = [layer for layer in run.layers if layer.attention_type == "cross"]
    assert list(maps.layer.values) == [layer.name for layer in cross]
    assert list(maps.word.values) == ["a", "red", "circle", "above", "blue", "squarish"]
    assert list(maps.sigma.values) == run.generator["sigmas"][:-1]
    for layer in cross:
        here = maps.sel(layer=layer.name, word="a").isel(step=slice(0, 2)).mean("step")
        heat = torch.from_numpy(run.heat("a", layers=layer.id, steps=[0, 1]))
        np.testing.assert_allclose(here, resized(heat, here.shape), rtol=1e-5)
    whole = maps.values
    assert whole.shape == maps.shape
    key = {"step": [2, 0], "layer": 1, "word": [5, 1], "y": slice(None, None, 2), "x": -1}
    np.testing.assert_array_equal(maps.isel(key), whole[[2, 0], 1][:, [5, 1]][..., ::2, -1])
    assert maps.isel(step=[]).values.shape == (0, *whole.shape[1:])
    negative = diffulizer.load_run(preset_folder("photo")).to_xarray("c1")
    assert (list(negative.word.values), negative.layer.size) == (["a", "green", "shape"], 1)
    with pytest.raises(LookupError, match="condition is 'c9'"):
        run.to_xarray("c9")


def test_only_what_is_asked_for_is_read(run: diffulizer.Run, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("xarray")
    opened = []
    monkeypatch.setattr(run, "open_map", lambda entry: opened.append(entry) or type(run).open_map(run, entry))
    maps = run.to_xarray()
    assert opened == []
    maps.isel(step=1, layer=0).sel(word="red").load()
    assert [(entry.step, entry.layer_id) for entry in opened] == [(1, "layer_1")]


def test_steps_without_maps_are_nan_and_runs_without_any_say_so(run: diffulizer.Run, tmp_path: Path) -> None:
    pytest.importorskip("xarray")
    folder = Path(shutil.copytree(run.path, tmp_path / "run"))
    files = [entry for entry in run.metadata["attention_files"] if entry["step"] != 1]
    edit(folder, attention_files=files)
    maps = diffulizer.load_run(folder).to_xarray()
    assert np.isnan(maps.isel(step=1)).all()
    assert np.isfinite(maps.isel(step=[0, 2])).all()
    edit(folder, attention_files=[])
    with pytest.raises(RunNotFoundError, match="holds no cross-attention to words of c0"):
        diffulizer.load_run(folder).to_xarray()


def test_without_xarray_it_says_what_to_install(run: diffulizer.Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "xarray", None)
    with pytest.raises(MissingPackageError, match="python -m pip install xarray"):
        run.to_xarray()
