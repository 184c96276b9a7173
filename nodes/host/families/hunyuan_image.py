"""HunyuanImage 2.1, built of Flux's blocks.

The picture comes first, then the text, then the letters that ByT5 read. A refiner attends within the text before; it is
not recorded.
"""

from __future__ import annotations

import math

from torch import Tensor, nn

from ....diffulizer.capture.joint import Layout
from .contract import Hearing, NetworkCall, UnknownLayoutError, is_a
from .flux import Flux
from .joint import argument, joint_hearing, token_grid


class HunyuanImage(Flux):
    """HunyuanImage 2.1; its refiner and HunyuanVideo have patches in time, and are not known."""

    def knows(self, network: nn.Module) -> bool:
        return is_a(network, "HunyuanVideo") and len(network.patch_size) == 2  # type: ignore[arg-type]

    def hearing(self, call: NetworkCall) -> Hearing:
        if any(call.arguments.get(name) is not None for name in ("ref_latent", "clip_fea", "guiding_frame_index")):
            raise UnknownLayoutError("pictures that this network is given beside the text are not told apart")
        grid = token_grid(argument(call, "x"), self.patch(call.network))
        picture, text = math.prod(grid), int(argument(call, "context").shape[1])
        letters = call.arguments.get("txt_byt5")
        if isinstance(letters, Tensor):
            text += int(letters.shape[1])
        layout = Layout(grid, picture + text, text=slice(picture, picture + text), picture=slice(0, picture))
        return joint_hearing(self.blocks(call.network), layout)

    def patch(self, network: nn.Module) -> int:
        return int(network.patch_size[-1])  # type: ignore[index]
