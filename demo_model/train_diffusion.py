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

import hashlib
import math
import tempfile
from dataclasses import asdict, astuple, dataclass
from itertools import accumulate
from pathlib import Path

import numpy as np
import torch
import torch.distributed as dist
import torch.multiprocessing
import torch.nn.functional as F
from scipy.special import expit as logistic
from scipy.stats import norm
from torch import Tensor

from .captions import draw_caption, phrases
from .data import COUNTS, Scenes, source_digest, training_set
from .drawing import masks
from .networks import Networks, Tokens, plain_attention, sigmas
from .scenes import CANVASES, Scene
from .trainer import Schedule, Trainer, finished

CANVAS_CHANCES = (0.76, 0.12, 0.12)
TOWARDS_NOISE = 0.7
"""Exponent of the timesteps, 1000 u^this for u uniform in 0..1: somewhat more of the noisy ones. `Stage.outlines` has
its own."""

ATTENTION_LOSS_WEIGHT = 0.1


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

ROUNDS: Rounds = (
    (Stage(1500, 4, 64, 1.0), Stage(1400, 2, 64, 0.15), Stage(2300, 1, 32, 0.05)),
    (Stage(2900, 1, 32, 0.1),),
    (Stage(4000, 1, 32, 0.1, outlines=True),),
)


@dataclass(frozen=True)
class Plan:
    """Settings of a training run; the result depends on nothing else but rounding.

    Attributes:
        folder: the folder of data and checkpoints.
        seed: seed of data, weights, noise and captions.
        rounds: stages one after another; with each round the learning rate begins anew.
        learning_rate: the highest learning rate.
        workers: number of processes, one core each; 1 on a GPU.
        scenes: number of scenes to draw of each canvas.
        save_every: seconds between checkpoints.
        taught_from: a finished checkpoint to go on from with the attention loss; None trains on denoising alone.
    """

    folder: Path
    seed: int = 1
    rounds: Rounds = ROUNDS
    learning_rate: float = 1e-3
    workers: int = 1
    taught_from: Path | None = None
    scenes: tuple[int, ...] = COUNTS
    save_every: float = 240

    @property
    def checkpoint(self) -> Path:
        return self.folder / ("taught.pt" if self.taught_from else "diffusion.pt")

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
        parts = {name: value for name, value in asdict(self).items() if name not in ("folder", "workers", "save_every")}
        parts |= {"rounds": [[list(astuple(stage)) for stage in stages] for stages in self.rounds]}
        parts |= {"steps": sum(self.steps)}
        return parts | {"scenes": list(self.scenes), "drawn_by": source_digest(), "taught_from": self._base()}

    def stage(self, step: int) -> Stage:
        """Return the stage that a step belongs to."""
        ends = accumulate(stage.steps for stage in self.stages)
        return next(stage for stage, end in zip(self.stages, ends, strict=True) if step < end)

    def _base(self) -> str | None:
        return hashlib.sha256(self.taught_from.read_bytes()).hexdigest() if self.taught_from else None


def train(plan: Plan) -> None:
    """Train to the end, from the checkpoint if there is one.

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
        _worker(0, plan, 1, "")
    else:
        with tempfile.TemporaryDirectory() as folder:
            meeting = (Path(folder) / "meeting").as_uri()
            # daemons end with this process, however it ends
            torch.multiprocessing.spawn(_worker, (plan, plan.workers, meeting), plan.workers, daemon=True)


def begin_last_round(plan: Plan, weights: dict[str, Tensor]) -> None:
    """Make a training begin with its last round, from the weights of the earlier ones; a training under way stays as it
    is."""
    if plan.checkpoint.exists():
        return
    done = sum(plan.steps[:-1])
    losses = [math.nan] * done
    parts = {"networks": weights, "ema": weights, "step": done, "losses": losses, "plan": plan.identity}
    torch.save(parts, plan.checkpoint)


def _worker(rank: int, plan: Plan, world: int, meeting: str) -> None:
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    if world > 1:
        torch.set_num_threads(1)
        dist.init_process_group("gloo", meeting, rank=rank, world_size=world)
    data = training_set(plan.folder, plan.seed, 1, plan.scenes)
    torch.manual_seed(plan.seed)
    networks = Networks().to(device)
    if plan.taught_from:
        networks.load_state_dict(torch.load(plan.taught_from, map_location=device, weights_only=True)["ema"])
    schedule = Schedule(
        plan.steps,
        plan.learning_rate,
        warm_up=60,
        weight_decay=0.01,
        ema_decay=0.999,
        max_grad_norm=1.0,
        save_every=plan.save_every,
    )

    def loss_of(step: int) -> Tensor:
        batch = _batch(data, plan, step, rank, world)
        return batch.share * world * _loss(networks, batch, device, taught=plan.taught_from is not None)

    trainer = Trainer(
        networks, plan.checkpoint, schedule, plan.identity, leads=rank == 0, slow=networks.copying_parameters()
    )
    trainer.run(loss_of, lambda: _share_gradients(networks, world))
    if world > 1:
        dist.destroy_process_group()


@dataclass(frozen=True)
class _Batch:
    """A worker's part of the n samples of a step.

    Attributes:
        share: fraction of the step's samples, 0..1.
        scenes: n scenes, the contents of the pictures.
        latents: (n, 4, height, width), clean.
        noise: like ``latents``, standard normal.
        timestep: (n,), 0..999.
        sentences: n captions.
        size_conditioning: (n, 6): height, width, crop top, crop left, target height, target width, in pixels.
        without_picture: (n,), True where the sample is noise alone.
        hide_end: whether cross-attention must not see the end token and what follows.
        hide_pooled: (n,), True where the pooled text is not given.
    """

    share: float
    scenes: list[Scene]
    latents: Tensor
    noise: Tensor
    timestep: Tensor
    sentences: list[str]
    size_conditioning: Tensor
    without_picture: Tensor
    hide_end: bool
    hide_pooled: Tensor


def _batch(data: list[Scenes], plan: Plan, step: int, rank: int, world: int) -> _Batch:
    """Draw this worker's part of the step's samples, which do not depend on the number of workers."""
    rng = np.random.default_rng((plan.seed, 7, step))
    stage = plan.stage(step)
    shrink, size = stage.shrink, stage.batch
    canvas = int(rng.choice(len(data), p=CANVAS_CHANCES))
    width, height = (side // shrink for side in CANVASES[canvas])
    chosen = rng.integers(0, len(data[canvas].scenes), size)
    captions = [draw_caption(data[canvas].scenes[i], rng) for i in chosen]
    sizes = np.tile([height, width, 0, 0, height, width], (size, 1)).astype(np.float32)
    other = rng.random(size) < 0.1  # so that the network knows every size that a user chooses
    sizes[other] = rng.integers(2, 13, (int(other.sum()), 6)) * 64
    stratified = (rng.permutation(size) + rng.random(size)) / size
    without_picture = rng.random(size) < stage.without_picture
    drawn = logistic(norm.ppf(stratified)) if stage.outlines else stratified**TOWARDS_NOISE
    timestep = np.where(without_picture, 999, 1000 * drawn).clip(0, 999)
    hide_pooled = torch.from_numpy(rng.random(size) < 0.5)
    hide_end = shrink > 1 or bool(rng.random() < 0.5)
    chance = torch.Generator().manual_seed(plan.seed * 10**6 + step)
    noise = torch.randn(size, 4, height // 8, width // 8, generator=chance)
    part = slice(rank * size // world, (rank + 1) * size // world)
    return _Batch(
        share=(part.stop - part.start) / size,
        scenes=[data[canvas].scenes[i] for i in chosen[part]],
        latents=F.avg_pool2d(data[canvas].latents[chosen[part]].float(), shrink),
        noise=noise[part],
        timestep=torch.from_numpy(timestep.astype(np.int64))[part],
        sentences=captions[part],
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
    with torch.autocast(device.type, dtype=torch.bfloat16):
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


def _share_gradients(networks: Networks, world: int) -> None:
    """Average the gradients over the workers."""
    if world == 1:
        return
    gradients = [p.grad for p in networks.parameters() if p.grad is not None]
    flat = torch.cat([g.flatten() for g in gradients])
    dist.all_reduce(flat)
    for gradient, shared in zip(gradients, flat.div_(world).split([g.numel() for g in gradients]), strict=True):
        gradient.copy_(shared.view_as(gradient))
