"""Recordings of some words alone.

Each token of a recorded word keeps its row. All other words of the prompt add up to one row, and so do the special
tokens of each kind, so that the shares of a place still sum to 1.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace

from ..prompts import OTHER, SPECIAL_KINDS, EncodedPrompt, TokenTable, UnrecordedWord, Word
from ..token_tables import labelled
from .joint import Rows, kept_encoders


@dataclass(frozen=True)
class Narrowed:
    """A prompt of which some words are recorded.

    Attributes:
        prompt: the prompt, with the rows that are left.
        rows: the rows of the keys.
        row_of: the row of each token of the whole prompt's table.
    """

    prompt: EncodedPrompt
    rows: Rows
    row_of: tuple[int, ...]


def narrowed(prompt: EncodedPrompt, rows: Rows | None, tokens: Collection[int]) -> Narrowed:
    """Return a prompt with rows of their own for the words that have some of these tokens.

    Args:
        prompt: the whole prompt, with a row for all that is recorded of a conditioning.
        rows: the rows of the keys; None where each token is a key and a row.
        tokens: places in the prompt's table.
    """
    table, kinds = prompt.table, [kind or OTHER for kind in prompt.table.token_kinds]
    chosen = [not set(tokens).isdisjoint(word.token_indices) for word in table.words]
    words = [word for word, is_chosen in zip(table.words, chosen, strict=True) if is_chosen]
    kept = sorted(i for word in words for i in word.token_indices)
    own = {token: row for row, token in enumerate(kept)}
    shared = [kind for kind in SPECIAL_KINDS if any(k == kind for i, k in enumerate(kinds) if i not in own)]
    of_kind = {kind: len(kept) + i for i, kind in enumerate(shared)}
    row_of = tuple(own[i] if i in own else of_kind[kind] for i, kind in enumerate(kinds))
    plain = TokenTable(
        text=table.text,
        tokens=(*(table.tokens[i] for i in kept), *(f"<{kind}>" for kind in shared)),
        ids=(*(table.ids[i] for i in kept), *(-1 for _ in shared)),
        weights=(*(table.weights[i] for i in kept), *(1.0 for _ in shared)),
        special=(*(False for _ in kept), *(True for _ in shared)),
        words=tuple(Word(word.text, tuple(own[i] for i in word.token_indices)) for word in words),
        encoders=kept_encoders(table.encoders, kept, len(shared)),
        unrecorded=tuple(
            UnrecordedWord(word.text, place)
            for place, (word, is_chosen) in enumerate(zip(table.words, chosen, strict=True))
            if not is_chosen
        ),
    )
    rows = rows or Rows(tuple(range(len(table))), len(table))
    others = {name: None if row is None else row_of[row] for name, row in rows.others.items()}
    return Narrowed(
        prompt=replace(prompt, table=labelled(plain, [*(None for _ in kept), *shared]), second=None),
        rows=Rows(tuple(row_of[row] for row in rows.text), len(plain), **others),
        row_of=row_of,
    )
