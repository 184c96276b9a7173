"""Training of the transformer, by flow matching alone: no loss ever sees a mask.

The text encoders are the UNet's, already trained, and stay as they are: the same words mean the same to both networks.
The loss is |v - v_theta|^2, with times drawn as in Esser et al. 2024 ("Scaling Rectified Flow Transformers",
section 3.1). What lets the UNet read lets the transformer read too (see `train_diffusion`): very small pictures come
first, with noise that shows nothing of them, half of the samples see no pooled text, and the end token, into which the
encoders write the whole sentence, is there only in half of the full-size steps.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from scipy.special import expit as logistic
from scipy.stats import norm
from torch import Tensor

from . import workers
from .data import Scenes
from .export import restore
from .loader import WEIGHTS
from .networks import TextEncoders, Tokens
from .plans import Plan, Rounds, Stage
from .transformer import Transformer
from .workers import Samples, Task, autocast, draw_samples

TOWARDS_NOISE = 0.5
"""Mean of the logit of the times: somewhat more of the noisy ones. `Stage.outlines` has 0."""

LEARNING_RATE = 1.5e-3
ROUNDS: Rounds = (
    (Stage(950, 4, 64, 1.0), Stage(950, 2, 64, 0.2), Stage(420, 1, 32, 0.1), Stage(1180, 1, 16, 0.1, outlines=True)),
    (Stage(800, 1, 16, 0.1, outlines=True), Stage(900, 2, 32, 0.1), Stage(700, 1, 16, 0.1)),
    (Stage(1000, 2, 32, 0.1), Stage(700, 1, 16, 0.1)),
    (Stage(1000, 2, 32, 0.1), Stage(1500, 1, 16, 0.1)),
)


def plan_of(folder: Path, seed: int = 1, **others: Any) -> Plan:
    """Return the plan of the transformer's training; ``others`` are settings of `Plan`."""
    return Plan(folder, seed, **{"rounds": ROUNDS, "name": "transformer", "learning_rate": LEARNING_RATE, **others})


def train(plan: Plan) -> None:
    """Train to the end, from the checkpoint if there is one.

    Raises:
        ValueError: the folder's checkpoint belongs to another plan, or there are more workers than samples.
    """
    workers.train(plan, _begin)


def text_encoders() -> TextEncoders:
    """Return the trained text encoders of the miniature SDXL."""
    encoders = TextEncoders()
    encoders.load_state_dict({k: v for k, v in restore(WEIGHTS).items() if not k.startswith("unet.")})
    return encoders.requires_grad_(False).eval()


def _begin(plan: Plan, data: list[Scenes], device: torch.device) -> Task:
    network, encoders = Transformer().to(device), text_encoders().to(device)

    def loss(step: int, rank: int, world: int) -> Tensor:
        batch = _batch(data, plan, step, rank, world)
        return batch.share * _loss(network, encoders, batch, device)

    return Task(network, loss)


@dataclass(frozen=True)
class _Batch(Samples):
    """Samples with what the transformer is told of them.

    Attributes:
        shrink: side of the squares of cells over which the latents are averaged.
        time: (n,), 0..1.
        hide_end: whether the end token must not be seen.
        hide_pooled: (n,), True where the pooled text is not given.
    """

    shrink: int
    time: Tensor
    hide_end: bool
    hide_pooled: Tensor


def _batch(data: list[Scenes], plan: Plan, step: int, rank: int, world: int) -> _Batch:
    """Draw this worker's part of the step's samples, which do not depend on the number of workers."""
    rng = np.random.default_rng((plan.seed, 7, step))
    stage, size = plan.stage(step), plan.stage(step).batch
    samples = draw_samples(data, plan, step, rng, rank, world)
    stratified = (rng.permutation(size) + rng.random(size)) / size
    drawn = logistic(norm.ppf(stratified) + (0 if stage.outlines else TOWARDS_NOISE))
    time = np.where(rng.random(size) < stage.without_picture, 1, drawn)
    hide_pooled = torch.from_numpy(rng.random(size) < 0.5)
    return _Batch(
        **vars(samples),
        shrink=stage.shrink,
        time=torch.from_numpy(time.astype(np.float32))[samples.part],
        hide_end=stage.shrink > 1 or bool(rng.random() < 0.5),
        hide_pooled=hide_pooled[samples.part],
    )


def _loss(network: Transformer, encoders: TextEncoders, batch: _Batch, device: torch.device) -> Tensor:
    latents, noise, time = batch.latents.to(device), batch.noise.to(device), batch.time.to(device)
    noisy = torch.lerp(latents, noise, time.view(-1, 1, 1, 1))
    tokens = Tokens(batch.sentences, device, filled=False)
    context, pooled = encoders.encode(tokens)
    pooled = pooled * ~batch.hide_pooled.to(device)[:, None]
    places = torch.arange(context.shape[1], device=device)
    seen = places < (tokens.end + (not batch.hide_end))[:, None]
    with autocast(device):
        predicted = network(noisy, time, context, pooled, seen, batch.shrink)
    return (predicted.float() - (noise - latents)).square().mean()
