"""The UNets of Stable Diffusion: each transformer block attends to the picture first (attn1), then to the text (attn2).

Nothing that the host passes tells the two apart, only their order within a block does.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from torch import nn

from ....diffulizer.capture.joint import Rows
from ....diffulizer.layers import AttentionLayer, block_of, parse_layer
from ....diffulizer.prompts import EncodedPrompt
from .contract import CROSS, SELF, Block, Given, Hearing, NetworkCall, Place, place_of_its_own


class UnetSeats:
    """Finder of a UNet's transformer blocks, which the host names in the options of each attention."""

    kinds = (SELF, CROSS)

    def block(self, given: Given) -> Block | None:
        block = given.options.get("block")
        return None if block is None else (block[0], int(block[1]), int(given.options.get("block_index", 0)))

    def problem(self) -> str | None:
        return None


class Unet:
    """The UNets of Stable Diffusion 1, 2 and XL."""

    calls_wrappers = True

    def knows(self, network: nn.Module) -> bool:
        return isinstance(getattr(network, "num_res_blocks", None), (list, tuple))

    def block_of(self, name: str) -> Block | None:
        known = block_of(name)
        return None if known is None else (*known[0], known[1])

    def place(self, layer: AttentionLayer) -> Place:
        return place_of_its_own(layer)

    def layers(self, network: nn.Module) -> list[AttentionLayer]:
        blocks_per_level: Any = network.num_res_blocks
        parsed = (
            parse_layer(name, int(module.heads), blocks_per_level)
            for name, module in network.named_modules()
            if hasattr(module, "to_q") and hasattr(module, "to_k") and hasattr(module, "heads")
        )
        return [layer for layer in parsed if layer is not None]

    def hearing(self, call: NetworkCall) -> Hearing:
        return Hearing(UnetSeats())

    def prompt(self, prompt: EncodedPrompt, conditioning: Mapping[str, Any]) -> tuple[EncodedPrompt, Rows | None]:
        return prompt, None
