"""The table of what each word did, as text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from .comparison_text import table

HEAD = ("without", "change", "floor", "pixels", "parts at", "inside its attention", "attention r", "effect r")
NOTE = """\
change: mean difference of the final latent; floor: that of a sampling that removed nothing
pixels: mean difference of the picture
parts at: the step at which both predictions are half as far apart as at the end
inside its attention: share of the change where the word had attention, and the share of the picture that this is
r: correlation of attention, or of the measured effect, with the change, cell by cell
One seed is one example."""


def removals_text(rows: Sequence[Mapping[str, Any]], steps: int) -> str:
    """Write rows of ``removal_rows``, as plain values, or of ``mean_rows`` as a table with a note on its columns."""
    return "\n".join([*table(HEAD, [_cells(row, steps) for row in rows]), "", NOTE])


def _cells(row: Mapping[str, Any], steps: int) -> tuple[str, ...]:
    parts = "-" if row["parts_at"] is None else f"{row['parts_at']:.3g} of {steps}"
    if row.get("runs", 1) > 1:
        parts += f" (in {row['parted']} of {row['runs']} runs)"
    inside = "-" if row["inside"] is None else f"{row['inside']:.0%} of it in {row['area']:.0%}"
    return (
        row["word"],
        _number(row["change"]),
        _number(row["floor"]),
        "-" if row["pixels"] is None else f"{row['pixels']:.1%}",
        parts,
        inside,
        _number(row["attention_agreement"], ".2f"),
        _number(row["effect_agreement"], ".2f"),
    )


def _number(value: float | None, form: str = ".3g") -> str:
    return "-" if value is None else format(value, form)
