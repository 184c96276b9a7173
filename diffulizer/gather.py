"""Gathering: the places of the picture that a word looks at.

Where text and picture are one sequence, tokens of the text are queries too: a token divides its attention among all
keys, those of the text, of the picture, and of what else is there. Its *gather map* holds the shares that places of the
picture get. That is the other direction than a map of cross-attention, which holds the share of each place's attention
that the token gets.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Protocol

from torch import Tensor

from .prompts import TokenTable

GATHER_GAP = "what words look at"
"""``recording.Gap.what`` of gather maps that were not recorded."""


class Gather(Protocol):
    """Gather maps of one layer for one conditioning at one step.

    Attributes:
        maps: [B, tokens, r, c] float16, mean over heads, summed over the positions of each cell; the tokens are the
            pass's ``gather_tokens`` of the conditioning, in their order. The sum of a map, at most 1, is the share of a
            token's attention that goes to the picture at all.
        cells: (r, c) of the maps.
    """

    @property
    def maps(self) -> Tensor: ...
    @property
    def cells(self) -> tuple[int, int] | None: ...


def words_of(table: TokenTable, tokens: Collection[int]) -> list[str]:
    """Return the words of a prompt all of whose tokens have gather maps, each once."""
    words = (word for word in table.words if word.token_indices and set(word.token_indices) <= set(tokens))
    return list(dict.fromkeys(word.text for word in words))


def whole_layers(
    held: Mapping[tuple[str, str], Gather], layers: Iterable[str], condition: str
) -> Sequence[Gather] | None:
    """Return the gather maps of all layers for a conditioning at a step; None if one has none, or another grid.

    Args:
        held: the step's gather maps by (layer id, condition id).
        layers: ids of layers.
    """
    found = [held.get((layer, condition)) for layer in layers]
    there = [one for one in found if one is not None]
    if not there or len(there) < len(found) or len({one.cells for one in there}) > 1:
        return None
    return there
