"""Compare Runs: two recordings, two passes of one, two images of a batch, and a run from disk."""

from __future__ import annotations

from typing import Any

import pytest
import torch
from fake_host import FakeHost
from fake_host.scenes import NEGATIVE, Scene

NODE = "Diffulizer_CompareRuns"
OTHER = "a blue square above"


def scene_of(host: FakeHost, text: str, steps: int = 3, **sampling: Any) -> Scene:
    scene = Scene(host)
    conds = {"positive": scene.encode(text), "negative": scene.encode(NEGATIVE)}
    scene.sample(scene.attached(), conds=conds, steps=steps, **sampling)
    return scene


def compare(host: FakeHost, a: Any, b: Any, **changes: Any) -> tuple[torch.Tensor, torch.Tensor, str]:
    inputs = host.nodes[NODE].GET_SCHEMA().inputs
    widgets = {i.id: i.default for i in inputs if getattr(i, "default", None) is not None}
    del widgets["stop_on_error"]  # the fake host's own
    made = host.run(NODE, recording_a=a, recording_b=b, **{**widgets, "width": 640, "height": 512, **changes})
    return made[0], made[1], made[2]


def coloured(maps: torch.Tensor) -> float:
    """The part of the page that is red or blue; the colour bar is of it always."""
    return float(((maps[0].amax(-1) - maps[0].amin(-1)) > 0.15).float().mean())


def test_two_prompts(host: FakeHost) -> None:
    a, b = scene_of(host, "a red square above"), scene_of(host, OTHER)
    plots, maps, table = compare(host, a.recording, b.recording)
    assert plots.shape == maps.shape == (1, 512, 640, 3)
    assert (plots.dtype, maps.dtype) == (torch.float32, torch.float32)
    assert "the prompt (“red” → “blue”)" in table


def test_a_recording_beside_itself_differs_nowhere(host: FakeHost) -> None:
    scene = scene_of(host, "a red square above")
    _, maps, table = compare(host, scene.recording, scene.recording, words="red", theme="light")
    assert "no difference beyond rounding" in table
    assert coloured(maps) < 0.03, "a difference was drawn"


def test_two_passes_of_one_recording(host: FakeHost) -> None:
    """The latents of their samplers tell the passes apart."""
    scene = Scene(host)
    first = {"samples": scene.sample(scene.attached(), steps=3)}
    second = {"samples": scene.sample(scene.attached(), steps=5)}
    table = compare(host, scene.recording, scene.recording, latent_a=first, latent_b=second)[2]
    assert "A  A, 3 steps" in table
    assert "B  B, 5 steps" in table


def test_two_images_of_a_batch(host: FakeHost) -> None:
    scene = scene_of(host, "a red square above", batch=2)
    alike = compare(host, scene.recording, scene.recording)[0]
    apart = compare(host, scene.recording, scene.recording, batch_index_b=1)[0]
    assert not torch.equal(alike, apart)
    assert coloured(compare(host, scene.recording, scene.recording, batch_index_b=1)[1]) > 0.04
    with pytest.raises(
        host.module("diffulizer.errors").SettingsError, match="batch_index_b is 2; that recording's batch has 2"
    ):
        compare(host, scene.recording, scene.recording, batch_index_b=2)


def test_words_of_one_prompt_only_are_refused(host: FakeHost) -> None:
    a, b = scene_of(host, "a red square above"), scene_of(host, OTHER)
    with pytest.raises(
        host.module("diffulizer.errors").SettingsError,
        match=r"^recording B: words names 'red', which is not in the prompt",
    ):
        compare(host, a.recording, b.recording, words="red")
    assert compare(host, a.recording, b.recording, words="square, above")[1].shape == (1, 512, 640, 3)


def test_errors_say_which_recording_they_are_about(host: FakeHost) -> None:
    errors = host.module("diffulizer.errors")
    scene = scene_of(host, "a red square above")
    empty, foreign = host.module("diffulizer.capture.memory").MemoryRecording(), {"samples": torch.zeros(1, 4, 8, 8)}
    with pytest.raises(errors.RecordingError, match=r"^recording B: The recording is empty"):
        compare(host, scene.recording, empty)
    with pytest.raises(errors.RecordingError, match=r"^recording A: latent is not the result of a recorded pass"):
        compare(host, scene.recording, scene.recording, latent_a=foreign)
    with pytest.raises(errors.SettingsError, match=r"^recording A: layers is 'nope\*': no recorded"):
        compare(host, scene.recording, scene.recording, layers="nope*")


def test_quotation_marks_in_both_prompts(host: FakeHost) -> None:
    a, b = (scene_of(host, f'a {colour} square " above ",') for colour in ("red", "blue"))
    maps = compare(host, a.recording, b.recording)[1]
    assert (maps > 0.9).float().mean() > 0.2, "no map was drawn"


def test_prompts_without_a_common_word_have_plots_all_the_same(host: FakeHost) -> None:
    a, b = scene_of(host, "a red square"), scene_of(host, "two blue circles")
    plots, maps, table = compare(host, a.recording, b.recording)
    assert plots.shape == maps.shape
    assert table


def test_a_run_from_disk_beside_a_recording(host: FakeHost) -> None:
    scene = Scene(host)
    latent = {"samples": scene.sample(scene.attached())}
    host.run("Diffulizer_ExportRun", recording=scene.recording, latent=latent, run_name="run", preview="latent_rgb")
    loaded = host.run("Diffulizer_LoadRun", run="run_00001")
    maps, table = compare(host, scene.recording, loaded[0], words="red")[1:]
    assert "no difference beyond rounding" in table
    alike = compare(host, scene.recording, scene.recording, words="red")[1]
    assert coloured(alike) < 0.03
    assert maps.shape == alike.shape


def test_recordings_without_attention_have_plots_and_say_so(host: FakeHost) -> None:
    scene = Scene(host)
    scene.sample(scene.attached(include_cross_attention=False))
    plots, maps, table = compare(host, scene.recording, scene.recording)
    assert not torch.equal(plots, maps)
    assert "share no cross-attention layer" in table
