"""Two passes beside each other, against the same in numpy."""

from __future__ import annotations

import json
import math
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from written import export

from diffulizer.analysis.comparison import LayerComparison, common_words, compare
from diffulizer.analysis.comparison_text import as_dict, full_text
from diffulizer.analysis.settings_diff import settings_differences
from diffulizer.capture.memory import MemoryPass
from diffulizer.comfyui.graph_diff import graph_differences
from diffulizer.dataset.read.disk_pass import DiskPass
from diffulizer.maths.alignment import Between, align_steps, between_steps
from diffulizer.maths.divergence import MOST, jensen_shannon, map_divergence, token_divergence
from diffulizer.maths.resizing import resized
from diffulizer.metrics import compute_metrics
from diffulizer.recording import Condition
from diffulizer.settings import CaptureSettings
from synthetic import make_pass, make_prompt


def jsd(p: np.ndarray, q: np.ndarray) -> float:
    """As Lin writes it: H(m) - (H(p) + H(q)) / 2."""

    def entropy(values: np.ndarray) -> float:
        return -sum(v * math.log(v) for v in values.ravel() if v > 0)

    return entropy((p + q) / 2) - (entropy(p) + entropy(q)) / 2


def cross(made: MemoryPass, step: int, layer: str) -> np.ndarray:
    maps = made.steps[step].cross_attention[layer, "c0"].maps
    assert maps is not None
    return maps[0].numpy().astype(np.float64)


# -- divergence ------------------------------------------------------------------------------------


def test_jensen_shannon_of_known_distributions() -> None:
    p, q = torch.tensor([1.0, 0.0, 0.0]), torch.tensor([0.0, 0.5, 0.5])
    assert float(jensen_shannon(p, q, 0)) == pytest.approx(math.log(2))
    assert float(jensen_shannon(p, p, 0)) == 0
    # KL(p || m) = ln(4/3), KL(q || m) = ln(2/3) / 2 + ln(2) / 2, with m = (3/4, 1/4)
    got = float(jensen_shannon(torch.tensor([1.0, 0.0]), torch.tensor([0.5, 0.5]), 0))
    assert got == pytest.approx((math.log(4 / 3) + (math.log(2 / 3) + math.log(2)) / 2) / 2)


def test_jensen_shannon_has_its_properties() -> None:
    draw = torch.Generator().manual_seed(3)
    p, q = (torch.rand(50, 40, generator=draw).softmax(1) for _ in range(2))
    got = jensen_shannon(p, q, 1)
    torch.testing.assert_close(got, jensen_shannon(q, p, 1))
    assert (got > 0).all()
    assert (got <= MOST).all()
    np.testing.assert_allclose(
        got, [jsd(a.double().numpy(), b.double().numpy()) for a, b in zip(p, q, strict=True)], rtol=1e-6
    )


def test_token_divergence_is_the_mean_over_cells() -> None:
    draw = torch.Generator().manual_seed(4)
    a, b = (torch.randn(6, 3, 5, generator=draw).softmax(0) for _ in range(2))
    cells = [jsd(a[:, r, c].double().numpy(), b[:, r, c].double().numpy()) for r in range(3) for c in range(5)]
    assert token_divergence(a, b) == pytest.approx(np.mean(cells), rel=1e-5)
    assert token_divergence(a, b[:5]) is None


def test_maps_of_other_grids_are_compared_on_the_coarser_one() -> None:
    draw = torch.Generator().manual_seed(5)
    coarse = torch.randn(6, 2, 4, generator=draw).softmax(0)
    fine = coarse.repeat_interleave(3, 1).repeat_interleave(2, 2)
    assert token_divergence(coarse, fine) == pytest.approx(0, abs=1e-6)
    assert map_divergence(coarse[0], fine[0]) == pytest.approx(0, abs=1e-6)


def test_map_divergence_is_of_where_not_of_how_much() -> None:
    a = torch.rand(4, 4, generator=torch.Generator().manual_seed(6))
    b = a.flip(0)
    assert map_divergence(a, 7 * a) == pytest.approx(0, abs=1e-9)
    expected = jsd((a / a.sum()).double().numpy(), (b / b.sum()).double().numpy())
    assert map_divergence(a, b) == pytest.approx(expected, rel=1e-5)
    assert map_divergence(a, torch.zeros(4, 4)) is None


# -- alignment -------------------------------------------------------------------------------------


def test_steps_are_aligned_by_the_nearest_noise_level() -> None:
    assert align_steps([10, 5, 1], [10, 7, 5, 2.2, 1, 0.5]) == ([0, 2, 4], "sigma")
    assert align_steps([4.0], [9, 2, 2]) == ([1], "sigma")  # of equals the first
    assert align_steps([1.0, 0.0], [1.0, 1e-6]) == ([0, 1], "sigma")


def test_without_noise_levels_steps_are_aligned_by_number() -> None:
    assert align_steps([math.nan] * 4, [3, 2]) == ([0, 1, 1, 1], "step")
    assert align_steps([3, 2], [math.nan] * 4) == ([0, 1], "step")


def test_a_level_lies_between_two_steps_or_at_one() -> None:
    others = [10.0, 4.0, 1.0, 0.0]
    assert between_steps([20, 10, 7, 4, 0.25, 0], others) == [
        Between(0, 0, 0),  # beyond the first: there is no other
        Between(0, 0, 0),
        Between(0, 1, 0.5),
        Between(1, 1, 0),
        Between(2, 3, 0.75),
        Between(3, 3, 0),
    ]
    assert between_steps([0.5], [10.0, 4.0]) == [Between(1, 1, 0)]
    assert between_steps([math.nan] * 3, others) == [Between(i, i, 0) for i in range(3)]


# -- comparison ------------------------------------------------------------------------------------


def test_a_pass_beside_itself_differs_in_nothing() -> None:
    made = make_pass(steps=3)
    got = compare(made, made)
    assert got.settings == []
    assert got.notes == []
    assert {side for _, side in got.words} == {"both"}
    assert all(value == 0 for values in got.differences.values() for value in values)
    assert all(value == pytest.approx(1) for values in got.cosines.values() for value in values)
    for layer in got.layers:
        assert layer.tokens == pytest.approx([0, 0, 0], abs=1e-9)
        assert all(value == pytest.approx(0, abs=1e-9) for value in layer.words.values())
    assert "none that the recordings state" in full_text(got)


def at_level(pass_: MemoryPass, array: str, level: str, sigma: float) -> np.ndarray:
    """An array of a pass at a noise level: numpy's interpolation, cell by cell."""
    levels = [getattr(step, level) for step in pass_.steps]
    values = np.stack([getattr(step, array)[0].double().numpy() for step in pass_.steps])
    flat = values.reshape(len(values), -1)
    return np.array([np.interp(sigma, levels[::-1], cell[::-1]) for cell in flat.T]).reshape(values.shape[1:])


def test_a_flow_beside_another_model_is_aligned_by_number_and_says_why() -> None:
    """Noise levels of both would meet between 0 and 1, where they mean something else."""
    flow, noise = make_pass(steps=4, transformer=True), make_pass(steps=6)
    comparison = compare(flow, noise)
    assert comparison.aligned_by == "step"
    assert list(comparison.alignment) == list(comparison.latent_alignment) == [0, 1, 2, 3]
    assert any("predicts a flow" in note for note in comparison.notes)
    assert set(comparison.differences["latent"]) == set(comparison.differences["predicted_noise"]) == {None}
    assert None not in comparison.differences["x0"]
    assert compare(flow, make_pass(steps=6, transformer=True)).aligned_by == "sigma"


@pytest.mark.parametrize(("steps", "sampler"), [(4, "euler"), (7, "euler"), (7, "euler_ancestral"), (7, None)])
def test_golden_values(steps: int, sampler: str | None) -> None:
    a, b = make_pass(steps=4, seed=1), make_pass(steps=steps, seed=2)
    b.sampling = replace(b.sampling, sampler=sampler)
    got = compare(a, b)
    adds_noise = sampler != "euler"

    def nearest(level: str) -> list[int]:
        mine, theirs = (np.log([max(getattr(s, level), 1e-4) for s in p.steps]) for p in (a, b))
        return [int(np.argmin(np.abs(theirs - one))) for one in mine]

    expected, of_latents = nearest("sigma"), nearest("sigma_next")
    assert list(got.alignment) == expected
    assert list(got.latent_alignment) == of_latents
    assert of_latents[-1] == steps - 1
    for name, attribute in (("latent", "latent"), ("x0", "x0"), ("predicted_noise", "noise")):
        for i, j in enumerate(of_latents):
            x = getattr(a.steps[i], attribute)[0].double().numpy()
            level = "sigma_next" if name == "latent" else "sigma"
            if name == "latent" and adds_noise:
                y = b.steps[j].latent[0].double().numpy()
            else:
                y = at_level(b, attribute, level, getattr(a.steps[i], level))
            assert got.differences[name][i] == pytest.approx(np.linalg.norm(y - x))
            cosine = (x * y).sum() / np.linalg.norm(x) / np.linalg.norm(y)
            assert got.cosines[name][i] == pytest.approx(cosine)
    levels = [(a.steps[i].sigma_next, b.steps[j].sigma_next) for i, j in enumerate(of_latents[:-1])]
    apart = max(abs(x - y) / max(x, y) for x, y in levels)
    noted = any(f"are up to {apart:.0%} apart in noise level" in note for note in got.notes)
    assert noted == (steps != 4 and adds_noise)
    metrics = [compute_metrics(p, 0) for p in (a, b)]
    ours, theirs = got.metrics["latent_l2_norm"]
    assert ours == metrics[0]["latent_l2_norm"]
    assert theirs == [metrics[1]["latent_l2_norm"][j] for j in of_latents]
    assert got.metrics["guidance_l2_norm"][1] == [metrics[1]["guidance_l2_norm"][j] for j in expected]
    assert got.metrics["cross_attention_entropy"][0][2] == metrics[0]["cross_attention_entropy"][2]["mean"]
    assert [layer.layer.name for layer in got.layers] == [a.layers[1].name, a.layers[3].name]
    for layer, layer_id in zip(got.layers, ("layer_1", "layer_3"), strict=True):
        tokens, blue = [], []
        for i, j in enumerate(expected):
            p, q = cross(a, i, layer_id), cross(b, j, layer_id)
            cells = [(p[:, r, c], q[:, r, c]) for r in range(p.shape[1]) for c in range(p.shape[2])]
            tokens.append(np.mean([jsd(u, v) for u, v in cells]))
            blue.append(jsd(p[6] / p[6].sum(), q[6] / q[6].sum()))
        assert layer.tokens == pytest.approx(tokens, rel=1e-3)
        assert layer.words["blue"] == pytest.approx(np.mean(blue), rel=1e-3)
    said = as_dict(got)
    assert {"setting": "seed", "a": 1, "b": 2} in said["settings"]
    assert [step["latent_b"] for step in said["steps"]] == of_latents
    assert [step["latent_sigma_b"] for step in said["steps"]] == [b.steps[k].sigma_next for k in of_latents]
    assert [step["sigma_b"] for step in said["steps"]] == [b.steps[j].sigma for j in expected]


def test_latents_of_the_same_walk_in_more_steps_are_apart_by_no_noise_level() -> None:
    """Twice the steps on the same levels and more between them: the latents of the shared levels are the same."""
    fine = make_pass(steps=8)
    coarse = make_pass(steps=4)
    coarse.steps = [
        replace(one, sigma=first.sigma, index=i)
        for i, (first, one) in enumerate(zip(fine.steps[::2], fine.steps[1::2], strict=True))
    ]
    got = compare(coarse, fine)
    assert got.differences["latent"] == [0, 0, 0, 0]
    assert list(got.latent_alignment) == [1, 3, 5, 7]
    assert list(got.alignment) == [0, 2, 4, 6]
    assert "nearest in the noise level stepped to" in full_text(got)
    assert not any("noise" in note for note in got.notes)


def test_prompts_for_different_areas_are_compared_where_both_are() -> None:
    a, b = make_pass(steps=1), make_pass(steps=1, seed=4)
    rows, columns = a.initial_latent.shape[-2:]
    half = columns // 2
    places = {"left": (rows, half, 0, 0), "right": (rows, half, 0, half), "three": (rows, half + half // 2, 0, 0)}

    def beside(first: str, second: str) -> LayerComparison:
        for made, place in ((a, first), (b, second)):
            made.conditions[0] = replace(made.conditions[0], area=places[place])
        return compare(a, b).layers[0]

    apart = beside("left", "right")
    assert apart.tokens == [None]
    assert apart.words["blue"] == pytest.approx(MOST)
    assert any("where the two overlap" in note for note in compare(a, b).notes)
    one, other = (p.steps[0].cross_attention["layer_1", "c0"].maps for p in (a, b))
    assert one is not None
    assert other is not None
    grid = (rows, half + half // 2)
    inside = token_divergence(resized(one[0].float(), (rows, half)), resized(other[0].float(), grid)[..., :half])
    assert beside("left", "three").tokens == [pytest.approx(inside, rel=1e-4)]


def test_words_are_those_that_both_prompts_have() -> None:
    a, b = make_pass(steps=1), make_pass(steps=1, seed=1)
    other = make_prompt(("A", "green", "circle", "and", "a", "blue", "cat"), "A green circle and a blue cat")
    b.conditions[0] = Condition("c0", "positive", other)
    common = common_words(a, b)
    assert {word: tuple(group.tokens for group in pair) for word, pair in common.items()} == {
        "a": ((1, 5), (1, 5)),
        "circle": ((3,), (3,)),
        "blue": ((6,), (6,)),
    }
    assert [group.words for group in common["circle"]] == [(2,), (2,)]
    got = compare(a, b)
    assert set(got.layers[0].words) == {"a", "circle", "blue"}
    assert ("red", "a") in got.words
    assert ("green", "b") in got.words
    assert any("different words at the same position" in note for note in got.notes)
    assert "[A: a] [A: red] [B: A] [B: green] circle" in full_text(got)


def test_what_cannot_be_compared_is_said() -> None:
    a = make_pass(steps=2)
    longer = make_pass(steps=2, tokens=154)
    assert all(value is None for layer in compare(a, longer).layers for value in layer.tokens)
    assert "different numbers of tokens" in full_text(compare(a, longer))
    wide = make_pass(steps=2, latent_grid=(16, 24))
    got = compare(a, wide)
    assert got.differences["latent"] == [None, None]
    assert got.layers[0].mean is not None
    assert any("different sizes" in note for note in got.notes)
    other = make_pass(steps=2)
    other.layers = [replace(layer, name=f"other.{layer.name}") for layer in other.layers]
    assert compare(a, other).layers == []
    assert "share no cross-attention layer" in full_text(compare(a, other))
    fewer = make_pass(steps=2)
    fewer.layers = fewer.layers[:2]
    assert "1 cross-attention layer was recorded in only one" in full_text(compare(a, fewer))
    bare = make_pass(steps=2, settings=CaptureSettings(maps_of="positive"))
    for step in bare.steps:
        step.cross_attention.clear()  # type: ignore[attr-defined]
    assert "No aligned step has maps in both recordings" in full_text(compare(a, bare))


def test_nodes_of_the_graphs_are_compared() -> None:
    a, b = make_pass(steps=1), make_pass(steps=1, seed=9)

    def graph(seed: int, **more: object) -> dict[str, object]:
        return {
            "1": {"class_type": "CheckpointLoaderSimple", "inputs": {"ckpt_name": "x"}},
            "2": {"class_type": "KSampler", "inputs": {"model": ["1", 0], "seed": seed}},
            "3": {"class_type": "SaveImage", "inputs": {"images": ["2", 0], "filename_prefix": str(seed)}},
            **more,
        }

    loader = {"class_type": "LoraLoader", "inputs": {"model": ["1", 0], "strength_model": 0.5}}
    a.prompt_graph = graph(0)
    b.prompt_graph = graph(9, lora=loader, use={"class_type": "Use", "inputs": {"model": ["lora", 0]}})
    settings = {d.setting: (d.a, d.b) for d in [*settings_differences(a, b), *graph_differences(a, b)]}
    assert settings == {"seed": (0, 9), "LoraLoader": (None, "strength_model=0.5")}
    a.prompt_graph = json.loads(json.dumps(b.prompt_graph))
    a.prompt_graph["lora"]["inputs"]["strength_model"] = 0.75
    settings = {d.setting: (d.a, d.b) for d in [*settings_differences(a, b), *graph_differences(a, b)]}
    assert settings["LoraLoader.strength_model"] == (0.75, 0.5)


def test_calls_of_the_network_are_compared() -> None:
    """The host decides by free memory which prompts share a call, and the last bits differ with it."""
    a, b = make_pass(steps=4), make_pass(steps=4)
    for step in b.steps[1:3]:
        step.network_calls = (("c1",), ("c0",))
    comparison = compare(a, b)
    assert [(d.setting, d.a, d.b) for d in comparison.settings] == [
        ("network_calls", "1", "1 at step 1, 2 at steps 2 to 3, 1 at step 4")
    ]
    assert any("last bits" in note for note in comparison.notes)
    assert compare(a, a).notes == []
    for step in b.steps:
        step.network_calls = ()
    assert (compare(a, b).settings, compare(a, b).notes) == ([], [])


def test_what_one_run_does_not_state_is_no_difference() -> None:
    a, b = make_pass(steps=2), make_pass(steps=2)
    unknown = {"cfg_scale": None, "denoise": None, "start_step": None, "end_step": None, "scheduler": None}
    b.sampling = replace(b.sampling, **unknown, seed=99)
    assert [d.setting for d in settings_differences(a, b)] == ["seed"]


def test_a_node_is_not_hidden_by_a_setting_of_the_same_values() -> None:
    a, b = make_pass(steps=1, cfg=1.0), make_pass(steps=1, cfg=0.5)
    for made, value in ((a, 1.0), (b, 0.5)):
        made.prompt_graph = {
            "1": {"class_type": "LoraLoader", "inputs": {"strength_model": value}},
            "2": {"class_type": "KSampler", "inputs": {"model": ["1", 0], "cfg": value}},
            "3": {"class_type": "SaveImage", "inputs": {"images": ["2", 0]}},
        }
    settings = {d.setting: (d.a, d.b) for d in [*settings_differences(a, b), *graph_differences(a, b)]}
    assert settings == {"cfg_scale": (1.0, 0.5), "LoraLoader.strength_model": (1.0, 0.5)}


def test_runs_on_disk_compare_as_recordings_do(tmp_path: Path) -> None:
    passes = [make_pass(steps=3, seed=seed) for seed in (1, 2)]
    loaded = [DiskPass(export(p, tmp_path / str(i))) for i, p in enumerate(passes)]
    one, other = (as_dict(compare(*pair)) for pair in (passes, loaded))
    assert one["layers"] == other["layers"]
    assert [s["latent_l2_difference"] for s in one["steps"]] == [s["latent_l2_difference"] for s in other["steps"]]
    assert json.loads(json.dumps(other, allow_nan=False)) == other


def test_an_image_of_a_batch_beside_another() -> None:
    made = make_pass(steps=2, batch=3)
    assert compare(made, made, items=(1, 1)).differences["x0"] == [0, 0]
    x, y = (made.steps[0].x0[item].double() for item in (0, 2))
    assert compare(made, made, items=(0, 2)).differences["x0"][0] == pytest.approx(float((x - y).norm()))
