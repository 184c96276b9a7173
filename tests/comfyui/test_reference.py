"""Recorded maps against an independent reference.

The reference takes q and k with forward hooks on the modules ``to_q`` and ``to_k`` in a second run that
nothing of ours records, and writes attention out: float32 matmul, softmax, mean over heads, pooling.
"""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import pytest
import torch
import torch.nn.functional as F
from torch import Tensor

from graphs import sampling

TOLERANCE = 2**-11
"""Half a unit in the last place of a float16 just below 1, the largest value that a map can have."""


class Reference:
    """q, k and context of every call of the network in an unrecorded run."""

    def __init__(self, host: Any, graph: dict[str, Any]) -> None:
        patcher = host.run({k: graph[k] for k in ("1",)}).output("1")
        network = patcher.model.diffusion_model
        self.projections: dict[str, list[Tensor]] = defaultdict(list)
        self.contexts: list[Tensor] = []
        self.heads: dict[str, int] = {}
        handles = [network.register_forward_pre_hook(self._keep_context, with_kwargs=True)]
        for name, module in network.named_modules():
            if name.endswith((".to_q", ".to_k")):
                handles.append(module.register_forward_hook(self._keep(name)))
                self.heads[name.rsplit(".", 1)[0]] = network.get_submodule(name.rsplit(".", 1)[0]).heads
        try:
            result = host.run(graph)
        finally:
            for handle in handles:
                handle.remove()
        self.positive = result.output("2")[0][0]

    def _keep_context(self, _module: Any, _args: Any, kwargs: dict[str, Any]) -> None:
        self.contexts.append(kwargs["context"].clone())

    def _keep(self, name: str) -> Any:
        return lambda _module, _args, output: self.projections[name].append(output.clone())

    def probabilities(self, layer: str, call: int, item: int, batch: int) -> Tensor:
        """[positions, keys] of the positive prompt's chunk, mean over heads."""
        context = self.contexts[call]
        rows = [
            chunk * batch + item
            for chunk in range(context.shape[0] // batch)
            if torch.equal(context[chunk * batch + item], self.positive[0].to(context))
        ]
        assert len(rows) == 1, "exactly one chunk holds the positive prompt"
        heads = self.heads[layer]
        q, k = (
            self.projections[f"{layer}.{name}"][call][rows[0]].float().unflatten(-1, (heads, -1)).transpose(0, 1)
            for name in ("to_q", "to_k")
        )
        return (q @ k.transpose(1, 2) / q.shape[-1] ** 0.5).softmax(-1).mean(0)


def pooled(maps: Tensor, cells: tuple[int, int]) -> Tensor:
    """[n, R, C] -> [n, r, c] by plain average pooling; the sizes divide."""
    factors = (maps.shape[-2] // cells[0], maps.shape[-1] // cells[1])
    return F.avg_pool2d(maps.unsqueeze(0), factors)[0]


def expected_map(reference: Reference, layer: Any, call: int, item: int, batch: int) -> Tensor:
    """What the dataset's definition says of a layer's map."""
    p = reference.probabilities(layer.name, call, item, batch)
    if layer.attention_type == "cross":
        return pooled(p.T.unflatten(1, layer.grid), layer.map_grid)
    area = layer.grid[0] * layer.grid[1] // (layer.map_grid[0] * layer.map_grid[1])
    by_key = pooled(p.unflatten(1, layer.grid), layer.map_grid).flatten(1) * area
    return pooled(by_key.T.unflatten(1, layer.grid), layer.map_grid).flatten(1).T


CASES = [
    pytest.param({"sampler": "euler"}, {}, 1, id="euler, square"),
    pytest.param(
        {"sampler": "euler", "width": 320, "height": 192, "batch": 2},
        {"self_attention_resolution": 20},
        1,
        id="euler, 320x192, batch 2",
    ),
    pytest.param(
        {"sampler": "euler", "width": 320, "height": 192},
        {"attention_resolution": 10, "self_attention_resolution": 10},
        1,
        id="euler, 320x192, pooled",
    ),
    pytest.param(
        {"sampler": "euler", "batch": 2},
        {"attention_resolution": 8, "self_attention_resolution": 4},
        1,
        id="euler, square, pooled, batch 2",
    ),
    pytest.param({"sampler": "heun"}, {}, 2, id="heun"),
    pytest.param({"sampler": "euler", "cfg": 1.0}, {}, 1, id="euler, cfg 1"),
]


@pytest.mark.parametrize(("options", "capture", "calls_per_step"), CASES)
def test_maps_equal_the_reference(
    host: Any, options: dict[str, Any], capture: dict[str, Any], calls_per_step: int
) -> None:
    steps, batch = 3, options.get("batch", 1)
    graph = sampling(steps=steps, plain=True, capture={"max_layers": 0, **capture}, **options)
    recorded_graph = {k: v for k, v in graph.items() if k != "plain"}
    plain_graph = {k: v for k, v in graph.items() if k in ("1", "2", "3", "4", "plain")}
    reference = Reference(host, plain_graph)
    assert len(reference.contexts) == steps * calls_per_step - (calls_per_step - 1), "one network call per evaluation"
    (recorded,) = host.run(recorded_graph).output("5", 1).passes
    assert len(recorded.layers) == 34
    compared = 0
    for index in (0, steps - 1):
        for layer in recorded.layers:
            for item in range(batch):
                step = recorded.steps[index]
                own = (step.cross if layer.attention_type == "cross" else step.self_)[layer.id, "c0"].maps[item].float()
                expected = expected_map(reference, layer, index * calls_per_step, item, batch)
                assert own.shape == expected.shape
                assert (own - expected).abs().max() <= TOLERANCE * expected.abs().max().clamp_min(2**-8), layer.name
                compared += 1
    assert compared == 2 * 34 * batch


def test_the_wrong_evaluation_would_be_noticed(host: Any) -> None:
    """Heun's corrector evaluates at another x: taking its maps must fail the comparison above."""
    graph = sampling(sampler="heun", steps=3, plain=True, capture={"max_layers": 0})
    reference = Reference(host, {k: graph[k] for k in ("1", "2", "3", "4", "plain")})
    (recorded,) = host.run({k: v for k, v in graph.items() if k != "plain"}).output("5", 1).passes
    assert [s.evaluations for s in recorded.steps] == [2, 2, 1]
    layer = recorded.layers[0]
    wrong = expected_map(reference, layer, 1, 0, 1)
    own = recorded.steps[0].self_[layer.id, "c0"].maps[0].float()
    assert (own - wrong).abs().max() > 4 * TOLERANCE * wrong.abs().max()


def test_statistics_equal_the_reference(host: Any) -> None:
    """Means and entropies are of the layer's own resolution, however coarse the stored maps."""
    graph = sampling(steps=2, plain=True, capture={"max_layers": 0, "attention_resolution": 4})
    reference = Reference(host, {k: graph[k] for k in ("1", "2", "3", "4", "plain")})
    (recorded,) = host.run({k: v for k, v in graph.items() if k != "plain"}).output("5", 1).passes
    for layer in recorded.layers:
        p = reference.probabilities(layer.name, 0, 0, 1)
        entropy = -(p * p.clamp_min(1e-30).log()).sum(1).mean()
        if layer.attention_type == "self":
            found = recorded.steps[0].self_[layer.id, "c0"]
        else:
            found = recorded.steps[0].cross[layer.id, "c0"]
            torch.testing.assert_close(found.token_mean[0], p.mean(0), rtol=1e-4, atol=1e-7)
            share = p / p.sum(0)
            spatial = -(share * share.clamp_min(1e-30).log()).sum(0)
            torch.testing.assert_close(found.spatial_entropy[0], spatial, rtol=1e-4, atol=1e-4)
        torch.testing.assert_close(found.entropy[0], entropy, rtol=1e-4, atol=1e-5)
