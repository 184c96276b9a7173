"""Content of figures: the numbers on their lines, areas, cells and pictures are the recording's."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from matplotlib.collections import LineCollection, PathCollection
from matplotlib.colors import to_hex
from matplotlib.text import Annotation
from plotting import DENOISING, NOTE, PASS, SHARES, frames, picture

from diffulizer.analysis import NOT_CAUSATION
from diffulizer.analysis.comparison import compare
from diffulizer.analysis.denoising import denoising_of_pass, denoising_of_run, note_of
from diffulizer.analysis.shares import ALL_LAYERS, chosen_words, shares_of, shares_of_pass
from diffulizer.analysis.terms import terms_of
from diffulizer.analysis.word_differences import word_differences
from diffulizer.errors import RecordingError, SettingsError
from diffulizer.format import SCALAR_CHANNELS
from diffulizer.metrics import compute_metrics, compute_pca
from diffulizer.plots.channels import channels_of
from diffulizer.plots.comparison import comparison_figure
from diffulizer.plots.curves import arrangement, metrics_figure
from diffulizer.plots.difference_maps import difference_figure
from diffulizer.plots.dominance import LINES, STACKED, dominance_figure, spread
from diffulizer.plots.page import Page
from diffulizer.plots.progress import whole_marks
from diffulizer.plots.strip import BOTH, CLEAN, LATENT, chosen_steps, evenly, fitting_height, strip_figure
from diffulizer.plots.style import DARK, LIGHT, NAMED_COLOURS, WORD_COLOURS, Look, term_colour
from diffulizer.plots.trajectory import trajectory_figure
from diffulizer.plots.word_steps import ABSOLUTE, NORMALISED, word_step_figure
from diffulizer.settings import CaptureSettings
from synthetic import make_pass, make_prompt, make_table

LOOK = Look(800, 600)
METRICS = compute_metrics(PASS, 0)


def line(page: Page, panel: int = 0, which: int = 0) -> Any:
    return page.figure.axes[panel].lines[which]


def said(page: Page) -> str:
    """Return everything that is written around the plots, in the order from top to bottom."""
    texts = sorted(page.figure.texts, key=lambda t: (-t.get_position()[1], t.get_position()[0]))
    return " ".join(t.get_text() for t in texts)


def test_lines_are_the_metrics_at_each_step() -> None:
    page = metrics_figure(DENOISING, channels_of("all"), along="step", look=LOOK)
    assert len(page.figure.axes) == 12
    for axes, key in zip(page.figure.axes, SCALAR_CHANNELS, strict=True):
        entries = METRICS[key]
        wanted = [e["mean"] if isinstance(e, dict) else e for e in entries] if "spatial" not in key else [
            float(np.mean(list(e["by_layer"].values()))) for e in entries
        ]  # fmt: skip
        assert np.asarray(axes.lines[0].get_xdata()).tolist() == list(range(1, 13))
        np.testing.assert_allclose(
            np.asarray(axes.lines[0].get_ydata()), [math.nan if v is None else v for v in wanted]
        )


def test_the_band_is_the_range_of_the_layers() -> None:
    page = metrics_figure(DENOISING, channels_of("cross_attention_entropy"), along="step", look=LOOK)
    (band,) = page.figure.axes[0].collections
    ends = [list(e["by_layer"].values()) for e in METRICS["cross_attention_entropy"]]
    corners = np.asarray(band.get_paths()[0].vertices)[:, 1]
    assert corners.min() == pytest.approx(min(map(min, ends)))
    assert corners.max() == pytest.approx(max(map(max, ends)))
    assert "lowest to the highest recorded layer" in said(page)


def test_along_sigma_noise_falls_from_left_to_right() -> None:
    page = metrics_figure(DENOISING, channels_of("predicted_noise_l2_norm"), along="sigma", look=LOOK)
    axes = page.figure.axes[0]
    assert np.asarray(axes.lines[0].get_xdata()).tolist() == [step.sigma for step in PASS.steps]
    assert axes.get_xscale() == "log"
    left, right = axes.get_xlim()
    assert left > PASS.steps[0].sigma > PASS.steps[-1].sigma > right


def test_latents_stand_at_the_noise_level_stepped_to_and_the_clean_one_at_the_end() -> None:
    keys = "latent_l2_norm, cosine_similarity_to_previous, guidance_l2_norm"
    page = metrics_figure(DENOISING, channels_of(keys), along="sigma", look=LOOK)
    *to, last = (step.sigma_next for step in PASS.steps)
    end = PASS.steps[-1].sigma / 2
    assert last == 0
    for panel in (0, 1):
        assert line(page, panel).get_xdata().tolist() == [*to, end]
    assert line(page, 2).get_xdata().tolist() == [step.sigma for step in PASS.steps]
    axes = page.figure.axes[0]
    assert {axes.get_xlim() for axes in page.figure.axes} == {axes.get_xlim()}
    assert end in axes.get_xticks()
    assert axes.xaxis.get_major_formatter()(end) == "0"


def test_a_step_that_was_evaluated_without_noise_stands_at_the_end() -> None:
    denoising = replace(DENOISING, sigmas=(*DENOISING.sigmas[:-1], 0.0))
    page = metrics_figure(denoising, channels_of("guidance_l2_norm"), along="sigma", look=LOOK)
    assert line(page).get_xdata()[-1] == denoising.sigmas[-2] / 2
    page.pixels()


def test_noise_levels_that_are_not_known_are_explained() -> None:
    denoising = replace(DENOISING, name="old", sigmas=(math.nan,) * 12, next_sigmas=(math.nan,) * 12)
    with pytest.raises(RecordingError, match=r"old has no noise levels: runs of schema 1.0.0 lack them"):
        metrics_figure(denoising, channels_of("core"), along="sigma", look=LOOK)
    with pytest.raises(SettingsError, match="along is 'time'; expected one of step, sigma"):
        metrics_figure(DENOISING, channels_of("core"), along="time", look=LOOK)


def test_metrics_that_were_not_measured_have_no_panel_and_are_named() -> None:
    denoising = denoising_of_pass(make_pass(guidance=False), 0)
    page = metrics_figure(denoising, channels_of("core"), along="step", look=LOOK)
    assert len(page.figure.axes) == 5
    assert f"Not measured here: {SCALAR_CHANNELS['guidance_l2_norm'].title}." in said(page)
    with pytest.raises(RecordingError, match=r"Nothing was measured of guidance_l2_norm, guidance_cosine"):
        metrics_figure(denoising, channels_of("guidance_l2_norm, guidance_cosine"), along="step", look=LOOK)


def test_gaps_stay_gaps() -> None:
    settings = CaptureSettings(attention_resolution=4, self_attention_resolution=4, attention_every=3)
    denoising = denoising_of_pass(make_pass(steps=7, settings=settings), 0)
    values = line(
        metrics_figure(denoising, channels_of("cross_attention_entropy"), along="step", look=LOOK)
    ).get_ydata()
    assert np.isfinite(values).tolist() == [True, False, False, True, False, False, True]


@pytest.mark.parametrize("steps", [1, 2, 150])
def test_few_and_many_steps_can_be_drawn(steps: int) -> None:
    made = make_pass(steps=steps, latent_grid=(8, 8))
    denoising, shares = denoising_of_pass(made, 0), shares_of_pass(made, 0)
    for page in (
        metrics_figure(denoising, channels_of("core"), along="step", look=LOOK),
        metrics_figure(denoising, channels_of("core"), along="sigma", look=LOOK),
        trajectory_figure(compute_pca(made, 0), note="", look=LOOK),
        dominance_figure(shares, note="", style=STACKED, look=LOOK),
        dominance_figure(shares, note="", style=LINES, special=False, look=LOOK),
        word_step_figure(shares, note="", scale=ABSOLUTE, colours="magma", look=LOOK),
    ):
        assert page.pixels().shape == (600, 800, 3)


@pytest.mark.parametrize(
    ("count", "size", "grid"), [(6, (1280, 700), (2, 3)), (1, (900, 600), (1, 1)), (4, (500, 1200), (4, 1))]
)
def test_panels_suit_the_page(count: int, size: tuple[int, int], grid: tuple[int, int]) -> None:
    assert arrangement(count, *size) == grid


def test_marks_of_steps_are_round() -> None:
    assert whole_marks(1, 4, 8) == [1, 2, 3, 4]
    assert whole_marks(1, 20, 8) == [1, 5, 10, 15, 20]
    assert whole_marks(1, 100, 8) == [1, 20, 40, 60, 80, 100]


# -- trajectory ------------------------------------------------------------------------------------


def test_the_path_is_the_pca_of_the_latents() -> None:
    pca = compute_pca(PASS, 0)
    page = trajectory_figure(pca, note=NOTE, look=LOOK)
    axes = page.figure.axes[0]
    clean, path = [c for c in axes.collections if isinstance(c, PathCollection)]
    np.testing.assert_allclose(np.asarray(path.get_offsets()), pca["points"])
    np.testing.assert_allclose(np.asarray(clean.get_offsets()), pca["x0_points"])
    lines = [c for c in axes.collections if isinstance(c, LineCollection)][1]
    np.testing.assert_allclose([s[0] for s in lines.get_segments()], pca["points"][:-1])
    first, second = pca["explained_variance_ratio"]
    assert axes.get_xlabel() == f"component 1: {100 * first:.1f} % of the variance"
    assert axes.get_ylabel() == f"component 2: {100 * second:.1f} % of the variance"
    assert [t.get_text() for t in axes.texts] == ["after step 1", "after step 12"]
    assert [t.xy for t in axes.texts if isinstance(t, Annotation)] == [
        tuple(pca["points"][0]),
        tuple(pca["points"][-1]),
    ]


def test_colours_of_the_path_follow_the_steps() -> None:
    page = trajectory_figure(compute_pca(PASS, 0), note="", look=LOOK)
    path: Any = [c for c in page.figure.axes[0].collections if isinstance(c, PathCollection)][1]
    colours = [to_hex(c) for c in path.get_facecolor()]
    assert len(set(colours)) == 12
    shown: Any = page.figure.axes[1].images[0]
    assert [to_hex(shown.cmap(shown.norm(i))) for i in range(12)] == colours


def test_predictions_can_be_left_out_and_may_be_missing() -> None:
    pca = compute_pca(PASS, 0)
    for page in (
        trajectory_figure(pca, note="", look=LOOK, clean=False),
        trajectory_figure({**pca, "x0_points": None}, note="", look=LOOK),
    ):
        assert len(page.figure.axes[0].collections) == 2
        assert "□" not in said(page)


def test_a_path_with_holes_and_without_points() -> None:
    pca = compute_pca(PASS, 0)
    points = [*pca["points"]]
    points[0] = points[5] = [None, None]
    page = trajectory_figure({**pca, "points": points}, note="", look=LOOK)
    assert [t.get_text() for t in page.figure.axes[0].texts] == ["after step 2", "after step 12"]
    page.pixels()
    with pytest.raises(RecordingError, match="no trajectory to draw"):
        trajectory_figure({"points": [[None, None]]}, note="", look=LOOK)


# -- shares of attention ---------------------------------------------------------------------------


def test_shares_are_the_sums_over_tokens() -> None:
    tokens = np.array(METRICS["mean_token_activation"])
    assert [t.text for t in SHARES.terms] == [
        "a", "red", "circle", "above", "a#2", "blue", "squarish", "start", "end", "padding",
    ]  # fmt: skip
    for term, values in zip(SHARES.terms, SHARES.values, strict=True):
        np.testing.assert_allclose(values, tokens[:, list(term.tokens)].sum(1))
    np.testing.assert_allclose(SHARES.values.sum(0), 1, atol=1e-5)
    np.testing.assert_allclose(shares_of_pass(PASS, 0).values, SHARES.values, atol=1e-7)


def test_special_tokens_are_told_apart() -> None:
    table = make_table(["red", "circ+le"], "red circle", length=8)
    assert [(t.kind, t.text, t.tokens) for t in terms_of(table)] == [
        ("word", "red", (1,)),
        ("word", "circle", (2, 3)),
        ("start", "start", (0,)),
        ("end", "end", (4,)),
        ("padding", "padding", (5, 6, 7)),
    ]


def test_layers_are_chosen_and_named() -> None:
    one = shares_of_pass(PASS, 0, "middle")
    layer = next(a for a in PASS.layers if a.attention_type == "cross" and a.block[0] == "middle")
    wanted = PASS.steps[3].cross_attention[layer.id, "c0"].token_mean[0].numpy()
    np.testing.assert_allclose(one.values[1, 3], wanted[2], rtol=1e-6)
    assert one.layers == f"the layer {layer.name}"
    assert shares_of_pass(PASS, 0).layers == ALL_LAYERS


def test_words_are_chosen_wherever_they_occur() -> None:
    assert chosen_words(PASS, SHARES, "") == []
    assert chosen_words(PASS, SHARES, "circle, a") == [0, 2, 4]
    assert chosen_words(PASS, SHARES, "a#2") == [4]
    with pytest.raises(SettingsError, match=r"words names 'cat'.*a, red, circle"):
        chosen_words(PASS, SHARES, "cat")


def test_stacked_areas_pile_the_words_in_order_of_the_prompt() -> None:
    page = dominance_figure(SHARES, note=NOTE, style=STACKED, look=LOOK)
    main, below = page.figure.axes
    areas: dict[object, Any] = {c.get_label(): c for c in main.collections}
    assert [*areas] == [SHARES.terms[i].text for i in reversed(SHARES.words)]  # drawn from the bottom
    top = np.asarray(main.lines[-1].get_ydata())
    np.testing.assert_allclose(top, SHARES.values[SHARES.words].sum(0))
    for i in SHARES.words:
        assert to_hex(areas[SHARES.terms[i].text].get_facecolor()[0]) == term_colour(SHARES.terms[i])
    np.testing.assert_allclose(np.asarray(below.lines[-1].get_ydata()), 1, atol=1e-5)
    assert [c.get_label() for c in below.collections] == ["padding", "end", "start", "all words"]
    assert "Start, end and padding are counted in." in said(page)


def test_without_special_tokens_words_sum_to_one_and_it_is_said() -> None:
    page = dominance_figure(SHARES, note=NOTE, style=STACKED, special=False, look=LOOK)
    (main,) = page.figure.axes
    np.testing.assert_allclose(np.asarray(main.lines[-1].get_ydata()), 1)
    mass = 100 * SHARES.values[SHARES.special].sum(0).mean()
    assert f"which get {mass:.0f} % of all attention, are left out" in said(page)


def test_lines_are_the_shares_in_the_words_colours() -> None:
    page = dominance_figure(SHARES, note=NOTE, style=LINES, chosen=[1, 2], look=LOOK)
    lines = page.figure.axes[0].lines
    assert [(x.get_label(), x.get_color()) for x in lines] == [
        ("red", NAMED_COLOURS["red"]),
        ("circle", WORD_COLOURS[2]),
        ("other words", LIGHT.line_strong),
    ]
    np.testing.assert_allclose(np.asarray(lines[0].get_ydata()), SHARES.values[1])
    np.testing.assert_allclose(np.asarray(lines[2].get_ydata()), SHARES.values[[0, 3, 4, 5, 6]].sum(0))


def test_words_of_one_colour_are_told_apart() -> None:
    """The eleventh word has the first one's colour, the twenty-first again."""
    words = [f"w{i}" for i in range(21)]
    terms = terms_of(make_table(words, " ".join(words), length=23))
    shares = shares_of(terms, np.full((4, 23), 1 / 23))
    lines = dominance_figure(shares, note="", style=LINES, chosen=[0, 10, 20], look=LOOK)
    drawn = lines.figure.axes[0].lines[:3]
    assert {x.get_color() for x in drawn} == {WORD_COLOURS[0]}
    assert [x.get_linestyle() for x in drawn] == ["-", "--", ":"]
    assert all(sign in said(lines) for sign in "━╍┉")
    areas = dominance_figure(shares, note="", style=STACKED, chosen=[0, 10, 20], look=LOOK)
    main: Any = areas.figure.axes[0].collections
    lined: list[Any] = [c for c in main if isinstance(c, LineCollection)]
    clips = [c.get_clip_path().get_fully_transformed_path() for c in lined]
    twice, again = (next(c for c in main if c.get_label() == word) for word in ("w20", "w10"))
    wanted = [area.get_transform().transform_path(area.get_paths()[0]) for area in (twice, twice, again)]
    assert [np.asarray(c.vertices).tolist() for c in clips] == [np.asarray(w.vertices).tolist() for w in wanted]
    assert all(sign in said(areas) for sign in "■▨▩")


def test_names_beside_curves_do_not_lie_on_each_other() -> None:
    found = spread([50, 51, 52, 10], 10, 0, 100)
    assert min(np.diff(sorted(found))) >= 9.9
    assert np.argsort(found).tolist() == [3, 0, 1, 2]
    assert max(spread([99, 99, 99], 10, 0, 100)) <= 100


def test_an_unknown_style_is_refused() -> None:
    with pytest.raises(SettingsError, match="style is 'pie'; expected one of stacked, lines"):
        dominance_figure(SHARES, note="", style="pie", look=LOOK)


@pytest.mark.parametrize(("scale", "colours"), [(ABSOLUTE, "magma"), (NORMALISED, "viridis")])
def test_the_matrix_is_the_shares(scale: str, colours: str) -> None:
    page = word_step_figure(SHARES, note=NOTE, scale=scale, colours=colours, look=LOOK)
    image: Any = page.figure.axes[0].images[0]
    wanted = SHARES.values[SHARES.words]
    wanted = wanted / wanted.max(1, keepdims=True) if scale == NORMALISED else wanted
    np.testing.assert_allclose(image.get_array(), wanted)
    assert image.cmap.name == colours
    assert image.get_clim() == (0, pytest.approx(wanted.max()))
    bars: Any = page.figure.axes[1].patches
    np.testing.assert_allclose([bar.get_width() for bar in bars], SHARES.means()[SHARES.words])
    assert [to_hex(bar.get_facecolor()) for bar in bars] == [term_colour(SHARES.terms[i]) for i in SHARES.words]


def test_rows_are_chosen_and_special_tokens_added() -> None:
    page = word_step_figure(SHARES, note="", scale=ABSOLUTE, colours="magma", chosen=[2], special=True, look=LOOK)
    rows = page.figure.axes[0].images[0].get_array()
    np.testing.assert_allclose(rows, SHARES.values[[2, 7, 8, 9]])
    assert "have no row" not in said(page)


def test_without_attention_it_is_said_how_to_record_it() -> None:
    settings = CaptureSettings(include_cross_attention=False, self_attention_resolution=4)
    with pytest.raises(RecordingError, match=r"include_cross_attention.*Capture Settings"):
        shares_of_pass(make_pass(settings=settings), 0)


# -- strips ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("kinds", [LATENT, CLEAN, BOTH])
def test_a_strip_shows_the_pictures_of_its_steps(kinds: str) -> None:
    page = strip_figure(frames(5), picture, kinds=kinds, captions=True, note=NOTE, decoded="decoded", look=LOOK)
    pixels = page.pixels()
    shown = [(left, top, size.shape) for size, left, top in page.pasted]
    assert len(shown) == 5 * (2 if kinds == BOTH else 1)
    for i, (left, top, (height, width, _)) in enumerate(shown):
        step, kind = (i // 2, ("latent", "x0")[i % 2]) if kinds == BOTH else (i, kinds)
        assert np.array_equal(np.unique(pixels[top : top + height, left : left + width].reshape(-1, 3), axis=0),
                              np.unique(picture(step, kind).reshape(-1, 3), axis=0))  # fmt: skip
        assert 0 <= left < left + width <= 800
        assert 0 <= top < top + height <= 600
    assert "step 1" in said(page)
    assert "σ 14.6" in said(page)


def test_pictures_do_not_lie_on_each_other() -> None:
    page = strip_figure(frames(12), picture, kinds=BOTH, captions=True, note="", decoded="", look=Look(900, 700))
    covered = np.zeros((700, 900), int)
    for image, left, top in page.pasted:
        covered[top : top + image.shape[0], left : left + image.shape[1]] += 1
    assert covered.max() == 1


def test_a_strip_keeps_the_shape_of_its_pictures() -> None:
    wide = lambda step, kind: np.zeros((40, 90, 3), np.uint8)  # noqa: E731
    page = strip_figure(frames(4), wide, kinds=LATENT, captions=False, note="", decoded="", look=Look(800, 300))
    for image, _, _ in page.pasted:
        assert image.shape[1] / image.shape[0] == pytest.approx(90 / 40, rel=0.02)
    assert page.figure.texts == []


def test_the_fitting_height_leaves_one_full_row() -> None:
    look = Look(1200, fitting_height(1200, 6, BOTH, 1.0))
    page = strip_figure(frames(6), picture, kinds=BOTH, captions=True, note="n", decoded="decoded", look=look)
    assert len({top for _, _, top in page.pasted}) == 2
    assert sum(image.shape[1] for image, _, _ in page.pasted[::2]) > 0.85 * 1200


def test_too_many_pictures_are_refused() -> None:
    with pytest.raises(SettingsError, match=r"leave \d+ pixels for each picture of 256 x 256; choose fewer steps"):
        strip_figure(frames(12) * 10, picture, kinds=BOTH, captions=True, note="", decoded="", look=Look(256, 256))


@pytest.mark.parametrize(
    ("text", "steps"),
    [
        ("all", [*range(10)]),
        ("every 4", [0, 4, 8, 9]),
        ("Every 3", [0, 3, 6, 9]),
        ("4 evenly", [0, 3, 6, 9]),
        ("1 evenly", [9]),
        ("99 evenly", [*range(10)]),
        ("1, 5,10", [0, 4, 9]),
        ("-1", [9]),
        ("3 3 -10", [2, 0]),
    ],
)
def test_steps_are_chosen_by_text(text: str, steps: list[int]) -> None:
    assert chosen_steps(text, 10) == steps


@pytest.mark.parametrize("text", ["", "0", "11", "-11", "every 0", "0 evenly", "some", "1.5", "1-5"])
def test_steps_that_are_none_are_refused(text: str) -> None:
    with pytest.raises(SettingsError, match=r"^steps (is|names) "):
        chosen_steps(text, 10)


@pytest.mark.parametrize("count", [1, 2, 5, 9])
def test_even_steps_begin_and_end_at_the_ends(count: int) -> None:
    found = evenly(9, count)
    assert len(set(found)) == count
    assert found[-1] == 8
    assert count == 1 or found[0] == 0


# -- two runs --------------------------------------------------------------------------------------


def test_a_comparison_shows_both_runs_and_what_is_between_them() -> None:
    other = make_pass(steps=9, seed=3)
    comparison = compare(PASS, other)
    page = comparison_figure(comparison, look=Look(1280, 960, DARK))
    metric = page.figure.axes[0]
    assert [x.get_color() for x in metric.lines] == [DARK.run_a, DARK.run_b]
    np.testing.assert_allclose(np.asarray(metric.lines[0].get_ydata()), METRICS["latent_l2_norm"])
    np.testing.assert_allclose(np.asarray(metric.lines[1].get_ydata()), compute_metrics(other, 0)["latent_l2_norm"])
    for drawn, made in zip(metric.lines, (PASS, other), strict=True):
        assert np.asarray(drawn.get_xdata()).tolist()[:-1] == [step.sigma_next for step in made.steps[:-1]]
    latents, apart = page.figure.axes[4:6]
    np.testing.assert_allclose(np.asarray(latents.lines[0].get_ydata()), comparison.differences["latent"])
    assert np.asarray(latents.lines[0].get_xdata()).tolist() == np.asarray(metric.lines[0].get_xdata()).tolist()
    np.testing.assert_allclose(np.asarray(apart.lines[0].get_ydata()), comparison.differences["x0"])
    assert page.figure.axes[-1].get_xlabel() == "step of A"
    assert NOT_CAUSATION in said(page)
    matrix = page.figure.axes[-1].images[0].get_array()
    np.testing.assert_allclose(matrix, [layer.tokens for layer in comparison.layers])
    assert f"A {note_of(PASS)}" in said(page)
    assert f"B {note_of(other)}" in said(page)


def test_difference_maps_are_b_minus_a() -> None:
    other = make_pass(steps=12, seed=3)
    (found,) = word_differences(PASS, other, items=(0, 0), words="circle", layers="middle", pairs=[(2, 3)])
    layer = next(a.id for a in PASS.layers if a.attention_type == "cross" and a.block[0] == "middle")
    a, b = (p.steps[i].cross_attention[layer, "c0"].maps[0, 3].float().numpy() for p, i in ((PASS, 2), (other, 3)))
    np.testing.assert_allclose(found.maps[2], b - a, atol=1e-6)
    page = difference_figure([found], [(2, 3)], notes=("", ""), aspect=1.0, look=LOOK)
    ((shown, _, _),) = page.pasted
    at = np.unravel_index(np.abs(found.maps[2]).argmax(), found.maps[2].shape)
    spot = [int((i + 0.5) * shown.shape[0] / 4) for i in at]
    red, _, blue = (int(v) for v in shown[tuple(spot)])
    assert (red > blue) == (found.maps[2][at] > 0)


def test_words_that_differ_most_are_shown() -> None:
    other = make_pass(steps=12, seed=3)
    every = ", ".join(dict.fromkeys(t.text for t in SHARES.terms[:7] if "#" not in t.text))
    all_words = word_differences(PASS, other, items=(0, 0), words=every, layers="*", pairs=[(0, 0)])
    four = word_differences(PASS, other, items=(0, 0), words="", layers="*", pairs=[(0, 0)])
    largest = sorted(all_words, key=lambda w: -np.abs(w.maps[0]).max())[:4]
    assert {w.text for w in four} == {w.text for w in largest}
    assert [w.index for w in four] == sorted(w.index for w in four)


@pytest.mark.parametrize("quotes", [('"', '",'), ("“", "”,")])
def test_prompts_with_quotation_marks_have_difference_maps(quotes: tuple[str, str]) -> None:
    """CLIP's tokenizer keeps them as words of their own."""
    a, b = make_pass(steps=2), make_pass(steps=2, seed=3)
    for made, colour in ((a, "red"), (b, "blue")):
        prompt = make_prompt(("a", colour, "sign", quotes[0], "hello", quotes[1], "there"), "a sign")
        made.conditions[0] = replace(made.conditions[0], prompt=prompt)
    found = word_differences(a, b, items=(0, 0), words="", layers="*", pairs=[(0, 0)])
    assert found[0].text == "red → blue"
    assert {word.text for word in found[1:]} < {"a", "sign", "hello", "there"}


def prompted(*words: str, seed: int = 0) -> Any:
    made = make_pass(steps=2, seed=seed)
    made.conditions[0] = replace(made.conditions[0], prompt=make_prompt(words, " ".join(words)))
    return made


def test_words_that_changed_are_compared_with_those_in_their_place() -> None:
    a = prompted("a", "red", "circle", "above")
    b = prompted("a", "big", "blue", "star", "above", seed=3)
    pairs: dict[str, Any] = {"items": (0, 0), "layers": "middle", "pairs": [(0, 0)]}
    found = word_differences(a, b, words="", **pairs)
    assert [word.text for word in found] == ["red circle → big blue star", "a", "above"]
    (named,) = word_differences(a, b, words="red circle -> big blue star", **pairs)
    np.testing.assert_array_equal(named.maps[0], found[0].maps[0])
    layer = next(one.id for one in a.layers if one.attention_type == "cross" and one.block[0] == "middle")
    one, other = (
        p.steps[0].cross_attention[layer, "c0"].maps[0, list(tokens)].float().sum(0).numpy()
        for p, tokens in ((a, (2, 3)), (b, (2, 3, 4)))
    )
    np.testing.assert_allclose(named.maps[0], other - one, atol=1e-6)
    with pytest.raises(SettingsError, match="recording B: words names 'circle'"):
        word_differences(a, b, words="circle", **pairs)


def test_automatic_layers_are_those_that_see_the_word_most_clearly_in_both() -> None:
    a, b = prompted("a", "red", "circle"), prompted("a", "red", "star", seed=3)
    cross = [layer for layer in a.layers if layer.attention_type == "cross"]
    for made in (a, b):
        for layer in made.layers:
            if layer.attention_type == "cross":
                maps = made.steps[0].cross_attention[layer.id, "c0"].maps
                maps[:] = 0.1
                if layer.name == cross[1].name:
                    maps[0, 3, 0, 0] = 0.9
    (found,) = word_differences(a, b, items=(0, 0), words="circle -> star", layers="auto", pairs=[(0, 0)])
    (wanted,) = word_differences(a, b, items=(0, 0), words="circle -> star", layers=cross[1].name, pairs=[(0, 0)])
    np.testing.assert_array_equal(found.maps[0], wanted.maps[0])


def test_a_run_on_disk_has_the_facts_of_its_recording(tmp_path: Any) -> None:
    from diffulizer import load_run
    from diffulizer.dataset.write.writer import Previews, write_run

    write_run(PASS, tmp_path / "run", batch_index=0, previews=Previews(lambda s, k: np.zeros((8, 8, 3)), "latent_rgb"))
    denoising = denoising_of_run(load_run(tmp_path / "run"))
    assert (denoising.name, denoising.note, denoising.terms) == ("run", DENOISING.note, DENOISING.terms)
    assert denoising.sigmas == pytest.approx(DENOISING.sigmas)
    assert denoising.next_sigmas == pytest.approx(DENOISING.next_sigmas)
    np.testing.assert_allclose(denoising.token_shares(), DENOISING.token_shares(), rtol=1e-6)
    assert denoising.series("x0_change_l2") == pytest.approx(DENOISING.series("x0_change_l2"))
