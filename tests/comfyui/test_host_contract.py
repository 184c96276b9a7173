"""What the pack promises about the host: its lists stay as they are, its KSampler is matched exactly."""

from __future__ import annotations

from typing import Any

import torch

from graphs import node, sampling


def test_the_demo_model_leaves_the_hosts_lists_alone(host: Any) -> None:
    import comfy.supported_models as supported
    import folder_paths

    before = (list(supported.models), {k: tuple(v[0]) for k, v in folder_paths.folder_names_and_paths.items()})
    host.run({"1": node("Diffulizer_DemoModel")})
    after = (list(supported.models), {k: tuple(v[0]) for k, v in folder_paths.folder_names_and_paths.items()})
    assert before == after


def test_the_demo_model_draws_what_it_is_told(host: Any) -> None:
    graph = sampling(steps=20, recorder=None, plain=True)
    graph["image"] = node("VAEDecode", samples=["plain", 0], vae=["1", 2])
    image = host.run(graph).output("image")[0]
    top, bottom = image[:128], image[128:]
    reddest = (top[..., 0] - top[..., 2]).amax()
    bluest = (bottom[..., 2] - bottom[..., 0]).amax()
    assert reddest > 0.5
    assert bluest > 0.5
    assert (top[..., 2] - top[..., 0]).amax() < 0.3
    assert (bottom[..., 0] - bottom[..., 2]).amax() < 0.3


def test_ksampler_inputs_are_the_hosts(host: Any) -> None:
    """Names, order, types, defaults and ranges, so that one node can take the other's place."""
    ours = host.nodes.NODE_CLASS_MAPPINGS["Diffulizer_KSampler"].INPUT_TYPES()
    theirs = host.nodes.NODE_CLASS_MAPPINGS["KSampler"].INPUT_TYPES()
    assert list(ours["required"]) == list(theirs["required"])
    assert list(ours["optional"]) == ["capture", "vae"]
    for name, (kind, *options) in theirs["required"].items():
        our_kind, our_options = ours["required"][name]
        if isinstance(kind, list):
            assert (our_kind, our_options["options"]) == ("COMBO", kind)
        else:
            assert our_kind == kind
        for key in ("default", "min", "max", "step", "round", "control_after_generate"):
            assert our_options.get(key) == (options[0] if options else {}).get(key), (name, key)


def test_ksampler_advanced_with_leftover_noise_and_img2img(host: Any) -> None:
    """Two halves of one schedule, the second recorded: same picture, the second half's steps."""
    base = sampling(recorder=None)
    common = {
        "steps": 8,
        "cfg": 5.0,
        "sampler_name": "dpmpp_2m",
        "scheduler": "karras",
        "positive": ["2", 0],
        "negative": ["3", 0],
        "noise_seed": 5,
    }
    base["first"] = node(
        "KSamplerAdvanced",
        model=["1", 0],
        add_noise="enable",
        latent_image=["4", 0],
        start_at_step=0,
        end_at_step=5,
        return_with_leftover_noise="enable",
        **common,
    )
    base["6"] = node("Diffulizer_RecordAttention", model=["1", 0])
    for name, model in (("plain", ["1", 0]), ("recorded", ["6", 0])):
        base[name] = node(
            "KSamplerAdvanced",
            model=model,
            add_noise="disable",
            latent_image=["first", 0],
            start_at_step=5,
            end_at_step=8,
            return_with_leftover_noise="disable",
            **common,
        )
    result = host.run(base)
    assert torch.equal(result.output("plain")["samples"], result.output("recorded")["samples"])
    (only,) = result.output("6", 1).passes
    assert (only.sampling.start_step, only.sampling.end_step, len(only.steps)) == (5, 8, 3)
    assert only.sampling.scheduler == "karras"
    assert only.gaps == []
