"""Sizes of the networks: the layouts of SDXL and Flux in small; block names are exactly theirs.

Nothing here imports the host; its classes are passed as arguments.
"""

from __future__ import annotations

from typing import Any

MODELS = ("sdxl", "transformer")
"""The demo models. They share text encoders and autoencoder."""

GROUPS = 4
"""Groups of each GroupNorm. SDXL's 32 would be one channel each here, and erase its mean."""

VOCABULARY_SIZE = 49408
START, END = 49406, 49407
"""CLIP's tokens around a sentence. END also pads clip_l's sentences to 77 tokens, zeros pad clip_g's."""
LENGTH = 77

_CLIP = {"num_hidden_layers": 3, "max_position_embeddings": LENGTH, "eos_token_id": END}
CLIP_L = {
    **_CLIP,
    "hidden_size": 64,
    "num_attention_heads": 2,
    "intermediate_size": 256,
    "hidden_act": "quick_gelu",
}
CLIP_G = {
    **_CLIP,
    "hidden_size": 96,
    "num_attention_heads": 3,
    "intermediate_size": 384,
    "hidden_act": "gelu",
}

HEADS = {"num_heads": -1, "num_head_channels": 32}
UNET = {
    "image_size": 32,
    "in_channels": 4,
    "out_channels": 4,
    "model_channels": 32,
    "num_res_blocks": [2, 2, 2],
    "channel_mult": [1, 2, 4],
    "transformer_depth": [0, 0, 1, 1, 2, 2],
    "transformer_depth_output": [0, 0, 0, 1, 1, 1, 2, 2, 2],
    "transformer_depth_middle": 2,
    "context_dim": 64 + 96,
    "use_spatial_transformer": True,
    "use_linear_in_transformer": True,
    "num_classes": "sequential",
    "adm_in_channels": 96 + 6 * 256,
    "legacy": False,
    **HEADS,
}

TRANSFORMER: dict[str, Any] = {
    "in_channels": 4,
    "out_channels": 4,
    "vec_in_dim": 96,
    "context_in_dim": 64 + 96,
    "hidden_size": 128,
    "mlp_ratio": 4.0,
    "num_heads": 4,
    "depth": 3,
    "depth_single_blocks": 5,
    "axes_dim": [8, 12, 12],
    "theta": 100,
    "patch_size": 2,
    "qkv_bias": True,
    "guidance_embed": False,
}
"""The transformer: Flux's layout. A base of 100 for its rotations suits a grid of 16 x 16 patches, as Flux's 10000 does
one of hundreds."""

DECODER_WIDTHS = (64, 48, 32, 24)
"""Channels of the TAESD-shaped decoder at 1/8, 1/4, 1/2 and full size (TAESD itself: 64 everywhere)."""


def with_groups(operations: Any) -> Any:
    """Return the host's operations with ``GROUPS`` groups in each GroupNorm."""

    class GroupNorm(operations.GroupNorm):
        def __init__(self, num_groups: int, num_channels: int, *args: Any, **kwargs: Any) -> None:
            super().__init__(GROUPS, num_channels, *args, **kwargs)

    return type("DemoOperations", (operations,), {"GroupNorm": GroupNorm})
