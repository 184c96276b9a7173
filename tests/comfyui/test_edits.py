"""Edits of attention against attention written out here, sampled through the rest of the host's network."""

from __future__ import annotations

import copy
import math
from dataclasses import asdict
from typing import Any

import pytest
import torch
from attention_by_hand import Written, edited, odds_within, remove, within
from random_unet import random_conditioning, random_model
from torch import Tensor

from diffulizer.dataset.read.disk_pass import DiskPass
from exports import assert_strictly_valid, exporting, run_folders
from graphs import Graph, node
from graphs import small_sampling as sampling

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


OTHER = "a large green star"
LONG = ", ".join(["a small purple heart above a yellow square, photo"] * 12)
"""A prompt of several pieces of 77."""
WAYS: dict[str, tuple[dict[str, Any], dict[str, Any], Any]] = {
    "a stochastic sampler, batch 2": ({"sampler": "euler_ancestral", "batch": 2}, {}, remove(CIRCLE)),
    "two evaluations a step": ({"sampler": "heun"}, {}, remove(CIRCLE)),
    "two evaluations, some steps": (
        {"sampler": "heun"},
        {"start_step": 2, "end_step": 3},
        within(remove(CIRCLE), evaluations=[1, 2, 3, 4]),
    ),
    "a multistep sampler, not square": ({"sampler": "dpmpp_2m_sde", "width": 192, "height": 128}, {}, remove(CIRCLE)),
    "cfg 1": ({"cfg": 1.0}, {}, remove(CIRCLE)),
    "a longer negative prompt": ({"negative": LONG}, {}, remove(CIRCLE)),
    "the second half of the noise schedule": ({}, {"start_percent": 0.5}, within(remove(CIRCLE), evaluations=[2, 3])),
    "weights": (
        {"text": "a red (circle:1.4) above a blue square on a grey background, cartoon style"},
        {},
        remove(CIRCLE),
    ),
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
    with Written(network, (result.output("2")[0][0], change)).installed():
        expected, _ = sampled(host, graph)
    own, result = sampled(host, edited(graph, *edits))
    assert distance(expected, plain) > 20 * TOLERANCE, "the edit changes the picture"
    assert distance(own, expected) < TOLERANCE
    (recorded,) = result.output("6", 1).passes
    assert [edit.action for edit in recorded.edits] == [values.get("action", "remove") for values in edits]
    assert recorded.gaps == []
    again, _ = sampled(host, sampling(steps=STEPS, recorder="Diffulizer_RecordAttention"))
    assert torch.equal(again, plain), "nothing of the edit is left"


@pytest.mark.parametrize("case", list(WAYS))
def test_an_edit_acts_with_every_sampler(host: Any, case: str) -> None:
    options, bounds, change = WAYS[case]
    graph = sampling(steps=STEPS, recorder="Diffulizer_RecordAttention", **options)
    plain, result = sampled(host, graph)
    with Written(result.output("1").model.diffusion_model, (result.output("2")[0][0], change)).installed():
        expected, _ = sampled(host, graph)
    own, result = sampled(host, edited(graph, {"words": "circle", **bounds}))
    assert distance(expected, plain) > 20 * TOLERANCE
    assert distance(own, expected) < TOLERANCE
    (recorded,) = result.output("6", 1).passes
    assert recorded.gaps == []
    layers = [layer for layer in recorded.layers if layer.attention_type == "cross"]
    edit = recorded.edits[0]
    for step in recorded.steps:
        acts = (edit.sigma_start is None or step.sigma <= edit.sigma_start) and (
            edit.sigma_end is None or step.sigma >= edit.sigma_end
        )
        largest = max(float(step.cross_attention[layer.id, "c0"].maps[:, CIRCLE].max()) for layer in layers)
        assert (largest == 0) == acts


def _clearest(
    host: Any, graph: Graph, prompt: str, words: list[tuple[int, ...]], length: int = 77
) -> tuple[Tensor, set[str]]:
    """Sample unedited, with attention written out here; return the latent, and the layers that see a word at the first
    step at least 0.75 times as clearly as the one that sees it best. That is the variance over the mean of the maps."""
    clear: list[dict[str, list[float]]] = [{} for _ in words]

    def measure(layer: str, evaluation: int, logits: Tensor, v: Tensor) -> tuple[Tensor, Tensor]:
        for number, tokens in enumerate(words):
            maps = logits.softmax(-1).mean(0).unflatten(-1, (-1, length)).sum(1)[:, list(tokens)].sum(1)
            if evaluation == 0:
                clear[number].setdefault(layer, []).append(float(maps.var(correction=0) / maps.mean()))
        return logits, v

    _, result = sampled(host, graph)
    with Written(result.output("1").model.diffusion_model, (result.output(prompt)[0][0], measure)).installed():
        plain, _ = sampled(host, graph)
    means = [{layer: sum(each) / len(each) for layer, each in of_word.items()} for of_word in clear]
    return plain, {name for own in means for name, value in own.items() if value >= 0.75 * max(own.values())}


@pytest.mark.usefixtures("_shared_calls")
@pytest.mark.parametrize(
    ("words", "tokens", "options", "bounds"),
    [
        ("circle", [(CIRCLE,)], {}, {}),
        ("circle, blue square", [(CIRCLE,), (BLUE, SQUARE)], {"batch": 2}, {}),
        ("circle", [(CIRCLE,)], {"negative": LONG, "sampler": "euler_ancestral"}, {"start_step": 3}),
        ("circle", [(CIRCLE,)], {"cfg": 1.0, "sampler": "heun"}, {}),
    ],
    ids=["one word", "two words", "from the third step", "cfg 1"],
)
def test_auto_is_the_layers_that_see_the_words_most_clearly(
    host: Any, words: str, tokens: list[tuple[int, ...]], options: dict[str, Any], bounds: dict[str, Any]
) -> None:
    graph = sampling(steps=STEPS, recorder="Diffulizer_RecordAttention", **options)
    plain, layers = _clearest(host, graph, "2", tokens)
    assert 0 < len(layers) < 10
    change = within(
        remove(*(i for word in tokens for i in word)),
        layers=tuple(layers),
        evaluations=range(bounds.get("start_step", 1) - 1, 99),
    )
    _, result = sampled(host, graph)
    with Written(result.output("1").model.diffusion_model, (result.output("2")[0][0], change)).installed():
        expected, _ = sampled(host, graph)
    own, result = sampled(host, edited(graph, {"words": words, "layers": "auto", **bounds}))
    assert distance(expected, plain) > 20 * TOLERANCE
    assert distance(own, expected) < TOLERANCE
    (recorded,) = result.output("6", 1).passes
    assert recorded.gaps == []
    assert set(recorded.edits[0].layers) == layers
    assert [step.evaluations for step in recorded.steps][:2] == [2, 2] if options.get("sampler") == "heun" else [1, 1]


def _right_half() -> Tensor:
    """A mask of the right half, and half of a mask of a corner of the left one."""
    mask = torch.zeros(128, 128)
    mask[:, 64:] = 1
    mask[32:48, :32] = 0.5
    return mask


@pytest.mark.usefixtures("_shared_calls")
@pytest.mark.parametrize(("action", "factor"), [("remove", 0.0), ("scale", 3.0)])
def test_an_edit_acts_within_a_mask(host: Any, given: Any, action: str, factor: float) -> None:
    graph = sampling(steps=STEPS, recorder="Diffulizer_RecordAttention")
    plain, result = sampled(host, graph)
    change = odds_within(_right_half(), CIRCLE, factor)
    with Written(result.output("1").model.diffusion_model, (result.output("2")[0][0], change)).installed():
        expected, _ = sampled(host, graph)
    graph["mask"] = given(_right_half()[None])
    asked = {"words": "circle", "action": action, "factor": factor, "mask": ["mask", 0]}
    own, result = sampled(host, edited(graph, asked))
    assert distance(expected, plain) > 20 * TOLERANCE
    assert distance(own, expected) < TOLERANCE
    (recorded,) = result.output("6", 1).passes
    assert recorded.gaps == []
    mask = recorded.edits[0].mask
    assert mask.share == pytest.approx(0.5 + 16 * 32 * 0.5 / 128**2)
    assert mask.box == (0, 0, 1, 1)


def test_a_mask_lies_over_the_area_of_a_regional_prompt(host: Any, given: Any) -> None:
    """The network sees the area alone, so the mask is cut to it."""
    graph = sampling(steps=STEPS, recorder="Diffulizer_RecordAttention")
    graph["8"] = node("Diffulizer_TextEncode", clip=["1", 1], text="a green circle")
    graph["area"] = node("ConditioningSetArea", conditioning=["8", 0], width=64, height=128, x=64, y=0, strength=1.0)
    graph["both"] = node("ConditioningCombine", conditioning_1=["2", 0], conditioning_2=["area", 0])
    graph["5"]["inputs"]["positive"] = ["both", 0]
    plain, result = sampled(host, graph)
    mask = torch.zeros(128, 128)
    mask[16:80, 32:96] = 1
    changes = (
        (result.output("2")[0][0], odds_within(mask, CIRCLE, 3.0)),
        (result.output("8")[0][0], odds_within(mask[:, 64:], 3, 3.0)),
    )
    with Written(result.output("1").model.diffusion_model, *changes).installed():
        expected, _ = sampled(host, graph)
    graph["mask"] = given(mask[None])
    own, _ = sampled(host, edited(graph, {"words": "circle", "action": "scale", "factor": 3.0, "mask": ["mask", 0]}))
    assert distance(expected, plain) > 20 * TOLERANCE
    assert distance(own, expected) < TOLERANCE


@pytest.mark.usefixtures("_shared_calls")
def test_negative_and_regional_prompts(host: Any) -> None:
    """Every positive prompt that holds the word is edited, and with "both" the negative one too."""
    graph = sampling(steps=STEPS, negative="blurry, a circle", recorder="Diffulizer_RecordAttention")
    graph["8"] = node("Diffulizer_TextEncode", clip=["1", 1], text="a green circle")
    graph["area"] = node("ConditioningSetArea", conditioning=["8", 0], width=64, height=128, x=64, y=0, strength=1.0)
    graph["both"] = node("ConditioningCombine", conditioning_1=["2", 0], conditioning_2=["area", 0])
    graph["5"]["inputs"]["positive"] = ["both", 0]
    plain, result = sampled(host, graph)
    prompts = {name: result.output(name)[0][0] for name in ("2", "3", "8")}
    network = result.output("1").model.diffusion_model
    places = {"2": CIRCLE, "8": 3, "3": 4}
    for condition, changed in (("positive", ("2", "8")), ("negative", ("3",)), ("both", ("2", "8", "3"))):
        with Written(network, *((prompts[name], remove(places[name])) for name in changed)).installed():
            expected, _ = sampled(host, graph)
        own, _ = sampled(
            host, edited({**graph, "6": copy.deepcopy(graph["6"])}, {"words": "circle", "condition": condition})
        )
        assert distance(expected, plain) > 20 * TOLERANCE, condition
        assert distance(own, expected) < TOLERANCE, condition


@pytest.mark.parametrize("family", ["sdxl", "sd1"])
@pytest.mark.parametrize("action", ["remove", "mute"])
def test_families_of_unets(host: Any, given: Any, family: str, action: str) -> None:
    """SDXL and SD 1.5 in their true layouts, narrow, with random weights. Their tokens are known by position."""
    model = random_model(family)
    graph = sampling(steps=2, width=128, height=128, recorder="Diffulizer_RecordAttention")
    graph |= {name: given(random_conditioning(family, seed)) for seed, name in ((1, "2"), (2, "3"))}
    graph["1"] = given(model)
    plain, result = sampled(host, graph)
    change = {"remove": remove(CIRCLE), "mute": mute}[action]
    with Written(model.model.diffusion_model, (result.output("2")[0][0], change)).installed():
        expected, _ = sampled(host, graph)
    own, result = sampled(host, edited(graph, {"words": f"token {CIRCLE}", "action": action}))
    (recorded,) = result.output("6", 1).passes
    assert recorded.model.family == family
    assert recorded.gaps == []
    assert distance(expected, plain) > 20 * distance(own, expected)


def test_beside_another_override(host: Any, given: Any) -> None:
    """An override like that of SageAttention's nodes computes what the edit leaves."""
    calls: list[bool] = []

    def other(function: Any, q: Tensor, k: Tensor, v: Tensor, heads: int, mask: Any = None, **kwargs: Any) -> Any:
        calls.append(mask is not None)
        return function(q.bfloat16().float(), k, v, heads, mask, **kwargs)

    def applied(model: Any) -> Any:
        clone = model.clone()
        clone.model_options["transformer_options"]["optimized_attention_override"] = other
        return clone

    graph = edited(sampling(steps=2, recorder="Diffulizer_RecordAttention"), {"words": "circle"})
    graph["patched"] = given.applied(applied, ["1", 0])
    graph["edit 0"]["inputs"]["model"] = ["patched", 0]
    own, result = sampled(host, graph)
    assert calls.count(True) == calls.count(False) == 2 * 17
    (recorded,) = result.output("6", 1).passes
    assert recorded.gaps == []
    plain, _ = sampled(host, sampling(steps=2, recorder="Diffulizer_RecordAttention"))
    assert distance(own, plain) > 20 * TOLERANCE


def test_an_edited_run_is_exported_and_read(host: Any) -> None:
    graph = edited(
        sampling(steps=2, recorder="Diffulizer_RecordAttention"),
        {"words": "red, blue", "action": "swap", "layers": "middle", "end_step": 1, "heads": "0"},
    )
    _, result = sampled(host, exporting(graph, recording=["6", 1]))
    (recorded,) = result.output("6", 1).passes
    (run,) = run_folders(result)
    assert_strictly_valid(run)
    again = DiskPass(run)
    assert [asdict(edit) for edit in again.edits] == [asdict(edit) for edit in recorded.edits]
    assert again.edits[0].title == "“red” and “blue” swapped"


def test_an_error_names_the_words(host: Any) -> None:
    graph = edited(sampling(steps=2, recorder="Diffulizer_RecordAttention"), {"words": "triangle"})
    result = host.run(graph, check=False)
    assert "Edit Attention: words names 'triangle', which is not in the prompt. The prompt's words are: a, red" in (
        result.error
    )
