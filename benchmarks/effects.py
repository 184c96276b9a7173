"""Measure what effects of words cost: sampling with effects and without, and what the plan says before.

    python benchmarks/effects.py --into docs

Both are recorded, in one process and in alternating order. The picture must be the same, bit for bit. On a CPU the
processor's time on one thread is measured. Run it with the Python of the environment that `python3 dev.py env` prints.
"""

from __future__ import annotations

import argparse
import statistics
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import torch
from tqdm import tqdm

ROOT = Path(__file__).resolve().parent.parent
sys.path.append(str(ROOT))  # last: our nodes/ must not hide the host's module of that name

from demo_model import host as _host  # noqa: E402, F401, I001 (the import path of what follows)
from demo_model import tables  # noqa: E402
from demo_model.sampling import DemoModel  # noqa: E402
from bench import Bench, attached  # noqa: E402
from machine import GPU, machine  # noqa: E402
from pack import pack  # noqa: E402
from random_unet import random_model  # noqa: E402

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


def benches() -> Iterator[tuple[str, Bench]]:
    demo = DemoModel()
    prompts = [demo.clip.encode_from_tokens_scheduled(demo.clip.tokenize(text)) for text in ("a red circle", "")]
    yield "demo model", Bench(32, 20, demo.model, prompts)
    kind: dict[str, Any] = {"narrow": False, "device": "cuda", "dtype": torch.float16} if GPU else {}
    model = random_model("sdxl", **kind)
    yield ("SDXL's layout" if GPU else "SDXL's layout, narrow"), Bench(128 if GPU else 32, 4, model)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pairs", type=int, default=5)
    parser.add_argument("--into", type=Path, metavar="FOLDER", help="write the table in benchmarks.md there")
    given = parser.parse_args()
    if not GPU:
        torch.set_num_threads(1)  # threads that wait for one another count as working
    lines = [
        f"{machine()}; euler, cfg 7.5.",
        "",
        "| model | words | every n-th step | predicted | time, with effects : without | lowest to highest | off by |",
        "| --- | --: | --: | --: | --: | --: | --: |",
        *(line for name, bench in benches() for line in rows(name, bench, given.pairs)),
    ]
    print("\n".join(lines))
    if given.into:
        tables.fill(given.into / "benchmarks.md", lines, "effects")


if __name__ == "__main__":
    main()
