"""``Run.heat``: the map of a word, of the layer that sees it most clearly."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from written import edit, export

import diffulizer
from demo_model.preset_runs import preset_folder
from diffulizer.errors import RunFormatError, RunNotFoundError
from diffulizer.maths.clearness import clearness, concentration
from diffulizer.maths.resizing import stacked
from synthetic import make_pass


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> diffulizer.Run:
    return diffulizer.load_run(export(make_pass(steps=3), tmp_path_factory.mktemp("heat") / "run"))


def mean_map(run: diffulizer.Run, layer: str, text: str, steps: list[int]) -> np.ndarray:
    tokens = [i for word in run.words(text) for i in word.token_indices]
    return np.mean([run.attention(layer, s)[tokens].astype(np.float32).sum(0) for s in steps], axis=0)


@pytest.mark.parametrize("text", ["circle", "red circle", "a"])
def test_it_is_the_mean_of_the_clearest_layer(run: diffulizer.Run, text: str) -> None:
    layers = [layer.id for layer in run.layers if layer.attention_type == "cross"]
    means = [mean_map(run, layer, text, [0, 1, 2]) for layer in layers]
    expected = max(means, key=lambda mean: clearness(torch.from_numpy(mean)[None]))
    heat = run.heat(text)
    assert heat.dtype == np.float32
    np.testing.assert_allclose(heat, expected, rtol=1e-5)
    for layer, mean in zip(layers, means, strict=True):
        np.testing.assert_allclose(run.heat(text, layers=layer), mean, rtol=1e-5)
    every = stacked([torch.from_numpy(mean) for mean in means]).mean(0)
    for choice in ("all", layers, range(1, 4, 2)):
        np.testing.assert_allclose(run.heat(text, layers=choice), every, rtol=1e-5)


def test_some_steps(run: diffulizer.Run) -> None:
    np.testing.assert_allclose(
        run.heat("blue", layers="layer_1", steps=[0, -1]), mean_map(run, "layer_1", "blue", [0, 2]), rtol=1e-5
    )
    with pytest.raises(IndexError, match=r"step is 3; .* has 3 steps, counted from 0"):
        run.heat("blue", steps=[3])
    with pytest.raises(TypeError, match=r"steps is 2; expected a list of numbers, such as \[2\]"):
        run.heat("blue", steps=2)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ("*attn2*", lambda layer: True),
        ("*", lambda layer: True),
        (["encoder"], lambda layer: layer.name.startswith("input")),
        (["middle", "layer_1"], lambda layer: layer.id == "layer_1" or layer.block[0] == "middle"),
    ],
)
def test_layers_are_named_by_patterns_and_parts(
    asked: str | list[str], expected: Callable[[Any], bool], run: diffulizer.Run
) -> None:
    chosen = [layer.id for layer in run.layers if layer.attention_type == "cross" and expected(layer)]
    assert chosen
    np.testing.assert_array_equal(run.heat("circle", layers=asked), run.heat("circle", layers=chosen))
    with pytest.raises(LookupError, match="nothing"):
        run.heat("circle", layers=["middle", "*nothing*"])


def test_concentration_is_that_of_the_map(run: diffulizer.Run) -> None:
    for choice in ({}, {"layers": "layer_1"}, {"steps": [0]}):
        expected = float(concentration(torch.from_numpy(run.heat("circle", **choice))))
        assert run.concentration("circle", **choice) == pytest.approx(expected)
        assert 0 < expected < 1


def test_what_there_is_not_is_said(run: diffulizer.Run, tmp_path: Path) -> None:
    with pytest.raises(LookupError, match=r"no 'dog'\. Its words are: a, red, circle, above, blue, squarish\."):
        run.heat("dog")
    with pytest.raises(LookupError, match="has no ' '"):
        run.heat(" ")
    with pytest.raises(RunNotFoundError, match="no cross-attention of layer_0 at these steps; it has that of layer_1"):
        run.heat("blue", layers="layer_0")
    bare = export(make_pass(steps=1), tmp_path / "bare")
    edit(bare, attention_files=[], attention_files_extra=[])
    with pytest.raises(RunNotFoundError, match="holds no cross-attention of any layer at these steps; none was"):
        diffulizer.load_run(bare).heat("blue")
    gap = {"what": "attention maps", "where": "all steps", "reason": "the sweep keeps metrics"}
    edit(bare, not_recorded=[gap])
    with pytest.raises(RunNotFoundError, match=r"none was kept \(the sweep keeps metrics\)"):
        diffulizer.load_run(bare).heat("blue")


def test_a_damaged_run_is_told(run: diffulizer.Run, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(run.path, tmp_path / "run"))
    first, *others = run.metadata["conditions"]
    edit(folder, conditions=[{**first, "area": [0, 4, 0, 0]}, *others])
    with pytest.raises(RunFormatError, match=r"conditions\[0\] is .*; expected an area with rows and columns"):
        diffulizer.load_run(folder).heat("circle")
    (entry, maps) = next(run.maps("cross"))
    few = {**next(e for e in run.metadata["attention_files"] if e["path"] == entry.path), "shape": [1, 1, maps.size]}
    edit(folder, conditions=[first, *others], attention_files=[{**few, "grid": None}])
    with pytest.raises(RunFormatError, match=r"\.bin: it has maps of 1 tokens, and the prompt has a token \d"):
        diffulizer.load_run(folder).heat("circle")


@pytest.mark.parametrize("style", ["photo", "cartoon"])
def test_the_red_circle_of_the_example_runs_is_where_the_circle_is(style: str) -> None:
    """The line in the README shows it: the circle is in the upper half of the picture, the square in the lower one."""
    run = diffulizer.load_run(preset_folder(style))
    picture = run.image(-1).astype(np.int16)
    rows, columns = run.heat("red circle").shape
    reddish = picture[..., 0] - picture[..., 2] > 60
    red = reddish.reshape(rows, picture.shape[0] // rows, columns, -1).mean((1, 3)) > 0.5
    heat = run.heat("red circle")
    hot = heat > heat.max() / 2
    assert red[: rows // 2].sum() > 0.9 * red.sum() > 10
    assert (hot & red).sum() / (hot | red).sum() > 0.6
    assert heat[red].mean() > 0.6
    assert heat[rows // 2 :].mean() < 0.1
