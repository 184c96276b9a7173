"""Attention as the newest host calls it: tensors in containers, and backends that a layer prefers.

``comfy.ldm.modules.attention`` after 0.36, in small. ``installed`` puts it in the place of the fake host's own.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from torch import Tensor, nn

from . import network

Backend = Callable[..., Tensor]


class AttentionTensorContainer:
    """A tensor that a backend takes out, so that nobody else keeps it."""

    def __init__(self, tensor: Tensor) -> None:
        self.tensor: Tensor | None = tensor

    def peek(self) -> Tensor:
        assert self.tensor is not None, "the container is empty"
        return self.tensor

    def take(self) -> Tensor:
        tensor, self.tensor = self.peek(), None
        return tensor


class ComfyAttention(nn.Module):
    """The backend that a layer prefers, or None."""

    def __init__(self) -> None:
        super().__init__()
        self.function: Backend | None = None


class Wrapped:
    """A backend as callers see it: an override goes first, then the layer's preference, then the backend itself.

    Attributes:
        container_function: the backend's own function of containers, or None.
    """

    def __init__(self, func: Backend) -> None:
        self._func = func
        self.container_function: Backend | None = None

    def __call__(self, *args: Any, **kwargs: Any) -> Tensor:
        preferred = kwargs.pop("preferred_attention", None)
        in_containers = isinstance(args[0], AttentionTensorContainer)
        if not kwargs.get("_inside_attn_wrapper"):
            kwargs["_inside_attn_wrapper"] = True
            options = kwargs.get("transformer_options") or {}
            if "optimized_attention_override" in options:
                override = options["optimized_attention_override"]
                if in_containers and hasattr(override, "container_function"):
                    return override.container_function(*args, **kwargs)
                return override(self._func, *_taken(args), **kwargs)
            if preferred is not None and preferred.function is not None:
                return preferred.function(*args, **kwargs)
        if in_containers and self.container_function is not None:
            return self.container_function(*args, **kwargs)
        return self._func(*_taken(args), **kwargs)


def _taken(args: tuple[Any, ...]) -> tuple[Any, ...]:
    return tuple(a.take() if isinstance(a, AttentionTensorContainer) else a for a in args)


def backend(factor: float, own_containers: float | None = None) -> Wrapped:
    """Return a backend whose results differ from every other's by a factor.

    Args:
        own_containers: the factor of its function of containers; None for a backend without one.
    """

    def attend(q: Tensor, k: Tensor, v: Tensor, heads: int, mask: Any = None, **kwargs: Any) -> Tensor:
        split = [t.unflatten(-1, (heads, -1)).transpose(1, 2) for t in (q, k, v)]
        return factor * nn.functional.scaled_dot_product_attention(*split).transpose(1, 2).flatten(-2)

    wrapped = Wrapped(attend)
    if own_containers is not None:
        other = backend(own_containers)
        wrapped.container_function = lambda *args, **kwargs: other(*_taken(args), **kwargs)
    return wrapped


class CrossAttention(network.CrossAttention):
    """A layer that hands its tensors over in containers and says which backend it prefers."""

    def __init__(self, context: int) -> None:
        super().__init__(context)
        self.comfy_attention = ComfyAttention()

    def forward(
        self, x: Tensor, context: Any = None, value: Any = None, mask: Any = None, transformer_options: Any = None
    ) -> Tensor:
        context = x if context is None else context
        tensors = self.to_q(x), self.to_k(context), self.to_v(context if value is None else value)
        out = network.optimized_attention(
            *(AttentionTensorContainer(t) for t in tensors),
            self.heads,
            attn_precision=self.attn_precision,
            preferred_attention=self.comfy_attention,
            transformer_options=transformer_options,
        )
        return self.to_out(out)


@contextmanager
def installed(default: Wrapped) -> Iterator[None]:
    """Let the fake host attend as the newest does, by this backend unless a layer or an override says otherwise."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(network, "CrossAttention", CrossAttention)
        patch.setattr(network, "optimized_attention", default)
        module = sys.modules["comfy.ldm.modules.attention"]
        patch.setattr(module, "AttentionTensorContainer", AttentionTensorContainer, raising=False)
        patch.setattr(module, "optimized_attention", default)
        patch.setattr(module, "optimized_attention_masked", default)
        yield
