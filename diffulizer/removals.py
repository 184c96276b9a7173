"""Removals: what becomes of a picture without each of its words.

A prompt is sampled as it is, then again from the same noise without each word, to the end. Removed from the attention,
a word's tokens get none in the cross-attention layers (``edits.REMOVE``). Left out of the text, it is not encoded, and
the embeddings of the other words change too. One more sampling, the null, takes the same way and removes nothing: what
changes there is the noise floor, below which a change is none.

Axes: B batch items, W words, h x w latent grid.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Protocol

from torch import Tensor

from .effects import KINDS, EffectWord

REMOVALS = "removals"
"""``recording.Gap.what`` of words without which nothing was sampled."""


@dataclass(frozen=True)
class Removed:
    """The words that were removed, and how.

    Attributes:
        kind: ``effects.ATTENTION`` or ``effects.TEXT``.
        words: the words, each with its tokens in the prompt.
        prompts: for ``TEXT``, the prompts without each word; else empty.
        layers: for ``ATTENTION``, names of the cross-attention layers that the words were removed from; else empty.
        sigma_start, sigma_end: for ``ATTENTION``, the highest and the lowest noise level at which they were; None
            where there is no bound.
    """

    kind: str
    words: tuple[EffectWord, ...]
    prompts: tuple[str, ...] = ()
    layers: tuple[str, ...] = ()
    sigma_start: float | None = None
    sigma_end: float | None = None

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise ValueError(f"kind {' or '.join(KINDS)}")
        if self.prompts and len(self.prompts) != len(self.words):
            raise ValueError("one prompt for each word")

    def first(self, count: int) -> Removed:
        """Return the same of the first words."""
        return replace(self, words=self.words[:count], prompts=self.prompts[:count])


class Removals(Protocol):
    """The samples without each word of a pass.

    Attributes:
        removed: the words, and how they were removed.
        change: [B, W + 1, h, w] float16, mean over channels of |final latent - final latent without the word|; the last
            is the null's.
        cosines: [B, steps, W + 1] float32, cosine of the predicted clean latents with and without the word; the last is
            the null's. NaN where one is 0 or was not made.
    """

    @property
    def removed(self) -> Removed: ...
    @property
    def change(self) -> Tensor: ...
    @property
    def cosines(self) -> Tensor: ...

    def picture(self, item: int, word: int, decode: Callable[[Tensor], Any], /) -> Any:
        """Return the final picture without a word, [height, width, 3], uint8 or floats in 0..1.

        Args:
            decode: makes the picture of a latent [C, h, w] in the model's units.
        """
        ...
