"""Runs of tiny transformers of every family, recorded and not, and what the independent reference says of them."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import pytest
import torch
from joint_reference import JointReference, NetworkCall
from random_transformers import TRANSFORMERS, random_prompt, random_transformer
from torch import Tensor

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
