"""Every way in which the host puts conditionings together: each is recorded under its own id, from its own chunk."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import torch

from graphs import PROMPT, Graph, node, sampling
from reference import assert_recorded, embedding, run_both

LONG = " ".join(["a red circle above a blue square on a grey background , cartoon style"] * 12)
"""A prompt of 231 tokens, in three pieces of 77."""
OTHER = "a large green star"
MIDDLE = "a photo of a small purple heart"
CAPTURE = {"max_layers": 0, "maps_of": "all"}


Grouping = Callable[[int], bool]
GROUPINGS: dict[str, Grouping] = {
    "in one call": lambda _evaluation: True,
    "in two calls": lambda _evaluation: False,
    "changing in mid-run": lambda evaluation: evaluation % 2 == 0,
}


ALTERNATING = pytest.mark.parametrize("grouping", ["changing in mid-run"], indirect=True)
"""Every other evaluation in one call, the rest in two: each way of grouping in one pass."""


@pytest.fixture(params=list(GROUPINGS))
def grouping(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Makes the host believe that it has, or has not, the memory for all conditionings in one call."""
    import comfy.model_base
    import comfy.samplers

    together = GROUPINGS[request.param]
    evaluation = {"number": 0}
    guider = comfy.samplers.CFGGuider
    predict, sample = guider.outer_predict_noise, guider.sample

    def sampled(self: Any, *args: Any, **kwargs: Any) -> Any:
        evaluation["number"] = 0
        return sample(self, *args, **kwargs)

    def predicted(self: Any, *args: Any, **kwargs: Any) -> Any:
        try:
            return predict(self, *args, **kwargs)
        finally:
            evaluation["number"] += 1

    monkeypatch.setattr(guider, "sample", sampled)
    monkeypatch.setattr(guider, "outer_predict_noise", predicted)
    monkeypatch.setattr(
        comfy.model_base.BaseModel,
        "memory_required",
        lambda *_args, **_options: 0 if together(evaluation["number"]) else 2**60,
    )
    return str(request.param)


@pytest.mark.parametrize("batch", [1, 3])
def test_positive_and_negative_however_the_host_groups_them(host: Any, grouping: str, batch: int) -> None:
    graph = sampling(plain=True, batch=batch, negative=OTHER, capture=CAPTURE)
    recorded, reference, result = run_both(host, graph)
    calls = [len(e.calls) for e in reference.evaluations]
    assert calls == [1 if GROUPINGS[grouping](i) else 2 for i in range(4)]
    pair = {"c0": embedding(result, "2"), "c1": embedding(result, "3")}
    assert assert_recorded(recorded, reference, pair, batch=batch) == 4 * 34 * 2 * batch
    assert recorded.gaps == []


@ALTERNATING
@pytest.mark.parametrize(("text", "negative", "lengths"), [(LONG, OTHER, (231, 77)), (OTHER, LONG, (77, 231))])
def test_prompts_of_different_lengths(
    host: Any, grouping: str, text: str, negative: str, lengths: tuple[int, int]
) -> None:
    """The host repeats the shorter prompt in a shared call; the copies are folded back."""
    graph = sampling(plain=True, text=text, negative=negative, capture=CAPTURE)
    recorded, reference, result = run_both(host, graph)
    assert tuple(len(c.prompt.table) for c in recorded.conditions) == lengths
    pair = {"c0": embedding(result, "2"), "c1": embedding(result, "3")}
    assert assert_recorded(recorded, reference, pair) == 4 * 34 * 2
    assert recorded.gaps == []


def test_guidance_off(host: Any) -> None:
    recorded, reference, result = run_both(host, sampling(plain=True, cfg=1.0, capture=CAPTURE))
    assert assert_recorded(recorded, reference, {"c0": embedding(result, "2")}) == 4 * 34
    assert all(step.noise_uncond is None for step in recorded.steps)
    assert recorded.gaps == []


def combined(**changes: dict[str, Any]) -> Graph:
    """Two positive conditionings, "first" and "second", that nodes of these names make of prompts 2 and 8."""
    graph = sampling(plain=True, negative=MIDDLE, capture=CAPTURE)
    graph["8"] = node("Diffulizer_TextEncode", clip=["1", 1], text=OTHER)
    graph |= changes
    ends = [name if name in graph else prompt for name, prompt in (("first", "2"), ("second", "8"))]
    graph["both"] = node("ConditioningCombine", conditioning_1=[ends[0], 0], conditioning_2=[ends[1], 0])
    for sampler in ("5", "plain"):
        graph[sampler]["inputs"]["positive"] = ["both", 0]
    return graph


def area(conditioning: str, x: int, width: int, strength: float = 1.0) -> dict[str, Any]:
    return node(
        "ConditioningSetArea", conditioning=[conditioning, 0], width=width, height=256, x=x, y=0, strength=strength
    )


def over_the_edge(conditioning: str) -> dict[str, Any]:
    """An area of odd size that reaches over two edges."""
    return node(
        "ConditioningSetArea", conditioning=[conditioning, 0], width=136, height=200, x=168, y=104, strength=1.0
    )


def masked(conditioning: str, bounds: str = "default") -> dict[str, Any]:
    return node(
        "ConditioningSetMask", conditioning=[conditioning, 0], mask=["mask", 0], strength=0.8, set_cond_area=bounds
    )


MASK = {
    "white": node("SolidMask", value=1.0, width=128, height=128),
    "black": node("SolidMask", value=0.0, width=256, height=256),
    "mask": node("MaskComposite", destination=["black", 0], source=["white", 0], x=64, y=0, operation="add"),
}
REGIONS = {
    "combined": {},
    "one area": {"second": area("8", 128, 128)},
    "two areas": {"first": area("2", 0, 160), "second": area("8", 96, 160, 0.7)},
    "over the edge": {"second": over_the_edge("8")},
    "the first over the edge": {"first": over_the_edge("2")},
    "a mask": {**MASK, "second": masked("8")},
    "a mask's bounds": {**MASK, "second": masked("8", "mask bounds")},
}


@ALTERNATING
@pytest.mark.parametrize("kind", list(REGIONS))
def test_several_conditionings(host: Any, grouping: str, kind: str) -> None:
    recorded, reference, result = run_both(host, combined(**REGIONS[kind]))
    assert [c.polarity for c in recorded.conditions[:2]] == ["positive", "positive"]
    assert recorded.conditions[1].prompt.text == OTHER
    pair = {"c0": embedding(result, "2"), "c1": embedding(result, "8")}
    assert assert_recorded(recorded, reference, pair) == 4 * 34 * 2
    assert recorded.gaps == []
    assert {c.prompt.text for c in recorded.conditions[2:]} == {MIDDLE}  # copies of regions have its embedding too


def test_the_default_conditioning_is_masked_by_the_host(host: Any) -> None:
    graph = combined(first=masked("2"), **MASK)
    graph["both"] = node("ConditioningSetDefaultCombine", cond=["first", 0], cond_DEFAULT=["8", 0])
    recorded, _, _ = run_both(host, graph)
    assert [c.mask for c in recorded.conditions] == [True, True, False]
    assert recorded.gaps == []


def test_conditionings_that_act_in_turn(host: Any) -> None:
    halves = {
        "first": node("ConditioningSetTimestepRange", conditioning=["2", 0], start=0.0, end=0.5),
        "second": node("ConditioningSetTimestepRange", conditioning=["8", 0], start=0.5, end=1.0),
    }
    recorded, reference, result = run_both(host, combined(**halves))
    pair = {"c0": embedding(result, "2"), "c1": embedding(result, "8")}
    compared = dict.fromkeys(pair, 0)
    for step in recorded.steps:
        for name, prompt in pair.items():
            if any(torch.equal(row, prompt[0]) for c in reference.evaluations[step.index].calls for row in c.context):
                assert sum(condition == name for _, condition in (*step.cross_attention, *step.self_attention)) == 34
                compared[name] += 1
            else:
                assert not any(condition == name for _, condition in (*step.cross_attention, *step.self_attention))
    assert sum(compared.values()) in (4, 5)
    assert min(compared.values()) >= 2


@pytest.mark.parametrize(
    ("kind", "inputs"),
    [
        ("ConditioningConcat", {"conditioning_to": ["2", 0], "conditioning_from": ["8", 0]}),
        (
            "ConditioningAverage",
            {"conditioning_to": ["2", 0], "conditioning_from": ["8", 0], "conditioning_to_strength": 0.6},
        ),
    ],
)
def test_mixed_embeddings(host: Any, kind: str, inputs: dict[str, Any]) -> None:
    graph = sampling(plain=True, capture=CAPTURE)
    graph["8"] = node("Diffulizer_TextEncode", clip=["1", 1], text=OTHER)
    graph["mixed"] = node(kind, **inputs)
    for sampler in ("5", "plain"):
        graph[sampler]["inputs"]["positive"] = ["mixed", 0]
    recorded, reference, result = run_both(host, graph)
    assert assert_recorded(recorded, reference, {"c0": embedding(result, "mixed")}) == 4 * 34
    assert len(recorded.conditions[0].prompt.table) == embedding(result, "mixed").shape[1]
    assert recorded.gaps == []


GUIDERS: dict[str, tuple[dict[str, Any], dict[str, str]]] = {
    "BasicGuider": ({"conditioning": ["2", 0]}, {"c0": "2"}),
    "CFGGuider": ({"positive": ["2", 0], "negative": ["3", 0], "cfg": 4.0}, {"c0": "2", "c1": "3"}),
    "DualCFGGuider": (
        {"cond1": ["2", 0], "cond2": ["8", 0], "negative": ["3", 0], "cfg_conds": 4.0, "cfg_cond2_negative": 2.0}
        | {"style": "regular"},
        {"c0": "2", "c1": "8", "c2": "3"},
    ),
    "DualCFGGuider, nested": (
        {"cond1": ["2", 0], "cond2": ["8", 0], "negative": ["3", 0], "cfg_conds": 4.0, "cfg_cond2_negative": 2.0}
        | {"style": "nested"},
        {"c0": "2", "c1": "8", "c2": "3"},
    ),
}


@ALTERNATING
@pytest.mark.parametrize("guider", list(GUIDERS))
def test_guiders(host: Any, grouping: str, guider: str) -> None:
    inputs, conditions = GUIDERS[guider]
    graph: Graph = {
        "1": node("Diffulizer_DemoModel"),
        "2": node("CLIPTextEncode", clip=["1", 1], text=PROMPT),
        "3": node("CLIPTextEncode", clip=["1", 1], text=OTHER),
        "8": node("CLIPTextEncode", clip=["1", 1], text=MIDDLE),
        "4": node("EmptyLatentImage", width=256, height=256, batch_size=1),
        "7": sampling(capture=CAPTURE)["7"],
        "6": node("Diffulizer_RecordAttention", model=["1", 0], capture=["7", 0]),
        "noise": node("RandomNoise", noise_seed=3),
        "pick": node("KSamplerSelect", sampler_name="heun"),
        "sigmas": node("BasicScheduler", model=["1", 0], scheduler="karras", steps=4, denoise=1.0),
    }
    for name, model in (("plain", "1"), ("5", "6")):
        graph[f"guider {name}"] = node(guider.split(",")[0], model=[model, 0], **inputs)
        graph[name] = node(
            "SamplerCustomAdvanced",
            noise=["noise", 0],
            guider=[f"guider {name}", 0],
            sampler=["pick", 0],
            sigmas=["sigmas", 0],
            latent_image=["4", 0],
        )
    recorded, reference, result = run_both(host, graph, recording=("6", 1))
    embeddings = {name: embedding(result, prompt) for name, prompt in conditions.items()}
    assert assert_recorded(recorded, reference, embeddings) == 4 * 34 * len(embeddings)
    assert recorded.gaps == []
