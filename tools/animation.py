"""Make a small animated WebP of frames that tools/make_panel_animation.mjs recorded.

    python tools/animation.py frames.json docs/panel.webp

frames.json: {"clip": {x, y, width, height}, "viewport": {width, height}, "frames": [[file, time in seconds], ...]}.
Frames that look alike become one that is shown longer. Quality is lowered until the file is small enough.
"""

from __future__ import annotations

import argparse
import json
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

WIDTH = 840
LARGEST = 1_500_000
"""Size of the file in bytes. People who install by git clone download it, although only the README shows it."""
SHORTEST, LONGEST, LAST = 80, 1200, 2500
"""Milliseconds that a frame is shown, and the last one before all begins again."""
ALIKE = 0.02
"""Largest mean difference of a channel, of 255, of frames that count as one."""
QUALITIES = (82, 72, 62, 52, 42, 32)


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("plan", type=Path)
    parser.add_argument("target", type=Path)
    options = parser.parse_args()
    plan = json.loads(options.plan.read_text(encoding="utf-8"))
    pictures, durations = chosen(plan)
    content, quality = encoded(pictures, durations)
    options.target.write_bytes(content)
    seconds = sum(durations) / 1000
    size = " x ".join(map(str, pictures[0].size))
    print(f"{options.target}: {len(content)} bytes, {len(pictures)} frames of {size}, {seconds:.1f} s, at {quality}")


def chosen(plan: dict[str, Any]) -> tuple[list[Image.Image], list[int]]:
    """Return the frames that differ from the one before, cropped, and the milliseconds that each is shown."""
    kept: list[Image.Image] = []
    times: list[float] = []
    for file, time in sorted(plan["frames"], key=lambda frame: float(frame[1])):
        with Image.open(file) as whole:
            picture = cropped(whole.convert("RGB"), plan)
        if kept and (differs(kept[-1], picture) < ALIKE or (time - times[-1]) * 1000 < SHORTEST / 2):
            continue
        kept.append(picture)
        times.append(time)
    if not kept:
        raise SystemExit("No frame was painted: is the page in the background?")
    shown = [round(1000 * (after - before)) for before, after in pairwise(times)]
    return kept, [min(max(ms, SHORTEST), LONGEST) for ms in shown] + [LAST]


def cropped(frame: Image.Image, plan: dict[str, Any]) -> Image.Image:
    """Return the clip of a frame, which may be smaller than the page it was taken of."""
    clip, scale = plan["clip"], frame.width / plan["viewport"]["width"]
    left, top = clip["x"] * scale, clip["y"] * scale
    right, bottom = (clip["x"] + clip["width"]) * scale, (clip["y"] + clip["height"]) * scale
    box = (round(left), round(top), min(round(right), frame.width), min(round(bottom), frame.height))
    part = frame.crop(box)
    width = min(WIDTH, part.width)
    return part.resize((width, round(part.height * width / part.width)), Image.Resampling.LANCZOS)


def differs(a: Image.Image, b: Image.Image) -> float:
    """Return the mean difference of two pictures' channels, 0 to 255."""
    return float(np.abs(np.asarray(a, np.int16) - np.asarray(b, np.int16)).mean())


def encoded(pictures: list[Image.Image], durations: list[int]) -> tuple[bytes, int]:
    """Encode at the best quality that is small enough; return the file and the quality."""
    for quality in QUALITIES:
        content = BytesIO()
        pictures[0].save(
            content,
            "WEBP",
            save_all=True,
            append_images=pictures[1:],
            duration=durations,
            loop=0,
            quality=quality,
            method=4,
        )
        if content.tell() <= LARGEST:
            break
    return content.getvalue(), quality


if __name__ == "__main__":
    main()
