"""All nodes that draw figures in one graph of the real ComfyUI, on the demo model."""

from __future__ import annotations

from typing import Any

import torch
from PIL import Image

from graphs import Graph, node, sampling

LOOK = {"width": 640, "height": 480, "theme": "light", "batch_index": -1}
FIGURES: dict[str, dict[str, Any]] = {
    "Diffulizer_StepStrip": {"show": "both", "steps": "1, -1", "captions": True},
    "Diffulizer_MetricsPlot": {"metrics": "core", "along": "sigma"},
    "Diffulizer_TrajectoryPlot": {"predictions": True},
    "Diffulizer_TokenDominancePlot": {
        "words": "red, circle",
        "style": "stacked",
        "special_tokens": True,
        "layers": "*",
    },
    "Diffulizer_WordStepMatrix": {
        "words": "",
        "scale": "absolute",
        "colour_map": "magma",
        "special_tokens": False,
        "layers": "output",
    },
}


def drawing(graph: Graph, recording: list[Any], **widgets: Any) -> Graph:
    """The graph with the five of one recording, each shown by Preview Image as its last node."""
    for node_id, own in FIGURES.items():
        graph[node_id] = node(node_id, recording=recording, **{**LOOK, **own, **widgets})
        graph[f"see {node_id}"] = node("PreviewImage", images=[node_id, 0])
    return graph


def test_six_figures_of_a_batch_in_one_graph(host: Any) -> None:
    graph = drawing(sampling(batch=2, steps=4), ["5", 1])
    graph["Diffulizer_StepStrip"]["inputs"]["vae"] = ["1", 2]
    graph["compare"] = node(
        "Diffulizer_CompareRuns",
        recording_a=["5", 1],
        recording_b=["5", 1],
        words="red, circle",
        layers="*",
        steps="2 evenly",
        width=640,
        height=512,
        theme="dark",
        batch_index_a=0,
        batch_index_b=1,
    )
    graph["see plots"] = node("PreviewImage", images=["compare", 0])
    graph["see maps"] = node("PreviewImage", images=["compare", 1])
    graph["read"] = node("PreviewAny", source=["compare", 2])
    result = host.run(graph)
    for node_id in FIGURES:
        images = result.output(node_id)
        assert (images.shape, images.dtype) == ((2, 480, 640, 3), torch.float32), node_id
        assert not torch.equal(images[0], images[1]), node_id
        assert len(result.ui[f"see {node_id}"]["images"]) == 2
    plots, maps, table = (result.output("compare", i) for i in range(3))
    assert plots.shape == maps.shape == (1, 512, 640, 3)
    assert "transformer_blocks.0.attn2" in table


def test_the_strip_is_decoded_by_the_wired_vae(host: Any) -> None:
    """Its last picture is the one that VAE Decode makes of the sampler's latent."""
    graph = sampling(steps=3)
    graph["strip"] = node(
        "Diffulizer_StepStrip", recording=["5", 1], show="latent", steps="-1", captions=False, vae=["1", 2],
        **{**LOOK, "width": 512, "height": 512},
    )  # fmt: skip
    graph["seen"] = node("PreviewImage", images=["strip", 0])
    graph["decoded"] = node("VAEDecode", samples=["5", 0], vae=["1", 2])
    graph["pictures"] = node("PreviewImage", images=["decoded", 0])
    result = host.run(graph)
    strip, picture = result.output("strip")[0], result.output("decoded")[0]
    ground = strip[0, 0]
    rows, columns = ((strip != ground).any(-1).any(dim).nonzero().flatten() for dim in (1, 0))
    inside = strip[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    small = Image.fromarray((inside * 255).round().to(torch.uint8).numpy()).resize((256, 256), Image.Resampling.BOX)
    seen = torch.frombuffer(bytearray(small.tobytes()), dtype=torch.uint8).reshape(256, 256, 3).float() / 255
    assert (seen - picture).abs().mean() < 0.02


def test_figures_wait_for_the_sampler_whose_latent_is_wired(host: Any) -> None:
    """A recording of Record Attention is there before its sampler runs."""
    graph = drawing(sampling(steps=3, recorder="Diffulizer_RecordAttention"), ["6", 1], latent=["5", 0])
    result = host.run(graph)
    assert all(result.output(node_id).shape == (1, 480, 640, 3) for node_id in FIGURES)
