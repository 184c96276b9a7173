"""Metric of the samplings without words. See ``removals`` for what they are."""

from __future__ import annotations

from ..maths.numbers import numbers
from .registry import Item, metric


@metric("removal_x0_cosine")
def removal_cosines(item: Item) -> list[list[float | None] | None]:
    """Cosine of the predicted clean latents with and without each word at each step, the null's last."""
    removals = item.pass_.removals
    return [None] * len(item.steps) if removals is None else [numbers(r) for r in removals.cosines[item.index].tolist()]
