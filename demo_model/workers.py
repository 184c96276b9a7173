"""Training in one process or several that share each step's samples, and the samples of a step."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
import torch.distributed as dist
import torch.multiprocessing
import torch.nn.functional as F
from torch import Tensor, nn

from .captions import draw_caption
from .data import Scenes, training_set
from .plans import Plan
from .scenes import CANVASES, Scene
from .trainer import Schedule, Trainer, finished

CANVAS_CHANCES = (0.76, 0.12, 0.12)


@dataclass(frozen=True)
class Task:
    """What is trained.

    Attributes:
        networks: with their initial weights.
        loss: returns, for the number of a step, of a worker and of workers, what this worker adds to the step's loss.
        slow: parameters with a fifth of the learning rate.
    """

    networks: nn.Module
    loss: Callable[[int, int, int], Tensor]
    slow: Sequence[nn.Parameter] = ()


Begin = Callable[[Plan, list[Scenes], torch.device], Task]
"""Returns what a plan trains, from its scenes, on a device."""


@dataclass(frozen=True)
class Samples:
    """A worker's part of the n samples of a step.

    Attributes:
        part: which of the step's samples they are.
        share: fraction of the step's samples, 0..1.
        scenes: n scenes, the contents of the pictures.
        latents: (n, 4, height, width), clean.
        noise: like ``latents``, standard normal.
        sentences: n captions.
    """

    part: slice
    share: float
    scenes: list[Scene]
    latents: Tensor
    noise: Tensor
    sentences: list[str]


def draw_samples(data: list[Scenes], plan: Plan, step: int, rng: np.random.Generator, rank: int, world: int) -> Samples:
    """Draw this worker's part of the step's samples, which do not depend on the number of workers."""
    stage = plan.stage(step)
    shrink, size = stage.shrink, stage.batch
    canvas = int(rng.choice(len(data), p=CANVAS_CHANCES))
    width, height = (side // shrink // 8 for side in CANVASES[canvas])
    chosen = rng.integers(0, len(data[canvas].scenes), size)
    captions = [draw_caption(data[canvas].scenes[i], rng) for i in chosen]
    chance = torch.Generator().manual_seed(plan.seed * 10**6 + step)
    noise = torch.randn(size, 4, height, width, generator=chance)
    part = slice(rank * size // world, (rank + 1) * size // world)
    return Samples(
        part=part,
        share=(part.stop - part.start) / size,
        scenes=[data[canvas].scenes[i] for i in chosen[part]],
        latents=F.avg_pool2d(data[canvas].latents[chosen[part]].float(), shrink),
        noise=noise[part],
        sentences=captions[part],
    )


def autocast(device: torch.device) -> torch.autocast:
    """Return the context in which networks compute in bfloat16, if the device can: a CPU without AVX-512 takes eight
    times as long in it as in float32."""
    capable = device.type != "cpu" or "AVX512" in torch.backends.cpu.get_cpu_capability()
    return torch.autocast(device.type, dtype=torch.bfloat16, enabled=capable)


def train(plan: Plan, begin: Begin) -> None:
    """Train to the end, from the checkpoint if there is one.

    Args:
        plan: the plan.
        begin: a function of a module, called once in each process.

    Raises:
        ValueError: the folder's checkpoint belongs to another plan, or there are more workers than samples.
    """
    smallest = min(stage.batch for stage in plan.stages)
    if plan.workers > smallest:
        raise ValueError(f"workers is {plan.workers}, more than the batch of {smallest} that they share: take fewer.")
    if finished(plan.checkpoint, plan.identity):
        return
    training_set(plan.folder, plan.seed, plan.workers, plan.scenes)  # drawn once, before the workers start
    if torch.cuda.is_available() or plan.workers == 1:
        _worker(0, plan, begin, 1, "")
    else:
        with tempfile.TemporaryDirectory() as folder:
            meeting = (Path(folder) / "meeting").as_uri()
            # daemons end with this process, however it ends
            torch.multiprocessing.spawn(_worker, (plan, begin, plan.workers, meeting), plan.workers, daemon=True)


def _worker(rank: int, plan: Plan, begin: Begin, world: int, meeting: str) -> None:
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    if world > 1:
        torch.set_num_threads(1)
        dist.init_process_group("gloo", meeting, rank=rank, world_size=world)
    data = training_set(plan.folder, plan.seed, 1, plan.scenes)
    torch.manual_seed(plan.seed)
    task = begin(plan, data, device)
    schedule = Schedule(
        plan.steps,
        plan.learning_rate,
        warm_up=60,
        weight_decay=0.01,
        ema_decay=0.999,
        max_grad_norm=1.0,
        save_every=plan.save_every,
    )
    trainer = Trainer(task.networks, plan.checkpoint, schedule, plan.identity, leads=rank == 0, slow=task.slow)
    trainer.run(lambda step: world * task.loss(step, rank, world), lambda: _share_gradients(task.networks, world))
    if world > 1:
        dist.destroy_process_group()


def _share_gradients(networks: nn.Module, world: int) -> None:
    """Average the gradients over the workers."""
    if world == 1:
        return
    gradients = [p.grad for p in networks.parameters() if p.grad is not None]
    flat = torch.cat([g.flatten() for g in gradients])
    dist.all_reduce(flat)
    for gradient, shared in zip(gradients, flat.div_(world).split([g.numel() for g in gradients]), strict=True):
        gradient.copy_(shared.view_as(gradient))
