"""Every family of transformers with one sequence of text and picture, tiny, against an independent reference."""

from __future__ import annotations

import copy
from typing import Any

import pytest
import torch
from random_transformers import TRANSFORMERS, random_prompt
from transformer_runs import (
    PADDED,
    STEPS,
    assert_recorded,
    expected_rows,
    graph_of,
    made,
    parts,
    patch_of,
    run_both,
)

from diffulizer import load_run
from exports import assert_strictly_valid, exporting, run_folders
from graphs import without
from reference import assert_close, expected_map


@pytest.mark.parametrize("family", TRANSFORMERS)
@pytest.mark.parametrize(
    ("options", "calls"),
    [
        pytest.param({"tokens": (20, 20)}, 1, id="one call"),
        pytest.param({"tokens": (23, 9), "batch": 2}, 2, id="two calls, batch 2"),
        pytest.param({"cfg": 1.0, "size": (10, 6)}, 1, id="cfg 1"),
    ],
)
def test_maps_equal_the_reference(host: Any, given: Any, family: str, options: dict[str, Any], calls: int) -> None:
    if family == "flux2":
        calls = 1  # its prompts are filled up to one length
    model = made(family)
    recorded, reference = run_both(host, graph_of(given, family, model, **options), family, model)
    batch = options.get("batch", 1)
    assert len(reference.calls) == STEPS * calls
    conditions = 1 if options.get("cfg") == 1.0 else 2
    compared = assert_recorded(recorded, reference, family, model, batch)
    assert compared == STEPS * conditions * batch * len(recorded.layers)
    assert recorded.model.family == family
    predicted = "cosmos_rflow" if family == "cosmost2ipredict2" else "flow"
    assert (recorded.model.prediction, recorded.model.latent_pixels) == (predicted, TRANSFORMERS[family].cells)
    said = host.module("diffulizer.capture.budget").estimate(recorded).total(1, [a.id for a in recorded.layers])
    assert recorded.nbytes() == said or conditions == 1


@pytest.mark.parametrize("family", ["zimage", "sd3", "wan21_t2v"])
def test_some_words_alone_are_what_the_reference_computed(host: Any, given: Any, family: str) -> None:
    """In a sequence of text and picture, with and without padding, and in cross-attention."""
    model, about = made(family), TRANSFORMERS[family]
    graph = graph_of(given, family, model, capture={"only_words": "token 7, token 3", "include_self_attention": False})
    recorded, reference = run_both(host, graph, family, model)
    beside = [] if about.crossing else ["padding", "picture"] if family in PADDED else ["picture"]
    for step, call in zip(recorded.steps, reference.calls, strict=True):
        of = parts(family, call, patch_of(model.model.diffusion_model))
        for condition, item in zip(step.network_calls[0], range(len(call.context)), strict=True):
            table = next(c for c in recorded.conditions if c.id == condition).prompt.table
            assert table.token_kinds == [None, None, "other", *beside]
            for layer in recorded.layers:
                key = next((b, layer.block[1]) for b in about.blocks if layer.name.startswith(f"{b}.{layer.block[1]}."))
                p = call.blocks[key][about.crossing].probabilities(item)
                rows = p if about.crossing else expected_rows(p, of, family in PADDED)
                text = rows[:, : len(of.text)]
                others = text.sum(1, keepdim=True) - text[:, [3, 7]].sum(1, keepdim=True)
                rows = torch.cat([text[:, [3, 7]], others, rows[:, len(of.text) :]], 1)
                own = step.cross_attention[layer.id, condition]
                assert_close(own.maps[0], expected_map(rows, of.grid, own.cells, "cross"), layer.name)
    said = host.module("diffulizer.capture.budget").estimate(recorded).total(1, [a.id for a in recorded.layers])
    assert recorded.nbytes() == said


@pytest.mark.parametrize("family", ["flux", "qwenimage", "omnigen2"])
def test_reference_pictures_have_a_row_of_their_own(host: Any, given: Any, family: str) -> None:
    """As Kontext, Qwen-Image Edit and OmniGen 2 are given them: two pictures of other sizes."""
    about = TRANSFORMERS[family]
    frames = (1,) if about.frames else ()
    chance = torch.Generator().manual_seed(3)
    shown = [torch.randn(1, about.channels, *frames, *size, generator=chance) for size in ((6, 4), (4, 8))]
    model = made(family)
    graph = graph_of(given, family, model, reference_latents=shown)
    recorded, reference = run_both(host, graph, family, model)
    assert [len(call.references) for call in reference.calls] == [2, 0] * STEPS, "the negative prompt has none"
    assert assert_recorded(recorded, reference, family, model) == STEPS * 2 * len(recorded.layers)
    positive, negative = recorded.conditions
    assert positive.prompt.table.token_kinds[-2:] == ["picture", "reference"]
    assert negative.prompt.table.token_kinds[-1] == "picture"


@pytest.mark.parametrize("family", ["flux", "lumina2"])
def test_masks_of_the_host_are_applied(host: Any, given: Any, family: str) -> None:
    """Redux hides its tokens from some places by a mask over the whole sequence; Lumina hides padding of the text."""
    tokens, (rows, columns) = 20, (4, 6)
    if family == "flux":
        length = tokens + rows * columns
        mask = torch.zeros(1, length, length)
        mask[:, tokens:, 3:9] = -4.0
        extra: dict[str, Any] = {"attention_mask": mask, "attention_mask_img_shape": (rows, columns)}
    else:
        extra = {"attention_mask": (torch.arange(tokens) < 15)[None].float()}
    model = made(family)
    recorded, reference = run_both(host, graph_of(given, family, model, **extra), family, model)
    assert assert_recorded(recorded, reference, family, model) == STEPS * 2 * len(recorded.layers)


@pytest.mark.parametrize("family", TRANSFORMERS)
def test_a_recorded_run_is_written_and_strictly_valid(host: Any, given: Any, family: str) -> None:
    model = made(family)
    recorded = without(graph_of(given, family, model, batch=2), "plain")
    graph = exporting(recorded, preview="latent_rgb", vae=None)
    folders = run_folders(host.run(graph))
    assert len(folders) == 2
    for folder in folders:
        assert_strictly_valid(folder)
    run = load_run(folders[0])
    assert run.metadata["generator"]["model_family"] == family
    kinds = {layer.attention_type for layer in run.layers}
    assert kinds == {"cross", "self"}


@pytest.mark.parametrize("family", ["flux", "zimage", "wan21_t2v"])
def test_a_prompt_of_a_region_has_a_grid_of_its_own(host: Any, given: Any, family: str) -> None:
    model = made(family)
    graph = graph_of(given, family, model)
    region = random_prompt(family, 3, 20, area=(8, 6, 0, 4), strength=1.0, set_area_to_bounds=False)
    graph["2"] = given([*random_prompt(family, 1, 20), *region])
    recorded, reference = run_both(host, graph, family, model)
    both = [None, (8, 6, 0, 4)]
    assert [c.area for c in recorded.conditions] == both * 2, "the host copies a region to the other side"
    assert {call.latent[-2:] for call in reference.calls} == {(8, 12), (8, 6)}
    assert assert_recorded(recorded, reference, family, model) == STEPS * 4 * len(recorded.layers)


@pytest.mark.parametrize("family", ["flux", "sd3"])
def test_nothing_stays_in_the_model(host: Any, given: Any, family: str) -> None:
    """After a run, and after one that an error in the network ended."""
    model = made(family)
    before = copy.deepcopy(model.model_options)
    graph = without(graph_of(given, family, model), "plain")
    host.run(graph)
    assert model.model_options == before
    block = getattr(model.model.diffusion_model, TRANSFORMERS[family].blocks[0])[1]
    handle = block.register_forward_pre_hook(lambda *_: (_ for _ in ()).throw(RuntimeError("out of luck")))
    try:
        host.new_executor()
        host.run(graph, check=False)
        assert not host.executor.success
    finally:
        handle.remove()
    assert model.model_options == before


def test_blocks_that_another_node_skips_are_a_gap(host: Any, given: Any) -> None:
    """SD3's blocks are counted: where one does not run, nothing says which attention is whose."""
    model = made("sd3")
    skipping = model.clone()
    skipping.set_model_patch_replace(
        lambda given, _: {"img": given["img"], "txt": given["txt"]}, "dit", "double_block", 1
    )
    graph = without(graph_of(given, "sd3", skipping), "plain")
    (recorded,) = host.run(graph).output("5", 1).passes
    assert all(not step.cross_attention and not step.self_attention for step in recorded.steps)
    assert any("2 attentions of its 3 ran" in gap.reason for gap in recorded.gaps)


def test_a_configuration_that_inherits_from_the_hosts_is_of_its_family(host: Any) -> None:
    model = made("flux")
    own = type("Miniature", (type(model.model.model_config),), {})
    model.model.model_config.__class__ = own
    assert host.module("nodes.host.model_facts").model_family(model) == "flux"
