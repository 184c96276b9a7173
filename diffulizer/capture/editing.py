"""Edits of one attention: its keys, values and mask, changed for some tokens of some items of a batch.

Axes: N batch items, H heads, Q positions of the picture, K tokens, d channels per head.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from ..edits import MUTE, REMOVE, SCALE, SWAP


@dataclass(frozen=True, eq=False)
class Places:
    """Positions at which an edit acts.

    Attributes:
        coverage: [Q] float32 from 0 to 1: how much of each position's cell the mask covers.
    """

    coverage: Tensor


@dataclass(frozen=True)
class TokenEdit:
    """An edit, as one attention is changed by it.

    Attributes:
        action, factor: see ``edits``; a factor of 0 removes.
        items: the first batch item and the one after the last.
        tokens: the edited tokens.
        partners: for "swap", those whose keys they get, and which get theirs.
        heads: the edited heads; None for all.
        places: where it acts; None for all positions. Only an edit that acts on the logits can have them.
    """

    action: str
    items: tuple[int, int]
    tokens: tuple[int, ...]
    partners: tuple[int, ...] = ()
    factor: float = 1.0
    heads: tuple[int, ...] | None = None
    places: Places | None = None

    @property
    def rows(self) -> slice:
        """The batch items as an index."""
        return slice(*self.items)

    @property
    def needs_mask(self) -> bool:
        """True if it acts on the logits."""
        return self.action in (REMOVE, SCALE)


def edited_keys(keys: Tensor, edits: Sequence[TokenEdit]) -> Tensor:
    """Return keys [N, H, K, d] in which swapped words have each other's; the same tensor if nothing is swapped."""
    swaps = [edit for edit in edits if edit.action == SWAP]
    if not swaps:
        return keys
    keys = keys.clone()
    for edit in swaps:
        both, others = [*edit.tokens, *edit.partners], [*edit.partners, *edit.tokens]
        own = keys[edit.rows]
        for head in _heads(edit, own.shape[1]):
            own[:, head, both] = own[:, head, others]
    return keys


def edited_values(values: Tensor, edits: Sequence[TokenEdit]) -> Tensor:
    """Return values [N, H, K, d] in which those of muted words are 0; the same tensor if nothing is muted."""
    mutes = [edit for edit in edits if edit.action == MUTE]
    if not mutes:
        return values
    values = values.clone()
    for edit in mutes:
        own = values[edit.rows]
        for head in _heads(edit, own.shape[1]):
            own[:, head, list(edit.tokens)] = 0
    return values


def logit_bias(
    edits: Sequence[TokenEdit], items: int, heads: int, tokens: int, *, dtype: torch.dtype, device: torch.device
) -> Tensor | None:
    """Return what is added to the logits, [N, 1 or H, 1 or Q, K]; None if no edit acts on them.

    Where an edit acts on a share c of a position's cell, the odds of its words are multiplied by 1 + c (factor - 1).

    Removed tokens get the most negative number that stays finite when a logit is added, whose exponential is 0 in each
    type: kernels that work in blocks make NaN of a block of infinities.
    """
    biased = [edit for edit in edits if edit.needs_mask]
    if not biased:
        return None
    rows = 1 if all(edit.heads is None for edit in biased) else heads
    lowest = torch.finfo(dtype).min / 2
    positions = max(1 if edit.places is None else len(edit.places.coverage) for edit in biased)
    bias = torch.zeros(items, rows, positions, tokens, dtype=torch.float32)
    for edit in biased:
        factor = 0.0 if edit.action == REMOVE else edit.factor
        coverage = torch.ones(1) if edit.places is None else edit.places.coverage
        change = (1 + coverage.double() * (factor - 1)).log().clamp_min(lowest).float()
        own = bias[edit.rows]
        for head in _heads(edit, rows):
            own[:, head][..., list(edit.tokens)] += change[:, None]
    return bias.clamp_min(lowest).to(device=device, dtype=dtype)


def combined(mask: Tensor | None, bias: Tensor) -> Tensor:
    """Return a mask with a bias [N, 1 or H, 1 or Q, K] added.

    Args:
        mask: the host's, [N or 1, H or 1, queries or 1, K], added to the logits or (bool) true for keys that are kept.
    """
    if mask is None:
        return bias
    if mask.dtype == torch.bool:
        zero = torch.zeros((), dtype=bias.dtype, device=bias.device)
        mask = torch.where(mask, zero, torch.finfo(bias.dtype).min / 2)
    return (mask + bias).clamp_min(torch.finfo(bias.dtype).min / 2)


def _heads(edit: TokenEdit, count: int) -> Sequence[int | slice]:
    """Return indices for the heads of an edit: one for all of them, or one for each that there is."""
    return [slice(None)] if edit.heads is None else [head for head in edit.heads if head < count]
