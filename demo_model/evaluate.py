"""Measure how often a demo model draws what its prompt says: ``python -m demo_model.evaluate --help``.

Prompts are captions of scenes that no training saw (`scenes.Scene.held_out`), pictures come from the host's own
sampler, and `verdicts` says what they show. A picture counts as right only if it shows exactly the things named, each
in its colour and shape, in the named place or relation, and nothing more. Sizes ("small") are not judged.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image as PillowImage
from tqdm import tqdm

from . import host as _host  # noqa: F401 (the import path of what follows)
from . import tables
from .architecture import MODELS
from .captions import full_caption
from .drawing import Image, draw
from .loader import FILES
from .sampling import DemoModel
from .scenes import CANVASES, Scene
from .verdicts import COUNTS, held_out_scenes, shares

USUAL = "euler, 20 steps, cfg 5"
NEW = "new pairings, " + USUAL
CONDITIONS: dict[str, dict[str, Any]] = {
    USUAL: {},
    NEW: {},
    "cfg 3": {"cfg": 3.0},
    "cfg 8": {"cfg": 8.0},
    "dpmpp_2m, karras": {"sampler": "dpmpp_2m", "scheduler": "karras"},
    "euler_ancestral": {"sampler": "euler_ancestral"},
    "320 x 192": {"size": (320, 192)},
    "192 x 320": {"size": (192, 320)},
}
"""Ways of sampling the pictures. Half as many pictures are judged of new pairings, and an eighth of all but the first
two."""

JUDGE = "the judge itself, on drawn scenes"
SEEDS = (1, 2)

SUFFIXES = {kind: "" if kind == MODELS[0] else f"_{kind}" for kind in MODELS}
"""What the names of a model's figures, pictures and table end in."""

Figures = dict[str, Any]
"""Measured figures: "weights" (SHA-256), "seeds" and "conditions", which holds shares by condition and number of
things."""


def measure(weights: Path, kind: str = MODELS[0], fewer: int = 1) -> Figures:
    """Measure all figures of a checkpoint of a kind of demo model; ``fewer`` divides the number of prompts."""
    model = DemoModel(weights, kind)
    drawn = held_out_scenes() + held_out_scenes(new_pairing=True)
    conditions = {JUDGE: shares(drawn, lambda scene: [draw(scene, np.random.default_rng(1))])}
    for name, options in CONDITIONS.items():
        part = {USUAL: 1, NEW: 2}.get(name, 8) * fewer
        counts = {number: count // part for number, count in COUNTS.items()}
        scenes = held_out_scenes(counts, canvas=options.get("size", CANVASES[0]), new_pairing=name == NEW)

        def pictures_of(scene: Scene, options: dict[str, Any] = options) -> list[Image]:
            return model.pictures(full_caption(scene), list(SEEDS), **options)

        conditions[name] = shares(tqdm(scenes, f"judging, {name}", mininterval=5), pictures_of)
    return {"weights": tables.digest(weights), "seeds": list(SEEDS), "conditions": conditions}


def table(figures: Figures) -> list[str]:
    """Return the rows of the model card."""
    lines = [
        "| prompts and sampling | things | pictures | right | background | style |",
        "| --- | --- | --: | --: | --: | --: |",
    ]
    for condition, rows in figures["conditions"].items():
        for kind, row in rows.items():
            cells = " | ".join(f"{row[name]:.1%}" for name in ("right", "background", "style"))
            lines.append(f"| {condition} | {kind} | {row['pictures']:.0f} | {cells} |")
    return lines


def publish(weights: Path, folder: Path, kind: str = MODELS[0]) -> None:
    """Measure a checkpoint, write quality.json and samples.jpg (their names with the model's suffix) into a folder, and
    the table into its README.md if it has one."""
    suffix = SUFFIXES[kind]
    figures = measure(weights, kind)
    print("\n".join(table(figures)))
    (folder / f"quality{suffix}.json").write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")
    if (folder / "README.md").exists():
        tables.fill(folder / "README.md", table(figures), f"figures{suffix}")
    scenes = held_out_scenes()
    shown = scenes[:12] + scenes[COUNTS[1] :][:12] + scenes[-8:]
    grid(DemoModel(weights, kind), shown, folder / f"samples{suffix}.jpg")


def grid(model: DemoModel, scenes: list[Scene], path: Path, columns: int = 8) -> None:
    """Draw a picture of some scenes as the model draws them, with the first seed and none left out."""
    tiles = [model.pictures(full_caption(scene), [SEEDS[0]])[0] for scene in tqdm(scenes, "drawing the grid")]
    rows = [np.concatenate(tiles[k : k + columns], 1) for k in range(0, len(tiles), columns)]
    PillowImage.fromarray((np.concatenate(rows) * 255 + 0.5).astype(np.uint8)).save(path, quality=90)


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="python -m demo_model.evaluate", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--model", choices=MODELS, default=MODELS[0])
    parser.add_argument("--weights", type=Path, help="another checkpoint than the repository's")
    parser.add_argument("--fewer", type=int, default=1, help="divide the number of prompts by this, for a quick look")
    parser.add_argument(
        "--into", type=Path, metavar="FOLDER", help="write quality.json, samples.jpg and the table in README.md there"
    )
    given = parser.parse_args()
    if given.into and given.fewer != 1:
        parser.error("--into publishes figures: they are measured on all prompts, without --fewer")
    weights = given.weights or FILES[given.model]
    if given.into:
        publish(weights, given.into, given.model)
    else:
        print("\n".join(table(measure(weights, given.model, given.fewer))))


if __name__ == "__main__":
    main()
