"""The demo model's scenes: their pictures, captions and verdicts."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import torch

from demo_model import judge, latents
from demo_model.captions import VOCABULARY, draw_caption, full_caption, phrases
from demo_model.data import training_scene
from demo_model.drawing import draw, masks
from demo_model.scenes import CANVASES, COLOURS, SHAPES, STYLES, Scene, Thing, draw_scene
from demo_model.shapes import DISTANCES
from demo_model.verdicts import held_out_scenes, shares, verdict


def scenes(number: int, seed: int = 3) -> list[Scene]:
    rng = np.random.default_rng(seed)
    return [draw_scene(rng, CANVASES[k % len(CANVASES)]) for k in range(number)]


def pair(relation: str = "left of", style: str = "cartoon") -> Scene:
    things = (
        Thing("circle", "red", "", x=70, y=128, radius=45, tilt=0),
        Thing("square", "blue", "", x=186, y=128, radius=45, tilt=0),
    )
    return Scene(256, 256, style, "grey", things, relation)


@pytest.mark.parametrize("name", SHAPES)
def test_distances_are_negative_inside_and_grow_with_the_radius(name: str) -> None:
    y, x = np.mgrid[-60:60, -60:60].astype(np.float32) + 0.5
    small, large = DISTANCES[name](x, y, 20.0), DISTANCES[name](x, y, 40.0)
    assert small[60, 60] < 0 < small[0, 0]
    assert 3.5 < (large < 0).sum() / (small < 0).sum() < 4.5
    # a distance: neighbours never differ by more than the step between them
    assert np.abs(np.diff(large, axis=1)).max() < 1.01


def test_the_judge_is_right_about_drawn_scenes() -> None:
    counts = {1: 20, 2: 20, 3: 10}
    asked = held_out_scenes(counts) + held_out_scenes(counts, new_pairing=True)
    for kind, row in shares(asked, lambda scene: [draw(scene, np.random.default_rng(4))]).items():
        assert row["right"] == row["background"] == row["style"] == 1, (kind, row)


def test_the_judge_refuses_what_is_wrong() -> None:
    shown = draw(pair(), np.random.default_rng(0))
    assert verdict(pair(), shown).right
    assert not verdict(pair("right of"), shown).relation
    assert not verdict(pair(style="photo"), shown).style
    alone = Scene(256, 256, "cartoon", "grey", pair().things[:1], place="on the left")
    left = draw(alone, np.random.default_rng(0))
    assert verdict(alone, left).right
    assert not verdict(replace(alone, place="on the right"), left).relation
    assert not verdict(replace(alone, place="at the top"), left).relation
    assert not verdict(Scene(256, 256, "cartoon", "grey", pair().things[:1]), shown).things, "one thing too many"
    for wrong in ({"colour": "green"}, {"shape": "heart"}):
        first = Thing(**{**vars(pair().things[0]), **wrong})
        asked = Scene(256, 256, "cartoon", "grey", (first, pair().things[1]), "left of")
        assert not verdict(asked, shown).things, wrong
    assert not verdict(pair(), np.full((256, 256, 3), 0.5, np.float32)).things
    assert judge.find(np.random.default_rng(0).random((256, 256, 3), np.float32) * 0.2) == []


def test_masks_lie_where_the_judge_sees_the_colour() -> None:
    for scene in scenes(9):
        picture = draw(scene, np.random.default_rng(1))
        for thing, mask in zip(scene.things, masks(scene), strict=True):
            seen = min(judge.find(picture), key=lambda f: (f.x - thing.x) ** 2 + (f.y - thing.y) ** 2)
            assert (seen.mask & (mask > 0.5)).sum() / seen.mask.sum() > 0.97
            assert (seen.mask & (mask > 0.5)).sum() / (mask > 0.5).sum() > 0.4, "all but the outline"


def test_training_never_shows_what_is_held_out() -> None:
    shown = [training_scene(1, canvas, index)[0] for canvas in range(3) for index in range(60)]
    assert not any(scene.held_out for scene in shown)
    asked = held_out_scenes()
    assert len(asked) >= 200
    assert all(scene.held_out for scene in asked)
    assert {full_caption(s) for s in asked}.isdisjoint(full_caption(s) for s in shown)
    assert not any(scene.new_pairing for scene in asked)
    assert all(scene.held_out and scene.new_pairing for scene in held_out_scenes({2: 9}, new_pairing=True))


def test_captions_are_true_and_in_the_vocabulary() -> None:
    rng = np.random.default_rng(5)
    kinds: set[str] = set()
    for scene in scenes(120):
        sentence = draw_caption(scene, rng)
        words = sentence.split()
        assert set(words) <= {*VOCABULARY, "<unknown>"}
        colours = {thing.colour for thing in scene.things}
        assert set(words) & set(COLOURS) <= colours
        assert set(words) & set(SHAPES) <= {thing.shape for thing in scene.things}
        assert set(words) & set(STYLES) <= {scene.style}
        kinds |= {"empty"} if not words else {w for w in ("<unknown>", "shape", "of") if w in words}
    assert kinds == {"empty", "<unknown>", "shape", "of"}


def test_phrases_are_found_in_captions() -> None:
    told = phrases("a photo of a small red circle above an orange shape on a pink background")
    assert [(p.thing, p.noun, p.colour, p.first) for p in told] == [(0, 6, 5, 4), (1, 10, 9, 9)]
    assert phrases("a circle , photo style")[0].colour is None
    for scene in scenes(60):
        words = full_caption(scene).split()
        for phrase, thing in zip(phrases(full_caption(scene)), scene.things, strict=True):
            assert phrase.colour is not None
            assert (words[phrase.colour], words[phrase.noun]) == (thing.colour, thing.shape)


def test_latents_say_colours_and_edges() -> None:
    image = torch.zeros(1, 16, 24, 3)
    image[:, :, 8:] = torch.tensor([0.9, 0.2, 0.1])
    encoded = latents.encode(image)
    assert encoded.shape == (1, 4, 2, 3)
    assert torch.allclose(latents.colours(encoded)[0, 0, 1:], torch.tensor([0.9, 0.2, 0.1]).expand(2, 3), atol=1e-5)
    assert latents.encode(torch.ones(1, 48, 48, 3) * 0.5)[0, 3, 2, 2] < encoded[0, 3, 0, :2].min(), "an edge between"


def test_a_training_scene_depends_on_its_numbers_alone() -> None:
    first, again, other = (training_scene(seed, 1, 5)[1] for seed in (1, 1, 2))
    assert np.array_equal(first, again)
    assert not np.array_equal(first, other)
    assert first.shape == (192, 320, 3)


def test_latents_stay_on_the_device_of_the_image() -> None:
    assert latents.encode(torch.empty(1, 16, 16, 3, device="meta")).device.type == "meta"
    assert latents.colours(torch.empty(1, 4, 2, 2, device="meta")).device.type == "meta"
