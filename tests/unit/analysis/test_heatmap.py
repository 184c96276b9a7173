"""Maps of words and places, against the same in numpy."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from written import as_1_0_0, export

from diffulizer.analysis.heatmap import CLEAR, DAAM, MEAN, word_map
from diffulizer.analysis.selection import WordGroup, select_words
from diffulizer.analysis.self_attention import place_map
from diffulizer.capture.memory import MemoryPass
from diffulizer.dataset.read.disk_pass import DiskPass
from diffulizer.errors import RecordingError, SettingsError
from diffulizer.maths.pooling import cell_means
from diffulizer.maths.resizing import resized, shares
from diffulizer.settings import CaptureSettings
from synthetic import make_pass

SAME_GRID = CaptureSettings(attention_resolution=4, self_attention_resolution=4)


def words(made: MemoryPass, text: str) -> WordGroup:
    return select_words(made.conditions, text)[0]


def maps_of(made: MemoryPass, layer: str, item: int, tokens: tuple[int, ...]) -> np.ndarray:
    """[steps, r, c] sums over tokens."""
    stored = [step.cross_attention[layer, "c0"].maps for step in made.steps]
    return np.stack([m[item].numpy().astype(np.float64)[list(tokens)].sum(0) for m in stored if m is not None])


def test_one_layer_and_step_is_the_sum_over_the_words_tokens() -> None:
    made = make_pass(steps=3, batch=2)
    group = words(made, "blue squarish")
    assert len(group.tokens) == 3
    got = word_map(made, group, layers="layer_1", steps=[1], items=[1])
    np.testing.assert_allclose(got[0], maps_of(made, "layer_1", 1, group.tokens)[1], rtol=1e-6)


def test_the_mean_is_over_steps_then_over_layers() -> None:
    made: Any = make_pass(steps=4, settings=SAME_GRID)
    group = words(made, "circle")
    for step in made.steps[1:]:
        del step.cross_attention["layer_3", "c0"]  # one layer has fewer steps: it counts as much
    first, second = (maps_of_layer(made, layer, group) for layer in ("layer_1", "layer_3"))
    got = word_map(made, group, layers="*", steps=range(4), items=[0])
    np.testing.assert_allclose(got[0], (first + second) / 2, rtol=1e-6)


def maps_of_layer(made: MemoryPass, layer: str, group: WordGroup) -> np.ndarray:
    steps = [step.cross_attention[layer, "c0"] for step in made.steps if (layer, "c0") in step.cross_attention]
    return np.mean([s.maps[0].numpy().astype(np.float64)[list(group.tokens)].sum(0) for s in steps], axis=0)


def test_layers_of_other_grids_keep_their_mean() -> None:
    made = make_pass(steps=2, settings=CaptureSettings(attention_resolution=8, self_attention_resolution=4))
    group = words(made, "red")
    grids = {layer.map_grid for layer in made.layers if layer.attention_type == "cross"}
    assert grids == {(8, 8), (4, 4)}
    got = word_map(made, group, layers="*", steps=range(2), items=[0])
    assert got.shape == (1, 8, 8)
    means = [maps_of(made, layer, 0, group.tokens).mean() for layer in ("layer_1", "layer_3")]
    assert float(got.mean()) == pytest.approx(np.mean(means), rel=1e-6)


@pytest.mark.parametrize(("grid", "to"), [((8, 8), (4, 2)), ((4, 6), (16, 12)), ((6, 4), (3, 8)), ((5, 7), (5, 7))])
def test_resizing_keeps_the_mean(grid: tuple[int, int], to: tuple[int, int]) -> None:
    maps = torch.rand(2, 3, *grid, generator=torch.Generator().manual_seed(1))
    got = resized(maps, to)
    assert got.shape == (2, 3, *to)
    torch.testing.assert_close(got.mean((-2, -1)), maps.mean((-2, -1)))


def test_enlarging_is_the_viewers_interpolation() -> None:
    """web_viewer/src/maths/resample.ts: bilinear between the middles of cells, constant beyond the outermost."""
    values = np.array([0.0, 1.0, 4.0])
    at = np.clip((np.arange(12) + 0.5) * 3 / 12 - 0.5, 0, 2)
    low = np.floor(at).astype(int)
    expected = values[low] * (1 - (at - low)) + values[np.minimum(low + 1, 2)] * (at - low)
    got = resized(torch.tensor(values, dtype=torch.float32)[None], (1, 12))
    np.testing.assert_allclose(got[0], expected, rtol=1e-6)


def test_auto_takes_the_clearest_layers() -> None:
    made = make_pass(steps=2, settings=SAME_GRID)
    group = words(made, "circle")
    varied = made.steps[0].cross_attention["layer_1", "c0"].maps
    for step in made.steps:
        flat = step.cross_attention["layer_3", "c0"]
        assert flat.maps is not None
        flat.maps.fill_(1 / 77)
    assert varied is not None
    only = word_map(made, group, layers="layer_1", steps=range(2), items=[0])
    torch.testing.assert_close(word_map(made, group, steps=range(2), items=[0]), only)
    steps: list[Any] = [*made.steps]
    for step in steps:  # as varied, and somewhere else: both are taken
        step.cross_attention["layer_3", "c0"].maps = step.cross_attention["layer_1", "c0"].maps.flip(-1)
    both = word_map(made, group, steps=range(2), items=[0])
    torch.testing.assert_close(both, (only + only.flip(-1)) / 2)


def test_auto_passes_over_a_layer_whose_values_are_not_finite() -> None:
    made: Any = make_pass(steps=1, settings=SAME_GRID)
    group = words(made, "circle")
    attention = made.steps[0].cross_attention
    only = word_map(made, group, layers="layer_1", steps=[0], items=[0])
    attention["layer_3", "c0"].maps = torch.full_like(attention["layer_3", "c0"].maps, torch.inf)
    torch.testing.assert_close(word_map(made, group, steps=[0], items=[0]), only)
    attention["layer_1", "c0"].maps = attention["layer_3", "c0"].maps
    assert word_map(made, group, steps=[0], items=[0]).shape == only.shape


@pytest.mark.parametrize(("share", "taken"), [(CLEAR - 0.01, False), (CLEAR + 0.01, True), (1.0, True)])
def test_auto_takes_layers_that_are_clear_enough(share: float, taken: bool) -> None:
    """A layer with a share of another one's attention, and so of its clearness."""
    made: Any = make_pass(steps=1, settings=SAME_GRID)
    group = words(made, "circle")
    attention = made.steps[0].cross_attention
    clear = attention["layer_1", "c0"].maps.float()
    attention["layer_1", "c0"].maps, attention["layer_3", "c0"].maps = clear, clear.flip(-1) * share
    only = word_map(made, group, layers="layer_1", steps=[0], items=[0])
    expected = (only + share * only.flip(-1)) / 2 if taken else only
    torch.testing.assert_close(word_map(made, group, steps=[0], items=[0]), expected)


def test_daam_is_the_sum_over_heads_layers_and_steps_at_the_latents_grid() -> None:
    made = make_pass(steps=2, heads=2, settings=SAME_GRID)
    made.layers = [replace(a, block=("output", 1)) if a.id == "layer_3" else a for a in made.layers]
    group = words(made, "circle")
    expected = torch.zeros(16, 16)
    for layer in ("layer_1", "layer_3"):
        for maps in maps_of(made, layer, 0, group.tokens):
            grown = torch.nn.functional.interpolate(torch.tensor(maps)[None, None].float(), (16, 16), mode="bicubic")
            expected += 2 * grown[0, 0].clamp(min=0)
    got = word_map(made, group, method=DAAM, steps=range(2), items=[0])
    torch.testing.assert_close(got[0], expected)


def test_daam_leaves_the_middle_block_out() -> None:
    made = make_pass(steps=1, settings=SAME_GRID)
    group = words(made, "circle")
    every = word_map(made, group, method=DAAM, layers="*", steps=[0], items=[0])
    torch.testing.assert_close(every, word_map(made, group, method=DAAM, layers="input", steps=[0], items=[0]))
    with pytest.raises(SettingsError, match="DAAM, which leaves the middle block out, and layers names no other"):
        word_map(made, group, method=DAAM, layers="middle", steps=[0], items=[0])
    with pytest.raises(SettingsError, match="method is 'sum'; expected one of mean, DAAM"):
        word_map(made, group, method="sum", steps=[0], items=[0])


def test_a_regional_prompts_map_lies_in_its_area() -> None:
    made = make_pass(steps=1, settings=SAME_GRID)
    made.conditions[0] = replace(made.conditions[0], area=(8, 8, 4, 8))
    group = words(made, "circle")
    got = word_map(made, group, layers="layer_1", steps=[0], items=[0])[0]
    assert got.shape == (16, 16)
    inside = got[4:12, 8:16]
    outside = got.clone()
    outside[4:12, 8:16] = 0
    assert float(outside.sum()) == 0
    assert float(inside.mean()) == pytest.approx(maps_of(made, "layer_1", 0, group.tokens).mean(), rel=1e-5)


@pytest.mark.parametrize("method", [MEAN, DAAM])
def test_steps_of_other_grids_are_brought_to_the_finest(method: str) -> None:
    made: Any = make_pass(steps=2, settings=SAME_GRID)
    group = words(made, "circle")
    choice: dict[str, Any] = {"layers": "layer_1", "items": [0], "method": method}
    alone = [word_map(made, group, steps=[step], **choice) for step in (0, 1)]
    cross = made.steps[0].cross_attention["layer_1", "c0"]
    cross.maps, cross.cells = cell_means(cross.maps.float(), (4, 4), (2, 2)).half(), (2, 2)
    coarse = word_map(made, group, steps=[0], **choice)
    both = word_map(made, group, steps=[0, 1], **choice)
    assert both.shape == alone[1].shape
    expected = resized(coarse, (both.shape[1], both.shape[2])) + alone[1]
    torch.testing.assert_close(both, expected if method == DAAM else expected / 2)


def test_a_place_in_steps_of_other_grids() -> None:
    made: Any = make_pass(steps=2, settings=CaptureSettings(attention_resolution=4, self_attention_resolution=4))
    alone = [place_map(made, 0.9, 0.2, layers="layer_0", steps=[step], items=[0]) for step in (0, 1)]
    own = made.steps[0].self_attention["layer_0", "c0"]
    own.maps, own.cells = torch.full((1, 4, 4), 0.25, dtype=torch.float16), (2, 2)
    got = place_map(made, 0.9, 0.2, layers="layer_0", steps=[0, 1], items=[0])
    torch.testing.assert_close(got, (torch.full((1, 4, 4), 1 / 16) + alone[1]) / 2)


def test_an_area_over_the_edge_shows_the_part_within() -> None:
    """[16, 12] cells from row 4 and column 8 of 16 x 16: the map is of 12 x 8."""
    made: Any = make_pass(steps=1, settings=CaptureSettings(attention_resolution=4, self_attention_resolution=4))
    made.conditions[0] = replace(made.conditions[0], area=(16, 12, 4, 8))
    group = words(made, "circle")
    got = word_map(made, group, layers="layer_1", steps=[0], items=[0])[0]
    map_ = torch.from_numpy(maps_of(made, "layer_1", 0, group.tokens)[0]).float()
    torch.testing.assert_close(got[4:, 8:], resized(map_, (12, 8)))
    assert float(got[:4].sum() + got[:, :8].sum()) == 0
    rows = made.steps[0].self_attention["layer_0", "c0"].maps[0].float()
    last = place_map(made, 0.99, 0.99, layers="layer_0", steps=[0], items=[0])[0]
    torch.testing.assert_close(last[4:, 8:], shares(resized(rows[15].reshape(4, 4), (12, 8))))


def test_steps_without_maps_are_passed_over_and_none_at_all_is_explained() -> None:
    made = make_pass(steps=6, settings=replace(SAME_GRID, attention_every=3))
    group = words(made, "circle")
    got = word_map(made, group, layers="layer_1", steps=range(6), items=[0])
    recorded = [made.steps[i].cross_attention["layer_1", "c0"].maps for i in (0, 3, 5)]
    expected = np.mean([m[0].numpy().astype(float)[3] for m in recorded if m is not None], axis=0)
    np.testing.assert_allclose(got[0], expected, rtol=1e-6)
    with pytest.raises(
        RecordingError, match=r"at steps 2 to 3. In these layers it has maps at steps 1, 4, 6; choose am"
    ):
        word_map(made, group, steps=[1, 2], items=[0])
    with pytest.raises(RecordingError, match=r"prompt \(c1\) at step 1: maps_of was 'positive'. Set maps_of to 'all'"):
        word_map(made, select_words(made.conditions, "blurry", "negative")[0], steps=[0], items=[0])


@pytest.mark.parametrize("grid", [(16, 16), (16, 24)])
def test_a_run_on_disk_has_the_same_maps(tmp_path: Path, grid: tuple[int, int]) -> None:
    made = make_pass(steps=3, latent_grid=grid)
    loaded = DiskPass(export(made, tmp_path / "run"))
    for text in ("circle", "red circle"):
        for method in ("mean", "DAAM"):
            one, other = (
                word_map(p, select_words(p.conditions, text)[0], method=method, steps=range(3), items=[0])
                for p in (made, loaded)
            )
            torch.testing.assert_close(one, other, rtol=0, atol=0)
    one, other = (place_map(p, 0.2, 0.9, steps=range(3), items=[0]) for p in (made, loaded))
    torch.testing.assert_close(one, other, rtol=0, atol=0)


def test_a_run_of_1_0_0_has_maps_of_words(tmp_path: Path) -> None:
    made = make_pass(steps=3)
    loaded = DiskPass(as_1_0_0(export(made, tmp_path / "run")))
    one, other = (word_map(p, words(p, "red circle"), steps=range(3), items=[0]) for p in (made, loaded))  # type: ignore[arg-type]
    torch.testing.assert_close(one, other, rtol=0, atol=0)
    with pytest.raises(RecordingError, match=r"schema 1\.0\.0 pooled them so that their rows are no distributions"):
        place_map(loaded, 0.5, 0.5, steps=range(3), items=[0])


def test_a_place_is_the_row_of_its_cell() -> None:
    made = make_pass(steps=2, batch=2, latent_grid=(16, 8))
    (layer,) = [a for a in made.layers if a.id == "layer_0"]
    rows, columns = layer.map_grid
    assert (rows, columns) == (4, 2)
    got = place_map(made, 0.6, 0.3, layers="layer_0", steps=range(2), items=[1])
    stored = [step.self_attention["layer_0", "c0"].maps[1].numpy().astype(float) for step in made.steps]
    expected = np.mean([m[1 * columns + 1] for m in stored], axis=0).reshape(rows, columns)
    np.testing.assert_allclose(got[0], expected / expected.sum(), rtol=1e-5)
    for x, y in ((0.0, 0.0), (1.0, 1.0)):  # the edges belong to the outermost cells
        assert float(place_map(made, x, y, steps=[0], items=[0]).sum()) == pytest.approx(1)


def test_a_place_over_layers_of_other_grids_counts_each_layer_once() -> None:
    made: Any = make_pass(steps=1, settings=CaptureSettings(attention_resolution=4, self_attention_resolution=8))
    fine = place_map(made, 0.5, 0.5, layers="layer_0", steps=[0], items=[0])
    made.steps[0].self_attention["layer_2", "c0"].maps = torch.full((1, 16, 16), 1 / 16)
    got = place_map(made, 0.5, 0.5, steps=[0], items=[0])
    assert got.shape == fine.shape == (1, 8, 8)
    torch.testing.assert_close(got, (fine + 1 / 64) / 2)


def test_a_place_that_is_not_there() -> None:
    made = make_pass(steps=2)
    with pytest.raises(SettingsError, match=r"x is 1\.5; expected 0 to 1"):
        place_map(made, 1.5, 0, steps=[0], items=[0])
    made.conditions[0] = replace(made.conditions[0], area=(8, 8, 0, 0))
    with pytest.raises(SettingsError, match="outside the area of the conditioning c0"):
        place_map(made, 0.9, 0.1, steps=[0], items=[0])
    for step in made.steps:
        step.self_attention = {}
    with pytest.raises(RecordingError, match="holds no self-attention maps of the positive prompt"):
        place_map(made, 0.1, 0.1, steps=range(2), items=[0])
