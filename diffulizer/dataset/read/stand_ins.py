"""Grey pictures that stand in a run for those of steps that were not kept: the format has one for each step."""

from __future__ import annotations

from .run import Run

STAND_INS = "pictures of the steps but the last, where grey ones stand"
"""``Gap.what`` of such pictures."""


def pictured_steps(run: Run) -> list[int]:
    """Return the numbers of the steps whose pictures are their own: all, or the last one."""
    replaced = any(gap.what == STAND_INS for gap in run.not_recorded)
    return [run.steps - 1] if replaced else list(range(run.steps))
