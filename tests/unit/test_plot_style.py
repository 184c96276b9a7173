"""Colours, names and numbers of figures are the viewer's: both are read here."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from diffulizer.errors import SettingsError
from diffulizer.plots.channels import CHANNELS, CORE, channels_of
from diffulizer.plots.numbers import digits_for, mark, percent, readable
from diffulizer.plots.style import (
    COLOUR_MAPS,
    SPECIAL_COLOURS,
    THEMES,
    WORD_COLOURS,
    check_colour_map,
    theme_of,
    word_colour,
)

VIEWER = Path(__file__).parents[2] / "web_viewer"
SOURCE = VIEWER / "src"
NAMES = {
    "ground": "ground",
    "panel": "panel",
    "ink": "ink",
    "soft": "soft",
    "line": "line",
    "line_strong": "line-strong",
    "run_a": "run-a",
    "run_b": "run-b",
}


def read(path: str) -> str:
    return (SOURCE / path).read_text(encoding="utf-8")


def test_words_have_the_viewers_colours() -> None:
    """The viewer takes them from a library, whose list stands in the built viewer, one colour after the other."""
    assert "schemeTableau10[position % schemeTableau10.length]" in read("drawing/colours.ts")
    built = (VIEWER / "dist" / "assets" / "viewer.js").read_text(encoding="utf-8")
    joined = "".join(colour.removeprefix("#") for colour in WORD_COLOURS)
    assert re.search(rf"[\"'`]{joined}[\"'`]", built)
    assert [word_colour(i) for i in (0, 9, 10, 23)] == [WORD_COLOURS[i] for i in (0, 9, 0, 3)]


def test_special_tokens_have_the_viewers_colours() -> None:
    listed = re.findall(r'\["(\w+)", "[^"]+", (?:wordColour\((\d+)\)|"(#\w+)")\]', read("panels/SpecialMass.tsx"))
    assert {kind: grey or WORD_COLOURS[int(place)] for kind, place, grey in listed} == SPECIAL_COLOURS


@pytest.mark.parametrize(("name", "block"), [("light", r":root \{(.*?)\}"), ("dark", r"theme=\"dark\"\] \{(.*?)\}")])
def test_themes_are_the_viewers(name: str, block: str) -> None:
    found = re.search(block, read("styles/base.css"), re.DOTALL)
    assert found
    colours = dict(re.findall(r"--([\w-]+): (#\w+);", found[1]))
    assert {ours: getattr(THEMES[name], ours) for ours in NAMES} == {ours: colours[css] for ours, css in NAMES.items()}


def test_colour_maps_are_the_viewers() -> None:
    found = re.search(r"UNIFORM = \{(.*?)\}", read("drawing/colours.ts"), re.DOTALL)
    assert found
    assert tuple(re.findall(r"(\w+): interpolate", found[1])) == COLOUR_MAPS


def test_metrics_are_called_as_in_the_viewer() -> None:
    pattern = r'key: "(\w+)",\s+title: "([^"]+)",\s+unit: "([^"]+)"'
    theirs = {key: (title, unit) for key, title, unit in re.findall(pattern, read("run/channels.ts"))}
    del theirs["latent_spectrum"]  # many numbers a step
    assert {c.key: (c.title, c.unit) for c in CHANNELS} == theirs


def test_metrics_are_chosen_by_name_and_group() -> None:
    assert tuple(c.key for c in channels_of("core")) == CORE
    assert channels_of("all") == CHANNELS
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
    assert [mark(v) for v in (0, 0.5, -2, 1234.5678, 250000)] == ["0", "0.5", "−2", "1235", "2e5"]
    assert digits_for([0.2, 0.4]) == 4
    assert [mark(v, digits_for([0.99984, 0.99986])) for v in (0.99984, 0.99986)] == ["0.99984", "0.99986"]
    assert [readable(v) for v in (None, float("nan"), 0, 14.61, 0.0292, -1.5, 1234.5, 2.5e-5)] == [
        "–", "–", "0", "14.6", "0.0292", "−1.50", "1234", "2.50e−5",
    ]  # fmt: skip
    assert [percent(v) for v in (0, 0.0001, 0.034, 0.5, 1, float("nan"))] == [
        "0 %", "< 0.1 %", "3.4 %", "50 %", "100 %", "–",
    ]  # fmt: skip
