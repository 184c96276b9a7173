"""Sampling of one model, plain and recorded, for programs that measure what recording costs.

Import it with ComfyUI on the import path.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import comfy.sample
import torch
from machine import GPU
from pack import pack
from random_unet import random_conditioning, random_model
from torch import Tensor

from demo_model import tables
from demo_model.sampling import DemoModel

CROSS = {"max_layers": 0, "include_self_attention": False}
"""Settings that record all cross layers."""

clock = time.perf_counter if GPU else time.process_time


def attached(model: Any, on_step: Any = None, **settings: Any) -> tuple[Any, Any]:
    """Return a clone of a MODEL that our recorder records, and the recording that it fills."""
    recording = pack("diffulizer.capture.memory").MemoryRecording(keep=1)
    chosen = pack("diffulizer.settings").CaptureSettings(**settings)
    return pack("nodes.host.attach").attach(model, recording, chosen, on_step), recording


def fill_table(about: str | None, lines: Callable[[int], Iterable[str]], name: str, *, pairs: int) -> None:
    """Run a program that measures pairs: print its table, and write it into docs/benchmarks.md if that is asked for.

    Args:
        about: the program's docstring.
        lines: makes the lines of the table, of so many pairs.
        name: the table's in benchmarks.md.
        pairs: as many, if the command line says nothing else.
    """
    parser = argparse.ArgumentParser(description=about, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pairs", type=int, default=pairs)
    parser.add_argument("--into", type=Path, metavar="FOLDER", help="write the table in benchmarks.md there")
    given = parser.parse_args()
    if not GPU:
        torch.set_num_threads(1)  # threads that wait for one another count as working
    made = list(lines(given.pairs))
    print("\n".join(made))
    if given.into:
        tables.fill(given.into / "benchmarks.md", made, name)


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


def benches() -> Iterator[tuple[str, Bench]]:
    """Yield the demo model and SDXL's layout, each with its name."""
    demo = DemoModel()
    prompts = [demo.clip.encode_from_tokens_scheduled(demo.clip.tokenize(text)) for text in ("a red circle", "")]
    yield "demo model", Bench(32, 20, demo.model, prompts)
    kind: dict[str, Any] = {"narrow": False, "device": "cuda", "dtype": torch.float16} if GPU else {}
    model = random_model("sdxl", **kind)
    yield ("SDXL's layout" if GPU else "SDXL's layout, narrow"), Bench(128 if GPU else 32, 4, model)
