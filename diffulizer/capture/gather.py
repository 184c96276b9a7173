"""Reduction of the attention of a text's tokens to gather maps; see ``diffulizer.gather``. Axes are those of
``attention``."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from ..maths.pooling import Grid, cell_sums
from .attention import accumulate
from .joint import Layout, Rows


@dataclass(frozen=True)
class TextQueries:
    """The queries of the text in a sequence of text and picture.

    Attributes:
        q: [B, H, text, d].
        mask: the host's mask of these queries, which broadcasts to [B, H, text, K]; None where it passes none.
    """

    q: Tensor
    mask: Tensor | None = None

    def at(self, items: slice | list[int], positions: Sequence[int]) -> TextQueries:
        """Return the queries of some batch items at some positions of the text."""
        mask = self.mask
        if mask is not None and mask.shape[0] == self.q.shape[0]:
            mask = mask[items]
        if mask is not None and mask.shape[-2] > 1:
            mask = mask[..., list(positions), :]
        return TextQueries(self.q[items][:, :, list(positions)], mask)


class GatherSums:
    """Sums of the attention of Q tokens to the picture, to which blocks of probabilities are added.

    Args:
        q: [B, H, Q, d] the queries.
        own: where the picture's R*C keys are among all keys.

    Attributes:
        multiple_of: blocks have to begin at multiples of so many queries.
        mean: [B, Q, R*C] the mean over heads, once all probabilities were added.
    """

    multiple_of = 1

    def __init__(self, q: Tensor, own: slice) -> None:
        batch, self._heads, queries, _ = q.shape
        self._own = own
        self.mean = torch.zeros(batch, queries, own.stop - own.start, device=q.device)

    def add(self, rows: slice, _heads: slice, p: Tensor, /) -> None:
        """Add the probabilities [B, h, rows, K] of some queries in some heads."""
        self.mean[:, rows] += p[..., self._own].sum(1).div_(self._heads)


def gathered(
    text: TextQueries, k: Tensor, *, tokens: int, own: slice, grid: Grid, cells: Grid, scale: float | None = None
) -> Tensor:
    """Return gather maps, [B, tokens, r, c] float16, on the device of the queries.

    Args:
        text: the queries of the tokens. Where the host repeats the prompt, all tokens of a copy come before those of
            the next, and a map is the mean over the copies.
        k: [B, H, K, d] the keys of the whole sequence.
        tokens: number of tokens.
        own: where the picture's keys are.
        grid: (R, C).
        cells: (r, c) of the maps.
        scale: factor on the logits; 1/sqrt(d) if None.
    """
    sums = GatherSums(text.q, own)
    accumulate(text.q, k, [sums], mask=text.mask, scale=scale)
    mean = sums.mean.unflatten(1, (-1, tokens)).mean(1)
    return cell_sums(mean.unflatten(-1, grid), grid, cells).to(torch.float16)


def query_positions(layout: Layout, rows: Rows, tokens: Sequence[int]) -> list[int]:
    """Return where tokens of a prompt's table are in the text of a sequence, those of each copy one after the other."""
    length = len(rows.text)
    at = [rows.text.index(token) for token in tokens]
    return [start + i for start in range(0, layout.text.stop - layout.text.start, length) for i in at]
