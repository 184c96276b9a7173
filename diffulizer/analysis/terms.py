"""Terms: the words of a prompt, then its start, end and padding tokens as one term each, as in the viewer.

Special tokens take a share of the attention too; leaving them out silently would make the words look larger.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from ..prompts import SPECIAL_KINDS, TokenTable, special_kinds

WORD = "word"


@dataclass(frozen=True)
class Term:
    """A word, or all special tokens of a kind.

    Attributes:
        kind: "word", "start", "end" or "padding".
        index: position of the word in its prompt, from 0, which gives its colour; special tokens follow the words.
        text: the text to show; the second "a" of a prompt is "a#2".
        tokens: indices of its tokens.
    """

    kind: str
    index: int
    text: str
    tokens: tuple[int, ...]


def terms_of(table: TokenTable) -> tuple[Term, ...]:
    """Return the words in the order of the text, then start, end and padding where there are such tokens."""
    seen: dict[str, int] = {}
    words = []
    for index, word in enumerate(table.words):
        key = word.text.casefold()
        seen[key] = seen.get(key, 0) + 1
        text = word.text if seen[key] == 1 else f"{word.text}#{seen[key]}"
        words.append(Term(WORD, index, text, word.token_indices))
    kinds = special_kinds(table.tokens, table.special)
    groups = [(kind, tuple(i for i, k in enumerate(kinds) if k == kind)) for kind in SPECIAL_KINDS]
    return (*words, *(Term(kind, len(words), kind, tokens) for kind, tokens in groups if tokens))


def scored_terms(table: TokenTable, scores: Sequence[float | None]) -> dict[str, list[dict[str, Any]]]:
    """Sum the scores of tokens to those of terms: {"words", "special"}, each a list of {text, score}.

    Words come by falling score. A term has no score where a token of it has none.
    """
    known = dict(enumerate(scores))
    entries: dict[str, list[dict[str, Any]]] = {"words": [], "special": []}
    for term in terms_of(table):
        parts = [score for i in term.tokens if (score := known.get(i)) is not None]
        score = sum(parts) if len(parts) == len(term.tokens) else None
        entries["words" if term.kind == WORD else "special"].append({"text": term.text, "score": score})
    entries["words"].sort(key=lambda entry: math.inf if entry["score"] is None else -entry["score"])
    return entries
