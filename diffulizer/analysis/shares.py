"""Shares of attention by word and step, which dominance plots and the matrix of words and steps show."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ..errors import RecordingError
from ..layers import AttentionLayer
from ..maths.numbers import Floats
from ..metrics.registry import CONDITION
from ..recording import SamplingPass, Step
from .selection import select_layers, select_words
from .terms import WORD, Term, terms_of

ALL_LAYERS = "all recorded cross-attention layers"


@dataclass(frozen=True)
class Shares:
    """Division of the attention of the whole picture among terms.

    Attributes:
        terms: words in the order of the text, then what is no word.
        values: [terms, steps] share of the attention that goes to each term; NaN at steps without attention.
        layers: the layers that the mean was taken over, in words.
    """

    terms: tuple[Term, ...]
    values: Floats
    layers: str = ALL_LAYERS

    @property
    def words(self) -> list[int]:
        """Indices of the words."""
        return [i for i, term in enumerate(self.terms) if term.kind == WORD]

    @property
    def special(self) -> list[int]:
        """Indices of start, end, padding and what else is no word."""
        return [i for i, term in enumerate(self.terms) if term.kind != WORD]

    @property
    def special_names(self) -> str:
        """Names of what is no word, for the beginning of a sentence: "Start, end and padding"."""
        names = [self.terms[i].text for i in self.special]
        listed = " and ".join([", ".join(names[:-1])] * (len(names) > 1) + names[-1:])
        return listed[:1].upper() + listed[1:]

    def means(self) -> Floats:
        """Return the means of the shares over the measured steps, [terms]."""
        return np.asarray(np.nanmean(self.values, axis=1), np.float64)


def shares_of(terms: Sequence[Term], tokens: Floats, layers: str = ALL_LAYERS) -> Shares:
    """Sum the shares of tokens to those of terms.

    Args:
        tokens: [steps, T] share of the attention that goes to each token, mean over image positions and layers;
            NaN at steps without attention.
        layers: see ``Shares``.

    Raises:
        RecordingError: no attention was recorded, or the prompt has no words.
    """
    if not tokens.size or not np.isfinite(tokens).any():
        raise RecordingError(
            "The recording holds no cross-attention to the prompt. Record it with include_cross_attention switched on "
            "in Capture Settings."
        )
    fitting = tuple(t for t in terms if all(i < tokens.shape[1] for i in t.tokens))
    if not any(term.kind == WORD for term in fitting):
        raise RecordingError("The prompt has no words to compare. Write one and record again.")
    values = np.stack([tokens[:, list(term.tokens)].sum(axis=1) for term in fitting])
    return Shares(fitting, values, layers)


def shares_of_pass(pass_: SamplingPass, batch_index: int, layers: str = "*") -> Shares:
    """Return the shares of the first positive conditioning, over the chosen layers.

    Args:
        layers: see ``select_layers``.

    Raises:
        RecordingError: no attention was recorded, or the prompt has no words.
        SettingsError: the layers match nothing.
    """
    chosen = select_layers(pass_.layers, layers, "cross")
    table = pass_.conditions[0].prompt.table if pass_.conditions else None
    rows = [_token_means(step, batch_index, chosen) for step in pass_.steps]
    length = max((len(row) for row in rows if row is not None), default=0)
    tokens = np.full((len(rows), length), np.nan)
    for step, row in enumerate(rows):
        if row is not None and len(row) == length:
            tokens[step] = row
    recorded = sum(layer.attention_type == "cross" for layer in pass_.layers)
    return shares_of(terms_of(table) if table else (), tokens, _named(chosen, recorded))


def chosen_words(pass_: SamplingPass, shares: Shares, words: str) -> list[int]:
    """Return the indices of the terms that a list of words names, in the order of the text; an empty list names none.

    Raises:
        SettingsError: a word is not in the prompt.
    """
    if not words.strip():
        return []
    chosen = {word for group in select_words(pass_.conditions[:1], words) for word in group.words}
    return [i for i in shares.words if shares.terms[i].index in chosen]


def _token_means(step: Step, batch_index: int, layers: Sequence[AttentionLayer]) -> Floats | None:
    """Return [T], the mean over image positions, then over the layers that the step holds; None without any."""
    cross = [step.cross_attention.get((layer.id, CONDITION)) for layer in layers]
    rows = [c.token_mean[batch_index].numpy().astype(np.float64) for c in cross if c is not None]
    return np.asarray(np.mean(rows, axis=0), np.float64) if rows else None


def _named(chosen: Sequence[AttentionLayer], recorded: int) -> str:
    if len(chosen) == recorded:
        return ALL_LAYERS
    if len(chosen) == 1:
        return f"the layer {chosen[0].name}"
    return f"{len(chosen)} of {recorded} recorded cross-attention layers"
