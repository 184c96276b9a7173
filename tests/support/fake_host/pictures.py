"""Latent formats, a VAE, TAESD and the latent-to-RGB previewer."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import torch
from PIL import Image
from torch import Tensor, nn


class LatentFormat:
    """The host's base class: no latent-to-RGB factors and no TAESD."""

    scale_factor = 0.5
    latent_channels = 4
    latent_dimensions = 2
    latent_rgb_factors: list[list[float]] | None = None
    latent_rgb_factors_bias: list[float] | None = None
    taesd_decoder_name: str | None = None

    def process_in(self, latent: Tensor) -> Tensor:
        return latent * self.scale_factor

    def process_out(self, latent: Tensor) -> Tensor:
        return latent / self.scale_factor


class SDXL(LatentFormat):
    latent_rgb_factors = [[0.3, 0.2, 0.2], [-0.2, 0.1, 0.0], [0.1, 0.0, 0.1], [0.0, -0.2, -0.3]]  # noqa: RUF012
    latent_rgb_factors_bias = [0.1, 0.0, -0.1]  # noqa: RUF012
    taesd_decoder_name = "taesdxl_decoder"


class FakeVAE:
    """Doubles as proof of what it was given: grey is the mean of the unscaled latent."""

    def __init__(self, needed: int = 0) -> None:
        self.device, self.vae_dtype = torch.device("cpu"), torch.float32
        self.patcher = SimpleNamespace(model_size=lambda: 0)
        self.decoded: list[Tensor] = []
        self._needed = needed

    def decode(self, samples_in: Tensor) -> Tensor:
        self.decoded.append(samples_in)
        grey = samples_in.mean(1).sigmoid()
        return grey.repeat_interleave(8, 1).repeat_interleave(8, 2)[..., None].repeat(1, 1, 1, 3)

    def memory_used_decode(self, shape: tuple[int, ...], dtype: Any) -> int:
        return self._needed


class TAESD(nn.Module):
    loaded: list[str] = []  # noqa: RUF012 (what the tests look at)

    def __init__(self, encoder_path: Any = None, decoder_path: Any = None, latent_channels: int = 4) -> None:
        super().__init__()
        self.loaded.append(decoder_path)

    def decode(self, x: Tensor) -> Tensor:
        return x[:, :3].tanh().repeat_interleave(8, 2).repeat_interleave(8, 3)


class Block(nn.Module):
    """Base class of the demo model's encoder."""


class Clamp(nn.Module):
    """Part of the demo model's encoder."""


def conv(n_in: int, n_out: int, **kwargs: Any) -> nn.Conv2d:
    return nn.Conv2d(n_in, n_out, 3, padding=1, **kwargs)


class Latent2RGBPreviewer:
    def __init__(self, latent_rgb_factors: Any, latent_rgb_factors_bias: Any = None) -> None:
        self._factors = torch.tensor(latent_rgb_factors)
        self._bias = torch.tensor(latent_rgb_factors_bias) if latent_rgb_factors_bias is not None else 0.0

    def decode_latent_to_preview(self, x0: Tensor) -> Image.Image:
        colours = x0[0].float().movedim(0, -1) @ self._factors + self._bias
        return Image.fromarray((((colours + 1) / 2).clamp(0, 1) * 255).to(torch.uint8).numpy())
