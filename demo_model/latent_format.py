"""The demo model's latents, described in the host's form."""

from __future__ import annotations

import comfy.latent_formats

from .latents import preview_factors


class DemoLatents(comfy.latent_formats.SDXL):
    """SDXL's scale of latents, and the colours that this model's latents stand for."""

    def __init__(self) -> None:
        super().__init__()
        self.latent_rgb_factors, self.latent_rgb_factors_bias = preview_factors()
        self.taesd_decoder_name = None
