"""Latent formats, a VAE, TAESD and the latent-to-RGB previewer."""

from __future__ import annotations

from typing import Any

import torch
from PIL import Image
from torch import Tensor, nn


class SDXL:
    scale_factor = 0.5
    latent_channels = 4
    latent_rgb_factors = [[0.3, 0.2, 0.2], [-0.2, 0.1, 0.0], [0.1, 0.0, 0.1], [0.0, -0.2, -0.3]]  # noqa: RUF012
    latent_rgb_factors_bias = [0.1, 0.0, -0.1]  # noqa: RUF012
    taesd_decoder_name: str | None = "taesdxl_decoder"

    def process_out(self, latent: Tensor) -> Tensor:
        return latent / self.scale_factor


class Colourless(SDXL):
    """A format without latent-to-RGB factors and without a TAESD."""

    latent_rgb_factors = None
    latent_rgb_factors_bias = None
    taesd_decoder_name = None


class FakeVAE:
    """Doubles as proof of what it was given: grey is the mean of the unscaled latent."""

    def __init__(self, needed: int = 0) -> None:
        self.device, self.vae_dtype = torch.device("cpu"), torch.float32
        self.decoded: list[Tensor] = []
        self._needed = needed

    def decode(self, latent: Tensor) -> Tensor:
        self.decoded.append(latent)
        grey = latent.mean(1).sigmoid()
        return grey.repeat_interleave(8, 1).repeat_interleave(8, 2)[..., None].repeat(1, 1, 1, 3)

    def model_size(self) -> int:
        return 0

    def memory_used_decode(self, shape: tuple[int, ...], dtype: Any) -> int:
        return self._needed


class TAESD(nn.Module):
    loaded: list[str] = []  # noqa: RUF012 (what the tests look at)

    def __init__(self, encoder_path: Any = None, decoder_path: Any = None, latent_channels: int = 4) -> None:
        super().__init__()
        self.loaded.append(decoder_path)

    def decode(self, latent: Tensor) -> Tensor:
        return latent[:, :3].tanh().repeat_interleave(8, 2).repeat_interleave(8, 3)


class Latent2RGBPreviewer:
    def __init__(self, factors: Any, bias: Any = None, reshape: Any = None) -> None:
        self._factors = torch.tensor(factors)
        self._bias = torch.tensor(bias) if bias is not None else 0.0

    def decode_latent_to_preview(self, x0: Tensor) -> Image.Image:
        colours = x0[0].float().movedim(0, -1) @ self._factors + self._bias
        return Image.fromarray((((colours + 1) / 2).clamp(0, 1) * 255).to(torch.uint8).numpy())
