"""The memory or disk space of a pass: its size, estimated before sampling, and the parts that go if it is too large.

First attention is kept at fewer steps, then in fewer layers; if the latents alone are too large, recording stops. The
pass's gaps name everything that is left out. Sampling is never touched.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from ..layers import AttentionLayer, keeps_heads, map_cells, spread
from ..recording import Step
from .memory import MemoryPass, step_nbytes

MIB = 2**20
STATISTIC, VALUE = 4, 2
"""Size of a float32 statistic, and of a float16 value of a map or a latent, in bytes."""
LATENTS = 5
"""Latents of a step: the one after it, its prediction of the clean one, and its predicted noise after guidance, with
the prompt and without it."""


@dataclass(frozen=True)
class LayerShare:
    """Size of a layer's attention at one step for one batch item, in bytes, and the number of its maps without gather
    maps."""

    statistics: int = 0
    map_bytes: int = 0
    maps: int = 0


@dataclass(frozen=True)
class Estimate:
    """Largest possible size of a pass, in bytes.

    Attributes:
        latents: size of the latents of each step.
        attention: size for each batch item at each step with attention, by layer id.
        effects: size of the effects of words, over all steps.
        steps: number of planned steps.
        batch: number of batch items.
    """

    latents: int
    attention: dict[str, LayerShare]
    effects: int
    steps: int
    batch: int

    def total(self, every: int, layers: Sequence[str]) -> int:
        """Return the size with attention of these layers at every n-th step; 0 stands for no attention."""
        latents = self.latents * self.steps + self.latents // LATENTS  # and the latent before the first step
        shares = [self.attention[i] for i in layers]
        attention = self.batch * sum(share.statistics + share.map_bytes for share in shares)
        return latents + self.effects + steps_with(every, self.steps) * attention


@dataclass(frozen=True)
class Plan:
    """Planned content of a pass.

    Attributes:
        summary: the plan in a sentence or two.
        steps, with_attention: number of steps, and of those at which attention is recorded.
        maps, map_bytes: number of the maps of one batch item, over all steps, and their size, that of gather maps
            included.
        with_effects: number of steps at which effects of words are measured.
    """

    summary: str
    steps: int
    with_attention: int
    maps: int
    map_bytes: int
    with_effects: int


def estimate(target: MemoryPass) -> Estimate:
    """Estimate the size of a pass from its layers, conditionings and settings, before its first evaluation.

    A conditioning that is restricted to an area, or never evaluated, takes less than the estimate.
    """
    batch, (rows, columns) = target.initial_latent.shape[0], target.initial_latent.shape[-2:]
    settings = target.settings
    attention = {}
    for layer in target.layers:
        heads = 1 + (layer.heads if keeps_heads(layer, settings) else 0)
        grid = (math.ceil(rows / 2**layer.level), math.ceil(columns / 2**layer.level))
        cross = layer.attention_type == "cross"
        cells = math.prod(map_cells(layer.attention_type, grid, settings))
        statistics = map_bytes = maps = 0
        for condition in target.conditions:
            kept = heads if settings.wants_maps(condition.polarity) else 0
            tokens = len(condition.prompt.table)
            maps += kept
            map_bytes += kept * (tokens if cross else cells) * cells * VALUE
            if cross:
                map_bytes += len(target.gather_tokens.get(condition.id, ())) * cells * VALUE
            if cross or kept:
                statistics += (2 * tokens + 1 if cross else 1) * STATISTIC
        attention[layer.id] = LayerShare(statistics, map_bytes, maps)
    latents = LATENTS * target.initial_latent.numel() * VALUE
    steps = target.sampling.num_steps
    return Estimate(latents, attention, _effect_bytes(target) * effect_steps(target), steps, batch)


def effect_steps(target: MemoryPass) -> int:
    """Return the number of steps at which effects of words are to be measured."""
    return steps_with(target.settings.effects_every, target.sampling.num_steps) if target.effect_words else 0


def _effect_bytes(target: MemoryPass) -> int:
    batch, cells = target.initial_latent.shape[0], math.prod(target.initial_latent.shape[-2:])
    return batch * (len(target.effect_words) + 1) * (cells * VALUE + 2 * STATISTIC)


def steps_with(every: int, steps: int) -> int:
    """Return the number of steps that have attention: every n-th and the last; none if n is 0."""
    if every == 0 or steps == 0:
        return 0
    return -(-steps // every) + ((steps - 1) % every != 0)


class MemoryBudget:
    """Keeps one pass below ``max_recording_mb``.

    Attributes:
        exhausted: True once nothing more is recorded.
    """

    def __init__(self, target: MemoryPass) -> None:
        self._target = target
        self._every = target.settings.attention_every
        self._effects_every = target.settings.effects_every
        self._limit_mb = target.settings.max_recording_mb
        self._used = 0
        self.exhausted = False

    def wants_attention(self, index: int) -> bool:
        """Return whether attention of the step with this index is to be recorded."""
        if self.exhausted or self._every == 0:
            return False
        return index % self._every == 0 or index == self._target.sampling.num_steps - 1

    def stop_attention(self) -> None:
        """Want no step's attention from now on."""
        self._every = 0

    def wants_effects(self, index: int) -> bool:
        """Return whether effects of words are to be measured at the step with this index."""
        if self.exhausted or self._effects_every == 0 or not self._target.effect_words:
            return False
        return index % self._effects_every == 0 or index == self._target.sampling.num_steps - 1

    def stop_effects(self) -> None:
        """Want no step's effects from now on."""
        self._effects_every = 0

    def plan(self) -> Plan:
        """Thin the requested recording until it fits, describe what it will hold, and set the target's
        ``budget_bytes``.

        Call it when the conditionings of the pass are known and nothing was evaluated yet.
        """
        expected = estimate(self._target)
        everything = expected.total(self._every, _ids(self._target.layers))
        if everything > self._limit:
            self._thin(expected, everything)
        ids = _ids(self._target.layers)
        steps, shares = steps_with(self._every, expected.steps), [expected.attention[i] for i in ids]
        takes = self._target.budget_bytes = expected.total(self._every, ids)
        return Plan(
            self._summary(takes, everything),
            expected.steps,
            steps if ids else 0,
            steps * sum(share.maps for share in shares),
            steps * sum(share.map_bytes for share in shares),
            effect_steps(self._target),
        )

    def admit(self, step: Step) -> bool:
        """Return whether the step may be kept; it loses its attention if it fits without."""
        reason = f"max_recording_mb ({self._limit_mb}) is reached"
        if self._used + step_nbytes(step) > self._limit and (step.cross_attention or step.self_attention):
            step.cross_attention, step.self_attention, step.gathers = {}, {}, {}
            self.stop_attention()
            self._target.add_gap("attention", f"steps from {step.index}", reason)
        if self._used + step_nbytes(step) > self._limit:
            self.exhausted = True
            self._target.add_gap("steps", f"steps from {step.index}", reason)
            return False
        self._used += step_nbytes(step)
        return True

    @property
    def _limit(self) -> int:
        return self._limit_mb * MIB

    def _thin(self, expected: Estimate, everything: int) -> None:
        """Keep attention at fewer steps, the first and the last at least; if that is not enough, of fewer layers at
        these two."""
        layers, steps, every = self._target.layers, expected.steps, self._every
        reason = f"everything requested would take {_mib(everything)}, more than max_recording_mb ({self._limit_mb})"
        ids = _ids(layers)
        fitting = (n for n in range(every, steps) if expected.total(n, ids) <= self._limit)
        self._every = next(fitting, max(every, steps - 1, 1))
        if self._every != every:
            where = f"steps other than every {self._every}th and the last"
            self._target.add_gap("attention", where, reason)
        if expected.total(self._every, ids) <= self._limit:
            return
        choices = (spread(layers, count) for count in range(len(layers) - 1, 0, -1))
        fitting_layers = (few for few in choices if expected.total(self._every, _ids(few)) <= self._limit)
        kept = next(fitting_layers, [])
        for layer in layers:
            if layer not in kept:
                self._target.add_gap(f"{layer.attention_type}-attention", layer.name, reason)
        self._target.layers = kept

    def _summary(self, takes: int, everything: int) -> str:
        steps, settings = self._target.sampling.num_steps, self._target.settings
        heads = ", single heads" if settings.heads == "each" else ""
        where = "on disk" if settings.stream_to_disk else "of memory"
        text = (
            f"Recording: at most {_mib(takes)} {where} for {steps} steps, {len(self._target.layers)} layers at "
            f"{steps_with(self._every, steps)} of them{heads} (word maps up to {settings.attention_resolution} cells, "
            f"self-attention {settings.self_attention_resolution})."
        )
        if takes != everything:
            text += f" Everything requested would take {_mib(everything)}; max_recording_mb is {self._limit_mb}."
        return f"{text} {_effects_summary(self._target)}".strip()


def effects_share(target: MemoryPass) -> float:
    """Return the time that effects of words take, as a fraction of that of the planned evaluations, before they are
    measured: one evaluation of the positive prompt for each word and for the null edit, where a step takes one of all
    prompts. With samplers that evaluate more than once a step it is less."""
    positive = sum(condition.polarity == "positive" for condition in target.conditions)
    guided = target.sampling.cfg_scale is None or not math.isclose(target.sampling.cfg_scale, 1.0)
    planned = target.sampling.num_steps * (len(target.conditions) if guided else positive)
    return effect_steps(target) * (len(target.effect_words) + 1) * positive / planned if planned else 0.0


def _effects_summary(target: MemoryPass) -> str:
    """Say in a sentence how long effects of words take; empty if there are none."""
    measured, words, steps = effect_steps(target), len(target.effect_words), target.sampling.num_steps
    if not measured:
        return ""
    return (
        f"Effects of {words} word{'s' * (words != 1)} at {measured} of {steps} steps: about "
        f"{100 * effects_share(target):.0f} % more time, less with samplers that evaluate the model more than once a "
        "step."
    )


def _ids(layers: Sequence[AttentionLayer]) -> list[str]:
    return [layer.id for layer in layers]


def _mib(size: int) -> str:
    return f"{size / MIB:.1f} MiB"
