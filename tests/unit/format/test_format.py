"""The format's data: what the JSON files hold fits together, and fits the functions that write a run."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from case_runs import INVALID

from diffulizer.analysis.comparison import compare
from diffulizer.dataset import layout
from diffulizer.dataset.check.latents import latent_metrics
from diffulizer.errors import SettingsError
from diffulizer.format import (
    CHANNELS,
    EFFECTS,
    EVALUATED,
    LATENTS,
    REMOVALS,
    SCALAR_CHANNELS,
    STEP_CHANNELS,
    STEPPED,
    read,
)
from diffulizer.metrics import METRICS as FUNCTIONS
from diffulizer.metrics import compute_metrics
from diffulizer.prompts import END_OF_WORD, END_TOKEN, SPECIAL_TOKENS, START_TOKEN
from diffulizer.settings import CaptureSettings
from synthetic import make_pass

PASS = make_pass(steps=3, removed="attention", settings=CaptureSettings(attention_resolution=4, effects_every=1))
METRICS = compute_metrics(PASS, 0)


def test_every_channel_is_computed_and_nothing_else() -> None:
    assert set(FUNCTIONS) == set(CHANNELS)
    assert list(METRICS) == list(CHANNELS)
    without = [key for key, channel in CHANNELS.items() if channel.origin not in (EFFECTS, REMOVALS)]
    assert list(compute_metrics(make_pass(steps=1), 0)) == without


def test_channels_have_one_key_each() -> None:
    assert [entry["key"] for entry in read("channels.json")["channels"]] == list(CHANNELS)


@pytest.mark.parametrize("key", CHANNELS)
def test_a_channel_says_all_that_people_need(key: str) -> None:
    channel = CHANNELS[key]
    assert channel.level in (EVALUATED, STEPPED, None)
    assert channel.title[0].isupper()
    assert channel.title[-1] not in ".:"
    assert all(text.endswith(".") for text in (channel.definition, channel.reading))
    assert channel.source


@pytest.mark.parametrize("key", CHANNELS)
def test_values_have_the_shape_that_the_channel_states(key: str) -> None:
    shape, value = CHANNELS[key].shape, METRICS[key]
    assert (key in STEP_CHANNELS) == isinstance(value, list)
    if key not in STEP_CHANNELS:
        return
    assert len(value) == 3
    assert shape.names_step == all(isinstance(entry, dict) and entry["step"] == i for i, entry in enumerate(value))
    is_number = [entry is None or isinstance(entry, float) for entry in value]
    assert (shape.scalar and not shape.names_step) == all(is_number)


def test_values_belong_to_the_level_of_what_they_are_computed_from() -> None:
    """A latent has the noise level that its step leads to, everything else the one at which the model was evaluated."""
    stepped = {key for key, channel in CHANNELS.items() if channel.level == STEPPED}
    assert stepped == {"latent_l2_norm", "cosine_similarity_to_previous", "latent_spectrum"}


def test_a_comparison_has_all_that_both_measured() -> None:
    assert list(compare(PASS, PASS).metrics) == list(SCALAR_CHANNELS)


def test_a_loaded_pass_keeps_what_was_measured_and_lacks_what_only_sampling_tells(monkeypatch: Any) -> None:
    """A metric of latents is computed and one of attention stays missing, as in a run of an older version."""
    lost = {"latent_spectrum", "attention_kl_divergence"}
    older = {key: value for key, value in METRICS.items() if key not in {*lost, "shape_validation"}}
    monkeypatch.setattr(type(PASS), "measured", {**older, "latent_l2_norm": [1.0, 2.0, 3.0], "x_own": 4})
    found = compute_metrics(PASS, 0)
    assert set(METRICS) - set(found) == {"attention_kl_divergence"}
    assert found["latent_l2_norm"] == [1.0, 2.0, 3.0]
    assert found["latent_spectrum"] == METRICS["latent_spectrum"]
    assert found["x_own"] == 4


def test_strict_validation_computes_each_metric_of_latents_anew_and_a_case_breaks_it() -> None:
    shape = (3, 4, 8, 8)
    arrays = {name: np.ones(shape) for name in layout.ARRAYS}
    of_latents = {key for key, channel in CHANNELS.items() if channel.origin == LATENTS}
    assert set(latent_metrics(arrays)) == of_latents
    assert of_latents == {key for key in CHANNELS if f"metric-latent--{key}" in INVALID}


def test_titles_are_not_used_twice() -> None:
    assert len({channel.title for channel in CHANNELS.values()}) == len(CHANNELS)


def test_channels_have_other_texts_for_a_flow_and_the_same_numbers() -> None:
    for channel in CHANNELS.values():
        flow = channel.of("flow")
        assert channel.of("epsilon") is channel.of(None) is channel
        assert "noise predicted" not in flow.definition.lower()
        assert "ε" not in flow.unit + flow.definition
        assert (flow.key, flow.shape, flow.level) == (channel.key, channel.shape, channel.level)
    assert CHANNELS["predicted_noise_l2_norm"].of("flow").title == "Size of the velocity"


def test_files_are_named_as_the_format_page_says() -> None:
    assert layout.image_path(7) == "images/step_007.png"
    assert layout.image_path(1234, layout.X0) == "images/x0_1234.png"
    assert layout.guidance_path(12) == "guidance/step_012.bin"
    assert layout.map_path("cross", "layer_3", 12) == "attention/cross/layer_3_step_012.bin"
    assert layout.map_path("self", "layer_3", 12, "c1", 5) == "attention/self/layer_3_step_012_c1_h05.bin"


def test_special_tokens_are_not_words() -> None:
    assert {START_TOKEN, END_TOKEN} <= SPECIAL_TOKENS
    assert not any(token.endswith(END_OF_WORD) for token in SPECIAL_TOKENS)


def test_themes_have_the_same_colours() -> None:
    dark, light = read("theme.json")["themes"].values()
    assert list(dark) == list(light)
    assert all(len(colour) == 7 and int(colour[1:], 16) >= 0 for colour in (*dark.values(), *light.values()))


def test_bounds_of_settings_are_those_of_a_capture() -> None:
    """Whatever a valid run states, its settings can be read; what a capture can ask for is valid."""
    versions = read("schema/metadata.schema.json")["$defs"]
    keys = {
        key: value
        for version in ("v1_0", "since_1_1")
        for key, value in versions[version]["properties"]["generator"]["properties"].items()
    }
    for name in ("max_layers", "attention_resolution", "self_attention_resolution", "attention_every"):
        low, high = keys[name]["minimum"], keys[name]["maximum"]
        for inside in (low, high):
            CaptureSettings(**{name: inside})
        for outside in (low - 1, high + 1):
            with pytest.raises(SettingsError, match=f"from {low} to {high}"):
                CaptureSettings(**{name: outside})
