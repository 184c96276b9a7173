"""Common part of both trainings: AdamW on half a cosine, a running average, progress, and checkpoints."""

from __future__ import annotations

import copy
import csv
import math
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path

import torch
from torch import Tensor, nn
from tqdm import tqdm

SLOWER = 0.2
"""Learning rate of slow parameters, as a fraction of the others'."""


@dataclass(frozen=True)
class Schedule:
    """Schedule of the training of a network.

    Attributes:
        rounds: steps of the optimiser, in rounds. Several are warm restarts (Loshchilov and Hutter 2017): each goes on
            from the averaged weights of the last, in half precision, as a file that ships has them, and with a new
            optimiser.
        learning_rate: the highest one. Each round goes up to it in ``warm_up`` steps, then down to 0 in half a cosine.
        warm_up: number of steps.
        weight_decay: decay of matrices; vectors have none.
        ema_decay: decay of the running average, less in the first steps.
        max_grad_norm: longest gradient; longer ones are shortened to it.
        save_every: seconds between checkpoints.
    """

    rounds: tuple[int, ...]
    learning_rate: float
    warm_up: int
    weight_decay: float
    ema_decay: float
    max_grad_norm: float
    save_every: float = 240

    @property
    def steps(self) -> int:
        return sum(self.rounds)

    @property
    def restarts(self) -> tuple[int, ...]:
        """The first step of each round but the first."""
        return tuple(accumulate(self.rounds[:-1]))

    def rate(self, step: int) -> float:
        """Return the learning rate of a step, as a fraction of the highest."""
        for length in self.rounds:
            if step < length:
                return min(1.0, (step + 1) / self.warm_up) * (0.5 + 0.5 * math.cos(math.pi * step / length))
            step -= length
        return 0.0


class Trainer:
    """Steps of a training that continues from its checkpoint, if there is one.

    A checkpoint holds "networks", "ema" (their running average, which is what training is for), "optimiser", "step"
    (the number of steps done), "losses" and "plan". Its folder also gets a table of losses, named like it.

    Args:
        networks: with their initial weights.
        checkpoint: the file.
        schedule: the schedule of the training.
        plan: everything else that the result depends on; a checkpoint of another plan is refused.
        slow: parameters with a fifth of the learning rate.
        leads: whether this process reports and saves; in a training of several processes one does.

    Raises:
        ValueError: the checkpoint is of another plan.
    """

    def __init__(
        self,
        networks: nn.Module,
        checkpoint: Path,
        schedule: Schedule,
        plan: dict[str, object],
        *,
        slow: Sequence[nn.Parameter] = (),
        leads: bool = True,
    ) -> None:
        self._networks = networks
        self._ema = copy.deepcopy(networks)
        self._plan = plan
        self._checkpoint = checkpoint
        self._schedule = schedule
        self._leads = leads
        groups = _groups(list(networks.parameters()), set(slow), schedule)
        self._optimiser = torch.optim.AdamW(groups, lr=schedule.learning_rate, betas=(0.9, 0.99), fused=True)
        self._done = 0
        self._losses: list[float] = []
        if checkpoint.exists():
            finished(checkpoint, plan)
            saved = torch.load(checkpoint, map_location=next(networks.parameters()).device, weights_only=True)
            networks.load_state_dict(saved["networks"])
            self._ema.load_state_dict(saved["ema"])
            if "optimiser" in saved:  # a round that begins has none
                self._optimiser.load_state_dict(saved["optimiser"])
            self._done = saved["step"]
            self._losses = saved["losses"]

    def run(self, loss_of: Callable[[int], Tensor], share: Callable[[], None] = lambda: None) -> None:
        """Do all steps that are left.

        Args:
            loss_of: returns the loss of the step of a number; everything random in it comes from that number.
            share: called between backward and the step, to average gradients over processes.
        """
        for step in self._steps():
            if step in self._schedule.restarts:
                self._restart()
            loss = loss_of(step)
            loss.backward()
            share()
            self._advance(step)
            self._losses.append(float(loss.detach()))

    def _steps(self) -> Iterator[int]:
        last = self._schedule.steps
        saved_at = time.monotonic()
        name = f"training {self._checkpoint.stem}"
        bar = tqdm(range(self._done, last), name, last, initial=self._done, disable=not self._leads, mininterval=5)
        for step in bar:
            yield step
            if not self._leads:
                continue
            if step % 50 == 49:
                bar.set_postfix(loss=f"{sum(self._losses[-50:]) / 50:.4f}")
            if time.monotonic() - saved_at >= self._schedule.save_every or step + 1 == last:
                self._save(step + 1)
                saved_at = time.monotonic()

    def _restart(self) -> None:
        with torch.no_grad():
            for average, parameter in zip(self._ema.parameters(), self._networks.parameters(), strict=True):
                average.copy_(average.half())
                parameter.copy_(average)
        self._optimiser.state.clear()

    def _advance(self, step: int) -> None:
        schedule = self._schedule
        for group in self._optimiser.param_groups:
            group["lr"] = group["highest"] * schedule.rate(step)
        torch.nn.utils.clip_grad_norm_(self._networks.parameters(), schedule.max_grad_norm, error_if_nonfinite=True)
        self._optimiser.step()
        self._optimiser.zero_grad(set_to_none=True)
        decay = min(schedule.ema_decay, (step + 1) / (step + 10))
        with torch.no_grad():
            torch._foreach_lerp_(list(self._ema.parameters()), list(self._networks.parameters()), 1 - decay)

    def _save(self, done: int) -> None:
        draft = self._checkpoint.with_suffix(".draft")
        parts = {
            "networks": self._networks.state_dict(),
            "ema": self._ema.state_dict(),
            "optimiser": self._optimiser.state_dict(),
            "step": done,
            "losses": self._losses,
            "plan": self._plan,
        }
        torch.save(parts, draft)
        draft.replace(self._checkpoint)
        with self._checkpoint.with_suffix(".csv").open("w", newline="") as file:
            csv.writer(file).writerows([("step", "loss"), *enumerate(self._losses, 1)])


def _groups(parameters: list[nn.Parameter], slow: set[nn.Parameter], schedule: Schedule) -> list[dict[str, object]]:
    """Return the optimiser's groups: matrices and vectors, slow ones and others. "highest" is a group's highest
    learning rate."""
    groups = []
    for is_slow in (False, True):
        for is_matrix in (False, True):
            members = [p for p in parameters if (p in slow, p.ndim > 1) == (is_slow, is_matrix)]
            decay = schedule.weight_decay if is_matrix else 0.0
            highest = schedule.learning_rate * (SLOWER if is_slow else 1)
            groups.append({"params": members, "weight_decay": decay, "highest": highest})
    return groups


def finished(checkpoint: Path, plan: dict[str, object]) -> bool:
    """Return whether a training that ``plan`` describes is done.

    Raises:
        ValueError: the checkpoint is of another plan.
    """
    if not checkpoint.exists():
        return False
    saved = torch.load(checkpoint, map_location="cpu", weights_only=True, mmap=True)
    differing = [name for name in plan if saved["plan"].get(name) != plan[name]]
    if differing:
        changed = ", ".join(f"{name} {saved['plan'].get(name)!r}, now {plan[name]!r}" for name in differing)
        raise ValueError(
            f"{checkpoint} is of another training: {changed}. Continue as it began, or name another --folder."
        )
    return bool(saved["step"] == plan["steps"])
