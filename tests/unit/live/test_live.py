"""Summaries of a pass while it is sampled: small, true to the recording, and kept for the last few passes."""

from __future__ import annotations

import base64
import io
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from PIL import Image

from diffulizer.capture.effects import MemoryEffects
from diffulizer.capture.memory import MemoryPass
from diffulizer.layers import AttentionLayer
from diffulizer.live import MEAN, ClearestLayer, LiveStore, pass_summary, step_maps, step_summary
from diffulizer.live.maps import live_grid
from diffulizer.maths.clearness import clearness
from diffulizer.prompts import Word, positional_table
from diffulizer.recording import Step
from diffulizer.settings import CaptureSettings
from synthetic import EFFECT_WORDS, make_pass

LARGEST_EVENT = 96 * 1024


def decoded(maps: dict[str, Any]) -> np.ndarray:
    """Return [T, r, c], the map of each token."""
    levels = np.frombuffer(base64.b64decode(maps["values"]), np.uint8)
    rows = levels.reshape(-1, *maps["grid"]) / 255 * np.asarray(maps["peaks"])[:, None, None]
    return rows[maps["rows"]]


def cross(recorded: MemoryPass) -> list[AttentionLayer]:
    return [layer for layer in recorded.layers if layer.attention_type == "cross"]


def recorded_maps(step: Step, layer: AttentionLayer, condition: str = "c0") -> torch.Tensor:
    maps = step.cross_attention[layer.id, condition].maps
    assert maps is not None
    return maps[0].float()


def without_sight() -> MemoryPass:
    """Return a pass whose layers see every word everywhere alike."""
    recorded = make_pass()
    for step in recorded.steps:
        for attention in step.cross_attention.values():
            if attention.maps is not None:
                attention.maps.fill_(1 / attention.maps.shape[1])
    return recorded


def with_square(recorded: MemoryPass, layer: AttentionLayer, step: int, word: int, most: float) -> None:
    """Let a layer see a word in the upper left quarter alone, and start everywhere else."""
    attention: Any = recorded.steps[step].cross_attention[layer.id, "c0"]
    (token,) = recorded.conditions[0].prompt.table.words[word].token_indices
    maps = torch.zeros_like(attention.maps)
    rows, columns = maps.shape[-2:]
    maps[:, 0] = 1
    maps[:, token, : rows // 2, : columns // 2] = most
    attention.maps = maps


def test_maps_are_of_the_layer_that_is_named() -> None:
    recorded = make_pass()
    step = recorded.steps[1]
    for layer in cross(recorded):
        maps: Any = step_maps(step, layer.name, [layer], recorded.conditions)
        expected = recorded_maps(step, layer).numpy()
        assert (maps["layer"], maps["count"], maps["of"].keys()) == (layer.name, 1, {"c0"})
        found = decoded(maps["of"]["c0"])
        words = slice(0, 10)  # start, the words' tokens, end
        assert np.abs(found[words] - expected[words]).max() < expected.max() / 255
        assert np.abs(found[10:] - expected[10:].mean(0)).max() < expected.max() / 255  # padding has one map
        assert np.allclose(found.sum(0), 1, atol=0.02)


def test_the_mean_is_of_all_layers() -> None:
    recorded = make_pass()
    step = recorded.steps[1]
    maps: Any = step_maps(step, MEAN, cross(recorded), recorded.conditions)
    grid = tuple(maps["of"]["c0"]["grid"])
    layers = [recorded_maps(step, layer) for layer in cross(recorded)]
    expected = torch.stack([torch.nn.functional.adaptive_avg_pool2d(m, grid) for m in layers]).mean(0).numpy()
    assert (maps["layer"], maps["count"], len(layers)) == ("mean", 2, 2)
    assert np.abs(decoded(maps["of"]["c0"])[:10] - expected[:10]).max() < expected.max() / 255


def test_maps_of_the_negative_prompt_travel_where_they_were_recorded() -> None:
    recorded = make_pass(settings=CaptureSettings(attention_resolution=4, maps_of="all"))
    (layer, _), step = cross(recorded), recorded.steps[0]
    maps: Any = step_maps(step, layer.name, [layer], recorded.conditions)
    assert list(maps["of"]) == ["c0", "c1"]
    expected = recorded_maps(step, layer, "c1")[:3].numpy()  # start, "blurry", end
    assert np.abs(decoded(maps["of"]["c1"])[:3] - expected).max() < expected.max() / 255


def test_maps_of_a_prompt_for_an_area_lie_in_it() -> None:
    """Of 16 x 16 cells of the latent, rows from 4 and columns from 8; the area reaches over the edge."""
    recorded = make_pass()
    (layer, _), (first, *others) = cross(recorded), recorded.conditions
    both: list[Any] = [
        step_maps(recorded.steps[0], layer.name, [layer], [replace(first, area=area), *others])
        for area in (None, (16, 12, 4, 8))
    ]
    everywhere, values = (decoded(maps["of"]["c0"]) for maps in both)
    assert values.shape[1:] == (16, 16)
    assert not values[:, :4].any()
    assert not values[:, :, :8].any()
    assert np.allclose(values[:, 4:, 8:].mean((1, 2)), everywhere.mean((1, 2)), atol=0.01)


class TestClearestLayer:
    def test_it_is_the_one_that_sees_the_words_most_clearly_over_the_steps_so_far(self) -> None:
        recorded = without_sight()
        one, other = cross(recorded)
        with_square(recorded, one, 0, word=1, most=0.3)
        with_square(recorded, other, 1, word=2, most=1.0)  # which weighs more than what the first step showed
        with_square(recorded, one, 2, word=1, most=0.3)
        clearest = ClearestLayer(recorded.layers, "c0", recorded.conditions[0].prompt.table.words)
        assert [clearest.add(step) for step in recorded.steps[:3]] == [one, other, other]

    def test_the_measure_is_that_of_the_mean_over_steps(self) -> None:
        recorded = make_pass()
        words = recorded.conditions[0].prompt.table.words
        clearest = ClearestLayer(recorded.layers, "c0", words)
        chosen = [clearest.add(step) for step in recorded.steps][-1]

        def seen(layer: AttentionLayer) -> float:
            mean = torch.stack([recorded_maps(step, layer) for step in recorded.steps]).mean(0)
            return clearness(torch.stack([mean[list(word.token_indices)].sum(0) for word in words]))

        assert chosen == max(cross(recorded), key=seen)

    @pytest.mark.parametrize("mark", [True, False])
    def test_start_and_marks_do_not_count(self, mark: bool) -> None:
        recorded = without_sight()
        one, other = cross(recorded)
        with_square(recorded, one, 0, word=1, most=0.1)
        with_square(recorded, other, 0, word=2, most=1.0)
        table = recorded.conditions[0].prompt.table
        (token,) = table.words[2].token_indices
        others = [word for word in table.words if word is not table.words[2]]
        words = [*others, Word(",", (token,))] if mark else others
        assert ClearestLayer(recorded.layers, "c0", table.words).add(recorded.steps[0]) == other
        assert ClearestLayer(recorded.layers, "c0", words).add(recorded.steps[0]) == one

    def test_a_layer_without_maps_at_a_step_is_not_shown_there(self) -> None:
        recorded = make_pass()
        one, other = cross(recorded)
        with_square(recorded, one, 0, word=1, most=1.0)
        clearest = ClearestLayer(recorded.layers, "c0", recorded.conditions[0].prompt.table.words)
        assert clearest.add(recorded.steps[0]) == one
        for layer, left in ((one, other), (other, None)):
            attention: Any = recorded.steps[1].cross_attention[layer.id, "c0"]
            attention.maps = None
            assert clearest.add(recorded.steps[1]) == left

    def test_a_layer_may_change_its_grid(self) -> None:
        small, large = make_pass(), make_pass(latent_grid=(24, 16))
        clearest = ClearestLayer(small.layers, "c0", small.conditions[0].prompt.table.words)
        assert clearest.add(small.steps[0]) in cross(small)
        assert clearest.add(large.steps[0]) in cross(small)

    def test_a_prompt_without_words_shows_its_first_layer(self) -> None:
        recorded = make_pass()
        assert ClearestLayer(recorded.layers, "c0", ()).add(recorded.steps[0]) == cross(recorded)[0]


def test_numbers_of_a_step() -> None:
    step = make_pass().steps[2]
    summary = step_summary(step, None, None)
    norm = float(np.linalg.norm(step.noise[0].double()))
    entropies = [float(a.entropy[0]) for (_, c), a in step.cross_attention.items() if c == "c0"]
    assert summary["metrics"]["predicted_noise_l2_norm"] == pytest.approx(norm, rel=1e-5)
    assert summary["metrics"]["cross_attention_entropy"] == pytest.approx(np.mean(entropies))
    assert (summary["step"], summary["sigma"]) == (2, step.sigma)


def test_a_step_without_attention_says_so() -> None:
    recorded = make_pass()
    step = recorded.steps[0]
    step.cross_attention = {}
    assert step_maps(step, MEAN, cross(recorded), recorded.conditions) is None
    summary = step_summary(step, None, None)
    assert summary["metrics"]["cross_attention_entropy"] is None
    json.dumps(summary, allow_nan=False)


def test_non_finite_entropies_are_left_out() -> None:
    step: Any = make_pass().steps[0]
    first, *others = (a for (_, condition), a in step.cross_attention.items() if condition == "c0")
    first.entropy = torch.full_like(first.entropy, float("nan"))
    summary = step_summary(step, None, None)
    json.dumps(summary, allow_nan=False)
    expected = sum(float(a.entropy[0]) for a in others) / len(others)
    assert summary["metrics"]["cross_attention_entropy"] == pytest.approx(expected)


def test_effects_travel_where_they_were_measured() -> None:
    recorded = make_pass(steps=5, settings=CaptureSettings(effects_every=2))
    recorded.effect_kind = "text"
    words, kind = (pass_summary(recorded)[key] for key in ("effect_words", "effect_kind"))
    assert kind == "text"
    assert [word["text"] for word in words] == list(EFFECT_WORDS)
    assert words[0]["tokens"] == {"c0": recorded.effect_words[0].tokens["c0"]}
    summaries = [step_summary(step, None, None)["effects"] for step in recorded.steps]
    assert [told is not None for told in summaries] == [True, False, True, False, True]
    effects: Any = recorded.steps[2].effects
    *maps, floor = effects.maps[0].float().numpy()
    expected = np.stack([np.where(m > floor.max(), m, 0) for m in maps])
    rows = np.frombuffer(base64.b64decode(summaries[2]["values"]), np.uint8).reshape(expected.shape)
    assert np.abs(rows / 255 * expected.max((1, 2), keepdims=True) - expected).max() < expected.max() / 255
    assert summaries[2]["norms"] == pytest.approx(effects.norms[0].tolist(), rel=1e-4)


def test_what_does_not_rise_above_the_noise_floor_is_no_effect() -> None:
    recorded = make_pass(settings=CaptureSettings(effects_every=1))
    effects: Any = recorded.steps[0].effects
    effects.maps[0, -1, 3, 4] = 100
    told: Any = step_summary(recorded.steps[0], None, None)["effects"]
    assert set(base64.b64decode(told["values"])) == {0}


@pytest.mark.parametrize(("tokens", "rows", "columns"), [(77, 64, 64), (231, 64, 64), (1001, 32, 96), (77, 5, 3)])
def test_an_event_stays_small(tokens: int, rows: int, columns: int) -> None:
    """Even where each token of both prompts is a word."""
    recorded = make_pass(settings=CaptureSettings(maps_of="all"))
    step: Any = recorded.steps[0]
    words = min(tokens, 231)  # each is one more evaluation of the network
    step.effects = MemoryEffects(torch.rand(1, words, rows, columns).half(), torch.rand(1, words), torch.rand(1, 1))
    for attention in step.cross_attention.values():
        attention.maps = torch.rand(1, tokens, rows, columns).half()
    table = positional_table(tokens)
    conditions = [replace(c, prompt=replace(c.prompt, table=table)) for c in recorded.conditions]
    noise = np.random.default_rng(0).integers(0, 256, (1024, 1536, 3), dtype=np.uint8)
    (layer, _) = cross(recorded)
    summary = step_summary(step, noise, step_maps(step, layer.name, [layer], conditions))
    assert len(json.dumps(summary)) < LARGEST_EVENT
    for maps in summary["maps"]["of"].values():
        assert decoded(maps).shape[0] == tokens
        grid = maps["grid"]
        assert max(grid) <= min(32, max(rows, columns))
        assert grid[0] / grid[1] == pytest.approx(rows / columns, rel=0.35)


def test_maps_are_not_made_finer_than_they_are() -> None:
    assert live_grid(15, 8, 8) == (8, 8)
    assert live_grid(15, 64, 32) == (32, 16)


def test_the_picture_is_a_small_jpeg() -> None:
    picture = np.zeros((512, 1024, 3), np.uint8)
    picture[:, :512] = (250, 20, 20)
    image = Image.open(io.BytesIO(base64.b64decode(step_summary(make_pass().steps[0], picture, None)["picture"])))
    assert image.format == "JPEG"
    assert image.size == (256, 128)
    red, green, _ = image.getpixel((60, 60))  # type: ignore[misc]  # an RGB image
    assert red > 220
    assert green < 50


def test_a_pass_names_its_words_and_settings() -> None:
    recorded = make_pass()
    summary = pass_summary(recorded)
    first = summary["conditions"][0]
    assert [w["text"] for w in first["words"]] == [w.text for w in recorded.conditions[0].prompt.table.words]
    assert summary["steps_planned"] == recorded.sampling.num_steps
    assert summary["cross_layers"] == [layer.name for layer in cross(recorded)]
    assert (summary["layer"], pass_summary(recorded, cross(recorded)[1])["layer"]) == (None, cross(recorded)[1].name)
    json.dumps(summary, allow_nan=False)


class TestStore:
    def begin(self, store: LiveStore, number: int, recorded: MemoryPass | None = None) -> str:
        id_ = f"pass{number}"
        store.begin(id_, {"begun": float(number), "state": "running", **pass_summary(recorded or make_pass())})
        return id_

    def test_steps_are_found_again(self, tmp_path: Path) -> None:
        store, recorded = LiveStore(tmp_path / "live"), make_pass()
        id_ = self.begin(store, 1, recorded)
        for step in recorded.steps:
            store.add(id_, step_summary(step, None, None))
        assert LiveStore(tmp_path / "live").passes()[0]["steps"] == [s.index for s in recorded.steps]
        assert store.step(id_, 1) == json.loads(json.dumps(step_summary(recorded.steps[1], None, None)))
        assert store.step(id_, 99) is None

    def test_the_last_eight_are_kept(self, tmp_path: Path) -> None:
        store = LiveStore(tmp_path)
        for number in range(11):
            self.begin(store, number)
        assert [p["id"] for p in store.passes()] == [f"pass{n}" for n in range(10, 2, -1)]
        assert len(list(tmp_path.iterdir())) == 8

    def test_the_end_is_told(self, tmp_path: Path) -> None:
        store = LiveStore(tmp_path)
        id_ = self.begin(store, 1)
        store.update(id_, {"begun": 1.0, "state": "interrupted"})
        assert store.passes()[0]["state"] == "interrupted"

    @pytest.mark.parametrize("id_", ["..", "../pass1", "pass1/../../x", "", "C:", "a\\b"])
    def test_an_id_is_no_path(self, tmp_path: Path, id_: str) -> None:
        (tmp_path / "step_0001.json").write_text("{}")
        assert LiveStore(tmp_path / "live").step(id_, 1) is None

    def test_damaged_files_are_left_out(self, tmp_path: Path) -> None:
        store = LiveStore(tmp_path)
        self.begin(store, 1)
        (tmp_path / "pass1" / "pass.json").write_text("{")
        assert store.passes() == []
