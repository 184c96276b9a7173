"""Metrics against plain loops, and at the edges."""

from __future__ import annotations

import itertools
import json
import math
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
import torch

from diffulizer.metrics import compute_metrics, compute_pca
from diffulizer.metrics.attention import distribution, kl_divergence, kl_to_previous, token_dominance
from diffulizer.metrics.latent import cosine, octave_edges, spectrum
from diffulizer.metrics.pca import latent_pca
from diffulizer.metrics.shapes import shape_errors
from diffulizer.settings import CaptureSettings
from synthetic import make_pass

SMALL = CaptureSettings(attention_resolution=4, self_attention_resolution=4)
EVERY_TWO = CaptureSettings(attention_resolution=4, self_attention_resolution=4, attention_every=2)


def flat(tensor: torch.Tensor, item: int) -> list[float]:
    return [float(v) for v in tensor[item].reshape(-1)]


def norm(values: list[float]) -> float:
    return math.sqrt(math.fsum(v * v for v in values))


def dot(a: list[float], b: list[float]) -> float:
    return math.fsum(x * y for x, y in zip(a, b, strict=True))


@pytest.mark.parametrize("item", [0, 1])
def test_latent_metrics_equal_plain_loops(item: int) -> None:
    recorded = make_pass(steps=3, batch=2)
    metrics = compute_metrics(recorded, item)
    latents = [flat(s.latent, item) for s in recorded.steps]
    noises = [flat(s.noise, item) for s in recorded.steps]
    x0 = [flat(s.x0, item) for s in recorded.steps]
    assert metrics["latent_l2_norm"] == pytest.approx([norm(v) for v in latents], rel=1e-12)
    assert metrics["predicted_noise_l2_norm"] == pytest.approx([norm(v) for v in noises], rel=1e-12)
    cosines = [dot(b, a) / norm(a) / norm(b) for a, b in itertools.pairwise(latents)]
    assert metrics["cosine_similarity_to_previous"][0] is None
    assert metrics["cosine_similarity_to_previous"][1:] == pytest.approx(cosines, rel=1e-12)
    changes = [norm([q - p for p, q in zip(a, b, strict=True)]) for a, b in itertools.pairwise(x0)]
    assert metrics["x0_change_l2"][0] is None
    assert metrics["x0_change_l2"][1:] == pytest.approx(changes, rel=1e-12)
    for i, step in enumerate(recorded.steps):
        text, uncond = flat(step.noise_text, item), flat(step.noise_uncond, item)
        difference = [t - u for t, u in zip(text, uncond, strict=True)]
        assert metrics["predicted_noise_text_l2_norm"][i] == pytest.approx(norm(text), rel=1e-12)
        assert metrics["predicted_noise_uncond_l2_norm"][i] == pytest.approx(norm(uncond), rel=1e-12)
        assert metrics["guidance_l2_norm"][i] == pytest.approx(norm(difference), rel=1e-12)
        assert metrics["guidance_cosine"][i] == pytest.approx(dot(text, uncond) / norm(text) / norm(uncond), rel=1e-12)


def test_without_guidance_its_metrics_are_null() -> None:
    metrics = compute_metrics(make_pass(steps=2, guidance=False), 0)
    for key in (
        "predicted_noise_text_l2_norm",
        "predicted_noise_uncond_l2_norm",
        "guidance_l2_norm",
        "guidance_cosine",
    ):
        assert metrics[key] == [None, None]


def test_a_step_that_did_not_evaluate_both_sides_is_null_alone() -> None:
    recorded = make_pass(steps=3)
    recorded.steps[1].noise_text = recorded.steps[1].noise_uncond = None
    metrics = compute_metrics(recorded, 0)
    for key in ("predicted_noise_text_l2_norm", "predicted_noise_uncond_l2_norm", "guidance_l2_norm"):
        assert [value is None for value in metrics[key]] == [False, True, False]


@pytest.mark.parametrize("item", [0, 1])
def test_attention_metrics_equal_plain_loops(item: int) -> None:
    recorded = make_pass(steps=3, batch=2, tokens=12)
    metrics = compute_metrics(recorded, item)
    activations = []
    for i, step in enumerate(recorded.steps):
        layers = {layer: cross for (layer, condition), cross in step.cross_attention.items() if condition == "c0"}
        means = [[float(v) for v in c.token_mean[item]] for c in layers.values()]
        activations.append([sum(column) / len(means) for column in zip(*means, strict=True)])
        entropies = {layer: float(c.entropy[item]) for layer, c in layers.items()}
        assert metrics["cross_attention_entropy"][i] == {
            "step": i,
            "mean": pytest.approx(sum(entropies.values()) / 2),
            "by_layer": entropies,
        }
        own = {layer: float(a.entropy[item]) for (layer, c), a in step.self_attention.items() if c == "c0"}
        assert metrics["self_attention_entropy"][i]["by_layer"] == own
        assert metrics["self_attention_entropy"][i]["mean"] == pytest.approx(sum(own.values()) / 2)
        spatial = {layer: [float(v) for v in c.spatial_entropy[item]] for layer, c in layers.items()}
        entry = metrics["cross_attention_spatial_entropy"][i]
        by_token = [sum(column) / 2 for column in zip(*spatial.values(), strict=True)]
        assert entry["step"] == i
        assert entry["by_token"] == pytest.approx(by_token)
        assert entry["by_layer"] == pytest.approx({k: sum(v) / len(v) for k, v in spatial.items()})
    for got, expected in zip(metrics["mean_token_activation"], activations, strict=True):
        assert got == pytest.approx(expected, rel=1e-12)
    divergences = []
    for before, now in itertools.pairwise(activations):
        p, q = [v / sum(now) for v in now], [v / sum(before) for v in before]
        divergences.append(sum(a * math.log(a / b) for a, b in zip(p, q, strict=True)))
    assert metrics["attention_kl_divergence"][0] is None
    assert metrics["attention_kl_divergence"][1:] == pytest.approx(divergences, rel=1e-9)
    scores = [sum(column) / 3 for column in zip(*activations, strict=True)]
    dominance = metrics["token_dominance"]
    assert dominance["scores"] == pytest.approx(scores, rel=1e-12)
    best = max(range(12), key=lambda t: scores[t])
    assert dominance["ranking"][0] == {"token_index": best, "score": pytest.approx(scores[best])}


def test_centroids_equal_plain_loops() -> None:
    recorded = make_pass(steps=2, tokens=12)
    metrics = compute_metrics(recorded, 0)
    for i, step in enumerate(recorded.steps):
        maps = [c.maps[0].double() for (_, condition), c in step.cross_attention.items() if condition == "c0"]
        entry = metrics["cross_attention_centroid"][i]
        assert entry["step"] == i
        for token, (row, column) in enumerate(entry["by_token"]):
            down, across = [], []
            for m in (m[token] for m in maps):
                height, width = m.shape
                places = [(r, c, float(m[r, c])) for r in range(height) for c in range(width)]
                mass = sum(v for _, _, v in places)
                down.append(sum((r + 0.5) / height * v for r, _, v in places) / mass)
                across.append(sum((c + 0.5) / width * v for _, c, v in places) / mass)
            assert row == pytest.approx(sum(down) / len(down), rel=1e-9)
            assert column == pytest.approx(sum(across) / len(across), rel=1e-9)


def test_centroids_of_a_prompt_for_an_area_are_places_in_the_image() -> None:
    """Of 16 x 16 cells of the latent, rows from 4 and columns from 8: the area reaches over the edge."""
    recorded = make_pass(steps=1)
    alone = compute_metrics(recorded, 0)["cross_attention_centroid"][0]["by_token"]
    recorded.conditions[0] = replace(recorded.conditions[0], area=(16, 12, 4, 8))
    placed = compute_metrics(recorded, 0)["cross_attention_centroid"][0]["by_token"]
    for (row, column), (down, across) in zip(alone, placed, strict=True):
        assert (down, across) == pytest.approx(((4 + 12 * row) / 16, (8 + 8 * column) / 16))


def test_a_token_without_attention_has_no_centroid() -> None:
    recorded = make_pass(steps=1)
    for (_, condition), cross in recorded.steps[0].cross_attention.items():
        if condition == "c0":
            cross.maps[:, 3] = 0
    assert compute_metrics(recorded, 0)["cross_attention_centroid"][0]["by_token"][3] is None


def test_recorded_statistics_agree_with_the_maps() -> None:
    """Token means from evenly pooled maps are those that a strict validator recomputes."""
    recorded = make_pass(steps=1)
    metrics = compute_metrics(recorded, 0)
    means = [
        c.maps[0].double().mean(dim=(1, 2))
        for (_, condition), c in recorded.steps[0].cross_attention.items()
        if condition == "c0"
    ]
    expected = torch.stack(means).mean(0).tolist()
    assert metrics["mean_token_activation"][0] == pytest.approx(expected, abs=1e-4)


def test_steps_without_attention_are_null_and_skipped_by_kl() -> None:
    recorded = make_pass(steps=5, settings=EVERY_TWO)
    metrics = compute_metrics(recorded, 0)
    assert [a is None for a in metrics["mean_token_activation"]] == [False, True, False, True, False]
    assert [k is None for k in metrics["attention_kl_divergence"]] == [True, True, False, True, False]
    assert metrics["cross_attention_entropy"][1] == {"step": 1, "mean": None, "by_layer": {}}
    assert metrics["self_attention_entropy"][1] == {"step": 1, "mean": None, "by_layer": {}}
    assert metrics["cross_attention_spatial_entropy"][1] == {"step": 1, "by_token": None, "by_layer": {}}
    a, b = metrics["mean_token_activation"][0], metrics["mean_token_activation"][2]
    assert metrics["attention_kl_divergence"][2] == pytest.approx(kl_divergence(b, a))


def test_kl_floor_and_direction() -> None:
    assert kl_divergence([1.0, 0.0], [0.5, 0.5]) == pytest.approx(math.log(2), rel=1e-6)
    assert kl_divergence([0.5, 0.5], [1.0, 0.0]) == pytest.approx(
        0.5 * math.log(0.5) + 0.5 * math.log(0.5 / 1e-8), rel=1e-6
    )
    assert distribution([0.0, 3.0]).sum() == pytest.approx(1.0)
    current, previous = np.array([0.9, 0.1]), np.array([0.2, 0.8])
    assert kl_to_previous([previous, current])[1] == pytest.approx(kl_divergence(current, previous))


def test_token_dominance_ranks_words_without_special_tokens() -> None:
    table = make_pass(steps=1, tokens=40).conditions[0].prompt.table
    scores = np.full(40, 0.001)
    scores[0] = 0.9  # the start token draws most
    scores[7:9] = 0.02, 0.03  # "squar" and "ish"
    scores[2] = 0.04
    dominance = token_dominance([scores], table)
    assert dominance["ranking"][0] == {"token_index": 0, "score": 0.9}
    assert len(dominance["ranking"]) == 25
    assert [w["text"] for w in dominance["ranking_words"]][:2] == ["squarish", "red"]
    assert dominance["ranking_words"][0]["token_indices"] == [7, 8]
    assert dominance["ranking_words"][0]["score"] == pytest.approx(0.05)
    assert len(dominance["ranking_words"]) == 7


def test_nothing_recorded_of_attention() -> None:
    settings = CaptureSettings(include_cross_attention=False, include_self_attention=False)
    metrics = compute_metrics(make_pass(steps=2, settings=settings), 0)
    assert metrics["mean_token_activation"] == [None, None]
    assert metrics["attention_kl_divergence"] == [None, None]
    assert metrics["token_dominance"] == {"scores": [], "ranking": [], "ranking_words": []}
    assert metrics["shape_validation"] == {"passed": True, "errors": []}


def test_every_list_has_one_entry_per_step() -> None:
    metrics = compute_metrics(make_pass(steps=3), 0)
    for key, value in metrics.items():
        if key not in ("token_dominance", "shape_validation"):
            assert len(value) == 3, key


# -- spectrum ----------------------------------------------------------------------------------


def test_spectrum_of_single_waves() -> None:
    columns = np.arange(16)
    wave = lambda cycles: np.tile(np.cos(2 * np.pi * cycles * columns / 16), (1, 16, 1))  # noqa: E731
    assert octave_edges(16, 16) == [(0.03125, 0.0625), (0.0625, 0.125), (0.125, 0.25), (0.25, 0.5)]
    for cycles, band in ((1, 0), (2, 1), (3, 2), (4, 2), (5, 3), (8, 3)):
        powers = spectrum(wave(cycles))
        assert max(range(4), key=lambda b: powers[b]) == band, cycles
        assert all(p == pytest.approx(0, abs=1e-20) for b, p in enumerate(powers) if b != band)


def test_spectrum_equals_plain_loops_and_parseval() -> None:
    values = np.random.default_rng(0).standard_normal((2, 6, 10))
    rows, columns = 6, 10
    sums: dict[int, list[float]] = {}
    edges = octave_edges(rows, columns)
    for u in range(rows):
        for v in range(columns):
            fy, fx = min(u, rows - u) / rows, min(v, columns - v) / columns
            radius = min(math.sqrt(fy * fy + fx * fx), 0.5)
            power = 0.0
            for channel in values:
                term = sum(
                    channel[y, x] * np.exp(-2j * np.pi * (u * y / rows + v * x / columns))
                    for y in range(rows)
                    for x in range(columns)
                )
                power += abs(term) ** 2 / (rows * columns) / len(values)
            for b, (low, high) in enumerate(edges):
                if low < radius <= high:
                    sums.setdefault(b, []).append(power)
    expected = [sum(sums[b]) / len(sums[b]) for b in range(len(edges))]
    assert spectrum(values) == pytest.approx(expected, rel=1e-9)
    total = sum(sum(v) for v in sums.values()) + sum(c.sum() ** 2 for c in values) / (rows * columns) / len(values)
    assert total == pytest.approx((values**2).sum() / len(values))


def test_spectrum_of_one_cell_is_empty() -> None:
    assert spectrum(np.ones((4, 1, 1))) == []


def test_cosine_of_zero_is_unknown() -> None:
    assert cosine(np.zeros(3), np.ones(3)) is None


# -- PCA ---------------------------------------------------------------------------------------


def test_pca_equals_the_eigenvectors_of_the_gram_matrix() -> None:
    recorded = make_pass(steps=6)
    pca = compute_pca(recorded, 0)
    rows = np.array([flat(s.latent, 0) for s in recorded.steps])
    centred = rows - rows.mean(0)
    values, vectors = np.linalg.eigh(centred @ centred.T)
    for k in (0, 1):
        expected = vectors[:, -1 - k] * math.sqrt(values[-1 - k])
        axis = centred.T @ expected
        if axis[np.abs(axis).argmax()] < 0:
            expected = -expected
        np.testing.assert_allclose([p[k] for p in pca["points"]], expected, rtol=1e-6, atol=1e-6)
        assert pca["explained_variance_ratio"][k] == pytest.approx(values[-1 - k] / values.sum())
    # the last step of an Euler walk ends at its own prediction
    assert pca["x0_points"][-1] == pytest.approx(pca["points"][-1], rel=1e-2, abs=0.5)


def test_pca_of_one_step() -> None:
    pca = compute_pca(make_pass(steps=1), 0)
    assert pca == {"points": [[0.0, 0.0]], "explained_variance_ratio": [1.0, 0.0], "x0_points": [[0.0, 0.0]]}


def test_pca_of_two_steps_lies_on_a_line() -> None:
    pca = compute_pca(make_pass(steps=2), 0)
    assert pca["explained_variance_ratio"] == [pytest.approx(1.0), 0.0]
    assert [p[1] for p in pca["points"]] == [0.0, 0.0]
    assert pca["points"][0][0] == pytest.approx(-pca["points"][1][0])


def test_pca_of_equal_latents_has_no_nan() -> None:
    pca = latent_pca(np.full((4, 3, 2, 2), 0.3), None)
    assert pca == {"points": [[0.0, 0.0]] * 4, "explained_variance_ratio": [1.0, 0.0], "x0_points": None}


def test_pca_of_no_steps() -> None:
    assert latent_pca(None, None)["points"] == []


# -- values that can't be right ----------------------------------------------------------------


def test_non_finite_values_become_null_and_are_named() -> None:
    recorded = make_pass(steps=3)
    recorded.steps[1].latent[0, 0, 0, 0] = float("nan")
    recorded.steps[2].cross_attention["layer_1", "c0"].entropy[0] = float("inf")
    metrics, pca = compute_metrics(recorded, 0), compute_pca(recorded, 0)
    json.dumps([metrics, pca], allow_nan=False)
    assert metrics["latent_l2_norm"][1] is None
    assert metrics["cosine_similarity_to_previous"] == [None, None, None]
    assert pca["points"][1] == [None, None]
    assert pca["points"][0][0] is not None
    assert metrics["cross_attention_entropy"][2]["by_layer"]["layer_1"] is None
    assert metrics["cross_attention_entropy"][2]["mean"] is not None
    errors = metrics["shape_validation"]["errors"]
    assert errors == [
        "non_finite:latent:step=1:values=1",
        "non_finite:entropy:cross:layer_1:c0:step=2:values=1",
    ]


def test_effects_of_wrong_shapes_or_values_are_named() -> None:
    recorded = make_pass(steps=2, settings=CaptureSettings(attention_resolution=4, effects_every=1))
    effects: Any = [step.effects for step in recorded.steps]
    effects[0].maps = effects[0].maps[:, :2]
    effects[1].norms[0, 1] = torch.inf
    errors = compute_metrics(recorded, 0)["shape_validation"]["errors"]
    assert errors == [
        "shape_mismatch:effects:step=0:expected=[1, 4, 16, 16]:actual=[1, 2, 16, 16]",
        "non_finite:effect_norms:step=1:values=1",
    ]


def test_wrong_shapes_and_sums_are_named() -> None:
    recorded = make_pass(steps=1)
    step: Any = recorded.steps[0]
    step.cross_attention["layer_1", "c0"].maps = step.cross_attention["layer_1", "c0"].maps[:, :, :3]
    step.self_attention["layer_0", "c0"].maps = step.self_attention["layer_0", "c0"].maps * 2
    step.noise = step.noise[:, :3]
    metrics = compute_metrics(recorded, 0)
    words = [error.split(":")[0] for error in metrics["shape_validation"]["errors"]]
    assert words == ["shape_mismatch", "shape_mismatch", "not_a_distribution"]
    assert metrics["predicted_noise_l2_norm"] == [None]


def test_what_words_look_at_is_checked() -> None:
    settings = CaptureSettings(attention_resolution=4, self_attention_resolution=4, gather_words="red, squarish")
    made = make_pass(transformer=True, settings=settings)
    assert shape_errors(made, 0) == []
    at = ("layer_1", "c0")
    gathers: Any = [step.gathers for step in made.steps]
    gathers[0][at].maps[0, 1, 0, 0] = torch.nan
    gathers[1][at].maps[0, 0] = 0.5
    gathers[2][at].maps = gathers[2][at].maps[:, :2]
    gathers[3]["layer_9", "c0"] = gathers[3][at]
    assert shape_errors(made, 0) == [
        "non_finite:gather:layer_1:c0:step=0:values=1",
        "more_than_all:gather:layer_1:c0:step=1:sum=8",
        "shape_mismatch:gather:layer_1:c0:step=2:expected=[1, 3, 4, 4]:actual=[1, 2, 4, 4]",
        "unknown_place:gather:layer_9:c0:step=3",
    ]
