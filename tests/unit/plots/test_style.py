"""Colours and metrics that people choose by name, and how figures write numbers."""

from __future__ import annotations

import pytest

from diffulizer.errors import SettingsError
from diffulizer.format import SCALAR_CHANNELS
from diffulizer.plots.channels import channels_of
from diffulizer.plots.numbers import digits_for, mark, percent, readable
from diffulizer.plots.style import NAMED_COLOURS, WORD_COLOURS, check_colour_map, theme_of, word_colour


def test_a_words_colour_follows_its_number_in_the_prompt() -> None:
    assert [word_colour(i) for i in (0, 9, 10, 23)] == [WORD_COLOURS[i] for i in (0, 9, 0, 3)]
    assert word_colour(1, "Red#2") == NAMED_COLOURS["red"]
    assert word_colour(1, "reddish") == WORD_COLOURS[1]


def test_metrics_are_chosen_by_name_and_group() -> None:
    assert [c.key for c in channels_of("core")] == [
        "latent_l2_norm",
        "predicted_noise_l2_norm",
        "guidance_l2_norm",
        "x0_change_l2",
        "attention_kl_divergence",
        "cross_attention_entropy",
    ]
    assert channels_of("all") == tuple(SCALAR_CHANNELS.values())
    assert [c.key for c in channels_of("guidance_cosine; latent_l2_norm, guidance_cosine")] == [
        "guidance_cosine",
        "latent_l2_norm",
    ]
    for wrong in ("", " , ", "norm", "core, norm"):
        with pytest.raises(SettingsError, match=r"metrics is .*; expected names from core, all, latent_l2_norm"):
            channels_of(wrong)


def test_unknown_themes_and_colour_maps_are_refused() -> None:
    with pytest.raises(SettingsError, match="theme is 'sepia'; expected one of dark, light"):
        theme_of("sepia")
    with pytest.raises(SettingsError, match="colour_map is 'jet'; expected one of inferno, magma, viridis, cividis"):
        check_colour_map("jet")


def test_numbers_read_as_in_the_viewer() -> None:
    """The cases of the viewer's own rules: four digits on axes, three in texts, a real minus sign."""
    assert [mark(v) for v in (0, 0.5, -2, 1234.5678, 250000)] == ["0", "0.5", "−2", "1235", "2.5e5"]
    assert digits_for([0.2, 0.4]) == 4
    assert [mark(v, digits_for([0.99984, 0.99986])) for v in (0.99984, 0.99986)] == ["0.99984", "0.99986"]
    assert [readable(v) for v in (None, float("nan"), 0, 14.61, 0.0292, -1.5, 1234.5, 2.5e-5)] == [
        "–", "–", "0", "14.6", "0.0292", "−1.50", "1234", "2.50e−5",
    ]  # fmt: skip
    assert [percent(v) for v in (0, 0.0001, 0.034, 0.5, 1, float("nan"))] == [
        "0 %", "under 0.1 %", "3.4 %", "50 %", "100 %", "–",
    ]  # fmt: skip
