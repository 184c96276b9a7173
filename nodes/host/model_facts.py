"""Facts about a host model: its layers, its family, its timesteps."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch
from torch._dynamo import OptimizedModule

from ...diffulizer.layers import AttentionLayer, parse_layer
from ...diffulizer.recording import ModelInfo
from .execution import Execution

FAMILIES = {
    "SDXLRefiner": "sdxl_refiner",
    "SSD1B": "ssd1b",
    "SDXL": "sdxl",
    "SD20": "sd2",
    "SD15": "sd1",
}
_PREDICTIONS = {"EPS": "epsilon", "V_PREDICTION": "v"}


def unet_layers(model: Any) -> list[AttentionLayer]:
    """Return all attention modules in the transformer blocks of a UNet; other networks give an empty list."""
    network = model.get_model_object("diffusion_model")
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
    """Describe the model that is sampled, with its device and type."""
    prediction = model.model.model_type.name
    dtype = getattr(model.model, "manual_cast_dtype", None) or model.model_dtype()
    return ModelInfo(
        model_id=execution.model_id(),
        family=model_family(model),
        prediction=_PREDICTIONS.get(prediction, prediction.lower()),
        device=str(model.load_device),
        dtype=str(dtype).removeprefix("torch."),
        latent_format=type(model.get_model_object("latent_format")).__name__,
    )


def is_compiled(guider: Any) -> bool:
    """Return whether torch.compile is on the network of a guider, or on a part of it, in whatever way."""
    patcher = guider.model_patcher
    if "torch_compile_kwargs" in guider.model_options:  # the host's and other packs' compile nodes
        return True
    network = patcher.get_model_object("diffusion_model")
    replaced = getattr(patcher, "object_patches", {}).values()
    parts = (*network.modules(), *(part for part in replaced if isinstance(part, torch.nn.Module)))
    return any(isinstance(part, OptimizedModule) or part._compiled_call_impl is not None for part in parts)


def timestep_of(model: Any) -> Callable[[float], int]:
    """Return a function that gives the model's own timestep of a noise level."""
    sampling = model.get_model_object("model_sampling")

    def timestep(sigma: float) -> int:
        return round(
            float(sampling.timestep(torch.tensor([sigma], dtype=torch.float32, device=sampling.sigmas.device)))
        )

    return timestep


def host_version() -> str:
    """Return ComfyUI's version."""
    from comfyui_version import __version__

    return str(__version__)
