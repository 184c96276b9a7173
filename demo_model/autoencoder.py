"""The autoencoder's two halves, in the layout of TAESD (Bohan 2023) and of the host's classes."""

from __future__ import annotations

from comfy.taesd.taesd import Block, Clamp, conv
from torch import Tensor, nn

from .architecture import DECODER_WIDTHS
from .latents import encode


class Encoder(nn.Module):
    """Encoder of images (batch, 3, height, width) in 0..1 to latents, in closed form, with nothing to train."""

    def forward(self, images: Tensor) -> Tensor:
        return encode(images.movedim(1, -1))


def decoder() -> nn.Sequential:
    """Build the decoder of latents to images in 0..1. It is narrower than TAESD's at large sizes, which take most of
    the time."""
    eighth, quarter, half, full = DECODER_WIDTHS
    return nn.Sequential(
        Clamp(),
        conv(4, eighth),
        nn.ReLU(),
        *(Block(eighth, eighth) for _ in range(3)),
        *_doubled(eighth, quarter),
        *(Block(quarter, quarter) for _ in range(3)),
        *_doubled(quarter, half),
        *(Block(half, half) for _ in range(3)),
        *_doubled(half, full),
        Block(full, full),
        conv(full, 3),
    )


def _doubled(width: int, next_width: int) -> tuple[nn.Module, nn.Module]:
    return nn.Upsample(scale_factor=2), conv(width, next_width, bias=False)
