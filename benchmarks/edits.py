"""Measure what an edit of attention costs: sampling with all cross-attention layers edited, and without.

    python benchmarks/edits.py --into docs

Both are sampled without a recording, in one process and in alternating order. On a CPU the processor's time on one
thread is measured. Run it with the Python of the environment that `python3 dev.py env` prints.
"""

from __future__ import annotations

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
from bench import Bench, benches, fill_table  # noqa: E402
from machine import machine  # noqa: E402
from pack import pack  # noqa: E402

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


def lines(pairs: int) -> Iterator[str]:
    """Yield the lines of the table."""
    yield f"{machine()}; euler, cfg 7.5."
    yield ""
    yield "| model | edit of all cross-attention layers | time, edited : plain | lowest to highest |"
    yield "| --- | --- | --: | --: |"
    for name, bench in benches():
        yield from rows(name, bench, pairs)


if __name__ == "__main__":
    fill_table(__doc__, lines, "edits", pairs=9)
