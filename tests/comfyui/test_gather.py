"""What words look at in joint attention, against an independent reference: rows of the text's tokens, all keys."""

from __future__ import annotations

from typing import Any

import pytest
import torch
from joint_reference import JointReference
from random_transformers import TRANSFORMERS, random_prompt
from transformer_runs import STEPS, assert_recorded, graph_of, made, parts, patch_of, run_both

from diffulizer import load_run
from diffulizer.gather import GATHER_GAP
from exports import assert_strictly_valid, exporting, run_folders
from graphs import node, without

JOINT = [name for name, about in TRANSFORMERS.items() if not about.crossing]
WORDS = "token 7, token 3"


def gather_tokens(recorded: Any, condition: str) -> list[int]:
    """The places in the text of the tokens whose gather maps were recorded: the prompts' words are their numbers."""
    table = next(c for c in recorded.conditions if c.id == condition).prompt.table
    return [int(table.tokens[i].split()[-1]) for i in recorded.gather_tokens[condition]]


def assert_gathered(
    recorded: Any, reference: JointReference, family: str, model: Any, lengths: dict[str, int], batch: int = 1
) -> int:
    """Every gather map is the part of its token's row that is the picture's; return how many were compared.

    Args:
        lengths: numbers of tokens of the prompts, which the host may repeat.
    """
    patch, about = patch_of(model.model.diffusion_model), TRANSFORMERS[family]
    compared, per_step = 0, len(reference.calls) // len(recorded.steps)
    crossing = [layer for layer in recorded.layers if layer.attention_type == "cross"]
    for step in recorded.steps:
        calls = reference.calls[step.index * per_step : (step.index + 1) * per_step]
        named = [c for call in step.network_calls for c in call]
        chunks = [(call, row) for call in calls for row in range(0, len(call.context), batch)]
        wanted = {(layer.id, c) for layer in crossing for c in named if c in recorded.gather_tokens}
        assert set(step.gathers) == wanted
        for condition, (call, first) in zip(named, chunks, strict=True):
            if condition not in recorded.gather_tokens:
                continue
            of, rows = parts(family, call, patch), gather_tokens(recorded, condition)
            length = lengths.get(condition, len(of.text))
            for layer in crossing:
                key = next((b, layer.block[1]) for b in about.blocks if layer.name.startswith(f"{b}.{layer.block[1]}."))
                for item in range(batch):
                    p = call.blocks[key][0].probabilities(first + item)
                    copies = [[start + row for row in rows] for start in range(of.text.start, of.text.stop, length)]
                    seen = torch.stack([p[copy][:, list(of.picture)] for copy in copies]).mean(0)
                    maps = step.gathers[layer.id, condition].maps[item]
                    assert maps.shape == (len(rows), *of.grid)
                    torch.testing.assert_close(
                        maps.float(), seen.unflatten(1, of.grid), rtol=2**-10, atol=2**-24, msg=layer.name
                    )
                    assert (maps.float().sum((1, 2)) < 1).all()
                    compared += len(rows)
    return compared


@pytest.mark.parametrize("family", JOINT)
@pytest.mark.parametrize(
    ("options", "conditions"),
    [
        pytest.param({"tokens": (20, 20)}, 2, id="one call"),
        pytest.param({"tokens": (23, 9), "batch": 2}, 2, id="two calls, batch 2"),
        pytest.param({"cfg": 1.0, "size": (10, 6)}, 1, id="cfg 1"),
        pytest.param({"tokens": (20, 10)}, 2, id="the shorter prompt repeated"),
        pytest.param({"tokens": (20, 20), "only": True}, 2, id="beside only words"),
    ],
)
def test_what_words_look_at_is_what_the_reference_computed(
    host: Any, given: Any, family: str, options: dict[str, Any], conditions: int
) -> None:
    """Of some words, in each layer and at each step, with everything else as it is without."""
    capture: dict[str, Any] = {"gather_words": WORDS}
    if options.pop("only", False):
        capture["only_words"] = "token 5"
    model, batch = made(family), options.get("batch", 1)
    recorded, reference = run_both(host, graph_of(given, family, model, capture=capture, **options), family, model)
    assert [gather_tokens(recorded, c) for c in recorded.gather_tokens] == [[3, 7]] * len(recorded.gather_tokens)
    assert list(recorded.gather_tokens) == [c.id for c in recorded.conditions]
    layers = sum(layer.attention_type == "cross" for layer in recorded.layers)
    lengths = {} if family == "flux2" else dict(zip(("c0", "c1"), options.get("tokens", (20, 20)), strict=True))
    compared = assert_gathered(recorded, reference, family, model, lengths, batch)
    assert compared == STEPS * conditions * batch * layers * 2
    said = host.module("diffulizer.capture.budget").estimate(recorded).total(1, [a.id for a in recorded.layers])
    assert recorded.nbytes() == said or conditions == 1
    if "only_words" not in capture:
        assert_recorded(recorded, reference, family, model, batch)


@pytest.mark.parametrize("family", ["flux", "zimage"])
def test_a_prompt_of_a_region_has_maps_of_its_own(host: Any, given: Any, family: str) -> None:
    """A word of the region alone, on the region's grid."""
    model = made(family)
    graph = graph_of(given, family, model, capture={"gather_words": "token 22, token 3", "maps_of": "positive"})
    region = random_prompt(family, 3, 24, area=(8, 6, 0, 4), strength=1.0, set_area_to_bounds=False)
    graph["2"] = given([*random_prompt(family, 1, 20), *region])
    recorded, reference = run_both(host, graph, family, model)
    tokens = {c: gather_tokens(recorded, c) for c in recorded.gather_tokens}
    assert tokens == {"c0": [3], "c1": [3, 22]}
    layers = sum(layer.attention_type == "cross" for layer in recorded.layers)
    lengths = {"c0": 20, "c1": 24}
    assert assert_gathered(recorded, reference, family, model, lengths) == STEPS * layers * (1 + 2)
    assert {recorded.steps[0].gathers[key].cells for key in recorded.steps[0].gathers} == {(4, 6), (4, 3)}


@pytest.mark.parametrize("family", ["flux", "lumina2"])
def test_masks_of_the_host_are_applied(host: Any, given: Any, family: str) -> None:
    """Redux hides its tokens from some places, Lumina hides padding of the text: rows of the text have their own."""
    tokens, (rows, columns) = 20, (4, 6)
    if family == "flux":
        length = tokens + rows * columns
        mask = torch.zeros(1, length, length)
        mask[:, 3:8, tokens + 5 :] = -4.0
        extra: dict[str, Any] = {"attention_mask": mask, "attention_mask_img_shape": (rows, columns)}
    else:
        extra = {"attention_mask": (torch.arange(tokens) < 15)[None].float()}
    model = made(family)
    graph = graph_of(given, family, model, capture={"gather_words": WORDS}, **extra)
    recorded, reference = run_both(host, graph, family, model)
    layers = sum(layer.attention_type == "cross" for layer in recorded.layers)
    assert assert_gathered(recorded, reference, family, model, {}) == STEPS * 2 * layers * 2


@pytest.mark.parametrize("family", ["flux", "omnigen2"])
def test_beside_reference_pictures(host: Any, given: Any, family: str) -> None:
    """Their keys take shares too, and are no places of the picture."""
    about = TRANSFORMERS[family]
    shown = [torch.randn(1, about.channels, 6, 4, generator=torch.Generator().manual_seed(3))]
    model = made(family)
    graph = graph_of(given, family, model, reference_latents=shown, capture={"gather_words": WORDS})
    recorded, reference = run_both(host, graph, family, model)
    layers = sum(layer.attention_type == "cross" for layer in recorded.layers)
    assert assert_gathered(recorded, reference, family, model, {}) == STEPS * 2 * layers * 2


@pytest.mark.parametrize("family", ["flux", "sd3", "zimage", "wan21_t2v"])
def test_a_run_holds_them_or_says_why_not(host: Any, given: Any, family: str) -> None:
    model = made(family)
    recorded = without(graph_of(given, family, model, batch=2, capture={"gather_words": "token 7, nonsense"}), "plain")
    folders = run_folders(host.run(exporting(recorded, preview="latent_rgb", vae=None)))
    assert len(folders) == 2
    for folder in folders:
        assert_strictly_valid(folder)
    run = load_run(folders[0])
    (gap,) = [gap for gap in run.not_recorded if gap.what == GATHER_GAP]
    assert run.generator["gather_words"] == "token 7, nonsense"
    if TRANSFORMERS[family].crossing:
        assert gap.where == "token 7, nonsense"
        assert f"in {family}, the text is not in one sequence with the picture" in gap.reason
        assert not run.gather_tokens
    else:
        assert gap.where == "nonsense"
        assert "gather_words names 'nonsense', which is not in the prompt" in gap.reason
        assert 0 < run.gather("token 7").sum() < 1


def test_without_cross_attention_there_are_none_and_the_pass_says_so(host: Any, given: Any) -> None:
    model = made("sd3")
    capture = {"gather_words": WORDS, "include_cross_attention": False}
    graph = without(graph_of(given, "sd3", model, capture=capture), "plain")
    (recorded,) = host.run(graph).output("5", 1).passes
    assert not any(step.gathers for step in recorded.steps)
    assert all(step.self_attention for step in recorded.steps)
    assert [(gap.what, gap.where) for gap in recorded.gaps if gap.what == GATHER_GAP] == [(GATHER_GAP, WORDS)]


def test_token_heatmap_shows_them(host: Any, given: Any) -> None:
    """A mask where the word's map is high, which is not where its attention is."""
    model = made("flux")
    graph = without(graph_of(given, "flux", model, capture={"gather_words": WORDS}), "plain")
    shown = {"recording": ["5", 1], "words": "token 7", "combine": "separate", "layers": "*", "start_step": 1}
    shown |= {"end_step": -1, "condition": "positive", "method": "mean", "scale": "normalised", "opacity": 0.6}
    shown |= {"colour_map": "inferno", "mask_type": "soft", "threshold": 0.5, "mask_grow": 0, "mask_feather": 0}
    for source in ("attention", "gather"):
        graph[source] = node("Diffulizer_TokenHeatmap", **shown, batch_index=-1, source=source)
    result = host.run(graph)
    masks = [result.output(source, 2)[0] for source in ("attention", "gather")]
    assert (masks[0] - masks[1]).abs().max() > 0.1
    (recorded,) = result.output("5", 1).passes
    crossing = [layer.id for layer in recorded.layers if layer.attention_type == "cross"]
    held = [step.gathers[layer, "c0"].maps[0, 1].float() for step in recorded.steps for layer in crossing]
    mean = torch.stack(held).mean(0)
    small = torch.nn.functional.interpolate(masks[1][None, None], mean.shape, mode="area")[0, 0]
    assert torch.corrcoef(torch.stack([small.flatten(), mean.flatten()]))[0, 1] > 0.9
