"""Pictures of latents: for the live preview while sampling, and for the images of an export."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

import comfy.model_management
import comfy.utils
import folder_paths
import latent_preview
import numpy as np
import torch
from comfy.taesd.taesd import TAESD
from PIL import Image
from torch import Tensor

from ...diffulizer.recording import Step

log = logging.getLogger(__name__)

METHODS = ("auto", "vae", "taesd", "latent_rgb")
Decoder = Callable[[Tensor], np.ndarray]
"""From a latent [C, h, w] in the model's units, free of noise scaling, to an image [H, W, 3] in uint8."""


def decoder(method: str, latent_format: Any, vae: Any) -> tuple[Decoder, str]:
    """The decoder for a preview method, and the method's name.

    Args:
        method: "vae", "taesd", "latent_rgb", or "auto": vae if one is wired, else latent_rgb.
        latent_format: the host's description of the model's latents.
        vae: the wired VAE or None.

    Raises:
        ValueError: "vae" without a VAE, or a model without latent-to-RGB factors.
        FileNotFoundError: "taesd" without its decoder file.
    """
    if method == "auto":
        method = "vae" if vae is not None else "latent_rgb"
    if method == "vae":
        if vae is None:
            raise ValueError("preview is 'vae', but no VAE is wired. Wire one, or choose latent_rgb or taesd.")
        return lambda latent: _decode_vae(vae, latent_format, latent), method
    if method == "taesd":
        return _taesd_decoder(latent_format), method
    if latent_format.latent_rgb_factors is None:
        raise ValueError("preview is 'latent_rgb', but this model has no RGB factors. Wire a VAE and choose vae.")
    previewer = latent_preview.Latent2RGBPreviewer(
        latent_format.latent_rgb_factors, latent_format.latent_rgb_factors_bias
    )
    return lambda latent: np.asarray(previewer.decode_latent_to_preview(latent.float().unsqueeze(0))), method


def _decode_vae(vae: Any, latent_format: Any, latent: Tensor) -> np.ndarray:
    image = vae.decode(latent_format.process_out(latent.float().unsqueeze(0)))
    return _to_uint8(image.reshape(-1, *image.shape[-3:])[0])


def _taesd_decoder(latent_format: Any) -> Decoder:
    wanted = latent_format.taesd_decoder_name
    names = [n for n in folder_paths.get_filename_list("vae_approx") if wanted and n.startswith(wanted)]
    if not names:
        raise FileNotFoundError(
            f"preview is 'taesd', but models/vae_approx/ holds no {wanted or 'decoder for this model'}. "
            "Put the file there, or choose vae or latent_rgb."
        )
    device = comfy.model_management.vae_device()
    network = TAESD(
        None, folder_paths.get_full_path("vae_approx", names[0]), latent_channels=latent_format.latent_channels
    ).to(device)

    def decode(latent: Tensor) -> np.ndarray:
        image = network.decode(latent.float().unsqueeze(0).to(device))[0].movedim(0, 2)
        return _to_uint8((image + 1) / 2)

    return decode


def _to_uint8(image: Tensor) -> np.ndarray:
    return (image.clamp(0, 1) * 255).round().to("cpu", torch.uint8).numpy()


def live_preview(model: Any, vae: Any, steps: int) -> Callable[[Step, int], None]:
    """A step listener that shows each prediction of the clean image, decoded by the VAE, in the host.

    The VAE decodes only while its memory is free: it must never push the model out while sampling.
    """
    bar = comfy.utils.ProgressBar(steps)
    decode, _ = decoder("vae", model.get_model_object("latent_format"), vae)

    def show(step: Step, planned: int) -> None:
        shape = (1, *step.x0.shape[1:])
        needed = vae.memory_used_decode(shape, vae.vae_dtype)
        if needed > comfy.model_management.get_free_memory(vae.device):
            log.info("Live preview skipped at step %d: decoding needs %.0f MB.", step.index, needed / 2**20)
            return
        image = Image.fromarray(decode(step.x0[0]))
        bar.update_absolute(step.index + 1, planned, ("JPEG", image, latent_preview.MAX_PREVIEW_RESOLUTION))

    return show
