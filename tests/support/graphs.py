"""Graphs in the host's API format, on the demo model."""

from __future__ import annotations

from typing import Any

PROMPT = "a red circle above a blue square on a grey background, cartoon style"

Graph = dict[str, dict[str, Any]]

INFO: dict[str, Any] = {
    "Diffulizer_ExportRun": {},
    "Diffulizer_KSampler": {
        "input": {
            "required": {
                "sampler_name": ["COMBO", {"options": ["euler", "heun"]}],
                "scheduler": [["normal", "karras"], {}],
            }
        }
    },
    "CheckpointLoaderSimple": {"input": {"required": {"ckpt_name": [["xl/sd_xl_base_1.0.safetensors", "mine.ckpt"]]}}},
}
"""What a host with the pack says of its nodes, as far as jobs of the command line ask."""


def node(class_type: str, **inputs: Any) -> dict[str, Any]:
    return {"class_type": class_type, "inputs": inputs}


def sampling(
    *,
    sampler: str = "euler",
    scheduler: str = "normal",
    width: int = 256,
    height: int = 256,
    batch: int = 1,
    cfg: float = 5.0,
    steps: int = 4,
    seed: int = 7,
    text: str = PROMPT,
    negative: str = "",
    denoise: float = 1.0,
    recorder: str | None = "Diffulizer_KSampler",
    encoder: str = "Diffulizer_TextEncode",
    capture: dict[str, Any] | None = None,
    plain: bool = False,
) -> Graph:
    """Model 1, prompts 2 and 3, empty latent 4, sampler 5.

    Args:
        recorder: class of node 5; "Diffulizer_RecordAttention" puts node 6 before a plain KSampler 5.
        plain: a second, unrecorded KSampler as node "plain" with the same inputs.
    """
    graph = {
        "1": node("Diffulizer_DemoModel"),
        "2": node(encoder, clip=["1", 1], text=text),
        "3": node(encoder, clip=["1", 1], text=negative),
        "4": node("EmptyLatentImage", width=width, height=height, batch_size=batch),
    }
    inputs: dict[str, Any] = {
        "model": ["1", 0],
        "seed": seed,
        "steps": steps,
        "cfg": cfg,
        "sampler_name": sampler,
        "scheduler": scheduler,
        "positive": ["2", 0],
        "negative": ["3", 0],
        "latent_image": ["4", 0],
        "denoise": denoise,
    }
    if plain:
        graph["plain"] = node("KSampler", **inputs)
    extra: dict[str, Any] = {}
    if capture is not None:
        graph["7"] = capture_settings(**capture)
        extra["capture"] = ["7", 0]
    if recorder == "Diffulizer_RecordAttention":
        graph["6"] = node(recorder, model=["1", 0], **extra)
        graph["5"] = node("KSampler", **{**inputs, "model": ["6", 0]})
    elif recorder is not None:
        graph["5"] = node(recorder, **inputs, **extra)
    return graph


def small_sampling(*, width: int = 128, height: int = 128, **options: Any) -> Graph:
    """As ``sampling``, of a quarter of the picture: for tests of what does not depend on what is drawn."""
    return sampling(width=width, height=height, **options)


def capture_settings(**changes: Any) -> dict[str, Any]:
    defaults = {
        "layers": "*attn1*, *attn2*",
        "max_layers": 12,
        "include_cross_attention": True,
        "include_self_attention": True,
        "attention_resolution": 32,
        "self_attention_resolution": 16,
        "attention_every": 1,
        "maps_of": "positive",
        "heads": "mean",
        "max_recording_mb": 2048,
    }
    return node("Diffulizer_CaptureSettings", **{**defaults, **changes})


def without(graph: Graph, end: str) -> Graph:
    """The part of a graph that all its ends but one need."""
    used = {str(v[0]) for item in graph.values() for v in item["inputs"].values() if isinstance(v, list)}
    return needed_by(graph, *(name for name in graph if name not in used and name != end))


def needed_by(graph: Graph, *ends: str) -> Graph:
    """The part of a graph that some nodes need."""
    waiting = list(ends)
    kept: Graph = {}
    while waiting:
        name = waiting.pop()
        if name not in kept:
            kept[name] = graph[name]
            waiting += [str(v[0]) for v in graph[name]["inputs"].values() if isinstance(v, list)]
    return kept
