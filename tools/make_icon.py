"""Make the icon: cells of an attention map, brightest where a word gets attention.

    python tools/make_icon.py docs/icon.svg docs/icon.png

Colours are matplotlib's inferno, which the viewer shows attention in by default. The PNG is drawn with Pillow.
"""

from __future__ import annotations

import argparse
import math
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import matplotlib
from PIL import Image, ImageDraw

SIDE = 400
CORNER = 88
CELLS = 5
PITCH = 71
GROUND = "#0d0b14"
CENTRE = (3, 1)
"""Column and row of the cell that gets most attention."""
SPREAD = 1.3
SMALL, LARGE = 9, 34
"""Radii of a cell at no and at full attention."""
FINER = 8
"""Number of pixels drawn for each pixel of the PNG, along a side."""


class Cell(NamedTuple):
    x: float
    y: float
    radius: float
    colour: str


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("svg", type=Path)
    parser.add_argument("png", type=Path)
    options = parser.parse_args()
    options.svg.write_text(svg(), encoding="utf-8", newline="\n")
    png().save(options.png, optimize=True)


def cells() -> Iterator[Cell]:
    """Yield the cells with values of a Gaussian around the centre."""
    inferno = matplotlib.colormaps["inferno"]
    start = (SIDE - PITCH * (CELLS - 1)) / 2
    for row in range(CELLS):
        for column in range(CELLS):
            distance = math.dist((column, row), CENTRE)
            heat = math.exp(-((distance / SPREAD) ** 2) / 2)
            colour = matplotlib.colors.to_hex(inferno(0.2 + 0.74 * heat))
            yield Cell(start + PITCH * column, start + PITCH * row, SMALL + (LARGE - SMALL) * heat, colour)


def svg() -> str:
    """Return the icon as a drawing of circles."""
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {SIDE} {SIDE}" width="{SIDE}" height="{SIDE}">',
        "  <title>Diffulizer</title>",
        f'  <rect width="{SIDE}" height="{SIDE}" rx="{CORNER}" fill="{GROUND}"/>',
        *(f'  <circle cx="{c.x:g}" cy="{c.y:g}" r="{c.radius:.1f}" fill="{c.colour}"/>' for c in cells()),
        "</svg>",
        "",
    ]
    return "\n".join(lines)


def png() -> Image.Image:
    """Return the icon in pixels, with a transparent ground outside the rounded corners."""
    image = Image.new("RGBA", (SIDE * FINER, SIDE * FINER))
    draw = ImageDraw.Draw(image)
    draw.rounded_rectangle((0, 0, SIDE * FINER - 1, SIDE * FINER - 1), CORNER * FINER, fill=GROUND)
    for cell in cells():
        draw.circle((cell.x * FINER, cell.y * FINER), cell.radius * FINER, fill=cell.colour)
    return image.resize((SIDE, SIDE), Image.Resampling.LANCZOS)


if __name__ == "__main__":
    main()
