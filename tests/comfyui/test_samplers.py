"""Every sampler and every scheduler of the host: the same picture, the right steps, the right evaluations and maps."""

from __future__ import annotations

from typing import Any

import pytest

from graphs import sampling
from reference import assert_recorded, embedding, run_both

STEPS = 4
_SAMPLERS = """
euler euler_cfg_pp euler_ancestral euler_ancestral_cfg_pp heun heunpp2 dpm_2 dpm_2_ancestral lms dpm_fast dpm_adaptive
dpmpp_2s_ancestral dpmpp_2s_ancestral_cfg_pp dpmpp_sde dpmpp_sde_gpu dpmpp_2m dpmpp_2m_cfg_pp dpmpp_2m_sde
dpmpp_2m_sde_gpu dpmpp_2m_sde_heun dpmpp_2m_sde_heun_gpu dpmpp_3m_sde dpmpp_3m_sde_gpu ddpm lcm ipndm ipndm_v deis
res_multistep res_multistep_cfg_pp res_multistep_ancestral res_multistep_ancestral_cfg_pp gradient_estimation
gradient_estimation_cfg_pp er_sde seeds_2 seeds_3 sa_solver sa_solver_pece ddim uni_pc uni_pc_bh2
"""
_SCHEDULERS = "simple sgm_uniform karras exponential ddim_uniform beta normal linear_quadratic kl_optimal"
SAMPLERS, SCHEDULERS = _SAMPLERS.split(), _SCHEDULERS.split()
OWN_CALLBACKS = ("dpm_fast", "dpm_adaptive")
"""Samplers that choose their steps themselves."""


def test_none_of_the_hosts_is_missing(host: Any) -> None:
    import comfy.samplers

    assert set(SAMPLERS) >= set(comfy.samplers.SAMPLER_NAMES)
    assert set(SCHEDULERS) >= set(comfy.samplers.SCHEDULER_NAMES)


@pytest.mark.parametrize(
    ("sampler", "scheduler"),
    [*((sampler, "normal") for sampler in SAMPLERS), *(("dpmpp_2m", scheduler) for scheduler in SCHEDULERS)],
)
def test_recorded_as_it_was_sampled(host: Any, sampler: str, scheduler: str) -> None:
    _skip_if_unknown(sampler, scheduler)
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


def _skip_if_unknown(sampler: str, scheduler: str) -> None:
    """An older host may lack some; the list above is of the newest that was tried."""
    import comfy.samplers

    for name, known in ((sampler, comfy.samplers.SAMPLER_NAMES), (scheduler, comfy.samplers.SCHEDULER_NAMES)):
        if name not in known:
            pytest.skip(f"this ComfyUI has no {name}")
