"""Measure what recording joint attention costs at true width: a few blocks of Flux, SD 3.5 and Z-Image at 1024 pixels.

    python benchmarks/joint.py --into docs

A whole network of that size takes too long on a CPU. These have a block or two, of the true width, with the true
numbers of tokens. One step is sampled, recorded and not, in alternating order. The cost of a recorded layer and the
time of a block give the cost of default settings (12 layers) for all blocks. On a CPU the processor's time on one
thread is measured. Run it with the Python of the environment that `python3 dev.py env` prints.
"""

from __future__ import annotations

import statistics
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from tqdm import tqdm

ROOT = Path(__file__).resolve().parent.parent
sys.path.append(str(ROOT))  # last: our nodes/ must not hide the host's module of that name

from demo_model import host as _host  # noqa: E402, F401, I001 (the import path of what follows)
from bench import Bench, attached, fill_table  # noqa: E402
from machine import GPU, machine  # noqa: E402
from random_transformers import TRANSFORMERS, random_prompt, random_transformer  # noqa: E402

LAYERS = 12
"""Layers that default settings record: half of them to the text, half of the picture to itself."""
SIDE = 128
"""Side of the latent of 1024 pixels."""


@dataclass(frozen=True)
class Wide:
    """A network of true width with few blocks.

    Attributes:
        family: its family in `TRANSFORMERS`.
        layout: the arguments that differ from those of the tiny one.
        blocks: how many blocks it has, and how many the whole network has.
        tokens: number of tokens of its prompt.
        text, pooled: widths of its prompts.
    """

    family: str
    layout: dict[str, Any]
    blocks: tuple[int, int]
    tokens: int
    text: int
    pooled: int = 24


WIDE = {
    "Flux.1": Wide(
        "flux",
        {"hidden_size": 3072, "num_heads": 24, "axes_dim": [16, 56, 56], "depth": 1, "depth_single_blocks": 1},
        (2, 57),
        512,
        4096,
        768,
    ),
    "SD 3.5 large": Wide(
        "sd3", {"depth": 38, "num_blocks": 1, "x_block_self_attn_layers": []}, (1, 38), 154, 4096, 2048
    ),
    "Z-Image": Wide(
        "zimage",
        {"dim": 3840, "n_heads": 30, "axes_dims": [32, 48, 48], "n_layers": 2, "n_refiner_layers": 0},
        (2, 30),
        64,
        2560,
    ),
}


def rows(name: str, wide: Wide, pairs: int) -> Iterator[str]:
    """Yield the lines of the table for a network."""
    where: dict[str, Any] = {"device": "cuda", "dtype": torch.bfloat16} if GPU else {}
    model = random_transformer(wide.family, text=wide.text, pooled=wide.pooled, changed=wide.layout, **where)
    prompts = [random_prompt(wide.family, seed, wide.tokens, text=wide.text, pooled=wide.pooled) for seed in (1, 2)]
    bench = Bench(SIDE, 1, model, prompts, channels=TRANSFORMERS[wide.family].channels, cfg=1.0)
    recorded, recording = attached(model, max_layers=0)
    layers, blocks, plain, costs = 0, [], None, []
    for turn in tqdm(range(pairs + 1), name):  # the first one warms up
        both = [bench.sample(one) for one in ((model, recorded) if turn % 2 else (recorded, model))]
        (before, plain), (after, latent) = both if turn % 2 else both[::-1]
        if not torch.equal(plain, latent):
            raise RuntimeError("the picture changed")
        layers = len(recording.passes[-1].layers)
        blocks.append(before / wide.blocks[0])
        costs.append((after - before) / layers)
    if layers != 2 * wide.blocks[0]:
        raise RuntimeError(f"{layers} layers of {2 * wide.blocks[0]} were recorded")
    ratios = [1 + LAYERS * cost / (wide.blocks[1] * block) for cost, block in zip(costs[1:], blocks[1:], strict=True)]
    median, low, high = statistics.median(ratios), min(ratios), max(ratios)
    share = statistics.median(cost / block for cost, block in zip(costs[1:], blocks[1:], strict=True))
    few, whole = wide.blocks
    tokens = wide.tokens + (SIDE // 2) ** 2
    yield f"| {name} | {few} of {whole} | {tokens} | {share:.2f} | {median:.3f} | {low:.3f} to {high:.3f} |"


def lines(pairs: int) -> Iterator[str]:
    """Yield the lines of the table."""
    yield f"{machine()}; {'bfloat16' if GPU else 'float32'}, 1024 x 1024 pixels, one prompt."
    yield ""
    yield "| network | blocks | tokens | recorded layer : block | a step with 12 layers : plain | lowest to highest |"
    yield "| --- | --- | --: | --: | --: | --: |"
    for name, wide in WIDE.items():
        yield from rows(name, wide, pairs)


if __name__ == "__main__":
    fill_table(__doc__, lines, "joint", pairs=3)
