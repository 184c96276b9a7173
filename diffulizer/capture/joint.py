"""Attention of transformers in which text and picture are one sequence.

A place of the picture divides its attention among all keys of the sequence: the tokens of the text, padding, the
picture itself, and reference pictures. A run keeps these shares as they are. The table of a prompt has a row for each
token, one for all padding, one for the picture, and one for references, so that the shares of a place sum to 1.

Self-attention is the picture's attention to itself: for each head, the shares among the picture's own keys, scaled to
sum to 1. How much goes to the picture at all is in the row of the picture.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import torch
from torch import Tensor

from ..prompts import PADDING, PICTURE, REFERENCE, EncodedPrompt, EncoderRows, TokenTable, Word
from ..token_tables import labelled

NETWORK = "network"
"""Name of what makes the rows that no text encoder does."""


@dataclass(frozen=True)
class Layout:
    """Parts of a joint sequence.

    Attributes:
        grid: rows and columns of the picture's tokens.
        length: length of the sequence.
        text, picture: where the tokens of the prompt and of the picture are.
        references: where those of reference pictures are, or None.
        padding: the parts that hold neither.
    """

    grid: tuple[int, int]
    length: int
    text: slice
    picture: slice
    references: slice | None = None
    padding: tuple[slice, ...] = ()


@dataclass(frozen=True)
class Rows:
    """Rows of a prompt's table to which the keys of a sequence count.

    Attributes:
        text: the row of each token of the text.
        size: number of rows.
        picture: the row of the picture; None where the sequence is the text alone, as in cross-attention.
        padding, references: their rows; None where there are none.
    """

    text: tuple[int, ...]
    size: int
    picture: int | None = None
    padding: int | None = None
    references: int | None = None

    @property
    def others(self) -> dict[str, int | None]:
        """The rows of what is no text, by their names."""
        return {name: getattr(self, name) for name in ("picture", "padding", "references")}


def recorded_prompt(
    prompt: EncodedPrompt, *, picture: bool, padding: bool = False, references: bool = False
) -> tuple[EncodedPrompt, Rows]:
    """Return a prompt with the rows that a run keeps, and the row of each token of the text.

    Args:
        prompt: the tokens of the conditioning, one for each row of its embedding.
        picture: whether the picture is in the sequence too.
        padding: whether the network adds padding of its own.
        references: whether reference pictures are in the sequence.
    """
    table, kinds = prompt.table, prompt.table.token_kinds
    summed = {PADDING: padding or PADDING in kinds, PICTURE: picture, REFERENCE: references or REFERENCE in kinds}
    extra = [kind for kind, is_there in summed.items() if is_there]
    kept = [i for i, kind in enumerate(kinds) if kind not in extra]
    row_of = {token: row for row, token in enumerate(kept)}
    of_kind = {kind: len(kept) + i for i, kind in enumerate(extra)}
    text = tuple(row_of[i] if i in row_of else of_kind[kind or ""] for i, kind in enumerate(kinds))
    plain = TokenTable(
        text=table.text,
        tokens=(*(table.tokens[i] for i in kept), *(f"<{kind}>" for kind in extra)),
        ids=(*(table.ids[i] for i in kept), *(-1 for _ in extra)),
        weights=(*(table.weights[i] for i in kept), *(1.0 for _ in extra)),
        special=(*(table.special[i] for i in kept), *(True for _ in extra)),
        words=tuple(Word(word.text, tuple(row_of[i] for i in word.token_indices)) for word in table.words),
        encoders=kept_encoders(table.encoders, kept, len(extra)),
    )
    shown = labelled(plain, [*(kinds[i] for i in kept), *extra])
    rows = Rows(text, len(shown), of_kind.get(PICTURE), of_kind.get(PADDING), of_kind.get(REFERENCE))
    return replace(prompt, table=shown, second=None), rows


def kept_encoders(encoders: Sequence[EncoderRows], kept: Sequence[int], extra: int) -> tuple[EncoderRows, ...]:
    """Return how many of the kept rows each text encoder made, and how many none did."""
    found, start = [], 0
    for encoder in encoders:
        end = start + encoder.count
        if encoder.name != NETWORK:
            found.append(replace(encoder, count=sum(start <= i < end for i in kept)))
        start = end
    return (*found, *([EncoderRows(NETWORK, extra)] if found and extra else []))


def shares_of_rows(layout: Layout | None, rows: Rows, device: torch.device) -> Callable[[Tensor], Tensor]:
    """Return a function that adds up the probabilities of keys [..., K] to those of a table's rows [..., T].

    Where the host repeats the prompt in the keys, the copies are added up.

    Args:
        layout: the parts of the keys; None where they are the text alone.
    """
    counted = torch.zeros(len(rows.text), rows.size, device=device)
    counted[torch.arange(len(rows.text), device=device), torch.tensor(rows.text, device=device)] = 1
    text = slice(None) if layout is None else layout.text
    others = [] if layout is None else _other_parts(layout, rows)

    def gather(p: Tensor) -> Tensor:
        of_text = p[..., text]
        if of_text.shape[-1] != len(counted):
            of_text = of_text.unflatten(-1, (-1, len(counted))).sum(-2)
        shares = of_text @ counted
        for row, part in others:
            shares[..., row] += p[..., part].sum(-1)
        return shares

    return gather


def _other_parts(layout: Layout, rows: Rows) -> list[tuple[int, slice]]:
    references = [] if layout.references is None else [(rows.references, layout.references)]
    parts = [(rows.picture, layout.picture), *references, *((rows.padding, part) for part in layout.padding)]
    return [(row, part) for row, part in parts if row is not None]
