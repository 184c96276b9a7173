"""Transformers with one stack of blocks of one kind, each with one attention of text and picture."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from torch import nn

from ....diffulizer.capture.joint import Layout, Rows
from ....diffulizer.layers import AttentionLayer
from ....diffulizer.prompts import EncodedPrompt
from .contract import BlockList, Hearing, NetworkCall, Place
from .joint import JointBlock, joint_hearing, joint_layers, joint_place, joint_prompt, text_first


@dataclass(frozen=True, kw_only=True)
class Stack(BlockList):
    """A family with one stack of blocks.

    Attributes:
        layout: returns the parts of a call's sequence, given the patch.
        pads: whether the network adds padding of its own.
    """

    layout: Callable[[NetworkCall, int], Layout] = text_first
    pads: bool = False

    def place(self, layer: AttentionLayer) -> Place:
        return joint_place(layer)

    def layers(self, network: nn.Module) -> list[AttentionLayer]:
        return joint_layers(self._joint_blocks(network), self.patch(network))

    def hearing(self, call: NetworkCall) -> Hearing:
        return joint_hearing(self._joint_blocks(call.network), self.layout(call, self.patch(call.network)))

    def prompt(self, prompt: EncodedPrompt, conditioning: Mapping[str, Any]) -> tuple[EncodedPrompt, Rows | None]:
        return joint_prompt(prompt, conditioning, padding=self.pads)

    def _joint_blocks(self, network: nn.Module) -> list[JointBlock]:
        heads = self.heads(network)
        return [
            JointBlock("block", number, f"{self.blocks}.{number}", f"{self.diffusers_blocks}.{number}.attn", heads)
            for number in range(self.count(network))
        ]
