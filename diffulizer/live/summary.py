"""Small summaries of passes and steps: JSON that fits into an event, for panels that watch while a sampler runs."""

from __future__ import annotations

import base64
import io
from typing import Any

import numpy as np
from PIL import Image

from ..capture.memory import MemoryPass
from ..dataset.layout import FIRST_CONDITION
from ..dataset.model import Labels
from ..dataset.serial import to_json
from ..layers import AttentionLayer
from ..metrics.latent import l2_norm
from ..recording import Step
from .maps import step_effects

PICTURE_SIDE = 256
MOST_PICTURE_BYTES = 16 * 1024
QUALITIES = (85, 70, 50, 30)


def pass_summary(target: MemoryPass, layer: AttentionLayer | None = None) -> dict[str, Any]:
    """Describe a pass: prompts, settings, the layers that are recorded, and what the recording takes at most.

    Args:
        layer: the layer that sees the words most clearly so far.
    """
    sampling, latent = target.sampling, target.initial_latent
    return {
        "steps_planned": sampling.num_steps,
        "sampler": sampling.sampler,
        "scheduler": sampling.scheduler,
        "seed": sampling.seed,
        "cfg_scale": sampling.cfg_scale,
        "model_id": target.model.model_id,
        "prediction": target.model.prediction,
        "batch": latent.shape[0],
        "latent_size": list(latent.shape[-2:]),
        "latent_pixels": target.model.latent_pixels,
        "cross_layers": [x.name for x in target.layers if x.attention_type == "cross"],
        "layer": None if layer is None else layer.name,
        "budget_bytes": target.budget_bytes,
        "edits": to_json(target.edits),
        "effect_words": to_json(target.effect_words),
        "effect_kind": target.effect_kind,
        "conditions": [
            {"id": c.id, "polarity": c.polarity, "text": c.prompt.text, **to_json(Labels.of(c.prompt))}
            for c in target.conditions
        ],
    }


def step_summary(step: Step, picture: np.ndarray | None, maps: dict[str, Any] | None) -> dict[str, Any]:
    """Describe one step of the first image of a batch.

    Args:
        picture: the prediction of the clean image, decoded, uint8 [H, W, 3]; None where it can't be decoded.
        maps: the maps that are shown, see ``step_maps``.

    Returns:
        ``step``, ``sigma``, ``timestep``; ``picture``: a JPEG in base64, at most 256 pixels along its longer side;
        ``maps``; ``effects``, see ``step_effects``; ``metrics``: the step's numbers, null where one was not measured.
    """
    cross = [a for (_, condition), a in step.cross_attention.items() if condition == FIRST_CONDITION]
    entropies = [float(a.entropy[0]) for a in cross]
    finite = [e for e in entropies if np.isfinite(e)]
    return {
        "step": step.index,
        "sigma": step.sigma,
        "timestep": step.timestep,
        "picture": None if picture is None else _jpeg(picture),
        "maps": maps,
        "effects": step_effects(step),
        "metrics": {
            "predicted_noise_l2_norm": l2_norm(step.noise[0].float().numpy()),
            "cross_attention_entropy": sum(finite) / len(finite) if finite else None,
        },
    }


def _jpeg(picture: np.ndarray) -> str:
    image = Image.fromarray(picture)
    image.thumbnail((PICTURE_SIDE, PICTURE_SIDE))
    for quality in QUALITIES:
        buffer = io.BytesIO()
        image.save(buffer, "JPEG", quality=quality)
        if buffer.tell() <= MOST_PICTURE_BYTES:
            break
    return base64.b64encode(buffer.getvalue()).decode("ascii")
