"""Small summaries of passes and steps: JSON that fits into an event, for panels that watch while a sampler runs."""

from __future__ import annotations

import base64
import io
from collections.abc import Sequence
from typing import Any

import numpy as np
import torch
from PIL import Image
from torch import Tensor
from torch.nn.functional import interpolate

from ..capture.memory import MemoryPass
from ..dataset.layout import FIRST_CONDITION
from ..dataset.model import Labels
from ..dataset.serial import to_json
from ..maths.pooling import Grid
from ..maths.resizing import Area, on_whole_image
from ..metrics.latent import l2_norm
from ..recording import CrossAttention, Step, latent_grid

CELLS = 16
"""Cells along the longer side of a live map."""
MOST_MAP_BYTES = 24 * 1024
"""Largest size of one step's maps before base64, in bytes; longer prompts get coarser maps."""
PICTURE_SIDE = 256
MOST_PICTURE_BYTES = 16 * 1024
QUALITIES = (85, 70, 50, 30)


def pass_summary(target: MemoryPass) -> dict[str, Any]:
    """Describe a pass before its first step: prompts, settings, and the layers that are recorded."""
    sampling, latent = target.sampling, target.initial_latent
    return {
        "steps_planned": sampling.num_steps,
        "sampler": sampling.sampler,
        "scheduler": sampling.scheduler,
        "seed": sampling.seed,
        "cfg_scale": sampling.cfg_scale,
        "model_id": target.model.model_id,
        "batch": latent.shape[0],
        "latent_size": list(latent.shape[-2:]),
        "cross_layers": [layer.name for layer in target.layers if layer.attention_type == "cross"],
        "conditions": [
            {"id": c.id, "polarity": c.polarity, "text": c.prompt.text, **to_json(Labels.of(c.prompt))}
            for c in target.conditions
        ],
    }


def step_summary(step: Step, picture: np.ndarray | None, area: Area | None = None) -> dict[str, Any]:
    """Describe one step of the first image of a batch.

    Args:
        picture: the prediction of the clean image, decoded, uint8 [H, W, 3]; None where it can't be decoded.
        area: the area of the first prompt, or None for the whole image.

    Returns:
        ``step``, ``sigma``, ``timestep``; ``picture``: a JPEG in base64, at most 256 pixels along its longer side;
        ``maps``: {``grid`` [r, c], ``peaks`` [T], ``values``: uint8 [T, r, c] in base64}, the mean over the recorded
        cross-attention layers of the first prompt, on the whole image, each token's map divided by its peak and
        multiplied by 255; null at steps without attention; ``metrics``: the step's numbers, null where one was not
        measured.
    """
    cross = [a for (_, condition), a in step.cross_attention.items() if condition == FIRST_CONDITION]
    entropies = [float(a.entropy[0]) for a in cross]
    finite = [e for e in entropies if np.isfinite(e)]
    return {
        "step": step.index,
        "sigma": step.sigma,
        "timestep": step.timestep,
        "picture": None if picture is None else _jpeg(picture),
        "maps": _maps(cross, area, latent_grid(step)),
        "metrics": {
            "predicted_noise_l2_norm": l2_norm(step.noise[0].float().numpy()),
            "cross_attention_entropy": sum(finite) / len(finite) if finite else None,
        },
    }


def _maps(cross: Sequence[CrossAttention], area: Area | None, latent: Grid) -> dict[str, Any] | None:
    """Average the maps over the layers, after bringing each to one small grid of the image; None without maps."""
    kept = [on_whole_image(a.maps[0].float(), area, latent) for a in cross if a.maps is not None]
    if not kept:
        return None
    grid = live_grid(kept[0].shape[0], *max(m.shape[-2:] for m in kept))
    mean = torch.stack([_resized(m, grid) for m in kept]).mean(0)
    peaks = mean.flatten(1).amax(1)
    levels = (mean / peaks.clamp(min=1e-12)[:, None, None] * 255).round().to(torch.uint8)
    return {
        "grid": list(grid),
        "peaks": [float(f"{peak:.5g}") for peak in peaks],
        "values": base64.b64encode(levels.numpy().tobytes()).decode("ascii"),
    }


def live_grid(tokens: int, rows: int, columns: int) -> tuple[int, int]:
    """Return the grid [r, c] of live maps: at most 16 cells along the longer side, fewer while the maps of all tokens
    together would be too large."""
    cells = min(CELLS, max(rows, columns))
    while True:
        scale = cells / max(rows, columns)
        grid = max(1, round(rows * scale)), max(1, round(columns * scale))
        if tokens * grid[0] * grid[1] <= MOST_MAP_BYTES or cells == 1:
            return grid
        cells //= 2


def _resized(maps: Tensor, grid: tuple[int, int]) -> Tensor:
    """Bring maps [T, r, c] to a grid by the mean over each new cell; the cells of a coarser layer are repeated."""
    return interpolate(maps[None], size=grid, mode="area")[0]


def _jpeg(picture: np.ndarray) -> str:
    image = Image.fromarray(picture)
    image.thumbnail((PICTURE_SIDE, PICTURE_SIDE))
    for quality in QUALITIES:
        buffer = io.BytesIO()
        image.save(buffer, "JPEG", quality=quality)
        if buffer.tell() <= MOST_PICTURE_BYTES:
            break
    return base64.b64encode(buffer.getvalue()).decode("ascii")
