"""Maps as masks and colours."""

from __future__ import annotations

import sys

import numpy as np
import pytest
import torch
from matplotlib import colormaps
from scipy import ndimage

from diffulizer.analysis.masks import blurred, grown, masks_of, scaled
from diffulizer.errors import MissingPackageError, SettingsError
from diffulizer.plots.overlays import coloured, marked, overlaid

MAPS = torch.tensor([[[1.0, 2.0], [3.0, 5.0]], [[0.0, 10.0], [4.0, 20.0]]])


def test_scales() -> None:
    normalised = scaled(MAPS, "normalised")
    torch.testing.assert_close(normalised, torch.stack([MAPS[0] / 5, MAPS[1] / 20]))
    torch.testing.assert_close(scaled(MAPS, "absolute"), MAPS / 20)
    torch.testing.assert_close(scaled(normalised, "normalised"), normalised)
    assert not scaled(torch.zeros(1, 2, 2), "normalised").any()
    with pytest.raises(SettingsError, match="scale is 'log'; expected one of normalised, absolute"):
        scaled(MAPS, "log")


def test_a_threshold_is_of_each_maps_own_range() -> None:
    got = masks_of(MAPS, "threshold", threshold=0.5)
    torch.testing.assert_close(got, torch.tensor([[[0.0, 0], [1, 1]], [[0, 1], [0, 1]]]))
    assert masks_of(MAPS, "threshold", threshold=0).all()


def test_a_soft_mask_is_the_range() -> None:
    got = masks_of(MAPS, "soft", threshold=0.9)
    torch.testing.assert_close(got, torch.stack([(MAPS[0] - 1) / 4, MAPS[1] / 20]))


def test_a_flat_map_masks_nothing() -> None:
    flat = torch.full((1, 4, 4), 0.3)
    for kind in ("soft", "threshold"):
        assert not masks_of(flat, kind, threshold=0).any()
    with pytest.raises(SettingsError, match="mask_type is 'hard'"):
        masks_of(flat, "hard", threshold=0.5)


@pytest.mark.parametrize("radius", [1, 2, 7])
def test_masks_grow_to_an_octagon_and_shrink_back(radius: int) -> None:
    point = torch.zeros(1, 41, 41)
    point[0, 20, 20] = 1
    wide = grown(point, radius)[0].numpy() > 0
    assert wide[20].sum() == wide[:, 20].sum() == 2 * radius + 1
    rows, columns = np.indices(wide.shape) - 20
    distance = np.hypot(rows, columns)
    assert not wide[distance > radius * 1.25].any()
    assert wide[distance < radius * 0.85].all()
    assert np.array_equal(wide, wide.T)
    narrow = masks_of(torch.tensor(wide[None], dtype=torch.float32), "threshold", threshold=0.5, grow=-radius)
    torch.testing.assert_close(narrow, point)


def test_the_border_neither_adds_nor_takes() -> None:
    half = torch.zeros(1, 8, 8)
    half[:, :, :4] = 1
    assert masks_of(half, "threshold", threshold=0.5, grow=2)[0].sum() == 8 * 6
    assert masks_of(half, "threshold", threshold=0.5, grow=-2)[0].sum() == 8 * 2


def test_feathering_is_a_gaussian_blur_that_keeps_the_border() -> None:
    masks = (torch.rand(2, 40, 30, generator=torch.Generator().manual_seed(0)) > 0.5).float()
    expected = [ndimage.gaussian_filter(m.numpy().astype(float), 2.0, mode="nearest", truncate=3.0) for m in masks]
    np.testing.assert_allclose(blurred(masks, 2.0), np.stack(expected), atol=1e-6)
    whole = torch.ones(1, 10, 10)
    torch.testing.assert_close(blurred(whole, 4.0), whole)


@pytest.mark.parametrize("name", ["inferno", "magma", "viridis", "cividis"])
def test_colours_are_the_named_colour_map(name: str) -> None:
    values = torch.linspace(-0.5, 1.5, 401).reshape(1, 1, 401)
    expected = colormaps[name](np.round(np.clip(values.numpy(), 0, 1) * 255).astype(int))[..., :3]
    np.testing.assert_allclose(coloured(values, name), expected, atol=1e-6)


def test_other_colour_maps_are_refused() -> None:
    with pytest.raises(SettingsError, match="colour_map is 'jet'; expected one of inferno, magma"):
        coloured(MAPS, "jet")


def test_colours_need_matplotlib_and_say_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    with pytest.raises(
        MissingPackageError, match=r"Colouring a map needs the package matplotlib.*pip install matplotlib"
    ):
        coloured(MAPS, "inferno")


def test_an_overlay_has_one_opacity_everywhere() -> None:
    pictures, colours = torch.rand(2, 4, 5, 3), torch.rand(2, 4, 5, 3)
    torch.testing.assert_close(overlaid(pictures, colours, 0.25), 0.75 * pictures + 0.25 * colours)


def test_a_place_is_marked_where_it_is() -> None:
    picture = torch.full((1, 100, 200, 3), 0.5)
    changed = (marked(picture, 0.75, 0.2) != 0.5).any(-1)[0].nonzero().float()
    assert (changed.mean(0) - torch.tensor([20.0, 150.0]) + 0.5).abs().max() < 0.51
    got = marked(picture, 0.75, 0.2)
    assert float(got.min()) < 0.05
    assert float(got.max()) > 0.95
