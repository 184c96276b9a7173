"""The metrics by their keys in ``metrics.json``; each is a function of one image's recording."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from itertools import pairwise
from typing import Any

import numpy as np

from ..maths.numbers import Array, Floats, numbers
from ..recording import SamplingPass, Step

Function = Callable[["Item"], Any]
CONDITION = "c0"
"""The conditioning that metrics of attention describe."""
METRICS: dict[str, Function] = {}
"""Functions by key. ``format/channels.json`` describes what the function of a key returns."""


def metric(key: str) -> Callable[[Function], Function]:
    """Register a function as the one that computes the channel ``key`` of ``format/channels.json``."""

    def register(function: Function) -> Function:
        METRICS[key] = function
        return function

    return register


def pass_array(pass_: SamplingPass, batch_index: int, name: str) -> Floats | None:
    """Return one batch item's ``name`` ("latent", "x0", "noise", ...) as float64 [steps, C, h, w].

    The result is None if a step lacks it, or has it in another shape than the pass's initial latent.
    """
    tensors = [getattr(step, name) for step in pass_.steps]
    if not tensors or any(t is None or t.shape != pass_.initial_latent.shape for t in tensors):
        return None
    return np.stack([t[batch_index].numpy().astype(np.float64) for t in tensors])


def token_activation(step: Step, batch_index: int) -> Floats | None:
    """[T] mean over image positions, then over the cross layers of the step; None without any."""
    rows = [
        cross.token_mean[batch_index].numpy().astype(np.float64)
        for (_, condition), cross in step.cross_attention.items()
        if condition == CONDITION
    ]
    if not rows or any(len(row) != len(rows[0]) for row in rows):
        return None
    return np.asarray(np.mean(rows, axis=0), np.float64)


class Item:
    """One image of a pass, the argument of every metric.

    Attributes:
        pass_: the pass.
        index: the number of the image in the batch, from 0.
        steps: the pass's steps.
    """

    def __init__(self, pass_: SamplingPass, index: int) -> None:
        self.pass_ = pass_
        self.index = index
        self.steps: Sequence[Step] = pass_.steps

    @cached_property
    def latent(self) -> Floats | None:
        """Latents after each step, [steps, C, h, w]; None if a step lacks it."""
        return pass_array(self.pass_, self.index, "latent")

    @cached_property
    def noise(self) -> Floats | None:
        """Predicted noise after guidance, [steps, C, h, w]; None if a step lacks it."""
        return pass_array(self.pass_, self.index, "noise")

    @cached_property
    def x0(self) -> Floats | None:
        """Predictions of the clean latent, [steps, C, h, w]; None if a step lacks it."""
        return pass_array(self.pass_, self.index, "x0")

    @cached_property
    def activations(self) -> list[Floats | None]:
        """``token_activation`` of each step."""
        return [token_activation(step, self.index) for step in self.steps]

    @property
    def sides(self) -> Iterator[tuple[Floats, Floats] | None]:
        """Noise that each step predicts with the prompt and with the negative prompt, [C, h, w] each; None without
        both."""
        for step in self.steps:
            if step.noise_text is None or step.noise_uncond is None:
                yield None
                continue
            text, uncond = step.noise_text[self.index], step.noise_uncond[self.index]
            yield text.numpy().astype(np.float64), uncond.numpy().astype(np.float64)

    def each(self, arrays: Floats | None, function: Callable[[Array], float | None]) -> list[float | None]:
        """Apply the function to the array of each step; None at all steps without arrays."""
        return [None] * len(self.steps) if arrays is None else numbers(map(function, arrays))

    def each_pair(self, arrays: Floats | None, function: Callable[[Array, Array], float | None]) -> list[float | None]:
        """Apply the function to the array of each step and the one of the step before; the first is None."""
        if arrays is None:
            return [None] * len(self.steps)
        return [None, *numbers(function(now, before) for before, now in pairwise(arrays))]

    def each_side(self, function: Callable[[Array, Array], float | None]) -> list[float | None]:
        """Apply the function to both sides of the guidance at each step; None at steps that did not evaluate both."""
        return numbers(None if both is None else function(*both) for both in self.sides)
