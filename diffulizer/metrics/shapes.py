"""Check of recorded tensors: whether they have the shapes and values that they must have."""

from __future__ import annotations

import math
from typing import Any

import torch
from torch import Tensor

from ..layers import AttentionLayer
from ..recording import LATENT_FIELDS, NON_FINITE, SamplingPass, Step, latent_grid
from .registry import Item, metric

SUM_TOLERANCE = 5e-3
"""Largest distance of the sum of float16 probabilities from 1."""


@metric("shape_validation")
def shape_validation(item: Item) -> dict[str, Any]:
    """Return {passed, errors}, the result of ``shape_errors``."""
    errors = shape_errors(item.pass_, item.index)
    return {"passed": not errors, "errors": errors}


def shape_errors(pass_: SamplingPass, batch_index: int) -> list[str]:
    """List all faults as ``word:what:details``; an empty list means that everything is right."""
    errors: list[str] = []
    shape = tuple(pass_.initial_latent.shape)
    if not 0 <= batch_index < shape[0]:
        return [f"invalid_batch_index:{batch_index}:batch={shape[0]}"]
    layers = {layer.id: layer for layer in pass_.layers}
    tokens = {c.id: len(c.prompt.table) for c in pass_.conditions}
    errors += [f"non_finite:attention:{g.where}:{g.reason}" for g in pass_.gaps if g.what == NON_FINITE]
    errors += _tensor_errors("initial_latent", pass_.initial_latent, shape, batch_index)
    for step, following in zip(pass_.steps, [*pass_.steps[1:], None], strict=True):
        errors += _latent_errors(step, following, shape, batch_index)
        if step.effects is not None:
            rows = (shape[0], len(pass_.effect_words) + 1)
            whole = (*rows, *latent_grid(step))
            errors += _tensor_errors(f"effects:step={step.index}", step.effects.maps, whole, batch_index)
            errors += _tensor_errors(f"effect_norms:step={step.index}", step.effects.norms, rows, batch_index)
        for (layer_id, condition), cross in step.cross_attention.items():
            where = f"cross:{layer_id}:{condition}:step={step.index}"
            if layer_id not in layers or condition not in tokens:
                errors.append(f"unknown_place:{where}")
                continue
            layer, length = layers[layer_id], tokens[condition]
            cells = (length, *(cross.cells or layer.map_grid))
            errors += _tensor_errors(f"token_mean:{where}", cross.token_mean, (shape[0], length), batch_index)
            errors += _tensor_errors(f"entropy:{where}", cross.entropy, (shape[0],), batch_index)
            errors += _tensor_errors(f"spatial_entropy:{where}", cross.spatial_entropy, (shape[0], length), batch_index)
            errors += _map_errors(where, cross.maps, cross.heads, shape[0], layer, cells, batch_index, sum_over=-3)
        for (layer_id, condition), own in step.self_attention.items():
            where = f"self:{layer_id}:{condition}:step={step.index}"
            if layer_id not in layers or condition not in tokens:
                errors.append(f"unknown_place:{where}")
                continue
            layer = layers[layer_id]
            square = (math.prod(own.cells or layer.map_grid),) * 2
            errors += _tensor_errors(f"entropy:{where}", own.entropy, (shape[0],), batch_index)
            errors += _map_errors(where, own.maps, own.heads, shape[0], layer, square, batch_index, sum_over=-1)
        errors += _gather_errors(pass_, step, layers, shape[0], batch_index)
    return errors


def _gather_errors(
    pass_: SamplingPass, step: Step, layers: dict[str, AttentionLayer], batch: int, batch_index: int
) -> list[str]:
    """List the faults of what words look at in a step."""
    errors: list[str] = []
    for (layer_id, condition), gather in step.gathers.items():
        where = f"gather:{layer_id}:{condition}:step={step.index}"
        if layer_id not in layers or condition not in pass_.gather_tokens:
            errors.append(f"unknown_place:{where}")
            continue
        cells = gather.cells or layers[layer_id].map_grid
        expected = (batch, len(pass_.gather_tokens[condition]), *cells)
        faults = _tensor_errors(where, gather.maps, expected, batch_index)
        most = 0.0 if faults else float(gather.maps[batch_index].float().sum((1, 2)).max())
        errors += faults or ([f"more_than_all:{where}:sum={most:.3g}"] if most > 1 + SUM_TOLERANCE else [])
    return errors


def _latent_errors(step: Step, following: Step | None, shape: tuple[int, ...], batch_index: int) -> list[str]:
    """List the faults of a step's latents. They have the shape of the pass's, but for rows and columns that the sampler
    changed: then the latent after a step has those that the next one begins with."""
    errors: list[str] = []
    after = step.latent.shape[-2:] if following is None else latent_grid(following)
    for name in LATENT_FIELDS:
        latent = getattr(step, name)
        if latent is not None:
            expected = (*shape[:-2], *(after if name == "latent" else latent_grid(step)))
            errors += _tensor_errors(f"{name}:step={step.index}", latent, expected, batch_index)
    return errors


def _tensor_errors(what: str, tensor: Tensor, expected: tuple[int, ...], batch_index: int) -> list[str]:
    if tuple(tensor.shape) != expected:
        return [f"shape_mismatch:{what}:expected={list(expected)}:actual={list(tensor.shape)}"]
    broken = int((~torch.isfinite(tensor[batch_index])).sum())
    return [f"non_finite:{what}:values={broken}"] if broken else []


def _map_errors(
    where: str,
    maps: Tensor | None,
    heads: Tensor | None,
    batch: int,
    layer: AttentionLayer,
    cells: tuple[int, ...],
    batch_index: int,
    *,
    sum_over: int,
) -> list[str]:
    errors = []
    for name, tensor, expected in (("map", maps, (batch, *cells)), ("heads", heads, (batch, layer.heads, *cells))):
        if tensor is None:
            continue
        worst = lowest = math.nan
        if tensor.shape == expected:
            values = tensor[batch_index].float()
            worst, lowest = float((values.sum(dim=sum_over) - 1).abs().max()), float(values.min())
        if not math.isfinite(worst):  # as every non-finite value makes it, which spares a look at the other maps
            errors += _tensor_errors(f"{name}:{where}", tensor, expected, batch_index)
        elif worst > SUM_TOLERANCE or lowest < 0:
            errors.append(f"not_a_distribution:{name}:{where}:sum_off_by={worst:.3g}:min={lowest:.3g}")
    return errors
