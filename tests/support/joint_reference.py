"""An independent reference for transformers: the queries and keys of an unrecorded run, taken at the host's own call.

The function through which a network calls attention is replaced by one that keeps what it is given, in the module that
calls it; a hook on each block says which one runs. Probabilities are written out. Nothing of the pack runs beside it.
"""

from __future__ import annotations

import importlib
from dataclasses import dataclass, field
from typing import Any

import pytest
import torch
from random_transformers import TRANSFORMERS
from torch import Tensor

from graphs import Graph

Key = tuple[str, int]
"""The name of a list of blocks, and the number of a block in it."""


@dataclass
class Seen:
    """One attention: q and k [N, H, positions, d], and the mask that goes with them, or None."""

    q: Tensor
    k: Tensor
    mask: Tensor | None

    def probabilities(self, row: int) -> Tensor:
        """[positions, keys], mean over heads."""
        return self._by_head(row).mean(0)

    def within_picture(self, row: int, start: int, end: int) -> Tensor:
        """[picture, picture], mean over heads of what each gives to the picture's own keys, scaled to sum to 1."""
        own = self._by_head(row)[:, start:end, start:end]
        return (own / own.sum(-1, keepdim=True)).mean(0)

    def _by_head(self, row: int) -> Tensor:
        logits = self.q[row].float() @ self.k[row].float().transpose(-1, -2) / self.q.shape[-1] ** 0.5
        if self.mask is not None:
            mask = self.mask
            while mask.ndim < 4:
                mask = mask[None] if mask.ndim == 2 else mask[:, None]
            part = mask[row % len(mask)]
            logits = logits.masked_fill(~part, -torch.inf) if part.dtype == torch.bool else logits + part
        probabilities: Tensor = logits.softmax(-1)
        return probabilities


@dataclass
class NetworkCall:
    """One call of the network: its context [N, tokens, width], the size of its latents, and the attentions of each
    block, in their order."""

    context: Tensor
    latent: tuple[int, ...]
    references: list[Tensor]
    blocks: dict[Key, list[Seen]] = field(default_factory=dict)


class JointReference:
    """A run of a graph in which nothing is recorded, with one sampler.

    Attributes:
        calls: the calls of the network, in their order.
        result: what the host gave out.
    """

    def __init__(self, host: Any, graph: Graph, family: str, network: Any) -> None:
        self.calls: list[NetworkCall] = []
        self._block: Key | None = None
        about = TRANSFORMERS[family]
        handles = [network.register_forward_pre_hook(self._called, with_kwargs=True)]
        for blocks in about.blocks:
            for number, block in enumerate(getattr(network, blocks)):
                handles.append(block.register_forward_pre_hook(self._entered((blocks, number))))
                handles.append(block.register_forward_hook(self._left))
        module, name = about.attention
        caller = importlib.import_module(module)
        try:
            with pytest.MonkeyPatch.context() as patch:
                patch.setattr(caller, name, self._keeping(getattr(caller, name)))
                self.result = host.run(graph)
        finally:
            for handle in handles:
                handle.remove()

    def _called(self, _module: Any, args: Any, kwargs: dict[str, Any]) -> None:
        references = kwargs.get("ref_latents") or []
        self.calls.append(NetworkCall(kwargs["context"].clone(), tuple(args[0].shape), list(references)))

    def _entered(self, key: Key) -> Any:
        def hook(*_: Any) -> None:
            self._block = key

        return hook

    def _left(self, *_: Any) -> None:
        self._block = None

    def _keeping(self, attention: Any) -> Any:
        def kept(q: Tensor, k: Tensor, v: Tensor, heads: int, mask: Any = None, *args: Any, **kwargs: Any) -> Any:
            if self._block is not None:
                split = kwargs.get("skip_reshape", False)
                by_head = [t if split else t.unflatten(-1, (heads, -1)).transpose(1, 2) for t in (q, k)]
                seen = Seen(by_head[0].clone(), by_head[1].clone(), None if mask is None else mask.clone())
                self.calls[-1].blocks.setdefault(self._block, []).append(seen)
            return attention(q, k, v, heads, mask, *args, **kwargs)

        return kept
