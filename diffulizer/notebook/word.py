"""A word of a run, and masks of its map."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import torch

from ..analysis.masks import SOFT, THRESHOLD, masks_of
from ..analysis.terms import score_of, token_scores
from ..dataset.read.heat import tokens_of
from ..dataset.read.records import AUTO, Layers
from ..effects import ATTENTION
from ..maths.resizing import resized

if TYPE_CHECKING:
    from .run import Run


@dataclass(frozen=True)
class RunWord:
    """A word or phrase of a run's positive prompt, in all its places.

    Attributes:
        text: the word, as it was asked for.
        positions: numbers of its tokens, from 0.
        share: share of the attention that goes to it, mean over places, layers and steps; None where that was not
            measured.
        run: the run.
    """

    text: str
    positions: tuple[int, ...]
    share: float | None
    run: Run = field(repr=False)

    @property
    def concentration(self) -> float:
        """Part of its attention that lies in few places, from 0 to 1; see ``Run.concentration``."""
        return self.run.concentration(self.text)

    def heat(
        self, *, layers: Layers = AUTO, steps: Iterable[int] | None = None, source: str = ATTENTION
    ) -> npt.NDArray[np.float32]:
        """Return its map: [rows, columns]. Arguments and exceptions are those of ``Run.heat``."""
        return self.run.heat(self.text, layers=layers, steps=steps, source=source)


def word_of(run: Run, text: str) -> RunWord:
    """Return a word of a run; see ``Run.word``."""
    tokens = tokens_of(run, text)
    scores = token_scores(run.metrics, len(run.tokens))
    return RunWord(text, tuple(tokens), score_of(scores, tokens), run)


def mask_of(
    heat: npt.NDArray[np.float32], size: tuple[int, int], *, threshold: float, soft: bool, grow: int, feather: int
) -> npt.NDArray[np.float32]:
    """Make a mask [h, w] in 0..1 of a map [rows, columns]; see ``Run.mask``.

    Args:
        size: (h, w) of the mask.
    """
    if not 0 <= threshold <= 1:
        raise ValueError(f"threshold is {threshold}; expected a number from 0 to 1.")
    whole = resized(torch.from_numpy(heat)[None], size)
    mask = masks_of(whole, SOFT if soft else THRESHOLD, threshold=threshold, grow=grow, feather=feather)
    return np.asarray(mask[0].numpy(), np.float32)
