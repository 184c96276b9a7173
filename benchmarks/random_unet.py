"""UNets of the true layouts with random weights, as narrow as one likes, for tests and measurements of structure.

Import it with ComfyUI on the import path.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import torch

_COMMON = {
    "image_size": 32,
    "in_channels": 4,
    "out_channels": 4,
    "use_spatial_transformer": True,
    "use_temporal_attention": False,
    "legacy": False,
}
_SD = {
    **_COMMON,
    "model_channels": 320,
    "num_res_blocks": [2, 2, 2, 2],
    "channel_mult": [1, 2, 4, 4],
    "transformer_depth": [1, 1, 1, 1, 1, 1, 0, 0],
    "transformer_depth_output": [1, 1, 1, 1, 1, 1, 1, 1, 1, 0, 0, 0],
    "transformer_depth_middle": 1,
    "adm_in_channels": None,
}
_XL = {
    **_COMMON,
    "model_channels": 320,
    "num_res_blocks": [2, 2, 2],
    "channel_mult": [1, 2, 4],
    "num_classes": "sequential",
    "use_linear_in_transformer": True,
    "num_heads": -1,
    "num_head_channels": 64,
    "context_dim": 2048,
    "adm_in_channels": 2816,
}


@dataclass(frozen=True)
class Family:
    """A family of UNets.

    Attributes:
        host_class: its configuration in ``comfy.supported_models``.
        layout: arguments of the host's UNet.
        prediction: "epsilon" or "v".
        blocks: the number of its transformer blocks.
    """

    host_class: str
    layout: dict[str, Any]
    prediction: str
    blocks: int


FAMILIES = {
    "sd1": Family(
        "SD15",
        {**_SD, "context_dim": 768, "use_linear_in_transformer": False, "num_heads": 8, "num_head_channels": -1},
        "epsilon",
        16,
    ),
    "sd2": Family(
        "SD20",
        {**_SD, "context_dim": 1024, "use_linear_in_transformer": True, "num_heads": -1, "num_head_channels": 64},
        "v",
        16,
    ),
    "sdxl": Family(
        "SDXL",
        {
            **_XL,
            "transformer_depth": [0, 0, 2, 2, 10, 10],
            "transformer_depth_output": [0, 0, 0, 2, 2, 2, 10, 10, 10],
            "transformer_depth_middle": 10,
        },
        "epsilon",
        70,
    ),
    "ssd1b": Family(
        "SSD1B",
        {
            **_XL,
            "transformer_depth": [0, 0, 2, 2, 4, 4],
            "transformer_depth_output": [0, 0, 0, 1, 1, 2, 10, 4, 4],
            "transformer_depth_middle": -1,
        },
        "epsilon",
        34,
    ),
    "sdxl_refiner": Family(
        "SDXLRefiner",
        {
            **_XL,
            "model_channels": 384,
            "num_res_blocks": [2, 2, 2, 2],
            "channel_mult": [1, 2, 4, 4],
            "context_dim": 1280,
            "adm_in_channels": 2560,
            "transformer_depth": [0, 0, 4, 4, 4, 4, 0, 0],
            "transformer_depth_output": [0, 0, 0, 4, 4, 4, 4, 4, 4, 0, 0, 0],
            "transformer_depth_middle": 4,
        },
        "epsilon",
        44,
    ),
}
"""Families by their names in the dataset."""


def random_model(
    family: str,
    *,
    narrow: bool = True,
    dtype: torch.dtype = torch.float32,
    compute: torch.dtype | None = None,
    device: str | torch.device = "cpu",
    changed: dict[str, Any] | None = None,
) -> Any:
    """Return the host's MODEL of a family with random weights, made as its loader makes it.

    Args:
        family: a key of `FAMILIES`.
        narrow: a tenth of the true width, heads of 32 channels; else the true width.
        dtype: the type of the weights.
        compute: the type that they are cast to when they are used, if it is another one.
        device: the device that it samples on.
        changed: arguments of its layout that differ.
    """
    import comfy.model_base
    import comfy.model_patcher
    import comfy.supported_models

    about = FAMILIES[family]
    config = getattr(comfy.supported_models, about.host_class)({**about.layout, **(changed or {}), "dtype": dtype})
    if narrow:
        config.unet_config["model_channels"] = 32
        if config.unet_config["num_head_channels"] > 0:
            config.unet_config["num_head_channels"] = 32
    config.set_inference_dtype(dtype, compute)
    if about.prediction == "v":  # the host reads it off a weight of the checkpoint
        model = comfy.model_base.BaseModel(config, model_type=comfy.model_base.ModelType.V_PREDICTION, device=device)
    else:
        model = config.get_model({}, device=device)
    chance = torch.Generator(device).manual_seed(7)
    with torch.no_grad():
        for name, parameter in model.diffusion_model.named_parameters():
            matrix = parameter.ndim > 1
            scale = parameter[0].numel() ** -0.5 if matrix else 0.1
            mean = 0 if matrix or name.endswith("bias") else 1
            if parameter.itemsize > 1:
                parameter.normal_(mean, scale, generator=chance)
            else:  # torch draws no 8-bit numbers
                parameter.copy_(torch.empty_like(parameter, dtype=compute).normal_(mean, scale, generator=chance))
    return comfy.model_patcher.ModelPatcher(
        model.eval(), load_device=torch.device(device), offload_device=torch.device("cpu")
    )


def random_conditioning(family: str, seed: int, tokens: int = 77) -> Any:
    """Return the host's CONDITIONING of a prompt of so many tokens, with random values."""
    chance = torch.Generator().manual_seed(seed)
    embedding = torch.randn(1, tokens, FAMILIES[family].layout["context_dim"], generator=chance)
    return [[embedding, {"pooled_output": torch.randn(1, 1280, generator=chance)}]]
