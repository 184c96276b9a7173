"""Recorded maps and statistics against the independent reference, at several sizes and resolutions."""

from __future__ import annotations

from typing import Any

import pytest
import torch

from graphs import sampling
from reference import TOLERANCE, assert_recorded, embedding, expected_map, run_both

CASES = [
    pytest.param({"sampler": "euler"}, {}, id="euler, square"),
    pytest.param(
        {"sampler": "euler", "width": 320, "height": 192, "batch": 2},
        {"self_attention_resolution": 20},
        id="euler, 320x192, batch 2",
    ),
    pytest.param(
        {"sampler": "euler", "width": 320, "height": 192},
        {"attention_resolution": 10, "self_attention_resolution": 10},
        id="euler, 320x192, pooled",
    ),
    pytest.param(
        {"sampler": "euler", "batch": 2},
        {"attention_resolution": 8, "self_attention_resolution": 4},
        id="euler, square, pooled, batch 2",
    ),
    pytest.param({"sampler": "heun"}, {}, id="heun"),
    pytest.param({"sampler": "euler", "cfg": 1.0}, {}, id="euler, cfg 1"),
]


@pytest.mark.parametrize(("options", "capture"), CASES)
def test_maps_equal_the_reference(host: Any, options: dict[str, Any], capture: dict[str, Any]) -> None:
    steps, batch = 3, options.get("batch", 1)
    graph = sampling(steps=steps, plain=True, capture={"max_layers": 0, **capture}, **options)
    recorded, reference, result = run_both(host, graph)
    assert [len(e.calls) for e in reference.evaluations] == [1] * len(reference.evaluations)
    compared = assert_recorded(recorded, reference, {"c0": embedding(result, "2")}, batch=batch)
    assert compared == steps * 34 * batch
    said = host.module("diffulizer.capture.budget").estimate(recorded).total(1, [a.id for a in recorded.layers])
    assert recorded.nbytes() == said or (options.get("cfg") == 1.0 and recorded.nbytes() < said)


def test_the_wrong_evaluation_would_be_noticed(host: Any) -> None:
    """Heun's corrector evaluates at another x: taking its maps must fail the comparison above."""
    graph = sampling(sampler="heun", steps=3, plain=True, capture={"max_layers": 0})
    recorded, reference, result = run_both(host, graph)
    assert [s.evaluations for s in recorded.steps] == [2, 2, 1]
    layer = recorded.layers[0]
    p = reference.probabilities(layer.name, 1, embedding(result, "2"))
    own = recorded.steps[0].self_attention[layer.id, "c0"].maps[0].float()
    wrong = expected_map(p, layer.grid, layer.map_grid, "self")
    assert (own - wrong).abs().max() > 4 * TOLERANCE * wrong.abs().max()


def test_statistics_equal_the_reference(host: Any) -> None:
    """Means and entropies are of the layer's own resolution, however coarse the stored maps."""
    graph = sampling(steps=2, plain=True, capture={"max_layers": 0, "attention_resolution": 4})
    recorded, reference, result = run_both(host, graph)
    for layer in recorded.layers:
        p = reference.probabilities(layer.name, 0, embedding(result, "2"))
        entropy = -(p * p.clamp_min(1e-30).log()).sum(1).mean()
        if layer.attention_type == "self":
            found = recorded.steps[0].self_attention[layer.id, "c0"]
        else:
            found = recorded.steps[0].cross_attention[layer.id, "c0"]
            torch.testing.assert_close(found.token_mean[0], p.mean(0), rtol=1e-4, atol=1e-7)
            share = p / p.sum(0)
            spatial = -(share * share.clamp_min(1e-30).log()).sum(0)
            torch.testing.assert_close(found.spatial_entropy[0], spatial, rtol=1e-4, atol=1e-4)
        torch.testing.assert_close(found.entropy[0], entropy, rtol=1e-4, atol=1e-5)
