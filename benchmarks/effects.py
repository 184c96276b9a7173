"""Measure what effects of words cost: sampling with effects and without, and what the plan says before.

    python benchmarks/effects.py --into docs

Both are recorded, in one process and in alternating order. The picture must be the same, bit for bit. On a CPU the
processor's time on one thread is measured. Run it with the Python of the environment that `python3 dev.py env` prints.
"""

from __future__ import annotations

import statistics
import sys
from collections.abc import Iterator
from pathlib import Path

import torch
from tqdm import tqdm

ROOT = Path(__file__).resolve().parent.parent
sys.path.append(str(ROOT))  # last: our nodes/ must not hide the host's module of that name

from demo_model import host as _host  # noqa: E402, F401, I001 (the import path of what follows)
from bench import Bench, attached, benches, fill_table  # noqa: E402
from machine import machine  # noqa: E402
from pack import pack  # noqa: E402

CASES = ((4, 4), (8, 4), (8, 1))
"""Words, and the number of steps of which one is measured."""


def rows(name: str, bench: Bench, pairs: int) -> Iterator[str]:
    """Yield a line of the table for each case."""
    for words, every in CASES:
        if every > bench.steps:
            continue
        chosen = {"effects_every": every, "effect_words": ", ".join(f"token {i}" for i in range(1, words + 1))}
        ratios = []
        for turn in tqdm(range(pairs + 1), f"{name}, {words} words, every {every}"):  # the first one warms up
            plain, _ = attached(bench.model)
            model, recording = attached(bench.model, **chosen)
            both = [bench.sample(one) for one in ((plain, model) if turn % 2 else (model, plain))]
            (before, latent), (after, other) = both if turn % 2 else both[::-1]
            if not torch.equal(latent, other):
                raise RuntimeError("the picture changed")
            (only,) = recording.passes
            if any(gap.what == "effects" for gap in only.gaps):
                raise RuntimeError(f"not all was measured: {only.gaps}")
            ratios.append(after / before)
        predicted = 1 + pack("diffulizer.capture.budget").effects_share(only)
        measured = statistics.median(ratios[1:])
        yield (
            f"| {name} | {words} | {every} | {predicted:.2f} | {measured:.2f} | {min(ratios[1:]):.2f} to "
            f"{max(ratios[1:]):.2f} | {100 * (measured / predicted - 1):+.0f} % |"
        )


def lines(pairs: int) -> Iterator[str]:
    """Yield the lines of the table."""
    yield f"{machine()}; euler, cfg 7.5."
    yield ""
    yield "| model | words | every n-th step | predicted | time, with effects : without | lowest to highest | off by |"
    yield "| --- | --: | --: | --: | --: | --: | --: |"
    for name, bench in benches():
        yield from rows(name, bench, pairs)


if __name__ == "__main__":
    fill_table(__doc__, lines, "effects", pairs=5)
