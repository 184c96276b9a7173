"""Attention probabilities from a model's own q and k, reduced on the fly.

softmax(Q K^T / sqrt(d)) (Vaswani et al. 2017, "Attention Is All You Need", eq. 1) in float32, in
blocks of queries and heads, so that the full [heads, queries, keys] matrix is never held. Beyond its results,
each function needs at most one block (``block_bytes``), or an image row of one head if that is larger, for
probabilities, and for cross-attention one head-averaged map (all heads where they are kept apart) at the layer's own
resolution.

Axes: B batch items, H heads, d channels per head, R x C image positions, T tokens, r x c cells.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from typing import Protocol

import torch
from torch import Tensor

from ..maths.pooling import Grid, cell_means, cell_sums, pool_queries
from .memory import MemoryCross, MemorySelf


def block_bytes(device: torch.device) -> int:
    """Size of one block of probabilities, in bytes. On a CPU, a small block stays in the cache and in memory that the
    process already has, while the system hands out new memory for a larger one each time. On other devices, a large
    block means fewer operations to start."""
    return 8 * 2**20 if device.type == "cpu" else 128 * 2**20


class Sums(Protocol):
    """Sums of an attention, to which blocks of probabilities are added.

    Attributes:
        multiple_of: blocks have to begin at multiples of so many queries.
    """

    @property
    def multiple_of(self) -> int: ...

    def add(self, rows: slice, heads: slice, p: Tensor, /) -> None:
        """Add the probabilities [B, h, rows, K] of some queries in some heads."""
        ...


def accumulate(
    q: Tensor,
    k: Tensor,
    sums: Sequence[Sums],
    *,
    mask: Tensor | None = None,
    scale: float | None = None,
) -> None:
    """Add the probabilities of an attention to all of ``sums``, block by block.

    Args:
        q: [B, H, R*C, d] queries.
        k: [B, H, K, d] keys.
        mask: added to the logits (float) or marking the keys to keep (bool); broadcastable.
        scale: factor on the logits; 1/sqrt(d) if None.
    """
    for rows, heads, p in _probabilities(q, k, mask, scale, multiple_of=max(one.multiple_of for one in sums)):
        for one in sums:
            one.add(rows, heads, p)


class CrossSums:
    """Sums of a cross-attention, to which blocks of probabilities are added. Chunks of a batch share each operation,
    because on a CPU most of the cost lies in the number of operations.

    Args:
        q: [B, H, R*C, d] the queries.
        tokens: T, the prompt's true length. Where the host repeats the prompt in the keys, the copies are added up.
        keep_heads: also keep the maps of single heads.
        counted: turns the probabilities of all keys [B, h, rows, K] into those of the prompt's rows [B, h, rows, T].

    Attributes:
        multiple_of: blocks have to begin at multiples of so many queries.
    """

    multiple_of = 1

    def __init__(
        self, q: Tensor, tokens: int, *, keep_heads: bool, counted: Callable[[Tensor], Tensor] | None = None
    ) -> None:
        batch, heads, positions, _ = q.shape
        self._tokens = tokens
        self._heads = heads
        self._counted = counted
        self._mean = torch.empty(batch, positions, tokens, device=q.device)
        self._by_head = torch.empty(batch, heads, positions, tokens, device=q.device) if keep_heads else None

    def add(self, rows: slice, heads: slice, p: Tensor) -> None:
        """Add the probabilities [B, h, rows, K] of some queries in some heads. The first heads come first."""
        if self._counted is not None:
            p = self._counted(p)
        elif p.shape[-1] != self._tokens:
            p = p.unflatten(-1, (-1, self._tokens)).sum(-2)
        mean = self._mean[:, rows]
        if p.shape[1] == self._heads:
            torch.mean(p, 1, out=mean)
        else:
            share = p.sum(1).div_(self._heads)
            mean.copy_(share) if heads.start == 0 else mean.add_(share)
        if self._by_head is not None:
            self._by_head[:, heads, rows] = p

    def result(self, grid: Grid, cells: Grid, chunks: Sequence[bool]) -> list[MemoryCross]:
        """Return the attention of each chunk, once all queries were added: statistics in float32 and maps in float16,
        on the device of the queries.

        Args:
            grid: (R, C).
            cells: (r, c) of the maps.
            chunks: for each equal part of the batch, whether its maps are kept or only its statistics.
        """
        mean, by_head = self._mean, self._by_head
        batch, positions, _ = mean.shape
        ones = _ones(positions, mean.device)  # a product with ones is the fastest sum over positions
        information, mass = ones @ _log(mean).mul_(mean), ones @ mean
        token_mean = mass / positions
        entropy = information.sum(1) / -positions
        # a token that a mask hides has no mass, and no extent
        spatial_entropy = torch.where(mass > 0, mass.log() - information / mass, mass)
        return [
            MemoryCross(
                token_mean=token_mean[items],
                entropy=entropy[items],
                spatial_entropy=spatial_entropy[items],
                maps=_as_maps(mean[items], grid, cells) if keep_maps else None,
                heads=_as_maps(by_head[items], grid, cells) if keep_maps and by_head is not None else None,
                cells=cells,
            )
            for items, keep_maps in zip(_parts(batch, len(chunks)), chunks, strict=True)
        ]


class SelfSums:
    """Sums of a self-attention of R*C positions, which is reduced to one among r*c cells. A row of the result is the
    mean over the queries of its cell, a column the sum over the keys of its cell, so that each row sums to 1.

    Args:
        q: [B, H, R*C, d] the queries.
        grid: (R, C).
        cells: (r, c) of the maps.
        keep_heads: also keep the maps of single heads.
        own: where the R*C keys of the positions are among all keys; their probabilities are scaled to sum to 1 in each
            head. None: there are no others.

    Attributes:
        multiple_of: blocks have to begin at multiples of so many queries, those of a row of the grid.
    """

    def __init__(
        self,
        q: Tensor,
        grid: Grid,
        cells: Grid,
        *,
        keep_heads: bool,
        own: slice | None = None,
    ) -> None:
        batch, self._heads, self._positions, _ = q.shape
        self.multiple_of = grid[1]
        self._grid = grid
        self._cells = cells
        self._keep_heads = keep_heads
        self._own = own
        self._entropy = torch.zeros(batch, device=q.device)
        self._sum: Tensor | None = None  # [B, rows, R*C] of the heads so far
        self._pooled: Tensor | None = None  # [B, H or 1, r, c, R*C]

    def add(self, rows: slice, heads: slice, p: Tensor) -> None:
        """Add the probabilities [B, h, rows, K] of some queries in some heads. All heads of these queries come one
        after the other."""
        weights = None
        if self._own is not None:
            p = p[..., self._own]
            weights = p.sum(-1, keepdim=True).reciprocal_()
        if self._keep_heads:
            self._pool(p if weights is None else p * weights, rows, heads)
        part = p.sum(1) if weights is None else _weighted_sum(p, weights)
        self._sum = part if self._sum is None else self._sum.add_(part)
        if heads.stop == self._heads:
            mean, self._sum = self._sum.div_(self._heads), None
            self._entropy -= _log(mean).mul_(mean).sum((1, 2))
            if not self._keep_heads:
                self._pool(mean.unsqueeze(1), rows, slice(0, 1))

    def _pool(self, p: Tensor, rows: slice, heads: slice) -> None:
        """Add the probabilities [B, h, rows, R*C] of some queries to their cells."""
        grid, cells = self._grid, self._cells
        apart = self._heads if self._keep_heads else 1
        p = p.unflatten(2, (-1, grid[1]))
        if cells == grid and p.shape[1:3] == (apart, grid[0]):
            self._pooled = p
            return
        if self._pooled is None:
            self._pooled = p.new_zeros(p.shape[0], apart, *cells, self._positions)
        first = rows.start // grid[1]
        if cells == grid:
            self._pooled[:, heads, first : first + p.shape[2]] = p
        else:
            self._pooled[:, heads] += pool_queries(p, first, grid, cells)

    def result(self, chunks: int) -> list[MemorySelf]:
        """Return the attention of each of so many equal parts of the batch, once all queries were added."""
        assert self._pooled is not None
        grid, cells = self._grid, self._cells
        by_cell = cell_sums(self._pooled.flatten(2, 3).unflatten(-1, grid), grid, cells).flatten(-2)
        maps = (by_cell[:, 0] if by_cell.shape[1] == 1 else by_cell.mean(1)).to(torch.float16)
        single = by_cell.to(torch.float16) if self._keep_heads else None
        entropy = self._entropy / self._positions
        return [
            MemorySelf(
                entropy=entropy[items], maps=maps[items], heads=None if single is None else single[items], cells=cells
            )
            for items in _parts(len(entropy), chunks)
        ]


def _parts(batch: int, chunks: int) -> list[slice]:
    size = batch // chunks
    return [slice(i * size, (i + 1) * size) for i in range(chunks)]


def _probabilities(
    q: Tensor, k: Tensor, mask: Tensor | None, scale: float | None, multiple_of: int = 1
) -> Iterator[tuple[slice, slice, Tensor]]:
    """Yield (query rows, heads, [B, h, rows, K] probabilities) block by block, all heads of the same rows one after the
    other. Rows begin at multiples of a number, and a block may take the memory of the one before."""
    batch, heads, positions, width = q.shape
    factor = width**-0.5 if scale is None else scale
    keys = (k.to(torch.float32) * factor).transpose(-1, -2).expand(batch, heads, -1, -1).unbind()
    most = block_bytes(q.device) // (batch * k.shape[2] * 4)  # rows of one head
    step = max(1, most // heads)
    step = min(max(multiple_of, step - step % multiple_of), positions)
    together = min(max(1, most // step), heads)
    memory = torch.empty(batch, together, step, k.shape[2], device=q.device)
    for start in range(0, positions, step):
        rows = slice(start, min(start + step, positions))
        queries = q[:, :, rows].to(torch.float32)
        for first in range(0, heads, together):
            some = slice(first, min(first + together, heads))
            logits = memory[:, : some.stop - first, : queries.shape[2]]
            # the product of a whole batch would copy q and k, whose heads lie side by side
            for item_queries, item_keys, product in zip(queries.unbind(), keys, logits.unbind(), strict=True):
                torch.bmm(item_queries[some], item_keys[some], out=product)
            if mask is not None:
                _masked(logits, mask, rows, some)
            yield rows, some, _softmax(logits)


def _masked(logits: Tensor, mask: Tensor, rows: slice, heads: slice) -> None:
    """Apply the part of a mask for some queries and heads to their logits, in place."""
    part = mask[..., rows, :] if mask.shape[-2] > 1 else mask
    if part.dim() > 2 and part.shape[-3] > 1:
        part = part[..., heads, :, :]
    if part.dtype == torch.bool:
        logits.masked_fill_(~part, -torch.inf)
    else:
        logits.add_(part)


def _weighted_sum(p: Tensor, weights: Tensor) -> Tensor:
    """Return the sum over the heads [B, rows, K] of p [B, h, rows, K] times weights [B, h, rows, 1]. On a CPU, head by
    head: the sum stays in the cache, and no second block is needed."""
    if p.device.type != "cpu":
        return (p * weights).sum(1)
    total = p[:, 0] * weights[:, 0]
    for head in range(1, p.shape[1]):
        total.addcmul_(p[:, head], weights[:, head])
    return total


def _softmax(logits: Tensor) -> Tensor:
    """Return the softmax over the keys: on a CPU in other memory, which is faster there, else in that of ``logits``."""
    return logits.softmax(-1) if logits.device.type == "cpu" else torch.softmax(logits, -1, out=logits)


@lru_cache(maxsize=64)
def _ones(size: int, device: torch.device) -> Tensor:
    return torch.ones(size, device=device)


def _log(p: Tensor) -> Tensor:
    """Return ln p, finite at 0, where it is multiplied by 0; faster than ``torch.special.xlogy``."""
    return p.clamp_min(torch.finfo(p.dtype).tiny).log_()


def _as_maps(p: Tensor, grid: Grid, cells: Grid) -> Tensor:
    """Pool [..., R*C, T] to maps [..., T, r, c] in float16."""
    return cell_means(p.transpose(-1, -2).unflatten(-1, grid), grid, cells).to(torch.float16)
