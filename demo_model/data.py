"""The training set: scenes drawn once, kept as latents. It is remade from its seed and never committed."""

from __future__ import annotations

import hashlib
import pickle
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path

import numpy as np
import torch
from torch import Tensor
from tqdm import tqdm

from .drawing import Image, draw
from .latents import encode
from .scenes import CANVASES, Scene, draw_scene

COUNTS = (24000, 4000, 4000)
"""Scenes of each canvas of `scenes.CANVASES`."""


@dataclass(frozen=True)
class Scenes:
    """The scenes of one canvas.

    Attributes:
        scenes: what is in each.
        latents: (scenes, 4, height / 8, width / 8), float16.
    """

    scenes: list[Scene]
    latents: Tensor


def training_scene(seed: int, canvas: int, index: int) -> tuple[Scene, Image]:
    """The scene of that number and its picture; never one that is held out."""
    rng = np.random.default_rng((seed, canvas, index))
    scene = draw_scene(rng, CANVASES[canvas])
    while scene.held_out:
        scene = draw_scene(rng, CANVASES[canvas])
    return scene, draw(scene, rng)


def training_set(folder: Path, seed: int, workers: int, counts: tuple[int, ...] = COUNTS) -> list[Scenes]:
    """The scenes of each canvas, read from ``folder`` or drawn and kept there."""
    return [_canvas(folder, seed, canvas, count, workers) for canvas, count in enumerate(counts)]


def source_digest() -> str:
    """Of the code that draws scenes: where it differs, scenes do."""
    folder = Path(__file__).parent
    sources = (folder / f"{name}.py" for name in ("scenes", "shapes", "drawing", "latents", "data"))
    return hashlib.sha256(b"".join(source.read_bytes() for source in sources)).hexdigest()[:8]


def _canvas(folder: Path, seed: int, canvas: int, count: int, workers: int) -> Scenes:
    path = folder / f"scenes_{seed}_{canvas}_{count}_{source_digest()}.pkl"
    if not path.exists():
        jobs = [(seed, canvas, index) for index in range(count)]
        with get_context("spawn").Pool(workers) as pool:
            rows = list(tqdm(pool.imap(_job, jobs, chunksize=32), f"drawing {CANVASES[canvas]}", count))
        draft = path.with_suffix(".draft")
        draft.write_bytes(pickle.dumps(([scene for scene, _ in rows], np.stack([latent for _, latent in rows]))))
        draft.replace(path)
    scenes, latents = pickle.loads(path.read_bytes())
    return Scenes(scenes, torch.from_numpy(latents))


def _job(job: tuple[int, int, int]) -> tuple[Scene, np.ndarray]:
    torch.set_num_threads(1)
    scene, image = training_scene(*job)
    return scene, encode(torch.from_numpy(image)[None])[0].half().numpy()
