"""Word maps: where in the image words get attention, from cross-attention maps gathered over layers and steps.

A map's value is the share, 0 to 1, of a position's attention that goes to the words: softmax(QK^T / sqrt(d)) of the
image position, summed over the words' tokens. It says where layers looked, not what caused the picture.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import torch.nn.functional as F
from torch import Tensor

from ..errors import RecordingError, SettingsError
from ..layers import AttentionLayer
from ..maths.clearness import clearness
from ..maths.resizing import on_whole_image, stacked
from ..recording import SamplingPass, latent_grid
from .missing import no_maps
from .selection import WordGroup, select_layers

MEAN, DAAM = "mean", "DAAM"
METHODS = (MEAN, DAAM)
AUTO = "auto"
CLEAR = 0.75
"""Least clearness of a layer that ``AUTO`` takes, as a fraction of that of the clearest layer."""


def word_map(pass_: SamplingPass, group: WordGroup, **choice: Any) -> Tensor:
    """Return the attention to one word or phrase: [items, r, c] float32; see ``word_maps``."""
    return word_maps(pass_, [group], **choice)[0]


def word_maps(
    pass_: SamplingPass,
    groups: Sequence[WordGroup],
    *,
    layers: str = AUTO,
    steps: Sequence[int],
    items: Sequence[int],
    method: str = MEAN,
) -> list[Tensor]:
    """Return the attention to each group of words: [items, r, c] float32. Each stored map is read once for all groups.

    Args:
        groups: the words.
        layers: the cross-attention layers, see ``select_layers``. "auto" takes those that see the words most clearly:
            at least ``CLEAR`` of the largest ``clearness``. With DAAM it takes all layers.
        steps: indices of steps, from 0; those without maps are passed over.
        items: images of the batch.
        method: "mean": the mean over steps, then over layers, at the finest grid of all. "DAAM": the sum over
            steps, layers and heads of maps enlarged bicubically to the latent's grid, cut off below 0; layers of the
            middle block are left out (Tang et al. 2022, "What the DAAM: Interpreting Stable Diffusion Using Cross
            Attention", https://arxiv.org/abs/2210.04885, section 3, as the authors' program does it).

    Raises:
        SettingsError: the method is unknown, or no layer is left.
        RecordingError: no maps of the words' prompt were recorded in these layers at these steps.
    """
    if method not in METHODS:
        raise SettingsError(f"method is {method!r}; expected one of {', '.join(METHODS)}.")
    is_auto = layers.strip().casefold() == AUTO
    chosen = select_layers(pass_.layers, "*" if is_auto else layers, "cross")
    if method == DAAM:
        chosen = _without_middle(chosen)
    by_group = layer_maps(pass_, groups, layers=chosen, steps=steps, items=items, method=method)
    result = []
    for group, maps_of_layers in zip(groups, by_group, strict=True):
        if not maps_of_layers:
            raise RecordingError(no_maps("cross", pass_, group.condition, chosen, steps))
        kept = clearest(maps_of_layers) if is_auto and method == MEAN else maps_of_layers
        whole = stacked(kept)
        result.append(whole.sum(0) if method == DAAM else whole.mean(0))
    return result


def layer_maps(
    pass_: SamplingPass,
    groups: Sequence[WordGroup],
    *,
    layers: Sequence[AttentionLayer],
    steps: Sequence[int],
    items: Sequence[int],
    method: str = MEAN,
) -> list[list[Tensor]]:
    """Return for each group the attention to its words in each layer that has maps of them: [items, r, c], combined
    over steps as ``word_maps`` says."""
    conditions = {group.condition.id for group in groups}
    by_group: list[list[Tensor]] = [[] for _ in groups]
    for layer in layers:
        by_step: list[list[Tensor]] = [[] for _ in groups]
        for step in steps:
            cross = pass_.steps[step].cross_attention
            grid = latent_grid(pass_.steps[step])
            attention = {c: cross[layer.id, c].maps for c in conditions if (layer.id, c) in cross}
            for group, maps in zip(groups, by_step, strict=True):
                whole = attention.get(group.condition.id)
                if whole is None:
                    continue
                here = whole[list(items)][:, list(group.tokens)].float().sum(1)
                here = on_whole_image(here, group.condition.area, grid)
                maps.append(_enlarged(here, grid) * max(1, layer.heads) if method == DAAM else here)
        for maps_of_layers, maps in zip(by_group, by_step, strict=True):
            if maps:
                whole = stacked(maps)
                maps_of_layers.append(whole.sum(0) if method == DAAM else whole.mean(0))
    return by_group


def clearest(maps_by_layer: Sequence[Tensor]) -> list[Tensor]:
    return [maps_by_layer[number] for number in clear_ones([clearness(maps) for maps in maps_by_layer])]


def clear_ones(clear: Sequence[float]) -> list[int]:
    """Return the numbers of the layers that ``AUTO`` takes, of the clearness of each."""
    return [number for number, how in enumerate(clear) if how >= CLEAR * max(clear)]


def _enlarged(maps: Tensor, grid: tuple[int, int]) -> Tensor:
    grown = F.interpolate(maps[:, None], size=grid, mode="bicubic", align_corners=False)
    return grown[:, 0].clamp(min=0)


def _without_middle(layers: Sequence[AttentionLayer]) -> list[AttentionLayer]:
    kept = [layer for layer in layers if layer.block[0] != "middle"]
    if not kept:
        raise SettingsError("method is DAAM, which leaves the middle block out, and layers names no other layer.")
    return kept
