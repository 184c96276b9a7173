"""Ways of sampling other than from an empty latent at full strength, once: which passes and steps they are."""

from __future__ import annotations

from typing import Any

import pytest

from exports import assert_strictly_valid, exporting, run_folders
from graphs import Graph, node, sampling
from reference import assert_recorded, embedding, run_both

CAPTURE = {"max_layers": 0, "attention_resolution": 64, "self_attention_resolution": 64}


def on_a_picture(graph: Graph, width: int = 256, height: int = 256) -> Graph:
    """Both samplers start from an encoded picture, at 0.6 of full strength."""
    graph["picture"] = node("EmptyImage", width=width, height=height, batch_size=1, color=0x3060C0)
    graph["encoded"] = node("VAEEncode", pixels=["picture", 0], vae=["1", 2])
    for name in ("5", "plain"):
        graph[name]["inputs"] |= {"latent_image": ["encoded", 0], "denoise": 0.6}
    return graph


@pytest.mark.parametrize("sampler", ["euler", "dpmpp_sde", "uni_pc"])
def test_image_to_image(host: Any, sampler: str) -> None:
    graph = on_a_picture(sampling(sampler=sampler, plain=True, capture=CAPTURE))
    recorded, reference, result = run_both(host, graph)
    assert assert_recorded(recorded, reference, {"c0": embedding(result, "2")}) == 4 * 34
    assert (recorded.sampling.denoise, recorded.sampling.start_step, recorded.sampling.end_step) == (0.6, 2, 6)
    assert recorded.gaps == []


@pytest.mark.parametrize("sampler", ["euler", "heun", "dpmpp_2m_sde", "uni_pc"])
def test_inpainting(host: Any, sampler: str) -> None:
    """The sampler sees a blend of prediction and original; a step still is the evaluation that it comes from."""
    graph = on_a_picture(sampling(sampler=sampler, scheduler="karras", plain=True, capture=CAPTURE))
    graph["white"] = node("SolidMask", value=1.0, width=128, height=128)
    graph["black"] = node("SolidMask", value=0.0, width=256, height=256)
    graph["mask"] = node("MaskComposite", destination=["black", 0], source=["white", 0], x=64, y=0, operation="add")
    graph["masked"] = node("SetLatentNoiseMask", samples=["encoded", 0], mask=["mask", 0])
    for name in ("5", "plain"):
        graph[name]["inputs"]["latent_image"] = ["masked", 0]
    recorded, reference, result = run_both(host, graph)
    assert assert_recorded(recorded, reference, {"c0": embedding(result, "2")}) == 4 * 34
    assert recorded.gaps == []


@pytest.mark.parametrize("strength", [1.0, 0.5])
@pytest.mark.parametrize("sampler", ["euler", "heun", "heunpp2", "dpmpp_sde", "dpmpp_2s_ancestral"])
def test_a_mask_that_changes_at_each_evaluation(host: Any, sampler: str, strength: float) -> None:
    """Differential Diffusion: steps are those of the sampler without it, by their noise levels and evaluations."""
    graph = on_a_picture(
        sampling(
            sampler=sampler, scheduler="karras", plain=True, capture=CAPTURE, recorder="Diffulizer_RecordAttention"
        )
    )
    for number in range(4):
        graph[f"grey {number}"] = node("SolidMask", value=0.25 * (number + 1), width=64, height=256)
    graph["mask 0"] = node("SolidMask", value=0.0, width=256, height=256)
    for number in range(4):
        graph[f"mask {number + 1}"] = node(
            "MaskComposite",
            destination=[f"mask {number}", 0],
            source=[f"grey {number}", 0],
            x=64 * number,
            y=0,
            operation="add",
        )
    graph["masked"] = node("SetLatentNoiseMask", samples=["encoded", 0], mask=["mask 4", 0])
    graph["changing"] = node("DifferentialDiffusion", model=["1", 0], strength=strength)
    graph["6"]["inputs"]["model"] = graph["plain"]["inputs"]["model"] = ["changing", 0]
    for name in ("5", "plain"):
        graph[name]["inputs"] |= {"latent_image": ["masked", 0], "denoise": 1.0}
    recorded, reference, result = run_both(host, graph, ("6", 1))
    assert assert_recorded(recorded, reference, {"c0": embedding(result, "2")}) == 4 * 34
    assert [step.sigma for step in recorded.steps] == list(recorded.sampling.schedule[:-1])
    assert recorded.gaps == []


@pytest.mark.parametrize(
    ("start", "end", "add_noise", "leftover"),
    [(0, 3, "enable", "enable"), (3, 8, "disable", "disable"), (2, 5, "enable", "disable")],
)
def test_parts_of_a_schedule(host: Any, start: int, end: int, add_noise: str, leftover: str) -> None:
    graph = sampling(plain=True, recorder="Diffulizer_RecordAttention", capture=CAPTURE)
    for name in ("5", "plain"):
        inputs = graph[name]["inputs"]
        seed, _ = inputs.pop("seed"), inputs.pop("denoise")
        graph[name] = node(
            "KSamplerAdvanced",
            **{**inputs, "noise_seed": seed, "steps": 8, "start_at_step": start, "end_at_step": end},
            add_noise=add_noise,
            return_with_leftover_noise=leftover,
        )
    if add_noise == "disable":
        graph["first"] = _leaving_noise(graph["plain"]["inputs"])
        for name in ("5", "plain"):
            graph[name]["inputs"]["latent_image"] = ["first", 0]
    recorded, reference, result = run_both(host, graph, recording=("6", 1))
    compared = assert_recorded(recorded, reference, {"c0": embedding(result, "2")})
    assert compared == (end - start) * 34
    assert (recorded.sampling.start_step, recorded.sampling.end_step) == (start, end)
    assert recorded.gaps == []


def _leaving_noise(inputs: dict[str, Any]) -> dict[str, Any]:
    """The part of the schedule before another sampler's."""
    changes = {"start_at_step": 0, "end_at_step": inputs["start_at_step"], "add_noise": "enable"}
    return node("KSamplerAdvanced", **{**inputs, **changes, "return_with_leftover_noise": "enable"})


@pytest.mark.parametrize(("width", "height"), [(264, 184), (248, 200)])
def test_odd_sizes_of_latents(host: Any, width: int, height: int) -> None:
    """33 x 23 and 31 x 25 cells: each halving rounds up."""
    graph = sampling(plain=True, width=width, height=height, batch=3, capture=CAPTURE)
    recorded, reference, result = run_both(host, graph)
    assert assert_recorded(recorded, reference, {"c0": embedding(result, "2")}, batch=3) == 4 * 34 * 3
    rows, columns = height // 8, width // 8
    assert {layer.grid for layer in recorded.layers} == {
        (-(-rows // 2), -(-columns // 2)),
        (-(-rows // 4), -(-columns // 4)),
    }
    assert recorded.gaps == []


def test_two_samplers_in_a_row_are_two_passes_and_export_takes_the_wired_one(host: Any) -> None:
    """A base pass and a larger second one on the same recorded model."""
    graph = sampling(recorder="Diffulizer_RecordAttention", capture={"max_layers": 4})
    graph["larger"] = node(
        "LatentUpscale", samples=["5", 0], upscale_method="bilinear", width=320, height=320, crop="disabled"
    )
    graph["second"] = node("KSampler", **{**graph["5"]["inputs"], "latent_image": ["larger", 0], "denoise": 0.5})
    result = host.run(graph)
    recording = result.output("6", 1)
    assert [tuple(p.initial_latent.shape[-2:]) for p in recording.passes] == [(32, 32), (40, 40)]
    assert [p.gaps for p in recording.passes] == [[], []]
    find = host.module("diffulizer.recording").find_pass
    for number, sampler in enumerate(("5", "second")):
        assert find(recording, result.output(sampler)["samples"]) is recording.passes[number]


def test_the_prediction_that_some_samplers_put_out_belongs_to_their_pass(host: Any) -> None:
    graph = sampling(steps=2, recorder="Diffulizer_RecordAttention", capture={"max_layers": 2})
    graph |= {
        "noise": node("RandomNoise", noise_seed=3),
        "pick": node("KSamplerSelect", sampler_name="euler"),
        "sigmas": node("BasicScheduler", model=["1", 0], scheduler="karras", steps=4, denoise=1.0),
        "cut": node("SplitSigmas", sigmas=["sigmas", 0], step=2),
        "guider": node("CFGGuider", model=["6", 0], positive=["2", 0], negative=["3", 0], cfg=4.0),
    }
    graph["5"] = node(
        "SamplerCustomAdvanced",
        noise=["noise", 0],
        guider=["guider", 0],
        sampler=["pick", 0],
        sigmas=["cut", 0],
        latent_image=["4", 0],
    )
    graph = exporting(graph, ["6", 1], latent=["5", 1])
    graph["map"] = node(
        "Diffulizer_RunInfo", recording=["6", 1], latent=["5", 1], batch_index=0, metric="latent_l2_norm"
    )
    result = host.run(graph)
    assert not result.output("5", 0)["samples"].equal(result.output("5", 1)["samples"])
    (folder,) = run_folders(result)
    assert_strictly_valid(folder)
    assert result.ui["9"]["diffulizer_run"][0]["notes"] == []


def test_a_pass_that_is_no_longer_held_is_not_exported_as_another(host: Any) -> None:
    """Three latents, one after the other, on one recording, which holds two passes."""
    graph = sampling(steps=1, batch=3, recorder="Diffulizer_RecordAttention", capture={"max_layers": 2})
    graph["apart"] = node("RebatchLatents", latents=["4", 0], batch_size=1)
    graph["5"]["inputs"]["latent_image"] = ["apart", 0]
    for name, reader in (
        ("9", exporting({}, ["6", 1])["9"]),
        (
            "map",
            node("Diffulizer_RunInfo", recording=["6", 1], latent=["5", 0], batch_index=0, metric="latent_l2_norm"),
        ),
    ):
        result = host.run({**graph, name: reader}, check=False)
        assert "no longer held: a recording keeps the newest 2" in f"{result.error} {result.ui}"
