"""Qwen-Image and its editing models, whose reference pictures follow the picture."""

from .stacks import Stack

QWEN_IMAGE = Stack(
    networks=("QwenImageTransformer2DModel",),
    blocks="transformer_blocks",
    diffusers_blocks="transformer_blocks",
    heads=lambda network: int(network.transformer_blocks[0].attn.heads),
    patch=lambda network: int(network.patch_size),
)
