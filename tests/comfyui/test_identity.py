"""The picture with recording on is the picture with it off, bit for bit, and everything was recorded."""

from __future__ import annotations

import os
from itertools import product
from typing import Any

import pytest
import torch
from pairwise import pairs, pairwise

from graphs import PROMPT, node, sampling

SAMPLERS = ["euler", "euler_ancestral", "heun", "dpmpp_2m", "dpmpp_2m_sde", "ddim"]
SIZES = [(256, 256), (320, 192)]
SETTINGS = (SAMPLERS, SIZES, [1, 2], [5.0, 1.0])
"""Sampler, width and height, batch, cfg."""
GRID = list(product(*SETTINGS)) if os.environ.get("DIFFULIZER_NIGHTLY") else pairwise(*SETTINGS)
"""Every two values together; in the nightly run every four."""


def assert_full(recording: Any, *, steps: int, batch: int, layers: int = 34) -> None:
    """Every step and layer has a map for every batch item, and no map is empty."""
    (only,) = recording.passes
    assert only.complete
    assert only.gaps == []
    assert len(only.steps) == steps
    assert len(only.layers) == layers
    count = 0
    for step in only.steps:
        for layer in only.layers:
            place = (layer.id, "c0")
            attention = step.attention(layer.attention_type)[place]
            assert attention.maps.shape[0] == batch
            assert attention.maps.dtype == torch.float16
            assert attention.maps.abs().sum() > 0
            count += batch
    assert count == steps * layers * batch


def test_every_two_settings_are_tried_together() -> None:
    tried = [pairs(combination) for combination in pairwise(*SETTINGS)]
    assert set().union(*tried) == {pair for combination in product(*SETTINGS) for pair in pairs(combination)}
    assert len(tried) == len(SAMPLERS) * 2, "the least for six values and two"


@pytest.mark.parametrize(("sampler", "size", "batch", "cfg"), GRID)
def test_latent_is_bit_identical(host: Any, sampler: str, size: tuple[int, int], batch: int, cfg: float) -> None:
    graph = sampling(
        sampler=sampler,
        width=size[0],
        height=size[1],
        batch=batch,
        cfg=cfg,
        plain=True,
        capture={"max_layers": 0},
    )
    result = host.run(graph)
    plain, recorded = result.output("plain")["samples"], result.output("5")["samples"]
    assert torch.equal(plain, recorded)
    assert plain.std() > 0.1
    assert_full(result.output("5", 1), steps=4, batch=batch)


def test_record_attention_is_bit_identical_under_sampler_custom_advanced(host: Any) -> None:
    graph = {
        "1": node("Diffulizer_DemoModel"),
        "2": node("CLIPTextEncode", clip=["1", 1], text=PROMPT),
        "3": node("CLIPTextEncode", clip=["1", 1], text=""),
        "4": node("EmptyLatentImage", width=256, height=256, batch_size=1),
        "noise": node("RandomNoise", noise_seed=3),
        "pick": node("KSamplerSelect", sampler_name="dpmpp_2m"),
        "6": node("Diffulizer_RecordAttention", model=["1", 0]),
    }
    for name, model in (("plain", ["1", 0]), ("recorded", ["6", 0])):
        graph[f"sigmas {name}"] = node("BasicScheduler", model=model, scheduler="karras", steps=5, denoise=1.0)
        graph[f"guider {name}"] = node("CFGGuider", model=model, positive=["2", 0], negative=["3", 0], cfg=4.0)
        graph[name] = node(
            "SamplerCustomAdvanced",
            noise=["noise", 0],
            guider=[f"guider {name}", 0],
            sampler=["pick", 0],
            sigmas=[f"sigmas {name}", 0],
            latent_image=["4", 0],
        )
    result = host.run(graph)
    assert torch.equal(result.output("plain")["samples"], result.output("recorded")["samples"])
    recording = result.output("6", 1)
    assert_full(recording, steps=5, batch=1, layers=12)
    sampled = recording.passes[0].sampling
    assert (sampled.sampler, sampled.scheduler, sampled.seed, sampled.cfg_scale) == ("dpmpp_2m", "karras", 3, 4.0)
    assert recording.passes[0].model.model_id == "demo"
    words = [w.text for w in recording.passes[0].conditions[0].prompt.table.words]
    assert " ".join(words) == PROMPT.replace(",", " ,")
    assert recording.passes[0].conditions[0].prompt.source == "graph"


def test_ddim_and_the_noise_seeded_samplers_draw_the_same_numbers(host: Any) -> None:
    """Recording draws no random numbers: the generator's state afterwards is the plain run's."""
    states = []
    for recorder in (None, "Diffulizer_KSampler"):
        host.new_executor()
        torch.manual_seed(1)
        host.run(sampling(sampler="dpmpp_2m_sde", recorder=recorder, plain=recorder is None))
        states.append(torch.get_rng_state())
    assert torch.equal(*states)


@pytest.mark.parametrize(("sampler", "size", "batch", "cfg"), GRID)
def test_effects_leave_the_latent(host: Any, sampler: str, size: tuple[int, int], batch: int, cfg: float) -> None:
    graph = sampling(
        sampler=sampler,
        width=size[0],
        height=size[1],
        batch=batch,
        cfg=cfg,
        plain=True,
        capture={"max_layers": 0, "effects_every": 3, "effect_words": "circle"},
    )
    result = host.run(graph)
    assert torch.equal(result.output("plain")["samples"], result.output("5")["samples"])
    assert_full(result.output("5", 1), steps=4, batch=batch)
    recorded = result.output("5", 1).passes[0]
    assert [step.effects is not None for step in recorded.steps] == [True, False, False, True]
    for step in (recorded.steps[0], recorded.steps[3]):
        assert step.effects.maps.shape == (batch, 2, size[1] // 8, size[0] // 8)
        assert (step.effects.norms[:, 0] > 100 * step.effects.norms[:, 1]).all()
