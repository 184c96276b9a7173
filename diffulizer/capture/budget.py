"""The memory that a pass may take, and what goes first when it is not enough.

In this order: attention of fewer steps, attention of none, then recording stops. What goes is named in
the pass's gaps. Sampling is never touched.
"""

from __future__ import annotations

from dataclasses import replace

from ..recording import MemoryPass, Step, step_nbytes

MIB = 2**20


class MemoryBudget:
    """Keeps one pass below ``max_recording_mb``.

    Attributes:
        exhausted: nothing more is recorded.
    """

    def __init__(self, target: MemoryPass) -> None:
        self._target = target
        self._every = target.settings.attention_every
        self._limit_mb = target.settings.max_recording_mb
        self._used = 0
        self._planned = False
        self.exhausted = False

    def wants_attention(self, index: int) -> bool:
        """Whether attention of the step with this index is to be recorded."""
        if self.exhausted or self._every == 0:
            return False
        return index % self._every == 0 or index == self._target.sampling.num_steps - 1

    def stop_attention(self) -> None:
        """From now on no step's attention is wanted."""
        self._every = 0

    def admit(self, step: Step) -> bool:
        """Whether the step may be kept; it loses its attention if only that does not fit."""
        limit = self._limit_mb * MIB
        reason = f"max_recording_mb ({self._limit_mb}) is reached"
        if self._used + step_nbytes(step) > limit and (step.cross or step.self_):
            step.cross, step.self_ = {}, {}
            self.stop_attention()
            self._target.add_gap("attention", f"steps from {step.index}", reason)
        if self._used + step_nbytes(step) > limit:
            self.exhausted = True
            self._target.add_gap("steps", f"steps from {step.index}", reason)
            return False
        self._used += step_nbytes(step)
        if not self._planned and (step.cross or step.self_):
            self._planned = True
            self._plan(step)
        return True

    def _plan(self, step: Step) -> None:
        """Knowing what one step's attention takes, thin it now rather than lose the last steps' later."""
        latents = step_nbytes(replace(step, cross={}, self_={}))
        attention = step_nbytes(step) - latents
        steps = self._target.sampling.num_steps
        room = (self._limit_mb * MIB - latents * steps) // attention
        wanted = -(-steps // self._every) + 1
        if wanted <= room:
            return
        asked = self._every
        self._every = steps if room <= 2 else max(asked, -(-steps // (room - 1)))
        self._target.add_gap(
            "attention",
            f"steps other than every {self._every}th and the last",
            f"attention_every {asked} would take {attention * wanted / MIB:.1f} MiB, "
            f"more than max_recording_mb ({self._limit_mb}) leaves",
        )
