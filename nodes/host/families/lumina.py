"""Lumina 2 and Z-Image.

Refiners attend within the text and within the picture first; they are not recorded. Z-Image fills up text and picture
to multiples of 32 tokens with tokens that it has learned, which nothing masks: what goes to them is in the row of
padding.
"""

from ....diffulizer.capture.joint import Layout
from .contract import NetworkCall, UnknownLayoutError
from .joint import text_first
from .stacks import Stack


def _layout(call: NetworkCall, patch: int) -> Layout:
    if call.arguments.get("ref_latents") or call.arguments.get("siglip_feats"):
        raise UnknownLayoutError("reference pictures of this network are not told apart yet")
    multiple = getattr(call.network, "pad_tokens_multiple", None)
    return text_first(call, patch, multiple or 1)


LUMINA = Stack(
    networks=("NextDiT",),
    blocks="layers",
    diffusers_blocks="layers",
    heads=lambda network: int(network.n_heads),
    patch=lambda network: int(network.patch_size),
    layout=_layout,
    pads=True,
)
