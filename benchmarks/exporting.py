"""Measure how long the export of a default recording takes, compared with decoding its previews.

    python benchmarks/exporting.py --into docs

A random narrow UNet of SDXL's layout is sampled once with default settings. Its recording is exported again and again,
as the Export node does it, with the host's VAE at SDXL's true width (random weights). On a CPU, where one picture takes
a minute, a few of them are decoded and used for all; the export's own work is the same.
Run it with the Python of the environment that `python3 dev.py env` prints, on an idle machine.
"""

from __future__ import annotations

import argparse
import sys
import time
from functools import cache
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

import torch
from tqdm import tqdm

ROOT = Path(__file__).resolve().parent.parent
sys.path.append(str(ROOT))  # last: our nodes/ must not hide the host's module of that name

from demo_model import host as _host  # noqa: E402, F401, I001 (the import path of what follows)
from demo_model import tables  # noqa: E402
from machine import GPU, machine  # noqa: E402
from pack import pack  # noqa: E402
from random_checkpoint import VAE, random_like  # noqa: E402
from random_unet import random_model  # noqa: E402
from recording import Bench, recorder  # noqa: E402

import comfy.sd  # noqa: E402
from comfy.latent_formats import SDXL  # noqa: E402
from comfy.ldm.models.autoencoder import AutoencoderKL  # noqa: E402

PARTS = {"metrics": "metrics and PCA", "step": "maps, and pictures into files", "arrays": "arrays and JSON"}
"""Names of the export's parts in its progress and in the table."""


def random_vae() -> Any:
    """Return the host's VAE of SDXL's layout and width, with random weights."""
    torch.manual_seed(0)
    with torch.device("meta"):
        shapes = {name: w.shape for name, w in AutoencoderKL(ddconfig=VAE, embed_dim=4).state_dict().items()}
    return comfy.sd.VAE(sd={name: random_like(name, shape) for name, shape in shapes.items()})


def recorded(side: int, steps: int) -> Any:
    """Record a pass with default settings."""
    device, dtype = ("cuda", torch.float16) if GPU else ("cpu", torch.float32)
    bench = Bench(side, steps, random_model("sdxl", dtype=dtype, device=device))
    model, recording, _ = recorder()(bench.model)
    bench.sample(model)
    (only,) = recording.passes
    return only


class Exports:
    """Exports of one pass.

    Attributes:
        decoding: seconds that each decoded picture took.
        parts: seconds of each part in each export, without decoding.
    """

    def __init__(self, pass_: Any, every: int) -> None:
        decode, method, _ = pack("nodes.host.preview").decoder("vae", SDXL(), random_vae())
        preview_latent = pack("diffulizer.render").preview_latent
        self.decoding: list[float] = []
        self.parts: dict[str, list[float]] = {part: [] for part in PARTS}

        @cache
        def decoded(step: int, kind: str) -> Any:
            start = time.perf_counter()
            picture = decode(preview_latent(pass_, 0, step, kind))
            self.decoding.append(time.perf_counter() - start)
            return picture

        writer = pack("diffulizer.dataset.write.writer")
        self._previews = writer.Previews(lambda step, kind: decoded(step - step % every, kind), method)
        self._write_run = writer.write_run
        self._pass = pass_

    def write(self) -> int:
        """Export once; return the size of the run in bytes."""
        spent = dict.fromkeys(PARTS, 0.0)
        last, since, decoded = "metrics", time.perf_counter(), len(self.decoding)

        def progress(_done: int, _all: int, what: str) -> None:
            nonlocal last, since, decoded
            now = time.perf_counter()
            spent[last] += now - since - sum(self.decoding[decoded:])
            last, since, decoded = what.split()[0], now, len(self.decoding)

        with TemporaryDirectory() as folder:
            run = self._write_run(
                self._pass, Path(folder) / "run", batch_index=0, previews=self._previews, progress=progress
            )
        for part, seconds in spent.items():
            self.parts[part].append(seconds)
        return int(run.size_bytes)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--side", type=int, default=128 if GPU else 64, help="of the latent")
    parser.add_argument("--steps", type=int, default=24)
    parser.add_argument("--exports", type=int, default=5)
    parser.add_argument("--every", type=int, default=1 if GPU else 6, help="decode the pictures of every n-th step")
    parser.add_argument("--into", type=Path, metavar="FOLDER", help="write the table in benchmarks.md there")
    given = parser.parse_args()
    with torch.inference_mode():
        exports = Exports(recorded(given.side, given.steps), given.every)
        sizes = [exports.write() for _ in tqdm(range(given.exports + 1), "exports")][1:]  # the first one decodes
    pictures = 2 * given.steps
    decoding = median(exports.decoding) * pictures
    rest = [sum(parts) for parts in zip(*(times[1:] for times in exports.parts.values()), strict=True)]
    pixels = 8 * given.side
    lines = [
        f"{machine()}; {given.steps} steps at {pixels} x {pixels} pixels, default settings; {given.exports} exports of "
        f"{sizes[0] / 2**20:.1f} MiB; {len(exports.decoding)} of {pictures} pictures decoded.",
        "",
        "| part | seconds |",
        "| --- | --: |",
        f"| decoding {pictures} previews by the VAE ({median(exports.decoding):.2f} s each) | {decoding:.1f} |",
        *(f"| {name} | {median(exports.parts[part][1:]):.2f} |" for part, name in PARTS.items()),
        f"| all but decoding (lowest to highest: {min(rest):.2f} to {max(rest):.2f}) | {median(rest):.2f} |",
        "",
        f"The export's own work takes {median(rest) / decoding:.1%} of the time that decoding takes; the two are even "
        f"with a decoder that needs {median(rest) / pictures * 1000:.0f} ms a picture.",
    ]
    print("\n".join(lines))
    if given.into:
        tables.fill(given.into / "benchmarks.md", lines, "exporting")


if __name__ == "__main__":
    main()
