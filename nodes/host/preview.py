"""Pictures of latents, for the live preview while sampling and for the images of an export."""

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

from ...diffulizer.errors import SettingsError
from ...diffulizer.recording import Step
from .guard import guarded

log = logging.getLogger(__name__)

METHODS = ("vae", "taesd", "latent_rgb")
Decoder = Callable[[Tensor], np.ndarray]
"""Function from a latent [C, h, w] in the model's units, free of noise scaling, to an image [H, W, 3] in uint8."""


def decoder(method: str, latent_format: Any, vae: Any) -> tuple[Decoder, str, list[str]]:
    """Return the decoder for a preview method, the method that it really uses, and notes for the user if that is
    another.

    Args:
        method: one of ``METHODS``; latent_rgb replaces a method whose model is missing.
        latent_format: the host's description of the model's latents.
        vae: the wired VAE or None.

    Raises:
        SettingsError: the model has no latent-to-RGB factors, and there is no VAE.
    """
    notes: list[str] = []
    if method == "vae" and vae is not None:
        return lambda latent: _decode_vae(vae, latent_format, latent), method, notes
    if method == "taesd":
        path = _taesd_file(latent_format)
        if path is not None:
            return _taesd_decoder(path, latent_format), method, notes
        wanted = latent_format.taesd_decoder_name or "decoder for this model"
        notes.append(f"models/vae_approx/ holds no {wanted}; previews are latent_rgb instead of taesd.")
    if latent_format.latent_rgb_factors is None:
        raise SettingsError("This model has no latent-to-RGB factors: wire a VAE and set preview to vae.")
    reshape = getattr(latent_format, "latent_rgb_factors_reshape", None)  # newer hosts
    previewer = latent_preview.Latent2RGBPreviewer(
        latent_format.latent_rgb_factors,
        latent_format.latent_rgb_factors_bias,
        **({} if reshape is None else {"latent_rgb_factors_reshape": reshape}),
    )
    return lambda latent: np.asarray(previewer.decode_latent_to_preview(latent.unsqueeze(0))), "latent_rgb", notes


def _decode_vae(vae: Any, latent_format: Any, latent: Tensor) -> np.ndarray:
    latents = latent.float().unsqueeze(0)
    if latent_format.latent_dimensions == 3:
        latents = latents.unsqueeze(2)  # a video of one frame
    image = vae.decode(latent_format.process_out(latents))
    return _to_uint8(image.reshape(-1, *image.shape[-3:])[0])


def _taesd_file(latent_format: Any) -> str | None:
    wanted = latent_format.taesd_decoder_name
    names = [n for n in folder_paths.get_filename_list("vae_approx") if wanted and n.startswith(wanted)]
    return folder_paths.get_full_path("vae_approx", names[0]) if names else None


def _taesd_decoder(path: str, latent_format: Any) -> Decoder:
    device = comfy.model_management.vae_device()
    network = TAESD(None, path, latent_channels=latent_format.latent_channels).to(device)

    def decode(latent: Tensor) -> np.ndarray:
        image = network.decode(latent.float().unsqueeze(0).to(device))[0].movedim(0, 2)
        return _to_uint8((image + 1) / 2)

    return decode


def _to_uint8(image: Tensor) -> np.ndarray:
    return (image.clamp(0, 1) * 255).round().to("cpu", torch.uint8).numpy()


def live_preview(model: Any, vae: Any, steps: int) -> Callable[[Step, int, bool], np.ndarray | None]:
    """Return a function that decodes a step's prediction of the clean image by the VAE. Where no panel shows the
    picture, the host does, on its own node.

    The VAE decodes only while there is free memory for it, because it must never push the model out while sampling.
    """
    bar = comfy.utils.ProgressBar(steps)
    decode, _, _ = decoder("vae", model.get_model_object("latent_format"), vae)

    def picture_of(step: Step, planned: int, in_panel: bool) -> np.ndarray | None:
        shape = (1, *step.x0.shape[1:])
        # below this much free memory the host would unload the model that is being sampled
        needed = vae.memory_used_decode(shape, vae.vae_dtype) + 1.1 * vae.patcher.model_size()
        needed += comfy.model_management.minimum_inference_memory()
        if needed > comfy.model_management.get_free_memory(vae.device):
            log.info("Live preview skipped at step %d: decoding needs %.0f MB.", step.index, needed / 2**20)
            return None
        picture = guarded(lambda: decode(step.x0[0]), f"Live preview failed at step {step.index}.")
        if picture is not None and not in_panel:
            shown = ("JPEG", Image.fromarray(picture), latent_preview.MAX_PREVIEW_RESOLUTION)
            bar.update_absolute(step.index + 1, planned, shown)
        return picture

    return picture_of
