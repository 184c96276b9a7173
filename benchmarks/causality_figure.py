"""Draw the figure of docs/causality.md: pictures of the demo model without each kind of word.

python benchmarks/causality_figure.py --keep output/causality
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import matplotlib.pyplot as plt

ROOT = Path(__file__).resolve().parent.parent
sys.path.append(str(ROOT))

from removals import REMOVED, Kept, kept, scenes  # noqa: E402

from demo_model.captions import full_caption  # noqa: E402

KINDS = ("colour", "shape", "phrase", "article", "relation", "background", "style", "padding")
ROWS = 5


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--keep", type=Path, required=True, metavar="FOLDER", help="what causality.py kept")
    parser.add_argument("--into", type=Path, default=ROOT / "docs", help="where the figure goes")
    given = parser.parse_args()
    pairs = [(n, s) for n, s in enumerate(scenes()) if len(s.things) == 2 and kept(given.keep, REMOVED, n).exists()]
    rows = pairs[:ROWS]
    figure, axes = plt.subplots(len(rows), len(KINDS) + 1, figsize=(9, 1.35 * len(rows)), squeeze=False)
    for line, (number, scene) in zip(axes, rows, strict=True):
        sampled = Kept.load(given.keep, number)
        texts, pictures = ["all words"], [sampled.pictures[0]]
        for kind in KINDS:
            index = next(i for i, word in enumerate(sampled.words) if word.kind == kind)
            texts.append(f"− {sampled.words[index].text or kind}")
            pictures.append(sampled.pictures[2 + index])
        for axis, text, picture in zip(line, texts, pictures, strict=True):
            axis.imshow(picture)
            axis.set_title(text, fontsize=6, pad=2)
            axis.axis("off")
        line[0].text(0, 1.16, full_caption(scene), fontsize=7, weight="bold", transform=line[0].transAxes)
    figure.subplots_adjust(left=0.005, right=0.995, top=0.95, bottom=0.01, wspace=0.05, hspace=0.4)
    figure.savefig(given.into / "causality.jpg", dpi=120, pil_kwargs={"quality": 88})


if __name__ == "__main__":
    main()
