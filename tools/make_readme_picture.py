"""Make the guide's first picture from a run: how it came into being, and where its words get attention.

    python tools/make_readme_picture.py RUN docs/demo.png --words red circle blue square

The top row shows the latent after some steps, decoded. The bottom row shows the finished picture under the attention
to each word in one layer, averaged over steps. All words share one colour scale.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes

ROOT = Path(__file__).resolve().parent.parent
sys.path.append(str(ROOT))

from diffulizer import Run, load_run  # noqa: E402 (the repository need not be installed)
from tools.small_png import shrink  # noqa: E402

LAYER = "output_blocks.4.1.transformer_blocks.0.attn2"
"""The demo model's layer that points best: docs/faithfulness.md."""
BACKGROUND, INK = "#14161a", "#e8e6e1"


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("run", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--words", nargs="+", required=True)
    parser.add_argument("--layer", default=LAYER, help="whose maps are shown")
    options = parser.parse_args()
    run = load_run(options.run)
    draw(run, options.words, options.layer, options.out)
    shrink(options.out)


def draw(run: Run, words: list[str], layer: str, out: Path) -> None:
    """Draw the picture and write it to a file."""
    columns = len(words) + 1
    steps = np.linspace(0, run.steps - 1, columns).round().astype(int)
    maps = [word_map(run, word, layer) for word in words]
    figure, axes = plt.subplots(2, columns, figsize=(2.4 * columns, 5.4), facecolor=BACKGROUND)
    for axis, step in zip(axes[0], steps, strict=True):
        show(axis, run.image(int(step)), f"step {step + 1} of {run.steps}")
    final = np.asarray(run.image(run.steps - 1))
    show(axes[1][0], final, "the picture")
    grey = np.repeat(final.mean(axis=2, keepdims=True), 3, axis=2).astype(np.uint8)
    height, width = final.shape[:2]
    for axis, word, values in zip(axes[1][1:], words, maps, strict=True):
        show(axis, grey, f"attention to “{word}”")
        axis.imshow(
            values,
            cmap="magma",
            vmin=0,
            vmax=max(m.max() for m in maps),
            alpha=0.75,
            extent=(0, width, height, 0),
            interpolation="bilinear",
        )
    figure.subplots_adjust(left=0.01, right=0.99, bottom=0.02, top=0.93, wspace=0.04, hspace=0.16)
    figure.savefig(out, dpi=100, facecolor=BACKGROUND)


def word_map(run: Run, word: str, layer: str) -> np.ndarray:
    """Return [rows, columns] attention to a word: mean over steps, sum over its tokens."""
    indices = list(run.words(word)[0].token_indices)
    ids = [known.id for known in run.layers if known.name == layer]
    maps = [run.open_map(e)[indices].astype(np.float32).sum(0) for e in run.attention_files if e.layer_id in ids]
    return np.asarray(np.mean(maps, axis=0))


def show(axis: Axes, image: object, title: str) -> None:
    axis.imshow(np.asarray(image))
    axis.set_title(title, color=INK, fontsize=10)
    axis.axis("off")


if __name__ == "__main__":
    main()
