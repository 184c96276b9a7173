"""Measure what an edit of attention costs: sampling with all cross-attention layers edited, and without.

    python benchmarks/edits.py --into docs

Both are sampled without a recording, in one process and in alternating order. On a CPU the processor's time on one
thread is measured. Run it with the Python of the environment that `python3 dev.py env` prints.
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
from bench import Bench  # noqa: E402
from machine import GPU, machine  # noqa: E402
from pack import pack  # noqa: E402
from random_unet import random_model  # noqa: E402

EDITS: dict[str, dict[str, Any]] = {
    "remove": {"words": "token 5"},
    "remove, in half of the steps": {"words": "token 5", "end_percent": 0.5},
    "mute": {"words": "token 5", "action": "mute"},
    "swap": {"words": "token 5, token 6", "action": "swap"},
}


def rows(name: str, bench: Bench, pairs: int) -> Iterator[str]:
    """Yield a line of the table for each edit."""
    with_edit, asked = pack("nodes.host.editing").with_edit, pack("diffulizer.edits").AttentionEdit
    for edit, values in EDITS.items():
        model = with_edit(bench.model, asked(**values))
        ratios = []
        for turn in tqdm(range(pairs + 1), f"{name}, {edit}"):  # the first one warms up
            both = [bench.sample(one) for one in ((bench.model, model) if turn % 2 else (model, bench.model))]
            (before, latent), (after, other) = both if turn % 2 else both[::-1]
            if torch.equal(latent, other):
                raise RuntimeError("the edit did nothing")
            ratios.append(after / before)
        median, low, high = statistics.median(ratios[1:]), min(ratios[1:]), max(ratios[1:])
        yield f"| {name} | {edit} | {median:.3f} | {low:.3f} to {high:.3f} |"


def benches() -> Iterator[tuple[str, Bench]]:
    demo = DemoModel()
    prompts = [demo.clip.encode_from_tokens_scheduled(demo.clip.tokenize(text)) for text in ("a red circle", "")]
    yield "demo model", Bench(32, 20, demo.model, prompts)
    kind: dict[str, Any] = {"narrow": False, "device": "cuda", "dtype": torch.float16} if GPU else {}
    model = random_model("sdxl", **kind)
    yield ("SDXL's layout" if GPU else "SDXL's layout, narrow"), Bench(128 if GPU else 32, 4, model)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pairs", type=int, default=9)
    parser.add_argument("--into", type=Path, metavar="FOLDER", help="write the table in benchmarks.md there")
    given = parser.parse_args()
    if not GPU:
        torch.set_num_threads(1)  # threads that wait for one another count as working
    lines = [
        f"{machine()}; euler, cfg 7.5.",
        "",
        "| model | edit of all cross-attention layers | time, edited : plain | lowest to highest |",
        "| --- | --- | --: | --: |",
        *(line for name, bench in benches() for line in rows(name, bench, given.pairs)),
    ]
    print("\n".join(lines))
    if given.into:
        tables.fill(given.into / "benchmarks.md", lines, "edits")


if __name__ == "__main__":
    main()
