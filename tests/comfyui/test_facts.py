"""What a run says of the schedule, the guidance and the model: what the host did, or that it is not known."""

from __future__ import annotations

from typing import Any

import pytest
import torch

from exports import assert_strictly_valid, exporting, run_folders
from graphs import Graph, node, sampling

STEPS = 8
KARRAS = node("KarrasScheduler", steps=STEPS, sigma_max=14.6, sigma_min=0.03, rho=7.0)
BASIC = node("BasicScheduler", model=["1", 0], scheduler="karras", steps=STEPS, denoise=0.6)
AYS = node("AlignYourStepsScheduler", model_type="SDXL", steps=10, denoise=0.5)


def custom(sigmas: dict[str, dict[str, Any]], output: int = 0, guider: dict[str, Any] | None = None) -> Graph:
    """A custom sampler, node 5, on sigmas from an output of node "sigmas", recorded by node 6."""
    graph = sampling(text="a red circle", recorder="Diffulizer_RecordAttention", capture={"max_layers": 1})
    graph |= sigmas
    graph["pick"] = node("KSamplerSelect", sampler_name="euler")
    graph["noise"] = node("RandomNoise", noise_seed=3)
    conds = {"positive": ["2", 0], "negative": ["3", 0]}
    graph["guider"] = guider or node("CFGGuider", cfg=4.0, model=["6", 0], **conds)
    links = {"noise": ["noise", 0], "guider": ["guider", 0], "sampler": ["pick", 0], "sigmas": ["sigmas", output]}
    graph["5"] = node("SamplerCustomAdvanced", latent_image=["4", 0], **links)
    return graph


def facts(host: Any, graph: Graph) -> Any:
    return host.run(graph).output("6", 1).passes[0].sampling


def split(kind: str, of: dict[str, Any], **inputs: Any) -> dict[str, dict[str, Any]]:
    return {"whole": of, "sigmas": node(kind, sigmas=["whole", 0], **inputs)}


@pytest.mark.parametrize(
    ("sigmas", "output", "denoise", "part", "full"),
    [
        ({"sigmas": KARRAS}, 0, None, (0, 8), KARRAS),
        ({"sigmas": BASIC}, 0, 0.6, (5, 13), BASIC),
        ({"sigmas": AYS}, 0, 0.5, (5, 10), AYS),
        (split("SplitSigmasDenoise", KARRAS, denoise=0.5), 0, None, (0, 4), KARRAS),
        (split("SplitSigmasDenoise", KARRAS, denoise=0.5), 1, None, (4, 8), KARRAS),
        (split("SplitSigmas", KARRAS, step=5), 0, None, (0, 5), KARRAS),
        (split("SplitSigmas", KARRAS, step=5), 1, None, (5, 8), KARRAS),
        (split("SplitSigmas", BASIC, step=5), 1, 0.6, (10, 13), BASIC),
    ],
    ids=str,
)
def test_the_part_of_the_schedule_is_that_of_the_whole_one(
    host: Any, sigmas: Graph, output: int, denoise: float | None, part: tuple[int, int], full: dict[str, Any]
) -> None:
    made = facts(host, custom(sigmas, output))
    assert (made.denoise, made.start_step, made.end_step) == (denoise, *part)
    changes = {BASIC["class_type"]: {"steps": int(STEPS / 0.6), "denoise": 1.0}, AYS["class_type"]: {"denoise": 1.0}}
    inputs = {**full["inputs"], **changes.get(full["class_type"], {})}
    graph = {"1": node("Diffulizer_DemoModel"), "whole": node(full["class_type"], **inputs)}
    whole = host.run(graph).output("whole").tolist()
    assert made.schedule == pytest.approx(whole[part[0] : part[1] + 1])


@pytest.mark.parametrize(
    "sigmas",
    [
        split("FlipSigmas", KARRAS),
        split("SetFirstSigma", KARRAS, sigma=9.0),
        {**split("SplitSigmas", KARRAS, step=2), "whole": node("FlipSigmas", sigmas=["first", 0]), "first": KARRAS},
        {"sigmas": node("SDTurboScheduler", model=["1", 0], steps=2, denoise=0.5)},
    ],
    ids=lambda sigmas: sigmas["sigmas"]["class_type"],
)
def test_a_schedule_that_is_made_or_changed_in_another_way_has_no_part_that_is_known(host: Any, sigmas: Graph) -> None:
    made = facts(host, custom(sigmas))
    assert (made.denoise, made.start_step, made.end_step) == (None, None, None)


PROMPTS = {"model": ["6", 0], "positive": ["2", 0], "negative": ["3", 0]}


@pytest.mark.parametrize(
    ("guider", "scale"),
    [
        (node("CFGGuider", cfg=4.0, **PROMPTS), 4.0),
        (node("BasicGuider", model=["6", 0], conditioning=["2", 0]), 1.0),
        (node("PerpNegGuider", cfg=3.0, neg_scale=1.0, empty_conditioning=["3", 0], **PROMPTS), 3.0),
        (
            node(
                "DualCFGGuider",
                model=["6", 0],
                cond1=["2", 0],
                cond2=["2", 0],
                negative=["3", 0],
                cfg_conds=5.0,
                cfg_cond2_negative=1.5,
                style="regular",
            ),
            None,
        ),
    ],
    ids=lambda v: v["class_type"] if isinstance(v, dict) else str(v),
)
def test_the_scale_of_guidance_is_known_of_guiders_that_have_one(
    host: Any, guider: dict[str, Any], scale: float | None
) -> None:
    assert facts(host, custom({"sigmas": KARRAS}, guider=guider)).cfg_scale == scale


EDM = {"sigma_max": 80.0, "sigma_min": 0.02}
SAMPLINGS = {
    "epsilon": (None, "epsilon", 1.0, False),
    "v, zero terminal SNR": (node("ModelSamplingDiscrete", sampling="v_prediction", zsnr=True), "v", 1.0, True),
    "x0": (node("ModelSamplingDiscrete", sampling="x0", zsnr=False), "x0", 1.0, False),
    "lcm": (node("ModelSamplingDiscrete", sampling="lcm", zsnr=False), "epsilon", 1.0, False),
    "edm": (node("ModelSamplingContinuousEDM", sampling="edm", **EDM), "edm", 0.5, None),
    "v, continuous": (node("ModelSamplingContinuousEDM", sampling="v_prediction", **EDM), "v", 1.0, None),
    "flow": (node("ModelSamplingSD3", shift=3.0), "flow", 1.0, None),
    "flow to 1": (node("ModelSamplingAuraFlow", shift=1.73), "flow", 1.0, None),
}
"""Node that puts another object in the place of the demo model's sampling; what is said of it."""


@pytest.mark.parametrize("name", SAMPLINGS)
def test_what_is_said_of_the_model_is_that_of_the_object_that_samples(host: Any, name: str) -> None:
    other, prediction, sigma_data, zsnr = SAMPLINGS[name]
    graph = sampling(text="a red circle", steps=3, recorder="Diffulizer_RecordAttention", capture={"max_layers": 1})
    if other is not None:
        graph["other"] = {**other, "inputs": {"model": ["1", 0], **other["inputs"]}}
        graph["6"]["inputs"]["model"] = ["other", 0]
    result = host.run(exporting(graph, recording=["6", 1]))
    (made,) = result.output("6", 1).passes
    model = made.model
    assert (model.prediction, model.sigma_data, model.zero_terminal_snr) == (prediction, sigma_data, zsnr)

    own = result.output("6").get_model_object("model_sampling")
    levels = [float(own.timestep(torch.tensor([step.sigma]))) for step in made.steps]
    assert [step.timestep for step in made.steps] == levels
    (folder,) = run_folders(result)
    assert_strictly_valid(folder)
    assert result.ui["9"]["diffulizer_run"][0]["valid"] is True

    scale = host.module("diffulizer.render").noised_scale
    drawn = torch.Generator().manual_seed(1)
    clean, noise = torch.randn(2, 1, 4, 64, 64, generator=drawn).unbind()
    for sigma in (own.sigma_max, own.sigma_min, (own.sigma_max + own.sigma_min) / 2):
        level = torch.as_tensor([float(sigma)])
        noised = own.noise_scaling(level, noise.clone(), clean * sigma_data) / scale(model, float(sigma))
        assert float(noised.std()) == pytest.approx(sigma_data, rel=0.03), "of the scale of clean latents"
