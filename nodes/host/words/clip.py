"""CLIP's text encoders: SD 1.x, SD 2.x, SDXL and its refiner. Two encoders of the same rows lie side by side."""

from __future__ import annotations

from ....diffulizer.prompts import TokenTable, join_words
from .encoded import Encoded, Labels
from .rows import embedding_names, vocabulary

ORDER = ("l", "g", "h")
"""The host's names of the encoders, the one that names the tokens first."""


def reads(names: frozenset[str]) -> bool:
    return bool(names) and names <= set(ORDER)


def labels(encoded: Encoded) -> Labels:
    tables = {name: table_of(encoded, name) for name in ORDER if name in encoded.tokens}
    return Labels(tables, len(next(iter(tables.values()))))


def table_of(encoded: Encoded, name: str) -> TokenTable:
    """Return the tokens of one encoder, whose pieces end in ``</w>`` where a word ends."""
    chunks = encoded.tokens[name]
    known = vocabulary(encoded.inner(name))
    names = embedding_names(encoded.text(name), chunks)
    tokens: list[str] = []
    groups: list[int] = []
    embedding: tuple[int, str] = (-1, "")
    flat = [entry for chunk in chunks for entry in chunk]
    for token, _, word in flat:
        if isinstance(token, int):
            tokens.append(known.get(token, f"id {token}"))
        else:
            if embedding[0] != word:
                embedding = (word, f"embedding:{next(names, '?')}")
            first = not groups or groups[-1] != word
            tokens.append(embedding[1] if first else "")
        groups.append(word)
    special = tuple(word == 0 for _, _, word in flat)
    return TokenTable(
        text=encoded.text(name),
        tokens=tuple(tokens),
        ids=tuple(token if isinstance(token, int) else -1 for token, _, _ in flat),
        weights=tuple(float(weight) for _, weight, _ in flat),
        special=special,
        words=join_words(tokens, special, groups),
    )
