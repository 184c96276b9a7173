"""byT5, by which HunyuanImage reads text in quotes a second time, letter by letter, for lettering in the picture. The
network gets its rows behind those of the prompt."""

from __future__ import annotations

import re
from dataclasses import replace

from ....diffulizer.pieces import CHARACTERS, piece_bytes
from ....diffulizer.prompts import TEMPLATE, TokenTable
from ....diffulizer.token_tables import Row, made_by, table_of_rows
from ....diffulizer.typed import read_places
from .encoded import Encoded, UnknownWordsError
from .rows import rows_of

NAME, MODEL = "byt5", "byt5_small"
_QUOTED = (r"\"(.*?)\"", r"\u2018(.*?)\u2019", r"\u201c(.*?)\u201d")
"""The host's patterns, in its order (comfy/text_encoders/hunyuan_image.py)."""
_AROUND = ('Text "', '". ')


def table_of(encoded: Encoded) -> tuple[TokenTable, list[tuple[int, int]]]:
    """Return the tokens of all quoted text, and the place of each word in the whole text, as (start, end).

    Raises:
        UnknownWordsError: the tokens are not those of the quoted text.
    """
    text = encoded.text(NAME)
    letters, quotes = _spelt(text)
    rows = rows_of(encoded, NAME)
    own = [i for i, row in enumerate(rows) if row.kind is None]
    if b"".join(piece_bytes(rows[i].token, CHARACTERS) or b"" for i in own) != bytes(letter for letter, _ in letters):
        raise UnknownWordsError("the tokens of byT5 do not spell the quoted text")
    places = {i: place for i, (_, place) in zip(own, letters, strict=True)}
    marked = [_marked(row, places.get(i), quotes) for i, row in enumerate(rows)]
    table = made_by(table_of_rows(text, marked, CHARACTERS), NAME)
    spans = []
    for word in table.words:
        first, last = (places[i] or 0 for i in (word.token_indices[0], word.token_indices[-1]))
        spans.append((first + (text[first] == " "), last + 1))
    return table, spans


def _spelt(text: str) -> tuple[list[tuple[int, int | None]], list[tuple[int, int]]]:
    """Return the bytes that byT5 is given, each with the place of its letter in the text, None for what is put around a
    quote; and the places of the quotes."""
    quotes = [found.span(1) for pattern in _QUOTED for found in re.finditer(pattern, text)]
    spelt: list[tuple[str, int | None]] = []
    for start, end in quotes:
        spelt += [(letter, None) for letter in _AROUND[0]]
        spelt += [(text[i], i) for i in range(start, end)]
        spelt += [(letter, None) for letter in _AROUND[1]]
    read = [spelt[i] for i in read_places("".join(letter for letter, _ in spelt))]
    return [(byte, place) for letter, place in read for byte in letter.encode()], quotes


def _marked(row: Row, place: int | None, quotes: list[tuple[int, int]]) -> Row:
    """Return a row that is a template's if it stands for no letter of the text; those of a quote are a group."""
    if row.kind is not None:
        return row
    if place is None:
        return replace(row, kind=TEMPLATE)
    return replace(row, group=next(n for n, (start, end) in enumerate(quotes) if start <= place < end))
