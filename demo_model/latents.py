"""The latent space: four numbers for each 8 x 8 pixels, given in closed form and so readable.

Brightness Y, blue minus Y, red minus Y (Y = 0.299 R + 0.587 G + 0.114 B, ITU-R BT.601) and the strength of edges
|dY/dx| + |dY/dy|, each the mean over 8 x 8 pixels, then centred and scaled to about unit variance.
"""

from __future__ import annotations

import torch
from torch import Tensor

LUMA = (0.299, 0.587, 0.114)
MEAN = (0.6, 0.0, 0.05, 0.03)
SCALE = (3.8, 4.6, 5.2, 8.0)
VAE_SCALE = 0.13025
"""SDXL's factor between a stored latent and the one that is diffused."""


def encode(images: Tensor) -> Tensor:
    """Latents of images.

    Args:
        images: (batch, height, width, 3), RGB in 0..1.

    Returns:
        (batch, 4, height / 8, width / 8), as they are diffused.
    """
    red, green, blue = images.unbind(-1)
    luma = LUMA[0] * red + LUMA[1] * green + LUMA[2] * blue
    framed = torch.nn.functional.pad(luma, (1, 1, 1, 1))  # zeros, as a convolution pads
    edges = (framed[:, 1:-1, 2:] - framed[:, 1:-1, :-2]).abs() + (framed[:, 2:, 1:-1] - framed[:, :-2, 1:-1]).abs()
    planes = torch.stack([luma, blue - luma, red - luma, edges], 1)
    return (torch.nn.functional.avg_pool2d(planes, 8) - _column(MEAN, planes)) * _column(SCALE, planes)


def colours(latents: Tensor) -> Tensor:
    """The mean colours that latents say, (batch, height, width, 3), RGB in 0..1: a preview without a decoder."""
    luma, blue, red, _ = (latents / _column(SCALE, latents) + _column(MEAN, latents)).unbind(1)
    red, blue = red + luma, blue + luma
    green = (luma - LUMA[0] * red - LUMA[2] * blue) / LUMA[1]
    return torch.stack([red, green, blue], -1)


def preview_factors() -> tuple[list[list[float]], list[float]]:
    """The same as the host wants it: RGB in -1..1 for a unit of each of the four numbers, and for none of them."""
    bias = colours(torch.zeros(1, 4, 1, 1)).flatten() * 2 - 1
    units = colours(torch.eye(4).view(4, 4, 1, 1)).view(4, 3) * 2 - 1
    return (units - bias).tolist(), bias.tolist()


def _column(values: tuple[float, ...], like: Tensor) -> Tensor:
    return torch.tensor(values, device=like.device, dtype=like.dtype).view(1, 4, 1, 1)
