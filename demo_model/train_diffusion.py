"""Training of the UNet and both text encoders, on the denoising loss alone: no loss ever sees a mask.

The loss is |eps - eps_theta|^2 weighted by 1 + sigma^2, which is the v-prediction loss (Salimans and Ho 2022, section
4). The weight matters, because a loss that is small at high noise learns too little of what only the text tells there.

A sampler begins with pure noise, but the noisiest sample of SDXL's schedule still shows its picture (Lin et al. 2024,
"Common Diffusion Noise Schedules and Sample Steps are Flawed"): a network that sees only such samples finds out which
things are in a picture, and never needs to read which colour belongs to which of them, or where it stands. So some
samples are what a sampler begins with: noise without a picture at the last timestep. The whole first stage consists of
them, on very small pictures, where the network learns to read a layout in minutes.

Two habits let each word carry its own meaning, in addition to captions that leave words out: half of the samples see
no pooled text, and cross-attention sees the end token and the padding after it only in half of the full-size steps.
A causal text encoder writes the whole sentence into those, and a UNet that reads only them has no use for words.

The taught checkpoint, another file, is the one exception. It gets a few hundred more steps from the finished one, with
a gentle loss that draws each object word's map to its thing's mask (`attention_loss`).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
import torch.nn.functional as F
from scipy.special import expit as logistic
from scipy.stats import norm
from torch import Tensor

from . import workers
from .captions import phrases
from .data import Scenes
from .drawing import masks
from .networks import Networks, Tokens, plain_attention, sigmas
from .plans import Plan, Rounds, Stage
from .scenes import Scene
from .workers import Samples, Task, autocast, draw_samples

TOWARDS_NOISE = 0.7
"""Exponent of the timesteps, 1000 u^this for u uniform in 0..1: somewhat more of the noisy ones. `Stage.outlines` has
its own."""

ATTENTION_LOSS_WEIGHT = 0.1


ROUNDS: Rounds = (
    (Stage(1500, 4, 64, 1.0), Stage(1400, 2, 64, 0.15), Stage(2300, 1, 32, 0.05)),
    (Stage(2900, 1, 32, 0.1),),
    (Stage(4000, 1, 32, 0.1, outlines=True),),
)


def plan_of(folder: Path, seed: int = 1, **others: Any) -> Plan:
    """Return the plan of the UNet's training; ``others`` are settings of `Plan`."""
    return Plan(folder, seed, **{"rounds": ROUNDS, "name": "diffusion", **others})


def train(plan: Plan) -> None:
    """Train to the end, from the checkpoint if there is one.

    Raises:
        ValueError: the folder's checkpoint belongs to another plan, or there are more workers than samples.
    """
    workers.train(plan, _begin)


def _begin(plan: Plan, data: list[Scenes], device: torch.device) -> Task:
    networks = Networks().to(device)
    if plan.taught_from:
        networks.load_state_dict(torch.load(plan.taught_from, map_location=device, weights_only=True)["ema"])

    def loss(step: int, rank: int, world: int) -> Tensor:
        batch = _batch(data, plan, step, rank, world)
        return batch.share * _loss(networks, batch, device, taught=plan.taught_from is not None)

    return Task(networks, loss, networks.copying_parameters())


@dataclass(frozen=True)
class _Batch(Samples):
    """Samples with what the UNet is told of them.

    Attributes:
        timestep: (n,), 0..999.
        size_conditioning: (n, 6): height, width, crop top, crop left, target height, target width, in pixels.
        without_picture: (n,), True where the sample is noise alone.
        hide_end: whether cross-attention must not see the end token and what follows.
        hide_pooled: (n,), True where the pooled text is not given.
    """

    timestep: Tensor
    size_conditioning: Tensor
    without_picture: Tensor
    hide_end: bool
    hide_pooled: Tensor


def _batch(data: list[Scenes], plan: Plan, step: int, rank: int, world: int) -> _Batch:
    """Draw this worker's part of the step's samples, which do not depend on the number of workers."""
    rng = np.random.default_rng((plan.seed, 7, step))
    stage, size = plan.stage(step), plan.stage(step).batch
    samples = draw_samples(data, plan, step, rng, rank, world)
    height, width = (8 * side for side in samples.latents.shape[2:])
    sizes = np.tile([height, width, 0, 0, height, width], (size, 1)).astype(np.float32)
    other = rng.random(size) < 0.1  # so that the network knows every size that a user chooses
    sizes[other] = rng.integers(2, 13, (int(other.sum()), 6)) * 64
    stratified = (rng.permutation(size) + rng.random(size)) / size
    without_picture = rng.random(size) < stage.without_picture
    drawn = logistic(norm.ppf(stratified)) if stage.outlines else stratified**TOWARDS_NOISE
    timestep = np.where(without_picture, 999, 1000 * drawn).clip(0, 999)
    hide_pooled = torch.from_numpy(rng.random(size) < 0.5)
    hide_end = stage.shrink > 1 or bool(rng.random() < 0.5)
    part = samples.part
    return _Batch(
        **vars(samples),
        timestep=torch.from_numpy(timestep.astype(np.int64))[part],
        size_conditioning=torch.from_numpy(sizes)[part],
        without_picture=torch.from_numpy(without_picture)[part],
        hide_end=hide_end,
        hide_pooled=hide_pooled[part],
    )


def _loss(networks: Networks, batch: _Batch, device: torch.device, *, taught: bool) -> Tensor:
    timestep = batch.timestep.to(device)
    sigma = sigmas().to(device)[timestep].view(-1, 1, 1, 1)
    latents, noise = batch.latents.to(device), batch.noise.to(device)
    shown = latents.where(~batch.without_picture.to(device).view(-1, 1, 1, 1), 0)
    noisy = shown + sigma * noise
    wanted = (noisy - latents) / sigma  # the noise, wherever the picture is shown
    maps: list[Tensor] = []
    with autocast(device):
        tokens = Tokens(batch.sentences, device, filled=not batch.hide_end)
        context, pooled = networks.encode(tokens)
        pooled = pooled * ~batch.hide_pooled.to(device)[:, None]
        tail = torch.arange(context.shape[1], device=device) >= tokens.end[:, None]
        attention = plain_attention(tail if batch.hide_end else None, maps if taught else None)
        predicted = networks.predict(
            noisy / (1 + sigma**2).sqrt(),
            timestep.float(),
            context,
            pooled,
            batch.size_conditioning.to(device),
            attention,
        )
    loss = ((1 + sigma**2) * (predicted.float() - wanted) ** 2).mean()
    if taught:
        loss = loss + ATTENTION_LOSS_WEIGHT * attention_loss(maps, batch.scenes, batch.sentences)
    return loss


def attention_loss(maps: list[Tensor], scenes: list[Scene], sentences: list[str]) -> Tensor:
    """Return the distance of the maps of colour and shape words from their things.

    It is the Kullback-Leibler divergence of the uniform distribution over the thing's mask from the word's map,
    normalised over positions: KL(mask || map) in nats, mean over words and layers.

    Args:
        maps: map of each cross-attention, (batch, positions, tokens).
        scenes: the contents of the pictures.
        sentences: the captions of the pictures.
    """
    words, targets = [], []
    for item, (scene, sentence) in enumerate(zip(scenes, sentences, strict=True)):
        named = phrases(sentence)
        if not named:
            continue
        covers = torch.from_numpy(masks(scene)).to(maps[0].device)
        for phrase in named:
            for place in (phrase.noun, phrase.colour):
                if place is not None:
                    words.append((item, place + 1))  # after the start token
                    targets.append(covers[phrase.thing])
    if not words:
        return maps[0].sum() * 0
    items, places = torch.tensor(words, device=maps[0].device).T
    cover = torch.stack(targets)[:, None]
    height, width = cover.shape[-2:]
    total = maps[0].new_zeros(())
    for layer in maps:
        side = math.isqrt(height * width // layer.shape[1])
        wanted = F.avg_pool2d(cover, side).flatten(1)
        wanted = wanted / wanted.sum(1, keepdim=True).clamp(min=1e-6)
        seen = layer[items, :, places]
        seen = seen / seen.sum(1, keepdim=True).clamp(min=1e-8)
        total = total + (wanted * ((wanted + 1e-8).log() - (seen + 1e-6).log())).sum(1).mean()
    return total / len(maps)
