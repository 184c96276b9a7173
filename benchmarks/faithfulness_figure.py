"""Draw the figures of docs/faithfulness.md from the figures that benchmarks/faithfulness.py wrote.

python benchmarks/faithfulness_figure.py
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

import matplotlib.pyplot as plt
import numpy as np

DOCS = Path(__file__).resolve().parent.parent / "docs"
MODELS = {"default": "faithfulness.png", "transformer": "faithfulness_transformer.png"}
COLOURS = {"phrase": "#4477aa", "colour": "#ee6677", "shape": "#228833", "article": "#999999"}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--folder", type=Path, default=DOCS, help="where faithfulness.json is and the figure goes")
    folder = parser.parse_args().folder
    measured = json.loads((folder / "faithfulness.json").read_text())
    for model, name in MODELS.items():
        rows = [row for row in measured[model]["rows"] if row["things"] == "two or three"]
        draw(rows, folder / name)


def draw(rows: list[dict[str, Any]], path: Path) -> None:
    """Draw the pointing game of a model by layer, head and step."""
    figure, axes = plt.subplots(3, 1, figsize=(9, 10), constrained_layout=True)
    _layers(axes[0], rows)
    _heads(axes[1], rows)
    _steps(axes[2], rows)
    for axis in axes:
        axis.set_ylim(0, 1.02)
        axis.set_ylabel("pointing game")
        axis.spines[["top", "right"]].set_visible(False)
    figure.savefig(path, dpi=110)
    plt.close(figure)


def _layers(axis: Any, rows: list[dict[str, Any]]) -> None:
    names = [r["source"] for r in rows if r["source"].startswith("layer ") and r["word"] == "phrase"]
    places = np.arange(len(names))
    for shift, (kind, colour) in zip((-0.3, -0.1, 0.1, 0.3), COLOURS.items(), strict=True):
        values = [_value(rows, name, kind) for name in names]
        axis.bar(places + shift, values, 0.2, color=colour, label=kind)
    chance = _value(rows, "uniform map", "phrase")
    axis.axhline(chance, color="black", linewidth=0.8, linestyle=":", label="by chance")
    axis.set_xticks(places, [_short(name) for name in names], rotation=45, ha="right")
    axis.set_title("by layer, mean over heads and steps", loc="left")
    axis.legend(ncols=5, loc="lower right", bbox_to_anchor=(1, 1), frameon=False, handlelength=1, columnspacing=1)


def _heads(axis: Any, rows: list[dict[str, Any]]) -> None:
    names = [r["source"] for r in rows if r["source"].startswith("head ") and r["word"] == "phrase"]
    for kind in ("colour", "shape"):
        values = [_value(rows, name, kind) for name in names]
        axis.plot(np.arange(len(names)), values, "o", color=COLOURS[kind], label=kind)
    firsts = [k for k, name in enumerate(names) if name.endswith(" 0")]
    axis.set_xticks(firsts, [_short(names[k].removesuffix(" 0")) for k in firsts], rotation=45, ha="right")
    for first in firsts:
        axis.axvline(first - 0.5, color="#dddddd", linewidth=0.8)
    axis.set_title("by head, mean over steps", loc="left")


def _steps(axis: Any, rows: list[dict[str, Any]]) -> None:
    names = [r["source"] for r in rows if r["source"].startswith("step ") and r["word"] == "phrase"]
    for kind, colour in COLOURS.items():
        axis.plot([_value(rows, name, kind) for name in names], color=colour, marker=".", label=kind)
    axis.set_xticks(range(0, len(names), 2))
    axis.set_xlabel("step (0 is the noisiest)")
    axis.set_title("by step, mean over layers and heads", loc="left")


def _value(rows: list[dict[str, Any]], source: str, word: str) -> float:
    return next(float(r["pointing"]) for r in rows if r["source"] == source and r["word"] == word)


def _short(name: str) -> str:
    """Shorten "layer output_blocks.3.1.transformer_blocks.0.attn2" to "output 3 / 0", and "layer double_blocks.0.cross"
    to "double 0"."""
    part, _, block = name.split(" ")[1].partition(".1.transformer_blocks.")
    short = part.replace("_blocks.", " ").replace("_block", "").removesuffix(".cross")
    return f"{short} / {block.split('.')[0]}" if block else short


if __name__ == "__main__":
    main()
