"""Validation of a run on disk against the format, which reports every problem, not only the first."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from ..files import open_files
from .arrays import check_arrays
from .attention import check_attention
from .base import Checked, Problem
from .counts import check_counts, check_validation
from .effects import check_effect_values, check_effects
from .files import check_files, check_sizes
from .gather import check_gather, check_gather_values
from .images import check_images
from .json_files import check_json
from .latents import check_latents
from .maps import check_layers, check_maps
from .metrics import check_metrics
from .pca import check_pca
from .prompt import check_prompt
from .removals import check_removal_values, check_removals
from .rules import RULES, WARNINGS
from .schema import check_schema

__all__ = ["RULES", "WARNINGS", "Problem", "Report", "validate_run"]


@dataclass(frozen=True)
class Report:
    """Result of checking a run.

    Attributes:
        path: the run's folder, or its .zip.
        strict: whether values were recomputed from the stored latents and maps.
        errors: broken rules; none in a valid run.
        warnings: oddities that leave the run valid.
        checked: number of checked things of each kind.
    """

    path: Path
    strict: bool
    errors: list[Problem]
    warnings: list[Problem]
    checked: Mapping[str, int]

    @property
    def valid(self) -> bool:
        return not self.errors

    def as_dict(self) -> dict[str, Any]:
        """Return the report as plain JSON values."""
        return {
            "path": str(self.path),
            "valid": self.valid,
            "strict": self.strict,
            "errors": [_as_dict(p) for p in self.errors],
            "warnings": [_as_dict(p) for p in self.warnings],
            "checked": dict(self.checked),
        }


def validate_run(path: str | Path, strict: bool = False) -> Report:
    """Check the run in the folder ``path``, or in the .zip ``path``.

    Args:
        strict: in addition to form and counts, decode all images and recompute everything that the stored
            latents and maps determine.

    Damaged content is reported, never raised.

    Raises:
        RunNotFoundError: there is no such folder or .zip.
        RunFormatError: a .zip can't be read as a whole, or holds several runs.
    """
    with open_files(path) as files:
        run = Checked(files)
        check_schema(run, check_json(run))
        check_files(run)
        check_sizes(run)
        check_counts(run)
        check_validation(run)
        check_prompt(run)
        check_layers(run)
        check_maps(run)
        check_effects(run)
        check_gather(run)
        check_removals(run)
        check_images(run, whole=strict)
        arrays = check_arrays(run)
        if strict:
            with np.errstate(all="ignore"):  # damaged values may overflow; they are reported, not warned of
                check_latents(run, arrays)
                check_pca(run, arrays)
                check_attention(run)
                check_metrics(run)
                check_effect_values(run, arrays)
                check_gather_values(run)
                check_removal_values(run)
    return Report(files.path, strict, run.errors, run.warnings, run.counts)


def _as_dict(problem: Problem) -> dict[str, str]:
    return {"rule": problem.rule, "place": problem.where, "message": problem.message}
