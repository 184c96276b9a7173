"""Plans of trainings on scenes: stages in rounds, and what a training's result depends on."""

from __future__ import annotations

import hashlib
import math
from dataclasses import asdict, astuple, dataclass
from itertools import accumulate
from pathlib import Path

import torch
from torch import Tensor

from .data import COUNTS, source_digest


@dataclass(frozen=True)
class Stage:
    """A part of a training.

    Attributes:
        steps: number of steps of the optimiser.
        shrink: side of the squares of cells over which latents are averaged.
        batch: number of samples of a step, over all workers.
        without_picture: share of the samples that are noise without a picture, at the last timestep.
        outlines: whether timesteps are drawn where outlines are decided, in the middle: 1000 sigmoid(z) for z standard
            normal (Esser et al. 2024, "Scaling Rectified Flow Transformers", section 3.1).
    """

    steps: int
    shrink: int
    batch: int
    without_picture: float
    outlines: bool = False


Rounds = tuple[tuple[Stage, ...], ...]
"""Stages one after another, in rounds; with each round the learning rate begins anew."""


@dataclass(frozen=True)
class Plan:
    """Settings of a training run; the result depends on nothing else but rounding.

    Attributes:
        folder: the folder of data and checkpoints.
        seed: seed of data, weights, noise and captions.
        rounds: stages one after another; with each round the learning rate begins anew.
        name: name of the checkpoint.
        learning_rate: the highest learning rate.
        workers: number of processes, one core each; 1 on a GPU.
        scenes: number of scenes to draw of each canvas.
        save_every: seconds between checkpoints.
        taught_from: a finished checkpoint to go on from with the attention loss; None trains on denoising alone.
    """

    folder: Path
    seed: int
    rounds: Rounds
    name: str
    learning_rate: float = 1e-3
    workers: int = 1
    taught_from: Path | None = None
    scenes: tuple[int, ...] = COUNTS
    save_every: float = 240

    @property
    def checkpoint(self) -> Path:
        return self.folder / f"{self.name}.pt"

    @property
    def stages(self) -> tuple[Stage, ...]:
        return tuple(stage for stages in self.rounds for stage in stages)

    @property
    def steps(self) -> tuple[int, ...]:
        """Number of steps of each round."""
        return tuple(sum(stage.steps for stage in stages) for stages in self.rounds)

    @property
    def identity(self) -> dict[str, object]:
        """Settings that the result depends on."""
        without = ("folder", "name", "workers", "save_every")
        parts = {name: value for name, value in asdict(self).items() if name not in without}
        parts |= {"rounds": [[list(astuple(stage)) for stage in stages] for stages in self.rounds]}
        parts |= {"steps": sum(self.steps)}
        return parts | {"scenes": list(self.scenes), "drawn_by": source_digest(), "taught_from": self._base()}

    def stage(self, step: int) -> Stage:
        """Return the stage that a step belongs to."""
        ends = accumulate(stage.steps for stage in self.stages)
        return next(stage for stage, end in zip(self.stages, ends, strict=True) if step < end)

    def _base(self) -> str | None:
        return hashlib.sha256(self.taught_from.read_bytes()).hexdigest() if self.taught_from else None


def begin_last_round(plan: Plan, weights: dict[str, Tensor]) -> None:
    """Make a training begin with its last round, from the weights of the earlier ones; a training under way stays as it
    is."""
    if plan.checkpoint.exists():
        return
    done = sum(plan.steps[:-1])
    losses = [math.nan] * done
    parts = {"networks": weights, "ema": weights, "step": done, "losses": losses, "plan": plan.identity}
    torch.save(parts, plan.checkpoint)
