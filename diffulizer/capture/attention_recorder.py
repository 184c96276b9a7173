"""The attention of one pass: choose the layers and conditionings to reduce, and check what the model computed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import torch
from torch import Tensor

from ..layers import AttentionLayer, keeps_heads, map_cells
from ..maths.pooling import Grid
from ..recording import NON_FINITE, AttentionKey, Condition
from .attention import reduce_cross, reduce_self
from .memory import MemoryCross, MemoryPass, MemorySelf, tensors_of


@dataclass
class Reduced:
    """Attention of one evaluation, reduced as in ``Step``, but still on the device."""

    cross_attention: dict[AttentionKey, MemoryCross] = field(default_factory=dict)
    self_attention: dict[AttentionKey, MemorySelf] = field(default_factory=dict)


@dataclass(frozen=True)
class AttentionCall:
    """One attention of the model, with the tensors that the host computes it from.

    Attributes:
        layer: the layer that it belongs to; one of the target's layers.
        q, k: [chunks*B, H, positions, d].
        grid: the grid at which the layer works.
        chunks: the condition id of each chunk of the batch; None for an unknown one.
        mask, scale: as the host passed them.
    """

    layer: AttentionLayer
    q: Tensor
    k: Tensor
    grid: Grid
    chunks: Sequence[str | None]
    mask: Tensor | None = None
    scale: float | None = None


@dataclass(frozen=True)
class _Chunk:
    """A chunk of a batch: its number, its conditioning, and whether its maps are kept."""

    number: int
    condition: Condition
    maps: bool


class AttentionRecorder:
    """Reduces the attention of the target's layers. Attention that can't be recorded becomes one of the target's gaps.

    Args:
        target: the pass; its layers get the grids at which they work.
    """

    def __init__(self, target: MemoryPass) -> None:
        self.target = target
        self._conditions: dict[str, Condition] = {}
        self._positions: dict[str, int] = {}
        self._with_heads = {layer.id for layer in target.layers if keeps_heads(layer, target.settings)}

    def start(self) -> None:
        """Prepare for recording; from now on the target's conditionings and layers are final."""
        self._conditions = {c.id: c for c in self.target.conditions}
        self._positions = {layer.id: i for i, layer in enumerate(self.target.layers)}

    def record(self, reduced: Reduced, call: AttentionCall) -> None:
        """Add one attention of the model to ``reduced``."""
        kind = f"{call.layer.attention_type}-attention"
        problem = self._shape_problem(call)
        if problem:
            self.target.add_gap(kind, call.layer.name, problem)
            return
        for group in _alike(self._wanted_chunks(call, reduced, kind)):
            self._reduce(reduced, call, group)

    def finite(self, attention: dict[AttentionKey, Any], index: int) -> dict[AttentionKey, Any]:
        """Return the attention whose values are finite, and note the rest as not recorded. A probability that is not
        finite makes its layer's entropy non-finite too, which spares a look at every value."""
        if not attention:
            return {}
        whole = torch.stack([value.entropy for value in attention.values()]).isfinite().all(1).tolist()
        kept = {}
        for (key, value), fine in zip(attention.items(), whole, strict=True):
            if fine:
                kept[key] = value
                continue
            broken = _count_non_finite(tensors_of(value).values())
            where = f"{self.target.layers[self._positions[key[0]]].name} {key[1]} step {index}"
            self.target.add_gap(NON_FINITE, where, f"{broken} values from q or k")
        return kept

    def drop_silent_layers(self) -> None:
        """Remove the layers that never gave any attention from the list, with a reason each."""
        silent = [layer for layer in self.target.layers if layer.grid == (0, 0)]
        reasons = {gap.where.split(" ")[0] for gap in self.target.gaps}
        for layer in silent:
            if layer.name not in reasons and self.target.steps:
                self.target.add_gap(
                    f"{layer.attention_type}-attention", layer.name, "the layer did not run, or ran elsewhere"
                )
        self.target.layers = [layer for layer in self.target.layers if layer.grid != (0, 0)]

    def _wanted_chunks(self, call: AttentionCall, reduced: Reduced, kind: str) -> list[_Chunk]:
        """Return the chunks to record: those of named conditionings, each once in an evaluation."""
        wanted: list[_Chunk] = []
        layer = call.layer
        for i, condition_id in enumerate(call.chunks):
            if condition_id is None:
                self.target.add_gap(kind, layer.name, "a conditioning that the guider did not name")
                continue
            condition = self._conditions[condition_id]
            key = (layer.id, condition_id)
            again = any(chunk.condition.id == condition_id for chunk in wanted)
            if again or key in reduced.cross_attention or key in reduced.self_attention:
                self.target.add_gap(kind, layer.name, "evaluated more than once in a step; the first is kept")
                continue
            maps = self.target.settings.wants_maps(condition.polarity)
            if maps or layer.attention_type == "cross":  # the words' means are kept for every conditioning
                wanted.append(_Chunk(i, condition, maps))
        return wanted

    def _reduce(self, reduced: Reduced, call: AttentionCall, group: Sequence[_Chunk]) -> None:
        """Reduce some of the batch's chunks at once, because on a CPU most of the cost lies in the number of calls."""
        layer, grid, q, k, mask = call.layer, call.grid, call.q, call.k, call.mask
        cross = layer.attention_type == "cross"
        cells = map_cells(layer.attention_type, grid, self.target.settings)
        chunks = len(call.chunks)
        items = slice(None) if len(group) == chunks else _items(group, q.shape[0] // chunks)
        if mask is not None and mask.shape[0] == q.shape[0]:
            mask = mask[items]
        options: dict[str, Any] = {"grid": grid, "cells": cells, "mask": mask, "scale": call.scale}
        options["keep_heads"] = layer.id in self._with_heads
        parts: Sequence[MemoryCross | MemorySelf]
        if cross:
            tokens, maps = len(group[0].condition.prompt.table), [chunk.maps for chunk in group]
            parts = reduce_cross(q[items], k[items], tokens=tokens, chunks=maps, **options)
        else:
            parts = reduce_self(q[items], k[items], chunks=len(group), **options)
        kept: dict[AttentionKey, Any] = reduced.cross_attention if cross else reduced.self_attention
        position = self._positions[layer.id]
        for chunk, part in zip(group, parts, strict=True):
            kept[layer.id, chunk.condition.id] = part
            if chunk.condition.id == "c0" or self.target.layers[position].grid == (0, 0):
                self.target.layers[position] = replace(layer, grid=grid, map_grid=cells)

    def _shape_problem(self, call: AttentionCall) -> str | None:
        """Explain why an attention can't be the one that the layer computes; None if it can."""
        q, k, grid, chunks = call.q, call.k, call.grid, call.chunks
        positions = grid[0] * grid[1]
        if q.shape[0] % len(chunks) or q.shape[2] != positions:
            return (
                f"q has shape {tuple(q.shape)}, expected {len(chunks)} equal chunks of {grid[0]}x{grid[1]} positions: "
                "another node regroups or merges the positions of this layer"
            )
        if call.layer.attention_type == "self":
            if k.shape[2] != positions:
                return f"k has {k.shape[2]} positions, q {positions}: another node changes the keys of this layer"
            return None
        for condition_id in chunks:
            tokens = len(self._conditions[condition_id].prompt.table) if condition_id else k.shape[2]
            if tokens == 0 or k.shape[2] % tokens:
                return f"k has {k.shape[2]} tokens, the prompt {tokens}: another node adds or removes tokens"
        return None


def _alike(chunks: Sequence[_Chunk]) -> list[list[_Chunk]]:
    """Group the chunks that can be reduced at once: those whose prompts are equally long."""
    groups: dict[int, list[_Chunk]] = {}
    for chunk in chunks:
        groups.setdefault(len(chunk.condition.prompt.table), []).append(chunk)
    return list(groups.values())


def _items(group: Sequence[_Chunk], batch: int) -> slice | list[int]:
    """Return the batch items of some chunks: for a single chunk a slice, which copies nothing."""
    if len(group) == 1:
        return slice(group[0].number * batch, (group[0].number + 1) * batch)
    return [chunk.number * batch + item for chunk in group for item in range(batch)]


def _count_non_finite(tensors: Iterable[Tensor]) -> int:
    return sum(int((~torch.isfinite(t)).sum()) for t in tensors)
