"""The part of a schedule of noise levels that a sampler takes, as ComfyUI's own nodes make and split schedules."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from ..maths.numbers import number
from .graph import Graph, is_link

Counts = Callable[[int, float], tuple[int, int]]
"""Function (steps asked for, denoise) -> (steps of the full schedule, steps that are taken of its end)."""


@dataclass(frozen=True)
class SchedulePart:
    """Steps ``start`` to ``end``, end exclusive, of a full schedule, and the ``denoise`` that was asked for."""

    start: int
    end: int
    denoise: float | None


def _longer(steps: int, denoise: float) -> tuple[int, int]:
    """A longer schedule, of which the asked number of steps is taken."""
    return (int(steps / denoise) if 0 < denoise < 1 else steps), steps


def _shorter(steps: int, denoise: float) -> tuple[int, int]:
    """The schedule of the asked number of steps, of which fewer are taken."""
    return steps, round(steps * denoise)


_SCHEDULERS: dict[str, Counts] = {
    "BasicScheduler": _longer,
    **dict.fromkeys(("AlignYourStepsScheduler", "GITSScheduler", "OptimalStepsScheduler"), _shorter),
}
"""Nodes that make a schedule by an input ``denoise``. (That of SDTurboScheduler leads to no part of a schedule.)"""
_WHOLE = (
    "KarrasScheduler",
    "ExponentialScheduler",
    "PolyexponentialScheduler",
    "LaplaceScheduler",
    "VPScheduler",
    "BetaSamplingScheduler",
)
"""Nodes that make a schedule and have no such input."""


def schedule_part(graph: Graph, node_id: str | None, steps: int) -> SchedulePart | None:
    """Return the part of a schedule that a sampler takes; None where a node that is not known makes or changes the
    schedule, or what the nodes say does not lead to the number of steps that the sampler plans.

    Args:
        node_id: the executing sampler.
        steps: the number of steps that it plans.
    """
    node = graph.node(node_id)
    if node is None:
        return None
    sigmas = node["inputs"].get("sigmas")
    part = _of_sigmas(graph, sigmas, 0) if is_link(sigmas) else _of_sampler(graph, node["inputs"])
    return part if part is not None and part.end - part.start == steps else None


def _of_sampler(graph: Graph, inputs: dict[str, Any]) -> SchedulePart | None:
    """Return the part that a sampler takes of its own schedule: KSampler by its denoise, KSamplerAdvanced by its steps,
    and others as far as they have the same inputs."""
    values = {
        name: number(graph.value(inputs.get(name))) for name in ("steps", "denoise", "start_at_step", "end_at_step")
    }
    steps, denoise, start, end = values.values()
    if steps is None:
        return None
    if start is not None or end is not None:
        return SchedulePart(int(start or 0), int(min(steps, steps if end is None else end)), denoise or 1.0)
    return None if denoise is None else _ending(_longer(int(steps), denoise), denoise)


def _of_sigmas(graph: Graph, link: Any, depth: int) -> SchedulePart | None:
    """Return the part of a schedule that comes out of a node."""
    node = graph.node(link[0])
    if node is None or depth > 64:
        return None
    kind, inputs = node["class_type"], node["inputs"]
    steps, denoise, step = (number(graph.value(inputs.get(name))) for name in ("steps", "denoise", "step"))
    if kind in _SCHEDULERS and steps is not None and denoise is not None:
        return _ending(_SCHEDULERS[kind](int(steps), denoise), denoise)
    if kind in _WHOLE and steps is not None:
        return SchedulePart(0, int(steps), None)
    whole = _of_sigmas(graph, inputs["sigmas"], depth + 1) if is_link(inputs.get("sigmas")) else None
    if whole is None:
        return None
    if kind == "SplitSigmas" and step is not None:
        return _split(whole, whole.start + int(step), link[1])
    if kind == "SplitSigmasDenoise" and denoise is not None:
        return _split(whole, whole.end - round((whole.end - whole.start) * denoise), link[1])
    return None


def _ending(counts: tuple[int, int], denoise: float) -> SchedulePart:
    of_all, taken = counts
    return SchedulePart(of_all - taken, of_all, denoise)


def _split(whole: SchedulePart, at: int, output: int) -> SchedulePart:
    """Return what comes out of a node that splits a schedule: the high noise levels first, then the low ones."""
    at = min(at, whole.end)
    return replace(whole, end=at) if output == 0 else replace(whole, start=at)
