"""Names and choice of attention layers."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from diffulizer.errors import SettingsError
from diffulizer.layers import AttentionLayer, in_execution_order, keeps_heads, matches, parse_layer, select_layers
from diffulizer.settings import CaptureSettings, parse_layer_globs

SDXL_DEPTHS = {
    "input_blocks": {4: 2, 5: 2, 7: 10, 8: 10},
    "output_blocks": {0: 10, 1: 10, 2: 10, 3: 2, 4: 2, 5: 2},
}


def sdxl() -> list[AttentionLayer]:
    """All 140 attention modules of SDXL base, by its layout."""
    names = [f"middle_block.1.transformer_blocks.{i}.attn{k}" for i in range(10) for k in (1, 2)]
    names += [
        f"{side}.{number}.1.transformer_blocks.{i}.attn{k}"
        for side, blocks in SDXL_DEPTHS.items()
        for number, depth in blocks.items()
        for i in range(depth)
        for k in (1, 2)
    ]
    layers = [parse_layer(name, 10, [2, 2, 2]) for name in names]
    return [layer for layer in layers if layer is not None]


@pytest.mark.parametrize(
    ("name", "blocks", "diffusers"),
    [
        ("input_blocks.4.1.transformer_blocks.0.attn2", [2, 2, 2], "down_blocks.1.attentions.0"),
        ("input_blocks.8.1.transformer_blocks.9.attn1", [2, 2, 2], "down_blocks.2.attentions.1"),
        ("middle_block.1.transformer_blocks.3.attn2", [2, 2, 2], "mid_block.attentions.0"),
        ("output_blocks.0.1.transformer_blocks.9.attn2", [2, 2, 2], "up_blocks.0.attentions.0"),
        ("output_blocks.5.1.transformer_blocks.1.attn2", [2, 2, 2], "up_blocks.1.attentions.2"),
        ("input_blocks.1.1.transformer_blocks.0.attn2", [2, 2, 2, 2], "down_blocks.0.attentions.0"),
        ("output_blocks.11.1.transformer_blocks.0.attn1", [2, 2, 2, 2], "up_blocks.3.attentions.2"),
    ],
)
def test_diffusers_names(name: str, blocks: list[int], diffusers: str) -> None:
    layer = parse_layer(name, 8, blocks)
    assert layer is not None
    tail = name.split("transformer_blocks")[1]
    assert layer.diffusers_name == f"{diffusers}.transformer_blocks{tail}"
    assert layer.attention_type == ("cross" if name.endswith("2") else "self")


@pytest.mark.parametrize("name", ["double_blocks.0.img_attn", "input_blocks.0.0", "time_stack.0.attn1", ""])
def test_other_modules_are_no_layers(name: str) -> None:
    assert parse_layer(name, 8, [2, 2, 2]) is None


@pytest.mark.parametrize(
    ("name", "label"),
    [
        ("input_blocks.4.1.transformer_blocks.0.attn2", "Encoder 4"),
        ("output_blocks.4.1.transformer_blocks.1.attn2", "Decoder 4.1"),
        ("middle_block.1.transformer_blocks.0.attn1", "Middle"),
        ("middle_block.1.transformer_blocks.3.attn1", "Middle 3"),
    ],
)
def test_layers_are_called_as_in_the_viewer(name: str, label: str) -> None:
    layer = parse_layer(name, 8, [2, 2, 2])
    assert layer is not None
    assert layer.label == label
    assert replace(layer, block=("unknown", 0)).label == name


def test_the_budget_is_spread_over_depth_and_both_kinds() -> None:
    layers = sdxl()
    assert len(layers) == 140
    chosen = select_layers(layers, CaptureSettings())
    assert [layer.id for layer in chosen] == [f"layer_{i}" for i in range(12)]
    for kind in ("cross", "self"):
        stages = [layer.block[0] for layer in chosen if layer.attention_type == kind]
        assert len(stages) == 6
        assert set(stages) == {"input", "middle", "output"}
    ordered = in_execution_order(layers)
    assert chosen[0].name == ordered[0].name
    assert chosen[-1].name == ordered[-1].name


@pytest.mark.parametrize(
    ("changes", "count"),
    [
        ({"max_layers": 0}, 140),
        ({"max_layers": 1}, 1),
        ({"max_layers": 7}, 7),
        ({"max_layers": 500}, 140),
        ({"include_self_attention": False}, 12),
        ({"include_cross_attention": False, "include_self_attention": False}, 0),
        ({"layers": ("*attn2*",), "max_layers": 0}, 70),
        ({"layers": ("mid_block.*",), "max_layers": 0}, 20),
        ({"layers": ("middle_block.*attn2", "output_blocks.5.*"), "max_layers": 0}, 14),
        ({"layers": ("*.attn1.processor",), "max_layers": 0}, 70),
        ({"layers": ("output_blocks.5.*", "*.4.1.*attn1"), "max_layers": 8}, 8),
    ],
)
def test_selection(changes: dict[str, object], count: int) -> None:
    assert len(select_layers(sdxl(), CaptureSettings(**changes))) == count  # type: ignore[arg-type]


def test_patterns_of_kinds_fit_every_network() -> None:
    """The default of Capture Settings is '*attn1*, *attn2*', which names no block of a transformer."""
    layers = [
        AttentionLayer("", f"double_blocks.0.{kind}", "transformer_blocks.0.attn", kind, ("double", 0), 0, 24)
        for kind in ("self", "cross")
    ]
    both = select_layers(layers, CaptureSettings(layers=("*attn1*", "*attn2*")))
    assert [layer.attention_type for layer in both] == ["self", "cross"]
    assert [matches(layer, ["*attn2*"]) for layer in layers] == [False, True]
    assert [layer.label for layer in both] == ["Double 0", "Double 0"]


def test_patterns_that_match_nothing_are_an_error_that_shows_names() -> None:
    with pytest.raises(SettingsError, match=re.escape("'blocks.99'")) as error:
        select_layers(sdxl(), CaptureSettings(layers=("blocks.99",)))
    assert "input_blocks.4.1.transformer_blocks.0.attn1" in str(error.value)


@pytest.mark.parametrize(
    ("patterns", "count"),
    [
        (("*",), 12),
        (("*attn2*",), 6),
        (("output_blocks.5.1.transformer_blocks.1.attn2",), 1),
        (("up_blocks.1.attentions.2.transformer_blocks.1.attn2.processor", "input_blocks.4.*.0.attn1"), 2),
    ],
)
def test_heads_are_kept_of_the_recorded_layers_that_match(patterns: tuple[str, ...], count: int) -> None:
    settings = CaptureSettings(heads="each", head_layers=patterns)
    chosen = select_layers(sdxl(), settings)
    assert len(chosen) == 12
    assert sum(keeps_heads(layer, settings) for layer in chosen) == count
    assert not any(keeps_heads(layer, CaptureSettings(head_layers=patterns)) for layer in chosen)


def test_head_layers_that_match_no_recorded_layer_are_an_error_that_shows_them() -> None:
    idle = "output_blocks.4.1.transformer_blocks.0.attn1"  # there, but not recorded
    settings = {"head_layers": ("*attn2*", idle), "layers": ("*attn2*",)}
    with pytest.raises(SettingsError, match="head_layers is ") as error:
        select_layers(sdxl(), CaptureSettings(heads="each", **settings))  # type: ignore[arg-type]
    assert f"no recorded layer matches '{idle}'." in str(error.value)
    assert "Recorded are 'input_blocks.4.1.transformer_blocks.0.attn2', " in str(error.value)
    assert "and 4 more" in str(error.value)
    assert len(select_layers(sdxl(), CaptureSettings(**settings))) == 12  # type: ignore[arg-type]


def test_head_layers_of_a_model_without_layers_are_no_error() -> None:
    assert select_layers([], CaptureSettings(heads="each", head_layers=("output*",))) == []


@pytest.mark.parametrize(
    "changes",
    [
        {"max_layers": -1},
        {"attention_resolution": 0},
        {"self_attention_resolution": 1000},
        {"attention_every": 0},
        {"maps_of": "some"},
        {"heads": "two"},
        {"layers": ()},
        {"head_layers": ()},
        {"head_layers": ("*", " ")},
        {"max_recording_mb": 0},
    ],
)
def test_settings_out_of_range_name_themselves(changes: dict[str, object]) -> None:
    (name,) = changes
    with pytest.raises(SettingsError, match=rf"^{name} is .*expected"):
        CaptureSettings(**changes)  # type: ignore[arg-type]


def test_globs_are_split_at_commas_and_spaces() -> None:
    assert parse_layer_globs("*attn2*, mid_block.*\n up*") == ("*attn2*", "mid_block.*", "up*")
    assert parse_layer_globs("  ") == ("*attn1*", "*attn2*")
    assert parse_layer_globs("  ", ("*",)) == ("*",)
