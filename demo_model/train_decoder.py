"""Training of the autoencoder's decoder: from clean latents with a little noise back to the picture.

The noise (standard deviation up to 0.2) makes the decoder tolerate noise that the UNet leaves. The loss is the mean
absolute error of colours, and of their differences between neighbours, which keeps edges sharp.
"""

from __future__ import annotations

from pathlib import Path

import torch
from torch import Tensor, nn
from tqdm import tqdm

from . import host as _host  # noqa: F401 (the import path of what follows)

from .autoencoder import decoder  # isort: skip
from .data import source_digest, training_scene
from .latents import encode
from .trainer import Schedule, Trainer, finished
from .workers import autocast

PICTURES = 1500
BATCH = 8
SAVE_EVERY = 60
"""Time between checkpoints, in seconds."""

PATCH = 12
"""Side of a training patch in latents."""

MARGIN = 16
"""Width, in pixels, of the strip along a patch's cut sides that is not judged, because the decoder can't see beyond
them."""
NOISE = 0.2


def train_decoder(checkpoint: Path, seed: int, steps: int) -> None:
    """Train to the end, from the checkpoint if there is one.

    Raises:
        ValueError: the checkpoint belongs to another plan.
    """
    plan: dict[str, object] = {"seed": seed, "steps": steps, "pictures": PICTURES, "drawn_by": source_digest()}
    if finished(checkpoint, plan):
        return
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    torch.manual_seed(seed)
    network = _initialised().to(device)
    pictures = _pictures(seed)

    def loss_of(step: int) -> Tensor:
        chance = torch.Generator().manual_seed(seed * 10**6 + step)
        latents, wanted, judged = (part.to(device) for part in _patches(pictures, chance))
        with autocast(device):
            predicted = network(latents)
        return _loss((predicted.float() - wanted) * judged)

    schedule = Schedule(
        (steps,), 2e-3, warm_up=50, weight_decay=0.0, ema_decay=0.995, max_grad_norm=0.5, save_every=SAVE_EVERY
    )
    Trainer(network, checkpoint, schedule, plan).run(loss_of)


def _pictures(seed: int) -> list[tuple[Tensor, Tensor]]:
    """Return latents (4, h, w) and pictures (3, 8 h, 8 w) of the training set's first scenes."""
    rows = []
    for index in tqdm(range(PICTURES), "drawing pictures"):
        image = torch.from_numpy(training_scene(seed, 0, index)[1])
        rows.append((encode(image[None])[0], image.movedim(-1, 0)))
    return rows


def _patches(pictures: list[tuple[Tensor, Tensor]], chance: torch.Generator) -> tuple[Tensor, Tensor, Tensor]:
    """Return latents with noise, their pictures, and a mask of the pixels that are judged.

    Half of the patches are anywhere, often at the borders, and the others in the middle, where things are.
    """
    latents, wanted = [], []
    judged = torch.zeros(BATCH, 1, PATCH * 8, PATCH * 8)
    for number, index in enumerate(torch.randint(len(pictures), (BATCH,), generator=chance).tolist()):
        latent, picture = pictures[index]
        last = latent.shape[-1] - PATCH
        low, high = (-4, last + 4) if number % 2 else (last // 4, 3 * last // 4)
        top, left = torch.randint(low, high + 1, (2,), generator=chance).clamp(0, last).tolist()
        latents.append(latent[:, top : top + PATCH, left : left + PATCH])
        wanted.append(picture[:, top * 8 : (top + PATCH) * 8, left * 8 : (left + PATCH) * 8])
        judged[number, :, _uncut(top, last), _uncut(left, last)] = 1
    clean = torch.stack(latents)
    noise = torch.randn(clean.shape, generator=chance) * torch.rand(BATCH, 1, 1, 1, generator=chance) * NOISE
    return clean + noise, torch.stack(wanted), judged


def _uncut(start: int, last: int) -> slice:
    """Return the pixels of a patch away from its cut sides; the picture's own border is no cut."""
    return slice(0 if start == 0 else MARGIN, PATCH * 8 - (0 if start == last else MARGIN))


def _loss(error: Tensor) -> Tensor:
    slopes = error.diff(dim=-1).abs().mean() + error.diff(dim=-2).abs().mean()
    return error.abs().mean() + 2 * error.square().mean() + slopes


def _initialised() -> nn.Sequential:
    network = decoder()
    for part in network.modules():
        if isinstance(part, nn.Conv2d):
            nn.init.kaiming_normal_(part.weight, nonlinearity="relu")
            if part.bias is not None:
                nn.init.zeros_(part.bias)
    with torch.no_grad():
        for name, weight in network.named_parameters():
            if name.endswith("conv.4.weight"):
                weight.mul_(0.3)  # blocks start near the identity
        network[-1].weight.mul_(0.2)
        network[-1].bias.fill_(0.5)
    return network
