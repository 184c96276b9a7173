"""Reduction of the predictions without words to effects. Axes are those of ``effects``, and C latent channels."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor


@dataclass
class MemoryEffects:
    """``Effects`` in memory."""

    maps: Tensor
    norms: Tensor
    cosines: Tensor


def reduced_effects(with_words: Tensor, without: Sequence[Tensor], uncond: Tensor | None) -> MemoryEffects:
    """Return the effects of words, on the CPU.

    Args:
        with_words: [B, C, h, w] prediction of the clean latent for the prompt.
        without: the same without each word, and last with the null edit.
        uncond: the same for the negative prompt, or None where it was not evaluated.
    """
    changes = [with_words.float() - one.float() for one in without]
    pull = None if uncond is None else (with_words.float() - uncond.float()).flatten(1)
    norms = torch.stack([change.flatten(1).norm(dim=1) for change in changes], 1)
    if pull is None:
        cosines = torch.full_like(norms[:, :-1], torch.nan)
    else:
        dots = torch.stack([(change.flatten(1) * pull).sum(1) for change in changes[:-1]], 1)
        cosines = dots / (norms[:, :-1] * pull.norm(dim=1, keepdim=True))
    maps = torch.stack([change.abs().mean(1) for change in changes], 1)
    return MemoryEffects(maps.half().cpu(), norms.cpu(), cosines.cpu())
