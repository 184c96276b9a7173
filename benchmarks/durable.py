"""Measure what it costs that a run outlasts a power cut: its export with fsync and without.

    python benchmarks/durable.py

An example run is loaded and exported again and again, in alternating order, into the folder for temporary files
(TMPDIR names one on another disk).
"""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from unittest.mock import patch

ROOT = Path(__file__).resolve().parent.parent
sys.path.append(str(ROOT))

from machine import machine  # noqa: E402

from diffulizer import load_run  # noqa: E402
from diffulizer.dataset.read.disk_pass import DiskPass  # noqa: E402
from diffulizer.dataset.write.writer import ExportOptions, Previews, write_run  # noqa: E402


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--run", type=Path, default=ROOT / "presets" / "photo.zip")
    parser.add_argument("--pairs", type=int, default=10)
    given = parser.parse_args()
    run = load_run(given.run)
    pass_ = DiskPass(given.run)
    pictures = {(step, kind): run.image(step, kind) for step in range(run.steps) for kind in ("latent", "x0")}
    previews = Previews(lambda step, kind: pictures[step, kind], "latent_rgb")

    def seconds() -> float:
        with TemporaryDirectory() as folder:
            target = Path(folder) / "run"
            write_run(pass_, target, batch_index=0, previews=previews)
            start = time.perf_counter()
            written = write_run(pass_, target, batch_index=0, previews=previews, options=ExportOptions(overwrite=True))
            files.append(written.files)
            return time.perf_counter() - start

    files: list[int] = []
    with_, without = [], []
    for _ in range(given.pairs):
        with_.append(seconds())
        with patch("os.fsync", lambda _: None):
            without.append(seconds())
    ratios = sorted(one / other for one, other in zip(with_, without, strict=True))
    print(f"{machine()}; {files[0]} files, {given.pairs} pairs: {median(with_):.3f} s with fsync, ", end="")
    print(f"{median(without):.3f} s without; ratio {median(ratios):.2f} ({ratios[0]:.2f} to {ratios[-1]:.2f})")


if __name__ == "__main__":
    main()
