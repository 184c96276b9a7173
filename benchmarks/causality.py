"""Measure what words do: remove each from the prompts of the demo model, and compare with its attention.

    python benchmarks/causality.py --keep output/causality --minutes 60    # as often as it takes
    python benchmarks/causality.py --keep output/causality --into docs

Prompts are captions of scenes that no training saw. Each is sampled once with all its words, and once without each of
them: the word's tokens get no attention in any cross-attention layer (Edit Attention, "remove"). What was sampled is
kept in a folder, so that a program that was stopped continues where it was. Nothing is tuned on the figures that are
reported: layers, heads and steps are chosen on one half of the scenes, the figures are those of the other half.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

import removing  # first: it sets the import path of what follows
import torch
from causal_figures import agreement_rows, cause_rows, first_rows, inside_rows, order_rows, removed_rows, step_rows
from causal_records import Partly, Record, partly, records
from causal_tables import Figures, tables
from removals import ORDERS, REMOVED, WINDOWS, Kept, kept, scenes
from tqdm import tqdm

from demo_model import tables as pages


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--keep", type=Path, required=True, metavar="FOLDER", help="where what was sampled is kept")
    parser.add_argument("--scenes", type=int, help="so many scenes; all by default")
    parser.add_argument("--minutes", type=float, default=0, help="sample for so long, without it nothing")
    parser.add_argument("--into", type=Path, metavar="FOLDER", help="write causality.json and the tables there")
    given = parser.parse_args()
    torch.set_num_threads(1)
    if given.minutes:
        removing.Sampler(given.keep).run(scenes()[: given.scenes], given.minutes)
        return
    figures = measure(given.keep, given.scenes)
    for name, lines in tables(figures).items():
        print(f"\n{name}", *lines, sep="\n")
    if given.into:
        write(figures, given.into / "causality.json")
        for name, lines in tables(figures).items():
            pages.fill(given.into / "causality.md", lines, name)


def measure(folder: Path, most: int | None = None) -> Figures:
    """Measure the figures of all scenes that were kept."""
    rows: list[Record] = []
    parts: dict[str, list[Partly]] = {WINDOWS: [], ORDERS: []}
    drawn = named = two = sampled = heads = layers = 0
    for number, scene in enumerate(tqdm(scenes()[:most], "measuring", mininterval=5)):
        if not kept(folder, REMOVED, number).exists():
            continue
        whole = Kept.load(folder, number)
        own = records(scene, number, whole)
        rows += own
        sampled += 1
        two += len(scene.things) == 2
        named += len(scene.things)
        drawn += len(own[0].fates)
        layers, heads = len(whole.heads), sum(maps.shape[1] for maps in whole.heads.values())
        for part, found in parts.items():
            if kept(folder, part, number).exists():
                found += partly(scene, number, whole, own, kept(folder, part, number))
    return {
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
