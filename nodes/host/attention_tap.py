"""Tap of the attention of one model call: each attention of a recorded layer goes to a recorder, and on as it is."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from threading import Lock
from typing import Any

from torch import Tensor, nn

from ...diffulizer.capture import AttentionCall, Chunk, PassRecorder
from ...diffulizer.layers import AttentionLayer
from .attention_hook import (
    AttentionHook,
    Backend,
    Given,
    KnownPreferences,
    Place,
    Preferences,
    broadcastable,
    split_heads,
)
from .guard import guarded

NOT_HEARD = "The attention of a layer could not be recorded; sampling goes on."


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
            Place(*a.block, a.block_index, "attn2" if a.attention_type == "cross" else "attn1"): a for a in layers
        }
        self._preferences = KnownPreferences()
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
        preferred = {} if network is None else self._preferences[network]
        return _Listener(self._recorder, self._layers, chunks, self._attempt_alone, preferred).compose(options)

    def _attempt_alone(self, action: Callable[[], None]) -> None:
        with self._one_at_a_time:
            self._attempt(action)


class _Listener(AttentionHook):
    """Hook that changes nothing, and whose own errors never reach the model."""

    def __init__(
        self,
        recorder: PassRecorder,
        layers: dict[Place, AttentionLayer],
        chunks: Sequence[Chunk | None],
        attempt: Callable[[Callable[[], None]], None],
        preferred: Preferences,
    ) -> None:
        super().__init__(preferred)
        self._attempt = attempt
        self._recorder = recorder
        self._layers = layers
        self._chunks = chunks

    def see(self, given: Given, override: Backend) -> tuple[Backend | None, Given]:
        seen = guarded(lambda: super(_Listener, self).see(given, override), NOT_HEARD)
        return seen or (None, given)

    def see_replaced(self, kind: str, q: Tensor, k: Tensor, v: Tensor, options: dict[str, Any]) -> tuple[Any, ...]:
        seen = guarded(lambda: super(_Listener, self).see_replaced(kind, q, k, v, options), NOT_HEARD)
        return seen or (q, k, v)

    def on_attention(self, place: Place, given: Given) -> Given:
        self._attempt(lambda: self._attention(place, given))
        return given

    def on_replaced(self, place: Place, q: Tensor, k: Tensor, v: Tensor, options: dict[str, Any]) -> tuple[Any, ...]:
        self._attempt(lambda: self._record(place, q, k, options["n_heads"], options, {}))
        return q, k, v

    def _attention(self, place: Place, given: Given) -> None:
        q, k, mask = given.get(0, "q"), given.get(1, "k"), given.get(4, "mask")
        self._record(place, q, k, given.get(3, "heads"), given.options, {**given.kwargs, "mask": mask})

    def _record(
        self, place: Place, q: Tensor, k: Tensor, heads: int, options: dict[str, Any], kwargs: dict[str, Any]
    ) -> None:
        layer = self._layers.get(place)
        if layer is None:
            return
        if not kwargs.get("skip_reshape"):
            width = q.shape[-1] // heads
            q, k = split_heads(q, width), split_heads(k, width)
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
                mask=None if mask is None else broadcastable(mask),
                scale=kwargs.get("scale"),
            )
        )
