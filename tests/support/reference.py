"""An independent reference: the values that an unrecorded run of the real host computed, taken from outside.

q and k come from forward hooks on the modules ``to_q`` and ``to_k``, evaluations and callbacks from the host's
own functions, and attention is written out: float32 matmul, softmax, mean over heads, pooling. Nothing of the pack
runs beside it.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

import pytest
import torch
import torch.nn.functional as F
from torch import Tensor

from graphs import Graph, without

TOLERANCE = 2**-11
"""Half a unit in the last place of a float16 just below 1, the largest value that a map can have."""


@dataclass
class Call:
    """One call of the network: its grid, its context [chunks*batch, tokens, width], q and k by module name."""

    grid: tuple[int, int]
    context: Tensor
    projections: dict[str, Tensor] = field(default_factory=dict)


@dataclass
class Evaluation:
    """One guided prediction, the network calls that it took, and what the sampler was ``given`` of it: with a noise
    mask the host keeps the original outside."""

    x: Tensor
    sigma: float
    calls: list[Call] = field(default_factory=list)
    denoised: Tensor | None = None
    given: Tensor | None = None


class Reference:
    """A run of a graph in which nothing is recorded; what is kept is of its last sampler.

    Attributes:
        evaluations: in their order.
        callbacks: the ``denoised`` of each callback of the sampler.
        result: what the host gave out.
    """

    def __init__(self, host: Any, graph: dict[str, Any], network: Any = None) -> None:
        import comfy.samplers
        import latent_preview

        self.evaluations: list[Evaluation] = []
        self.callbacks: list[Tensor] = []
        self.heads: dict[str, int] = {}
        self._current: Evaluation | None = None
        network = network or host.run({"1": graph["1"]}).output("1").model.diffusion_model
        handles = [network.register_forward_pre_hook(self._call, with_kwargs=True)]
        for name, module in network.named_modules():
            if name.endswith((".to_q", ".to_k")):
                handles.append(module.register_forward_hook(self._keep(name)))
                self.heads[name.rsplit(".", 1)[0]] = network.get_submodule(name.rsplit(".", 1)[0]).heads
        try:
            with pytest.MonkeyPatch.context() as patch:
                guider = comfy.samplers.CFGGuider
                patch.setattr(guider, "outer_predict_noise", self._watched(guider.outer_predict_noise))
                masked = comfy.samplers.KSamplerX0Inpaint
                patch.setattr(masked, "__call__", self._given(masked.__call__))
                patch.setattr(latent_preview, "prepare_callback", self._listening(latent_preview.prepare_callback))
                self.result = host.run(graph)
        finally:
            for handle in handles:
                handle.remove()

    def reported(self) -> list[int]:
        """For each callback, the evaluation that it reports: the last one that predicted just that, else the
        nearest since the callback before."""
        found: list[int] = []
        for denoised in self.callbacks:
            since = found[-1] + 1 if found else 0
            distances = [float((e.given - denoised).abs().max()) for e in self.evaluations]
            equal = [i for i, d in enumerate(distances) if d == 0 and i >= since]
            found.append(equal[-1] if equal else min(range(since, len(distances)), key=lambda i: distances[i]))
        return found

    def rows(self, evaluation: int, embedding: Tensor, batch: int) -> tuple[Call, int]:
        """The first call of an evaluation that a conditioning took part in, and the first row of its chunk."""
        for call in self.evaluations[evaluation].calls:
            length = call.context.shape[1]
            if length % embedding.shape[1]:
                continue
            wanted = embedding.repeat(1, length // embedding.shape[1], 1).to(call.context)
            for row in range(0, len(call.context), batch):
                if torch.equal(call.context[row], wanted[0]):
                    return call, row
        raise AssertionError(f"no chunk of evaluation {evaluation} holds this embedding")

    def probabilities(self, layer: str, evaluation: int, embedding: Tensor, item: int = 0, batch: int = 1) -> Tensor:
        """[positions, keys], mean over heads; repeated copies of a prompt are added up."""
        call, row = self.rows(evaluation, embedding, batch)
        heads = self.heads[layer]
        q, k = (
            call.projections[f"{layer}.{name}"][row + item].float().unflatten(-1, (heads, -1)).transpose(0, 1)
            for name in ("to_q", "to_k")
        )
        p = (q @ k.transpose(1, 2) / q.shape[-1] ** 0.5).softmax(-1).mean(0)
        if layer.endswith("attn2"):
            p = p.unflatten(1, (-1, embedding.shape[1])).sum(1)
        return p

    def _call(self, _module: Any, args: Any, kwargs: dict[str, Any]) -> None:
        assert self._current is not None, "a network call outside of an evaluation"
        x, context = args[0], kwargs["context"]
        self._current.calls.append(Call(tuple(x.shape[-2:]), context.clone()))

    def _keep(self, name: str) -> Any:
        def hook(_module: Any, _args: Any, output: Tensor) -> None:
            assert self._current is not None
            self._current.calls[-1].projections.setdefault(name, output.clone())

        return hook

    def _watched(self, predict: Any) -> Any:
        def watched(guider: Any, x: Tensor, timestep: Tensor, *args: Any, **kwargs: Any) -> Any:
            self._current = Evaluation(x.clone(), float(timestep.flatten()[0]))
            self.evaluations.append(self._current)
            output = predict(guider, x, timestep, *args, **kwargs)
            self._current.denoised = output.clone()
            self._current = None
            return output

        return watched

    def _given(self, call: Any) -> Any:
        def given(*args: Any, **kwargs: Any) -> Any:
            output = call(*args, **kwargs)
            self.evaluations[-1].given = output.clone()
            return output

        return given

    def _listening(self, prepare: Any) -> Any:
        def prepared(*args: Any, **kwargs: Any) -> Any:
            self.evaluations.clear()
            self.callbacks.clear()
            inner = prepare(*args, **kwargs)

            def callback(step: int, denoised: Tensor, x: Tensor, total: int) -> Any:
                self.callbacks.append(denoised.clone())
                return inner(step, denoised, x, total)

            return callback

        return prepared


def pooled(maps: Tensor, cells: tuple[int, int]) -> Tensor:
    """[n, R, C] -> [n, r, c] by plain average pooling; the sizes divide."""
    if tuple(maps.shape[-2:]) == tuple(cells):
        return maps
    assert (maps.shape[-2] % cells[0], maps.shape[-1] % cells[1]) == (0, 0)
    factors = (maps.shape[-2] // cells[0], maps.shape[-1] // cells[1])
    return F.avg_pool2d(maps.unsqueeze(0), factors)[0]


def layer_grid(latent: tuple[int, int], positions: int) -> tuple[int, int]:
    """The grid of a layer with that many positions: the latent's, halved and rounded up until it fits."""
    rows, columns = latent
    while rows * columns > positions:
        rows, columns = -(-rows // 2), -(-columns // 2)
    assert rows * columns == positions
    return rows, columns


def expected_map(p: Tensor, grid: tuple[int, int], cells: tuple[int, int], kind: str) -> Tensor:
    """Return the map that the dataset's definition gives for a layer's probabilities [positions, keys]."""
    if kind == "cross":
        return pooled(p.T.unflatten(1, grid), cells)
    area = grid[0] * grid[1] // (cells[0] * cells[1])
    by_key = pooled(p.unflatten(1, grid), cells).flatten(1) * area
    return pooled(by_key.T.unflatten(1, grid), cells).flatten(1).T


def assert_close(own: Tensor, expected: Tensor, what: str = "") -> None:
    """Equal up to the rounding of a float16 map."""
    assert own.shape == expected.shape, what
    assert (own.float() - expected).abs().max() <= TOLERANCE * expected.abs().max().clamp_min(2**-8), what


def assert_recorded(
    recorded: Any,
    reference: Reference,
    embeddings: dict[str, Tensor],
    *,
    batch: int = 1,
    layers: int = 34,
    steps: list[int] | None = None,
) -> int:
    """A pass is what the reference saw: its steps, their evaluations, and every map of the named conditionings.

    Args:
        embeddings: [1, tokens, width] by condition id.
        layers: how many must have been recorded.
        steps: whose maps are compared; by default all.

    Returns:
        How many maps were compared.
    """
    reported = reference.reported()
    assert recorded.complete
    assert len(recorded.layers) == layers
    assert len(recorded.steps) == len(reference.callbacks)
    assert_evaluations(recorded, reference, reported)
    compared = 0
    for step in recorded.steps if steps is None else [recorded.steps[i] for i in steps]:
        for condition, embedding in embeddings.items():
            call, _ = reference.rows(reported[step.index], embedding, batch)
            kinds: dict[str, int] = defaultdict(int)
            for layer in recorded.layers:
                own = step.attention(layer.attention_type)[layer.id, condition]
                kinds[layer.attention_type] += 1
                for item in range(batch):
                    p = reference.probabilities(layer.name, reported[step.index], embedding, item, batch)
                    grid = layer_grid(call.grid, len(p))
                    told = f"{layer.name}, {condition}, step {step.index}, image {item}"
                    assert_close(own.maps[item], expected_map(p, grid, own.cells, layer.attention_type), told)
                    compared += 1
            assert set(kinds) == {"cross", "self"}
    return compared


def assert_evaluations(recorded: Any, reference: Reference, reported: list[int]) -> None:
    """Each step has the noise level, latent and prediction of its evaluation, and all evaluations are counted."""
    starts = [0, *reported[1:], len(reference.evaluations)]
    assert [s.evaluations for s in recorded.steps] == [b - a for a, b in pairwise(starts)]
    for step, number in zip(recorded.steps, reported, strict=True):
        evaluation = reference.evaluations[number]
        assert step.sigma == evaluation.sigma
        assert torch.equal(step.x0, evaluation.denoised.half())
        before = recorded.steps[step.index - 1].latent if step.index else recorded.initial_latent
        assert torch.equal(before, evaluation.x.half())
        noise = ((evaluation.x.float() - evaluation.denoised.float()) / evaluation.sigma).half()
        assert torch.equal(step.noise, noise)


def run_both(
    host: Any, graph: Graph, recording: tuple[str, int] = ("5", 1), network: Any = None
) -> tuple[Any, Reference, Any]:
    """The only recorded pass, the reference, and the recorded run's outputs; both pictures are equal, bit for bit.

    Args:
        graph: with a sampler "plain" and a recorded one "5".
        recording: the output that holds the recording.
        network: the UNet that is sampled; by default that of node "1".
    """
    reference = Reference(host, without(graph, "5"), network)
    host.new_executor()
    result = host.run(without(graph, "plain"))
    plain = reference.result.output("plain")["samples"]
    assert plain.std() > 0.01
    assert torch.equal(plain, result.output("5")["samples"])
    (recorded,) = result.output(*recording).passes
    return recorded, reference, result


def embedding(result: Any, name: str) -> Tensor:
    """[1, tokens, width] that a text encoder's node gave out."""
    found: Tensor = result.output(name)[0][0]
    return found
