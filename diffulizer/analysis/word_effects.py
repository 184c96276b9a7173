"""Effects of words in a run, beside the attention that the words get."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from ..dataset.read.run import Run
from ..effects import EFFECT
from ..errors import RecordingError, RunNotFoundError

Map = npt.NDArray[np.float32]


@dataclass(frozen=True)
class WordEffect:
    """A word's effect.

    Attributes:
        text: the word.
        index: its number among the words of its prompt, from 0, which gives its colour.
        attention: [r, c] the attention that it gets, mean over steps, in the layer that sees it most clearly; None
            where that was not recorded.
        effect: [h, w] what it changes, mean over the measured steps, 0 where that is not above the noise floor.
        sizes: the size of its effect at each measured step.
    """

    text: str
    index: int
    attention: Map | None
    effect: Map
    sizes: tuple[float, ...]

    @property
    def size(self) -> float:
        """Mean size over the measured steps."""
        return float(np.mean(self.sizes))


@dataclass(frozen=True)
class WordEffects:
    """Effects of the words of a run.

    Attributes:
        words: the words, the largest effect first.
        floor: the size of the noise floor at each measured step.
        steps: the measured steps, from 0.
        kind: what the words were removed from, one of ``effects.KINDS``.
    """

    words: tuple[WordEffect, ...]
    floor: tuple[float, ...]
    steps: tuple[int, ...]
    kind: str


def word_effects(run: Run) -> WordEffects:
    """Return the effects of the words of a run.

    Raises:
        RecordingError: none were measured.
        RunFormatError: its files can't be read.
    """
    if not run.effect_files:
        raise RecordingError(f"{run.path} holds no effects of words.")
    norms = [*run.effect_norms().values()]
    steps = tuple(int(step) for step in np.flatnonzero(np.isfinite(norms[-1])))
    sizes = [tuple(float(of_step[step]) for step in steps) for of_step in norms]
    words = [
        WordEffect(
            word.text, _index(run, word.tokens), _attention(run, word.text), run.heat(word.text, source=EFFECT), own
        )
        for word, own in zip(run.effect_words, sizes, strict=False)
    ]
    return WordEffects(tuple(sorted(words, key=lambda word: -word.size)), sizes[-1], steps, run.effect_kind)


def _attention(run: Run, text: str) -> Map | None:
    try:
        return run.heat(text)
    except (LookupError, RunNotFoundError):
        return None


def _index(run: Run, tokens: dict[str, tuple[int, ...]]) -> int:
    """Return the number of the first word with one of the tokens, in the first conditioning that has some."""
    for condition, own in tokens.items():
        for index, word in enumerate(run.words(condition=condition)):
            if set(word.token_indices) & set(own):
                return index
    return 0
