"""Edits of attention against attention written out here, sampled through the rest of the host's network."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
import torch
from torch import Tensor

from graphs import Graph, node, sampling

STEPS = 4
TOLERANCE = 2e-4
"""Largest difference of two latents, as a fraction of the largest value; every edit moves them by twenty times as
much."""
CIRCLE, BLUE, SQUARE, RED = 3, 6, 7, 2
"""Tokens of the prompt: <start> a red circle above a blue square ..."""
LATE = "output_blocks*"
SHARED = {"in one call": None, "in two calls": lambda *_args, **_options: 10**18}


@pytest.fixture(params=list(SHARED))
def _shared_calls(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    if SHARED[request.param] is not None:
        monkeypatch.setattr("comfy.model_base.BaseModel.memory_required", SHARED[request.param])


def edited(graph: Graph, *edits: dict[str, Any]) -> Graph:
    """The graph of ``sampling`` with edits before Record Attention."""
    before = graph["6"]["inputs"]["model"]
    for number, values in enumerate(edits):
        graph[f"edit {number}"] = node("Diffulizer_EditAttention", **{**asked(), **values, "model": before})
        before = [f"edit {number}", 0]
    graph["6"]["inputs"]["model"] = before
    return graph


def asked() -> dict[str, Any]:
    return {
        "action": "remove",
        "factor": 1.0,
        "layers": "*",
        "condition": "positive",
        "heads": "*",
        "start_step": 1,
        "end_step": -1,
        "start_percent": 0.0,
        "end_percent": 1.0,
    }


class Written:
    """Cross-attention written out in float32, in the place of that of the host's modules.

    Args:
        network: the host's UNet.
        change: takes (layer, evaluation, head count), logits [H, queries, keys] and v [H, keys, d] of one latent of the
            edited prompt, and returns both changed.
        embedding: [1, tokens, channels] of the edited prompt.
    """

    def __init__(self, network: Any, change: Callable[..., tuple[Tensor, Tensor]], embedding: Tensor) -> None:
        self.network, self.change, self.embedding = network, change, embedding
        self.evaluation = -1
        self.sigmas: list[float] = []

    @contextmanager
    def installed(self) -> Iterator[None]:
        import comfy.samplers

        with pytest.MonkeyPatch.context() as patch:
            for name, module in self.network.named_modules():
                if name.endswith(".attn2"):
                    patch.setattr(module, "forward", self._forward(name, module))
            guider = comfy.samplers.CFGGuider
            predict = guider.outer_predict_noise

            def watched(own: Any, x: Tensor, timestep: Tensor, *args: Any, **kwargs: Any) -> Any:
                self.evaluation += 1
                self.sigmas.append(float(timestep.flatten()[0]))
                return predict(own, x, timestep, *args, **kwargs)

            patch.setattr(guider, "outer_predict_noise", watched)
            yield

    def _forward(self, name: str, module: Any) -> Any:
        def forward(x: Tensor, context: Tensor | None = None, value: Any = None, **_: Any) -> Tensor:
            assert context is not None
            q, k, v = (
                part.float().unflatten(-1, (module.heads, -1)).transpose(1, 2)
                for part in (module.to_q(x), module.to_k(context), module.to_v(context))
            )
            logits = q @ k.transpose(2, 3) / q.shape[-1] ** 0.5
            out = []
            for row in range(len(x)):
                own_logits, own_v = logits[row], v[row]
                if torch.equal(context[row], self.embedding[0].to(context)):
                    own_logits, own_v = self.change(name, self.evaluation, own_logits.clone(), own_v.clone())
                out.append(own_logits.softmax(-1) @ own_v)
            return module.to_out(torch.stack(out).transpose(1, 2).flatten(2).to(x))

        return forward


def remove(*tokens: int) -> Any:
    def change(_layer: str, _evaluation: int, logits: Tensor, v: Tensor) -> tuple[Tensor, Tensor]:
        logits[..., list(tokens)] = -math.inf
        return logits, v

    return change


def within(change: Any, *, layers: str = "", evaluations: Any = None, heads: Any = None) -> Any:
    """A change in some layers, evaluations and heads alone."""

    def limited(layer: str, evaluation: int, logits: Tensor, v: Tensor) -> tuple[Tensor, Tensor]:
        if not layer.startswith(layers) or (evaluations is not None and evaluation not in evaluations):
            return logits, v
        new_logits, new_v = change(layer, evaluation, logits.clone(), v.clone())
        if heads is not None:
            for head in range(len(logits)):
                if head not in heads:
                    new_logits[head], new_v[head] = logits[head], v[head]
        return new_logits, new_v

    return limited


def mute(_layer: str, _evaluation: int, logits: Tensor, v: Tensor) -> tuple[Tensor, Tensor]:
    v[:, CIRCLE] = 0
    return logits, v


def scale(_layer: str, _evaluation: int, logits: Tensor, v: Tensor) -> tuple[Tensor, Tensor]:
    logits[..., CIRCLE] += math.log(3.0)
    return logits, v


def swap(_layer: str, _evaluation: int, logits: Tensor, v: Tensor) -> tuple[Tensor, Tensor]:
    logits[..., [RED, BLUE]] = logits[..., [BLUE, RED]]
    return logits, v


def both(_layer: str, _evaluation: int, logits: Tensor, v: Tensor) -> tuple[Tensor, Tensor]:
    return scale(_layer, _evaluation, remove(SQUARE)(_layer, _evaluation, logits, v)[0], v)


CASES: dict[str, tuple[list[dict[str, Any]], Any]] = {
    "remove": ([{"words": "circle"}], remove(CIRCLE)),
    "remove a phrase": ([{"words": "blue square"}], remove(BLUE, SQUARE)),
    "mute": ([{"words": "circle", "action": "mute"}], mute),
    "scale": ([{"words": "circle", "action": "scale", "factor": 3.0}], scale),
    "scale by 0": ([{"words": "circle", "action": "scale", "factor": 0.0}], remove(CIRCLE)),
    "swap": ([{"words": "red, blue", "action": "swap"}], swap),
    "two edits": (
        [{"words": "square"}, {"words": "circle", "action": "scale", "factor": 3.0}],
        both,
    ),
    "layers": ([{"words": "circle", "layers": "decoder"}], within(remove(CIRCLE), layers="output_blocks")),
    "heads": ([{"words": "circle", "heads": "1"}], within(remove(CIRCLE), heads=[1])),
    "heads, mute": ([{"words": "circle", "heads": "0", "action": "mute"}], within(mute, heads=[0])),
    "heads, swap": ([{"words": "red, blue", "heads": "1", "action": "swap"}], within(swap, heads=[1])),
    "steps": ([{"words": "circle", "start_step": 2, "end_step": 3}], within(remove(CIRCLE), evaluations=[1, 2])),
    "last steps": ([{"words": "circle", "start_step": -2}], within(remove(CIRCLE), evaluations=[2, 3])),
}


def distance(a: Tensor, b: Tensor) -> float:
    return float((a - b).abs().max() / b.abs().max())


def sampled(host: Any, graph: Graph) -> tuple[Tensor, Any]:
    host.new_executor()
    result = host.run(graph)
    return result.output("5")["samples"], result


@pytest.mark.usefixtures("_shared_calls")
@pytest.mark.parametrize("case", list(CASES))
def test_an_edit_is_what_its_formula_says(host: Any, case: str) -> None:
    edits, change = CASES[case]
    graph = sampling(steps=STEPS, recorder="Diffulizer_RecordAttention")
    plain, result = sampled(host, graph)
    network = result.output("1").model.diffusion_model
    with Written(network, change, result.output("2")[0][0]).installed():
        expected, _ = sampled(host, graph)
    own, result = sampled(host, edited(graph, *edits))
    assert distance(expected, plain) > 20 * TOLERANCE, "the edit changes the picture"
    assert distance(own, expected) < TOLERANCE
    (recorded,) = result.output("6", 1).passes
    assert [edit.action for edit in recorded.edits] == [values.get("action", "remove") for values in edits]
    assert recorded.gaps == []
    again, _ = sampled(host, sampling(steps=STEPS, recorder="Diffulizer_RecordAttention"))
    assert torch.equal(again, plain), "nothing of the edit is left"
