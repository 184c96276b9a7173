"""Flux, and the networks that are built of its blocks.

Double blocks have weights of their own for text and for picture, single blocks share them. Text comes first, then the
picture, then reference pictures (Kontext, Flux.2). Positions and norms are in q and k before the host's attention.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from torch import nn

from ....diffulizer.capture.joint import Rows
from ....diffulizer.layers import AttentionLayer
from ....diffulizer.prompts import EncodedPrompt
from .contract import Block, Hearing, NetworkCall, Place, is_a
from .joint import JointBlock, joint_hearing, joint_layers, joint_place, joint_prompt, text_first


class Flux:
    """Flux.1 (dev, schnell, Kontext, Krea), Flux.2 (dev, Klein) and Chroma.

    Attributes:
        list_name: what follows "double_" and "single_" in the names of the network's lists of blocks.
        diffusers_blocks: the names of the same lists in the diffusers library.
    """

    calls_wrappers = True
    list_name = "blocks"
    diffusers_blocks: Mapping[str, str] = {"double": "transformer_blocks", "single": "single_transformer_blocks"}

    def knows(self, network: nn.Module) -> bool:
        return is_a(network, "Flux", "Chroma")

    def block_of(self, name: str) -> Block | None:
        match = re.match(rf"(double|single)_{self.list_name}\.(\d+)\.", name)
        return None if match is None else (match[1], int(match[2]), 0)

    def place(self, layer: AttentionLayer) -> Place:
        return joint_place(layer)

    def layers(self, network: nn.Module) -> list[AttentionLayer]:
        return joint_layers(self.blocks(network), self.patch(network))

    def hearing(self, call: NetworkCall) -> Hearing:
        return joint_hearing(self.blocks(call.network), text_first(call, self.patch(call.network)))

    def prompt(self, prompt: EncodedPrompt, conditioning: Mapping[str, Any]) -> tuple[EncodedPrompt, Rows | None]:
        return joint_prompt(prompt, conditioning)

    def blocks(self, network: nn.Module) -> list[JointBlock]:
        """Return the blocks of a network, in the order in which they run."""
        heads = self.heads(network)
        return [
            JointBlock(
                stage,
                number,
                f"{stage}_{self.list_name}.{number}",
                f"{self.diffusers_blocks[stage]}.{number}.attn",
                heads,
            )
            for stage in ("double", "single")
            for number in range(len(getattr(network, f"{stage}_{self.list_name}")))
        ]

    def heads(self, network: nn.Module) -> int:
        """Return the number of attention heads of each block."""
        return int(network.num_heads)  # type: ignore[arg-type]

    def patch(self, network: nn.Module) -> int:
        """Return the side of the square of latent cells that makes a token."""
        return int(network.patch_size)  # type: ignore[arg-type]
