"""Measure the memory of a long recording that is held, and of one that is streamed to disk.

    python benchmarks/streaming.py --into docs

A random narrow UNet of SDXL's layout is sampled twice: all 140 layers at resolution 24, 100 steps, about 5 GB. The
figures are the process's resident memory above that at the first step. It ends with an error if the two recordings
differ in a single value. It needs 8 GB of memory, and 5 GB in ComfyUI's temp folder.
Run it with the Python of the environment that `python3 dev.py env` prints.
"""

from __future__ import annotations

import argparse
import gc
import sys
from pathlib import Path
from typing import Any

import psutil
import torch

ROOT = Path(__file__).resolve().parent.parent
sys.path.append(str(ROOT))  # last: our nodes/ must not hide the host's module of that name

from demo_model import host as _host  # noqa: E402, F401, I001 (the import path of what follows)
from demo_model import tables  # noqa: E402
from machine import MIB, machine  # noqa: E402
from pack import pack  # noqa: E402
from random_unet import random_model  # noqa: E402
from bench import Bench, attached  # noqa: E402

RESOLUTION = 24


def sampled(bench: Bench, *, stream_to_disk: bool) -> tuple[Any, list[int]]:
    """Return the recorded pass, and resident memory after each step in bytes."""
    resident: list[int] = []

    def look(_step: Any, _planned: int) -> None:
        resident.append(psutil.Process().memory_info().rss)

    settings = {
        "max_layers": 0,
        "attention_resolution": RESOLUTION,
        "self_attention_resolution": RESOLUTION,
        "max_recording_mb": 2**16,
    }
    model, recording = attached(bench.model, look, **settings, stream_to_disk=stream_to_disk)
    bench.sample(model)
    (only,) = recording.passes
    if only.gaps:
        raise RuntimeError(f"Not all was recorded: {only.gaps}")
    return only, resident


def equal(one: Any, other: Any) -> bool:
    """Return whether two passes hold the same values."""
    tensors_of = pack("diffulizer.capture.memory").tensors_of
    for a, b in zip(one.steps, other.steps, strict=True):
        if not torch.equal(a.latent, b.latent):
            return False
        for own, others in ((a.cross_attention, b.cross_attention), (a.self_attention, b.self_attention)):
            if list(own) != list(others):
                return False
            for key, attention in own.items():
                kept = tensors_of(others[key])
                if not all(torch.equal(tensor, kept[name]) for name, tensor in tensors_of(attention).items()):
                    return False
    return True


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--side", type=int, default=96, help="of the latent")
    parser.add_argument("--steps", type=int, default=100)
    parser.add_argument("--into", type=Path, metavar="FOLDER", help="write the table in benchmarks.md there")
    given = parser.parse_args()
    model = random_model("sdxl")
    Bench(given.side, 1, model).sample(model)  # so that the memory of the network and its libraries is taken before
    bench = Bench(given.side, given.steps, model)
    disk, on_disk = sampled(bench, stream_to_disk=True)
    written = sum(step.bytes_on_disk for step in disk.steps)
    gc.collect()
    held, in_memory = sampled(bench, stream_to_disk=False)
    if not equal(held, disk):
        raise RuntimeError("the recordings differ")
    shown = sorted({0, *(given.steps * part // 4 - 1 for part in range(1, 5))})
    lines = [
        f"{machine()}; SDXL's layout at a tenth of its width, latent {given.side} x {given.side}, all "
        f"{len(held.layers)} layers at resolution {RESOLUTION}, {given.steps} steps.",
        "",
        f"| resident memory after step | {' | '.join(str(i + 1) for i in shown)} |",
        f"| --- {'| --: ' * len(shown)}|",
    ]
    for name, resident in (
        (f"held in memory ({held.nbytes() / MIB:.0f} MiB)", in_memory),
        (f"streamed to disk ({written / MIB:.0f} MiB)", on_disk),
    ):
        grown = " | ".join(f"{(resident[i] - resident[0]) / MIB:+.0f} MiB" for i in shown)
        lines.append(f"| {name} | {grown} |")
    print("\n".join(lines))
    if given.into:
        tables.fill(given.into / "benchmarks.md", lines, "streaming")


if __name__ == "__main__":
    main()
