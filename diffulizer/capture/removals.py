"""Reduction of samples without words to removals. Axes are those of ``removals``, and C latent channels."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import torch
from torch import Tensor

from ..removals import Removed


@dataclass
class Sampled:
    """Part of one sampling that is kept.

    Attributes:
        x0: of each step, [B, C, h, w] float32 on the CPU, the prediction of the clean latent.
        latent: [B, C, h, w] float32 on the CPU, the final latent in the model's units.
    """

    x0: list[Tensor] = field(default_factory=list)
    latent: Tensor = field(default_factory=lambda: torch.zeros(0))


@dataclass
class MemoryRemovals:
    """``Removals`` in memory.

    Attributes beyond those of the protocol:
        latents: [B, W, C, h, w] float16, the final latents without each word.
    """

    removed: Removed
    change: Tensor
    cosines: Tensor
    latents: Tensor

    def picture(self, item: int, word: int, decode: Callable[[Tensor], Any]) -> Any:
        return decode(self.latents[item, word].float())


def reduced_removals(removed: Removed, base: Sampled, without: Sequence[Sampled]) -> MemoryRemovals:
    """Compare samples without words with that of the whole prompt.

    Args:
        without: of each word, and last of the null.
    """
    return MemoryRemovals(
        removed,
        change=torch.stack([(base.latent - one.latent).abs().mean(1) for one in without], 1).half(),
        cosines=torch.stack([_cosines(base.x0, one.x0) for one in without], 2),
        latents=torch.stack([one.latent for one in without[:-1]], 1).half(),
    )


def _cosines(base: Sequence[Tensor], other: Sequence[Tensor]) -> Tensor:
    """Return the cosines of two samples' predictions, [B, steps]; NaN where shapes differ or one is 0."""
    found = []
    for a, b in zip(base, other, strict=True):
        if a.shape != b.shape:
            found.append(torch.full((len(a),), torch.nan))
            continue
        a, b = a.flatten(1).double(), b.flatten(1).double()
        found.append(((a * b).sum(1) / (a.norm(dim=1) * b.norm(dim=1))).clamp(-1, 1).float())
    return torch.stack(found, 1)
