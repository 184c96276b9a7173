"""Token Heatmap, Self-Attention Map and Run Info, on recordings in memory and read from disk."""

from __future__ import annotations

import math
import sys
from typing import Any

import pytest
import torch
from fake_host import FakeHost
from fake_host.pictures import FakeVAE
from fake_host.scenes import Scene

HEAT, PLACE, INFO = "Diffulizer_TokenHeatmap", "Diffulizer_SelfAttentionMap", "Diffulizer_RunInfo"
MAPS = [(HEAT, {"words": "square"}), (PLACE, {"x": 0.2, "y": 0.7})]


@pytest.fixture
def scene(host: FakeHost) -> Scene:
    scene = Scene(host)
    scene.record(batch=2)
    return scene


def picture(count: int = 1, height: int = 40, width: int = 72) -> torch.Tensor:
    return torch.rand(count, height, width, 3, generator=torch.Generator().manual_seed(5))


@pytest.mark.parametrize(("node_id", "inputs"), MAPS)
def test_outputs_are_of_the_images_size_or_eight_times_the_latents(
    host: FakeHost, scene: Scene, node_id: str, inputs: dict[str, Any]
) -> None:
    for image, size in ((None, (64, 64)), (picture(), (40, 72)), (picture(2), (40, 72))):
        made = host.run(node_id, recording=scene.recording, image=image, **inputs)
        assert [tuple(t.shape) for t in made.args] == [(2, *size, 3), (2, *size, 3), (2, *size)]
        assert all(t.dtype == torch.float32 and t.min() >= 0 and t.max() <= 1 for t in made.args)
        assert set(made[2].unique().tolist()) == {0.0, 1.0}
        assert not torch.equal(made[0][0], made[0][1])


@pytest.mark.parametrize(("node_id", "inputs"), MAPS)
def test_a_run_on_disk_gives_the_same_pictures(host: FakeHost, node_id: str, inputs: dict[str, Any]) -> None:
    scene = Scene(host)
    latent = {"samples": scene.sample(scene.attached(), steps=3)}
    host.run("Diffulizer_ExportRun", recording=scene.recording, latent=latent, vae=FakeVAE())
    loaded = host.run("Diffulizer_LoadRun", run="run_00001")[0]
    one, other = (host.run(node_id, recording=r, **inputs) for r in (scene.recording, loaded))
    assert all(torch.equal(a, b) for a, b in zip(one.args, other.args, strict=True))


def test_the_overlay_lies_on_the_image_or_on_a_preview_of_the_last_latent(host: FakeHost, scene: Scene) -> None:
    image = picture(2)
    bare = host.run(HEAT, recording=scene.recording, words="red", image=image, opacity=0.0)[0]
    torch.testing.assert_close(bare, image)
    with_alpha = torch.cat([image, torch.zeros(2, 40, 72, 1)], dim=-1)
    torch.testing.assert_close(
        host.run(HEAT, recording=scene.recording, words="red", image=with_alpha, opacity=0.0)[0], image
    )
    full = host.run(HEAT, recording=scene.recording, words="red", image=image, opacity=1.0)
    torch.testing.assert_close(full[0], full[1])
    preview = host.run(HEAT, recording=scene.recording, words="red", opacity=0.0, batch_index=1)[0]
    decode = host.module("nodes.host.preview").decoder(
        "latent_rgb", host.modules()["comfy.latent_formats"]["SDXL"](), None
    )[0]
    last = host.module("diffulizer.render").preview_latent(scene.recording.passes[-1], 1, 2, "latent")
    small = torch.from_numpy(decode(last).copy()).float() / 255
    middle = preview[0, 4::8, 4::8]
    assert float((middle - small).abs().mean()) < 0.06 < float(small.std())


@pytest.mark.parametrize(("node_id", "inputs"), MAPS)
def test_the_images_of_the_whole_batch_serve_one_of_it(
    host: FakeHost, scene: Scene, node_id: str, inputs: dict[str, Any]
) -> None:
    images = picture(2)
    for item in (0, 1):
        made = host.run(node_id, recording=scene.recording, image=images, batch_index=item, opacity=0.0, **inputs)[0]
        shown = made[0, :8, :8] if node_id == PLACE else made[0]  # a ring marks the place
        torch.testing.assert_close(shown, images[item, : len(shown), : shown.shape[1]])


def test_words_come_one_after_the_other_or_together(host: FakeHost, scene: Scene) -> None:
    def run(words: str, **changes: Any) -> Any:
        return host.run(HEAT, recording=scene.recording, words=words, layers="*", mask_type="soft", **changes)

    red, square = (run(word)[2] for word in ("red", "square"))
    both = run("red, square")[2]
    assert torch.equal(both, torch.stack([red[0], square[0], red[1], square[1]]))
    one = run("red, square", combine="max", batch_index=1, colour_map="viridis")
    assert one[2].shape == (1, 64, 64)
    maps = host.module("diffulizer.analysis.heatmap").word_map
    groups = host.module("diffulizer.analysis.selection").select_words
    made = scene.recording.passes[-1]
    values = []
    for group in groups(made.conditions, "red, square"):
        grown = host.module("diffulizer.maths.resizing").resized(
            maps(made, group, layers="*", steps=range(3), items=[1]), (64, 64)
        )
        values.append(grown / grown.max())
    largest = torch.maximum(*values)
    torch.testing.assert_close(one[2], (largest - largest.min()) / (largest.max() - largest.min()))
    mean = sum(values) / 2
    torch.testing.assert_close(
        run("red, square", combine="mean", batch_index=1)[2], (mean - mean.min()) / (mean.max() - mean.min())
    )


def test_an_absolute_scale_is_one_for_all(host: FakeHost, scene: Scene) -> None:
    """inferno grows lighter with the value: the brightest place tells the largest value."""

    def brightest(scale: str) -> torch.Tensor:
        maps = host.run(HEAT, recording=scene.recording, words="a, above", scale=scale)[1]
        return maps.sum(-1).amax((1, 2))

    normalised, absolute = brightest("normalised"), brightest("absolute")
    assert float(normalised.std()) < 0.02
    assert float(absolute.max()) == pytest.approx(float(normalised.max()))
    assert float(absolute[1::2].max()) < float(absolute[::2].max())  # "above" gets less than "a"


def test_steps_and_layers_are_those_asked_for(host: FakeHost, scene: Scene) -> None:
    def run(**changes: Any) -> torch.Tensor:
        return host.run(HEAT, recording=scene.recording, words="red", mask_type="soft", batch_index=0, **changes)[2]

    assert torch.equal(run(start_step=2, end_step=2), run(start_step=-2, end_step=-2))
    assert not torch.equal(run(start_step=2, end_step=2), run(start_step=3))
    assert torch.equal(run(layers="layer_3"), run(layers="middle"))
    assert not torch.equal(run(layers="middle"), run(layers="output"))
    assert not torch.equal(run(layers="*"), run(layers="*", method="DAAM"))


def test_a_mask_is_widened_and_softened(host: FakeHost, scene: Scene) -> None:
    def mask(**changes: Any) -> torch.Tensor:
        return host.run(HEAT, recording=scene.recording, words="red", batch_index=0, **changes)[2]

    plain, wide, soft = mask(), mask(mask_grow=5), mask(mask_feather=9)
    assert plain.sum() < wide.sum()
    assert (wide >= plain).all()
    assert mask(threshold=0.8).sum() < plain.sum()
    assert mask(mask_grow=-2).sum() < plain.sum()
    assert len(soft.unique()) > 50


def test_the_wired_latent_tells_which_pass_is_meant(host: FakeHost) -> None:
    scene = Scene(host)
    first = {"samples": scene.sample(scene.attached(), steps=3)}
    second = scene.sample(scene.attached(), steps=2)
    assert host.run(INFO, recording=scene.recording, latent=first)[1] == 3
    assert host.run(INFO, recording=scene.recording, latent={"samples": second})[1] == 2
    assert host.run(INFO, recording=scene.recording)[1] == 2


@pytest.mark.parametrize("node_id", [HEAT, PLACE, INFO, "Diffulizer_MetricsPlot"])
def test_a_latent_of_no_recorded_pass_is_refused(host: FakeHost, scene: Scene, node_id: str) -> None:
    other = {"samples": torch.zeros(2, 4, 8, 8)}
    words = {"words": "red"} if node_id == HEAT else {}
    with pytest.raises(
        host.module("diffulizer.errors").RecordingError,
        match=r"latent is not the result of a recorded pass.* wire the sampler's own LATENT, or none",
    ):
        host.run(node_id, recording=scene.recording, latent=other, **words)


def test_a_recording_whose_passes_do_not_tell_their_latents_takes_any(host: FakeHost, scene: Scene) -> None:
    scene.recording.passes[-1].output_digest = None
    assert host.run(INFO, recording=scene.recording, latent={"samples": torch.zeros(2, 4, 8, 8)})[1] == 3


def test_info_is_text_and_numbers(host: FakeHost, scene: Scene) -> None:
    made = host.run(INFO, recording=scene.recording, batch_index=1, metric="guidance_cosine")
    told = made[0]
    assert all(not line or line.startswith("    ") for line in told.splitlines())  # Markdown shows it as it stands
    for said in (
        "recording, image 1 of a batch of 2",
        "prompt    a red square above",
        "3 steps, euler, cfg 5.0, seed 7",
        "layer_1   cross  input_blocks.1.1.transformer_blocks.0.attn2   grid 8x8, 3 maps",
        "square ",
        "Size of the noisy picture",
    ):
        assert said in told
    recorded = scene.recording.passes[-1]
    metrics = host.module("diffulizer.metrics").compute_metrics(recorded, 1)
    assert made[1] == 3
    assert made[2] == [step.sigma for step in recorded.steps]
    assert made[3] == metrics["latent_l2_norm"]
    assert made[4] == metrics["predicted_noise_l2_norm"]
    assert made[5] == [e["mean"] for e in metrics["cross_attention_entropy"]]
    assert made[6] == metrics["guidance_cosine"]


def test_what_was_not_measured_is_nan(host: FakeHost, scene: Scene) -> None:
    values = host.run(INFO, recording=scene.recording, metric="x0_change_l2")[6]
    assert math.isnan(values[0])
    assert all(math.isfinite(value) for value in values[1:])


def test_info_of_a_run_on_disk_names_its_folder(host: FakeHost) -> None:
    scene = Scene(host)
    latent = {"samples": scene.sample(scene.attached(), steps=2)}
    made = host.run("Diffulizer_ExportRun", recording=scene.recording, latent=latent, vae=FakeVAE())
    told = host.run(INFO, recording=host.run("Diffulizer_LoadRun", run="run_00001")[0])
    assert made[0] in told[0]
    assert "recorded  12 maps, with latents" in told[0]
    assert "nan" not in told[0]


ERRORS = [
    (HEAT, {"words": ""}, r"words is empty\. The prompt's words are: a, red, square, above"),
    (HEAT, {"words": "cat"}, r"words names 'cat', which is not in the prompt\. The prompt's words are: a, red"),
    (HEAT, {"words": "red", "layers": "none*"}, r"layers is 'none\*': no recorded cross-attention layer matches"),
    (HEAT, {"words": "blurry", "condition": "negative"}, "Set maps_of to 'all' in Capture Settings and record again"),
    (HEAT, {"words": "red", "condition": "other"}, "condition is 'other'; this recording has positive, negative, c0"),
    (HEAT, {"words": "red", "start_step": 4}, "start_step is 4; expected a step from 1 to 3"),
    (HEAT, {"words": "red", "batch_index": 2}, "batch_index is 2; the recorded batch has 2 images"),
    (HEAT, {"words": "red", "image": picture(3)}, "image holds 3 images; expected 1, or 2"),
    (HEAT, {"words": "red", "image": picture(3), "batch_index": 1}, "image holds 3 images; expected 1, or 2"),
    (PLACE, {"condition": "c9"}, "condition is 'c9'"),
    (PLACE, {"layers": "*attn2*"}, "no recorded self-attention layer matches"),
    (INFO, {"batch_index": 2}, "batch_index is 2; the recorded batch has 2 images"),
]


@pytest.mark.parametrize(("node_id", "inputs", "said"), ERRORS)
def test_what_cannot_be_shown_is_said(
    host: FakeHost, scene: Scene, node_id: str, inputs: dict[str, Any], said: str
) -> None:
    with pytest.raises(host.module("diffulizer.errors").DiffulizerError, match=said):
        host.run(node_id, recording=scene.recording, **inputs)


@pytest.mark.parametrize("node_id", [HEAT, PLACE, INFO])
def test_an_empty_recording_is_explained(host: FakeHost, node_id: str) -> None:
    empty = host.module("diffulizer.capture.memory").MemoryRecording()
    words = {"words": "red"} if node_id == HEAT else {}
    with pytest.raises(host.module("diffulizer.errors").RecordingError, match="The recording is empty"):
        host.run(node_id, recording=empty, **words)


def test_a_missing_package_is_explained(host: FakeHost, scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    with pytest.raises(host.module("diffulizer.errors").MissingPackageError, match="pip install matplotlib"):
        host.run(HEAT, recording=scene.recording, words="red")


def test_a_model_whose_latents_have_no_colours_needs_an_image(host: FakeHost, scene: Scene) -> None:
    made = scene.recording.passes[-1]
    replaced = host.module("diffulizer.recording").ModelInfo
    made.model = replaced("x", "sdxl", "epsilon", "cpu", "float32", latent_format="LatentFormat")
    with pytest.raises(
        host.module("diffulizer.errors").SettingsError, match="can't be shown without a VAE: wire image"
    ):
        host.run(HEAT, recording=scene.recording, words="red")
    assert host.run(HEAT, recording=scene.recording, words="red", image=picture())[0].shape == (2, 40, 72, 3)
