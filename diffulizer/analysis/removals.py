"""Table of what each word did to a picture: how much changes without it, where, and when.

Change is what the run's removals hold (see ``removals``). Beside it stands what maps said: how much of the change lies
where the word had attention, and how well the map of its attention, or of its effect, agrees with the change cell by
cell (Pearson's correlation).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, fields
from typing import Any

import numpy as np
from torch import Tensor

from ..errors import DiffulizerError, RecordingError
from ..maths.numbers import number
from ..maths.parting import halfway
from ..maths.resizing import resized
from ..recording import SamplingPass
from ..render import Pixels
from .effects import effect_map
from .heatmap import word_map
from .masks import THRESHOLD, masks_of
from .selection import WordGroup

BRIGHT = 0.5
"""Part of a map's range from which on a place counts as looked at."""


@dataclass(frozen=True)
class WordRow:
    """Row on what became of the picture without a word.

    Attributes:
        word: its text.
        change: mean over the final latent of the absolute difference, in the model's units.
        floor: the same of the sampling that removed nothing.
        pixels: mean absolute difference of the final pictures, in parts of the range from black to white; None without
            pictures.
        parts_at: the step, from 1, from which on the two predictions are at least half as far apart as at the end; None
            if they end alike.
        sigma: the noise level of that step.
        inside: share of the change that lies where the word had attention (at least half of its map's range); None
            without maps.
        area: the share of the picture that this is.
        attention_agreement, effect_agreement: correlation, cell by cell, of the change with the word's attention (in
            the layers that see it most clearly), and with its measured effect; None where there is none.
    """

    word: str
    change: float
    floor: float
    pixels: float | None
    parts_at: int | None
    sigma: float | None
    inside: float | None
    area: float | None
    attention_agreement: float | None
    effect_agreement: float | None

    def as_dict(self) -> dict[str, Any]:
        """Return the row as plain JSON values."""
        return asdict(self)


NUMBERS = tuple(field.name for field in fields(WordRow) if field.name != "word")


def removal_rows(
    pass_: SamplingPass, item: int, pictures: Sequence[Pixels] = (), base: Pixels | None = None
) -> list[WordRow]:
    """Return a row for each removed word of one image of a pass.

    Args:
        item: the number of the image in its batch.
        pictures: the final pictures without each word; none leaves ``pixels`` out.
        base: the final picture of the whole prompt.

    Raises:
        RecordingError: the pass was not sampled without its words.
    """
    removals = pass_.removals
    if removals is None:
        raise RecordingError("The recording was not sampled without its words. Use Word Effects.")
    changes = removals.change[item].float()
    floor = float(changes[-1].mean())
    rows = []
    for i, word in enumerate(removals.removed.words):
        change = changes[i]
        cosines = [number(float(value)) for value in removals.cosines[item, :, i]]
        at = halfway(cosines)
        condition, tokens = next(iter(word.tokens.items()), (None, ()))
        chosen = next((c for c in pass_.conditions if c.id == condition), None)
        group = None if chosen is None else WordGroup(word.text, chosen, words=(), tokens=tuple(tokens))
        looked = _map_of(word_map, pass_, group, item, change)
        inside, area = _inside(looked, change)
        rows.append(
            WordRow(
                word=word.text,
                change=float(change.mean()),
                floor=floor,
                pixels=_pixels(pictures[i], base) if pictures and base is not None else None,
                parts_at=None if at is None else at + 1,
                sigma=None if at is None else number(pass_.steps[at].sigma),
                inside=inside,
                area=area,
                attention_agreement=agreement(looked, change),
                effect_agreement=agreement(_map_of(effect_map, pass_, group, item, change), change),
            )
        )
    return rows


def agreement(a: Tensor | None, b: Tensor) -> float | None:
    """Return Pearson's correlation of two maps over their cells; None if one is missing or the same everywhere."""
    if a is None:
        return None
    x, y = a.flatten().double() - a.double().mean(), b.flatten().double() - b.double().mean()
    scale = float(x.norm() * y.norm())
    return float(x @ y) / scale if scale > 0 and math.isfinite(scale) else None


def _map_of(
    make: Callable[..., Tensor], pass_: SamplingPass, group: WordGroup | None, item: int, like: Tensor
) -> Tensor | None:
    """Return the word's attention or effect on the grid of another map; None where there is none."""
    if group is None:
        return None
    try:
        found = make(pass_, group, steps=range(len(pass_.steps)), items=[item])
    except DiffulizerError:
        return None
    return resized(found, (like.shape[0], like.shape[1]))[0]


def _inside(looked: Tensor | None, change: Tensor) -> tuple[float | None, float | None]:
    if looked is None or not change.any():
        return None, None
    region = masks_of(looked[None], THRESHOLD, threshold=BRIGHT)[0]
    return float((change * region).sum() / change.sum()), float(region.mean())


def _pixels(a: Pixels, b: Pixels) -> float:
    return float(np.abs(a.astype(np.float64) - b.astype(np.float64)).mean() / 255)


def mean_rows(by_run: Sequence[Sequence[WordRow]]) -> list[dict[str, Any]]:
    """Return the mean of each word's rows over runs of one prompt, such as those of several seeds, with ``runs``, their
    number, and ``parted``, the number of runs in which the pictures part."""
    words: dict[str, list[WordRow]] = {}
    for rows in by_run:
        for row in rows:
            words.setdefault(row.word, []).append(row)
    return [
        {
            "word": word,
            "runs": len(rows),
            "parted": sum(row.parts_at is not None for row in rows),
            **{
                key: _mean([getattr(row, key) for row in rows]) for key in WordRow.__dataclass_fields__ if key != "word"
            },
        }
        for word, rows in words.items()
    ]


def _mean(values: Sequence[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return math.fsum(known) / len(known) if known else None


def moment_of(row: WordRow, steps: int) -> str:
    """Say in a line when the picture without a word parts from that of the whole prompt."""
    if row.change <= row.floor or row.parts_at is None:
        return "nothing changes that is above the floor"
    return f"half of the way apart at step {row.parts_at} of {steps}"
