"""Maps of one step in small: those of a layer, or the mean over layers, for each prompt that is shown."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from typing import Any

import torch
from torch import Tensor
from torch.nn.functional import interpolate

from ..effects import above_floor
from ..layers import AttentionLayer
from ..maths.resizing import on_whole_image
from ..prompts import PADDING, TokenTable
from ..recording import Condition, Step, latent_grid

CELLS = 32
"""Cells along the longer side of a live map, at most."""
MOST_MAP_BYTES = 24 * 1024
"""Largest size of one step's maps before base64, in bytes; longer prompts get coarser maps."""
MOST_EFFECT_BYTES = 12 * 1024
"""The same for one step's effects of words."""
MEAN = "mean"
"""Name of the mean over all recorded cross-attention layers, where a layer can be named."""


def shown(conditions: Sequence[Condition]) -> list[Condition]:
    """Return the conditionings whose maps travel: the first, and the first negative one."""
    negative = [c for c in conditions[1:] if c.polarity == "negative"]
    return [*conditions[:1], *negative[:1]]


def step_maps(
    step: Step, name: str, layers: Sequence[AttentionLayer], conditions: Sequence[Condition]
) -> dict[str, Any] | None:
    """Return the maps of the first image of a batch, as JSON; None if these layers have none at the step.

    Args:
        name: what the maps are of: the name of a layer, or ``MEAN``.
        layers: the layers whose mean they are.
        conditions: the conditionings of the pass.

    Returns:
        ``layer``: the name; ``count``: the number of layers that have maps at this step; ``of``, by the id of a
        conditioning that is ``shown`` and has maps: {``grid`` [r, c], ``rows`` [T], ``peaks`` [R], ``values``: uint8
        [R, r, c] in base64}.
        Each token has the map of its row, on the whole image. A row is divided by its peak and multiplied by 255.
        Padding tokens, which are many and much alike, share one row, their mean.
    """
    rows: dict[str, list[int]] = {}
    maps: dict[str, list[Tensor]] = {}
    for condition in shown(conditions):
        attention = [step.cross_attention.get((layer.id, condition.id)) for layer in layers]
        recorded = [a.maps[0] for a in attention if a is not None and a.maps is not None]
        if recorded:
            rows[condition.id] = of = _rows(condition.prompt.table, recorded[0].shape[0])
            maps[condition.id] = [on_whole_image(_by_row(m, of), condition.area, latent_grid(step)) for m in recorded]
    if not maps:
        return None
    total = sum(max(of) + 1 for of in rows.values())
    packed = {id_: _packed(of_layers, rows[id_], total) for id_, of_layers in maps.items()}
    return {"layer": name, "count": max(map(len, maps.values())), "of": packed}


def step_effects(step: Step) -> dict[str, Any] | None:
    """Return the effects of words on the first image of a batch, as JSON; None if none were measured at the step.

    Returns:
        ``grid`` [r, c], ``peaks`` [W] and ``values``, uint8 [W, r, c] in base64, as those of ``step_maps``, 0 where a
        change is not above the noise floor; ``norms`` [W + 1], the last of which is the noise floor.
    """
    if step.effects is None:
        return None
    maps = above_floor(step.effects.maps[0].float())[:-1]
    words, rows, columns = maps.shape
    norms = [float(f"{norm:.5g}") for norm in step.effects.norms[0].tolist()]
    return {**_levels(_resized(maps, live_grid(words, rows, columns, MOST_EFFECT_BYTES))), "norms": norms}


def live_grid(maps: int, rows: int, columns: int, most: int = MOST_MAP_BYTES) -> tuple[int, int]:
    """Return the grid [r, c] of live maps: at most 32 cells along the longer side, fewer while all maps together would
    take more bytes than ``most``."""
    cells = min(CELLS, max(rows, columns))
    while True:
        scale = cells / max(rows, columns)
        grid = max(1, round(rows * scale)), max(1, round(columns * scale))
        if maps * grid[0] * grid[1] <= most or cells == 1:
            return grid
        cells = max(1, cells * 3 // 4)


def _rows(table: TokenTable, tokens: int) -> list[int]:
    """Return the row of each of so many tokens, from 0: one for each, and one for all padding."""
    kinds: list[str | None] = table.token_kinds if len(table) == tokens else [None] * tokens
    padding, rows, count = None, [], 0
    for kind in kinds:
        if kind == PADDING and padding is not None:
            rows.append(padding)
            continue
        if kind == PADDING:
            padding = count
        rows.append(count)
        count += 1
    return rows


def _packed(maps: Sequence[Tensor], rows: Sequence[int], total: int) -> dict[str, Any]:
    """Average maps [R, r, c] over layers, on one small grid."""
    grid = live_grid(total, *max(m.shape[-2:] for m in maps))
    mean = torch.stack([_resized(m, grid) for m in maps]).mean(0)
    return {**_levels(mean), "rows": list(rows)}


def _levels(maps: Tensor) -> dict[str, Any]:
    """Return maps [R, r, c] as JSON, each divided by its peak and multiplied by 255."""
    peaks = maps.flatten(1).amax(1)
    levels = (maps / peaks.clamp(min=1e-12)[:, None, None] * 255).round().to(torch.uint8)
    return {
        "grid": list(maps.shape[1:]),
        "peaks": [float(f"{peak:.5g}") for peak in peaks.tolist()],
        "values": base64.b64encode(levels.numpy().tobytes()).decode("ascii"),
    }


def _by_row(maps: Tensor, rows: Sequence[int]) -> Tensor:
    """Average maps [T, r, c] over the tokens of each row: [R, r, c]."""
    index = torch.tensor(rows)
    counts = index.bincount().float()
    summed = torch.zeros(len(counts), *maps.shape[1:]).index_add_(0, index, maps.float())
    return summed / counts[:, None, None]


def _resized(maps: Tensor, grid: tuple[int, int]) -> Tensor:
    """Bring maps [R, r, c] to a grid by the mean over each new cell; the cells of a coarser layer are repeated."""
    return maps if maps.shape[1:] == grid else interpolate(maps[None], size=grid, mode="area")[0]
