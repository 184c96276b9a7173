"""Tap of the attention of one model call, whatever other nodes have put around it.

The host offers one slot for an attention override and one replacement function per block. For the
length of a single call both are composed with ours in a copy of the options: our override calls the
one that was there, replacements are wrapped, and nothing of ours is left anywhere afterwards.

An override changes what the host calls. Without one, newer hosts call the backend that a layer prefers
(``comfy_attention`` of its module), and pass tensors in containers to backends that have a function for
them (``container_function``). So where no other override is there, ours calls what the host would have
called.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from threading import Lock
from typing import Any

import comfy.ldm.modules.attention as host_attention
from torch import Tensor, nn

from ...diffulizer.capture import AttentionCall, Chunk, PassRecorder
from ...diffulizer.layers import AttentionLayer, block_of
from .guard import guarded

OVERRIDE = "optimized_attention_override"
NOT_HEARD = "The attention of a layer could not be recorded; sampling goes on."

Backend = Callable[..., Any]
"""One of the host's attention functions."""
Block = tuple[str, int, int]
"""(stage, number, index of the transformer block)."""
Preferences = dict[Block, list[Any]]
"""Map from a transformer block to the modules of its attentions whose ``function`` is the backend to call, or None."""


class AttentionTap:
    """Tap that hands the attention of the recorded layers to a recorder.

    Args:
        attempt: calls a function of ours and keeps its errors away from the model.
    """

    def __init__(
        self,
        recorder: PassRecorder,
        layers: Sequence[AttentionLayer],
        attempt: Callable[[Callable[[], None]], None],
    ) -> None:
        self._recorder = recorder
        self._attempt = attempt
        self._layers = {
            (*a.block, a.block_index, "attn2" if a.attention_type == "cross" else "attn1"): a for a in layers
        }
        self._preferences: dict[nn.Module, Preferences] = {}
        self._one_at_a_time = Lock()  # the host may evaluate prompts in threads, one for each device

    def compose(
        self, options: dict[str, Any], chunks: Sequence[Chunk | None], network: nn.Module | None = None
    ) -> dict[str, Any]:
        """Return a copy of the host's options for one model call, which listens and passes each call on.

        Args:
            options: the final ``transformer_options`` of the call.
            chunks: the chunks of its batch; None for one whose conditioning is not known.
            network: the network that is called.
        """
        call = _Call(self._recorder, self._layers, chunks, self._attempt_alone, self._preferences_of(network))
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

    def _attempt_alone(self, action: Callable[[], None]) -> None:
        with self._one_at_a_time:
            self._attempt(action)

    def _preferences_of(self, network: nn.Module | None) -> Preferences:
        """Return what ``preferences`` finds in a network; the host may call several, one on each device."""
        if network is None:
            return {}
        if network not in self._preferences:
            self._preferences[network] = preferences(network)
        return self._preferences[network]


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
        chunks: Sequence[Chunk | None],
        attempt: Callable[[Callable[[], None]], None],
        preferred: Preferences,
    ) -> None:
        self._attempt = attempt
        self._recorder = recorder
        self._layers = layers
        self._chunks = chunks
        self._preferred = preferred
        self._seen: dict[Block, int] = {}
        self._inside_replacement = False

    def override(self, inner: Backend | None) -> Backend:
        """Return an override that listens, and then calls what the host would have called without it.

        Args:
            inner: the override that is there already, or None.
        """

        def listen(func: Backend, *args: Any, **kwargs: Any) -> Any:
            preferred = guarded(lambda: self._hear(args, kwargs, listen), NOT_HEARD)
            if inner is not None:
                return inner(func, *args, **kwargs)
            return (preferred or func)(*args, **kwargs)

        def listen_to_containers(*args: Any, **kwargs: Any) -> Any:
            preferred = guarded(lambda: self._hear(args, kwargs, listen), NOT_HEARD)
            if inner is not None:
                return inner.container_function(*args, **kwargs)  # type: ignore[attr-defined]
            if preferred is not None:
                return preferred(*args, **kwargs)
            masked = (args[4] if len(args) > 4 else kwargs.get("mask")) is not None
            backend = host_attention.optimized_attention_masked if masked else host_attention.optimized_attention
            return backend(*args, **kwargs)

        takes_containers = inner is None or hasattr(inner, "container_function")
        if takes_containers and _container_class() is not None:
            listen.container_function = listen_to_containers  # type: ignore[attr-defined]
        return listen

    def replacement(self, kind: str, patch: Callable[..., Any]) -> Callable[..., Any]:
        def listen(q: Tensor, k: Tensor, v: Tensor, extra_options: dict[str, Any], *rest: Any, **kwargs: Any) -> Any:
            block = guarded(lambda: self._count_replaced(kind, extra_options), NOT_HEARD)
            if block is not None:
                self._attempt(lambda: self._record((*block, kind), q, k, extra_options["n_heads"], extra_options, {}))
            outer, self._inside_replacement = self._inside_replacement, True
            try:
                return patch(q, k, v, extra_options, *rest, **kwargs)
            finally:
                self._inside_replacement = outer

        return listen

    def _count_replaced(self, kind: str, options: dict[str, Any]) -> Block | None:
        block = _block_of(options)
        if block is not None:
            self._seen[block] = 1 if kind == "attn1" else 2
        return block

    def _hear(self, args: tuple[Any, ...], kwargs: dict[str, Any], override: Backend) -> Backend | None:
        """Count and record an attention, and return the backend that its module prefers, if the host would have called
        that one."""
        options = kwargs.get("transformer_options") or {}
        block = _block_of(options)
        if self._inside_replacement or block is None:
            return None
        count = self._seen[block] = self._seen.get(block, 0) + 1
        if count <= 2:
            kind = "attn1" if count == 1 else "attn2"
            self._attempt(lambda: self._attention((*block, kind), args, kwargs, options))
        if options.get(OVERRIDE) is not override or block not in self._preferred:
            return None  # another override around ours calls ours with the backend that it wants
        modules = self._preferred[block]
        return modules[(count - 1) % len(modules)].function  # type: ignore[no-any-return]

    def _attention(
        self, key: tuple[Any, ...], args: tuple[Any, ...], kwargs: dict[str, Any], options: dict[str, Any]
    ) -> None:
        def argument(position: int, name: str) -> Any:
            return args[position] if len(args) > position else kwargs.get(name)

        q, k = _tensor(argument(0, "q")), _tensor(argument(1, "k"))
        self._record(key, q, k, argument(3, "heads"), options, {**kwargs, "mask": argument(4, "mask")})

    def _record(
        self, key: tuple[Any, ...], q: Tensor, k: Tensor, heads: int, options: dict[str, Any], kwargs: dict[str, Any]
    ) -> None:
        layer = self._layers.get(key)
        if layer is None:
            return
        if not kwargs.get("skip_reshape"):
            width = q.shape[-1] // heads
            q, k = _split_heads(q, width), _split_heads(k, width)
        if kwargs.get("enable_gqa"):  # a head of keys serves several heads of queries
            k = k.repeat_interleave(q.shape[1] // k.shape[1], 1)
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


def preferences(network: nn.Module) -> Preferences:
    """Return the modules that name the backend of each attention of a UNet, attn1 before attn2; older hosts have
    none."""
    found: Preferences = {}
    for name, module in network.named_modules():
        place = block_of(name)
        preference = getattr(module, "comfy_attention", None)
        if place is not None and preference is not None:
            found.setdefault((*place[0], place[1]), []).append(preference)
    return found


def _container_class() -> Any:
    """Return the host's class of tensors that are handed over to a backend; older hosts have none."""
    return getattr(host_attention, "AttentionTensorContainer", None)


def _tensor(value: Any) -> Tensor:
    """Return a tensor that the host passes, which stays in its container if it is in one."""
    container = _container_class()
    tensor: Tensor = value.peek() if container is not None and isinstance(value, container) else value
    return tensor


def _block_of(options: dict[str, Any]) -> Block | None:
    """Return (stage, number, index of the transformer block) of the attention that is running."""
    block = options.get("block")
    return None if block is None else (block[0], int(block[1]), int(options.get("block_index", 0)))


def _split_heads(x: Tensor, width: int) -> Tensor:
    """Reshape the host's layout: [B, positions, H*d] -> [B, H, positions, d], where d is ``width``."""
    batch, positions, channels = x.shape
    return x.view(batch, positions, channels // width, width).transpose(1, 2)


def _broadcastable(mask: Tensor) -> Tensor:
    """Bring a mask to [B, H, queries, keys], adding the axes that the host leaves out as the host adds them."""
    if mask.ndim == 2:
        mask = mask.unsqueeze(0)
    return mask.unsqueeze(1) if mask.ndim == 3 else mask
