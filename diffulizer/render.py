"""Preview images: the latent that a decoder is given, and the files that hold its pictures."""

from __future__ import annotations

import math
import zlib
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from PIL import Image
from torch import Tensor

from .recording import ModelInfo, SamplingPass

Pixels = npt.NDArray[np.uint8]


def preview_latent(pass_: SamplingPass, batch_index: int, step: int, kind: str) -> Tensor:
    """Return the latent [C, h, w] float32 that a decoder turns into the preview of a step.

    Args:
        kind: "latent", the latent after the step, brought from the sampler's space to the scale of clean
            latents (see ``noised_scale``); or "x0", the prediction of the clean latent, as it is.
    """
    recorded = pass_.steps[step]
    if kind == "x0":
        return recorded.x0[batch_index].float()
    if kind == "latent":
        return recorded.latent[batch_index].float() / noised_scale(pass_.model, recorded.sigma_next)
    raise ValueError(f"kind is {kind!r}; expected 'latent' or 'x0'.")


def noised_scale(model: ModelInfo, sigma: float) -> float:
    """Return the standard deviation of a latent with noise, as a multiple of that of clean ones.

    The latent is x0 + sigma n (Karras et al. 2022, eq. 1), or (1 - sigma) x0 + sigma n where the model predicts a flow
    (Lipman et al. 2023, eq. 20); n has the standard deviation 1, and x0 that which the model takes it to have.
    """
    share = 1.0 - sigma if model.prediction == "flow" else 1.0
    return math.hypot(share, sigma / model.sigma_data)


def to_pixels(image: Any) -> Pixels:
    """Convert an image [h, w, 3] to uint8.

    Args:
        image: an array or CPU tensor; uint8, or floats in 0..1. Floats outside are clipped, NaN is black.

    Raises:
        ValueError: it has another shape.
    """
    array = np.asarray(image)
    if array.ndim != 3 or array.shape[2] != 3 or 0 in array.shape:
        raise ValueError(f"A preview has shape {list(array.shape)}; expected [height, width, 3].")
    if array.dtype == np.uint8:
        return array
    values = np.nan_to_num(array.astype(np.float32), nan=0.0, posinf=1.0, neginf=0.0)
    return np.asarray(np.clip(values, 0.0, 1.0) * 255.0 + 0.5, np.uint8)


def fitted_size(height: int, width: int, max_side: int | None) -> tuple[int, int]:
    """Scale (height, width) down so that the longer side is at most ``max_side``; sizes never grow."""
    longest = max(height, width)
    if not max_side or longest <= max_side:
        return height, width
    return max(1, round(height * max_side / longest)), max(1, round(width * max_side / longest))


def to_image(image: Any, max_side: int | None = None, scale: tuple[float, float] = (1.0, 1.0)) -> Image.Image:
    """Convert an image [h, w, 3] to a PIL image, with height and width multiplied by ``scale``, then scaled down with
    Lanczos to ``max_side`` if it is larger."""
    picture = Image.fromarray(to_pixels(image))
    height, width = fitted_size(round(picture.height * scale[0]), round(picture.width * scale[1]), max_side)
    if (height, width) == (picture.height, picture.width):
        return picture
    return picture.resize((width, height), Image.Resampling.LANCZOS)


def save_png(picture: Image.Image, path: Path) -> None:
    """Write a PNG file. Run-length compression of the filtered rows takes a third of the time of the default and no
    more space, for noise as for smooth pictures."""
    picture.save(path, format="PNG", compress_type=zlib.Z_RLE)


def image_size(path: Path) -> tuple[int, int]:
    """Read the (height, width) of an image file from its header."""
    with Image.open(path) as picture:
        return picture.height, picture.width
