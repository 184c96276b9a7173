"""Krea 2. Its text is fused from several layers of the encoder by attention of its own, which is not recorded."""

from .stacks import Stack

KREA2 = Stack(
    networks=("SingleStreamDiT",),
    blocks="blocks",
    diffusers_blocks="transformer_blocks",
    heads=lambda network: int(network.heads),
    patch=lambda network: int(network.patch),
)
