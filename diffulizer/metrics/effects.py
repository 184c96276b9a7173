"""Metrics of the effects of words, which were measured while sampling. See ``effects`` for what they are."""

from __future__ import annotations

from ..maths.numbers import numbers
from ..recording import Step
from .registry import Item, metric


@metric("effect_l2_norm")
def effect_norms(item: Item) -> list[list[float | None] | None]:
    """Norm of the change of x0 by each word at each step, the noise floor last; None where it was not measured."""
    return [_values(step, "norms", item.index) for step in item.steps]


@metric("effect_guidance_cosine")
def effect_cosines(item: Item) -> list[list[float | None] | None]:
    """Cosine of what each word changes and what the prompt changes at each step; None where it was not measured."""
    return [_values(step, "cosines", item.index) for step in item.steps]


def _values(step: Step, name: str, batch_index: int) -> list[float | None] | None:
    return None if step.effects is None else numbers(getattr(step.effects, name)[batch_index].tolist())
