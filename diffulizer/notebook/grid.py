"""A grid of the last pictures of runs, in columns and rows by their settings."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from ..errors import SettingsError
from ..maths.numbers import number
from ..plots.style import typeface
from ..render import Pixels
from ..tables.rows import Row

LEAST, MOST = 16, 1024
"""Bounds of a picture's longer side, in pixels."""
GAP, TEXT = 6, 14
"""Gap between pictures, and size of the text, in pixels."""
GROUND, INK, SOFT = "#ffffff", "#1a1a1a", "#707070"
LONGEST = 32
"""Number of characters of a row's label."""


def grid_of(
    runs: Sequence[Row], picture: Callable[[Row], Pixels | None], *, by: str, rows: str | None, side: int
) -> Image.Image:
    """Draw the grid; see ``Runs.grid``.

    Args:
        runs: rows of the table of runs.
        picture: reads the last picture of a row's run, [h, w, 3] uint8; None if it has none.
    """
    if not LEAST <= side <= MOST:
        raise SettingsError(f"side is {side}; expected a number of pixels from {LEAST} to {MOST}.")
    across = _values(runs, by)
    cells: dict[tuple[int, int], list[Row]] = {}
    if rows is None:
        of_column = [[run for run in runs if run[by] == value] for value in across]
        cells = {(i, j): [run] for i, column in enumerate(of_column) for j, run in enumerate(column)}
        down = [""] * max(map(len, of_column), default=0)
    else:
        values = _values(runs, rows)
        for run in runs:
            cells.setdefault((across.index(run[by]), values.index(run[rows])), []).append(run)
        down = [f"{rows} {_shown(value)}" for value in values]
    pictures = {cell: _small(pixels, side) for cell, here in cells.items() if (pixels := picture(here[0])) is not None}
    if not pictures:
        raise SettingsError(f"None of the {len(runs)} runs has a picture to draw.")
    captions = {cell: here[0]["id"] if rows is None else _more(here) for cell, here in cells.items()}
    return _drawn(pictures, captions, [f"{by} {_shown(value)}" for value in across], down)


def _drawn(
    pictures: dict[tuple[int, int], Image.Image],
    captions: dict[tuple[int, int], str],
    across: Sequence[str],
    down: Sequence[str],
) -> Image.Image:
    font = ImageFont.truetype(typeface("".join([*across, *down, *captions.values()])), TEXT)
    width, height = (max(size) for size in zip(*(small.size for small in pictures.values()), strict=True))
    left = max((round(font.getlength(_cut(label))) for label in down), default=0) + 2 * GAP
    line = round(1.5 * TEXT)
    below = line if any(captions.values()) else 0
    size = left + len(across) * (width + GAP), line + GAP + len(down) * (height + below + GAP)
    sheet = Image.new("RGB", size, GROUND)
    draw = ImageDraw.Draw(sheet)
    for i, label in enumerate(across):
        draw.text((left + i * (width + GAP), GAP), _fitting(label, width, font), INK, font)
    for j, label in enumerate(down):
        draw.text((GAP, line + GAP + j * (height + below + GAP) + (height - TEXT) // 2), _cut(label), INK, font)
    for (i, j), caption in captions.items():
        x, y = left + i * (width + GAP), line + GAP + j * (height + below + GAP)
        if (i, j) in pictures:
            sheet.paste(pictures[i, j], (x, y))
        else:
            draw.text((x, y), "no picture", SOFT, font)
        draw.text((x, y + height + 1), _fitting(caption, width, font), SOFT, font)
    return sheet


def _values(runs: Sequence[Row], column: str) -> list[Any]:
    """Return the values of a column, numbers rising, then everything else in the order in which it stands."""
    found: list[Any] = []
    for run in runs:
        if run[column] not in found:
            found.append(run[column])
    return sorted(found, key=lambda value: (number(value) is None, number(value) or 0.0))


def _small(pixels: Pixels, side: int) -> Image.Image:
    picture = Image.fromarray(np.asarray(pixels))
    factor = side / max(picture.size)
    return picture.resize((max(1, round(picture.width * factor)), max(1, round(picture.height * factor))))


def _shown(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(map(_shown, value)) or "none"
    return "unknown" if value is None else f"{value:g}" if isinstance(value, float) else str(value)


def _more(here: Sequence[Row]) -> str:
    return f"first of {len(here)}" if len(here) > 1 else ""


def _cut(text: str) -> str:
    """Shorten a label of a row in its middle: the values of a setting often differ at their ends."""
    return text if len(text) <= LONGEST else _without_middle(text, LONGEST)


def _fitting(text: str, width: int, font: Any) -> str:
    """Shorten a text in its middle until it has the width of its column."""
    lengths = range(len(text), 0, -1)
    shorter = (text if length == len(text) else _without_middle(text, length) for length in lengths)
    return next((one for one in shorter if font.getlength(one) <= width), "")


def _without_middle(text: str, length: int) -> str:
    return text[: length // 2] + "…" + text[len(text) - (length - length // 2 - 1) :]
