"""Samples a checkpoint with the host's own functions, as its KSampler node does, outside its server."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import torch

from . import host as _host  # noqa: F401 (the import path of what follows)
from .architecture import MODELS
from .drawing import Image
from .loader import load_demo_model

import comfy.sample  # isort: skip
import comfy.utils  # isort: skip


class DemoModel:
    """A loaded checkpoint that turns prompts into pictures.

    Args:
        path: the checkpoint; the repository's own if None.
        kind: one of `architecture.MODELS`.
    """

    def __init__(self, path: Path | None = None, kind: str = MODELS[0]) -> None:
        self.model, self.clip, self.vae = load_demo_model(path, kind)

    def pictures(self, prompt: str, seeds: list[int], **options: Any) -> list[Image]:
        """Draw one picture for each seed, (height, width, 3), RGB in 0..1; ``options`` are those of `latents`."""
        with torch.no_grad():
            images = self.vae.decode(self.latents(prompt, seeds, **options))
        return [np.asarray(image.clamp(0, 1).float().cpu()) for image in images]

    @torch.no_grad()
    def latents(
        self,
        prompt: str,
        seeds: list[int],
        *,
        negative: str = "",
        size: tuple[int, int] = (256, 256),
        steps: int = 20,
        cfg: float = 5.0,
        sampler: str = "euler",
        scheduler: str = "normal",
    ) -> torch.Tensor:
        """Sample latents (seeds, 4, height / 8, width / 8), each from the initial noise that its seed gives a batch of
        one.

        Noise that a sampler adds later ("ancestral") comes from the first seed, for the whole batch.

        Args:
            prompt: the text.
            seeds: seeds of the noise.
            negative: the text of the negative prompt.
            size: width and height in pixels.
            steps: number of steps.
            cfg: guidance scale.
            sampler: the host's name of the sampler.
            scheduler: the host's name of the scheduler.
        """
        empty = torch.zeros(len(seeds), 4, size[1] // 8, size[0] // 8)
        noise = torch.cat([comfy.sample.prepare_noise(empty[:1], seed) for seed in seeds])
        return comfy.sample.sample(
            self.model,
            noise,
            steps,
            cfg,
            sampler,
            scheduler,
            self._encoded(prompt),
            self._encoded(negative),
            empty,
            disable_pbar=True,
            seed=seeds[0],
        )

    def _encoded(self, text: str) -> Any:
        return self.clip.encode_from_tokens_scheduled(self.clip.tokenize(text))
