"""Two other ways of recording attention, for comparison: both replace the host's attention instead of listening to it.

Each is an ``optimized_attention_override`` that is put on a MODEL. The first works as daam nodes for ComfyUI do, the
second as the first Diffulizer did with diffusers.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import cycle
from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor

SIDE = 64
"""Side of a daam map, in cells."""
MAP_SIDE = 16
"""Side of the first Diffulizer's maps, in cells."""

Keep = Callable[[Tensor, Tensor, Tensor, int, dict[str, Any]], Tensor]
"""Function (q, k, v, heads, options) -> output of the attention."""


def with_override(model: Any, keep: Keep, *, cross: bool, own: bool) -> Any:
    """Return a clone of a MODEL whose cross- or self-attention (``own``), or both, are computed by ``keep``."""
    kinds = cycle((own, cross))  # in each transformer block self-attention comes first

    def override(function: Any, q: Tensor, k: Tensor, v: Tensor, heads: int, *args: Any, **kwargs: Any) -> Any:
        if next(kinds):
            return keep(q, k, v, heads, kwargs["transformer_options"])
        return function(q, k, v, heads, *args, **kwargs)

    clone = model.clone()
    clone.model_options["transformer_options"]["optimized_attention_override"] = override
    return clone


def daam(kept: list[Tensor]) -> Keep:
    """Keep probabilities of every head, each token's map resized in a loop, copied to the CPU layer by layer."""

    def keep(q: Tensor, k: Tensor, v: Tensor, heads: int, options: dict[str, Any]) -> Tensor:
        weights, out = _explicit(q, k, v, heads)
        rows, columns = options["activations_shape"][-2:]
        by_token = weights[weights.shape[0] // 2 :].unflatten(2, (rows, columns))  # the prompt's half, as daam does
        maps = []
        for token in range(by_token.shape[-1]):
            plane = by_token[..., token].float()
            maps.append(F.interpolate(plane, size=(SIDE, SIDE), mode="bicubic").clamp_min(0).mean(1))
        kept.append(torch.stack(maps, 1).cpu())
        return out

    return keep


def explicit(kept: list[Tensor]) -> Keep:
    """Keep the full softmax of every head, with the output computed from it, maps averaged over heads and pooled."""

    def keep(q: Tensor, k: Tensor, v: Tensor, heads: int, options: dict[str, Any]) -> Tensor:
        weights, out = _explicit(q, k, v, heads)
        rows, columns = options["activations_shape"][-2:]
        mean = weights.float().mean(1)
        by_key = mean.transpose(1, 2).unflatten(2, (rows, columns))
        pooled = F.interpolate(by_key, size=(MAP_SIDE, MAP_SIDE), mode="bilinear", antialias=True).flatten(2)
        kept.append(pooled.half().cpu())
        return out

    return keep


def _explicit(q: Tensor, k: Tensor, v: Tensor, heads: int) -> tuple[Tensor, Tensor]:
    """Return probabilities [B, H, positions, keys] and the attention's output [B, positions, H*d]."""
    q, k, v = (z.unflatten(-1, (heads, -1)).transpose(1, 2) for z in (q, k, v))
    weights = (q.float() @ k.float().transpose(-1, -2) * q.shape[-1] ** -0.5).softmax(-1)
    out = weights.to(v.dtype) @ v
    return weights, out.transpose(1, 2).flatten(2)
