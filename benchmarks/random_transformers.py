"""Transformers of every family that we record with random weights, tiny or of true width, for tests and measurements.

Import it with ComfyUI on the import path. They are built from the host's own classes.
"""

from __future__ import annotations

import copy
import importlib
from dataclasses import dataclass, field, fields
from typing import Any

import torch
from torch import nn


@dataclass(frozen=True)
class Transformer:
    """A family of transformers, in small.

    Attributes:
        host_class: its configuration in ``comfy.supported_models``.
        layout: arguments of the host's network.
        context: width of its prompts' embeddings.
        channels: channels of its latents.
        cells: pixels along the side of a latent cell.
        frames: whether its latents have an axis for frames.
        blocks: the lists of its blocks, as its file in nodes/host/families names them.
        attention: the host's module that it calls attention through, and the name of the function there.
        pooled: width of the pooled text, which some need and the others ignore.
        masked: whether its prompts come with a mask, of ones where none of it is hidden.
        crossing: whether its blocks attend to picture and text apart.
        parameters: the module and the name of the host's class of the network's arguments, if it has one.
        newer: arguments that only some hosts take.
    """

    host_class: str
    layout: dict[str, Any]
    context: int
    channels: int
    blocks: tuple[str, ...]
    attention: tuple[str, str]
    cells: int = 8
    frames: bool = False
    pooled: int = 24
    masked: bool = False
    crossing: bool = False
    parameters: tuple[str, str] | None = None
    newer: dict[str, Any] = field(default_factory=dict)


_FLUX = {
    "in_channels": 16,
    "out_channels": 16,
    "vec_in_dim": 24,
    "context_in_dim": 40,
    "hidden_size": 48,
    "mlp_ratio": 4.0,
    "num_heads": 2,
    "depth": 2,
    "depth_single_blocks": 3,
    "axes_dim": [8, 8, 8],
    "theta": 10000,
    "patch_size": 2,
    "qkv_bias": True,
}
_IN_FLUX = ("comfy.ldm.flux.math", "optimized_attention")
_LUMINA = {
    "image_model": "lumina2",
    "patch_size": 2,
    "in_channels": 16,
    "dim": 48,
    "n_layers": 3,
    "n_refiner_layers": 2,
    "n_heads": 4,
    "qk_norm": True,
    "cap_feat_dim": 40,
    "axes_dims": [4, 4, 4],
    "axes_lens": [300, 512, 512],
    "multiple_of": 16,
    "ffn_dim_multiplier": 2.0,
}
_COSMOS = {
    "max_img_h": 240,
    "max_img_w": 240,
    "max_frames": 128,
    "in_channels": 16,
    "out_channels": 16,
    "patch_spatial": 2,
    "patch_temporal": 1,
    "model_channels": 48,
    "num_blocks": 3,
    "num_heads": 2,
    "pos_emb_cls": "rope3d",
    "use_adaln_lora": True,
    "adaln_lora_dim": 16,
}
_IN_LUMINA = ("comfy.ldm.lumina.model", "optimized_attention_masked")

TRANSFORMERS = {
    "flux": Transformer(
        "Flux",
        {**_FLUX, "image_model": "flux", "guidance_embed": True},
        context=40,
        channels=16,
        blocks=("double_blocks", "single_blocks"),
        attention=_IN_FLUX,
        parameters=("comfy.ldm.flux.model", "FluxParams"),
        newer={"txt_ids_dims": []},
    ),
    "fluxschnell": Transformer(
        "FluxSchnell",
        {**_FLUX, "image_model": "flux", "guidance_embed": False},
        context=40,
        channels=16,
        blocks=("double_blocks", "single_blocks"),
        attention=_IN_FLUX,
        parameters=("comfy.ldm.flux.model", "FluxParams"),
        newer={"txt_ids_dims": []},
    ),
    "flux2": Transformer(
        "Flux2",
        {
            **_FLUX,
            "image_model": "flux2",
            "guidance_embed": True,
            "in_channels": 128,
            "out_channels": 128,
            "vec_in_dim": None,
            "axes_dim": [6, 6, 6, 6],
            "patch_size": 1,
            "qkv_bias": False,
            "global_modulation": True,
            "mlp_silu_act": True,
            "ops_bias": False,
            "default_ref_method": "index",
            "ref_index_scale": 10.0,
        },
        context=40,
        channels=128,
        cells=16,
        blocks=("double_blocks", "single_blocks"),
        attention=_IN_FLUX,
        parameters=("comfy.ldm.flux.model", "FluxParams"),
        newer={"txt_ids_dims": [3]},
    ),
    "chroma": Transformer(
        "Chroma",
        {
            **{k: v for k, v in _FLUX.items() if k != "vec_in_dim"},
            "image_model": "chroma",
            "in_channels": 64,
            "out_channels": 64,
            "in_dim": 64,
            "out_dim": 48,
            "hidden_dim": 32,
            "n_layers": 2,
        },
        context=40,
        channels=16,
        blocks=("double_blocks", "single_blocks"),
        attention=_IN_FLUX,
        parameters=("comfy.ldm.chroma.model", "ChromaParams"),
        newer={"txt_ids_dims": [1, 2], "vec_in_dim": None},
    ),
    "sd3": Transformer(
        "SD3",
        {
            "in_channels": 16,
            "input_size": None,
            "depth": 2,
            "num_blocks": 3,
            "patch_size": 2,
            "adm_in_channels": 24,
            "context_embedder_config": {
                "target": "torch.nn.Linear",
                "params": {"in_features": 40, "out_features": 128},
            },
            "num_patches": 36864,
            "pos_embed_max_size": 192,
            "pos_embed_scaling_factor": None,
            "qk_norm": "rms",
            "x_block_self_attn_layers": [0, 1],
        },
        context=40,
        channels=16,
        blocks=("joint_blocks",),
        attention=("comfy.ldm.modules.diffusionmodules.mmdit", "optimized_attention"),
    ),
    "lumina2": Transformer("Lumina2", dict(_LUMINA), context=40, channels=16, blocks=("layers",), attention=_IN_LUMINA),
    "zimage": Transformer(
        "ZImage",
        {
            **_LUMINA,
            "z_image_modulation": True,
            "time_scale": 1000.0,
            "pad_tokens_multiple": 32,
            "dim": 256,
            "n_heads": 16,
            "axes_dims": [4, 6, 6],
        },
        context=40,
        channels=16,
        blocks=("layers",),
        attention=_IN_LUMINA,
    ),
    "qwenimage": Transformer(
        "QwenImage",
        {
            "image_model": "qwen_image",
            "in_channels": 64,
            "out_channels": 16,
            "num_layers": 3,
            "attention_head_dim": 24,
            "num_attention_heads": 2,
            "joint_attention_dim": 40,
            "axes_dims_rope": (8, 8, 8),
        },
        context=40,
        channels=16,
        frames=True,
        blocks=("transformer_blocks",),
        attention=("comfy.ldm.qwen_image.model", "optimized_attention_masked"),
    ),
    "hunyuanimage21": Transformer(
        "HunyuanImage21",
        {
            **{k: v for k, v in _FLUX.items() if k not in ("patch_size", "axes_dim")},
            "image_model": "hunyuan_video",
            "in_channels": 64,
            "out_channels": 64,
            "vec_in_dim": None,
            "axes_dim": [12, 12],
            "theta": 256,
            "patch_size": [1, 1],
            "guidance_embed": False,
            "byt5": False,
            "meanflow": False,
            "use_cond_type_embedding": False,
            "vision_in_dim": None,
        },
        context=40,
        channels=64,
        cells=32,
        blocks=("double_blocks", "single_blocks"),
        attention=_IN_FLUX,
        parameters=("comfy.ldm.hunyuan_video.model", "HunyuanVideoParams"),
        newer={"meanflow_sum": False},
    ),
    "cosmost2ipredict2": Transformer(
        "CosmosT2IPredict2",
        {**_COSMOS, "image_model": "cosmos_predict2", "crossattn_emb_channels": 40},
        context=40,
        channels=16,
        frames=True,
        blocks=("blocks",),
        attention=("comfy.ldm.cosmos.predict2", "optimized_attention"),
        crossing=True,
    ),
    "wan21_t2v": Transformer(
        "WAN21_T2V",
        {
            "image_model": "wan2.1",
            "model_type": "t2v",
            "dim": 48,
            "ffn_dim": 64,
            "freq_dim": 32,
            "text_dim": 40,
            "num_heads": 2,
            "num_layers": 3,
        },
        context=40,
        channels=16,
        frames=True,
        blocks=("blocks",),
        attention=("comfy.ldm.wan.model", "optimized_attention"),
        crossing=True,
    ),
    "krea2": Transformer(
        "Krea2",
        {
            "image_model": "krea2",
            "features": 64,
            "tdim": 32,
            "txtdim": 20,
            "heads": 4,
            "kvheads": 2,
            "multiplier": 2,
            "layers": 3,
            "txtlayers": 2,
            "txtheads": 2,
            "txtkvheads": 2,
        },
        context=40,
        channels=16,
        frames=True,
        blocks=("blocks",),
        attention=("comfy.ldm.krea2.model", "optimized_attention_masked"),
    ),
    "omnigen2": Transformer(
        "Omnigen2",
        {
            "image_model": "omnigen2",
            "hidden_size": 48,
            "num_layers": 3,
            "num_refiner_layers": 1,
            "num_attention_heads": 2,
            "num_kv_heads": 1,
            "multiple_of": 16,
            "axes_dim_rope": (8, 8, 8),
            "text_feat_dim": 40,
        },
        context=40,
        channels=16,
        blocks=("layers",),
        attention=("comfy.ldm.omnigen.omnigen2", "optimized_attention_masked"),
        masked=True,
    ),
    "auraflow": Transformer(
        "AuraFlow",
        {
            "dim": 48,
            "n_layers": 5,
            "n_double_layers": 2,
            "n_heads": 2,
            "global_conddim": 32,
            "cond_seq_dim": 40,
            "max_seq": 16 * 16,
        },
        context=40,
        channels=4,
        blocks=("double_layers", "single_layers"),
        attention=("comfy.ldm.aura.mmdit", "optimized_attention"),
    ),
    "anima": Transformer(
        "Anima",
        {**_COSMOS, "image_model": "anima", "crossattn_emb_channels": 1024},
        context=1024,
        channels=16,
        frames=True,
        blocks=("blocks",),
        attention=("comfy.ldm.cosmos.predict2", "optimized_attention"),
        crossing=True,
    ),
    "kandinsky5image": Transformer(
        "Kandinsky5Image",
        {
            "image_model": "kandinsky5",
            "in_text_dim": 40,
            "in_text_dim2": 24,
            "time_dim": 32,
            "model_dim": 48,
            "ff_dim": 64,
            "visual_embed_dim": 64,
            "num_text_blocks": 1,
            "num_visual_blocks": 3,
            "axes_dims": (8, 8, 8),
            "rope_scale_factor": (1.0, 1.0, 1.0),
        },
        context=40,
        channels=16,
        blocks=("visual_transformer_blocks",),
        attention=("comfy.ldm.kandinsky5.model", "optimized_attention"),
        crossing=True,
    ),
}
"""Families by the host's names for them, in lower case, which are those in the dataset."""


TEXT_WIDTHS = (
    "context_in_dim",
    "cap_feat_dim",
    "joint_attention_dim",
    "crossattn_emb_channels",
    "text_dim",
    "text_feat_dim",
    "cond_seq_dim",
)
POOLED_WIDTHS = ("vec_in_dim", "adm_in_channels")
"""Names of the arguments that say how wide a network takes prompts, and pooled ones, to be."""


def random_transformer(
    family: str,
    dtype: torch.dtype = torch.float32,
    device: str = "cpu",
    *,
    text: int | None = None,
    pooled: int | None = None,
    changed: dict[str, Any] | None = None,
) -> Any:
    """Return the host's MODEL of a tiny transformer with random weights.

    Args:
        text, pooled: the true widths of its prompts, for text encoders of the host.
        changed: arguments of the network that differ.
    """
    import comfy.model_patcher
    import comfy.supported_models

    about = TRANSFORMERS[family]
    layout = copy.deepcopy({**about.layout, **(changed or {}), "dtype": dtype})
    for names, width in ((TEXT_WIDTHS, text), (POOLED_WIDTHS, pooled)):
        layout |= {name: width for name in names if width and layout.get(name)}
    if "context_embedder_config" in layout:
        layout["context_embedder_config"]["params"] = {
            "in_features": text or about.context,
            "out_features": 64 * layout["depth"],
        }
    if about.parameters is not None:
        module, name = about.parameters
        taken = {one.name for one in fields(getattr(importlib.import_module(module), name))}
        layout |= {key: value for key, value in about.newer.items() if key in taken}
    config = getattr(comfy.supported_models, about.host_class)(layout)
    config.set_inference_dtype(dtype, None)
    model = config.get_model({}, device=device)
    fill(model.diffusion_model)
    return comfy.model_patcher.ModelPatcher(
        model.eval(), load_device=torch.device(device), offload_device=torch.device("cpu")
    )


def fill(network: nn.Module, seed: int = 7) -> None:
    """Draw the weights of a network, so that its attention has something to choose and its output is of unit size."""
    chance = torch.Generator().manual_seed(seed)
    with torch.no_grad():
        for name, parameter in [*network.named_parameters(), *network.named_buffers()]:
            if not parameter.is_floating_point():
                continue
            matrix = parameter.ndim > 1
            scale = 2 * parameter[0].numel() ** -0.5 if matrix else 0.1
            mean = 1.0 if not matrix and name.endswith(("weight", "scale")) else 0.0
            parameter.copy_(torch.empty_like(parameter, device="cpu").normal_(mean, scale, generator=chance))


def random_prompt(
    family: str, seed: int, tokens: int = 20, *, text: int | None = None, pooled: int | None = None, **extra: Any
) -> Any:
    """Return the host's CONDITIONING of a prompt of so many tokens, with random values; for ``text`` and ``pooled`` see
    `random_transformer`."""
    about = TRANSFORMERS[family]
    chance = torch.Generator().manual_seed(seed)
    embedding = torch.randn(1, tokens, text or about.context, generator=chance)
    if about.masked:
        extra = {"attention_mask": torch.ones(1, tokens, dtype=torch.int64), **extra}
    return [[embedding, {"pooled_output": torch.randn(1, pooled or about.pooled, generator=chance), **extra}]]
