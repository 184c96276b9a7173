"""Every example workflow runs in a real ComfyUI and shows what it says."""

from __future__ import annotations

from collections.abc import Callable
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest
from ran_examples import FOLDER, Picture, Ran
from scipy import ndimage

from demo_model.judge import Found, find
from diffulizer.dataset.read.run import load_run
from exports import assert_strictly_valid

OUTLINE = 6
"""Pixels: a cartoon's outline is part of its thing, and `find` tells the coloured inside."""
SEEN = 0.1
"""Least change of a channel, 0..1, that makes a pixel count as changed."""

Run = Callable[[str], Ran]
NAMES = sorted(path.stem for path in FOLDER.glob("*.json"))


def thing(picture: Picture, colour: str) -> Found:
    (found,) = [found for found in find(picture) if found.colour == colour]
    return found


def things(picture: Picture) -> set[tuple[str, str]]:
    return {(found.colour, found.shape) for found in find(picture)}


def whole(found: Found) -> np.ndarray:
    """Its region, the outline included."""
    return ndimage.binary_dilation(found.mask, iterations=OUTLINE)


def last_picture(folder: Path) -> Picture:
    """Of the steps of an exported run."""
    exported = load_run(folder)
    return np.asarray(exported.image(exported.steps - 1)) / 255


def changed(one: Picture, other: Picture) -> np.ndarray:
    return np.abs(one - other).max(-1) > SEEN


def assert_lies_on(heat: Picture, own: Found, other: Found) -> None:
    """The map is brightest on its thing: inferno gets brighter with the value."""
    light = heat.mean(-1)
    on = light[own.mask].mean()
    assert on > 2 * light[~whole(own)].mean()
    assert on > 2 * light[other.mask].mean()


def test_all_that_are_there_are_tested() -> None:
    assert [name[:2] for name in NAMES] == [f"{number:02}" for number in range(1, 16)]
    assert all((FOLDER / f"{name}.jpg").is_file() for name in NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_pictures_have_their_sizes_and_runs_are_valid(examples: Run, name: str) -> None:
    ran = examples(name)
    shown = ran.shown()
    assert shown
    asked = [node["inputs"] for node in ran.prompt.values() if "theme" in node["inputs"]]  # those that draw figures
    figures = {(inputs["height"], inputs["width"], 3) for inputs in asked}
    samplers = {node["class_type"] for node in ran.prompt.values()}
    sheets = ran.pictures("Without each word") if "Diffulizer_WordEffects" in samplers else []
    figures |= {sheet.shape for each in sheets for sheet in each}
    assert {picture.shape for picture in shown} - {(256, 256, 3)} == figures
    assert all(picture.std() > 0.02 for picture in shown)
    exporters = [node for node in ran.prompt.values() if node["class_type"] == "Diffulizer_ExportRun"]
    assert bool(ran.runs) is bool(exporters)
    for folder in ran.runs:
        assert_strictly_valid(folder)
        assert load_run(folder).complete


@pytest.mark.parametrize("name", ["01 Start here (no download)", "08 With SDXL - start"])
def test_what_is_exported_is_what_was_drawn(examples: Run, name: str) -> None:
    ran = examples(name)
    (folder,) = ran.runs
    exported = load_run(folder)
    (sampler,) = [n["inputs"] for n in ran.prompt.values() if n["class_type"] == "Diffulizer_KSampler"]
    assert (exported.steps, exported.generator["seed"]) == (sampler["steps"], 42)
    last = last_picture(folder)
    assert np.abs(last - ran.picture("SaveImage")).max() <= 1.5 / 255
    shapes = {shape for _, shape in things(last)}
    assert shapes == ({"heart", "star"} if "SDXL" in name else {"circle", "square"})
    assert all(exported.words(shape) for shape in shapes)


def test_any_sampler_is_recorded(examples: Run) -> None:
    ran = examples("05 With any sampler")
    assert things(ran.picture("SaveImage")) == {("yellow", "star")}
    generator = load_run(ran.runs[0]).generator
    assert (generator["sampler"], generator["scheduler"], generator["cfg_scale"]) == ("dpmpp_2m", "karras", 5)


@pytest.mark.parametrize(
    ("name", "colours"),
    [("03 Which word did that", ("red", "blue")), ("09 With SDXL - which word did that", ("red", "blue"))],
)
def test_each_word_lies_on_its_thing(examples: Run, name: str, colours: tuple[str, str]) -> None:
    ran = examples(name)
    picture = ran.picture("The picture")
    found = [thing(picture, colour) for colour in colours]
    (heats,) = ran.pictures("The maps alone")
    for heat, own, other in zip(heats, found, reversed(found), strict=True):
        assert_lies_on(heat, own, other)


def test_two_prompts_are_compared(examples: Run) -> None:
    """What changed is said first, and the maps are of the words that changed."""
    ran = examples("04 Change one word")
    assert ran.picture("Plots").shape == ran.picture("Difference maps").shape
    assert "circle" in ran.text("What changed")
    assert "star" in ran.text("What changed")


def test_a_word_is_taken_away(examples: Run) -> None:
    """The verdict names the edit, and the pictures are not the same."""
    ran = examples("11 Take a word away")
    assert "edits (none → without “circle”)" in ran.text("What changed")
    assert "no difference beyond rounding" not in ran.text("What changed").casefold()


def test_each_word_is_taken_away(examples: Run) -> None:
    """The circle is not red without "red", no circle without "circle"; the square stays. The table and the run have
    each word."""
    ran = examples("12 Word effects")
    (folder,) = ran.runs
    exported = load_run(folder)
    assert things(last_picture(folder)) == {("red", "circle"), ("blue", "square")}
    assert [word.text for word in exported.removed.words] == ["red", "circle", "above"]
    without = {word: things(exported.without(word) / 255) for word in ("red", "circle")}
    assert all(("blue", "square") in found and ("red", "circle") not in found for found in without.values())
    assert {colour for colour, _ in without["circle"]} == {"red", "blue"}
    lines = [line.split() for line in ran.text("In numbers").splitlines()]
    assert [line[0] for line in lines if line[1:2] and line[1][0].isdigit()] == ["red", "circle", "above"]


@pytest.mark.parametrize(
    ("name", "word", "negative"),
    [
        ("13 A transformer (no download)", "circle", True),
        ("14 With Z-Image-Turbo", "heart", False),
        ("15 With Flux", "heart", False),
    ],
)
def test_a_transformer_is_recorded(examples: Run, name: str, word: str, negative: bool) -> None:
    """In double and single layers, the word lies on the red thing; at cfg 1 no negative prompt is evaluated."""
    ran = examples(name)
    (folder,) = ran.runs
    exported = load_run(folder)
    picture = last_picture(folder)
    assert np.abs(picture - ran.picture("SaveImage")).max() <= 1.5 / 255
    assert {layer.name.split("_")[0] for layer in exported.layers} == {"double", "single"}
    guided = {"predicted_noise_text", "predicted_noise_uncond"}
    assert {gap["what"] for gap in exported.metadata["not_recorded"]} == (set() if negative else guided)
    heat = ndimage.zoom(exported.heat(word), 256 / 16, order=0)
    assert_lies_on(heat[..., None], thing(picture, "red"), thing(picture, "blue"))


def test_a_lora_is_compared(examples: Run) -> None:
    ran = examples("10 With SDXL - LoRA on and off")
    assert ran.picture("Plots").shape == ran.picture("Difference maps").shape
    assert "B, 25 steps" in ran.text("What changed")
    assert "no difference beyond rounding" not in ran.text("What changed").casefold()


def test_only_the_red_circle_is_painted_anew(examples: Run) -> None:
    """At least 90 % of the changed pixels lie in the circle's region; outside of the mask nothing changes at all."""
    ran = examples("02 Make a mask from a word")
    before, after = ran.picture("Before"), ran.picture("After")
    assert things(before) == {("red", "circle"), ("blue", "square")}
    assert things(after) == {("yellow", "star"), ("blue", "square")}
    circle, mask = whole(thing(before, "red")), ran.picture("Mask")[..., 0] > 0.5
    new = changed(before, after)
    assert new.sum() > circle.sum() / 2
    assert (new & circle).sum() >= 0.9 * new.sum()
    assert np.array_equal(before[~mask], after[~mask])
    assert not (mask & whole(thing(before, "blue"))).any()


def test_an_image_is_drawn_over(examples: Run) -> None:
    ran = examples("06 Image to image")
    assert things(ran.picture("Before")) == {("red", "circle"), ("blue", "square")}
    assert things(ran.picture("After")) == {("green", "heart"), ("orange", "square")}
    exported = load_run(ran.runs[0])
    first = load_run(examples("01 Start here (no download)").runs[0])
    assert exported.generator["denoise"] == 0.8
    assert 0 < exported.generator["sigmas"][0] < first.generator["sigmas"][0] / 2


def test_a_batch_is_exported_whole(examples: Run) -> None:
    ran = examples("07 A batch of four")
    (pictures,), (overlays,) = ran.pictures("SaveImage"), ran.pictures("Where: circle")
    assert len(pictures) == len(overlays) == len(ran.runs) == 4
    for one, other in combinations(pictures, 2):
        assert changed(one, other).mean() > 0.01
    for number, (folder, picture, overlay) in enumerate(zip(ran.runs, pictures, overlays, strict=True)):
        assert folder.name == f"batch_00001_b{number}"
        assert np.abs(last_picture(folder) - picture).max() <= 1.5 / 255
        assert {shape for _, shape in things(picture)} == {"star", "circle"}
        assert changed(picture, overlay).mean() > 0.5
