"""The recorder of a pass, driven by hand as samplers drive it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
import torch

from diffulizer.capture import AttentionCall, Chunk
from diffulizer.capture.attention import CrossSums, accumulate
from diffulizer.capture.attention_recorder import NOT_CALLED, NOT_RUN
from diffulizer.capture.budget import estimate
from diffulizer.capture.memory import MemoryPass, MemoryRecording
from diffulizer.recording import NON_FINITE, gaps_of
from diffulizer.settings import CaptureSettings
from driving import GRID, SCHEDULE, TOKENS, Driver, make_layers, make_pass


def test_one_evaluation_a_step() -> None:
    driver = Driver(make_pass())
    xs, x0s = [], []
    for sigma in SCHEDULE[:-1]:
        x, x0 = driver.evaluate(sigma)
        xs.append(x)
        x0s.append(x0)
        driver.recorder.step(x0)
    final = torch.ones(1, 4, 8, 8)
    driver.recorder.close(final)
    target = driver.target
    assert target.complete
    assert [s.index for s in target.steps] == [0, 1, 2]
    assert [(s.sigma, s.sigma_next) for s in target.steps] == [(8.0, 4.0), (4.0, 2.0), (2.0, 0.0)]
    assert [s.timestep for s in target.steps] == [800, 400, 200]
    assert [s.evaluations for s in target.steps] == [1, 1, 1]
    assert torch.equal(target.initial_latent, xs[0].half())
    after = [xs[1], xs[2], final]
    for step, latent, x, x0 in zip(target.steps, after, xs, x0s, strict=True):
        assert torch.equal(step.latent, latent.half())
        assert torch.equal(step.x0, x0.half())
        torch.testing.assert_close(step.noise.float(), (x - x0) / step.sigma, atol=1e-2, rtol=1e-2)
        assert step.noise_text is not None
        torch.testing.assert_close(step.noise_text.float(), (x - x0 - 1) / step.sigma, atol=1e-2, rtol=1e-2)
        assert set(step.cross_attention) == {("layer_1", "c0"), ("layer_1", "c1")}
        assert set(step.self_attention) == {("layer_0", "c0")}
        assert step.cross_attention["layer_1", "c1"].maps is None
    assert driver.seen == target.steps
    assert [a.grid for a in target.layers] == [GRID, GRID]


def test_two_evaluations_a_step_report_the_one_that_predicted_denoised() -> None:
    """Heun: predictor, callback, corrector."""
    driver = Driver(make_pass())
    reported = []
    for i, sigma in enumerate(SCHEDULE[:-1]):
        x, x0 = driver.evaluate(sigma)
        driver.recorder.step(x0.clone())  # an equal tensor, not the very one
        reported.append(x)
        if i < 2:
            driver.evaluate(SCHEDULE[i + 1])
    driver.recorder.close(torch.zeros(1, 4, 8, 8))
    assert [s.sigma for s in driver.target.steps] == list(SCHEDULE[:-1])
    assert [s.evaluations for s in driver.target.steps] == [2, 2, 1]
    assert torch.equal(driver.target.steps[0].latent, reported[1].half())


def test_the_nearest_prediction_wins_when_none_is_equal() -> None:
    driver = Driver(make_pass())
    _, first = driver.evaluate(8.0)
    driver.evaluate(4.0)
    driver.recorder.step(first + 1e-3)
    driver.recorder.close(torch.zeros(1, 4, 8, 8))
    assert driver.target.steps[0].sigma == 8.0


def test_a_callback_without_an_evaluation_is_named() -> None:
    driver = Driver(make_pass())
    _, x0 = driver.evaluate(8.0)
    driver.recorder.step(x0)
    driver.recorder.step(x0)
    driver.recorder.close(x0)
    assert len(driver.target.steps) == 1
    assert [(g.what, g.where) for g in driver.target.gaps] == [("step", "callback 1")]


def test_an_interrupted_pass_keeps_the_steps_whose_latent_is_known() -> None:
    driver = Driver(make_pass())
    for sigma in (8.0, 4.0):
        driver.recorder.step(driver.evaluate(sigma)[1])
    driver.recorder.close(None)
    assert not driver.target.complete
    assert [s.sigma for s in driver.target.steps] == [8.0]


def interrupted(*evaluations: int) -> tuple[MemoryPass, torch.Tensor]:
    """A pass whose steps took so many evaluations, stopped in the next one; and where that began."""
    driver = Driver(make_pass())
    for sigma, count in zip((8.0, 4.0, 2.0), evaluations, strict=False):
        reported = driver.evaluate(sigma)[1]
        driver.recorder.step(reported)
        for _ in range(count - 1):
            driver.evaluate(sigma / 2)
    x = torch.full((1, 4, 8, 8), 0.5)
    driver.recorder.begin(x, torch.tensor([1.0]))
    driver.recorder.stopped()
    driver.recorder.close(None)
    return driver.target, x


def test_the_last_step_ended_where_an_interrupted_evaluation_began() -> None:
    target, x = interrupted(1, 1, 1)
    assert [s.sigma for s in target.steps] == [8.0, 4.0, 2.0]
    assert torch.equal(target.steps[-1].latent, x.half())
    assert (target.steps[-1].sigma_next, target.steps[-1].evaluations) == (1.0, 1)


@pytest.mark.parametrize("evaluations", [(1,), (2, 2, 1), (1, 1, 2)], ids=str)
def test_where_it_may_belong_to_the_last_step_itself_that_one_is_dropped(evaluations: tuple[int, ...]) -> None:
    target, _ = interrupted(*evaluations)
    assert len(target.steps) == len(evaluations) - 1


def test_attention_every_keeps_first_and_last() -> None:
    schedule = tuple(float(s) for s in range(8, -1, -1))
    driver = Driver(make_pass(CaptureSettings(attention_every=3), schedule))
    driver.sample()
    assert [s.index for s in driver.target.steps if s.cross_attention] == [0, 3, 6, 7]


@pytest.mark.parametrize(
    ("settings", "kept"),
    [
        ({"heads": "each"}, {"layer_0", "layer_1"}),
        ({"heads": "each", "head_layers": ("*attn2",)}, {"layer_1"}),
        ({"heads": "each", "head_layers": ("*attn1",)}, {"layer_0"}),
        ({"head_layers": ("*attn2",)}, set()),
    ],
)
def test_heads_are_kept_of_head_layers_alone(settings: dict[str, Any], kept: set[str]) -> None:
    driver = Driver(make_pass(CaptureSettings(maps_of="all", **settings)))
    driver.sample()
    for step in driver.target.steps:
        places = {**step.cross_attention, **step.self_attention}
        assert len(places) == 4
        assert all(attention.maps is not None for attention in places.values())
        assert {place for place, attention in places.items() if attention.heads is not None} == {
            (layer, condition) for layer in kept for condition in ("c0", "c1")
        }


@pytest.mark.parametrize(
    "options",
    [{}, {"maps_of": "all"}, {"heads": "each", "head_layers": ("*attn2",)}, {"attention_resolution": 2}],
    ids=str,
)
def test_the_estimate_is_what_a_pass_takes(options: dict[str, Any]) -> None:
    driver = Driver(make_pass(CaptureSettings(self_attention_resolution=3, **options)))
    expected = estimate(driver.target).total(1, [layer.id for layer in driver.target.layers])
    driver.sample()
    assert driver.target.nbytes() == expected


def test_fewer_layers_with_heads_need_less_of_the_budget() -> None:
    schedule = tuple(float(s) for s in range(250, -1, -1))
    measured = []
    for patterns in (("*",), ("*attn2",)):
        driver = Driver(make_pass(CaptureSettings(heads="each", head_layers=patterns, max_recording_mb=1), schedule))
        driver.sample()
        assert len(driver.target.steps) == 250
        measured.append(sum(1 for step in driver.target.steps if step.cross_attention))
    assert measured[0] < measured[1] == 250


def test_non_finite_attention_is_named_and_left_out() -> None:
    driver = Driver(make_pass())
    driver.recorder.step(driver.evaluate(8.0, broken=True)[1])
    driver.recorder.step(driver.evaluate(4.0)[1])
    driver.recorder.close(torch.zeros(1, 4, 8, 8))
    first, second = driver.target.steps
    assert ("layer_1", "c1") not in first.cross_attention  # the chunk that holds the NaN
    assert ("layer_1", "c0") in first.cross_attention
    assert len(second.cross_attention) == 2
    assert any(g.what == NON_FINITE and "c1 step 0" in g.where for g in driver.target.gaps)


def test_a_conditioning_twice_in_a_call_is_kept_once_and_said() -> None:
    driver = Driver(make_pass())
    x = torch.randn(1, 4, 8, 8)
    driver.recorder.begin(x, torch.tensor([8.0]))
    driver.recorder.network_called([])
    layer = make_layers()[1]
    q, k = torch.randn(2, 2, 16, 4), torch.randn(2, 2, TOKENS, 4)
    driver.recorder.attention(AttentionCall(layer, q, k, grid=GRID, chunks=[Chunk("c0"), Chunk("c0")]))
    driver.recorder.end(x)
    driver.recorder.step(x)
    (attention,) = driver.target.steps[0].cross_attention.values()
    sums = CrossSums(q[:1], TOKENS, keep_heads=False)
    accumulate(q[:1], k[:1], [sums])
    (alone,) = sums.result(GRID, GRID, [True])
    torch.testing.assert_close(attention.token_mean, alone.token_mean)
    assert [g.reason for g in driver.target.gaps] == ["evaluated more than once in a step; the first is kept"]


@pytest.mark.parametrize(
    ("shape", "word"),
    [
        ({"positions": 9}, "regroups or merges"),
        ({"keys": 7}, "adds or removes tokens"),
        ({"keys": 2 * TOKENS}, "adds or removes tokens"),
        ({"rows": 4}, "attend to more prompts or regions"),
    ],
)
def test_what_does_not_fit_is_refused_with_a_reason(shape: dict[str, int], word: str) -> None:
    driver = Driver(make_pass())
    x = torch.randn(1, 4, 8, 8)
    driver.recorder.begin(x, torch.tensor([8.0]))
    driver.recorder.network_called(["c1", "c0"])
    rows = shape.get("rows", 2)
    q = torch.randn(rows, 2, shape.get("positions", 16), 4)
    k = torch.randn(rows, 2, shape.get("keys", TOKENS), 4)
    driver.recorder.attention(AttentionCall(make_layers()[1], q, k, grid=GRID, chunks=[Chunk("c1"), Chunk("c0")]))
    driver.recorder.end(x)
    driver.recorder.step(x)
    driver.recorder.close(x)
    assert driver.target.steps[0].cross_attention == {}
    assert any(word in gap.reason for gap in driver.target.gaps)
    assert driver.target.layers == []


def called(driver: Driver, shape: tuple[int, ...], *, sigma: float = 8.0) -> None:
    """One step whose call of the network is given latents of a shape."""
    x = torch.randn(1, 4, 8, 8)
    driver.recorder.begin(x, torch.tensor([sigma]))
    driver.recorder.network_called(["c1", "c0"])
    chunks = [Chunk("c1"), Chunk("c0")]
    if driver.recorder.fits(shape, chunks):
        for layer in make_layers():
            q = torch.randn(2, 2, 16, 4)
            k = torch.randn(2, 2, 16 if layer.attention_type == "self" else TOKENS, 4)
            driver.recorder.attention(AttentionCall(layer, q, k, grid=GRID, chunks=chunks))
    driver.recorder.end(x)
    driver.recorder.step(x)


@pytest.mark.parametrize(
    ("shape", "area", "reason"),
    [
        ((2, 4, 4, 4), None, "called on tiles of 4x4 latent cells, not on the picture of 8x8"),
        ((2, 4, 8, 8), (4, 8, 2, 0), "called on tiles of 8x8 latent cells, not on the area of 4x8"),
        ((4, 4, 8, 8), None, "called on 4 latents, where 2 prompts and 1 image make 2"),
        ((2, 4, 8, 8), None, None),
        ((2, 4, 5, 7), (12, 9, 3, 1), None),
    ],
)
def test_a_call_is_on_the_picture_or_on_the_area(
    shape: tuple[int, ...], area: tuple[int, int, int, int] | None, reason: str | None
) -> None:
    driver = Driver(make_pass())
    driver.recorder.set_conditions([replace(c, area=area) for c in driver.target.conditions])
    called(driver, shape)
    driver.recorder.close(torch.zeros(1, 4, 8, 8))
    assert [(g.what, g.where) for g in gaps_of(driver.target)] == ([("attention", "steps 0")] if reason else [])
    assert all(reason is not None and reason in gap.reason for gap in driver.target.gaps)
    assert len(driver.target.layers) == (0 if reason else 2)


def test_layers_and_steps_without_attention_are_named() -> None:
    driver = Driver(make_pass(schedule=(8.0, 4.0, 2.0, 1.0, 0.0)))
    for step, sigma in enumerate((8.0, 4.0, 2.0, 1.0)):
        x, _ = torch.randn(1, 4, 8, 8), driver.recorder.begin(torch.randn(1, 4, 8, 8), torch.tensor([sigma]))
        if step != 2:
            driver.recorder.network_called(["c1", "c0"])
        for layer in make_layers():
            if step in (0, 3) or (step == 1 and layer.attention_type == "self"):
                q = torch.randn(2, 2, 16, 4)
                k = torch.randn(2, 2, 16 if layer.attention_type == "self" else TOKENS, 4)
                chunks = [Chunk("c1"), Chunk("c0")]
                driver.recorder.attention(AttentionCall(layer, q, k, grid=GRID, chunks=chunks))
        driver.recorder.end(x)
        driver.recorder.step(x)
    driver.recorder.close(x)
    self_layer, cross_layer = driver.target.layers
    assert [(g.what, g.where, g.reason) for g in gaps_of(driver.target)] == [
        ("attention", "steps 2", NOT_CALLED),
        ("self-attention maps", f"layer_0 ({self_layer.name}), steps 2", NOT_CALLED),
        ("cross-attention maps", f"layer_1 ({cross_layer.name}), steps 1", NOT_RUN),
        ("cross-attention maps", f"layer_1 ({cross_layer.name}), steps 2", NOT_CALLED),
    ]


def test_a_grid_that_changes_is_kept_by_step_and_the_layer_has_the_finest() -> None:
    driver = Driver(make_pass())
    for sigma, grid in ((8.0, (4, 4)), (4.0, (2, 2)), (2.0, (2, 2))):
        x = torch.randn(1, 4, 8, 8)
        driver.recorder.begin(x, torch.tensor([sigma]))
        driver.recorder.network_called(["c0"])
        for layer in make_layers():
            n = grid[0] * grid[1]
            k = torch.randn(1, 2, n if layer.attention_type == "self" else TOKENS, 4)
            q = torch.randn(1, 2, n, 4)
            driver.recorder.attention(AttentionCall(layer, q, k, grid=grid, chunks=[Chunk("c0")]))
        driver.recorder.end(x)
        driver.recorder.step(x)
    driver.recorder.close(x)
    assert [layer.grid for layer in driver.target.layers] == [(4, 4), (4, 4)]
    assert [s.cross_attention["layer_1", "c0"].cells for s in driver.target.steps] == [(4, 4), (2, 2), (2, 2)]


def test_the_evaluation_is_found_by_what_the_sampler_was_given_of_each() -> None:
    """The mask changes between evaluations: with that of the second for both, the first would be nearer."""
    driver = Driver(make_pass())
    driver.recorder.original = torch.zeros(1, 4, 8, 8)
    first, second = torch.ones(1, 4, 8, 8), torch.full((1, 4, 8, 8), 2.0)
    for x0, mask, sigma in ((first, 1.0, 8.0), (second, 0.5, 4.0)):
        driver.recorder.begin(x0, torch.tensor([sigma]), torch.full((1, 1, 8, 8), mask))
        driver.recorder.end(x0)
    driver.recorder.step(torch.full((1, 4, 8, 8), 1.001))
    assert driver.target.steps[0].sigma == 4.0
    for x0, mask, sigma in ((first, 1.0, 8.0), (second, 0.25, 4.0)):
        driver.recorder.begin(x0, torch.tensor([sigma]), torch.full((1, 1, 8, 8), mask))
        driver.recorder.end(x0)
    driver.recorder.step(torch.full((1, 4, 8, 8), 0.9))
    assert driver.target.steps[1].sigma == 8.0


def test_a_repeated_prompt_is_folded() -> None:
    driver = Driver(make_pass())
    driver.recorder.step(driver.evaluate(8.0, copies=3)[1])
    driver.recorder.close(torch.zeros(1, 4, 8, 8))
    maps = driver.target.steps[0].cross_attention["layer_1", "c0"].maps
    assert maps is not None
    assert maps.shape == (1, TOKENS, *GRID)
    assert driver.target.gaps == []


def test_given_tensors_are_never_changed_and_never_shared() -> None:
    driver = Driver(make_pass())
    x, x0 = driver.evaluate(8.0)
    copy = x.clone()
    driver.recorder.step(x0)
    x.zero_()  # a sampler may write into its own tensors
    driver.recorder.step(driver.evaluate(4.0)[1])
    driver.recorder.close(x0)
    assert torch.equal(driver.target.initial_latent, copy.half())


def test_a_recording_holds_the_newest_passes() -> None:
    recording = MemoryRecording()
    passes = [make_pass() for _ in range(3)]
    for new in passes:
        recording.add(new)
    assert [any(p is q for q in recording.passes) for p in passes] == [False, True, True]
    assert recording.dropped == []  # it put nothing out
    assert recording.get_ram_usage() == sum(p.nbytes() for p in passes[1:])
