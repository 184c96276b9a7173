"""Stable Diffusion 3 and 3.5.

The text is that of CLIP, then that of T5. The medium model's first blocks have a second attention, of the picture to
itself alone, which is not recorded. The host does not say which block runs, so they are counted.
"""

from .stacks import Stack

SD3 = Stack(
    networks=("OpenAISignatureMMDITWrapper",),
    blocks="joint_blocks",
    diffusers_blocks="transformer_blocks",
    heads=lambda network: int(network.num_heads),
    patch=lambda network: int(network.patch_size),
    calls_wrappers=False,
)
