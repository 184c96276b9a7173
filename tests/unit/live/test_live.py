"""Summaries of a pass while it is sampled: small, true to the recording, and kept for the last few passes."""

from __future__ import annotations

import base64
import io
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from PIL import Image

from diffulizer.capture.memory import MemoryPass
from diffulizer.live import LiveStore, pass_summary, step_summary
from diffulizer.live.summary import live_grid
from synthetic import make_pass

LARGEST_EVENT = 64 * 1024


def decoded(maps: dict[str, Any]) -> np.ndarray:
    levels = np.frombuffer(base64.b64decode(maps["values"]), np.uint8)
    return levels.reshape(-1, *maps["grid"]) / 255 * np.asarray(maps["peaks"])[:, None, None]


def test_maps_are_the_mean_over_layers() -> None:
    recorded = make_pass()
    step = recorded.steps[1]
    maps = step_summary(step, None)["maps"]
    layers = [a.maps[0].float() for (_, c), a in step.cross_attention.items() if c == "c0" and a.maps is not None]
    grid = tuple(maps["grid"])
    expected = torch.stack([torch.nn.functional.adaptive_avg_pool2d(m, grid) for m in layers]).mean(0).numpy()
    assert len(layers) > 1
    assert np.abs(decoded(maps) - expected).max() < expected.max() / 255
    assert np.allclose(decoded(maps).sum(0), 1, atol=0.02)


def test_maps_of_a_prompt_for_an_area_lie_in_it() -> None:
    """Of 16 x 16 cells of the latent, rows from 4 and columns from 8; the area reaches over the edge."""
    step = make_pass().steps[0]
    everywhere, maps = (step_summary(step, None, area)["maps"] for area in (None, (16, 12, 4, 8)))
    values = decoded(maps)
    assert values.shape[1:] == (16, 16)
    assert not values[:, :4].any()
    assert not values[:, :, :8].any()
    assert np.allclose(values[:, 4:, 8:].mean((1, 2)), decoded(everywhere).mean((1, 2)), atol=0.01)


def test_numbers_of_a_step() -> None:
    step = make_pass().steps[2]
    summary = step_summary(step, None)
    norm = float(np.linalg.norm(step.noise[0].double()))
    entropies = [float(a.entropy[0]) for (_, c), a in step.cross_attention.items() if c == "c0"]
    assert summary["metrics"]["predicted_noise_l2_norm"] == pytest.approx(norm, rel=1e-5)
    assert summary["metrics"]["cross_attention_entropy"] == pytest.approx(np.mean(entropies))
    assert (summary["step"], summary["sigma"]) == (2, step.sigma)


def test_a_step_without_attention_says_so() -> None:
    step = make_pass().steps[0]
    step.cross_attention = {}
    summary = step_summary(step, None)
    assert summary["maps"] is None
    assert summary["metrics"]["cross_attention_entropy"] is None
    json.dumps(summary, allow_nan=False)


def test_non_finite_entropies_are_left_out() -> None:
    step: Any = make_pass().steps[0]
    first, *others = (a for (_, condition), a in step.cross_attention.items() if condition == "c0")
    first.entropy = torch.full_like(first.entropy, float("nan"))
    summary = step_summary(step, None)
    json.dumps(summary, allow_nan=False)
    expected = sum(float(a.entropy[0]) for a in others) / len(others)
    assert summary["metrics"]["cross_attention_entropy"] == pytest.approx(expected)


@pytest.mark.parametrize(("tokens", "rows", "columns"), [(77, 64, 64), (231, 64, 64), (1001, 32, 96), (77, 5, 3)])
def test_an_event_stays_small(tokens: int, rows: int, columns: int) -> None:
    recorded = make_pass()
    step: Any = recorded.steps[0]
    for attention in step.cross_attention.values():
        attention.maps = torch.rand(1, tokens, rows, columns).half()
    noise = np.random.default_rng(0).integers(0, 256, (1024, 1536, 3), dtype=np.uint8)
    summary = step_summary(step, noise)
    assert len(json.dumps(summary)) < LARGEST_EVENT
    grid = summary["maps"]["grid"]
    assert max(grid) <= min(16, max(rows, columns))
    assert grid[0] / grid[1] == pytest.approx(rows / columns, rel=0.35)


def test_maps_are_not_made_finer_than_they_are() -> None:
    assert live_grid(77, 8, 8) == (8, 8)
    assert live_grid(77, 64, 32) == (16, 8)


def test_the_picture_is_a_small_jpeg() -> None:
    picture = np.zeros((512, 1024, 3), np.uint8)
    picture[:, :512] = (250, 20, 20)
    image = Image.open(io.BytesIO(base64.b64decode(step_summary(make_pass().steps[0], picture)["picture"])))
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
    assert summary["cross_layers"] == [x.name for x in recorded.layers if x.attention_type == "cross"]
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
            store.add(id_, step_summary(step, None))
        assert LiveStore(tmp_path / "live").passes()[0]["steps"] == [s.index for s in recorded.steps]
        assert store.step(id_, 1) == json.loads(json.dumps(step_summary(recorded.steps[1], None)))
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
