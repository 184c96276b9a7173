"""Facts about what samples: a model's layers and family, its noise levels and timesteps, the guider's scale."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch
from comfy.samplers import CFGGuider
from torch._dynamo import OptimizedModule

from ...diffulizer.maths.numbers import number
from ...diffulizer.recording import LATENT_PIXELS, ModelInfo
from .execution import Execution

FAMILIES = {
    "SDXLRefiner": "sdxl_refiner",
    "SSD1B": "ssd1b",
    "SDXL": "sdxl",
    "SD20": "sd2",
    "SD15": "sd1",
}
HOST_CONFIGURATIONS = "comfy.supported_models"
"""The host's module of models; a class of another pack that inherits from one of them is of its family."""
_PREDICTIONS = {
    "EPS": "epsilon",
    "V_PREDICTION": "v",
    "V_PREDICTION_DDPM": "v",
    "EDM": "edm",
    "X0": "x0",
    "CONST": "flow",
    "IMG_TO_IMG_FLOW": "img_to_img_flow",
    "COSMOS_RFLOW": "cosmos_rflow",
}
"""Names of what a model predicts, by the host's classes of its ``model_sampling``."""
_PIXELS = {"Flux2": 16, "HunyuanImage21": 32, "HunyuanVideo15": 16, "Wan22": 16}
"""Pixels along each side of a latent cell, by the host's classes of latent formats."""
_GUIDING_BY_CFG = ("Guider_PerpNeg",)
"""Guiders that predict in a way of their own, and multiply by their ``cfg`` all the same."""


def model_family(model: Any) -> str:
    """Return the family's name in the dataset, or the host's own name where there is none."""
    bases = type(model.model.model_config).__mro__
    known = next((FAMILIES[base.__name__] for base in bases if base.__name__ in FAMILIES), None)
    if known is not None:
        return known
    named = next((base for base in bases if base.__module__ == HOST_CONFIGURATIONS), bases[0])
    return named.__name__.lower()


def model_info(model: Any, execution: Execution) -> ModelInfo:
    """Describe the model that is sampled, with its device and type. What it predicts is read from the object that
    samples with it, because nodes put another in the place of the checkpoint's."""
    sampling = model.get_model_object("model_sampling")
    kinds = (_PREDICTIONS[base.__name__] for base in type(sampling).__mro__ if base.__name__ in _PREDICTIONS)
    dtype = getattr(model.model, "manual_cast_dtype", None) or model.model_dtype()
    return ModelInfo(
        model_id=execution.model_id(),
        family=model_family(model),
        prediction=next(kinds, "unknown"),
        device=str(model.load_device),
        dtype=str(dtype).removeprefix("torch."),
        latent_format=type(model.get_model_object("latent_format")).__name__,
        sigma_data=float(getattr(sampling, "sigma_data", 1.0)),
        zero_terminal_snr=getattr(sampling, "zsnr", None),
        latent_pixels=latent_pixels(model.get_model_object("latent_format")),
    )


def latent_pixels(latent_format: Any) -> int:
    """Return the pixels along each side of a latent cell. Newer hosts say how many in ``spacial_downscale_ratio``."""
    stated = getattr(latent_format, "spacial_downscale_ratio", None)
    return int(stated or _PIXELS.get(type(latent_format).__name__, LATENT_PIXELS))


def guidance_scale(guider: Any) -> float | None:
    """Return what a guider multiplies the difference of its predictions by; None if it guides in a way of its own."""
    kind = type(guider)
    own = getattr(kind, "predict_noise", None) is not CFGGuider.predict_noise
    return None if own and kind.__name__ not in _GUIDING_BY_CFG else number(getattr(guider, "cfg", None))


def is_compiled(guider: Any) -> bool:
    """Return whether torch.compile is on the network of a guider, or on a part of it, in whatever way."""
    patcher = guider.model_patcher
    if "torch_compile_kwargs" in guider.model_options:  # the host's and other packs' compile nodes
        return True
    network = patcher.get_model_object("diffusion_model")
    replaced = getattr(patcher, "object_patches", {}).values()
    parts = (*network.modules(), *(part for part in replaced if isinstance(part, torch.nn.Module)))
    return any(isinstance(part, OptimizedModule) or part._compiled_call_impl is not None for part in parts)


def timestep_of(model: Any) -> Callable[[float], float]:
    """Return a function that gives the model's own timestep of a noise level. Models number their noise levels from 0
    to 999, count to 1, or take a quarter of the logarithm (EDM)."""
    sampling = model.get_model_object("model_sampling")
    device = getattr(getattr(sampling, "sigmas", None), "device", None)

    def timestep(sigma: float) -> float:
        level = max(sigma, torch.finfo(torch.float32).tiny)  # 0 has no logarithm
        return float(sampling.timestep(torch.tensor([level], dtype=torch.float32, device=device)))

    return timestep


def host_version() -> str:
    """Return ComfyUI's version."""
    from comfyui_version import __version__

    return str(__version__)
