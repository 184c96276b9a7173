"""The attention of one pass: choose the layers and conditionings to reduce, and check what the model computed."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import torch
from torch import Tensor

from ..gather import GATHER_GAP
from ..layers import AttentionLayer, keeps_heads, map_cells
from ..maths.numbers import ranges
from ..maths.pooling import Grid
from ..maths.resizing import within
from ..recording import NON_FINITE, AttentionKey, Condition, Step
from .attention import CrossSums, SelfSums, accumulate
from .gather import TextQueries, gathered, query_positions
from .joint import Layout, Rows, shares_of_rows
from .memory import MemoryCross, MemoryGather, MemoryPass, MemorySelf, tensors_of

NOT_CALLED = "the network was not called: another node reused an earlier result"
NOT_RUN = "the layer did not run: another node reused an earlier result"
NOT_ACTIVE = "the first positive prompt does not act at these steps"
NOT_NAMED = "a conditioning that the guider did not name"
NOT_FINITE = "values from q or k are not finite"


@dataclass(frozen=True)
class Chunk:
    """A chunk of a call's batch.

    Attributes:
        condition: the id of its conditioning.
        copies: how often the host repeats its prompt in the keys, to make it as long as those beside it.
        rows: the rows of the prompt's table to which keys count; None where each key has its own.
    """

    condition: str
    copies: int = 1
    rows: Rows | None = None


@dataclass
class Reduced:
    """Attention of one evaluation, reduced as in ``Step``, but still on the device.

    Attributes beyond those of ``Step``:
        present: ids of the conditionings that took part in the calls that were listened to.
        problems: why a layer's attention can't be recorded, by the layer's id.
        problem: why that of a whole call can't be.
    """

    cross_attention: dict[AttentionKey, MemoryCross] = field(default_factory=dict)
    self_attention: dict[AttentionKey, MemorySelf] = field(default_factory=dict)
    gathers: dict[AttentionKey, MemoryGather] = field(default_factory=dict)
    present: set[str] = field(default_factory=set)
    problems: dict[str, str] = field(default_factory=dict)
    problem: str | None = None

    def attention(self, kind: str) -> dict[AttentionKey, Any]:
        """Return the attention of a kind, "cross" or "self"."""
        return self.cross_attention if kind == "cross" else self.self_attention


@dataclass(frozen=True)
class AttentionCall:
    """One attention of the model, with the tensors that the host computes it from.

    Attributes:
        layer: the layer that it belongs to; one of the target's layers.
        q, k: [chunks*B, H, positions, d].
        grid: the grid at which the layer works.
        chunks: the chunks of the batch; None for one whose conditioning is not known.
        mask, scale: as the host passed them.
        layout: the parts of the keys, where text and picture are one sequence. The queries are the picture's.
        text: the queries of its text; None where the host does not pass them.
    """

    layer: AttentionLayer
    q: Tensor
    k: Tensor
    grid: Grid
    chunks: Sequence[Chunk | None]
    mask: Tensor | None = None
    scale: float | None = None
    layout: Layout | None = None
    text: TextQueries | None = None


@dataclass(frozen=True)
class _Wanted:
    """A chunk to record: its number, its conditioning, whether its maps are kept, and the rows of its keys."""

    number: int
    condition: Condition
    maps: bool
    rows: Rows | None


class AttentionRecorder:
    """Reduces the attention of the target's layers, and says of each step what of it can't be recorded.

    Args:
        target: the pass; its layers get the grids at which they work.
    """

    def __init__(self, target: MemoryPass) -> None:
        self.target = target
        self._conditions: dict[str, Condition] = {}
        self._positions: dict[str, int] = {}
        self._of_first: set[str] = set()
        self._with_heads = {layer.id for layer in target.layers if keeps_heads(layer, target.settings)}

    def start(self) -> None:
        """Prepare for recording; from now on the target's conditionings and layers are final."""
        self._conditions = {c.id: c for c in self.target.conditions}
        self._positions = {layer.id: i for i, layer in enumerate(self.target.layers)}

    def record(self, reduced: Reduced, calls: Sequence[AttentionCall], batch: int) -> None:
        """Add one attention of the model, of an evaluation of ``batch`` images, to ``reduced``.

        Args:
            calls: one for each layer that is recorded from it, with the same q and k.
        """
        together: dict[tuple[int, ...], list[tuple[AttentionCall, list[_Wanted]]]] = {}
        for call in calls:
            reduced.present.update(chunk.condition for chunk in call.chunks if chunk is not None)
            problem = self._shape_problem(call, batch)
            if problem:
                reduced.problems.setdefault(call.layer.id, problem)
                continue
            for group in _alike(self._wanted_chunks(call, reduced)):
                together.setdefault(tuple(wanted.number for wanted in group), []).append((call, group))
        for parts in together.values():
            self._reduce(reduced, parts, batch)

    def call_problem(self, shape: Sequence[int], latent: Sequence[int], chunks: Sequence[Chunk | None]) -> str | None:
        """Explain why a call of the network is not on the latents of its evaluation, with each chunk on its
        conditioning's part of the picture; None if it is.

        Args:
            shape: [N, C, h, w] of what the network is given, or [N, C, frames, h, w].
            latent: [B, C, h, w] of the evaluation's latents, likewise.
            chunks: the chunks of the call's batch.
        """
        if len(shape) < 4 or len(shape) != len(latent) or not chunks:
            return None
        batch, grid, given = latent[0], (latent[-2], latent[-1]), (shape[-2], shape[-1])
        for chunk in chunks:
            area = self._conditions[chunk.condition].area if chunk is not None else None
            expected = grid if area is None else within(area, grid)[:2]
            if chunk is not None and given != expected:
                whole = "picture" if area is None else "area"
                return (
                    f"the model was called on tiles of {given[0]}x{given[1]} latent cells, not on the {whole} of "
                    f"{expected[0]}x{expected[1]}: nothing says where a tile belongs"
                )
        if shape[0] != len(chunks) * batch:
            return (
                f"the model was called on {shape[0]} latents, where {_counted(len(chunks), 'prompt')} and "
                f"{_counted(batch, 'image')} make {len(chunks) * batch}: another node adds or leaves out some"
            )
        return None

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

    def finite_gathers(self, gathers: dict[AttentionKey, MemoryGather], index: int) -> dict[AttentionKey, MemoryGather]:
        """Return the gather maps whose values are finite, and note the rest as not recorded."""
        kept = {}
        for key, value in gathers.items():
            if value.maps.isfinite().all():
                kept[key] = value
            else:
                where = f"{self.target.layers[self._positions[key[0]]].name} {key[1]} step {index}"
                self.target.add_gap(GATHER_GAP, where, NOT_FINITE)
        return kept

    def absent(self, reduced: Reduced, called: bool, step: Step) -> dict[str, str]:
        """Return the reasons why attention of the reported evaluation is not in its step, by layer id.

        Args:
            called: whether the network was called for the evaluation.
        """
        if not called:
            return {layer.id: NOT_CALLED for layer in self.target.layers}
        reasons = {}
        for layer in self.target.layers:
            kept = step.attention(layer.attention_type)
            wanted = [c for c in self._conditions.values() if c.id in reduced.present and self._is_kept(layer, c)]
            lacking = [c.id for c in wanted if (layer.id, c.id) not in kept]
            if lacking or "c0" not in reduced.present:
                reason = self._reason(layer, reduced, lacking)
                part = f" (of {', '.join(lacking)})" if 0 < len(lacking) < len(wanted) else ""
                reasons[layer.id] = f"{reason}{part}"
        return reasons

    def _reason(self, layer: AttentionLayer, reduced: Reduced, lacking: Sequence[str]) -> str:
        why = reduced.problems.get(layer.id) or reduced.problem
        if why is not None:
            return why
        if lacking:
            ran = any((layer.id, c) in reduced.attention(layer.attention_type) for c in lacking)
            return NOT_FINITE if ran else NOT_RUN
        return NOT_ACTIVE if reduced.present else NOT_NAMED

    def name_gaps(self) -> None:
        """Name among the target's gaps the steps without any attention and the layers that never gave any, and remove
        the latter from its layers. What single layers lack at single steps is said by ``recording.gaps_of``."""
        layers, steps = self.target.layers, self.target.steps
        nothing: dict[str, list[int]] = {}
        for step in steps:
            reasons = {step.absent.get(layer.id) for layer in layers}
            if len(reasons) == 1 and (reason := reasons.pop()) is not None:
                nothing.setdefault(reason, []).append(step.index)
        for reason, indices in nothing.items():
            self.target.add_gap("attention", f"steps {ranges(indices)}", reason)
        silent = [layer for layer in layers if layer.grid == (0, 0)]
        for layer in silent:
            told = dict.fromkeys(step.absent.get(layer.id) for step in steps)
            for reason in told:
                if reason is not None and reason not in nothing:
                    self.target.add_gap(f"{layer.attention_type}-attention", layer.name, reason)
        self.target.layers = [layer for layer in layers if layer not in silent]

    def _is_kept(self, layer: AttentionLayer, condition: Condition) -> bool:
        """Return whether anything is kept of a layer for a conditioning. Of cross-attention, the words' means are kept
        for each."""
        return layer.attention_type == "cross" or self.target.settings.wants_maps(condition.polarity)

    def _wanted_chunks(self, call: AttentionCall, reduced: Reduced) -> list[_Wanted]:
        """Return the chunks to record: those of named conditionings, each once in an evaluation."""
        wanted: list[_Wanted] = []
        layer = call.layer
        kind = f"{layer.attention_type}-attention"
        for i, chunk in enumerate(call.chunks):
            if chunk is None:
                self.target.add_gap(kind, layer.name, NOT_NAMED)
                continue
            condition = self._conditions[chunk.condition]
            again = any(other.condition is condition for other in wanted)
            if again or (layer.id, condition.id) in reduced.attention(layer.attention_type):
                self.target.add_gap(kind, layer.name, "evaluated more than once in a step; the first is kept")
                continue
            if self._is_kept(layer, condition):
                wanted.append(_Wanted(i, condition, self.target.settings.wants_maps(condition.polarity), chunk.rows))
        return wanted

    def _reduce(self, reduced: Reduced, parts: Sequence[tuple[AttentionCall, Sequence[_Wanted]]], batch: int) -> None:
        """Reduce some of the batch's chunks at once, because on a CPU most of the cost lies in the number of calls; for
        all layers at once, because most of the cost of one lies in its probabilities.

        Args:
            parts: for each layer its call, with the chunks to record, which are the same for all.
        """
        (first, chosen), mask = parts[0], parts[0][0].mask
        items = slice(None) if len(chosen) == len(first.chunks) else _items(chosen, batch)
        if mask is not None and mask.shape[0] == first.q.shape[0]:
            mask = mask[items]
        q, k = first.q[items], first.k[items]
        sums = [self._sums(call, group, q) for call, group in parts]
        accumulate(q, k, sums, mask=mask, scale=first.scale)
        for (call, group), one in zip(parts, sums, strict=True):
            cells = map_cells(call.layer.attention_type, call.grid, self.target.settings)
            if isinstance(one, CrossSums):
                results: Sequence[Any] = one.result(call.grid, cells, [wanted.maps for wanted in group])
            else:
                results = one.result(len(group))
            kept = reduced.attention(call.layer.attention_type)
            for wanted, result in zip(group, results, strict=True):
                kept[call.layer.id, wanted.condition.id] = result
                self._place(call.layer, wanted.condition, call.grid, cells)
                if isinstance(one, CrossSums) and wanted.maps:
                    self._gather(reduced, call, wanted, cells, batch)

    def _gather(self, reduced: Reduced, call: AttentionCall, wanted: _Wanted, cells: Grid, batch: int) -> None:
        """Reduce what tokens look at, where that is recorded of a chunk's conditioning."""
        tokens = self.target.gather_tokens.get(wanted.condition.id)
        if not tokens or call.layout is None or wanted.rows is None:
            return
        if call.text is None:
            self.target.add_gap(GATHER_GAP, call.layer.name, "the layer was given no queries of the text")
            return
        items = _items([wanted], batch)
        maps = gathered(
            call.text.at(items, query_positions(call.layout, wanted.rows, tokens)),
            call.k[items],
            tokens=len(tokens),
            own=call.layout.picture,
            grid=call.grid,
            cells=cells,
            scale=call.scale,
        )
        reduced.gathers[call.layer.id, wanted.condition.id] = MemoryGather(maps, cells)

    def _sums(self, call: AttentionCall, group: Sequence[_Wanted], q: Tensor) -> CrossSums | SelfSums:
        """Return empty sums for some chunks of a call, whose queries are ``q``."""
        layer, keep_heads = call.layer, call.layer.id in self._with_heads
        rows = group[0].rows
        if layer.attention_type == "cross":
            counted = None if rows is None else shares_of_rows(call.layout, rows, q.device)
            return CrossSums(q, len(group[0].condition.prompt.table), keep_heads=keep_heads, counted=counted)
        cells = map_cells(layer.attention_type, call.grid, self.target.settings)
        own = None if call.layout is None else call.layout.picture
        return SelfSums(q, call.grid, cells, keep_heads=keep_heads, own=own)

    def _place(self, layer: AttentionLayer, condition: Condition, grid: Grid, cells: Grid) -> None:
        """Note the grid at which a layer works: that of c0, the finest where it changes between steps."""
        position = self._positions[layer.id]
        known = self.target.layers[position].grid
        if condition.id == "c0" and layer.id not in self._of_first:
            self._of_first.add(layer.id)
        elif known != (0, 0) and (condition.id != "c0" or math.prod(grid) <= math.prod(known)):
            return
        self.target.layers[position] = replace(layer, grid=grid, map_grid=cells)

    def _shape_problem(self, call: AttentionCall, batch: int) -> str | None:
        """Explain why an attention can't be the one that the layer computes; None if it can."""
        q, k, grid, chunks = call.q, call.k, call.grid, call.chunks
        positions, rows = grid[0] * grid[1], len(chunks) * batch
        if q.shape[2] != positions:
            return (
                f"q has shape {tuple(q.shape)}, expected {len(chunks)} equal chunks of {grid[0]}x{grid[1]} positions: "
                "another node regroups or merges the positions of this layer"
            )
        if (q.shape[0], k.shape[0]) != (rows, rows):
            return (
                f"q and k are of {q.shape[0]} and {k.shape[0]} latents, where {_counted(len(chunks), 'prompt')} and "
                f"{_counted(batch, 'image')} make {rows}: another node lets the layer attend to more prompts or "
                "regions, and nothing says which belongs to what"
            )
        if call.layout is not None and k.shape[2] != call.layout.length:
            return (
                f"the sequence has {k.shape[2]} tokens, where text, picture and what else is known make "
                f"{call.layout.length}: another node adds some, and nothing says which"
            )
        if call.layer.attention_type == "self":
            if call.layout is None and k.shape[2] != positions:
                return f"k has {k.shape[2]} positions, q {positions}: another node changes the keys of this layer"
            return None
        keys = k.shape[2] if call.layout is None else call.layout.text.stop - call.layout.text.start
        for chunk in chunks:
            tokens = self._tokens(chunk)
            if chunk and keys != tokens * chunk.copies:
                return f"k has {keys} tokens, the prompt {tokens}: another node adds or removes tokens"
        return None

    def _tokens(self, chunk: Chunk | None) -> int:
        """Return the number of tokens of a chunk's prompt, as the network is given it."""
        if chunk is None:
            return 0
        return len(self._conditions[chunk.condition].prompt.table) if chunk.rows is None else len(chunk.rows.text)


def _counted(number: int, what: str) -> str:
    return f"{number} {what}{'s' * (number != 1)}"


def _alike(chunks: Sequence[_Wanted]) -> list[list[_Wanted]]:
    """Group the chunks that can be reduced at once: those whose prompts are equally long, with keys in equal rows."""
    groups: dict[tuple[int, Rows | None], list[_Wanted]] = {}
    for chunk in chunks:
        groups.setdefault((len(chunk.condition.prompt.table), chunk.rows), []).append(chunk)
    return list(groups.values())


def _items(group: Sequence[_Wanted], batch: int) -> slice | list[int]:
    """Return the batch items of some chunks: for a single chunk a slice, which copies nothing."""
    if len(group) == 1:
        return slice(group[0].number * batch, (group[0].number + 1) * batch)
    return [chunk.number * batch + item for chunk in group for item in range(batch)]


def _count_non_finite(tensors: Iterable[Tensor]) -> int:
    return sum(int((~torch.isfinite(t)).sum()) for t in tensors)
