"""Parts of a run in the form that its reader returns."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from ...errors import RunFormatError
from ...maths.numbers import Floats
from ..model import FLOAT16, MapFile

Layers = str | int | Iterable[str | int]
"""Layers of a heat map: ``AUTO``, ``ALL``, a layer as for ``Run.layer``, a pattern or part as for ``layers.named``, or
several of these."""
AUTO, ALL = "auto", "all"
AXES = {"cross": 3, "self": 2}
"""Number of axes of a map, by its kind: [tokens, rows, columns] or [queries, keys]."""


@dataclass(frozen=True)
class Trajectory:
    """Two principal components of the latents: points [steps, 2]; NaN where unknown."""

    points: Floats
    explained_variance_ratio: Floats
    x0_points: Floats | None = None


def map_files(entries: list[MapFile], file: Path, key: str) -> list[MapFile]:
    """Return the entries of a list of attention files, with the grid of each.

    Args:
        entries, key: the list, and its key in the metadata.
        file: the file that errors name.

    Raises:
        RunFormatError: an entry is not valid.
    """
    for i, entry in enumerate(entries):
        for name, usable, expected in (
            ("path", bool(entry.path), "a text"),
            ("layer_id", bool(entry.layer_id), "a text"),
            ("shape", bool(entry.shape) and min(entry.shape) > 0, "whole numbers above 0"),
            ("shape", len(entry.shape) == AXES.get(entry.attention_type), f"the axes of {entry.attention_type!r}"),
            ("dtype", entry.dtype == FLOAT16, f"{FLOAT16!r}"),
            ("grid", entry.grid is None or _fits(entry.grid, entry.shape), f"the cells of shape {list(entry.shape)}"),
        ):
            if not usable:
                value = getattr(entry, name)
                shown = list(value) if isinstance(value, tuple) else value
                raise RunFormatError(f"{file}: {key}[{i}].{name} is {shown!r}; expected {expected}.")
    return [replace(entry, grid=entry.grid or _grid_of(entry.shape)) for entry in entries]


def number_array(rows: Sequence[Sequence[float | None]]) -> Floats:
    """Return [rows, columns] float64, with NaN for None."""
    values = [[math.nan if v is None else v for v in row] for row in rows]
    return np.asarray(values, np.float64).reshape(len(rows), -1)


def _fits(grid: tuple[int, int], shape: tuple[int, ...]) -> bool:
    """Return whether a map of a shape has the cells of a grid."""
    return grid == shape[1:] if len(shape) == 3 else shape[:1] == (grid[0] * grid[1],)


def _grid_of(shape: tuple[int, ...]) -> tuple[int, int] | None:
    if len(shape) == 3:
        return shape[1], shape[2]
    side = math.isqrt(shape[0])
    return (side, side) if side * side == shape[0] else None
