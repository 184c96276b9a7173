"""Measure what words do: remove each from the prompts of the demo model, and compare with its attention.

    python benchmarks/causality.py --keep output/causality --minutes 60    # as often as it takes
    python benchmarks/causality.py --keep output/causality --into docs

Prompts are captions of scenes that no training saw. Each is sampled once with all its words, and once without each of
them: the word's tokens get no attention in any cross-attention layer (Edit Attention, "remove"). What was sampled is
kept in a folder, so that a program that was stopped continues where it was. Nothing is tuned on the figures that are
reported: layers, heads and steps are chosen on one half of the scenes, the figures are those of the other half.

    python benchmarks/causality.py --keep output/sdxl --checkpoint SDXL.safetensors --prompts prompts.txt --minutes 60
    python benchmarks/causality.py --keep output/sdxl --checkpoint SDXL.safetensors

does the same with a checkpoint of Stable Diffusion XL or 1.5 and a file of prompts, one a line: it prints how maps and
effects agree with the change, which needs no answer key.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

import removing  # first: it sets the import path of what follows
import torch
from causal_figures import agreement_rows, cause_rows, first_rows, inside_rows, order_rows, removed_rows, step_rows
from causal_records import Partly, Record, Scored, partly, records
from causal_tables import Figures, agreement_tables, tables
from removals import EFFECTS, LATENT_SIDE, MASKED, ORDERS, REMOVED, WINDOWS, Kept, kept, prompt_of, scenes
from tqdm import tqdm

from demo_model import tables as pages


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--keep", type=Path, required=True, metavar="FOLDER", help="where what was sampled is kept")
    parser.add_argument("--scenes", type=int, help="so many scenes; all by default")
    parser.add_argument("--minutes", type=float, default=0, help="sample for so long, without it nothing")
    parser.add_argument("--into", type=Path, metavar="FOLDER", help="write causality.json and the tables there")
    parser.add_argument("--cells", action="store_true", help="only the table of removals in some cells")
    parser.add_argument("--checkpoint", type=Path, metavar="FILE", help="another model than the demo model")
    parser.add_argument("--prompts", type=Path, metavar="FILE", help="its prompts, one a line, without weights")
    parser.add_argument("--side", type=int, default=1024, help="side of its pictures, in pixels")
    given = parser.parse_args()
    if given.checkpoint:
        of_checkpoint(given)
        return
    torch.set_num_threads(1)
    if given.minutes:
        wanted = [prompt_of(scene) for scene in scenes()[: given.scenes]]
        removing.Sampler(given.keep).run(wanted, given.minutes)
        return
    figures = measure_cells(given.keep, given.scenes) if given.cells else measure(given.keep, given.scenes)
    for name, lines in tables(figures).items():
        print(f"\n{name}", *lines, sep="\n")
    if given.into:
        path = given.into / "causality.json"
        write(json.loads(path.read_text(encoding="utf-8")) | figures if given.cells else figures, path)
        for name, lines in tables(figures).items():
            pages.fill(given.into / "causality.md", lines, name)


def of_checkpoint(given: argparse.Namespace) -> None:
    """Sample a checkpoint's prompts, or print what was found in those that are kept."""
    if given.minutes:
        sampler = removing.Sampler(given.keep, given.checkpoint, given.side)
        lines = given.prompts.read_text(encoding="utf-8").splitlines()
        wanted = [sampler.prompt(line) for line in lines if line.strip()]
        sampler.run(wanted[: given.scenes], given.minutes, (REMOVED, EFFECTS))
        return
    numbers = sorted(int(path.stem.rpartition("_")[2]) for path in given.keep.glob(f"{REMOVED}_*.npz"))
    rows = [row for number in numbers for row in records(number, Kept.load(given.keep, number), None)]
    for name, lines in agreement_tables(agreement_rows(rows)).items():
        print(f"\n{name}", *lines, sep="\n")


def measure(folder: Path, most: int | None = None) -> Figures:
    """Measure the figures of all scenes of which pictures without each word and effects were kept."""
    rows: list[Record] = []
    parts: dict[str, list[Partly]] = {WINDOWS: [], ORDERS: []}
    drawn = named = two = sampled = heads = layers = 0
    for number, scene in enumerate(tqdm(scenes()[:most], "measuring", mininterval=5)):
        if not all(kept(folder, part, number).exists() for part in (REMOVED, EFFECTS)):
            continue
        whole = Kept.load(folder, number)
        scored = Scored(scene, whole.pictures[0])
        own = records(number, whole, scored)
        rows += own
        sampled += 1
        two += len(scene.things) == 2
        named += len(scene.things)
        drawn += len(own[0].fates)
        layers, heads = len(whole.heads), sum(maps.shape[1] for maps in whole.heads.values())
        for part, found in parts.items():
            if kept(folder, part, number).exists():
                found += partly(number, scored, own, kept(folder, part, number))
    return measure_cells(folder, most) | {
        "weights": pages.digest(removing.WEIGHTS),
        "scenes": sampled,
        "two": two,
        "named": named,
        "drawn": drawn,
        "null": max(row.null for row in rows),
        "windows": len({part.record.scene for part in parts[WINDOWS]}),
        "orders in": len({part.record.scene for part in parts[ORDERS]}),
        "removed": removed_rows(rows),
        "inside": inside_rows(rows),
        "agreement": agreement_rows(rows),
        "cause": cause_rows(rows),
        "first": first_rows(rows),
        "steps": step_rows(parts[WINDOWS]),
        "orders": order_rows(parts[ORDERS], {"layers": layers, "heads": heads}),
    }


def measure_cells(folder: Path, most: int | None = None) -> Figures:
    """Measure what removals in some cells of the picture change."""
    parts: list[Partly] = []
    for number, scene in enumerate(scenes()[:most]):
        if kept(folder, MASKED, number).exists():
            whole = Kept.load(folder, number)
            scored = Scored(scene, whole.pictures[0])
            parts += partly(number, scored, records(number, whole, scored), kept(folder, MASKED, number))
    scenes_in = len({part.record.scene for part in parts})
    return {"cells in": scenes_in, "cells": order_rows(parts, {"cells": LATENT_SIDE**2})}


def write(figures: dict[str, Any], path: Path) -> None:
    """Write JSON with one line for each row."""
    about = json.dumps({key: value for key, value in figures.items() if not isinstance(value, list)})[1:-1]
    lists = (
        f'"{key}": [\n' + ",\n".join(json.dumps(row) for row in rows) + "\n]"
        for key, rows in figures.items()
        if isinstance(rows, list)
    )
    path.write_text("{" + ",\n".join([about, *lists]) + "}\n", encoding="utf-8")


if __name__ == "__main__":
    main()
