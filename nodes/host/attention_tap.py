"""Tap of the attention of one model call, whatever other nodes have put around it.

The host offers one slot for an attention override and one replacement function per block. For the
length of a single call both are composed with ours in a copy of the options: our override calls the
one that was there, replacements are wrapped, and nothing of ours is left anywhere afterwards.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from torch import Tensor

from ...diffulizer.capture import AttentionCall, PassRecorder
from ...diffulizer.layers import AttentionLayer

OVERRIDE = "optimized_attention_override"


class AttentionTap:
    """Tap that hands the attention of the recorded layers to a recorder.

    Args:
        attempt: calls a function of ours and keeps its errors away from the model.
    """

    def __init__(
        self, recorder: PassRecorder, layers: Sequence[AttentionLayer], attempt: Callable[[Callable[[], None]], None]
    ) -> None:
        self._recorder = recorder
        self._attempt = attempt
        self._layers = {
            (*a.block, a.block_index, "attn2" if a.attention_type == "cross" else "attn1"): a for a in layers
        }

    def compose(self, options: dict[str, Any], chunks: Sequence[str | None]) -> dict[str, Any]:
        """Return a copy of the host's options for one model call, which listens and passes each call on.

        Args:
            options: the final ``transformer_options`` of the call.
            chunks: the condition id of each chunk of its batch.
        """
        call = _Call(self._recorder, self._layers, chunks, self._attempt)
        composed = {**options, OVERRIDE: call.override(options.get(OVERRIDE))}
        replacements = options.get("patches_replace", {})
        wrapped = {
            kind: {block: call.replacement(kind, patch) for block, patch in replacements[kind].items()}
            for kind in ("attn1", "attn2")
            if kind in replacements
        }
        if wrapped:
            composed["patches_replace"] = {**replacements, **wrapped}
        return composed


class _Call:
    """One call of the network.

    Nothing that the host passes tells self- from cross-attention. Only their order within a transformer
    block does, where attn1 runs first. Replaced attentions count too, but attentions within a replacement
    do not.
    """

    def __init__(
        self,
        recorder: PassRecorder,
        layers: dict[tuple[Any, ...], AttentionLayer],
        chunks: Sequence[str | None],
        attempt: Callable[[Callable[[], None]], None],
    ) -> None:
        self._attempt = attempt
        self._recorder = recorder
        self._layers = layers
        self._chunks = chunks
        self._seen: dict[tuple[Any, ...], int] = {}
        self._inside_replacement = False

    def override(self, inner: Callable[..., Any] | None) -> Callable[..., Any]:
        def listen(func: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
            if not self._inside_replacement:
                self._attempt(lambda: self._attention(args, kwargs))
            return func(*args, **kwargs) if inner is None else inner(func, *args, **kwargs)

        return listen

    def replacement(self, kind: str, patch: Callable[..., Any]) -> Callable[..., Any]:
        def listen(q: Tensor, k: Tensor, v: Tensor, extra_options: dict[str, Any], *rest: Any, **kwargs: Any) -> Any:
            self._attempt(lambda: self._replaced(kind, q, k, extra_options))
            outer, self._inside_replacement = self._inside_replacement, True
            try:
                return patch(q, k, v, extra_options, *rest, **kwargs)
            finally:
                self._inside_replacement = outer

        return listen

    def _replaced(self, kind: str, q: Tensor, k: Tensor, options: dict[str, Any]) -> None:
        block = _block_of(options)
        if block is not None:
            self._seen[block] = 1 if kind == "attn1" else 2
            self._record((*block, kind), q, k, options["n_heads"], options, {})

    def _attention(self, args: tuple[Any, ...], kwargs: dict[str, Any]) -> None:
        options = kwargs.get("transformer_options") or {}
        block = _block_of(options)
        if block is None:
            return
        count = self._seen[block] = self._seen.get(block, 0) + 1
        kind = "attn1" if count == 1 else "attn2"
        if count <= 2:
            mask = args[4] if len(args) > 4 else kwargs.get("mask")
            self._record((*block, kind), args[0], args[1], args[3], options, {**kwargs, "mask": mask})

    def _record(
        self, key: tuple[Any, ...], q: Tensor, k: Tensor, heads: int, options: dict[str, Any], kwargs: dict[str, Any]
    ) -> None:
        layer = self._layers.get(key)
        if layer is None:
            return
        if not kwargs.get("skip_reshape"):
            q, k = _split_heads(q, heads), _split_heads(k, heads)
        rows, columns = options["activations_shape"][2:4]
        mask = kwargs.get("mask")
        self._recorder.attention(
            AttentionCall(
                layer,
                q,
                k,
                grid=(int(rows), int(columns)),
                chunks=self._chunks,
                mask=None if mask is None else _broadcastable(mask),
                scale=kwargs.get("scale"),
            )
        )


def _block_of(options: dict[str, Any]) -> tuple[str, int, int] | None:
    """Return (stage, number, index of the transformer block) of the attention that is running."""
    block = options.get("block")
    return None if block is None else (block[0], int(block[1]), int(options.get("block_index", 0)))


def _split_heads(x: Tensor, heads: int) -> Tensor:
    """Reshape the host's layout: [B, positions, H*d] -> [B, H, positions, d]."""
    batch, positions, width = x.shape
    return x.view(batch, positions, heads, width // heads).transpose(1, 2)


def _broadcastable(mask: Tensor) -> Tensor:
    """Bring a mask to [B, H, queries, keys], adding the axes that the host leaves out as the host adds them."""
    if mask.ndim == 2:
        mask = mask.unsqueeze(0)
    return mask.unsqueeze(1) if mask.ndim == 3 else mask
