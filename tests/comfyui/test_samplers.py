"""Every sampler and every scheduler of the host: the same picture, the right steps, the right evaluations and maps."""

from __future__ import annotations

import ast
from typing import Any

import pytest
from server_fixtures import real_host

from graphs import sampling
from reference import assert_recorded, embedding, run_both

STEPS = 4
OWN_CALLBACKS = ("dpm_fast", "dpm_adaptive")
"""Samplers that choose their steps themselves."""


def listed(*names: str) -> list[str]:
    """Read the strings of assignments in the host's samplers.py; it is imported later than tests get their names."""
    tree = ast.parse((real_host().comfyui / "comfy" / "samplers.py").read_text(encoding="utf-8"))
    assigned = [item for item in tree.body if isinstance(item, ast.Assign)]
    values = {ast.unparse(item.targets[0]): item.value for item in assigned}
    parts = [part for name in names for part in ast.walk(values[name])]
    return [part.value for part in parts if isinstance(part, ast.Constant) and isinstance(part.value, str)]


SAMPLERS = listed("KSAMPLER_NAMES", "SAMPLER_NAMES")
SCHEDULERS = listed("SCHEDULER_HANDLERS")


def test_none_of_the_hosts_is_missing(host: Any) -> None:
    import comfy.samplers

    assert SAMPLERS == comfy.samplers.SAMPLER_NAMES
    assert SCHEDULERS == comfy.samplers.SCHEDULER_NAMES


@pytest.mark.parametrize(
    ("sampler", "scheduler"),
    [*((sampler, "normal") for sampler in SAMPLERS), *(("dpmpp_2m", scheduler) for scheduler in SCHEDULERS)],
)
def test_recorded_as_it_was_sampled(host: Any, sampler: str, scheduler: str) -> None:
    options: dict[str, Any] = {"steps": STEPS, "width": 128, "height": 128, "capture": {"max_layers": 0}}
    graph = sampling(sampler=sampler, scheduler=scheduler, plain=True, **options)
    recorded, reference, result = run_both(host, graph)
    first_and_last = [0, len(reference.callbacks) - 1]
    compared = assert_recorded(recorded, reference, {"c0": embedding(result, "2")}, steps=first_and_last)
    assert compared == 2 * 34
    assert recorded.gaps == []
    assert all(
        len(step.cross_attention) + len(step.self_attention) == 34 + 17 for step in recorded.steps
    )  # c1: words, no self-attention
    if sampler not in OWN_CALLBACKS:
        assert [step.sigma for step in recorded.steps] == list(recorded.sampling.schedule[:-1])
        assert recorded.steps[-1].sigma_next == recorded.sampling.schedule[-1]
