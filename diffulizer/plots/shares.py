"""Shares of attention by word and step: what dominance plots and the matrix of words and steps show."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ..errors import RecordingError
from ..metrics.numbers import Floats
from .terms import WORD, Term


@dataclass(frozen=True)
class Shares:
    """How the attention of the whole picture is divided.

    Attributes:
        terms: words in the order of the text, then start, end and padding.
        values: [terms, steps] the part of the attention that goes to each; NaN at steps without attention.
        layers: what the mean was taken over, in words.
    """

    terms: tuple[Term, ...]
    values: Floats
    layers: str = "all recorded cross-attention layers"

    @property
    def words(self) -> list[int]:
        """Indices of the words."""
        return [i for i, term in enumerate(self.terms) if term.kind == WORD]

    @property
    def special(self) -> list[int]:
        """Indices of start, end and padding."""
        return [i for i, term in enumerate(self.terms) if term.kind != WORD]

    def means(self) -> Floats:
        """[terms] over the measured steps."""
        return np.asarray(np.nanmean(self.values, axis=1), np.float64)


def shares_of(terms: Sequence[Term], tokens: Floats, layers: str = "") -> Shares:
    """Sum the shares of tokens to those of terms.

    Args:
        tokens: [steps, T] the part of the attention that goes to each token, mean over image positions and layers;
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
        raise RecordingError("The prompt has no words: there is nothing to tell apart.")
    values = np.stack([tokens[:, list(term.tokens)].sum(axis=1) for term in fitting])
    return Shares(fitting, values, *([layers] if layers else []))
