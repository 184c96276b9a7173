"""Token tables made from the rows of one text encoder, and put together from those of several."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from .cut_words import word_spans
from .pieces import SENTENCEPIECE, known_pieces, piece_bytes, typed_words, words_of_pieces
from .prompts import PADDING, SPACE, EncoderRows, TokenTable, Word, special_kinds


@dataclass(frozen=True)
class Row:
    """A row of an embedding, as its text encoder knows it.

    Attributes:
        token: as the tokenizer writes it; for a vector of a textual-inversion embedding, ``embedding:name`` at the
            first vector and "" at the others.
        id: its id, -1 for a vector.
        weight: emphasis.
        group: number of the weighted segment, or of the embedding.
        kind: one of ``SPECIAL_KINDS``, None for a token of the prompt.
        vector: whether it is one of an embedding's.
    """

    token: str
    id: int
    weight: float = 1.0
    group: int = 0
    kind: str | None = None
    vector: bool = False


def table_of_rows(text: str, rows: Sequence[Row], spelling: str) -> TokenTable:
    """Join the tokens of a prompt into words.

    Args:
        text: the prompt as it was typed.
        rows: its tokens, and the special ones.
        spelling: how the tokenizer writes tokens: ``BYTES``, ``SENTENCEPIECE`` or ``CHARACTERS``.
    """
    inside = [row.kind is None and not row.vector for row in rows]
    given = [piece_bytes(row.token, spelling) for row, own in zip(rows, inside, strict=True) if own]
    known = iter(known_pieces(given, text))
    pieces = [next(known) if own else b"" for own in inside]
    words, spaces = words_of_pieces(pieces, inside, [row.group for row in rows])
    if spelling == SENTENCEPIECE:
        words = typed_words(words, text)
    words = sorted([*words, *_embeddings(rows)], key=lambda word: word.token_indices)
    kinds = [SPACE if i in spaces else row.kind for i, row in enumerate(rows)]
    table = TokenTable(
        text=text,
        tokens=tuple(row.token for row in rows),
        ids=tuple(row.id for row in rows),
        weights=tuple(row.weight for row in rows),
        special=tuple(kind is not None for kind in kinds),
        words=tuple(words),
    )
    return labelled(table, kinds)


def _embeddings(rows: Sequence[Row]) -> list[Word]:
    """Return a word for each textual-inversion embedding."""
    indices: dict[int, list[int]] = {}
    for i, row in enumerate(rows):
        if row.vector:
            indices.setdefault(row.group, []).append(i)
    return [Word(rows[own[0]].token, tuple(own)) for own in indices.values()]


Spans = Sequence[tuple[int, int] | None]


def merged(tables: Sequence[TokenTable], text: str, spans: Sequence[Spans] | None = None) -> TokenTable:
    """Return tables of one text, made by several text encoders, one after another. A word that several read is one
    word, with the tokens of all. Where one joins what another splits ("1980s"), they are one word too.

    Args:
        tables: those of the encoders, in the order of the rows.
        text: the text of all.
        spans: of each table the place of each word in the text, as ``word_spans`` gives them.
    """
    whole = joined(tables, text)
    placed: list[tuple[int, int, Word]] = []
    first = 0
    for table, of_words in zip(tables, spans or [word_spans(text, table.words) for table in tables], strict=True):
        own = whole.words[first : first + len(table.words)]
        first, end = first + len(own), 0
        for span, word in zip(of_words, own, strict=True):
            start, end = span or (end, end)
            placed.append((start, end, word))
    words: list[tuple[int, int, list[Word]]] = []
    for start, end, word in sorted(placed, key=lambda place: place[:2]):
        if words and end > start and start < words[-1][1]:
            before = words.pop()
            words.append((before[0], max(end, before[1]), [*before[2], word]))
        else:
            words.append((start, end, [word]))
    return replace(whole, words=tuple(_one_word(own, text[start:end]) for start, end, own in words))


def _one_word(words: Sequence[Word], typed: str) -> Word:
    """Return words of several encoders as one; ``typed`` is the text that they share."""
    indices = tuple(sorted(i for word in words for i in word.token_indices))
    same = {word.text.casefold() for word in words}
    return Word(words[-1].text if len(same) == 1 else typed.replace("\\(", "(").replace("\\)", ")"), indices)


def made_by(table: TokenTable, encoder: str) -> TokenTable:
    """Return a table that names the text encoder of its rows."""
    return replace(table, encoders=(EncoderRows(encoder, len(table)),))


def labelled(table: TokenTable, kinds: Sequence[str | None]) -> TokenTable:
    """Return a table whose special tokens have these kinds, which it states where they don't follow from the tokens."""
    derived = special_kinds(table.tokens, table.special)
    return replace(table, kinds=() if list(kinds) == derived else tuple(kinds))


def padded_table(table: TokenTable, rows: int, at_front: bool = False) -> TokenTable:
    """Return a table with padding up to so many rows, which no tokenizer made: behind it or in front.

    Raises:
        ValueError: the table has more rows.
    """
    count = rows - len(table)
    if count < 0:
        raise ValueError(f"rows is {rows}; expected at least {len(table)}, those of the table.")
    if count == 0:
        return table
    padding = TokenTable("", ("",) * count, (-1,) * count, (1.0,) * count, (True,) * count, (), (PADDING,) * count)
    return joined([padding, table] if at_front else [table, padding], table.text)


def joined(tables: Sequence[TokenTable], text: str) -> TokenTable:
    """Return tables one after another, as one of a text."""
    words: list[Word] = []
    start = 0
    for table in tables:
        words += [Word(word.text, tuple(start + i for i in word.token_indices)) for word in table.words]
        start += len(table)
    plain = TokenTable(
        text=text,
        tokens=tuple(token for table in tables for token in table.tokens),
        ids=tuple(number for table in tables for number in table.ids),
        weights=tuple(weight for table in tables for weight in table.weights),
        special=tuple(mark for table in tables for mark in table.special),
        words=tuple(words),
        encoders=tuple(rows for table in tables for rows in table.encoders),
    )
    return labelled(plain, [kind for table in tables for kind in table.token_kinds])
