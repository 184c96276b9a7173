"""Measure which rule finds the layer that sees a word most clearly, on the demo model, which has an answer key.

    python benchmarks/clearest_layer.py --keep output/clearest_layer --into docs

Prompts are captions of scenes that no training saw and that no other measurement here uses, so no rule was
chosen on them. Each is sampled once with the pack's own recorder, every cross-attention layer and step. Its maps are
kept in a folder, so that a program that was stopped continues where it was.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import faithfulness  # first: it sets the import path of what follows
import numpy as np
import torch
from faithfulness import held_out_scenes
from layer_rules import Contest, Recorded, summary
from tqdm import tqdm

from demo_model import tables, verdicts
from demo_model.captions import full_caption
from demo_model.loader import WEIGHTS
from demo_model.scenes import Scene

COUNTS = {1: 2, 2: 40, 3: 15}
"""Number of prompts, by their number of things. Few captions of one thing are left that nothing else uses."""
USED_SEEDS = (20_000, 30_000, 40_000, 50_000)
USED_COUNTS: Sequence[dict[int, int]] = (verdicts.COUNTS, faithfulness.COUNTS, {1: 6, 2: 6}, {2: 12})
"""Numbers of scenes that other measurements and tests draw with these seeds, by their number of things."""
DRAWN = {1: 40, 2: 80, 3: 40}
SEED = 60_000
NOISE = 1
"""Seed of the noise."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--keep", type=Path, required=True, metavar="FOLDER", help="where maps are kept")
    parser.add_argument("--most", type=int, help="stop after sampling so many prompts, to go on another time")
    parser.add_argument("--into", type=Path, metavar="FOLDER", help="write clearest_layer.json and the table there")
    given = parser.parse_args()
    scenes = fresh_scenes()
    sample(scenes, given.keep, given.most)
    kept = sorted(given.keep.glob("*.pt"))
    if len(kept) < len(scenes):
        print(f"{len(kept)} of {len(scenes)} prompts are sampled.")
        return
    figures = measure(kept)
    print("\n".join(summary(figures)))
    if given.into:
        write(figures, given.into / "clearest_layer.json")
        tables.fill(given.into / "faithfulness.md", summary(figures), "clearest layer")


def fresh_scenes() -> list[Scene]:
    """Return scenes whose captions are used nowhere else, in a random order."""
    used = [held_out_scenes(counts, seed=seed) for seed in USED_SEEDS for counts in USED_COUNTS]
    known = {full_caption(scene) for scenes in used for scene in scenes}
    drawn = [s for s in held_out_scenes(DRAWN, seed=SEED) if full_caption(s) not in known]
    chosen = [s for number, count in COUNTS.items() for s in [s for s in drawn if len(s.things) == number][:count]]
    return [chosen[i] for i in np.random.default_rng(0).permutation(len(chosen))]


def sample(scenes: Sequence[Scene], folder: Path, most: int | None) -> None:
    """Record the prompts that the folder lacks, at most ``most`` of them."""
    folder.mkdir(parents=True, exist_ok=True)
    files = {folder / f"{number:03}.pt": scene for number, scene in enumerate(scenes)}
    lacking = {file: scene for file, scene in files.items() if not file.exists()}
    if not lacking:
        return
    model = faithfulness.DemoModel(WEIGHTS)
    plain = model.model
    for file, scene in tqdm(list(lacking.items())[:most], "sampling", mininterval=5):
        model.model, recording = faithfulness.recorded(plain, heads="mean")
        prompt = full_caption(scene)
        words = faithfulness.named_words(scene, prompt, model.pictures(prompt, [NOISE])[0])
        layers = layer_maps(faithfulness.complete_pass(recording))
        draft = file.with_suffix(".draft")
        torch.save({"prompt": prompt, "words": words, "layers": layers}, draft)
        draft.rename(file)


def layer_maps(recorded: Any) -> dict[str, torch.Tensor]:
    """Return the maps of each layer in the form of `Recorded.layers`."""
    maps_by_layer = {}
    for layer in recorded.layers:
        steps = torch.stack([step.cross_attention[layer.id, "c0"].maps[0].float() for step in recorded.steps])
        maps_by_layer[layer.name] = torch.stack([steps.mean(0), steps[0], steps[-1]])
    return maps_by_layer


def measure(kept: Sequence[Path]) -> dict[str, Any]:
    """Measure the figures of all prompts that were kept."""
    contest = Contest()
    things = 0
    for file in tqdm(kept, "scoring", mininterval=5):
        recorded = Recorded(**torch.load(file, weights_only=False))
        things += sum(word.kind == "colour" for word in recorded.words)
        contest.add(recorded)
    about = {"weights": tables.digest(WEIGHTS), "prompts": len(kept), "things": things}
    named = {f"named_{which}": contest.named(which) for which in ("first", "clearest")}
    return about | named | {"rows": contest.rows()}


def write(figures: dict[str, Any], path: Path) -> None:
    """Write JSON with one line for each row."""
    about = json.dumps({key: value for key, value in figures.items() if key != "rows"})[1:-1]
    rows = ",\n".join(json.dumps(row) for row in figures["rows"])
    path.write_text(f'{{{about}, "rows": [\n{rows}\n]}}\n', encoding="utf-8")


if __name__ == "__main__":
    main()
