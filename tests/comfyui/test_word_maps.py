"""Token Heatmap, Self-Attention Map and Run Info in the host's executor, on pictures of the demo model."""

from __future__ import annotations

import base64
from typing import Any

import numpy as np
import pytest
import torch

from demo_model import judge
from exports import exporting, run_folders
from graphs import node, sampling

STEPS = 12
CAPTURE = {"max_layers": 0}


def looking(graph: dict[str, Any], recording: list[Any], **extra: Any) -> dict[str, Any]:
    """The graph with maps of words and of a place, and numbers, of a recording."""
    heat = {
        "combine": "separate",
        "layers": "auto",
        "start_step": 1,
        "end_step": -1,
        "condition": "positive",
        "method": "mean",
        "scale": "normalised",
        "opacity": 0.6,
        "colour_map": "inferno",
        "mask_type": "soft",
        "threshold": 0.5,
        "mask_grow": 0,
        "mask_feather": 0,
        "batch_index": -1,
        **extra,
    }
    place = {name: heat[name] for name in list(heat) if name not in ("combine", "method", "scale")}
    return {
        **graph,
        "heat": node("Diffulizer_TokenHeatmap", recording=recording, words="circle, red, blue square", **heat),
        "place": node("Diffulizer_SelfAttentionMap", recording=recording, x=0.5, y=0.3, **{**place, "layers": "*"}),
        "info": node("Diffulizer_RunInfo", recording=recording, metric="latent_l2_norm", batch_index=0),
        "seen": node("PreviewImage", images=["heat", 0]),
        "place_seen": node("PreviewImage", images=["place", 0]),
        "masks_seen": node("MaskPreview", mask=["heat", 2]),
        "text_seen": node("PreviewAny", source=["info", 0]),
        "number_seen": node("PreviewAny", source=["info", 3]),
    }


def regions(picture: torch.Tensor) -> dict[str, np.ndarray]:
    """Return the region of each thing of a picture [H, W, 3], by name."""
    return {f"{thing.colour} {thing.shape}": thing.mask for thing in judge.find(picture.numpy())}


@pytest.fixture(scope="module")
def looked(host: Any) -> Any:
    """A sampled and exported scene, looked at, and the same looked at once more as a run read from disk."""
    graph = sampling(steps=STEPS, seed=7, capture=CAPTURE)
    graph["8"] = node("VAEDecode", samples=["5", 0], vae=["1", 2])
    graph = looking(graph, ["5", 1], image=["8", 0])
    graph = exporting(graph, ["5", 1], latent=["5", 0], run_name="word_maps")
    sampled = host.run(graph)
    picture = sampled.output("8")
    outputs = {name: [sampled.output(name, i) for i in range(3)] for name in ("heat", "place")}
    numbers = sampled.outputs("info")
    (folder,) = run_folders(sampled)
    name = folder.relative_to(host.output / "diffulizer").as_posix()
    loading = {
        "5": node("Diffulizer_LoadRun", run=name),
        "1": node("Diffulizer_DemoModel"),
        "8": node("VAEDecode", samples=["5", 1], vae=["1", 2]),
    }
    again = host.run(looking(loading, ["5", 0]))
    loaded = {name: [again.output(name, i) for i in range(3)] for name in ("heat", "place")}
    return picture, outputs, numbers, loaded


def test_each_word_lies_on_its_thing(looked: Any) -> None:
    picture, outputs, _, _ = looked
    found = regions(picture[0])
    assert set(found) == {"red circle", "blue square"}
    masks = outputs["heat"][2]
    assert masks.shape == (3, 256, 256)
    for mask, thing in zip(masks.numpy(), ("red circle", "red circle", "blue square"), strict=True):
        inside, outside = mask[found[thing]].mean(), mask[~found[thing]].mean()
        other = next(region for name, region in found.items() if name != thing)
        assert inside > 3 * outside
        assert inside > 3 * mask[other].mean()


def test_the_thresholds_mask_of_a_colour_is_the_thing(looked: Any) -> None:
    picture, outputs, _, _ = looked
    region = regions(picture[0])["red circle"]
    mask = outputs["heat"][2][1].numpy() >= 0.5
    overlap = (mask & region).sum() / (mask | region).sum()
    assert overlap > 0.6
    assert (mask & region).sum() / mask.sum() > 0.8


def test_a_place_looks_mostly_at_its_own_thing(looked: Any) -> None:
    picture, outputs, _, _ = looked
    circle = regions(picture[0])["red circle"]
    assert circle[int(0.3 * 256), 128], "the place is not in the circle: the scene came out otherwise"
    soft = outputs["place"][2][0].numpy()
    assert soft[circle].mean() > 1.3 * soft[~circle].mean()


def test_a_run_on_disk_gives_the_same_maps(looked: Any) -> None:
    """Drawn at eight times the latent's size, which is the picture's; what lies below is a preview without the VAE."""
    _, outputs, _, loaded = looked
    for name in ("heat", "place"):
        for one, other in zip(outputs[name][1:], loaded[name][1:], strict=True):
            assert torch.equal(one, other)


def test_numbers_are_lists_for_other_nodes(looked: Any) -> None:
    _, _, (text, steps, sigmas, norms, *_, values), _ = looked
    assert steps == [STEPS]
    assert len(sigmas) == len(norms) == STEPS
    assert values == norms
    assert sigmas == sorted(sigmas, reverse=True)
    assert "a red circle above a blue square" in text[0]


def test_record_attention_is_looked_at_after_the_sampler(host: Any) -> None:
    """Its recording is there before the sampler runs: the LATENT makes the nodes wait, each time."""
    for steps in (2, 3):
        graph = sampling(steps=steps, recorder="Diffulizer_RecordAttention")
        result = host.run(
            looking(graph, ["6", 1], latent=["5", 0])
            | {
                "info": node(
                    "Diffulizer_RunInfo", recording=["6", 1], metric="guidance_cosine", batch_index=0, latent=["5", 0]
                )
            }
        )
        assert result.output("info", 1) == steps
        assert result.output("heat", 0).shape == (3, 256, 256, 3)


def test_errors_reach_the_artist_as_sentences(host: Any) -> None:
    graph = looking(sampling(steps=1), ["5", 1])
    graph["heat"]["inputs"]["words"] = "dog"
    result = host.run(graph, check=False)
    assert (
        "words names 'dog', which is not in the prompt. The prompt's words are: a, red, circle, above"
        in result.failures["heat"][0]
    )
    graph["heat"]["inputs"]["colour_map"] = "jet"
    _, said = host.validate(graph)
    assert "colour_map is 'jet'; expected one of inferno, magma, viridis, cividis." in said


def test_the_live_map_of_a_word_shows_its_thing_where_the_mean_over_layers_does_not(host: Any) -> None:
    """The first template: each step's map of "circle", in the layer that is chosen while it is sampled."""
    graph = sampling(steps=20, seed=42, capture={"max_layers": 0})
    graph["8"] = node("VAEDecode", samples=["5", 0], vae=["1", 2])
    sampled = host.run(graph)
    region = regions(sampled.output("8")[0])["red circle"]
    (made,) = sampled.output("5", 1).passes
    live = host.module("diffulizer.live")
    table, cross = made.conditions[0].prompt.table, [x for x in made.layers if x.attention_type == "cross"]
    (circle,) = (word.token_indices[0] for word in table.words if word.text == "circle")
    clearest = live.ClearestLayer(made.layers, "c0", table.words)

    def contrast(step: Any, name: str, layers: list[Any]) -> float:
        """Return the mean of the map in the circle, divided by the mean outside of it."""
        maps = live.step_maps(step, name, layers, made.conditions)["of"]["c0"]
        levels = torch.frombuffer(bytearray(base64.b64decode(maps["values"])), dtype=torch.uint8)
        own = levels.reshape(-1, *maps["grid"])[maps["rows"][circle]].float()
        drawn = torch.nn.functional.interpolate(own[None, None], size=region.shape, mode="bilinear")[0, 0].numpy()
        return float(drawn[region].mean() / drawn[~region].mean())

    for step in made.steps:
        layer = clearest.add(step)
        assert contrast(step, layer.name, [layer]) > 4
        assert contrast(step, "mean", cross) < 2
