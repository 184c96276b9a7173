"""Record SDXL's UNet at its true width (2.6 billion random weights in bfloat16), at a small latent.

    python benchmarks/full_width.py

It proves what a narrow model can't: names and counts of all layers, heads, and memory. It needs 10 GB of memory and
ends with an error if a layer is missing, if the picture changes, or if the recording differs from its estimated size.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from pathlib import Path

import torch

sys.path.append(str(Path(__file__).resolve().parent.parent))  # last: our nodes/ must not hide the host's module

from demo_model import host as _host  # noqa: F401, I001 (the import path of what follows)
from machine import MIB, peak
from pack import pack
from random_unet import FAMILIES, random_model
from bench import Bench, attached


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--side", type=int, default=32, help="of the latent")
    parser.add_argument("--steps", type=int, default=2)
    given = parser.parse_args()
    bench = Bench(given.side, given.steps, random_model("sdxl", narrow=False, dtype=torch.bfloat16))
    network = bench.model.model.diffusion_model
    print(f"{sum(p.numel() for p in network.parameters()) / 1e9:.2f} billion weights, {network.dtype}")
    with peak() as memory:
        before, plain = bench.sample(bench.model)
    without = memory()
    model, recording = attached(bench.model, max_layers=0)
    with peak() as memory:
        after, latent = bench.sample(model)
    if not torch.equal(plain, latent):
        raise RuntimeError("the picture changed")
    (only,) = recording.passes
    blocks = FAMILIES["sdxl"].blocks
    if only.gaps or len(only.layers) != 2 * blocks or len({a.diffusers_name for a in only.layers}) != 2 * blocks:
        raise RuntimeError(f"{len(only.layers)} layers of {2 * blocks}; gaps: {only.gaps}")
    estimated = pack("diffulizer.capture.budget").estimate(only).total(1, [layer.id for layer in only.layers])
    if only.nbytes() != estimated:
        raise RuntimeError(f"the recording takes {only.nbytes()} bytes; the estimate was {estimated}")
    kinds = Counter((a.attention_type, a.heads, a.grid) for a in only.layers)
    for (kind, heads, grid), number in sorted(kinds.items()):
        print(f"{number:4d} layers of {kind}-attention, {heads} heads, {grid[0]} x {grid[1]}")
    print(
        f"a step takes {before / given.steps:.1f} s, recorded {after / given.steps:.1f} s (once each: no measurement)"
    )
    print(f"kept {only.nbytes() / MIB:.1f} MiB; peak {(memory() - without) / MIB:+.0f} MiB beside plain sampling")


if __name__ == "__main__":
    main()
