"""AuraFlow. Eight tokens that it has learned stand before the text; what goes to them is in the row of padding.

The host does not say which block runs, so they are counted.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from torch import nn

from ....diffulizer.capture.joint import Layout, Rows
from ....diffulizer.prompts import EncodedPrompt
from .contract import Hearing, NetworkCall, is_a
from .flux import Flux
from .joint import argument, joint_hearing, joint_prompt, token_grid


class AuraFlow(Flux):
    """AuraFlow and what was trained from it, such as Pony V7: double and single blocks, as in Flux."""

    list_name = "layers"
    diffusers_blocks: Mapping[str, str] = {"double": "joint_transformer_blocks", "single": "single_transformer_blocks"}

    def knows(self, network: nn.Module) -> bool:
        return is_a(network, "MMDiT") and hasattr(network, "register_tokens")  # SD 3's has the same name

    def hearing(self, call: NetworkCall) -> Hearing:
        grid = token_grid(argument(call, "x"), self.patch(call.network))
        first = int(call.network.register_tokens.shape[1])  # type: ignore[index]
        text = first + int(argument(call, "context").shape[1])
        end = text + math.prod(grid)
        layout = Layout(grid, end, slice(first, text), slice(text, end), padding=(slice(0, first),))
        return joint_hearing(self.blocks(call.network), layout)

    def prompt(self, prompt: EncodedPrompt, conditioning: Mapping[str, Any]) -> tuple[EncodedPrompt, Rows | None]:
        return joint_prompt(prompt, conditioning, padding=True)

    def heads(self, network: nn.Module) -> int:
        return int(network.double_layers[0].attn.n_heads)  # type: ignore[union-attr, index]
