"""The recorder of one sampling pass: it finds the evaluation that each step reports, and keeps what the settings ask
for.

Evaluations are not steps. Heun's method evaluates twice a step, an adaptive solver an unknown number
of times. A step is a callback of the sampler; the evaluation whose prediction is the callback's
``denoised`` (or is nearest to it) is the one the step reports. All others are dropped and counted.

The latent before a step is its evaluation's x. The latent after it is therefore known when the next
step is reported, or when the sampler returns.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from weakref import ref

import torch
from torch import Tensor

from ..maths.tensors import to_cpu
from ..recording import AttentionKey, Condition, Step
from .attention_recorder import AttentionCall, AttentionRecorder, Chunk, Reduced
from .budget import MemoryBudget, Plan
from .effects import MemoryEffects
from .memory import MemoryCross, MemoryGather, MemoryPass, MemorySelf, tensors_of
from .stream import StepStream

Measure = Callable[["Evaluation", torch.device], MemoryEffects | None]
"""Function that measures the effects of words at an evaluation, on the device where the model is; None where it can't.
"""
MAX_CANDIDATES = 8
"""Most evaluations that are held between two callbacks; with more, the oldest go."""


@dataclass
class Evaluation:
    """One guided prediction. Its tensors are on the device until the next one begins.

    Attributes beyond those that its call order explains:
        mask: the part of the prediction that the sampler is given in inpainting, 0 to 1, or None.
        output: the prediction's own tensor, which is not kept alive.
        calls: the condition ids of each call of the network.
    """

    number: int
    x: Tensor
    sigma: Tensor
    mask: Tensor | None = None
    output: ref[Tensor] | None = None
    x0: Tensor | None = None
    x0_text: Tensor | None = None
    x0_uncond: Tensor | None = None
    calls: list[tuple[str | None, ...]] = field(default_factory=list)
    attention: Reduced = field(default_factory=Reduced)

    def leave_device(self) -> None:
        """Move all tensors to the CPU by one transfer."""
        if self.x.device.type == "cpu":
            return
        latents = {name: value for name, value in vars(self).items() if isinstance(value, Tensor)}
        parts = _parts(self.attention)
        moved = to_cpu([*latents.values(), *(getattr(owner, name) for owner, name in parts)])
        for (owner, name), value in zip([*((self, name) for name in latents), *parts], moved, strict=True):
            setattr(owner, name, value)


class PassRecorder:
    """Records one pass into ``target``.

    Call order: ``set_conditions`` once; then per evaluation ``begin``, per call of the network
    ``network_called`` and ``attention`` for each layer, ``end``; per step ``step``; at last ``close``.
    No method changes a tensor that it is given.

    Args:
        target: the pass to fill; its ``layers`` are the selected ones.
        timestep_of: the model's timestep of a sigma.
        on_step: called with each new step, whose ``latent`` is not final yet.
        folder: the folder that steps are streamed to if the settings ask for it; by default the system's temporary one.

    Attributes:
        measure: measures the effects of words at the steps at which they are wanted; None measures none.
        original: [B, C, h, w] the latent that inpainting keeps outside of the masks, or None.
    """

    def __init__(
        self,
        target: MemoryPass,
        timestep_of: Callable[[float], float],
        on_step: Callable[[Step], None] | None = None,
        folder: Path | None = None,
    ) -> None:
        self.target = target
        self._timestep_of = timestep_of
        self._on_step = on_step
        self._attention = AttentionRecorder(target)
        self._current: Evaluation | None = None
        self._candidates: list[Evaluation] = []
        self._evaluations = 0
        self._opened_at = 0
        self._open: Step | None = None
        self._budget = MemoryBudget(target)
        self._stream = StepStream(folder) if target.settings.stream_to_disk else None
        self.measure: Measure | None = None
        self.original: Tensor | None = None

    def set_conditions(self, conditions: Sequence[Condition]) -> Plan:
        """Name the conditionings of the pass, and return the plan of its recording.

        If the recording would be larger than ``max_recording_mb``, the target has fewer layers afterwards.
        """
        self.target.conditions = list(conditions)
        plan = self._budget.plan()
        self._attention.start()
        return plan

    @property
    def wants_attention(self) -> bool:
        """True if the current evaluation may belong to a step whose attention is recorded."""
        return self._current is not None and self._budget.wants_attention(len(self.target.steps))

    # -- evaluations ---------------------------------------------------------------------------

    def begin(self, x: Tensor, sigma: Tensor, mask: Tensor | None = None) -> None:
        """Note that a guided prediction starts at ``x`` [B, C, h, w] and noise level ``sigma`` [B]. The sampler will be
        given it within ``mask``, which broadcasts to x, and ``original`` outside of it.

        Evaluations that wait for their step leave the device, so that a copy of ``x`` is all that is held there when
        the host looks at the free memory, by which it decides how many prompts share a call of the network.
        """
        for evaluation in self._candidates:
            evaluation.leave_device()
        self._current = Evaluation(self._evaluations, x.detach().clone(), sigma.detach().flatten()[:1].clone(), mask)
        self._evaluations += 1

    def network_called(self, chunks: Sequence[str | None]) -> None:
        """Note that the network runs for the current evaluation, with the condition id of each chunk of its batch."""
        if self._current is not None:
            self._current.calls.append(tuple(chunks))

    def predictions(self, text: Tensor | None, uncond: Tensor | None) -> None:
        """Take the clean-image predictions [B, C, h, w] before guidance; they are kept where both were evaluated, or
        where effects may be measured."""
        if self._current is None or text is None:
            return
        if uncond is not None or self._budget.wants_effects(len(self.target.steps)):
            self._current.x0_text = text.detach().clone()
        if uncond is not None:
            self._current.x0_uncond = uncond.detach().clone()

    def end(self, output: Tensor) -> None:
        """Note that the guided prediction returned ``output`` [B, C, h, w]."""
        if self._current is None:
            return
        self._current.output = ref(output)
        self._current.x0 = output.detach().clone()
        self._candidates = [*self._candidates[1 - MAX_CANDIDATES :], self._current]
        self._current = None

    def discard(self) -> None:
        """Forget the current evaluation and those that no step has reported yet, after something went wrong."""
        self._current = None
        self._candidates = []

    def stopped(self) -> None:
        """Note that the current evaluation ended in an exception, which is an interrupt as a rule.

        If the evaluation would have been the next step's, the latent that it began at is the last step's result. That
        is certain only where each step so far took one evaluation.
        """
        evaluation, others, before = self._current, self._candidates, self.target.steps[:-1]
        self.discard()
        if evaluation is not None and not others and before and all(step.evaluations == 1 for step in before):
            latent, sigma = to_cpu([of_picture(evaluation.x).half(), evaluation.sigma.float()])
            self._close_open_step(latent, float(sigma), evaluation.number)

    def stop_attention(self) -> None:
        """Record latents only from now on, and drop the attention of evaluations that no step has reported yet."""
        self._budget.stop_attention()
        for evaluation in (*self._candidates, *([self._current] if self._current else [])):
            evaluation.attention = Reduced()

    def stop_effects(self) -> None:
        """Measure no effects from now on."""
        self._budget.stop_effects()

    def fits(self, shape: Sequence[int], chunks: Sequence[Chunk | None]) -> bool:
        """Return whether a call of the network is on the latents of the current evaluation; otherwise its attention is
        not that of the picture, and the step will say so. See ``AttentionRecorder.call_problem``."""
        if self._current is None:
            return False
        problem = self._attention.call_problem(shape, self._current.x.shape, chunks)
        if problem is not None:
            self.refuse(problem)
        return problem is None

    def refuse(self, problem: str) -> None:
        """Note why the attention of a call of the network can't be recorded."""
        if self._current is not None:
            self._current.attention.problem = self._current.attention.problem or problem

    def attention(self, *calls: AttentionCall) -> None:
        """Record one attention of the model, for each layer that is recorded from it, if the evaluation's attention is
        wanted."""
        if self._current is not None and self.wants_attention:
            self._attention.record(self._current.attention, calls, self._current.x.shape[0])

    def retract(self, chunks: Sequence[Chunk | None], problem: str) -> None:
        """Drop the attention of a call of the network again, because it may be of other layers."""
        if self._current is None:
            return
        named = {chunk.condition for chunk in chunks if chunk is not None}
        attention = self._current.attention
        kinds: tuple[dict[AttentionKey, Any], ...] = (
            attention.cross_attention,
            attention.self_attention,
            attention.gathers,
        )
        for kept in kinds:
            for key in [key for key in kept if key[1] in named]:
                del kept[key]
        self.refuse(problem)

    # -- steps ---------------------------------------------------------------------------------

    def step(self, denoised: Tensor) -> None:
        """Take the step that the sampler reports, whose clean-image prediction is ``denoised`` [B, C, h, w]."""
        if self._budget.exhausted:
            return
        if not self._candidates:
            index = len(self.target.steps)
            self.target.add_gap("step", f"callback {index}", "the sampler reported it without evaluating the model")
            return
        chosen = _nearest(self._candidates, denoised, self.original)
        self._candidates = []
        step, x = self._on_cpu(chosen)
        if self._budget.wants_attention(step.index):
            step.absent = self._attention.absent(chosen.attention, bool(chosen.calls), step)
        self._close_open_step(x, step.sigma, chosen.number)
        if not self.target.steps:
            self.target.initial_latent = x.clone()  # x itself would keep its whole transfer in memory
        if self.measure is not None and self._budget.wants_effects(step.index):
            step.effects = self.measure(chosen, denoised.device)
        if not self._budget.admit(step):
            return
        self.target.steps.append(step)
        self._open, self._opened_at = step, chosen.number if self.target.steps[1:] else 0
        if self._on_step is not None:
            self._on_step(step)

    def close(self, latent: Tensor | None) -> None:
        """End the pass.

        Args:
            latent: [B, C, h, w] the sampler's result, in its own space; None if it was interrupted, in which
                case a last step whose latent is not known is dropped.
        """
        if self._open is not None:
            if latent is not None:
                schedule = self.target.sampling.schedule
                last = schedule[-1] if schedule else 0.0
                self._close_open_step(to_cpu([of_picture(latent)])[0].to(torch.float16), last, self._evaluations)
            else:
                self.target.steps.pop()
                self._open = None
        self._to_disk(None)
        self.target.complete = latent is not None
        self._candidates = []
        self._current = None
        self._attention.name_gaps()

    def _close_open_step(self, latent: Tensor, sigma: float, evaluations: int) -> None:
        if self._open is not None:
            self._open.latent = latent
            self._open.sigma_next = sigma
            self._open.evaluations = evaluations - self._opened_at
            self._to_disk(self._open)
            self._open = None

    def _to_disk(self, step: Step | None) -> None:
        """Stream a finished step, or with None all steps that still wait. If they can't be written, they stay in memory
        and no more attention is recorded, because attention was to be kept out of memory."""
        if self._stream is None:
            return
        try:
            if step is None:
                self._stream.flush()
            else:
                self._stream.add(step)
        except OSError as error:
            self._stream = None
            self.stop_attention()
            where = f"steps after {len(self.target.steps)}"  # this one has its attention already
            self.target.add_gap("attention", where, f"streaming to disk failed: {error.strerror or error}")

    def _on_cpu(self, chosen: Evaluation) -> tuple[Step, Tensor]:
        """Return the step of an evaluation, and its x, moved to the CPU in one transfer."""
        assert chosen.x0 is not None
        x, x0, sigma, reduced = of_picture(chosen.x), of_picture(chosen.x0), chosen.sigma, chosen.attention
        tensors = {"x": x.half(), "sigma": sigma.float(), "x0": x0.half()}
        tensors["noise"] = ((x.float() - x0.float()) / sigma).half()
        if chosen.x0_text is not None and chosen.x0_uncond is not None:
            tensors["noise_text"] = ((x.float() - of_picture(chosen.x0_text).float()) / sigma).half()
            tensors["noise_uncond"] = ((x.float() - of_picture(chosen.x0_uncond).float()) / sigma).half()
        parts = _parts(reduced)
        moved = to_cpu([*tensors.values(), *(getattr(a, name) for a, name in parts)])
        arrays = dict(zip(tensors, moved, strict=False))
        for (attention, name), value in zip(parts, moved[len(tensors) :], strict=True):
            setattr(attention, name, value)
        level = float(arrays["sigma"])
        step = Step(
            index=len(self.target.steps),
            sigma=level,
            sigma_next=level,
            timestep=self._timestep_of(level),
            evaluations=0,
            network_calls=tuple(chosen.calls),
            latent=arrays["x"],
            x0=arrays["x0"],
            noise=arrays["noise"],
            noise_text=arrays.get("noise_text"),
            noise_uncond=arrays.get("noise_uncond"),
            cross_attention=self._attention.finite(reduced.cross_attention, len(self.target.steps)),
            self_attention=self._attention.finite(reduced.self_attention, len(self.target.steps)),
            gathers=self._attention.finite_gathers(reduced.gathers, len(self.target.steps)),
        )
        return step, arrays["x"]


def of_picture(latent: Tensor) -> Tensor:
    """Return the latent [B, C, h, w] of pictures that a network for videos takes as one frame, [B, C, 1, h, w]."""
    return latent[:, :, 0] if latent.ndim == 5 and latent.shape[2] == 1 else latent


def _parts(reduced: Reduced) -> list[tuple[MemoryCross | MemorySelf | MemoryGather, str]]:
    """Return (attention, attribute) of each tensor."""
    attentions: list[MemoryCross | MemorySelf | MemoryGather] = [
        *reduced.cross_attention.values(),
        *reduced.self_attention.values(),
        *reduced.gathers.values(),
    ]
    return [(attention, name) for attention in attentions for name in tensors_of(attention)]


def _nearest(candidates: Sequence[Evaluation], denoised: Tensor, original: Tensor | None) -> Evaluation:
    """Return the evaluation that predicted ``denoised``: the one with the very tensor, else the one at the least
    distance (the latest of equals) from what the sampler was given of it."""
    for evaluation in reversed(candidates):
        if evaluation.output is not None and evaluation.output() is denoised:
            return evaluation
    latest_first = [e for e in reversed(candidates) if e.x0 is not None and e.x0.shape == denoised.shape]
    if len(latest_first) < 2:
        return (latest_first or candidates)[0]
    seen = [_given(e, denoised.device, original) for e in latest_first]
    distances = torch.stack([(x0 - denoised).abs().max() for x0 in seen])
    return latest_first[int(distances.argmin())]


def _given(evaluation: Evaluation, device: torch.device, original: Tensor | None) -> Tensor:
    """Return what the host gives the sampler of a prediction."""
    assert evaluation.x0 is not None
    x0 = evaluation.x0.to(device)
    if evaluation.mask is None or original is None:
        return x0
    mask = evaluation.mask.to(device)
    return x0 * mask + original * (1.0 - mask)
