"""Cross-attention of the host's network, written out: the reference of edits and of effects."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
import torch
from torch import Tensor

from graphs import Graph, node


def edited(graph: Graph, *edits: dict[str, Any]) -> Graph:
    """The graph of ``sampling`` with edits before Record Attention."""
    before = graph["6"]["inputs"]["model"]
    for number, values in enumerate(edits):
        graph[f"edit {number}"] = node("Diffulizer_EditAttention", **{**asked(), **values, "model": before})
        before = [f"edit {number}", 0]
    graph["6"]["inputs"]["model"] = before
    return graph


def asked() -> dict[str, Any]:
    return {
        "action": "remove",
        "factor": 1.0,
        "layers": "*",
        "condition": "positive",
        "heads": "*",
        "start_step": 1,
        "end_step": -1,
        "start_percent": 0.0,
        "end_percent": 1.0,
    }


class Written:
    """Cross-attention written out in float32, in the place of that of the host's modules.

    Args:
        network: the host's UNet.
        changes: for each edited prompt its embedding [1, tokens, channels], and a function that takes layer,
            evaluation, logits [H, queries, keys] and v [H, keys, d] of one latent, and returns the last two changed.
    """

    def __init__(self, network: Any, *changes: tuple[Tensor, Callable[..., tuple[Tensor, Tensor]]]) -> None:
        self.network, self.changes = network, changes
        self.evaluation = -1
        self.sigmas: list[float] = []

    @contextmanager
    def installed(self) -> Iterator[None]:
        import comfy.samplers

        with pytest.MonkeyPatch.context() as patch:
            for name, module in self.network.named_modules():
                if name.endswith(".attn2"):
                    patch.setattr(module, "forward", self._forward(name, module))
            guider = comfy.samplers.CFGGuider
            predict = guider.outer_predict_noise

            def watched(own: Any, x: Tensor, timestep: Tensor, *args: Any, **kwargs: Any) -> Any:
                self.evaluation += 1
                self.sigmas.append(float(timestep.flatten()[0]))
                return predict(own, x, timestep, *args, **kwargs)

            patch.setattr(guider, "outer_predict_noise", watched)
            yield

    def _forward(self, name: str, module: Any) -> Any:
        def forward(x: Tensor, context: Tensor | None = None, value: Any = None, **_: Any) -> Tensor:
            assert context is not None
            q, k, v = (
                part.float().unflatten(-1, (module.heads, -1)).transpose(1, 2)
                for part in (module.to_q(x), module.to_k(context), module.to_v(context))
            )
            logits = q @ k.transpose(2, 3) / q.shape[-1] ** 0.5
            out = []
            for row in range(len(x)):
                own_logits, own_v = logits[row], v[row]
                for embedding, change in self.changes:
                    if is_of(context[row], embedding):
                        own_logits, own_v = change(name, self.evaluation, own_logits.clone(), own_v.clone())
                out.append(own_logits.softmax(-1) @ own_v)
            attended: Tensor = module.to_out(torch.stack(out).transpose(1, 2).flatten(2).to(x))
            return attended

        return forward


def is_of(context: Tensor, embedding: Tensor) -> bool:
    """Return whether a prompt [keys, channels] is this one, however often the host repeats it."""
    copies, left = divmod(len(context), embedding.shape[1])
    return left == 0 and torch.equal(context, embedding[0].repeat(copies, 1).to(context))


def remove(*tokens: int, length: int = 77) -> Any:
    """Remove tokens from each copy of a prompt."""

    def change(_layer: str, _evaluation: int, logits: Tensor, v: Tensor) -> tuple[Tensor, Tensor]:
        for start in range(0, logits.shape[-1], length):
            logits[..., [start + token for token in tokens]] = -math.inf
        return logits, v

    return change


def odds_within(mask: Tensor, token: int, factor: float) -> Any:
    """Multiply a token's odds within a mask [height, width] of the part of the picture that the layers see, whose cells
    are squares; a cell that it covers in part gets that part of the change."""
    height, width = mask.shape

    def change(_layer: str, _evaluation: int, logits: Tensor, v: Tensor) -> tuple[Tensor, Tensor]:
        side = int((height * width / logits.shape[1]) ** 0.5)
        share = mask.reshape(height // side, side, width // side, side).mean((1, 3)).flatten()
        logits[..., token] += (1 + share * (factor - 1)).log()
        return logits, v

    return change


def within(change: Any, *, layers: str | tuple[str, ...] = "", evaluations: Any = None, heads: Any = None) -> Any:
    """A change in some layers (beginnings of their names), evaluations and heads alone."""

    def limited(layer: str, evaluation: int, logits: Tensor, v: Tensor) -> tuple[Tensor, Tensor]:
        if not layer.startswith(layers) or (evaluations is not None and evaluation not in evaluations):
            return logits, v
        new_logits, new_v = change(layer, evaluation, logits.clone(), v.clone())
        if heads is not None:
            for head in range(len(logits)):
                if head not in heads:
                    new_logits[head], new_v[head] = logits[head], v[head]
        return new_logits, new_v

    return limited
