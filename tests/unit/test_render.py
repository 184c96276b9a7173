"""Previews: pixels, sizes, files, and the scale of what is decoded."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image

from diffulizer.render import fitted_size, image_size, preview_latent, save_png, to_image, to_pixels
from synthetic import make_pass


def test_floats_become_rounded_clipped_pixels() -> None:
    values = np.array([[[0.0, 0.5, 1.0], [-1.0, 2.0, np.nan], [np.inf, -np.inf, 0.25]]])
    assert to_pixels(values).tolist() == [[[0, 128, 255], [0, 255, 0], [255, 0, 64]]]
    assert to_pixels(torch.full((2, 2, 3), 1.0)).tolist() == np.full((2, 2, 3), 255).tolist()
    bytes_ = np.arange(12, dtype=np.uint8).reshape(2, 2, 3)
    assert to_pixels(bytes_) is bytes_


@pytest.mark.parametrize("shape", [(4, 4), (4, 4, 4), (3, 4, 4), (0, 4, 3)])
def test_other_shapes_are_refused(shape: tuple[int, ...]) -> None:
    with pytest.raises(ValueError, match="expected \\[height, width, 3\\]"):
        to_pixels(np.zeros(shape))


@pytest.mark.parametrize(
    ("size", "limit", "expected"),
    [
        ((1024, 1024), 512, (512, 512)),
        ((832, 1216), 512, (350, 512)),
        ((256, 320), 512, (256, 320)),
        ((4000, 10), 512, (512, 1)),
        ((4000, 1), 512, (512, 1)),
        ((1024, 1024), 0, (1024, 1024)),
        ((1024, 1024), None, (1024, 1024)),
    ],
)
def test_fitted_size(size: tuple[int, int], limit: int | None, expected: tuple[int, int]) -> None:
    assert fitted_size(*size, limit) == expected


def test_png_round_trip(tmp_path: Path) -> None:
    image = np.random.default_rng(0).random((30, 50, 3))
    save_png(to_image(image), tmp_path / "a.png")
    with Image.open(tmp_path / "a.png") as picture:
        assert picture.format == "PNG"
        assert np.array_equal(np.asarray(picture), to_pixels(image))
    save_png(to_image(image, 25), tmp_path / "a.png")
    assert image_size(tmp_path / "a.png") == (15, 25)
    assert to_image(image, 25).size == (25, 15)


def test_preview_latent_is_at_the_scale_of_clean_latents() -> None:
    recorded = make_pass(steps=3, batch=2)
    step = recorded.steps[1]
    expected = step.latent[1].float() / (1 + step.sigma_next**2) ** 0.5
    assert torch.equal(preview_latent(recorded, 1, 1, "latent"), expected)
    assert torch.equal(preview_latent(recorded, 1, 1, "x0"), step.x0[1].float())
    last = recorded.steps[-1]
    assert torch.equal(preview_latent(recorded, 0, 2, "latent"), last.latent[0].float())
    with pytest.raises(ValueError, match="'noise'"):
        preview_latent(recorded, 0, 0, "noise")
