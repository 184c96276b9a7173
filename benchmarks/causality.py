"""Measure what words do: remove each from the prompts of the demo model, and compare with its attention.

    python benchmarks/causality.py --keep output/causality --minutes 60    # as often as it takes
    python benchmarks/causality.py --keep output/causality --into docs

Parts may be sampled and measured by themselves (--parts); figures of the others stay as they are in the JSON.

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
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import removing  # first: it sets the import path of what follows
import torch
from causal_figures import agreement_rows, cause_rows, first_rows, inside_rows, order_rows, removed_rows, step_rows
from causal_records import Partly, Record, Scored, partly, records
from causal_tables import Figures, agreement_tables, tables
from removals import EFFECTS, EVERY, LATENT_SIDE, MASKED, ORDERS, REMOVED, WINDOWS, Kept, kept, prompt_of, scenes
from tqdm import tqdm

from demo_model import tables as pages


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--keep", type=Path, required=True, metavar="FOLDER", help="where what was sampled is kept")
    parser.add_argument("--scenes", type=int, help="so many scenes; all by default")
    parser.add_argument("--minutes", type=float, default=0, help="sample for so long, without it nothing")
    parser.add_argument("--into", type=Path, metavar="FOLDER", help="write causality.json and the tables there")
    parser.add_argument("--parts", type=parts, default=tuple(EVERY), help=f"some of {', '.join(EVERY)}; all by default")
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
        removing.Sampler(given.keep).run(wanted, given.minutes, given.parts)
        return
    figures = measure(given.keep, given.parts, given.scenes)
    if given.into:
        path = given.into / "causality.json"
        before = json.loads(path.read_text(encoding="utf-8"))
        if set(given.parts) != set(EVERY) and before["weights"] != figures["weights"]:
            raise SystemExit(f"The other parts in {path} are of another model; measure all parts of this one.")
        write(before | figures, path)
        for name, lines in tables(before | figures).items():
            pages.fill(given.into / "causality.md", lines, name)
    print(*(line for lines in tables(figures).values() for line in ("", *lines)), sep="\n")


def parts(text: str) -> tuple[str, ...]:
    """Read the names of parts.

    Raises:
        argparse.ArgumentTypeError: there is no such part.
    """
    names = tuple(name.strip() for name in text.split(","))
    for name in names:
        if name not in EVERY:
            raise argparse.ArgumentTypeError(f"{name!r} is no part; there are {', '.join(EVERY)}.")
    return names


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


def measure(folder: Path, wanted: Sequence[str], most: int | None = None) -> Figures:
    """Measure the figures of some parts, each on all scenes of which it was kept."""
    rows: list[Record] = []
    partial: dict[str, list[Partly]] = {part: [] for part in (WINDOWS, ORDERS, MASKED) if part in wanted}
    drawn = named = two = heads = layers = 0
    for number, scene in enumerate(tqdm(scenes()[:most], "measuring", mininterval=5)):
        there = [part for part in wanted if kept(folder, part, number).exists()]
        whole_too = REMOVED in there and kept(folder, EFFECTS, number).exists()
        if not whole_too and not partial.keys() & set(there):
            continue
        whole = Kept.load(folder, number)
        scored = Scored(scene, whole.pictures[0])
        own = records(number, whole, scored)
        layers, heads = len(whole.heads), sum(maps.shape[1] for maps in whole.heads.values())
        if whole_too:
            rows += own
            two += len(scene.things) == 2
            named += len(scene.things)
            drawn += len(own[0].fates)
        for part in partial.keys() & set(there):
            partial[part] += partly(number, scored, own, kept(folder, part, number))
    figures: Figures = {"weights": pages.digest(removing.WEIGHTS)}
    if rows:
        figures |= {
            "scenes": len({row.scene for row in rows}),
            "two": two,
            "named": named,
            "drawn": drawn,
            "null": max(row.null for row in rows),
            "removed": removed_rows(rows),
            "inside": inside_rows(rows),
            "agreement": agreement_rows(rows),
            "cause": cause_rows(rows),
            "first": first_rows(rows),
        }
    if partial.get(WINDOWS):
        figures |= {"windows": number_of(partial[WINDOWS]), "steps": step_rows(partial[WINDOWS])}
    if partial.get(ORDERS):
        of = {"layers": layers, "heads": heads}
        figures |= {"orders in": number_of(partial[ORDERS]), "orders": order_rows(partial[ORDERS], of)}
    if partial.get(MASKED):
        of = {"cells": LATENT_SIDE**2}
        figures |= {"cells in": number_of(partial[MASKED]), "cells": order_rows(partial[MASKED], of)}
    return figures


def number_of(found: Sequence[Partly]) -> int:
    """Count the scenes of records."""
    return len({part.record.scene for part in found})


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
