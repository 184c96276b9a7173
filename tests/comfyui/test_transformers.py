"""Every family of transformers with one sequence of text and picture, tiny, against an independent reference."""

from __future__ import annotations

import copy
import math
from dataclasses import dataclass
from typing import Any

import pytest
import torch
from joint_reference import JointReference, NetworkCall
from random_transformers import TRANSFORMERS, random_prompt, random_transformer
from torch import Tensor

from diffulizer import load_run
from exports import assert_strictly_valid, exporting, run_folders
from graphs import Graph, node, without
from reference import assert_close, expected_map

FILLED = {"zimage": 32}
"""Multiples to which a family fills up the tokens of text and picture."""
PICTURE_FIRST = ("hunyuanimage21",)
REFERENCES_FIRST = ("omnigen2",)
"""Families whose reference pictures lie before the picture."""
REGISTERS = {"auraflow": 8}
"""Tokens that a family has learned, before the text."""
PADDED = ("zimage", "lumina2", "auraflow")
STEPS = 2


def graph_of(
    given: Any,
    family: str,
    model: Any,
    *,
    size: tuple[int, int] = (8, 12),
    batch: int = 1,
    cfg: float = 4.0,
    tokens: tuple[int, int] = (20, 20),
    capture: dict[str, Any] | None = None,
    **extra: Any,
) -> Graph:
    about = TRANSFORMERS[family]
    frames = (1,) if about.frames else ()
    inputs = {"seed": 1, "steps": STEPS, "cfg": cfg, "sampler_name": "euler", "scheduler": "simple", "denoise": 1.0}
    inputs |= {"positive": ["2", 0], "negative": ["3", 0], "latent_image": ["4", 0]}
    settings: dict[str, Any] = {"include_cross_attention": True, "include_self_attention": True, "layers": "*"}
    settings |= {"attention_resolution": 32, "self_attention_resolution": 32, "max_layers": 0, "maps_of": "all"}
    return {
        "1": given(model),
        "2": given(random_prompt(family, 1, tokens[0], **extra)),
        "3": given(random_prompt(family, 2, tokens[1])),
        "4": given({"samples": torch.zeros(batch, about.channels, *frames, *size)}),
        "7": node("Diffulizer_CaptureSettings", **settings | (capture or {})),
        "plain": node("KSampler", model=["1", 0], **inputs),
        "5": node("Diffulizer_KSampler", model=["1", 0], capture=["7", 0], **inputs),
    }


def run_both(host: Any, graph: Graph, family: str, model: Any) -> tuple[Any, JointReference]:
    """Return the recorded pass and the reference; both pictures are equal, bit for bit."""
    reference = JointReference(host, without(graph, "5"), family, model.model.diffusion_model)
    host.new_executor()
    result = host.run(without(graph, "plain"))
    plain = reference.result.output("plain")["samples"]
    assert plain.std() > 0.01
    assert torch.equal(plain, result.output("5")["samples"])
    (recorded,) = result.output("5", 1).passes
    return recorded, reference


def patch_of(network: Any) -> int:
    size = next(getattr(network, name) for name in ("patch_size", "patch_spatial", "patch") if hasattr(network, name))
    return int(size[-1]) if isinstance(size, (list, tuple)) else int(size)


def made(family: str) -> Any:
    """A tiny model of a family, if this ComfyUI has it."""
    import comfy.supported_models

    if not hasattr(comfy.supported_models, TRANSFORMERS[family].host_class):
        pytest.skip(f"this ComfyUI has no {TRANSFORMERS[family].host_class}")
    return random_transformer(family)


@dataclass(frozen=True)
class Parts:
    """The places of each kind of token in a sequence, and the rows and columns of the picture's."""

    text: range
    picture: range
    references: range
    grid: tuple[int, int]


def parts(family: str, call: NetworkCall, patch: int) -> Parts:
    grid, *others = [
        (math.ceil(shape[-2] / patch), math.ceil(shape[-1] / patch))
        for shape in (call.latent, *(one.shape for one in call.references))
    ]
    size = {"text": call.context.shape[1], "picture": math.prod(grid), "references": sum(map(math.prod, others))}
    order = ["text", "picture", "references"]
    order = ["picture", "text", "references"] if family in PICTURE_FIRST else order
    order = ["text", "references", "picture"] if family in REFERENCES_FIRST else order
    ranges, end = {}, REGISTERS.get(family, 0)
    for name in order:
        start = -(-end // FILLED.get(family, 1)) * FILLED.get(family, 1)
        end = start + size[name]
        ranges[name] = range(start, end)
    return Parts(**ranges, grid=grid)


def expected_rows(p: Tensor, of: Parts, padded: bool) -> Tensor:
    """[picture, rows] the shares of tokens, then of padding, of the picture and of references, as a run keeps them."""
    own = p[list(of.picture)]
    told = {*of.text, *of.picture, *of.references}
    columns = [own[:, list(of.text)]]
    columns += [own[:, [i for i in range(len(p)) if i not in told]].sum(1, keepdim=True)] if padded else []
    columns += [own[:, list(of.picture)].sum(1, keepdim=True)]
    columns += [own[:, list(of.references)].sum(1, keepdim=True)] if of.references else []
    return torch.cat(columns, 1)


def assert_recorded(recorded: Any, reference: JointReference, family: str, model: Any, batch: int = 1) -> int:
    """Every map of every layer, step and conditioning is what the reference computed; return how many were compared."""
    network, about = model.model.diffusion_model, TRANSFORMERS[family]
    patch = patch_of(network)
    number = sum(len(getattr(network, blocks)) for blocks in about.blocks)
    assert [layer.attention_type for layer in recorded.layers].count("cross") == number
    assert len(recorded.layers) == 2 * number
    assert [g for g in recorded.gaps if g.what != "conditioning"] == []
    compared = 0
    per_step = len(reference.calls) // len(recorded.steps)
    for step in recorded.steps:
        calls = reference.calls[step.index * per_step : (step.index + 1) * per_step]
        named = [c for call in step.network_calls for c in call]
        chunks = [(call, row) for call in calls for row in range(0, len(call.context), batch)]
        assert len(named) == len(chunks)
        for condition, (call, first) in zip(named, chunks, strict=True):
            of = parts(family, call, patch)
            for layer in recorded.layers:
                key = next((b, layer.block[1]) for b in about.blocks if layer.name.startswith(f"{b}.{layer.block[1]}."))
                own = step.attention(layer.attention_type)[layer.id, condition]
                seen = call.blocks[key][about.crossing and layer.attention_type == "cross"]
                for item in range(batch):
                    p = seen.probabilities(first + item)
                    if about.crossing:
                        expected = expected_map(p, of.grid, own.cells, layer.attention_type)
                    elif layer.attention_type == "cross":
                        rows = expected_rows(p, of, family in PADDED)
                        assert torch.allclose(rows.sum(1), torch.ones(len(rows)), atol=1e-5)
                        torch.testing.assert_close(own.token_mean[item], rows.mean(0), rtol=1e-4, atol=1e-6)
                        expected = expected_map(rows, of.grid, own.cells, "cross")
                    else:
                        within = seen.within_picture(first + item, of.picture.start, of.picture.stop)
                        expected = expected_map(within, of.grid, own.cells, "self")
                    assert_close(own.maps[item], expected, f"{layer.name} {condition} step {step.index}")
                    compared += 1
    return compared


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
