"""Attention probabilities from a model's own q and k, reduced on the fly.

softmax(Q K^T / sqrt(d)) (Vaswani et al. 2017, "Attention Is All You Need", eq. 1) in float32, in
blocks of queries, so that the full [heads, queries, keys] matrix is never held. Beyond its results,
each function needs at most one block (``block_bytes``), or one image row if that is larger, for probabilities, and
for cross-attention one head-averaged map (all heads where they are kept apart) at the layer's own resolution.

Axes: B batch items, H heads, d channels per head, R x C image positions, T tokens, r x c cells.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache

import torch
from torch import Tensor

from ..maths.pooling import Grid, cell_means, cell_sums, pool_queries
from .memory import MemoryCross, MemorySelf


def block_bytes(device: torch.device) -> int:
    """Size of one block of probabilities, in bytes. On a CPU, a small block stays in the cache and in memory that the
    process already has, while the system hands out new memory for a larger one each time. On other devices, a large
    block means fewer operations to start."""
    return 8 * 2**20 if device.type == "cpu" else 128 * 2**20


def reduce_cross(
    q: Tensor,
    k: Tensor,
    *,
    grid: Grid,
    tokens: int,
    cells: Grid,
    chunks: Sequence[bool] = (True,),
    keep_heads: bool = False,
    mask: Tensor | None = None,
    scale: float | None = None,
) -> list[MemoryCross]:
    """Reduce a cross-attention. Chunks of a batch share each operation, because on a CPU most of the cost lies in the
    number of operations.

    Args:
        q: [B, H, R*C, d] queries.
        k: [B, H, K, d] keys; K is a multiple of ``tokens`` where the host repeated the prompt.
        grid: (R, C).
        tokens: T, the prompt's true length; repeated copies are added up.
        cells: (r, c) of the maps.
        chunks: for each equal part of the batch, whether its maps are kept or only its statistics.
        keep_heads: also keep the maps of single heads.
        mask: added to the logits (float) or marking the keys to keep (bool); broadcastable.
        scale: factor on the logits; 1/sqrt(d) if None.

    Returns:
        The attention of each chunk: statistics in float32 and maps in float16, on the device of ``q``.
    """
    batch, heads, positions, _ = q.shape
    mean = torch.empty(batch, positions, tokens, device=q.device)
    by_head = torch.empty(batch, heads, positions, tokens, device=q.device) if keep_heads else None
    for rows, p in _probabilities(q, k, mask, scale):
        if p.shape[-1] != tokens:
            p = p.unflatten(-1, (-1, tokens)).sum(-2)
        torch.mean(p, 1, out=mean[:, rows])
        if by_head is not None:
            by_head[:, :, rows] = p
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


def reduce_self(
    q: Tensor,
    k: Tensor,
    *,
    grid: Grid,
    cells: Grid,
    chunks: int = 1,
    keep_heads: bool = False,
    mask: Tensor | None = None,
    scale: float | None = None,
) -> list[MemorySelf]:
    """Reduce a self-attention of R*C positions to one among r*c cells.

    A row of the result is the mean over the queries of its cell, a column the sum over the keys of
    its cell, so that each row sums to 1. The arguments are those of ``reduce_cross``, but ``chunks`` is the number of
    equal parts of the batch.
    """
    batch, positions = q.shape[0], q.shape[2]
    entropy = torch.zeros(batch, device=q.device)
    pooled: Tensor | None = None  # [B, H or 1, r, c, R*C]
    for rows, p in _probabilities(q, k, mask, scale, multiple_of=grid[1]):
        mean = p.mean(1)
        entropy -= _log(mean).mul_(mean).sum((1, 2))
        kept = (p if keep_heads else mean.unsqueeze(1)).unflatten(2, (-1, grid[1]))
        if cells != grid:
            part = pool_queries(kept, rows.start // grid[1], grid, cells)
            pooled = part if pooled is None else pooled.add_(part)
        elif kept.shape[2] == grid[0]:
            pooled = kept
        else:
            pooled = kept.new_empty(*kept.shape[:2], *grid, positions) if pooled is None else pooled
            pooled[:, :, rows.start // grid[1] : rows.stop // grid[1]] = kept
    assert pooled is not None
    by_cell = cell_sums(pooled.flatten(2, 3).unflatten(-1, grid), grid, cells).flatten(-2)
    maps = (by_cell[:, 0] if by_cell.shape[1] == 1 else by_cell.mean(1)).to(torch.float16)
    single = by_cell.to(torch.float16) if keep_heads else None
    entropy /= positions
    return [
        MemorySelf(
            entropy=entropy[items], maps=maps[items], heads=None if single is None else single[items], cells=cells
        )
        for items in _parts(batch, chunks)
    ]


def _parts(batch: int, chunks: int) -> list[slice]:
    size = batch // chunks
    return [slice(i * size, (i + 1) * size) for i in range(chunks)]


def _probabilities(
    q: Tensor, k: Tensor, mask: Tensor | None, scale: float | None, multiple_of: int = 1
) -> Iterator[tuple[slice, Tensor]]:
    """Yield (query rows, [B, H, rows, K] probabilities) block by block; blocks begin at multiples of a number, and a
    block may take the memory of the one before."""
    batch, heads, positions, width = q.shape
    factor = width**-0.5 if scale is None else scale
    keys = (k.to(torch.float32) * factor).transpose(-1, -2).expand(batch, heads, -1, -1).unbind()
    step = max(1, block_bytes(q.device) // (batch * heads * k.shape[2] * 4))
    step = max(multiple_of, step - step % multiple_of)
    memory = torch.empty(batch, heads, min(step, positions), k.shape[2], device=q.device)
    for start in range(0, positions, step):
        rows = slice(start, min(start + step, positions))
        queries = q[:, :, rows].to(torch.float32)
        logits = memory[:, :, : queries.shape[2]]
        # the product of a whole batch would copy q and k, whose heads lie side by side
        for item_queries, item_keys, product in zip(queries.unbind(), keys, logits.unbind(), strict=True):
            torch.bmm(item_queries, item_keys, out=product)
        if mask is not None:
            part = mask[..., rows, :] if mask.shape[-2] == positions else mask
            logits = logits.masked_fill_(~part, -torch.inf) if part.dtype == torch.bool else logits.add_(part)
        yield rows, _softmax(logits)


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
