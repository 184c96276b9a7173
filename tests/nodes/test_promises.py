"""Names that users' workflows rely on: ids, inputs, outputs. A change here breaks workflows that exist.

A node, or an optional input at the end, may be added: add it to PROMISES too. What else is promised stands in
tests/promises/.
"""

from __future__ import annotations

import inspect
import re
from typing import Any

import pytest
from fake_host import FakeHost
from fake_host.modules import REPOSITORY

from diffulizer.format import SCALAR_CHANNELS

Sampler = "COMBO euler heun silent corrector_last"
Scheduler = "COMBO normal karras"

MAP_APPEARANCE = [
    ("opacity", "FLOAT 0.0..1.0", 0.6),
    ("colour_map", "COMBO inferno magma viridis cividis", "inferno"),
    ("mask_type", "COMBO threshold soft", "threshold"),
    ("threshold", "FLOAT 0.0..1.0", 0.5),
    ("mask_grow", "INT -1024..1024", 0),
    ("mask_feather", "INT 0..1024", 0),
]
MAP_OUTPUTS = [("overlay", "IMAGE"), ("map", "IMAGE"), ("mask", "MASK")]
METRICS = {
    *("latent_l2_norm", "predicted_noise_l2_norm", "predicted_noise_text_l2_norm", "predicted_noise_uncond_l2_norm"),
    *("guidance_l2_norm", "guidance_cosine", "x0_change_l2", "cosine_similarity_to_previous"),
    *("attention_kl_divergence", "cross_attention_entropy", "cross_attention_spatial_entropy"),
    "self_attention_entropy",
}
"""Choices that stay; the format may add others."""
STOP = ("stop_on_error?", "BOOLEAN", False)
"""The last input of each node whose failure does not end the prompt, but for inputs that came later: the values of
older workflows go by their places."""
METRIC = f"COMBO {' '.join(SCALAR_CHANNELS)}"


def look(width: int, height: int) -> list[tuple[str, str, Any]]:
    """Size and theme of a figure."""
    return [
        ("width", "INT 256..8192", width),
        ("height", "INT 256..8192", height),
        ("theme", "COMBO dark light", "dark"),
    ]


PROMISES: dict[str, dict[str, Any]] = {
    "Diffulizer_TextEncode": {
        "name": "CLIP Text Encode (Diffulizer)",
        "inputs": [("clip", "CLIP", None), ("text", "STRING", None)],
        "outputs": [("CONDITIONING", "CONDITIONING")],
    },
    "Diffulizer_CaptureSettings": {
        "name": "Capture Settings",
        "inputs": [
            ("layers", "STRING", "*attn1*, *attn2*"),
            ("max_layers", "INT 0..10000", 12),
            ("include_cross_attention", "BOOLEAN", True),
            ("include_self_attention", "BOOLEAN", True),
            ("attention_resolution", "INT 1..256", 32),
            ("self_attention_resolution", "INT 1..128", 16),
            ("attention_every", "INT 1..10000", 1),
            ("maps_of", "COMBO positive all", "positive"),
            ("heads", "COMBO mean each", "mean"),
            ("head_layers?", "STRING", "*"),
            ("max_recording_mb", "INT 1..1048576", 2048),
            ("stream_to_disk?", "BOOLEAN", False),
            ("effects_every?", "INT 0..10000", 0),
            ("effect_words?", "STRING", ""),
            ("left_out?", "DIFFULIZER_LEFT_OUT", None),
            ("only_words?", "STRING", ""),
            ("gather_words?", "STRING", ""),
        ],
        "outputs": [("capture", "DIFFULIZER_CAPTURE")],
        "face": {"layers", "max_layers", "include_cross_attention", "include_self_attention"},
    },
    "Diffulizer_EditAttention": {
        "name": "Edit Attention",
        "inputs": [
            ("model", "MODEL", None),
            ("words", "STRING", None),
            ("action", "COMBO remove mute scale swap", "remove"),
            ("factor", "FLOAT 0.0..1000.0", 1.0),
            ("layers", "STRING", "*"),
            ("condition", "COMBO positive negative both", "positive"),
            ("heads", "STRING", "*"),
            ("start_step", "INT -10000..10000", 1),
            ("end_step", "INT -10000..10000", -1),
            ("start_percent", "FLOAT 0.0..1.0", 0.0),
            ("end_percent", "FLOAT 0.0..1.0", 1.0),
            ("mask?", "MASK", None),
        ],
        "outputs": [("MODEL", "MODEL")],
        "face": {"words", "action", "factor", "layers"},
    },
    "Diffulizer_LeaveOneOut": {
        "name": "Leave One Out",
        "inputs": [("clip", "CLIP", None), ("text", "STRING", None), ("words", "STRING", "")],
        "outputs": [
            ("conditionings", "CONDITIONING"),
            ("texts", "STRING"),
            ("left_out", "DIFFULIZER_LEFT_OUT"),
        ],
        "output_lists": {"conditionings", "texts"},
    },
    "Diffulizer_KSampler": {
        "name": "KSampler (Diffulizer)",
        "inputs": [
            ("model", "MODEL", None),
            ("seed", "INT 0..18446744073709551615", 0),
            ("steps", "INT 1..10000", 20),
            ("cfg", "FLOAT 0.0..100.0", 8.0),
            ("sampler_name", Sampler, None),
            ("scheduler", Scheduler, None),
            ("positive", "CONDITIONING", None),
            ("negative", "CONDITIONING", None),
            ("latent_image", "LATENT", None),
            ("denoise", "FLOAT 0.0..1.0", 1.0),
            ("capture?", "DIFFULIZER_CAPTURE", None),
            ("vae?", "VAE", None),
        ],
        "outputs": [("LATENT", "LATENT"), ("recording", "DIFFULIZER_RECORDING")],
    },
    "Diffulizer_WordEffects": {
        "name": "Word Effects",
        "inputs": [
            ("model", "MODEL", None),
            ("seed", "INT 0..18446744073709551615", 0),
            ("steps", "INT 1..10000", 20),
            ("cfg", "FLOAT 0.0..100.0", 8.0),
            ("sampler_name", Sampler, None),
            ("scheduler", Scheduler, None),
            ("positive", "CONDITIONING", None),
            ("negative", "CONDITIONING", None),
            ("latent_image", "LATENT", None),
            ("denoise", "FLOAT 0.0..1.0", 1.0),
            ("words", "STRING", ""),
            ("layers", "STRING", "*"),
            ("start_step", "INT -10000..10000", 1),
            ("end_step", "INT -10000..10000", -1),
            ("capture?", "DIFFULIZER_CAPTURE", None),
            ("vae?", "VAE", None),
            ("left_out?", "DIFFULIZER_LEFT_OUT", None),
        ],
        "outputs": [
            ("LATENT", "LATENT"),
            ("recording", "DIFFULIZER_RECORDING"),
            ("sheet", "IMAGE"),
            ("pictures", "IMAGE"),
            ("table", "STRING"),
        ],
        "face": {"seed", "steps", "cfg", "sampler_name", "scheduler", "denoise", "words"},
    },
    "Diffulizer_RecordAttention": {
        "name": "Record Attention",
        "inputs": [("model", "MODEL", None), ("capture?", "DIFFULIZER_CAPTURE", None)],
        "outputs": [("MODEL", "MODEL"), ("recording", "DIFFULIZER_RECORDING")],
        "not_idempotent": True,
    },
    "Diffulizer_ExportRun": {
        "name": "Export Diffulizer Run",
        "inputs": [
            ("recording", "DIFFULIZER_RECORDING", None),
            ("latent", "LATENT", None),
            ("run_name", "STRING", "run"),
            ("overwrite_output", "BOOLEAN", False),
            ("save_latents_noise", "BOOLEAN", True),
            ("max_dataset_mb", "INT 0..1048576", 200),
            ("enforce_size_limit", "BOOLEAN", False),
            ("fail_on_shape_error", "BOOLEAN", False),
            ("preview", "COMBO vae taesd latent_rgb", "vae"),
            ("vae?", "VAE", None),
            STOP,
        ],
        "outputs": [("run folder", "STRING")],
        "face": {"run_name", "overwrite_output", "preview"},
        "is_output_node": True,
    },
    "Diffulizer_LoadRun": {
        "name": "Load Diffulizer Run",
        "inputs": [("run", "COMBO", None), STOP],
        "outputs": [("recording", "DIFFULIZER_RECORDING"), ("LATENT", "LATENT")],
        "face": {"run"},
    },
    "Diffulizer_DemoModel": {
        "name": "Demo Model (Diffulizer)",
        "inputs": [("kind?", "COMBO sdxl transformer", "sdxl")],
        "outputs": [("MODEL", "MODEL"), ("CLIP", "CLIP"), ("VAE", "VAE")],
    },
    "Diffulizer_TokenHeatmap": {
        "name": "Token Heatmap",
        "inputs": [
            ("recording", "DIFFULIZER_RECORDING", None),
            ("words", "STRING", None),
            ("combine", "COMBO separate mean max", "separate"),
            ("layers", "STRING", "auto"),
            ("start_step", "INT -10000..10000", 1),
            ("end_step", "INT -10000..10000", -1),
            ("condition", "STRING", "positive"),
            ("method", "COMBO mean DAAM", "mean"),
            ("scale", "COMBO normalised absolute", "normalised"),
            *MAP_APPEARANCE,
            ("batch_index", "INT -1..4095", -1),
            ("image?", "IMAGE", None),
            ("latent?", "LATENT", None),
            STOP,
            ("source?", "COMBO attention effect gather", "attention"),
        ],
        "outputs": MAP_OUTPUTS,
        "face": {"words", "layers", "opacity", "threshold", "mask_grow"},
    },
    "Diffulizer_SelfAttentionMap": {
        "name": "Self-Attention Map",
        "inputs": [
            ("recording", "DIFFULIZER_RECORDING", None),
            ("x", "FLOAT 0.0..1.0", 0.5),
            ("y", "FLOAT 0.0..1.0", 0.5),
            ("layers", "STRING", "*"),
            ("start_step", "INT -10000..10000", 1),
            ("end_step", "INT -10000..10000", -1),
            ("condition", "STRING", "positive"),
            *MAP_APPEARANCE,
            ("batch_index", "INT -1..4095", -1),
            ("image?", "IMAGE", None),
            ("latent?", "LATENT", None),
            STOP,
        ],
        "outputs": MAP_OUTPUTS,
        "face": {"x", "y", "layers", "opacity"},
    },
    "Diffulizer_StepStrip": {
        "name": "Step Strip",
        "inputs": [
            ("recording", "DIFFULIZER_RECORDING", None),
            ("show", "COMBO both latent x0", "both"),
            ("steps", "STRING", "8 evenly"),
            ("captions", "BOOLEAN", True),
            *look(1600, 560),
            ("batch_index", "INT -1..4095", -1),
            ("latent?", "LATENT", None),
            ("vae?", "VAE", None),
            STOP,
        ],
        "outputs": [("strip", "IMAGE")],
        "face": {"show", "steps", "theme"},
    },
    "Diffulizer_MetricsPlot": {
        "name": "Metrics Plot",
        "inputs": [
            ("recording", "DIFFULIZER_RECORDING", None),
            ("metrics", "STRING", "core"),
            ("along", "COMBO step sigma", "step"),
            *look(1280, 800),
            ("batch_index", "INT -1..4095", -1),
            ("latent?", "LATENT", None),
            STOP,
        ],
        "outputs": [("plot", "IMAGE")],
        "face": {"metrics", "along", "theme"},
    },
    "Diffulizer_TrajectoryPlot": {
        "name": "Trajectory Plot",
        "inputs": [
            ("recording", "DIFFULIZER_RECORDING", None),
            ("predictions", "BOOLEAN", True),
            *look(1024, 768),
            ("batch_index", "INT -1..4095", -1),
            ("latent?", "LATENT", None),
            STOP,
        ],
        "outputs": [("plot", "IMAGE")],
        "face": {"predictions", "theme"},
    },
    "Diffulizer_TokenDominancePlot": {
        "name": "Token Dominance Plot",
        "inputs": [
            ("recording", "DIFFULIZER_RECORDING", None),
            ("words", "STRING", ""),
            ("style", "COMBO stacked lines", "stacked"),
            ("special_tokens", "BOOLEAN", True),
            ("layers", "STRING", "*"),
            *look(1280, 800),
            ("batch_index", "INT -1..4095", -1),
            ("latent?", "LATENT", None),
            STOP,
        ],
        "outputs": [("plot", "IMAGE")],
        "face": {"words", "style", "theme"},
    },
    "Diffulizer_WordStepMatrix": {
        "name": "Word-Step Matrix",
        "inputs": [
            ("recording", "DIFFULIZER_RECORDING", None),
            ("words", "STRING", ""),
            ("scale", "COMBO absolute normalised", "absolute"),
            ("colour_map", "COMBO inferno magma viridis cividis", "inferno"),
            ("special_tokens", "BOOLEAN", False),
            ("layers", "STRING", "*"),
            *look(1280, 640),
            ("batch_index", "INT -1..4095", -1),
            ("latent?", "LATENT", None),
            STOP,
        ],
        "outputs": [("matrix", "IMAGE")],
        "face": {"words", "scale", "theme"},
    },
    "Diffulizer_CompareRuns": {
        "name": "Compare Runs",
        "inputs": [
            ("recording_a", "DIFFULIZER_RECORDING", None),
            ("recording_b", "DIFFULIZER_RECORDING", None),
            ("words", "STRING", ""),
            ("layers", "STRING", "auto"),
            ("steps", "STRING", "6 evenly"),
            *look(1280, 960),
            ("batch_index_a", "INT 0..4095", 0),
            ("batch_index_b", "INT 0..4095", 0),
            ("latent_a?", "LATENT", None),
            ("latent_b?", "LATENT", None),
            STOP,
        ],
        "outputs": [("plots", "IMAGE"), ("difference maps", "IMAGE"), ("table", "STRING")],
        "face": {"words", "layers", "theme"},
    },
    "Diffulizer_RunInfo": {
        "name": "Run Info",
        "inputs": [
            ("recording", "DIFFULIZER_RECORDING", None),
            ("metric", METRIC, "latent_l2_norm"),
            ("batch_index", "INT 0..4095", 0),
            ("latent?", "LATENT", None),
            STOP,
        ],
        "outputs": [
            ("text", "STRING"),
            ("steps", "INT"),
            ("sigmas", "FLOAT"),
            ("latent norms", "FLOAT"),
            ("noise norms", "FLOAT"),
            ("entropies", "FLOAT"),
            ("values", "FLOAT"),
        ],
        "face": {"metric"},
        "output_lists": {"sigmas", "latent norms", "noise norms", "entropies", "values"},
    },
}


def described(given: Any) -> tuple[str, str, Any]:
    """(id, with ? if optional; type with its range or options; default)."""
    kind = given.io_type
    if kind == "COMBO":
        kind = " ".join([kind, *given.options])
    elif kind in ("INT", "FLOAT"):
        kind = f"{kind} {given.min}..{given.max}"
    return given.id + "?" * given.optional, kind, getattr(given, "default", None)


BREAKS = "PROMISES above says otherwise. Workflows that people saved break if anything goes or changes; adding is fine."


def test_no_node_is_missing_and_none_is_new(host: FakeHost) -> None:
    assert set(host.nodes) == set(PROMISES), BREAKS


@pytest.mark.parametrize("node_id", PROMISES)
def test_a_node_keeps_its_promises(host: FakeHost, node_id: str) -> None:
    schema, promise = host.nodes[node_id].GET_SCHEMA(), PROMISES[node_id]
    assert schema.display_name == promise["name"]
    assert [described(i) for i in schema.inputs] == promise["inputs"], BREAKS
    assert [(o.display_name, o.io_type) for o in schema.outputs] == promise["outputs"], BREAKS
    widgets = [i for i in schema.inputs if isinstance(i, host.module("nodes.sockets").io.WidgetInput)]
    shown = {i.id for i in widgets if not i.extra_dict.get("advanced")}
    assert shown == promise.get("face", {i.id for i in widgets})
    lists = {o.display_name for o in schema.outputs if o.is_output_list}
    assert lists == promise.get("output_lists", set())
    assert schema.not_idempotent is promise.get("not_idempotent", False)
    assert schema.is_output_node is promise.get("is_output_node", False)
    assert not any((schema.is_deprecated, schema.is_experimental, schema.is_input_list, schema.enable_expand))


@pytest.mark.parametrize("tier", ["nodes", "comfyui"])
def test_every_node_is_run(host: FakeHost, tier: str) -> None:
    """Named by a test of each host, besides the promises and choices above and below."""
    folders = (REPOSITORY / "tests" / tier, REPOSITORY / "tests" / "support")
    texts = [path.read_text(encoding="utf-8") for folder in folders for path in folder.glob("*.py")]
    named = {
        node_id for text in texts for node_id in re.findall(r'"(Diffulizer_\w+)"(?!: \{\n? *"name"|, "\w+"\))', text)
    }
    assert set(host.nodes) <= named, f"tests/{tier} has no test of these"


def test_metrics_that_can_be_chosen_stay() -> None:
    assert set(SCALAR_CHANNELS) >= METRICS


@pytest.mark.parametrize("node_id", PROMISES)
def test_everything_is_explained(host: FakeHost, node_id: str) -> None:
    schema = host.nodes[node_id].GET_SCHEMA()
    assert schema.category == "Diffulizer"
    assert schema.description.endswith(".")
    for part in (*schema.inputs, *schema.outputs):
        assert part.tooltip, f"{part.id} has no tooltip"
        assert part.tooltip[0].isupper() or part.tooltip[0] == "'", part.tooltip
        assert part.tooltip.endswith("."), part.tooltip


def test_the_samplers_inputs_are_the_hosts(host: FakeHost) -> None:
    """KSampler's own names in KSampler's order, so that its workflows fit; ours come after."""
    inputs = {i.id: i for i in host.nodes["Diffulizer_KSampler"].GET_SCHEMA().inputs}
    assert [*inputs][:10] == [
        "model", "seed", "steps", "cfg", "sampler_name", "scheduler", "positive", "negative", "latent_image", "denoise",
    ]  # fmt: skip
    assert inputs["seed"].control_after_generate is True
    assert (inputs["cfg"].step, inputs["cfg"].round) == (0.1, 0.01)
    assert inputs["denoise"].step == 0.01


def test_the_text_is_long_and_knows_dynamic_prompts(host: FakeHost) -> None:
    (text,) = [i for i in host.nodes["Diffulizer_TextEncode"].GET_SCHEMA().inputs if i.id == "text"]
    assert text.multiline
    assert text.dynamic_prompts


def test_defaults_of_the_settings_node_are_those_of_the_settings(host: FakeHost) -> None:
    assert host.run("Diffulizer_CaptureSettings")[0] == host.module("diffulizer.settings").CaptureSettings()


def test_the_settings_node_passes_every_widget_on(host: FakeHost) -> None:
    changed = {
        "layers": "*attn2*; output_blocks.*",
        "max_layers": 3,
        "include_cross_attention": True,
        "include_self_attention": False,
        "attention_resolution": 8,
        "self_attention_resolution": 4,
        "attention_every": 2,
        "maps_of": "all",
        "heads": "each",
        "head_layers": "mid_block.*, output_blocks.*",
        "max_recording_mb": 64,
        "stream_to_disk": True,
        "effects_every": 4,
        "effect_words": "red circle",
        "only_words": "circle",
        "gather_words": "red circle",
    }
    made = host.run("Diffulizer_CaptureSettings", **changed)[0]
    assert made.as_dict() == {
        **changed,
        "layers": ["*attn2*", "output_blocks.*"],
        "head_layers": ["mid_block.*", "output_blocks.*"],
    }


def test_settings_of_older_workflows_keep_all_heads_and_stay_in_memory(host: FakeHost) -> None:
    older = {"layers": "*", "heads": "each"}
    made = host.nodes["Diffulizer_CaptureSettings"].execute(**older)[0]
    assert made.head_layers == ("*",)
    assert not made.stream_to_disk


@pytest.mark.parametrize(("name", "value"), [("attention_every", 0), ("heads", "some"), ("max_recording_mb", -1)])
def test_settings_out_of_range_are_refused(host: FakeHost, name: str, value: Any) -> None:
    """The sampler is told so, and samples all the same: it does not need them for its picture."""
    made = host.run("Diffulizer_CaptureSettings", **{name: value})
    (reason,) = made.ui["diffulizer_error"]
    assert f"{name} is {value!r}; expected" in reason
    assert isinstance(made[0], host.module("diffulizer.errors").SettingsError)


def test_a_clip_that_is_not_there_is_explained(host: FakeHost) -> None:
    with pytest.raises(ValueError, match="the checkpoint holds no text encoder"):
        host.run("Diffulizer_TextEncode", clip=None, text="a cat")


@pytest.mark.parametrize("kind", ["sdxl", "transformer"])
def test_demo_weights_that_are_not_there_are_explained(
    host: FakeHost, monkeypatch: Any, tmp_path: Any, kind: str
) -> None:
    monkeypatch.setitem(host.module("demo_model.loader").FILES, kind, tmp_path / "none.safetensors")
    with pytest.raises(FileNotFoundError, match="git checkout demo_model"):
        host.run("Diffulizer_DemoModel", kind=kind)


CHOICES = [
    ("Diffulizer_DemoModel", "kind"),
    ("Diffulizer_CaptureSettings", "maps_of"),
    ("Diffulizer_CaptureSettings", "heads"),
    ("Diffulizer_EditAttention", "action"),
    ("Diffulizer_EditAttention", "condition"),
    ("Diffulizer_KSampler", "sampler_name"),
    ("Diffulizer_KSampler", "scheduler"),
    ("Diffulizer_WordEffects", "sampler_name"),
    ("Diffulizer_WordEffects", "scheduler"),
    ("Diffulizer_ExportRun", "preview"),
    ("Diffulizer_TokenHeatmap", "combine"),
    ("Diffulizer_TokenHeatmap", "method"),
    ("Diffulizer_TokenHeatmap", "scale"),
    ("Diffulizer_TokenHeatmap", "mask_type"),
    ("Diffulizer_TokenHeatmap", "colour_map"),
    ("Diffulizer_TokenHeatmap", "source"),
    ("Diffulizer_SelfAttentionMap", "mask_type"),
    ("Diffulizer_SelfAttentionMap", "colour_map"),
    ("Diffulizer_RunInfo", "metric"),
    ("Diffulizer_StepStrip", "show"),
    ("Diffulizer_StepStrip", "theme"),
    ("Diffulizer_MetricsPlot", "along"),
    ("Diffulizer_MetricsPlot", "theme"),
    ("Diffulizer_TrajectoryPlot", "theme"),
    ("Diffulizer_TokenDominancePlot", "style"),
    ("Diffulizer_TokenDominancePlot", "theme"),
    ("Diffulizer_WordStepMatrix", "scale"),
    ("Diffulizer_WordStepMatrix", "colour_map"),
    ("Diffulizer_WordStepMatrix", "theme"),
    ("Diffulizer_CompareRuns", "theme"),
]


@pytest.mark.parametrize(("node_id", "name"), CHOICES)
def test_unknown_choices_are_refused_when_queued(host: FakeHost, node_id: str, name: str) -> None:
    """The host checks the options of V1 nodes only."""
    (given,) = [i for i in host.nodes[node_id].GET_SCHEMA().inputs if i.id == name]
    assert all(host.validate(node_id, **{name: option}) is True for option in given.options)
    assert host.validate(node_id, **{name: None}) is True
    assert host.validate(node_id, **{name: "other"}) == (
        f"{name} is 'other'; expected one of {', '.join(given.options)}."
    )


def test_all_choices_are_checked_and_nothing_with_a_range_is(host: FakeHost) -> None:
    """An input that validate_inputs names loses the host's own check of its range."""
    combos, asked = set(), set()
    for node_id, node in host.nodes.items():
        combos |= {(node_id, i.id) for i in node.GET_SCHEMA().inputs if i.io_type == "COMBO"}
        if "validate_inputs" in vars(node):
            asked |= {(node_id, name) for name in inspect.signature(node.validate_inputs).parameters}
    assert combos == {*CHOICES, ("Diffulizer_LoadRun", "run")}  # whose options come and go: see test_load_run.py
    assert asked == combos | {("Diffulizer_ExportRun", "run_name")}
