"""Every family of UNets that the pack knows, with the true layout of its blocks, narrow, with random weights."""

from __future__ import annotations

from typing import Any

import pytest
from random_unet import FAMILIES, random_conditioning, random_model
from torch import Tensor

from graphs import Graph, node, without
from reference import assert_recorded, run_both


@pytest.mark.parametrize("family", list(FAMILIES))
def test_recorded_under_its_own_name(host: Any, given: Any, family: str) -> None:
    prediction, blocks = FAMILIES[family].prediction, FAMILIES[family].blocks
    model = random_model(family)
    graph = family_graph(given, model, family)
    recorded, reference, result = run_both(host, graph, network=model.model.diffusion_model)
    embeddings = {"c0": result.output("2")[0][0], "c1": result.output("3")[0][0]}
    assert assert_recorded(recorded, reference, embeddings, layers=2 * blocks) == 2 * 2 * blocks * 2
    assert recorded.gaps == []
    said = host.module("diffulizer.capture.budget").estimate(recorded).total(1, [a.id for a in recorded.layers])
    assert recorded.nbytes() == said, "levels of the layers"
    assert (recorded.model.family, recorded.model.prediction) == (family, prediction)
    assert len({layer.diffusers_name for layer in recorded.layers}) == 2 * blocks
    assert_noise_is_the_networks(host, graph, model, recorded)


def family_graph(given: Any, model: Any, family: str) -> Graph:
    inputs = {
        "seed": 1,
        "steps": 2,
        "cfg": 4.0,
        "sampler_name": "euler",
        "scheduler": "normal",
        "positive": ["2", 0],
        "negative": ["3", 0],
        "latent_image": ["4", 0],
        "denoise": 1.0,
    }
    capture: dict[str, Any] = {
        "include_cross_attention": True,
        "include_self_attention": True,
        "attention_resolution": 32,
    }
    capture |= {"layers": "*", "max_layers": 0, "self_attention_resolution": 32, "attention_every": 1}
    capture |= {"maps_of": "all", "heads": "mean", "max_recording_mb": 2048}
    return {
        "1": given(model),
        "2": given(random_conditioning(family, 1)),
        "3": given(random_conditioning(family, 2)),
        "4": node("EmptyLatentImage", width=128, height=128, batch_size=1),
        "7": node("Diffulizer_CaptureSettings", **capture),
        "plain": node("KSampler", model=["1", 0], **inputs),
        "5": node("Diffulizer_KSampler", model=["1", 0], capture=["7", 0], **inputs),
    }


def assert_noise_is_the_networks(host: Any, graph: Graph, model: Any, recorded: Any) -> None:
    """Check that the noise of the positive prompt alone follows from the network's output by the family's formula."""
    outputs: list[Tensor] = []
    handle = model.model.diffusion_model.register_forward_hook(lambda _m, _a, out: outputs.append(out.clone()))
    try:
        host.new_executor()
        host.run(without(graph, "5"))
    finally:
        handle.remove()
    for step in recorded.steps:
        output = outputs[step.index]
        assert len(output) == 2, "both conditionings in one call"
        sigma = step.sigma
        x = (recorded.steps[step.index - 1].latent if step.index else recorded.initial_latent).float()
        candidates = []
        for raw in output.split(1):
            if recorded.model.prediction == "epsilon":
                candidates.append(raw)
            else:  # v = alpha eps - sigma' x0 with alpha = 1/sqrt(sigma^2+1): Salimans and Ho 2022, appendix D
                scale = (sigma**2 + 1) ** 0.5
                candidates.append(raw / scale + x * sigma / (sigma**2 + 1))
        uncond, text = candidates
        for own, expected in ((step.noise_text, text), (step.noise_uncond, uncond)):
            assert (own.float() - expected).abs().max() <= 2e-3 * expected.abs().max()
        for own, expected in ((step.noise_text, text), (step.noise_uncond, uncond)):
            assert (own.float() - expected).abs().max() <= 2e-3 * expected.abs().max()


def test_every_known_family_is_tried_and_its_words_are_found_in_the_graph(host: Any) -> None:
    assert set(host.module("nodes.host.model_facts").FAMILIES.values()) == set(FAMILIES)
    tokens, text = host.module("nodes.host.tokens"), host.module("diffulizer.comfyui.graph").Text({"": "a red circle"})
    for family in FAMILIES:
        prompt = tokens.graph_prompt((text,), family)
        assert prompt is not None, f"{family} has no tokenizer in nodes/host/tokens.py"
        assert [word.text for word in prompt.table.words] == ["a", "red", "circle"]
