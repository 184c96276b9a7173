"""Check of what words look at: tokens, layers and shapes, and, if strict, the values of gather maps."""

from __future__ import annotations

import math
from itertools import pairwise

import numpy as np

from ..layout import FIRST_CONDITION, METADATA, gather_path
from .base import Checked, as_dict, as_int, as_list, shown
from .sizes import sizes
from .tolerance import HALF_FLOOR, SUM


def check_gather(run: Checked) -> None:
    """Check tokens and layers, and the step, condition, name and shape of each file."""
    gather = as_dict(run.metadata.get("gather"))
    tokens, layers = as_dict(gather.get("tokens")), as_list(gather.get("layers"))
    where = f"{METADATA}: gather"
    run.count("gather_tokens", sum(len(as_list(own)) for own in tokens.values()))
    if gather and not tokens:
        run.error("gather-tokens", f"{where}.tokens", "no condition has any; expected those of one at least")
    run.check_tokens("gather-tokens", f"{where}.tokens", tokens)
    for condition, own in tokens.items():
        numbers = [as_int(token) or 0 for token in as_list(own)]
        if any(a >= b for a, b in pairwise(numbers)):
            run.error("gather-tokens", f"{where}.tokens.{condition}", f"{shown(own)}; expected rising numbers")
    for i, layer in enumerate(layers):
        known = run.layers.get(layer) if isinstance(layer, str) else None
        if known is None or known.get("attention_type") != "cross":
            message = f"{shown(layer)} is not a layer of cross-attention of the run"
            run.error("gather-layers", f"{where}.layers[{i}]", message)
        elif layer in layers[:i]:
            run.error("gather-layers", f"{where}.layers[{i}]", f"{shown(layer)} is listed before; expected once")
    _check_files(run, {condition: len(as_list(own)) for condition, own in tokens.items()}, len(layers))


def _check_files(run: Checked, tokens: dict[str, int], layers: int) -> None:
    seen: dict[tuple[int, str], int] = {}
    cells = {
        (entry.step, entry.condition): entry.shape[1:]
        for entry in run.maps
        if entry.kind == "cross" and entry.head is None and entry.shape is not None
    }
    for i, entry in enumerate(map(as_dict, as_list(run.metadata.get("gather_files")))):
        where, step = f"{METADATA}: gather_files[{i}]", as_int(entry.get("step"))
        condition = entry.get("condition", FIRST_CONDITION)
        run.count("gather_files")
        if step is None or not isinstance(condition, str):
            continue  # the schema's check reports it
        if run.steps is not None and step >= run.steps:
            run.error("gather-map", f"{where}.step", f"{step}; the run has steps 0 to {run.steps - 1}")
        if seen.setdefault((step, condition), i) != i:
            message = f"step {step} of {shown(condition)} is also that of gather_files[{seen[step, condition]}]"
            run.error("gather-map", f"{where}.step", message)
        if entry.get("path") != gather_path(step, condition):
            message = f"{shown(entry.get('path'))}; expected {shown(gather_path(step, condition))}"
            run.error("gather-map", f"{where}.path", message)
        shape = as_list(entry.get("shape"))
        expected = [layers, tokens.get(condition, 0), *cells.get((step, condition), shape[2:])]
        if condition not in tokens:
            message = f"{shown(condition)} has no tokens in gather.tokens"
            run.error("gather-map", f"{where}.condition", message)
        elif shape != expected:
            run.error("gather-map", f"{where}.shape", f"{shown(shape)}; expected {expected}")


def check_gather_values(run: Checked) -> None:
    """Check that shares are finite and at least 0, and that those of a token sum to at most 1 in each layer."""
    for where, _, values in sizes(run, "gather", "gather-values", 4):
        sums = values.sum((2, 3))
        if (sums > 1 + SUM + HALF_FLOOR * math.prod(values.shape[2:])).any():
            layer, token = np.unravel_index(int(sums.argmax()), sums.shape)
            message = f"the map of layer {layer} and token {token} sums to {sums.max():.6g}; expected at most 1"
            run.error("gather-values", where, message)
