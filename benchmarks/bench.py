"""Sampling of one model, plain and recorded, for programs that measure what recording costs.

Import it with ComfyUI on the import path.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import Any

import comfy.sample
import torch
from machine import GPU
from pack import pack
from random_unet import random_conditioning
from torch import Tensor

CROSS = {"max_layers": 0, "include_self_attention": False}
"""Settings that record all cross layers."""

clock = time.perf_counter if GPU else time.process_time


def attached(model: Any, on_step: Any = None, **settings: Any) -> tuple[Any, Any]:
    """Return a clone of a MODEL that our recorder records, and the recording that it fills."""
    recording = pack("diffulizer.capture.memory").MemoryRecording(keep=1)
    chosen = pack("diffulizer.settings").CaptureSettings(**settings)
    return pack("nodes.host.attach").attach(model, recording, chosen, on_step), recording


class Bench:
    """A model, its prompts (random ones for SDXL's layout if none are given), and one way of sampling it."""

    def __init__(
        self,
        side: int,
        steps: int,
        model: Any,
        prompts: Sequence[Any] = (),
        batch: int = 1,
        *,
        channels: int = 4,
        cfg: float = 7.5,
    ) -> None:
        self.steps = steps
        self.cfg = cfg
        self.model = model
        self.positive, self.negative = prompts or (random_conditioning("sdxl", i) for i in (1, 2))
        self.latent = torch.zeros(batch, channels, side, side)
        self.noise = comfy.sample.prepare_noise(self.latent, 1)

    def sample(self, model: Any) -> tuple[float, Tensor]:
        """Sample once; return (seconds by ``clock``, latent)."""
        start = clock()
        latent = comfy.sample.sample(
            model,
            self.noise,
            self.steps,
            self.cfg,
            "euler",
            "normal",
            self.positive,
            self.negative,
            self.latent,
            disable_pbar=True,
            seed=1,
        )
        if GPU:
            torch.cuda.synchronize()
        return clock() - start, latent
