"""Tap of the attention of one model call: each attention of a recorded layer goes to a recorder, and on as it is."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from threading import Lock, local
from typing import Any

from torch import Tensor

from ...diffulizer.capture import AttentionCall, Chunk, PassRecorder
from ...diffulizer.capture.gather import TextQueries
from ...diffulizer.layers import AttentionLayer
from .attention_hook import AttentionHook, Backend, KnownPreferences, Preferences, broadcastable, split_heads
from .families import family_of
from .families.contract import Family, Given, Hearing, NetworkCall, Place
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
        self._layers = layers
        self._places: dict[Family, dict[Place, list[AttentionLayer]]] = {}
        self._preferences = KnownPreferences()
        self._one_at_a_time = Lock()  # the host may evaluate prompts in threads, one for each device
        self._listeners = local()

    def compose(self, call: NetworkCall, chunks: Sequence[Chunk | None]) -> dict[str, Any] | None:
        """Return a copy of the host's options for one call of the network, which listens and passes each attention on;
        None for a network of no known family.

        Args:
            call: the call, with the final ``transformer_options``.
            chunks: the chunks of its batch; None for one whose conditioning is not known.

        Raises:
            UnknownLayoutError: the tokens of the call's sequence can't be told apart.
        """
        family = family_of(call.network)
        if family is None:
            return None
        listener = _Listener(
            self._recorder,
            self._of_places(family),
            chunks,
            family.hearing(call),
            self._attempt_alone,
            self._preferences[call.network],
        )
        self._listeners.last = listener
        return listener.compose(call.options)

    def called(self) -> None:
        """Note that the call for which options were composed last, in this thread, has returned."""
        self._listeners.last.called()

    def _of_places(self, family: Family) -> dict[Place, list[AttentionLayer]]:
        if family not in self._places:
            places = self._places[family] = {}
            for layer in self._layers:
                places.setdefault(family.place(layer), []).append(layer)
        return self._places[family]

    def _attempt_alone(self, action: Callable[[], None]) -> None:
        with self._one_at_a_time:
            self._attempt(action)


class _Listener(AttentionHook):
    """Hook that changes nothing, and whose own errors never reach the model."""

    def __init__(
        self,
        recorder: PassRecorder,
        layers: dict[Place, list[AttentionLayer]],
        chunks: Sequence[Chunk | None],
        hearing: Hearing,
        attempt: Callable[[Callable[[], None]], None],
        preferred: Preferences,
    ) -> None:
        super().__init__(preferred, hearing.seats)
        self._attempt = attempt
        self._recorder = recorder
        self._layers = layers
        self._chunks = chunks
        self._hearing = hearing

    def called(self) -> None:
        """Forget what was heard in the call if it may be of other layers."""
        problem = self._seats.problem()
        if problem is not None:
            self._attempt(lambda: self._recorder.retract(self._chunks, problem))

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
        layers = self._layers.get(place)
        if layers is None:
            return
        if not kwargs.get("skip_reshape"):
            width = q.shape[-1] // heads
            q, k = split_heads(q, width), split_heads(k, width)
        if kwargs.get("enable_gqa"):  # a head of keys serves several heads of queries
            k = k.repeat_interleave(q.shape[1] // k.shape[1], 1)
        mask, layout = kwargs.get("mask"), self._hearing.layout
        mask = None if mask is None else broadcastable(mask)
        text = None
        if layout is not None and q.shape[2] == layout.length:
            text = TextQueries(q[:, :, layout.text], _rows_of(mask, layout.text))
            q, mask = q[:, :, layout.picture], _rows_of(mask, layout.picture)
        rows, columns = self._hearing.grid or options["activations_shape"][2:4]
        call = AttentionCall(
            layers[0],
            q,
            k,
            grid=(int(rows), int(columns)),
            chunks=self._chunks,
            mask=mask,
            scale=kwargs.get("scale"),
            layout=layout,
            text=text,
        )
        self._recorder.attention(call, *(replace(call, layer=layer) for layer in layers[1:]))


def _rows_of(mask: Tensor | None, queries: slice) -> Tensor | None:
    """Return the part of a mask [B, H, queries, K] for some queries; one row is that of all."""
    return mask if mask is None or mask.shape[-2] == 1 else mask[..., queries, :]
