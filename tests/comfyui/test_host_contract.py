"""The pack's promises about the host: its lists stay as they are, and its KSampler is matched exactly."""

from __future__ import annotations

import inspect
from typing import Any

import pytest
import torch

from exports import exporting, run_folders
from graphs import node, sampling


def test_the_demo_model_leaves_the_hosts_lists_alone(host: Any) -> None:
    import comfy.supported_models as supported
    import folder_paths

    before = (list(supported.models), {k: tuple(v[0]) for k, v in folder_paths.folder_names_and_paths.items()})
    host.run({"1": node("Diffulizer_DemoModel")})
    after = (list(supported.models), {k: tuple(v[0]) for k, v in folder_paths.folder_names_and_paths.items()})
    assert before == after


def test_the_demo_model_can_be_loaded_again_for_another_device(host: Any) -> None:
    """Newer hosts call ``cached_patcher_init`` for their nodes for several devices."""
    result = host.run({"1": node("Diffulizer_DemoModel")})
    model, clip, vae = (result.output("1", i) for i in range(3))
    for patcher in (model, clip.patcher, vae.patcher):
        load, arguments = patcher.cached_patcher_init
        again = load(*arguments, disable_dynamic=True)
        assert again.model is not patcher.model
        theirs = again.model.state_dict()
        assert all(torch.equal(value, theirs[key]) for key, value in patcher.model.state_dict().items())
    if hasattr(model, "deepclone_multigpu"):
        assert model.deepclone_multigpu(new_load_device=torch.device("cpu")).model is not model.model


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


@pytest.mark.parametrize("sampler", ["heun", "dpm_2"])
def test_inpainting_reports_the_right_evaluations(host: Any, sampler: str) -> None:
    """With a mask the sampler sees a blend of prediction and original, so no prediction is its ``denoised``."""
    graph = sampling(sampler=sampler, scheduler="karras", plain=True)
    graph["picture"] = node("EmptyImage", width=256, height=256, batch_size=1, color=0x3060C0)
    graph["encoded"] = node("VAEEncode", pixels=["picture", 0], vae=["1", 2])
    graph["mask"] = node("SolidMask", value=1.0, width=128, height=256)
    graph["masks"] = node("MaskComposite", destination=["empty", 0], source=["mask", 0], x=0, y=0, operation="add")
    graph["empty"] = node("SolidMask", value=0.0, width=256, height=256)
    graph["masked"] = node("SetLatentNoiseMask", samples=["encoded", 0], mask=["masks", 0])
    for seed in (1, 2, 3):
        for name in ("5", "plain"):
            graph[name]["inputs"] |= {"latent_image": ["masked", 0], "seed": seed}
        result = host.run(graph)
        assert torch.equal(result.output("plain")["samples"], result.output("5")["samples"])
        (only,) = result.output("5", 1).passes
        assert [s.sigma for s in only.steps] == pytest.approx(only.sampling.schedule[:-1])
        assert [s.evaluations for s in only.steps] == [2, 2, 2, 1]


def test_attention_of_a_condition_is_kept_though_the_first_one_never_acts(host: Any) -> None:
    graph = sampling(plain=True)
    graph["never"] = node("ConditioningSetTimestepRange", conditioning=["2", 0], start=0.0, end=0.0)
    graph["other"] = node("Diffulizer_TextEncode", clip=["1", 1], text="a green star")
    graph["both"] = node("ConditioningCombine", conditioning_1=["never", 0], conditioning_2=["other", 0])
    graph["5"]["inputs"]["positive"] = ["both", 0]
    (only,) = host.run(graph).output("5", 1).passes
    assert len(only.layers) == 12
    for step in only.steps[1:]:
        assert {condition for _, condition in step.cross_attention} == {"c1", "c2"}


def test_what_the_host_offers_is_taken(host: Any) -> None:
    """Fields of nodes that came after the oldest host, as its list of all nodes has them."""
    from comfy_api.latest import io

    offered = inspect.signature(io.Schema).parameters
    for node_class in host.module("nodes").NODES:
        told, made = node_class.GET_NODE_INFO_V1(), node_class.GET_SCHEMA()
        if "search_aliases" in offered:
            assert len(told["search_aliases"]) >= 3, made.node_id
        if "has_intermediate_output" in offered:
            assert told["has_intermediate_output"] is (made.node_id == "Diffulizer_LoadRun")
        assert not told.get("essentials_category"), made.node_id


def test_a_cached_node_shows_what_it_showed(host: Any) -> None:
    """On hosts that send it again to pages that were loaded since, its history holds it too."""
    from comfy_api.latest import io

    graph = exporting(sampling(steps=2), ["5", 1], latent=["5", 0], run_name="cached")
    (folder,) = run_folders(host.run(graph))
    loading = {
        "1": node("Diffulizer_DemoModel"),
        "5": node("Diffulizer_LoadRun", run=folder.relative_to(host.output / "diffulizer").as_posix()),
        "8": node("VAEDecode", samples=["5", 1], vae=["1", 2]),
        "9": node("PreviewImage", images=["8", 0]),
    }
    first, again = host.run(loading), host.run(loading)
    assert "5" in again.cached
    if "has_intermediate_output" in inspect.signature(io.Schema).parameters:
        assert again.ui["5"] == first.ui["5"]


def test_a_wired_vae_shows_each_step(host: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    import comfy.utils

    shown: list[Any] = []
    monkeypatch.setattr(comfy.utils, "PROGRESS_BAR_HOOK", lambda _, __, preview=None, **___: shown.append(preview))
    graph = sampling(steps=3)
    graph["5"]["inputs"]["vae"] = ["1", 2]
    (only,) = host.run(graph).output("5", 1).passes
    pictures = [preview[1] for preview in shown if preview is not None]
    assert [picture.size for picture in pictures] == 3 * [(256, 256)]
    assert (len(only.steps), only.gaps) == (3, [])
