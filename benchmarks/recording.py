"""Measure what recording costs: sampling time recorded and plain, and memory, compared with two other ways.

    python benchmarks/recording.py --into docs

A UNet of SDXL's layout (70 transformer blocks) with random weights is sampled without and with a recorder, in one
process and in alternating order. Ratios are medians over pairs, with their range; the machine stands above the table.
On a CPU the processor's time on one thread is measured, on which other work of the machine has little influence.
Run it with the Python of the environment that `python3 dev.py env` prints.
"""

from __future__ import annotations

import argparse
import gc
import statistics
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import torch
from torch import Tensor
from tqdm import tqdm

ROOT = Path(__file__).resolve().parent.parent
sys.path.append(str(ROOT))  # last: our nodes/ must not hide the host's module of that name

from demo_model import host as _host  # noqa: E402, F401, I001 (the import path of what follows)
from demo_model import tables  # noqa: E402
from demo_model.sampling import DemoModel  # noqa: E402
from bench import CROSS, Bench, attached  # noqa: E402
from machine import GPU, MIB, machine, peak  # noqa: E402
from other_ways import daam, explicit, with_override  # noqa: E402
from pack import pack  # noqa: E402
from random_unet import random_model  # noqa: E402

Prepared = tuple[Any, Any, Callable[[], tuple[int, int]]]
"""A MODEL to sample, the recording that it fills, and a function that returns the bytes held and written, without
pictures."""


@dataclass(frozen=True)
class Way:
    """A way of recording: its name, and a function that prepares a MODEL for it."""

    name: str
    prepare: Callable[[Any], Prepared]


@dataclass
class Result:
    """Seconds of sampling in pairs (plain, recorded), the most added memory, and the kept and the written bytes."""

    pairs: list[tuple[float, float]] = field(default_factory=list)
    memory: float = 0
    kept: int = 0
    written: int = 0

    def added(self, steps: int) -> str:
        """Return the added milliseconds of a step, in words."""
        seconds = statistics.median((after - before) / steps for before, after in self.pairs)
        return f"{seconds * 1000:.0f} ms"


def recorder(**settings: Any) -> Callable[[Any], Prepared]:
    """Prepare our recorder."""

    def prepare(model: Any) -> Prepared:
        recorded, recording = attached(model, **settings)

        def sizes() -> tuple[int, int]:
            (only,) = recording.passes
            if only.gaps:
                raise RuntimeError(f"Not all was recorded: {only.gaps}")
            return int(only.nbytes()), written(only)

        return recorded, recording, sizes

    return prepare


def written(only: Any) -> int:
    """Return the size of the run that an export writes, in bytes, without its pictures."""
    writer = pack("diffulizer.dataset.write.writer")
    previews = writer.Previews(lambda *_: np.zeros((8, 8, 3), np.uint8), "none")
    with TemporaryDirectory() as folder:
        run = writer.write_run(only, Path(folder) / "run", batch_index=0, previews=previews)
        pictures = sum(path.stat().st_size for path in (run.path / "images").iterdir())
    return int(run.size_bytes - pictures)


def other(keep_in: Callable[[list[Tensor]], Any], *, cross: bool, own: bool) -> Callable[[Any], Prepared]:
    """Prepare another way, which keeps tensors in a list."""

    def prepare(model: Any) -> Prepared:
        kept: list[Tensor] = []
        return with_override(model, keep_in(kept), cross=cross, own=own), kept, lambda: (sum(t.nbytes for t in kept), 0)

    return prepare


OURS = [
    Way("default settings (12 layers)", recorder()),
    Way("all cross layers", recorder(**CROSS)),
    Way("all layers", recorder(max_layers=0)),
    Way("all cross layers, heads apart", recorder(**CROSS, heads="each")),
]
WAYS = [
    *OURS,
    Way("(a) daam's way, all cross layers", other(daam, cross=True, own=False)),
    Way("(b) explicit softmax, all cross layers", other(explicit, cross=True, own=False)),
    Way("(b) explicit softmax, all layers", other(explicit, cross=True, own=True)),
]


def measure(bench: Bench, ways: list[Way], pairs: int) -> dict[str, Result]:
    """Measure every way against plain sampling, ``pairs`` times in alternating order."""
    results = {way.name: Result() for way in ways}
    _, plain = bench.sample(bench.model)  # warm
    with peak() as memory:
        bench.sample(bench.model)
    without = memory()
    for turn in tqdm(range(pairs), "pairs"):
        for way in ways:
            result = results[way.name]
            model, held, sizes = way.prepare(bench.model)
            with peak() as memory:
                times = [bench.sample(m) for m in ((bench.model, model) if turn % 2 else (model, bench.model))]
            if not turn % 2:
                times.reverse()
            (before, _), (after, latent) = times
            if way.name[0] != "(" and not torch.equal(latent, plain):
                raise RuntimeError(f"{way.name}: the picture changed")
            result.pairs.append((before, after))
            result.memory = max(result.memory, memory() - without)
            result.kept, result.written = sizes()
            del model, held, sizes
            gc.collect()
    return results


def on_the_demo_model(pairs: int) -> dict[str, str]:
    """Measure what our recorder adds to a step of the demo model, 20 steps at 256 x 256 pixels."""
    demo = DemoModel()
    prompts = [demo.clip.encode_from_tokens_scheduled(demo.clip.tokenize(text)) for text in ("a red circle", "")]
    results = measure(Bench(32, 20, demo.model, prompts), OURS, pairs)
    return {name: result.added(20) for name, result in results.items()}


def table(results: dict[str, Result], steps: int, demo: dict[str, str]) -> list[str]:
    lines = [
        "| recording | time, recorded : plain | lowest to highest | added per step | demo model: added per step "
        "| added memory | kept, a step | written, a step |",
        "| --- | --: | --: | --: | --: | --: | --: | --: |",
    ]
    for name, result in results.items():
        ratios = [after / before for before, after in result.pairs]
        exported = f"{result.written / steps / MIB:.2f} MiB" if result.written else ""
        lines.append(
            f"| {name} | {statistics.median(ratios):.3f} | {min(ratios):.3f} to {max(ratios):.3f} "
            f"| {result.added(steps)} | {demo.get(name, '')} | {result.memory / MIB:.0f} MiB "
            f"| {result.kept / steps / MIB:.2f} MiB | {exported} |"
        )
    return lines


def setting(bench: Bench, results: dict[str, Result]) -> str:
    """Describe in a sentence what was measured, and on which machine."""
    plain = statistics.median(before for result in results.values() for before, _ in result.pairs) / bench.steps
    side = bench.latent.shape[-1]
    network = bench.model.model.diffusion_model
    weights = sum(p.numel() for p in network.parameters()) / 1e9
    dtype = str(network.dtype).removeprefix("torch.")
    return (
        f"{machine()}; {weights:.2f} billion weights in {dtype}; latent {side} x {side}, "
        f"steps: {bench.steps}, cfg 7.5; a plain step takes {plain:.2f} s."
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--side", type=int, default=128 if GPU else 64, help="of the latent")
    parser.add_argument("--steps", type=int, default=24 if GPU else 1)
    parser.add_argument("--pairs", type=int, default=5)
    parser.add_argument("--narrow", action="store_true", help="a tenth of SDXL's width: faster, and harder to reach")
    parser.add_argument("--only", default="", help="ways whose name holds this text")
    parser.add_argument("--into", type=Path, metavar="FOLDER", help="write the table in benchmarks.md there")
    given = parser.parse_args()
    if not GPU:
        torch.set_num_threads(1)  # threads that wait for one another count as working
    device, dtype = ("cuda", torch.float16) if GPU else ("cpu", torch.float32 if given.narrow else torch.bfloat16)
    bench = Bench(given.side, given.steps, random_model("sdxl", narrow=given.narrow, dtype=dtype, device=device))
    results = measure(bench, [way for way in WAYS if given.only in way.name], given.pairs)
    demo = on_the_demo_model(given.pairs)
    lines = [setting(bench, results), "", *table(results, given.steps, demo)]
    print("\n".join(lines))
    if given.into:
        tables.fill(given.into / "benchmarks.md", lines)


if __name__ == "__main__":
    main()
