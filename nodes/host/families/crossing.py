"""Transformers whose blocks attend to the picture first and to the text next, with one frame of a video as the picture:
Cosmos-Predict2, Anima, Wan and Kandinsky 5.

Keys of another length than the picture's or the text's are those of something else, as of a picture that a video begins
with. Newer hosts name the block; where they don't, blocks are counted.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from torch import nn

from ....diffulizer.capture.joint import Rows, recorded_prompt
from ....diffulizer.layers import AttentionLayer
from ....diffulizer.prompts import EncodedPrompt
from .contract import CROSS, SELF, Block, BlockList, Given, Hearing, NetworkCall, Place, place_of_its_own
from .joint import NAMED_AND_COUNTED, argument, length, miscounted, token_grid


class CrossingSeats:
    """Finder of the blocks of a call.

    Args:
        blocks: number of blocks.
        picture, text: numbers of tokens.
    """

    kinds = (SELF, CROSS)

    def __init__(self, blocks: int, picture: int, text: int) -> None:
        self._blocks = blocks
        self._picture = picture
        self._text = text
        self._counted = 0
        self._named = False

    def block(self, given: Given) -> Block | None:
        if length(given, 0, "q") != self._picture or length(given, 1, "k") not in (self._picture, self._text):
            return None
        number = given.options.get("block_index")
        if number is None:
            number = self._counted // 2
            self._counted += 1
        else:
            self._named = True
        return "block", int(number), 0

    def problem(self) -> str | None:
        if self._named and self._counted:
            return NAMED_AND_COUNTED
        return miscounted(self._counted, 2 * self._blocks)


@dataclass(frozen=True, kw_only=True)
class Crossing(BlockList):
    """A family of such transformers.

    Attributes:
        modules: the names of the attentions of a block: to the picture, and to the text.
        diffusers_modules: the same names in the diffusers library.
    """

    modules: tuple[str, str]
    diffusers_modules: tuple[str, str]

    def place(self, layer: AttentionLayer) -> Place:
        return place_of_its_own(layer)

    def layers(self, network: nn.Module) -> list[AttentionLayer]:
        return [
            AttentionLayer(
                id="",
                name=f"{self.blocks}.{number}.{module}",
                diffusers_name=f"{self.diffusers_blocks}.{number}.{diffusers_module}",
                attention_type=kind,
                block=("block", number),
                block_index=0,
                heads=self.heads(network),
                level=round(math.log2(self.patch(network))),
            )
            for number in range(self.count(network))
            for kind, module, diffusers_module in zip(
                ("self", "cross"), self.modules, self.diffusers_modules, strict=True
            )
        ]

    def hearing(self, call: NetworkCall) -> Hearing:
        grid = token_grid(argument(call, "x"), self.patch(call.network))
        text = int(argument(call, "context").shape[1])
        return Hearing(CrossingSeats(self.count(call.network), math.prod(grid), text), grid=grid)

    def prompt(self, prompt: EncodedPrompt, conditioning: Mapping[str, Any]) -> tuple[EncodedPrompt, Rows | None]:
        return recorded_prompt(prompt, picture=False)


COSMOS = Crossing(
    networks=("MiniTrainDIT",),
    blocks="blocks",
    modules=("self_attn", "cross_attn"),
    diffusers_blocks="transformer_blocks",
    diffusers_modules=("attn1", "attn2"),
    heads=lambda network: int(network.num_heads),
    patch=lambda network: int(network.patch_spatial),
)
WAN = Crossing(
    networks=("WanModel",),
    blocks="blocks",
    modules=("self_attn", "cross_attn"),
    diffusers_blocks="blocks",
    diffusers_modules=("attn1", "attn2"),
    heads=lambda network: int(network.num_heads),
    patch=lambda network: int(network.patch_size[-1]),
)
KANDINSKY = Crossing(
    networks=("Kandinsky5",),
    blocks="visual_transformer_blocks",
    modules=("self_attention", "cross_attention"),
    diffusers_blocks="visual_transformer_blocks",
    diffusers_modules=("self_attention", "cross_attention"),
    heads=lambda network: int(network.visual_transformer_blocks[0].self_attention.num_heads),
    patch=lambda network: int(network.patch_size[-1]),
)
