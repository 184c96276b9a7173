"""Typed entries of a run's metadata, read with the care that other people's files need."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from ...errors import RunFormatError
from ...maths.numbers import is_whole
from ...prompts import SPECIAL_TOKENS, Word, join_words

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class RunLayer:
    """A recorded layer. ``grid`` and ``heads`` are None in runs of schema 1.0.0."""

    id: str
    name: str
    attention_type: str
    diffusers_name: str | None = None
    grid: tuple[int, int] | None = None
    heads: int | None = None

    @classmethod
    def parse(cls, entry: Any, source: Path) -> RunLayer:
        """From an entry of ``layers``; RunFormatError if it is none."""
        data = _object(entry, "layers", source)
        heads = data.get("heads")
        return cls(
            id=_text(data, "id", "layers", source),
            name=str(data.get("processor_key", "")),
            attention_type=_text(data, "attention_type", "layers", source),
            diffusers_name=data["diffusers_name"] if isinstance(data.get("diffusers_name"), str) else None,
            grid=_pair(data.get("grid")),
            heads=heads if isinstance(heads, int) else None,
        )


@dataclass(frozen=True)
class MapFile:
    """A map on disk.

    Attributes:
        shape: [tokens, rows, columns] or [queries, keys].
        grid: (rows, columns) of the cells; for runs that do not say, taken from the shape, a
            self-attention being square. None if it is not.
        head: a single head, or None for the mean over heads.
    """

    path: str
    shape: tuple[int, ...]
    layer_id: str
    attention_type: str
    step: int
    grid: tuple[int, int] | None
    condition: str = "c0"
    head: int | None = None


@dataclass(frozen=True)
class Trajectory:
    """Two principal components of the latents: points [steps, 2]; NaN where unknown."""

    points: Floats
    explained_variance_ratio: Floats
    x0_points: Floats | None = None


def map_file(entry: Any, source: Path) -> MapFile:
    """From an entry of ``attention_files``; RunFormatError if it is none."""
    data = _object(entry, "attention_files", source)
    path = _text(data, "path", "attention_files", source)
    shape = data.get("shape")
    if not isinstance(shape, list) or not shape or not all(is_whole(n) and n > 0 for n in shape):
        raise RunFormatError(f"{source}: attention_files: the shape of {path!r} is {shape!r}; expected whole numbers.")
    if data.get("dtype", "float16") != "float16":
        raise RunFormatError(
            f"{source}: attention_files: the dtype of {path!r} is {data['dtype']!r}; expected 'float16'."
        )
    step, head = data.get("step"), data.get("head")
    if not is_whole(step) or (head is not None and not is_whole(head)):
        raise RunFormatError(
            f"{source}: attention_files: step {step!r} or head {head!r} of {path!r} is no whole number."
        )
    return MapFile(
        path=path,
        shape=tuple(shape),
        layer_id=_text(data, "layer_id", "attention_files", source),
        attention_type=_text(data, "attention_type", "attention_files", source),
        step=step,
        grid=_pair(data.get("grid")) or _grid_of(shape),
        condition=str(data.get("condition", "c0")),
        head=head,
    )


def read_words(prompt: Mapping[str, Any]) -> list[Word]:
    """The words of a prompt; of a 1.0.0 run, which has none, joined from its tokens."""
    words = prompt.get("words")
    if isinstance(words, list):
        return [
            Word(str(w["text"]), tuple(int(i) for i in w["token_indices"]))
            for w in words
            if isinstance(w, dict) and "text" in w and isinstance(w.get("token_indices"), list)
        ]
    tokens = prompt.get("tokens")
    names = [str(t) for t in tokens] if isinstance(tokens, list) else []
    return list(join_words(names, [name in SPECIAL_TOKENS for name in names]))


def number_array(rows: Any, columns: int) -> Floats:
    """[rows, columns] float64; None becomes NaN."""
    if not isinstance(rows, list):
        raise TypeError(f"expected a list, got {type(rows).__name__}")
    values = [[math.nan if v is None else float(v) for v in row] for row in rows]
    return np.asarray(values, np.float64).reshape(len(rows), columns)


def _grid_of(shape: list[int]) -> tuple[int, int] | None:
    if len(shape) == 3:
        return shape[1], shape[2]
    side = math.isqrt(shape[0])
    return (side, side) if side * side == shape[0] else None


def _pair(value: Any) -> tuple[int, int] | None:
    if isinstance(value, list) and len(value) == 2 and all(is_whole(n) for n in value):
        return value[0], value[1]
    return None


def _object(entry: Any, key: str, source: Path) -> dict[str, Any]:
    if not isinstance(entry, dict):
        raise RunFormatError(f"{source}: {key} holds {entry!r}; expected objects.")
    return entry


def _text(data: dict[str, Any], name: str, key: str, source: Path) -> str:
    value = data.get(name)
    if not isinstance(value, str) or not value:
        raise RunFormatError(f"{source}: {key}: {name} is {value!r}; expected a text.")
    return value
