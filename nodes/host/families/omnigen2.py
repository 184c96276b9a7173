"""OmniGen 2. Its reference pictures lie between the text and the picture.

Refiners attend within each of the three first; they are not recorded. The host does not say which block runs, so they
are counted.
"""

from dataclasses import replace

from ....diffulizer.capture.joint import Layout
from .contract import NetworkCall
from .joint import text_first
from .stacks import Stack


def _layout(call: NetworkCall, patch: int) -> Layout:
    layout = text_first(call, patch)
    if layout.references is None:
        return layout
    start, count = layout.text.stop, layout.references.stop - layout.references.start
    return replace(
        layout, references=slice(start, start + count), picture=slice(start + count, layout.picture.stop + count)
    )


OMNIGEN2 = Stack(
    networks=("OmniGen2Transformer2DModel",),
    blocks="layers",
    diffusers_blocks="layers",
    heads=lambda network: int(network.layers[0].attn.heads),
    patch=lambda network: int(network.patch_size),
    layout=_layout,
    calls_wrappers=False,
)
