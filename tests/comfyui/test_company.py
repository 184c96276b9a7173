"""Other nodes in the same graph: their pictures do not change, and their changes to attention are recorded or noted."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import torch
from random_unet import FAMILIES, random_conditioning, random_model
from safetensors.torch import save_file

from diffulizer import load_run
from diffulizer.capture.attention_recorder import NOT_CALLED
from diffulizer.capture.memory import tensors_of
from diffulizer.dataset.check.validate import validate_run
from diffulizer.maths.numbers import ranges
from exports import exporting, run_folders
from graphs import Graph, node, without
from graphs import small_sampling as sampling
from reference import assert_recorded, embedding, run_both

CAPTURE = {"max_layers": 0, "maps_of": "all"}
EFFECTS = {"effects_every": 1, "effect_words": "circle, blue square"}
OVERRIDE = "optimized_attention_override"


def beside(given: Any, function: Any, place: str, **options: Any) -> Graph:
    """Record Attention with ``function`` on its model, before or after it; the plain sampler has it too."""
    graph = sampling(plain=True, recorder="Diffulizer_RecordAttention", capture=CAPTURE, **options)
    graph["patched"] = given.applied(function, ["1", 0])
    graph["plain"]["inputs"]["model"] = ["patched", 0]
    if place == "before":
        graph["6"]["inputs"]["model"] = ["patched", 0]
    else:
        graph["patched after"] = given.applied(function, ["6", 0])
        graph["5"]["inputs"]["model"] = ["patched after", 0]
    return graph


def assert_all_recorded(host: Any, graph: Graph, recording: tuple[str, int] = ("6", 1)) -> Any:
    recorded, reference, result = run_both(host, graph, recording)
    pair = {"c0": embedding(result, "2"), "c1": embedding(result, "3")}
    assert assert_recorded(recorded, reference, pair) == len(recorded.steps) * 34 * 2
    assert recorded.gaps == []
    return recorded


PLACES = pytest.mark.parametrize("place", ["before", "after"])


@PLACES
def test_another_attention_override(host: Any, given: Any, place: str) -> None:
    """An override like that of SageAttention's nodes makes the picture."""
    calls = {"number": 0}

    def coarse(function: Any, q: Any, k: Any, v: Any, *args: Any, **kwargs: Any) -> Any:
        calls["number"] += 1
        return function(q.bfloat16().float(), k, v, *args, **kwargs)

    def patch(model: Any) -> Any:
        model = model.clone()
        model.model_options["transformer_options"][OVERRIDE] = coarse
        return model

    recorded = assert_all_recorded(host, beside(given, patch, place))
    assert calls["number"] == 2 * len(recorded.steps) * 34


@pytest.mark.parametrize("name", ["sub_quad", "split", "pytorch"])
def test_an_attention_function_that_the_user_chose(host: Any, given: Any, name: str) -> None:
    """Newer hosts put the function, and its function of containers, into the options as an override."""
    from comfy.ldm.modules.attention import get_attention_function

    chosen = get_attention_function(name)

    def patch(model: Any) -> Any:
        model = model.clone()
        if hasattr(model, "set_model_optimized_attention"):
            model.set_model_optimized_attention(chosen)
        else:
            model.model_options["transformer_options"][OVERRIDE] = lambda _, *args, **kwargs: chosen(*args, **kwargs)
        return model

    assert_all_recorded(host, beside(given, patch, "before"))


@PLACES
@pytest.mark.parametrize("kind", ["attn1", "attn2"])
def test_a_replacement_patch_in_some_blocks(host: Any, given: Any, place: str, kind: str) -> None:
    """A patch like those of IPAdapter and PAG gets q, k, v, and its input is recorded."""

    def replace(q: Any, k: Any, v: Any, extra_options: dict[str, Any]) -> Any:
        from comfy.ldm.modules.attention import optimized_attention

        return 0.9 * optimized_attention(q, k, v, extra_options["n_heads"], transformer_options=extra_options)

    def patch(model: Any) -> Any:
        model = model.clone()
        for block in (("input", 4), ("middle", 0), ("output", 3, 0)):
            getattr(model, f"set_model_{kind}_replace")(replace, *block)
        return model

    assert_all_recorded(host, beside(given, patch, place))


@PLACES
@pytest.mark.parametrize(
    "patcher",
    [
        ("FreeU_V2", {"b1": 1.3, "b2": 1.4, "s1": 0.9, "s2": 0.2}),
        ("PerturbedAttentionGuidance", {"scale": 3.0}),
        ("SelfAttentionGuidance", {"scale": 0.5, "blur_sigma": 2.0}),
        ("RescaleCFG", {"multiplier": 0.7}),
    ],
    ids=lambda p: p[0],
)
def test_the_hosts_own_patches(host: Any, place: str, patcher: tuple[str, dict[str, Any]]) -> None:
    assert_all_recorded(host, with_node(place, *patcher))


def with_node(place: str, kind: str, inputs: dict[str, Any], **options: Any) -> Graph:
    """Record Attention with a node of the host before or after it; the plain sampler has it too."""
    graph = sampling(plain=True, recorder="Diffulizer_RecordAttention", capture=CAPTURE, **options)
    graph["patched"] = node(kind, model=["1", 0], **inputs)
    graph["plain"]["inputs"]["model"] = ["patched", 0]
    if place == "before":
        graph["6"]["inputs"]["model"] = ["patched", 0]
    else:
        graph["patched after"] = node(kind, model=["6", 0], **inputs)
        graph["5"]["inputs"]["model"] = ["patched after", 0]
    return graph


@PLACES
@pytest.mark.parametrize(
    ("family", "kind", "inputs"),
    [
        ("sdxl", "HyperTile", {"tile_size": 64, "swap_size": 2, "max_depth": 2, "scale_depth": False}),
        ("sd1", "HyperTile", {"tile_size": 64, "swap_size": 1, "max_depth": 0, "scale_depth": False}),
        ("sd1", "TomePatchModel", {"ratio": 0.5}),  # merges at the finest grid alone, where SDXL has no attention
    ],
)
def test_merged_and_tiled_positions_are_recorded_or_said(
    host: Any, given: Any, place: str, family: str, kind: str, inputs: dict[str, Any]
) -> None:
    """Self-attention without the grid of the whole image is not recorded, and the run says why; the rest is."""
    model = random_model(family)
    graph = with_node(place, kind, inputs, width=256, height=256)  # smaller ones are not tiled
    graph |= {"1": given(model), "2": given(random_conditioning(family, 1)), "3": given(random_conditioning(family, 2))}
    with seeded_each_pass():
        recorded, reference, result = run_both(host, graph, ("6", 1), network=model.model.diffusion_model)
    missing = {gap.where for gap in recorded.gaps}
    assert missing
    assert all(gap.what == "self-attention" and "positions" in gap.reason for gap in recorded.gaps)
    assert not any(layer.name in missing for layer in recorded.layers)
    assert len(recorded.layers) + len(missing) == 2 * FAMILIES[family].blocks
    pair = {"c0": embedding(result, "2"), "c1": embedding(result, "3")}
    compared = assert_recorded(recorded, reference, pair, layers=len(recorded.layers))
    assert compared == 4 * 2 * len(recorded.layers)
    assert sum(layer.attention_type == "cross" for layer in recorded.layers) == FAMILIES[family].blocks


@contextmanager
def seeded_each_pass() -> Iterator[None]:
    """These nodes draw from the global generator: both samplers must find it alike."""
    import comfy.samplers

    sample = comfy.samplers.CFGGuider.sample

    def seeded(*args: Any, **kwargs: Any) -> Any:
        torch.manual_seed(0)
        return sample(*args, **kwargs)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(comfy.samplers.CFGGuider, "sample", seeded)
        yield


@PLACES
@pytest.mark.parametrize("kind", ["EasyCache", "LazyCache"])
def test_steps_that_reuse_an_earlier_result_are_said(host: Any, place: str, kind: str) -> None:
    inputs = {"reuse_threshold": 3.0, "start_percent": 0.2, "end_percent": 0.9, "verbose": False}
    recorded, reference, _ = run_both(host, with_node(place, kind, inputs, steps=8), ("6", 1))
    called = [any(call.projections for call in e.calls) for e in reference.evaluations]
    assert any(called)
    assert not all(called), "nothing was reused: the test is of no use"
    assert len(recorded.steps) == 8
    for step, ran in zip(recorded.steps, called, strict=True):
        assert bool(step.cross_attention) == bool(step.self_attention) == ran
        assert set(step.absent.values()) == (set() if ran else {NOT_CALLED})
    skipped = f"steps {ranges([i for i, ran in enumerate(called) if not ran])}"
    assert [(gap.what, gap.where, gap.reason) for gap in recorded.gaps] == [("attention", skipped, NOT_CALLED)]


def test_a_lora_on_one_of_two_prompts(host: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With hooks the host runs the conditionings apart, each with its own weights."""
    graph = sampling(plain=True, recorder="Diffulizer_RecordAttention", capture=CAPTURE)
    graph["hooks"] = node("CreateHookLora", lora_name=lora(tmp_path, monkeypatch), strength_model=1.0, strength_clip=0)
    graph["hooked"] = node("ConditioningSetProperties", cond_NEW=["2", 0], strength=1.0, set_cond_area="default")
    graph["hooked"]["inputs"]["hooks"] = ["hooks", 0]
    for name in ("5", "plain"):
        graph[name]["inputs"]["positive"] = ["hooked", 0]
    without_lora = host.run(without(sampling(plain=True), "5")).output("plain")["samples"]
    host.new_executor()
    recorded, reference, result = run_both(host, graph, ("6", 1))
    assert not torch.equal(reference.result.output("plain")["samples"], without_lora)
    assert [len(e.calls) for e in reference.evaluations] == [2] * 4
    pair = {"c0": embedding(result, "2"), "c1": embedding(result, "3")}
    assert assert_recorded(recorded, reference, pair) == 4 * 34 * 2
    assert recorded.gaps == []


def lora(folder: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """Write a LoRA file on some of the demo model's projections; return its name for the host."""
    import folder_paths

    torch.manual_seed(3)
    weights = {}
    for number, width in ((4, 64), (7, 128)):
        for projection, inner in (("attn1.to_q", width), ("attn2.to_k", 160)):
            name = f"diffusion_model.input_blocks.{number}.1.transformer_blocks.0.{projection}"
            weights[f"{name}.lora_up.weight"] = torch.randn(width, 4) * 0.3
            weights[f"{name}.lora_down.weight"] = torch.randn(4, inner) * 0.3
    save_file(weights, str(folder / "test.safetensors"))
    monkeypatch.setitem(folder_paths.folder_names_and_paths, "loras", ([str(folder)], {".safetensors"}))
    return "test.safetensors"


def test_a_control_net(host: Any, given: Any) -> None:
    """Its own attention, which runs before the UNet's, is not taken for it."""
    graph = sampling(plain=True, recorder="Diffulizer_RecordAttention", capture=CAPTURE)
    graph["control"] = given(control_net())
    graph["hint"] = node("EmptyImage", width=256, height=256, batch_size=1, color=0x80FF40)
    graph["controlled"] = node(
        "ControlNetApplyAdvanced",
        positive=["2", 0],
        negative=["3", 0],
        control_net=["control", 0],
        image=["hint", 0],
        strength=0.5,
        start_percent=0.0,
        end_percent=0.7,
    )
    for name in ("5", "plain"):
        graph[name]["inputs"] |= {"positive": ["controlled", 0], "negative": ["controlled", 1]}
    assert_all_recorded(host, graph)


def control_net() -> Any:
    """A ControlNet of the demo model's layout with random weights."""
    import comfy.cldm.cldm
    import comfy.controlnet
    import comfy.ops

    from demo_model.architecture import UNET

    torch.manual_seed(5)
    sizes = {k: v for k, v in UNET.items() if k not in ("out_channels", "transformer_depth_output")}
    network = comfy.cldm.cldm.ControlNet(
        **sizes, hint_channels=3, dtype=torch.float32, device="cpu", operations=comfy.ops.disable_weight_init
    )
    for parameter in network.parameters():
        torch.nn.init.normal_(parameter, std=0.03)
    return comfy.controlnet.ControlNet(network, load_device=torch.device("cpu"))


@pytest.mark.parametrize("option", ["fp16_unet", "bf16_unet", "fp8_e4m3fn_unet", "fp8_e5m2_unet"])
def test_weights_cast_on_the_fly(host: Any, monkeypatch: pytest.MonkeyPatch, option: str) -> None:
    from comfy.cli_args import args

    monkeypatch.setattr(args, option, True)
    recorded = assert_all_recorded(host, sampling(plain=True, capture=CAPTURE), ("5", 1))
    network = host.run({"1": node("Diffulizer_DemoModel")}).output("1").model
    assert str(network.get_dtype()) != "torch.float32"
    assert recorded.model.dtype == str(network.manual_cast_dtype or network.get_dtype()).removeprefix("torch.")


@pytest.mark.parametrize("whole", [True, False, "patched"])
@PLACES
def test_torch_compile_is_refused_with_a_reason(host: Any, given: Any, place: str, whole: bool | str) -> None:
    """Compiled code may skip what listens beside it: latents are recorded, attention is not, and the run says so."""

    def compiled(model: Any) -> Any:
        from comfy_api.torch_helpers import set_torch_compile_wrapper

        model = model.clone()
        if whole == "patched":  # as other packs compile: the network that the recorder meets is compiled already
            network = torch.compile(model.get_model_object("diffusion_model"), backend="eager")
            model.add_object_patch("diffusion_model", network)
            return model
        keys = (
            ["diffusion_model"]
            if whole
            else [f"diffusion_model.input_blocks.{i}.1.transformer_blocks.0" for i in (4, 5)]
        )
        set_torch_compile_wrapper(model=model, backend="eager", keys=keys)
        return model

    graph = beside(given, compiled, place, steps=2)
    plain = host.run(without(graph, "5")).output("plain")["samples"]
    host.new_executor()
    result = host.run(without(graph, "plain"))
    assert torch.equal(plain, result.output("5")["samples"])
    (recorded,) = result.output("6", 1).passes
    assert len(recorded.steps) == 2
    assert all(step.noise_text is not None for step in recorded.steps)
    assert not any(step.cross_attention or step.self_attention for step in recorded.steps)
    (gap,) = recorded.gaps
    assert (gap.what, gap.where) == ("attention", "all layers")
    assert "torch.compile" in gap.reason


def test_values_that_are_not_finite_reach_no_file(host: Any, given: Any) -> None:
    """q of one layer overflows at one step, as in half precision, and another node hides it from the picture."""
    step = {"number": -1}

    def overflowing(model: Any) -> Any:
        def patch(q: Any, k: Any, v: Any, extra_options: dict[str, Any]) -> Any:
            where = (*extra_options["block"], extra_options["block_index"])
            step["number"] += where == ("input", 4, 0)
            return (q * torch.inf if (*where, step["number"]) == ("input", 7, 1, 1) else q), k, v

        def hidden(function: Any, q: Any, *args: Any, **kwargs: Any) -> Any:
            return function(q.nan_to_num(0, 0, 0), *args, **kwargs)

        model = model.clone()
        model.set_model_attn2_patch(patch)
        model.model_options["transformer_options"][OVERRIDE] = hidden
        return model

    graph = exporting(without(beside(given, overflowing, "before"), "plain"), ["6", 1], fail_on_shape_error=False)
    result = host.run(graph)
    (recorded,) = result.output("6", 1).passes
    assert torch.isfinite(result.output("5")["samples"]).all()
    broken = "input_blocks.7.1.transformer_blocks.1.attn2"
    assert [(g.what, g.where) for g in recorded.gaps] == [
        ("non-finite attention", f"{broken} {condition} step 1") for condition in ("c1", "c0")
    ]
    for recorded_step in recorded.steps:
        for attention in (*recorded_step.cross_attention.values(), *recorded_step.self_attention.values()):
            assert all(torch.isfinite(t).all() for t in tensors_of(attention).values())
    (folder,) = run_folders(result)
    assert [problem.rule for problem in validate_run(folder, strict=True).errors] == ["validation-report"]
    run = load_run(folder)
    told = run.metrics["shape_validation"]
    assert told["passed"] is False
    assert len(told["errors"]) == 2
    assert all(error.startswith("non_finite:attention:") and broken in error for error in told["errors"])
    assert [n["what"] for n in run.metadata["not_recorded"]].count("non-finite attention") == 2


@pytest.mark.parametrize("kind", ["EasyCache", "LazyCache"])
def test_nodes_that_keep_state_do_not_see_the_evaluations(host: Any, kind: str) -> None:
    inputs = {"reuse_threshold": 3.0, "start_percent": 0.2, "end_percent": 0.9, "verbose": False}
    graph = with_node("before", kind, inputs, steps=8)
    graph["7"]["inputs"] |= EFFECTS
    result = host.run(graph)
    assert torch.equal(result.output("plain")["samples"], result.output("5")["samples"])
    recorded = result.output("6", 1).passes[0]
    skipped = [step.index for step in recorded.steps if not step.cross_attention]
    assert skipped, "nothing was reused: the test is of no use"
    said = [gap for gap in recorded.gaps if gap.what == "effects"]
    if kind == "EasyCache":
        assert all(step.effects is not None for step in recorded.steps)
        assert "easycache of other nodes took no part" in said[0].reason
        floors = [float(step.effects.norms[0, -1]) for step in recorded.steps]
        assert min(floors[i] for i in skipped) > 10 * floors[0], "the floor shows that a result was reused"
    else:  # which leaves whole predictions out
        assert [step.index for step in recorded.steps if step.effects is None] == skipped
        assert [gap.where for gap in said] == [f"step {i}" for i in skipped]


def test_nodes_that_draw_random_numbers_in_the_network_draw_the_same(host: Any, given: Any) -> None:
    def patch(model: Any) -> Any:
        model = model.clone()
        model.set_model_attn1_patch(lambda q, k, v, _: (q + 0.01 * torch.randn_like(q), k, v))
        return model

    graph = sampling(plain=True, capture=EFFECTS, sampler="euler_ancestral")
    graph["noisy"] = given.applied(patch, ["1", 0])
    latents = []
    for name in ("plain", "5"):
        graph[name]["inputs"]["model"] = ["noisy", 0]
    for name, other in (("plain", "5"), ("5", "plain")):
        host.new_executor()
        torch.manual_seed(5)
        result = host.run({key: value for key, value in graph.items() if key != other})
        latents.append(result.output(name)["samples"])
    assert torch.equal(*latents)


def test_effects_beside_a_control_net(host: Any, given: Any) -> None:
    graph = sampling(plain=True, capture=EFFECTS)
    graph["control"] = given(control_net())
    graph["hint"] = node("EmptyImage", width=256, height=256, batch_size=1, color=0x80FF40)
    graph["controlled"] = node(
        "ControlNetApplyAdvanced", positive=["2", 0], negative=["3", 0], control_net=["control", 0],
        image=["hint", 0], strength=0.5, start_percent=0.0, end_percent=0.7,
    )  # fmt: skip
    for name in ("5", "plain"):
        graph[name]["inputs"] |= {"positive": ["controlled", 0], "negative": ["controlled", 1]}
    result = host.run(graph)
    assert torch.equal(result.output("plain")["samples"], result.output("5")["samples"])
    recorded = result.output("5", 1).passes[0]
    assert recorded.gaps == []
    assert all((step.effects.norms[:, :-1] > 100 * step.effects.norms[:, -1:]).all() for step in recorded.steps)


def test_effects_of_a_prompt_with_a_lora(host: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    graph = sampling(plain=True, capture=EFFECTS)
    graph["hooks"] = node("CreateHookLora", lora_name=lora(tmp_path, monkeypatch), strength_model=1.0, strength_clip=0)
    graph["hooked"] = node("ConditioningSetProperties", cond_NEW=["2", 0], strength=1.0, set_cond_area="default")
    graph["hooked"]["inputs"]["hooks"] = ["hooks", 0]
    for name in ("5", "plain"):
        graph[name]["inputs"]["positive"] = ["hooked", 0]
    result = host.run(graph)
    assert torch.equal(result.output("plain")["samples"], result.output("5")["samples"])
    assert all(
        (s.effects.norms[:, :-1] > 100 * s.effects.norms[:, -1:]).all() for s in result.output("5", 1).passes[0].steps
    )
