"""Facts about what samples: a model's layers and family, its noise levels and timesteps, the guider's scale."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch
from comfy.samplers import CFGGuider
from torch._dynamo import OptimizedModule

from ...diffulizer.layers import AttentionLayer, parse_layer
from ...diffulizer.maths.numbers import number
from ...diffulizer.recording import ModelInfo
from .execution import Execution

FAMILIES = {
    "SDXLRefiner": "sdxl_refiner",
    "SSD1B": "ssd1b",
    "SDXL": "sdxl",
    "SD20": "sd2",
    "SD15": "sd1",
}
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
_GUIDING_BY_CFG = ("Guider_PerpNeg",)
"""Guiders that predict in a way of their own, and multiply by their ``cfg`` all the same."""


def unet_layers(model: Any) -> list[AttentionLayer]:
    """Return all attention modules in the transformer blocks of a UNet; other networks give an empty list."""
    network = model.get_model_object("diffusion_model")
    network = getattr(network, "_orig_mod", network)  # under torch.compile, whose names would begin with this one
    blocks_per_level = getattr(network, "num_res_blocks", None)
    if not isinstance(blocks_per_level, (list, tuple)):
        return []
    parsed = (
        parse_layer(name, int(module.heads), blocks_per_level)
        for name, module in network.named_modules()
        if hasattr(module, "to_q") and hasattr(module, "to_k") and hasattr(module, "heads")
    )
    return [layer for layer in parsed if layer is not None]


def model_family(model: Any) -> str:
    """Return the family's name in the dataset, or the host's own name where there is none."""
    config = model.model.model_config
    for base in type(config).__mro__:
        if base.__name__ in FAMILIES:
            return FAMILIES[base.__name__]
    return type(config).__name__.lower()


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
    )


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
