"""Effects of words: how a step's prediction changes without each of them.

At a step, the network is evaluated again on the same noisy latent x, once for each word. Either the word is removed
from the positive prompt in all cross-attention layers (``edits.REMOVE``), or the prompt was encoded without it. Its
effect is the change of the predicted clean latent, x0 with the word minus x0 without. One more evaluation removes
nothing, and only takes the same way through the host: what it changes is the noise floor, below which an effect is
none.

The predicted noise changes by the same divided by the noise level, because x0 = x - sigma * noise.

Axes: B batch items, W words, h x w latent grid.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from torch import Tensor

EFFECTS = "effects"
"""``recording.Gap.what`` of effects that were not measured."""
ATTENTION, TEXT = "attention", "text"
KINDS = (ATTENTION, TEXT)
"""Places that words are removed from: the cross-attention, or the text before it is encoded."""
EFFECT, GATHER = "effect", "gather"
SOURCES = (ATTENTION, EFFECT, GATHER)
"""Sources of a map of a word: where layers look for it, what it changes, or which places it looks at."""


@dataclass(frozen=True)
class EffectWord:
    """A word or phrase whose effect was measured.

    Attributes:
        text: the word.
        tokens: the tokens that were removed, by the id of each positive conditioning that holds the word.
    """

    text: str
    tokens: dict[str, tuple[int, ...]]


class Effects(Protocol):
    """Effects of the words of a pass at one step, in their order.

    Attributes:
        maps: [B, W + 1, h, w] float16, mean over channels of |x0 with the word - x0 without|; the last is the noise
            floor.
        norms: [B, W + 1] float32, Euclidean norm of (x0 with the word - x0 without); the last is the noise floor.
        cosines: [B, W] float32, cosine of (noise with the word - noise without) and (noise with the prompt - noise
            with the negative prompt), the direction in which guidance pulls; NaN where one of them is 0 or unknown.
    """

    @property
    def maps(self) -> Tensor: ...
    @property
    def norms(self) -> Tensor: ...
    @property
    def cosines(self) -> Tensor: ...


def above_floor(maps: Tensor) -> Tensor:
    """Return maps [..., W + 1, h, w] with 0 where they are not above the largest value of the last, the noise floor."""
    return maps * (maps > maps[..., -1:, :, :].amax((-2, -1), keepdim=True))


def find_effect(words: Sequence[EffectWord], text: str, tokens: Mapping[str, Sequence[int]]) -> int | None:
    """Return the number of the effect of a word or phrase, which has this text or these tokens of a conditioning; None
    if it was not measured."""
    for number, word in enumerate(words):
        if word.text.casefold() == text.strip().casefold():
            return number
    for number, word in enumerate(words):
        if any(tuple(sorted(tokens[c])) == tuple(sorted(own)) for c, own in word.tokens.items() if c in tokens):
            return number
    return None
