"""Build runs of many shapes in a folder: wide and tall pictures, few and many steps, short and long prompts.

    python build_shapes.py FOLDER SHAPE-STEPS...

Each run is FOLDER/SHAPE-STEPS. A wide run has a short prompt and effects of words, a tall one a long prompt with single
heads; runs of other numbers of steps differ in one word too. All were sampled without each word: wide ones from the
attention, tall ones from the text.
"""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import torch

TESTS = Path(__file__).resolve().parents[2]
ROOT = TESTS.parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "support")]

from diffulizer.capture.memory import MemoryPass  # noqa: E402
from diffulizer.dataset.write.writer import ExportOptions, Previews, write_run  # noqa: E402
from diffulizer.effects import EffectWord  # noqa: E402
from diffulizer.settings import CaptureSettings  # noqa: E402
from synthetic import make_pass, make_prompt, make_removals  # noqa: E402

GRIDS = {"wide": (16, 32), "tall": (32, 16)}
SHORT = ("a", "red", "circle", "above", "a", "blue", "square")
LONG = (
    *("a", "cinematic", "photograph", "of", "an", "extraordinarily", "overgrown", "lighthouse", "in", "a", "storm"),
    *("with", "waves", ",", "lightning", ",", "seagulls", "and", "one", "small", "red", "boat", "beside", "the"),
    *("counter+revolution+aries", ",", "volumetric", "light", ",", "35mm", "film", "grain", ",", "highly", "detailed"),
)
SETTINGS = {
    "wide": CaptureSettings(attention_resolution=8, self_attention_resolution=4, effects_every=5),
    "tall": CaptureSettings(attention_resolution=8, self_attention_resolution=4, heads="each"),
}


def main() -> None:
    for name in sys.argv[2:]:
        shape, steps = name.split("-")
        build(Path(sys.argv[1], name), shape, int(steps))


def build(target: Path, shape: str, steps: int) -> None:
    grid = GRIDS[shape]
    made = make_pass(steps=steps, seed=steps, latent_grid=grid, heads=8, settings=SETTINGS[shape])
    words = (*(SHORT if shape == "wide" else LONG), f"{steps}mm")
    text = " ".join(words).replace("+", "").replace(" ,", ",")
    made.conditions[0] = replace(made.conditions[0], prompt=make_prompt(words, text))
    kind = "attention" if shape == "wide" else "text"
    made.removals = make_removals(made, kind, removed_words(made), torch.Generator().manual_seed(steps))
    draw = picture(grid)
    previews = Previews(draw, "latent_rgb", decode_latent=lambda latent: draw(0, "x0") / (1 + float(latent.std())))
    write_run(made, target, previews=previews, batch_index=0, options=ExportOptions())


def removed_words(made: MemoryPass) -> tuple[EffectWord, ...]:
    """All words of the prompt, each with the tokens of all its places."""
    words = made.conditions[0].prompt.table.words
    found = {word.text: tuple(i for w in words if w.text == word.text for i in w.token_indices) for word in words}
    return tuple(EffectWord(text, {"c0": tokens}) for text, tokens in found.items())


def picture(grid: tuple[int, int]) -> Any:
    """A function (step, kind) -> image [h, w, 3] of four pixels a latent cell."""
    rows, columns = np.mgrid[0 : 4 * grid[0], 0 : 4 * grid[1]]

    def decode(step: int, kind: str) -> Any:
        disc = (rows / rows.max() - 0.5) ** 2 + (columns / columns.max() - 0.5) ** 2 < 0.08
        rough = np.random.default_rng(step).random(rows.shape) if kind == "latent" else rows / rows.max()
        return np.stack([np.where(disc, 0.9, rough), rough, columns / columns.max()], axis=-1)

    return decode


if __name__ == "__main__":
    main()
