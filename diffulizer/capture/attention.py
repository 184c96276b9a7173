"""Attention probabilities from a model's own q and k, reduced on the fly.

softmax(Q K^T / sqrt(d)) (Vaswani et al. 2017, "Attention Is All You Need", eq. 1) in float32, in
blocks of queries, so that the full [heads, queries, keys] matrix is never held. Beyond its results,
each function needs at most ``BLOCK_BYTES`` for probabilities, and for cross-attention one
head-averaged map (all heads where they are kept apart) at the layer's own resolution.

Axes: B batch items, H heads, d channels per head, R x C image positions, T tokens, r x c cells.
"""

from __future__ import annotations

from collections.abc import Iterator

import torch
from torch import Tensor

from ..recording import CrossAttention, SelfAttention
from .pooling import Grid, cell_means, cell_sums, cell_weights

BLOCK_BYTES = 32 * 2**20


def split_heads(x: Tensor, heads: int) -> Tensor:
    """[B, positions, H*d] -> [B, H, positions, d]."""
    batch, positions, width = x.shape
    return x.view(batch, positions, heads, width // heads).transpose(1, 2)


def reduce_cross(
    q: Tensor,
    k: Tensor,
    *,
    grid: Grid,
    tokens: int,
    cells: Grid | None,
    keep_heads: bool = False,
    mask: Tensor | None = None,
    scale: float | None = None,
) -> CrossAttention:
    """Reduce a cross-attention.

    Args:
        q: [B, H, R*C, d] queries.
        k: [B, H, K, d] keys; K is a multiple of ``tokens`` where the host repeated the prompt.
        grid: (R, C).
        tokens: T, the prompt's true length; repeated copies are added up.
        cells: (r, c) of the maps, or None for statistics alone.
        keep_heads: keep the maps of single heads besides.
        mask: added to the logits (float) or marking the keys to keep (bool); broadcastable.
        scale: factor on the logits; 1/sqrt(d) if None.

    Returns:
        Statistics in float32 and maps in float16, on the device of ``q``.
    """
    batch, heads, positions, _ = q.shape
    mean = torch.empty(batch, positions, tokens, device=q.device)
    by_head = torch.empty(batch, heads, positions, tokens, device=q.device) if keep_heads and cells else None
    for rows, p in _probabilities(q, k, mask, scale):
        if p.shape[-1] != tokens:
            p = p.unflatten(-1, (-1, tokens)).sum(-2)
        mean[:, rows] = p.mean(1)
        if by_head is not None:
            by_head[:, :, rows] = p
    information = torch.special.xlogy(mean, mean)
    mass = mean.sum(1)
    return CrossAttention(
        token_mean=mass / positions,
        entropy=-information.sum((1, 2)) / positions,
        # a token that a mask hides has no mass, and no extent
        spatial_entropy=torch.where(mass > 0, mass.log() - information.sum(1) / mass, 0.0),
        maps=_as_maps(mean, grid, cells),
        heads=_as_maps(by_head, grid, cells),
    )


def reduce_self(
    q: Tensor,
    k: Tensor,
    *,
    grid: Grid,
    cells: Grid | None,
    keep_heads: bool = False,
    mask: Tensor | None = None,
    scale: float | None = None,
) -> SelfAttention:
    """Reduce a self-attention of R*C positions to one among r*c cells.

    A row of the result is the mean over the queries of its cell, a column the sum over the keys of
    its cell, so that each row sums to 1. Arguments as for ``reduce_cross``.
    """
    batch, heads, positions, _ = q.shape
    entropy = torch.zeros(batch, device=q.device)
    pooled: Tensor | None = None
    weights: Tensor | None = None
    if cells is not None:
        count = cells[0] * cells[1]
        pooled = torch.zeros(batch, heads if keep_heads else 1, count, count, device=q.device)
        weights = None if cells == grid else cell_weights(grid, cells).to(q.device)
    for rows, p in _probabilities(q, k, mask, scale):
        mean = p.mean(1)
        entropy -= torch.special.xlogy(mean, mean).sum((1, 2))
        if pooled is None or cells is None:
            continue
        kept = p if keep_heads else mean.unsqueeze(1)
        columns = cell_sums(kept.unflatten(-1, grid), grid, cells).flatten(-2)
        if weights is None:
            pooled[:, :, rows] = columns
        else:
            pooled += weights[:, rows] @ columns
    result = SelfAttention(entropy=entropy / positions)
    if pooled is not None:
        result.maps = pooled.mean(1).to(torch.float16)
        result.heads = pooled.to(torch.float16) if keep_heads else None
    return result


def _probabilities(q: Tensor, k: Tensor, mask: Tensor | None, scale: float | None) -> Iterator[tuple[slice, Tensor]]:
    """Yield (query rows, [B, H, rows, K] probabilities) block by block."""
    batch, heads, positions, width = q.shape
    factor = width**-0.5 if scale is None else scale
    keys = k.to(torch.float32).transpose(-1, -2)
    step = max(1, BLOCK_BYTES // (batch * heads * k.shape[2] * 4))
    for start in range(0, positions, step):
        rows = slice(start, min(start + step, positions))
        logits = (q[:, :, rows].to(torch.float32) * factor) @ keys
        if mask is not None:
            part = mask[..., rows, :] if mask.shape[-2] == positions else mask
            logits = logits.masked_fill(~part, -torch.inf) if part.dtype == torch.bool else logits + part
        yield rows, logits.softmax(-1)


def _as_maps(p: Tensor | None, grid: Grid, cells: Grid | None) -> Tensor | None:
    """[..., R*C, T] -> [..., T, r, c] in float16."""
    if p is None or cells is None:
        return None
    return cell_means(p.transpose(-1, -2).unflatten(-1, grid), grid, cells).to(torch.float16)
