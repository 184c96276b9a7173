"""Series of a metric, one number a step, from its entries in ``metrics.json``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..maths.numbers import mean_of, number, numbers

Series = list[float | None]
"""One value for each step; None where nothing was measured."""


def series_of(metrics: Mapping[str, Any], key: str) -> Series:
    """Return the number of each entry of a metric: itself, its mean, or the mean over its layers where it states none.

    Entries that hold no number, as in damaged files, give None; a metric that the run lacks gives an empty list.
    """
    entries = metrics.get(key)
    return [_scalar(entry) for entry in entries] if isinstance(entries, list) else []


def layers_of(metrics: Mapping[str, Any], key: str) -> list[Series]:
    """Return the numbers of each layer by itself; the list is empty for metrics without a value per layer."""
    entries = metrics.get(key)
    by_layer = [_by_layer(entry) for entry in entries] if isinstance(entries, list) else []
    names = dict.fromkeys(name for layers in by_layer for name in layers)
    return [[number(layers.get(name)) for layers in by_layer] for name in names]


def measured(values: Series) -> bool:
    """Return whether a series has any value."""
    return any(value is not None for value in values)


def _scalar(entry: Any) -> float | None:
    if not isinstance(entry, dict):
        return number(entry)
    mean = number(entry.get("mean"))
    return mean_of(numbers(_by_layer(entry).values())) if mean is None else mean


def _by_layer(entry: Any) -> Mapping[str, Any]:
    layers = entry.get("by_layer") if isinstance(entry, dict) else None
    return layers if isinstance(layers, dict) else {}
