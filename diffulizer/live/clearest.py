"""Choice, while a pass is sampled, of the layer whose maps tell most."""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor

from ..layers import AttentionLayer
from ..maths.clearness import clearness
from ..maths.resizing import resized
from ..prompts import Word
from ..recording import Step


class ClearestLayer:
    """The cross-attention layer that sees the words of a prompt most clearly, in the mean over the steps so far.

    The measure is ``clearness``, the mean over words. Start, end, padding and words without a letter or digit don't
    count.

    Args:
        layers: the recorded layers.
        condition: the id of the conditioning whose words they are.
        words: the words of its prompt.
    """

    def __init__(self, layers: Sequence[AttentionLayer], condition: str, words: Sequence[Word]) -> None:
        self._layers = [layer for layer in layers if layer.attention_type == "cross"]
        self._condition = condition
        spoken = [word.token_indices for word in words if any(c.isalnum() for c in word.text)]
        self._words = torch.tensor([i for i, tokens in enumerate(spoken) for _ in tokens], dtype=torch.long)
        self._tokens = torch.tensor([token for tokens in spoken for token in tokens], dtype=torch.long)
        self._means: dict[str, tuple[int, Tensor]] = {}

    def add(self, step: Step) -> AttentionLayer | None:
        """Take a step, and return the clearest of the layers that have maps at this step; None if none has."""
        clear: dict[str, float] = {}
        for layer in self._layers:
            attention = step.cross_attention.get((layer.id, self._condition))
            if attention is None or attention.maps is None:
                continue
            clear[layer.id] = clearness(self._mean(layer.id, attention.maps[0])) if len(self._tokens) else 0.0
        return max((x for x in self._layers if x.id in clear), key=lambda x: clear[x.id], default=None)

    def _mean(self, layer: str, maps: Tensor) -> Tensor:
        """Return [words, r, c], the mean over steps of the attention to each word, with the maps [T, r, c] of one more
        step. A layer that changes its grid has the grid of its last step."""
        here = maps.new_zeros(int(self._words[-1]) + 1, *maps.shape[1:], dtype=torch.float32)
        here.index_add_(0, self._words, maps[self._tokens].float())
        steps, mean = self._means.get(layer, (0, here))
        if mean.shape != here.shape:
            mean = resized(mean, (here.shape[1], here.shape[2]))
        mean = mean + (here - mean) / (steps + 1)
        self._means[layer] = (steps + 1, mean)
        return mean
