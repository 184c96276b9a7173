"""Rows of a table from the tokens of one text encoder that writes no ``</w>``."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from ....diffulizer.pieces import piece_bytes
from ....diffulizer.prompts import END, PADDING, START, TEMPLATE
from ....diffulizer.token_tables import Row
from .encoded import Chunk, Encoded, UnknownWordsError

_EMBEDDING = re.compile(r"(?<![^\s(])embedding:([^\s,:()<\[]+)")
"""Name of a textual-inversion embedding, where the host looks for one."""


def rows_of(encoded: Encoded, name: str) -> list[Row]:
    """Return the rows of all chunks of an encoder, those that the tokenizer added being of their kinds."""
    chunks, inner = encoded.tokens[name], encoded.inner(name)
    names = embedding_names(encoded.text(name), chunks)
    return [row for chunk in chunks for row in _rows(chunk, inner, names)]


def embedding_names(text: str, chunks: Iterable[Chunk]) -> Iterator[str]:
    """Return the names of a text's embeddings, in order; none where a file is missing, so that they are uncertain."""
    written = _EMBEDDING.findall(text)
    embedded = {word for chunk in chunks for token, _, word in chunk if not isinstance(token, int)}
    return iter(written if len(written) == len(embedded) else ())


def vocabulary(inner: Any) -> Mapping[int, str]:
    """Return the token of each id."""
    known: Mapping[int, str] = getattr(inner, "inv_vocab", {})
    return known


def with_template(rows: list[Row], spelling: str, before: str, after: str) -> list[Row]:
    """Mark the rows of the text around the prompt.

    White space makes no difference, since tokenizers join that at the borders.

    Args:
        rows: all rows of an encoder, none cut off.
        spelling: how its tokens are written.
        before: the text before the prompt.
        after: the text behind it.

    Raises:
        UnknownWordsError: the tokens do not begin and end with these texts.
    """
    own = [i for i, row in enumerate(rows) if row.kind is None]
    first = _reach([rows[i] for i in own], spelling, before, from_end=False)
    last = len(own) - _reach([rows[i] for i in reversed(own)], spelling, after, from_end=True)
    template = {*own[:first], *own[max(first, last) :]}
    return [replace(row, kind=TEMPLATE) if i in template else row for i, row in enumerate(rows)]


def _reach(rows: Iterable[Row], spelling: str, text: str, from_end: bool) -> int:
    """Return how many rows spell a text at the beginning, or backwards from the end."""
    wanted = b"".join(text.encode().split())
    if not wanted:
        return 0
    count = reached = 0
    for row in rows:
        piece = b"".join((piece_bytes(row.token, spelling) or b"?").split())
        end = reached + len(piece)
        if end > len(wanted):
            break
        expected = wanted[len(wanted) - end : len(wanted) - reached] if from_end else wanted[reached:end]
        if row.vector or piece != expected:
            break
        reached, count = end, count + 1
    if reached < len(wanted):
        raise UnknownWordsError(f"the tokens do not {'end' if from_end else 'begin'} with the text encoder's template")
    return count


def _rows(chunk: Chunk, inner: Any, names: Iterator[str]) -> Iterator[Row]:
    known = vocabulary(inner)
    started = ended = False
    embedding = 0
    for token, weight, word in chunk:
        if not isinstance(token, int):
            first, embedding = embedding != word, word
            yield Row(f"embedding:{next(names, '?')}" if first else "", -1, float(weight), word, vector=True)
            continue
        kind = None
        if word == 0:
            kind = _added(token, inner, started, ended)
            started, ended = started or kind == START, ended or kind == END
        yield Row(known.get(token, f"id {token}"), token, float(weight), word, kind)


def _added(token: int, inner: Any, started: bool, ended: bool) -> str:
    """Return the kind of a token that the tokenizer added."""
    if token == getattr(inner, "start_token", None) and not started:
        return START
    return END if token == getattr(inner, "end_token", None) and not ended else PADDING
