"""The texts that embeddings were made from: those of the encoder nodes whose outputs they are."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from torch import Tensor

from ...diffulizer.comfyui.graph import CONCATENATING, ENCODERS, Graph, Text, is_link
from ...diffulizer.maths.tensors import tensor_digest

_REASONS = {
    "ConditioningAverage": "it is the average of two prompts (ConditioningAverage)",
    "ConditioningZeroOut": "it was set to zero (ConditioningZeroOut)",
}
_NOT_HELD = "no node before the sampler made it, or ComfyUI no longer holds that node's output"


@dataclass(frozen=True)
class Origin:
    """The texts of an embedding, one after another, or the reason why they are not known.

    Attributes:
        held: of each text the values that links gave to its node, by its inputs, while the host holds them.
    """

    texts: tuple[Text, ...] = ()
    reason: str = ""
    held: tuple[Mapping[str, Any], ...] = ()


@dataclass(frozen=True)
class _Place:
    """A place where an embedding came out: its node, the number of the value in the output's list, and that of the
    entry in the conditioning."""

    node_id: str
    item: int
    entry: int


class Origins:
    """Origins of the embeddings that a node got.

    An encoder's text is that of an embedding if the encoder's output *is* that embedding, value by value. What the
    nodes between do, and what their inputs are called, does not matter.

    Args:
        graph: the executing graph.
        node_id: the node that samples.
    """

    def __init__(self, graph: Graph, node_id: str | None) -> None:
        self._graph = graph
        self._executing = graph.node(node_id) is not None
        self._before = graph.ancestors(node_id)
        self._digests: dict[int, tuple[Tensor, str]] = {}

    def of(self, embedding: Tensor) -> Origin:
        """Return the origin of an embedding [1, tokens, channels]."""
        if not self._executing:
            return Origin(reason="no graph is being executed")
        found = {place.node_id: place for place in self._places(embedding)}
        passed_on = {name for node_id in found for name in found if node_id in self._graph.ancestors(name)}
        first = [place for name, place in found.items() if name not in passed_on]
        origins = [self._origin(place) for place in first]
        return next((origin for origin in origins if origin.texts), origins[0] if origins else Origin(reason=_NOT_HELD))

    def _places(self, embedding: Tensor) -> Iterator[_Place]:
        for node_id in self._before:
            for output in range(self._graph.output_count(node_id)):
                for item, value in enumerate(self._graph.outputs((node_id, output))):
                    for entry, own in enumerate(_embeddings(value)):
                        if self._same(own, embedding):
                            yield _Place(node_id, item, entry)

    def _origin(self, place: _Place) -> Origin:
        node = self._graph.node(place.node_id) or {}
        kind, inputs = node["class_type"], node["inputs"]
        if kind in ENCODERS:
            return self._encoded(kind, place)
        if kind == CONCATENATING:
            return self._concatenated(inputs, place)
        unknown = f"the first node known to have made it, {kind}, is not known to encode its text unchanged"
        return Origin(reason=_REASONS.get(kind, unknown))

    def _encoded(self, kind: str, place: _Place) -> Origin:
        texts = {}
        for encoder, value in self._graph.text_inputs(place.node_id).items():
            texts[encoder] = self._graph.value(value)
            if is_link(value) and (values := self._graph.outputs(value)):  # the host repeats the last one
                texts[encoder] = values[min(place.item, len(values) - 1)]
        if not texts or not all(isinstance(text, str) for text in texts.values()):
            return Origin(reason=f"ComfyUI no longer holds the text that another node gave to {kind}")
        inputs = (self._graph.node(place.node_id) or {})["inputs"]
        links = {name: self._graph.outputs(value) for name, value in inputs.items() if is_link(value)}
        held = {name: values[min(place.item, len(values) - 1)] for name, values in links.items() if values}
        return Origin((Text(texts, kind, inputs),), held=(held,))

    def _concatenated(self, inputs: dict[str, Any], place: _Place) -> Origin:
        parts = []
        for name, entry in (("conditioning_to", place.entry), ("conditioning_from", 0)):
            link = inputs.get(name)
            values = self._graph.outputs(link) if is_link(link) else ()
            embeddings = _embeddings(values[min(place.item, len(values) - 1)]) if values else []
            if entry >= len(embeddings):
                return Origin(reason=_NOT_HELD)
            parts.append(self.of(embeddings[entry]))
        reason = next((part.reason for part in parts if part.reason), "")
        if reason:
            return Origin(reason=reason)
        return Origin(parts[0].texts + parts[1].texts, held=parts[0].held + parts[1].held)

    def _same(self, one: Tensor, other: Tensor) -> bool:
        if one is other:
            return True
        return one.shape == other.shape and one.dtype == other.dtype and self._digest(one) == self._digest(other)

    def _digest(self, tensor: Tensor) -> str:
        """Return the tensor's digest, worked out once; the tensor is kept so that no other gets its number."""
        if id(tensor) not in self._digests:
            self._digests[id(tensor)] = (tensor, tensor_digest(tensor))
        return self._digests[id(tensor)][1]


def _embeddings(value: Any) -> Sequence[Tensor]:
    """Return the embeddings of a conditioning, one an entry; none of any other value."""
    if not isinstance(value, (list, tuple)):
        return []
    pairs = all(isinstance(entry, (list, tuple)) and len(entry) == 2 for entry in value)
    return [entry[0] for entry in value] if pairs and all(isinstance(entry[0], Tensor) for entry in value) else []
