"""Functions behind ``Run.effect``, ``Run.effect_floor`` and ``Run.effect_norms``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from ...effects import find_effect
from ...errors import RunNotFoundError
from .records import number_array

if TYPE_CHECKING:
    from .run import Run

OF = ("picture", "noise")
HOW = "Set effects_every in Capture Settings, sample again, and export the run."


def number_of(run: Run, text: str) -> int:
    """Return the place of a word among the run's effects."""
    words = run.effect_words
    if not words:
        raise RunNotFoundError(f"{run.path} holds no effects of words. {HOW}")
    tokens = [i for word in run.words(text) for i in word.token_indices]
    number = find_effect(words, text, {"c0": tokens} if tokens else {})
    if number is None:
        known = ", ".join(word.text for word in words)
        raise LookupError(f"the effect of {text!r} was not measured; {run.path} has those of {known}.")
    return number


def effect_of(run: Run, number: int, step: int | None, of: str) -> npt.NDArray[np.float32]:
    """Return the effect of a word, by its place, at a step, or the mean over all measured steps: [h, w]."""
    if of not in OF:
        raise ValueError(f"of is {of!r}; expected one of {', '.join(OF)}.")
    measured = sorted(entry.step for entry in run.effect_files)
    if not measured:
        raise RunNotFoundError(f"{run.path} holds no maps of effects. {HOW}")
    if step is not None:
        if not -run.steps <= step < run.steps:
            raise IndexError(f"step is {step}; {run.path} has {run.steps} steps, counted from 0.")
        if step % run.steps not in measured:
            raise RunNotFoundError(f"{run.path} holds no effects of step {step}. Steps that have some: {measured}.")
        measured = [step % run.steps]
    maps = []
    for at in measured:
        whole = run.effect_maps(at)
        assert whole is not None
        level = run.generator["sigmas"][at] if of == "noise" else 1.0
        maps.append(whole[number].astype(np.float32) / np.float32(level))
    mean: npt.NDArray[np.float32] = np.mean(maps, axis=0, dtype=np.float32)
    return mean


def norms_of(run: Run) -> dict[str, npt.NDArray[np.float64]]:
    """Return the norms of effects by word, the noise floor under ""."""
    if not run.effect_words:
        raise RunNotFoundError(f"{run.path} holds no effects of words. {HOW}")
    names = [*(word.text for word in run.effect_words), ""]
    stated = run.metrics.get("effect_l2_norm") or [None] * run.steps
    table = number_array([row or [None] * len(names) for row in stated])
    return {name: table[:, i] for i, name in enumerate(names)}
