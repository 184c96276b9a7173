"""The nodes that draw figures, on a recording in memory and on the same one read from disk."""

from __future__ import annotations

import sys
from typing import Any

import numpy as np
import pytest
import torch
from fake_host import FakeHost
from fake_host.pictures import FakeVAE
from fake_host.scenes import Scene

FIGURES = [
    "Diffulizer_StepStrip",
    "Diffulizer_MetricsPlot",
    "Diffulizer_TrajectoryPlot",
    "Diffulizer_TokenDominancePlot",
    "Diffulizer_WordStepMatrix",
]


def widgets(host: FakeHost, node_id: str, **changes: Any) -> dict[str, Any]:
    """The defaults of a node's widgets, in a small size, with changes."""
    inputs = host.nodes[node_id].GET_SCHEMA().inputs
    found = {i.id: i.default for i in inputs if getattr(i, "default", None) is not None}
    del found["stop_on_error"]  # the fake host's own
    return {**found, "width": 480, "height": 360, "batch_index": 0, **changes}


def draw(host: FakeHost, node_id: str, recording: Any, **changes: Any) -> torch.Tensor:
    return host.run(node_id, recording=recording, **widgets(host, node_id, **changes))[0]


@pytest.fixture
def scene(host: FakeHost) -> Scene:
    scene = Scene(host)
    scene.record(batch=2)
    return scene


@pytest.mark.parametrize("node_id", FIGURES)
def test_a_figure_is_an_image_of_its_size(host: FakeHost, scene: Scene, node_id: str) -> None:
    image = draw(host, node_id, scene.recording, width=640, height=401)
    assert (image.shape, image.dtype) == ((1, 401, 640, 3), torch.float32)
    assert 0 <= image.min() <= image.max() <= 1
    ground = image[0, 0, 0]
    drawn = (image[0] != ground).any(-1).nonzero()
    assert drawn.shape[0] > 2000  # a title, axes and what they show, within the edges
    assert (drawn.amin(0) > 0).all()
    assert (drawn.amax(0) < torch.tensor([400, 639])).all()


@pytest.mark.parametrize("node_id", FIGURES)
def test_themes_differ_in_their_ground(host: FakeHost, scene: Scene, node_id: str) -> None:
    dark, light = (draw(host, node_id, scene.recording, theme=theme)[0, 0, 0] for theme in ("dark", "light"))
    assert dark.max() < 0.1 < 0.9 < light.min()


@pytest.mark.parametrize("node_id", FIGURES)
def test_images_of_a_batch_have_figures_of_their_own(host: FakeHost, scene: Scene, node_id: str) -> None:
    first, second = (draw(host, node_id, scene.recording, batch_index=i) for i in (0, 1))
    assert not torch.equal(first, second)
    assert torch.equal(draw(host, node_id, scene.recording, batch_index=-1), torch.cat([first, second]))
    with pytest.raises(
        host.module("diffulizer.errors").SettingsError, match="batch_index is 2; the recorded batch has 2"
    ):
        draw(host, node_id, scene.recording, batch_index=2)


@pytest.mark.parametrize("node_id", FIGURES)
def test_a_run_from_disk_gives_the_same_figure(host: FakeHost, node_id: str) -> None:
    """Up to the rounding of its files, which moves a line by less than a pixel."""
    scene = Scene(host)
    latent = {"samples": scene.sample(scene.attached())}
    host.run("Diffulizer_ExportRun", recording=scene.recording, latent=latent, run_name="run", vae=FakeVAE())
    loaded = host.run("Diffulizer_LoadRun", run="run_00001")
    memory, disk = draw(host, node_id, scene.recording), draw(host, node_id, loaded[0])
    assert (memory - disk).abs().mean() < 2e-3


@pytest.mark.parametrize("node_id", FIGURES)
def test_the_pass_of_the_wired_latent_is_drawn(host: FakeHost, node_id: str) -> None:
    scene = Scene(host)
    latent = {"samples": scene.sample(scene.attached(), steps=3)}
    alone = draw(host, node_id, scene.recording)
    newest = {"samples": scene.sample(scene.attached(), steps=5)}
    assert torch.equal(draw(host, node_id, scene.recording, latent=latent), alone)
    assert torch.equal(draw(host, node_id, scene.recording, latent=newest), draw(host, node_id, scene.recording))
    assert not torch.equal(draw(host, node_id, scene.recording), alone)


@pytest.mark.parametrize("node_id", FIGURES)
def test_an_empty_recording_is_explained(host: FakeHost, node_id: str) -> None:
    with pytest.raises(host.module("diffulizer.errors").RecordingError, match="The recording is empty"):
        draw(host, node_id, host.module("diffulizer.capture.memory").MemoryRecording())


@pytest.mark.parametrize("node_id", FIGURES)
def test_without_matplotlib_the_node_says_how_to_get_it(
    host: FakeHost, scene: Scene, node_id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    with pytest.raises(ImportError, match=r"needs the package matplotlib.*python -m pip install matplotlib"):
        draw(host, node_id, scene.recording)


def test_without_scikit_learn_the_trajectory_says_how_to_get_it(
    host: FakeHost, scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "sklearn", None)
    with pytest.raises(ImportError, match=r"needs the package scikit-learn.*python -m pip install scikit-learn"):
        draw(host, "Diffulizer_TrajectoryPlot", scene.recording)


@pytest.mark.parametrize("node_id", ["Diffulizer_TokenDominancePlot", "Diffulizer_WordStepMatrix"])
def test_words_and_layers_choose(host: FakeHost, scene: Scene, node_id: str) -> None:
    every = draw(host, node_id, scene.recording)
    assert not torch.equal(draw(host, node_id, scene.recording, words="red"), every)
    assert not torch.equal(draw(host, node_id, scene.recording, layers="middle"), every)
    wrong = host.module("diffulizer.errors").SettingsError
    with pytest.raises(wrong, match=r"words names 'cat', which is not in the prompt.*a, red, square, above"):
        draw(host, node_id, scene.recording, words="cat")
    with pytest.raises(wrong, match="layers is 'nothing'"):
        draw(host, node_id, scene.recording, layers="nothing")


@pytest.mark.parametrize("node_id", ["Diffulizer_TokenDominancePlot", "Diffulizer_WordStepMatrix"])
def test_attention_that_was_not_recorded_is_explained(host: FakeHost, node_id: str) -> None:
    scene = Scene(host)
    scene.record(capture={"include_cross_attention": False})
    with pytest.raises(
        host.module("diffulizer.errors").RecordingError, match=r"include_cross_attention.*Capture Settings"
    ):
        draw(host, node_id, scene.recording)


def test_metrics_are_chosen_by_name(host: FakeHost, scene: Scene) -> None:
    one = draw(host, "Diffulizer_MetricsPlot", scene.recording, metrics="latent_l2_norm")
    assert not torch.equal(one, draw(host, "Diffulizer_MetricsPlot", scene.recording))
    assert not torch.equal(
        one, draw(host, "Diffulizer_MetricsPlot", scene.recording, metrics="latent_l2_norm", along="sigma")
    )
    with pytest.raises(
        host.module("diffulizer.errors").SettingsError, match="metrics is 'norm'; expected names from core"
    ):
        draw(host, "Diffulizer_MetricsPlot", scene.recording, metrics="norm")


def test_predictions_can_be_left_out(host: FakeHost, scene: Scene) -> None:
    with_them, without = (
        draw(host, "Diffulizer_TrajectoryPlot", scene.recording, predictions=shown) for shown in (True, False)
    )
    assert not torch.equal(with_them, without)


def test_a_strip_decodes_each_chosen_step(host: FakeHost, scene: Scene) -> None:
    vae = FakeVAE()
    draw(host, "Diffulizer_StepStrip", scene.recording, steps="1, -1", vae=vae)
    assert len(vae.decoded) == 4  # the latent and the prediction of two steps
    made = scene.recording.passes[-1]
    factor = 0.5  # of the fake latent format
    torch.testing.assert_close(vae.decoded[1][0], made.steps[0].x0[0].float() / factor)
    vae.decoded.clear()
    draw(host, "Diffulizer_StepStrip", scene.recording, steps="all", show="x0", vae=vae)
    assert len(vae.decoded) == 3


def test_a_strip_without_captions_is_all_pictures(host: FakeHost, scene: Scene) -> None:
    strip = draw(
        host, "Diffulizer_StepStrip", scene.recording, captions=False, show="x0", steps="1", width=400, height=400
    )
    ground = strip[0, 0, 0]
    covered = (strip[0] != ground).any(-1).float().mean()
    assert covered > 0.9


def test_a_latent_that_has_no_colours_needs_a_vae(host: FakeHost, scene: Scene) -> None:
    made = scene.recording.passes[-1]
    made.model = host.module("diffulizer.recording").ModelInfo("m", "x", "epsilon", "cpu", "float32", "LatentFormat")
    with pytest.raises(ValueError, match="VAE"):
        draw(host, "Diffulizer_StepStrip", scene.recording)
    assert draw(host, "Diffulizer_StepStrip", scene.recording, vae=FakeVAE()).shape == (1, 360, 480, 3)


def test_nothing_is_left_in_the_pictures_of_other_figures(host: FakeHost, scene: Scene) -> None:
    first = draw(host, "Diffulizer_MetricsPlot", scene.recording)
    for node_id in FIGURES:
        draw(host, node_id, scene.recording)
    assert np.array_equal(first, draw(host, "Diffulizer_MetricsPlot", scene.recording))
