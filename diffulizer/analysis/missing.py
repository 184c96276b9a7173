"""The message for maps that were not recorded."""

from __future__ import annotations

from collections.abc import Sequence

from ..layers import AttentionLayer
from ..maths.numbers import ranges
from ..recording import Condition, SamplingPass, Step, gaps_of


def no_maps(
    kind: str, pass_: SamplingPass, condition: Condition, layers: Sequence[AttentionLayer], steps: Sequence[int]
) -> str:
    """Say which maps are missing, which there are, and how to record more.

    Args:
        kind: the kind of attention, "cross" or "self".
        layers, steps: the requested layers and steps; steps are indices, from 0.
    """
    wanted = f"steps {steps[0] + 1} to {steps[-1] + 1}" if len(steps) > 1 else f"step {steps[0] + 1}"
    message = (
        f"The recording holds no {kind}-attention maps of the {condition.polarity} prompt ({condition.id}) at {wanted}"
    )
    if not pass_.settings.wants_maps(condition.polarity):
        return f"{message}: maps_of was 'positive'. Set maps_of to 'all' in Capture Settings and record again."
    there = [step.index + 1 for step in pass_.steps if _has_maps(step, kind, condition, layers)]
    if there:
        plural = "s" if len(there) > 1 else ""
        return f"{message}. In these layers it has maps at step{plural} {ranges(there)}; choose among those."
    reasons = dict.fromkeys(gap.reason for gap in gaps_of(pass_) if "attention" in gap.what)
    why = f" ({'; '.join(reasons)})" if reasons else ""
    return f"{message}{why}. Choose other layers, or record more of them with max_layers in Capture Settings."


def _has_maps(step: Step, kind: str, condition: Condition, layers: Sequence[AttentionLayer]) -> bool:
    attention = step.attention(kind)
    keys = [(layer.id, condition.id) for layer in layers]
    return any(key in attention and attention[key].has_maps for key in keys)
