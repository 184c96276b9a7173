"""The words of a run as rows: their attention, their effects, and what becomes of the picture without them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from ..analysis.terms import WORD, score_of, terms_of, token_scores
from ..dataset.layout import FIRST_CONDITION
from ..dataset.read.heat import layer_means
from ..dataset.read.run import Run
from ..effects import EffectWord
from ..maths.clearness import clearness, concentration
from ..maths.numbers import mean_of, number
from ..maths.parting import halfway
from ..prompts import TokenTable
from ..tags import looks_like_tags, tags_of
from ..typed import as_compared

PHRASE = "phrase"
"""Kind of words that were removed together, and are no single word of the prompt."""


@dataclass
class Spoken:
    """A word in all its places, a phrase that was removed, or the tokens of a kind that belong to no word.

    Attributes:
        text: the word.
        kind: "word", "phrase" or one of ``prompts.SPECIAL_KINDS``.
        tokens: the numbers of its tokens.
        first: the number of its first place among the words; None for tokens of no word, and for phrases.
    """

    text: str
    kind: str
    tokens: list[int] = field(default_factory=list)
    first: int | None = None


def word_rows(
    run: Run, metrics: Mapping[str, Any], noted: Callable[[], AbstractContextManager[None]]
) -> list[dict[str, Any]]:
    """Return the rows of the words of the positive prompt in their order, then of phrases, then of what is no word,
    without the run's id.

    Args:
        metrics: those of the run.
        noted: makes a context that notes errors, so that what can't be read is missing in rows that are there.
    """
    table = run.token_table()
    spoken = _spoken(run, table)
    tags = tags_of(table.text, table.words)
    tag_of_word = {word: tag.text for tag in tags for word in tag.words} if looks_like_tags(tags) else {}
    scores = token_scores(metrics, len(table))
    rows = [
        {
            "word": one.text,
            "kind": one.kind,
            "tag": None if one.first is None else tag_of_word.get(one.first),
            "positions": one.tokens,
            "weight": max((table.weights[i] for i in one.tokens), default=None),
            "share": score_of(scores, one.tokens),
        }
        for one in spoken
    ]
    for figures in (_attention, _effects, _removals):
        with noted():
            for row, more in zip(rows, figures(run, metrics, spoken), strict=True):
                row.update(more)
    return rows


def _spoken(run: Run, table: TokenTable) -> list[Spoken]:
    words: dict[str, Spoken] = {}
    special = []
    for term in terms_of(table):
        if term.kind == WORD:
            text = table.words[term.index].text
            one = words.setdefault(as_compared(text), Spoken(text, WORD, first=term.index))
            one.tokens += term.tokens
        else:
            special.append(Spoken(term.text, term.kind, list(term.tokens)))
    removed = [*run.effect_words, *(() if run.removed is None else run.removed.words)]
    phrases: dict[str, Spoken] = {}
    for word in removed:
        tokens = sorted(word.tokens.get(FIRST_CONDITION, ()))
        if tokens and not any(sorted(one.tokens) == tokens for one in words.values()):
            phrases.setdefault(as_compared(word.text), Spoken(word.text, PHRASE, tokens))
    return [*words.values(), *phrases.values(), *special]


def _attention(run: Run, _: Mapping[str, Any], spoken: Sequence[Spoken]) -> list[dict[str, Any]]:
    """Return the clearest layer and the concentration of each; special tokens and runs without maps have none."""
    seen: list[dict[str, Any]] = [{} for _ in spoken]
    placed = [i for i, one in enumerate(spoken) if one.kind in (WORD, PHRASE) and one.tokens]
    means = layer_means(run, [spoken[i].tokens for i in placed]) if placed else {}
    names = {layer.id: layer.name for layer in run.layers}
    for at, i in enumerate(placed if means else ()):
        clearest = max(means, key=lambda layer: clearness(means[layer][at, None]))
        seen[i] = {
            "clearest_layer": names.get(clearest),
            "concentration": number(float(concentration(means[clearest][at]))),
        }
    return seen


def _effects(run: Run, metrics: Mapping[str, Any], spoken: Sequence[Spoken]) -> list[dict[str, Any]]:
    """Return the figures of each one's effect."""
    words = run.effect_words
    sizes = _by_word(metrics.get("effect_l2_norm"), len(words) + 1)
    cosines = _by_word(metrics.get("effect_guidance_cosine"), len(words))
    floor = mean_of(sizes[-1])
    figures = [
        {"effect_size": mean_of(sizes[i]), "effect_floor": floor, "effect_guidance_cosine": mean_of(cosines[i])}
        for i in range(len(words))
    ]
    return [_figures_of(one, words, figures) for one in spoken]


def _removals(run: Run, _: Mapping[str, Any], spoken: Sequence[Spoken]) -> list[dict[str, Any]]:
    """Return the figures of the sampling without each one."""
    if run.removed is None:
        return [{} for _ in spoken]
    words = run.removed.words
    changes = [number(value) for value in run.removal_changes().astype(np.float32).mean(axis=(1, 2))]
    figures = [
        {"change": changes[i], "change_floor": changes[-1], "parting_step": halfway(run.removal_closeness(i))}
        for i in range(len(words))
    ]
    return [_figures_of(one, words, figures) for one in spoken]


def _figures_of(one: Spoken, words: Sequence[EffectWord], figures: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """Return the figures of the removed word that has the same tokens; none if there is none."""
    tokens = sorted(one.tokens)
    same = (i for i, word in enumerate(words) if sorted(word.tokens.get(FIRST_CONDITION, ())) == tokens)
    return next((figures[i] for i in same), {})


def _by_word(rows: Any, count: int) -> list[list[float | None]]:
    """Return the values of each word over the steps that measured it."""
    measured = [row for row in rows or [] if row]
    return [[number(row[i]) if i < len(row) else None for row in measured] for i in range(count)]
