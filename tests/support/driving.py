"""A recorder driven by hand, as a sampler and a network drive it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import torch
from torch import Tensor

from diffulizer.capture import AttentionCall, Chunk, PassRecorder
from diffulizer.capture.memory import MemoryPass
from diffulizer.layers import AttentionLayer
from diffulizer.prompts import EncodedPrompt, positional_table
from diffulizer.recording import Condition, ModelInfo, SamplingInfo, Step
from diffulizer.settings import CaptureSettings

TOKENS = 5
GRID = (4, 4)
SCHEDULE = (8.0, 4.0, 2.0, 0.0)


def make_layers() -> list[AttentionLayer]:
    base = AttentionLayer(
        "layer_0", "middle_block.1.transformer_blocks.0.attn1", "mid", "self", ("middle", 0), 0, 2, level=1
    )
    return [base, replace(base, id="layer_1", name=base.name[:-1] + "2", attention_type="cross")]


def make_pass(settings: CaptureSettings | None = None, schedule: Sequence[float] = SCHEDULE) -> MemoryPass:
    steps = len(schedule) - 1
    return MemoryPass(
        settings=settings or CaptureSettings(),
        model=ModelInfo("demo", "sdxl", "epsilon", "cpu", "float32"),
        sampling=SamplingInfo("euler", "normal", 1, 5.0, 1.0, tuple(schedule), steps, 0, steps),
        layers=make_layers(),
        conditions=[],
        initial_latent=torch.zeros(1, 4, 8, 8),
    )


class Driver:
    """Plays sampler and network: every evaluation has a latent, a prediction and attention of its own."""

    def __init__(self, target: MemoryPass, folder: Path | None = None) -> None:
        self.seen: list[Step] = []
        self.recorder = PassRecorder(target, lambda sigma: int(sigma * 100), self.seen.append, folder)
        prompt = EncodedPrompt(positional_table(TOKENS), None, "position", "a test")
        self.plan = self.recorder.set_conditions(
            [Condition("c0", "positive", prompt), Condition("c1", "negative", prompt)]
        )
        self.target = target
        self.count = 0

    def evaluate(self, sigma: float, *, broken: bool = False, copies: int = 1) -> tuple[Tensor, Tensor]:
        self.count += 1
        generator = torch.Generator().manual_seed(self.count)
        x, x0 = (torch.randn(1, 4, 8, 8, generator=generator) for _ in range(2))
        self.recorder.begin(x, torch.tensor([sigma]))
        self.recorder.network_called(["c1", "c0"])
        if self.recorder.wants_attention:
            for layer in make_layers():
                q = torch.randn(2, 2, 16, 4, generator=generator)
                k = torch.randn(2, 2, 16 if layer.attention_type == "self" else copies * TOKENS, 4, generator=generator)
                if broken:
                    q[0, 0, 0, 0] = torch.nan
                self.recorder.attention(
                    AttentionCall(layer, q, k, grid=GRID, chunks=[Chunk("c1", copies), Chunk("c0", copies)])
                )
        self.recorder.predictions(x0 + 1, x0 - 1)
        self.recorder.end(x0)
        return x, x0

    def sample(self) -> MemoryPass:
        """A whole pass along its schedule, one evaluation a step."""
        for sigma in self.target.sampling.schedule[:-1]:
            self.recorder.step(self.evaluate(sigma)[1])
        self.recorder.close(torch.zeros(1, 4, 8, 8))
        return self.target
