"""Words of conditionings: a file for each kind of text encoder, which knows what each row of an embedding is.

To add a kind, write a module with ``reads`` and ``labels`` and name it in ``KINDS``.
"""

from __future__ import annotations

from dataclasses import replace

from ....diffulizer.prompts import EncodedPrompt
from ....diffulizer.token_tables import padded_table
from . import anima, chat, clip, lumina, qwen_cut, sd3, t5
from .encoded import Encoded, Labels, UnknownWordsError

__all__ = ["KINDS", "Encoded", "Labels", "UnknownWordsError", "as_given", "labels_of"]

KINDS = (clip, t5, sd3, qwen_cut, chat, lumina, anima)
_PADDED_AT_FRONT = ("flux2",)
_PADDED_AT_BACK = ("anima",)
"""Families that pad an embedding to a length of their own before their network gets it."""


def labels_of(encoded: Encoded) -> Labels:
    """Return the tokens and words of a text.

    Raises:
        UnknownWordsError: its text encoder is not known, or has made another number of rows; the message says what.
    """
    names = frozenset(encoded.tokens)
    kind = next((kind for kind in KINDS if kind.reads(names)), None)
    if kind is None:
        raise UnknownWordsError(f"the text encoder {' + '.join(sorted(names))} is not known")
    labels: Labels = kind.labels(encoded)
    if encoded.rows is not None and labels.rows != encoded.rows:
        raise UnknownWordsError(f"the text has {labels.rows} tokens, the embedding {encoded.rows}")
    return labels


def as_given(prompt: EncodedPrompt, rows: int, family: str) -> EncodedPrompt | None:
    """Return a prompt with as many rows as its family's network is given, padding included; None if the family is not
    known to pad so. One that an embedding carries keeps its rows where each has several, which a patch takes apart."""
    if len(prompt.table) == rows:
        return prompt
    if len(prompt.table) > rows or family not in (*_PADDED_AT_FRONT, *_PADDED_AT_BACK):
        return prompt if prompt.source == "conditioning" and rows % len(prompt.table) == 0 else None
    front = family in _PADDED_AT_FRONT
    second = None if prompt.second is None else padded_table(prompt.second, rows, front)
    return replace(prompt, table=padded_table(prompt.table, rows, front), second=second)
