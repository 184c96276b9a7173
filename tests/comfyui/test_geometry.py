"""Where attention lies: what is not that of the picture, or changes its grid while sampling, is placed or named.

Patches here do to attention what widely used packs do, in a few lines of our own.
"""

from __future__ import annotations

from typing import Any

import pytest
import torch

from diffulizer import load_run
from exports import assert_strictly_valid, exporting, run_folders
from graphs import Graph, node, sampling, without
from reference import run_both

CAPTURE = {"max_layers": 0, "maps_of": "all"}
BLOCKS = 17


def patched(given: Any, patch: Any, **options: Any) -> Graph:
    """Record Attention on a model that ``patch`` changes; the plain sampler has it too."""
    graph = sampling(plain=True, recorder="Diffulizer_RecordAttention", capture=CAPTURE, **options)
    graph["patched"] = given.applied(patch, ["1", 0])
    graph["6"]["inputs"]["model"] = graph["plain"]["inputs"]["model"] = ["patched", 0]
    return graph


def regions(model: Any) -> Any:
    """Prompts for regions: each of a call's prompts attends to itself and to two more, as with Attention Couple."""
    model = model.clone()
    model.set_model_attn2_patch(lambda q, k, v, extra: (q.repeat(3, 1, 1), k.repeat(3, 1, 1), v.repeat(3, 1, 1)))
    model.set_model_attn2_output_patch(lambda n, extra: n.unflatten(0, (3, -1)).mean(0))
    return model


@pytest.mark.parametrize("cfg", [5.0, 1.0])
@pytest.mark.parametrize("batch", [1, 2])
def test_attention_to_other_regions_is_not_taken_for_the_prompts(host: Any, given: Any, cfg: float, batch: int) -> None:
    recorded, _, _ = run_both(host, patched(given, regions, cfg=cfg, batch=batch, steps=2), ("6", 1))
    assert {layer.attention_type for layer in recorded.layers} == {"self"}
    assert all(len(step.cross_attention) == 0 and len(step.self_attention) >= BLOCKS for step in recorded.steps)
    assert {gap.what for gap in recorded.gaps} == {"cross-attention"}
    assert len(recorded.gaps) == BLOCKS
    assert all("more prompts or regions" in gap.reason for gap in recorded.gaps)
    host.new_executor()
    (folder,) = run_folders(host.run(exporting(without(patched(given, regions, steps=2), "plain"), ["6", 1])))
    assert_strictly_valid(folder)


def tiled(size: int, at_once: int) -> Any:
    """A model that is called on tiles of ``size`` latent cells, so many at once, as with Tiled Diffusion."""

    def patch(model: Any) -> Any:
        def wrapper(apply_model: Any, arguments: dict[str, Any]) -> Any:
            x, c = arguments["input"], arguments["c"]
            whole, places = (
                torch.zeros_like(x),
                [
                    (slice(top, top + size), slice(left, left + size))
                    for top in range(0, x.shape[2], size)
                    for left in range(0, x.shape[3], size)
                ],
            )
            for start in range(0, len(places), at_once):
                group = places[start : start + at_once]
                tiles = torch.cat([x[:, :, rows, columns] for rows, columns in group])
                each = {k: torch.cat([v] * len(group)) if torch.is_tensor(v) else v for k, v in c.items()}
                out = apply_model(tiles, torch.cat([arguments["timestep"]] * len(group)), **each)
                for (rows, columns), tile in zip(group, out.chunk(len(group)), strict=True):
                    whole[:, :, rows, columns] = tile
            return whole

        model = model.clone()
        model.set_model_unet_function_wrapper(wrapper)
        return model

    return patch


@pytest.mark.parametrize("at_once", [1, 4])
def test_a_tile_is_not_taken_for_the_picture(host: Any, given: Any, at_once: int) -> None:
    recorded, _, _ = run_both(host, patched(given, tiled(16, at_once), steps=3), ("6", 1))
    assert recorded.layers == []
    assert not any(step.cross_attention or step.self_attention for step in recorded.steps)
    (gap,) = recorded.gaps
    assert (gap.what, gap.where) == ("attention", "steps 0-2")
    assert gap.reason.startswith("the model was called on tiles of 16x16 latent cells, not on the picture of 32x32")


def test_latents_beside_those_of_the_picture(host: Any, given: Any) -> None:
    """A reference goes through the network in the same call."""

    def referring(model: Any) -> Any:
        def wrapper(apply_model: Any, arguments: dict[str, Any]) -> Any:
            x, timestep = arguments["input"], arguments["timestep"]
            each = {k: torch.cat([v, v[:1]]) if torch.is_tensor(v) else v for k, v in arguments["c"].items()}
            return apply_model(torch.cat([x, x[:1]]), torch.cat([timestep, timestep[:1]]), **each)[: len(x)]

        model = model.clone()
        model.set_model_unet_function_wrapper(wrapper)
        return model

    recorded, _, _ = run_both(host, patched(given, referring, steps=2), ("6", 1))
    assert recorded.layers == []
    (gap,) = recorded.gaps
    assert gap.reason.startswith("the model was called on 3 latents, where 2 prompts and 1 image make 2")


def test_keys_that_are_no_copies_of_the_prompt(host: Any, given: Any) -> None:
    """As many keys again as the prompt has tokens, of something else."""

    def adding(model: Any) -> Any:
        model = model.clone()
        model.set_model_attn2_patch(lambda q, k, v, _: (q, torch.cat([k, k.flip(1)], 1), torch.cat([v, v.flip(1)], 1)))
        return model

    recorded, _, _ = run_both(host, patched(given, adding, steps=2), ("6", 1))
    assert {layer.attention_type for layer in recorded.layers} == {"self"}
    assert {gap.reason for gap in recorded.gaps} == {
        "k has 154 tokens, the prompt 77: another node adds or removes tokens"
    }


@pytest.mark.parametrize("halved", [True, False])
def test_two_rows_a_token(host: Any, given: Any, halved: bool) -> None:
    """An encoder that gives two rows for each token, keys from the even ones and values from the odd ones (NegPip); and
    the same embedding without the patch that takes it apart."""

    def doubling(model: Any) -> Any:
        model = model.clone()
        if halved:
            model.set_model_attn2_patch(lambda q, k, v, _: (q, k[:, ::2], v[:, 1::2]))
        return model

    graph = patched(given, doubling, steps=2)
    carry = host.module("nodes.host.tokens").carry_tokens
    clip = host.run({"1": node("Diffulizer_DemoModel")}).output("1", 1)
    for name, text in (("2", "a red circle"), ("3", "a green star and a blue square")):
        encoded = clip.encode_from_tokens_scheduled(clip.tokenize(text))
        rows = [[e.repeat_interleave(2, 1) * torch.tensor([1.0, 0.9]).repeat(77)[:, None], x] for e, x in encoded]
        graph[name] = given(carry(rows, clip, text))
    recorded, _, _ = run_both(host, graph, ("6", 1))
    assert [c.prompt.source for c in recorded.conditions] == ["conditioning"] * 2
    cross = [layer for layer in recorded.layers if layer.attention_type == "cross"]
    assert len(cross) == (BLOCKS if halved else 0)
    assert {gap.reason for gap in recorded.gaps} == (
        set() if halved else {"k has 154 tokens, the prompt 77: another node adds or removes tokens"}
    )


def shrunk(start: float, end: float, **options: Any) -> Graph:
    """Deep Shrink over a part of the schedule."""
    graph = sampling(plain=True, recorder="Diffulizer_RecordAttention", capture=CAPTURE, **options)
    graph["shrunk"] = node(
        "PatchModelAddDownscale",
        model=["1", 0],
        block_number=3,
        downscale_factor=2.0,
        start_percent=start,
        end_percent=end,
        downscale_after_skip=True,
        downscale_method="bicubic",
        upscale_method="bicubic",
    )
    graph["6"]["inputs"]["model"] = graph["plain"]["inputs"]["model"] = ["shrunk", 0]
    return graph


@pytest.mark.parametrize("size", [{}, {"width": 216, "height": 168}], ids=["square", "odd"])
@pytest.mark.parametrize("part", [(0.0, 0.35), (0.35, 1.0)], ids=["first steps", "last steps"])
def test_a_grid_that_changes_between_steps(host: Any, part: tuple[float, float], size: dict[str, int]) -> None:
    recorded, _, _ = run_both(host, shrunk(*part, **size), ("6", 1))
    assert recorded.gaps == []
    grids = [
        {step.cross_attention[layer.id, "c0"].cells for step in recorded.steps}
        for layer in recorded.layers
        if layer.attention_type == "cross"
    ]
    assert any(len(of_layer) == 2 for of_layer in grids), "nothing shrank: the test is of no use"
    heatmap, selection, place = (
        host.module(f"diffulizer.analysis.{name}") for name in ("heatmap", "selection", "self_attention")
    )
    (group,) = selection.select_words(recorded.conditions, "circle")
    choice: dict[str, Any] = {"steps": range(4), "items": [0]}
    for layer in recorded.layers:
        assert layer.map_grid == layer.grid
        if layer.attention_type == "cross":
            maps = heatmap.word_map(recorded, group, layers=layer.id, **choice)
            assert maps.shape[1:] == layer.grid
            steps = [recorded.steps[i].cross_attention[layer.id, "c0"].maps[0, group.tokens] for i in range(4)]
            mean = torch.stack([m.float().sum(0).mean() for m in steps]).mean()
            torch.testing.assert_close(maps.mean(), mean, rtol=0.02, atol=1e-5)
        else:
            shares = place.place_map(recorded, 0.3, 0.8, layers=layer.id, **choice)
            assert shares.shape[1:] == layer.grid
            torch.testing.assert_close(shares.sum(), torch.tensor(1.0))
    host.new_executor()
    (folder,) = run_folders(host.run(exporting(without(shrunk(*part, **size), "plain"), ["6", 1])))
    assert_strictly_valid(folder)
    assert load_run(folder).metadata["not_recorded"] == []


def reusing(model: Any) -> Any:
    """At every other step, what lies within the first two blocks is not run: its last result is taken (DeepCache)."""
    model = model.clone()
    kept: dict[str, Any] = {"step": 0}
    blocks = model.model.diffusion_model.middle_block

    def before(apply_model: Any, arguments: dict[str, Any]) -> Any:
        network = model.model.diffusion_model
        inner = network.middle_block
        reuse = kept["step"] % 2 == 1

        class Again(torch.nn.Module):
            def __iter__(self) -> Any:
                return iter([])

        try:
            network.middle_block = Again() if reuse else blocks
            return apply_model(arguments["input"], arguments["timestep"], **arguments["c"])
        finally:
            network.middle_block = inner
            kept["step"] += 1

    model.set_model_unet_function_wrapper(before)
    return model


def test_layers_that_do_not_run_at_a_step_are_named(host: Any, given: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("comfy.model_base.BaseModel.memory_required", lambda *_args, **_options: 0)
    graph = without(patched(given, reusing), "plain")
    result = host.run(exporting(graph, ["6", 1]))
    (recorded,) = result.output("6", 1).passes
    assert recorded.gaps == []
    middle = [layer for layer in recorded.layers if layer.block[0] == "middle"]
    assert middle
    (folder,) = run_folders(result)
    assert_strictly_valid(folder)
    notes = load_run(folder).metadata["not_recorded"]
    assert [(n["where"], n["reason"]) for n in notes] == [
        (f"{layer.id} ({layer.name}), steps 1, 3", "the layer did not run: another node reused an earlier result")
        for layer in middle
    ]


@pytest.mark.parametrize(("x", "y"), [(128, 0), (168, 104)], ids=["the right half", "over the edge"])
def test_a_run_of_a_prompt_for_an_area(host: Any, x: int, y: int) -> None:
    """As in the host's own examples of areas, the first prompt is for one of them."""
    graph = sampling(steps=2, capture=CAPTURE)
    graph["area"] = node("ConditioningSetArea", conditioning=["2", 0], width=128, height=256, x=x, y=y, strength=1.0)
    graph["both"] = node("ConditioningCombine", conditioning_1=["area", 0], conditioning_2=["3", 0])
    graph["5"]["inputs"]["positive"] = ["both", 0]
    result = host.run(exporting(graph))
    (folder,) = run_folders(result)
    assert_strictly_valid(folder)
    run = load_run(folder)
    assert run.metadata["conditions"][0]["area"] == [32, 16, y // 8, x // 8]
    assert run.metadata["not_recorded"] == []
    for step in run.metrics["cross_attention_centroid"]:
        for down, across in filter(None, step["by_token"]):
            assert y / 256 < down < 1
            assert x / 256 < across < 1


@pytest.mark.parametrize("region", [False, True])
def test_a_latent_that_grows_while_it_is_sampled(host: Any, region: bool) -> None:
    graph = sampling(recorder="Diffulizer_RecordAttention", capture=CAPTURE)
    if region:
        graph["area"] = node(
            "ConditioningSetArea", conditioning=["2", 0], width=128, height=256, x=128, y=0, strength=1.0
        )
    graph |= {
        "noise": node("RandomNoise", noise_seed=3),
        "pick": node("SamplerLCMUpscale", scale_ratio=2.0, scale_steps=2, upscale_method="bicubic"),
        "sigmas": node("BasicScheduler", model=["1", 0], scheduler="karras", steps=4, denoise=1.0),
        "guider": node(
            "CFGGuider", model=["6", 0], positive=["area" if region else "2", 0], negative=["3", 0], cfg=4.0
        ),
        "5": node(
            "SamplerCustomAdvanced",
            noise=["noise", 0],
            guider=["guider", 0],
            sampler=["pick", 0],
            sigmas=["sigmas", 0],
            latent_image=["4", 0],
        ),
    }
    graph = exporting(graph, ["6", 1])
    graph["map"] = node(
        "Diffulizer_TokenHeatmap", recording=["6", 1], latent=["5", 0], words="circle", layers="*", batch_index=0
    )
    graph["map"] = {**graph["map"], "inputs": {**defaults(host, "Diffulizer_TokenHeatmap"), **graph["map"]["inputs"]}}
    result = host.run(graph)
    (recorded,) = result.output("6", 1).passes
    assert [tuple(step.x0.shape[-2:]) for step in recorded.steps] == [(32, 32), (48, 48), (64, 64), (64, 64)]
    assert recorded.gaps == []
    image = result.output("map")
    assert image.shape[1:3] == (512, 512)
    (folder,) = run_folders(result)
    assert_strictly_valid(folder)
    run = load_run(folder)
    notes = {note["what"]: note["reason"] for note in run.metadata["not_recorded"]}
    assert "changed the size of the latent from 32x32 to 64x64 cells" in notes["latents"]
    assert run.metadata["artifacts"]["latents_noise"] is None
    assert (run.metadata["generator"]["height"], run.metadata["generator"]["width"]) == (512, 512)
    assert bool(run.metadata["attention_files"]) != region
    figure = node("Diffulizer_TrajectoryPlot", recording=["6", 1], latent=["5", 0])
    figure["inputs"] = {**defaults(host, "Diffulizer_TrajectoryPlot"), **figure["inputs"]}
    refused = host.run({**graph, "figure": figure}, check=False)
    assert "changed their size" in f"{refused.error} {refused.ui}"


def defaults(host: Any, kind: str) -> dict[str, Any]:
    """The values that a node's inputs have in the page."""
    groups = host.nodes.NODE_CLASS_MAPPINGS[kind].INPUT_TYPES()
    told = {name: spec for group in ("required", "optional") for name, spec in groups.get(group, {}).items()}
    return {
        name: spec[1].get("default", spec[0][0] if isinstance(spec[0], list) else spec[1].get("options", [None])[0])
        for name, spec in told.items()
        if len(spec) > 1 and ("default" in spec[1] or isinstance(spec[0], list) or "options" in spec[1])
    }
