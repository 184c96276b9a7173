"""A run beside a reference as a row: what differs, when the pictures part, and where attention moved."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from ..analysis.comparison import compare
from ..analysis.verdict import verdict_of
from ..comfyui.graph_diff import graph_differences
from ..dataset.read.disk_pass import DiskPass
from ..errors import sentence
from ..format.columns import PAIRS, TABLES
from ..maths.numbers import mean_of
from .find import Found
from .rows import Row


def pair_row(found: Found, reference: Found) -> Row:
    """Return the row of a run beside the reference, which is A of the comparison, or of why they can't be compared."""
    row = {"run": found.id, "reference": reference.id}
    try:
        found.check_drawn()
        return TABLES[PAIRS].row(**row, **_compared(found.path, reference.path))
    except Exception as error:  # one run must not lose the table of the others
        problem = sentence(error).replace(str(found.path), found.id)
        return TABLES[PAIRS].row(**row, problem=problem.replace(str(reference.path), reference.id))


def _compared(path: Path, reference: Path) -> Row:
    a, b = _reference(reference), DiskPass(path)
    comparison = compare(a, b, further=graph_differences(a, b))
    verdict = verdict_of(comparison)
    layer, word = (next(iter(changes), None) for changes in (verdict.layers, verdict.words))
    return {
        "equal": verdict.equal,
        "changes": verdict.sentences()[0],
        "parting_step": verdict.parting and verdict.parting.step,
        "lowest_cosine": verdict.lowest and verdict.lowest.value,
        "lowest_step": verdict.lowest and verdict.lowest.step,
        "last_cosine": verdict.end and verdict.end.value,
        "latent_difference": comparison.differences["latent"][-1],
        "attention": mean_of(verdict.attention),
        "layer": layer and layer.module,
        "layer_divergence": layer and layer.mean,
        "word": word and word.name,
        "word_divergence": word and word.mean,
    }


@lru_cache(maxsize=1)
def _reference(path: Path) -> DiskPass:
    """Return the reference, which each process reads once."""
    return DiskPass(path)
