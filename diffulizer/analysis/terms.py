"""Terms: the words of a prompt, then its tokens of each special kind as one term, as in the viewer.

Special tokens take a share of the attention too; leaving them out silently would make the words look larger.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ..maths.numbers import number, numbers
from ..prompts import SPECIAL_KINDS, SPECIAL_NAMES, TokenTable

WORD = "word"


@dataclass(frozen=True)
class Term:
    """A word, or all special tokens of a kind.

    Attributes:
        kind: "word", or one of ``SPECIAL_KINDS``.
        index: position of the word in its prompt, from 0, which gives its colour; special tokens follow the words.
        text: the text to show; the second "a" of a prompt is "a#2", whether or not the first was recorded, and the kind
            "picture" is "the picture itself".
        tokens: indices of its tokens.
    """

    kind: str
    index: int
    text: str
    tokens: tuple[int, ...]


def terms_of(table: TokenTable) -> tuple[Term, ...]:
    """Return the words in the order of the text, then the special kinds of which there are tokens."""
    seen: dict[str, int] = {}
    words: list[Term] = []
    for word in table.all_words:
        key = word.text.casefold()
        seen[key] = seen.get(key, 0) + 1
        text = word.text if seen[key] == 1 else f"{word.text}#{seen[key]}"
        if word.token_indices:
            words.append(Term(WORD, len(words), text, word.token_indices))
    kinds = table.token_kinds
    groups = [(kind, tuple(i for i, k in enumerate(kinds) if k == kind)) for kind in SPECIAL_KINDS]
    return (*words, *(Term(kind, len(words), SPECIAL_NAMES[kind], tokens) for kind, tokens in groups if tokens))


def scored_terms(table: TokenTable, scores: Sequence[float | None]) -> dict[str, list[dict[str, Any]]]:
    """Sum the scores of tokens to those of terms: {"words", "special"}, each a list of {text, score}.

    Words come by falling score. A term has no score where a token of it has none.
    """
    entries: dict[str, list[dict[str, Any]]] = {"words": [], "special": []}
    for term in terms_of(table):
        entry = {"text": term.text, "score": score_of(scores, term.tokens)}
        entries["words" if term.kind == WORD else "special"].append(entry)
    entries["words"].sort(key=lambda entry: math.inf if entry["score"] is None else -entry["score"])
    return entries


def score_of(scores: Sequence[float | None], tokens: Sequence[int]) -> float | None:
    """Sum the scores of tokens; None where a token has none."""
    parts = [scores[i] for i in tokens if i < len(scores)]
    known = [part for part in parts if part is not None]
    return sum(known) if len(known) == len(tokens) else None


def token_scores(metrics: Mapping[str, Any], count: int) -> list[float | None]:
    """Return the share of the attention that each of ``count`` tokens has, as far as a run's metrics tell; None for the
    others. Runs of 1.0.0 tell it of the tokens that rank highest."""
    dominance = metrics.get("token_dominance")
    dominance = dominance if isinstance(dominance, dict) else {}
    scores = numbers(_list(dominance.get("scores")))
    if scores:
        return scores
    ranked = [entry for entry in _list(dominance.get("ranking")) if isinstance(entry, dict)]
    by_token = {entry.get("token_index"): number(entry.get("score")) for entry in ranked}
    return [by_token.get(i) for i in range(count)]


def _list(value: Any) -> list[Any]:
    """Return the value if it is a list, else an empty one, because runs may be damaged."""
    return value if isinstance(value, list) else []
