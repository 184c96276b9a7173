"""Masks at a picture's size, made of maps."""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Tensor

from ..errors import SettingsError

NORMALISED, ABSOLUTE = "normalised", "absolute"
SCALES = (NORMALISED, ABSOLUTE)
THRESHOLD, SOFT = "threshold", "soft"
KINDS = (THRESHOLD, SOFT)


def scaled(maps: Tensor, scale: str) -> Tensor:
    """Scale maps [N, H, W] to 0..1, 0 staying 0.

    Args:
        scale: "normalised" divides each map by its own largest value; "absolute" divides all by the largest of all, so
            that they can be compared with each other.

    Raises:
        SettingsError: the scale is unknown.
    """
    if scale not in SCALES:
        raise SettingsError(f"scale is {scale!r}; expected one of {', '.join(SCALES)}.")
    largest = maps.amax((-2, -1), keepdim=True) if scale == NORMALISED else maps.amax()
    return maps / largest.clamp(min=1e-12)


def masks_of(maps: Tensor, kind: str, *, threshold: float, grow: int = 0, feather: int = 0) -> Tensor:
    """Make masks [N, H, W] in 0..1 of maps [N, H, W], each on the range from its own lowest to its own highest value.

    The lowest value counts as nothing, because layers that look elsewhere give every position some attention.

    Args:
        kind: "threshold" gives 1 where the map reaches ``threshold`` of its range, else 0. "soft" gives the range.
        grow: pixels by which masks are widened, in the shape of an octagon; a negative number narrows them.
        feather: pixels over which edges are softened: twice the standard deviation of a Gaussian blur.

    Raises:
        SettingsError: the kind is unknown.
    """
    if kind not in KINDS:
        raise SettingsError(f"mask_type is {kind!r}; expected one of {', '.join(KINDS)}.")
    low, high = maps.amin((-2, -1), keepdim=True), maps.amax((-2, -1), keepdim=True)
    masks = (maps - low) / (high - low).clamp(min=1e-12)
    if kind == THRESHOLD:
        masks = (masks >= threshold).float() * (high > low)
    masks = grown(masks, grow) if grow >= 0 else -grown(-masks, -grow)
    return blurred(masks, feather / 2) if feather else masks


def grown(masks: Tensor, pixels: int) -> Tensor:
    """Return for each pixel of [N, H, W] the largest value within an octagon around it. The picture's border adds
    nothing."""
    for i in range(pixels):
        if i % 2:
            masks = F.max_pool2d(masks, 3, stride=1, padding=1)
        else:
            across = F.max_pool2d(masks, (1, 3), stride=1, padding=(0, 1))
            masks = torch.maximum(across, F.max_pool2d(masks, (3, 1), stride=1, padding=(1, 0)))
    return masks


def blurred(masks: Tensor, sigma: float) -> Tensor:
    """Blur [N, H, W] with a Gaussian; beyond the border the outermost values continue."""
    radius = max(1, round(3 * sigma))
    at = torch.arange(-radius, radius + 1, dtype=torch.float32)
    kernel = torch.exp(-(at**2) / (2 * sigma**2))
    kernel = (kernel / kernel.sum())[None, None]
    rows = F.pad(masks[:, None], (radius, radius, radius, radius), mode="replicate")
    rows = F.conv2d(rows, kernel[..., None, :])
    return F.conv2d(rows, kernel[..., None])[:, 0].clamp(0, 1)
