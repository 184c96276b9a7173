"""A node of ours that fails says so and lets the prompt go on; sampling nodes sample all the same."""

from __future__ import annotations

from typing import Any

import pytest
import torch
from fake_host import FakeHost
from fake_host.scenes import Scene

READERS: dict[str, dict[str, Any]] = {
    "Diffulizer_ExportRun": {"recording": None, "latent": {"samples": torch.zeros(1, 4, 8, 8)}},
    "Diffulizer_TokenHeatmap": {"recording": None, "words": "red"},
    "Diffulizer_SelfAttentionMap": {"recording": None},
    "Diffulizer_StepStrip": {"recording": None},
    "Diffulizer_MetricsPlot": {"recording": None},
    "Diffulizer_TrajectoryPlot": {"recording": None},
    "Diffulizer_TokenDominancePlot": {"recording": None},
    "Diffulizer_WordStepMatrix": {"recording": None},
    "Diffulizer_CompareRuns": {"recording_a": None, "recording_b": None},
    "Diffulizer_RunInfo": {"recording": None, "metric": "latent_l2_norm"},
}
ERRORS = [
    (RuntimeError("an odd model"), "RuntimeError: an odd model. This is an error of Diffulizer: please report it"),
    (torch.OutOfMemoryError("Tried to allocate 2 GiB"), "There is not enough memory (OutOfMemoryError: Tried to"),
    (MemoryError(), "There is not enough memory (MemoryError: )."),
    (OSError(5, "Input/output error", "/a/map.bin"), "/a/map.bin: Input/output error."),
]


class Broken:
    """A recording whose every attribute raises."""

    def __init__(self, error: BaseException) -> None:
        self._error = error

    def __getattribute__(self, name: str) -> Any:
        raise object.__getattribute__(self, "_error")


def failing(error: BaseException) -> Any:
    def fail(*_args: Any, **_kwargs: Any) -> Any:
        raise error

    return fail


def run(host: FakeHost, node_id: str, error: BaseException, **inputs: Any) -> Any:
    given = {name: Broken(error) if value is None else value for name, value in READERS[node_id].items()}
    with host.executing({}, "9"):
        return host.run(node_id, **given, **inputs)


def key(host: FakeHost, node_id: str) -> Any:
    """The part of the host's cache key that a failure changes."""
    with host.executing({}, "9"):
        return host.nodes[node_id].fingerprint_inputs()


def test_all_nodes_that_read_are_here(host: FakeHost) -> None:
    fallible = host.module("nodes.failures").FallibleNode
    assert {*READERS, "Diffulizer_LoadRun"} == {name for name, node in host.nodes.items() if issubclass(node, fallible)}


@pytest.mark.parametrize("node_id", READERS)
@pytest.mark.parametrize(("error", "said"), ERRORS, ids=lambda value: type(value).__name__)
def test_a_node_that_fails_is_blocked_and_says_why(host: FakeHost, node_id: str, error: Exception, said: str) -> None:
    before = key(host, node_id)
    made = run(host, node_id, error, stop_on_error=False)
    (reason,) = made.ui["diffulizer_error"]
    assert reason.startswith(said)
    assert [output.message for output in made.args] == [None] * len(host.nodes[node_id].GET_SCHEMA().outputs)
    assert key(host, node_id) != before
    with pytest.raises(type(error)):
        run(host, node_id, error, stop_on_error=True)


@pytest.mark.parametrize("node_id", READERS)
def test_an_interrupt_goes_on_to_the_host(host: FakeHost, node_id: str) -> None:
    interrupt = host.module("nodes.host.guard").InterruptProcessingException
    before = key(host, node_id)
    with pytest.raises(interrupt):
        run(host, node_id, interrupt(), stop_on_error=False)
    assert key(host, node_id) == before


def test_a_run_that_can_not_be_read_is_told(host: FakeHost) -> None:
    made = host.run("Diffulizer_LoadRun", run="gone", stop_on_error=False)
    assert made.ui["diffulizer_run"] == []
    assert "gone" in made.ui["diffulizer_error"][0]


def test_a_node_that_succeeds_has_the_same_keys_and_is_reused(host: FakeHost) -> None:
    """Of several executions of a node, the host reads the first one's keys in all of them."""
    scene = Scene(host)
    scene.record()
    before = key(host, "Diffulizer_ExportRun")
    inputs = {"recording": scene.recording, "preview": "latent_rgb", "stop_on_error": False}
    made = host.run("Diffulizer_ExportRun", **inputs, latent={"samples": scene.recording.passes[0].steps[-1].latent})
    failed = host.run("Diffulizer_ExportRun", **inputs, latent={"samples": "text"})
    assert made.ui["diffulizer_error"] == []
    assert failed.ui["diffulizer_error"] == [
        "latent holds str; expected a tensor of samples. Wire the sampler's own LATENT."
    ]
    assert list(made.ui) == list(failed.ui) == ["diffulizer_run", "diffulizer_error"]
    assert key(host, "Diffulizer_ExportRun") == before


@pytest.mark.parametrize("place", ["nodes.host.attach.layers_of", "nodes.host.attach.select_layers"])
@pytest.mark.parametrize(("error", "said"), ERRORS, ids=lambda value: type(value).__name__)
def test_a_model_that_can_not_be_recorded_is_sampled(
    host: FakeHost, monkeypatch: pytest.MonkeyPatch, place: str, error: Exception, said: str
) -> None:
    scene = Scene(host)
    inputs = scene.inputs()
    plain = host.run("Diffulizer_KSampler", **inputs)[0]["samples"]
    module, name = place.rsplit(".", 1)
    before = key(host, "Diffulizer_KSampler")
    with monkeypatch.context() as patch, host.executing({}, "9"):
        patch.setattr(host.module(module), name, failing(error))
        made = host.run("Diffulizer_KSampler", **inputs)
        attached = host.run("Diffulizer_RecordAttention", model=scene.model)
    assert torch.equal(made[0]["samples"], plain)
    assert attached[0] is scene.model
    for told in (made, attached):
        (reason,) = told.ui["diffulizer_error"]
        assert reason.startswith(f"The sampling pass could not be recorded: {said.rstrip('.')}")
        assert told[1].passes == []
        with pytest.raises(host.module("diffulizer.errors").RecordingError, match="could not be recorded"):
            host.run("Diffulizer_RunInfo", recording=told[1], metric="latent_l2_norm")
    assert key(host, "Diffulizer_KSampler") != before
    good = host.run("Diffulizer_KSampler", **inputs)
    assert torch.equal(good[0]["samples"], plain)
    assert good.ui == {"diffulizer_error": []}


def test_settings_that_can_not_be_used_cost_the_recording_alone(host: FakeHost) -> None:
    scene = Scene(host)
    capture = host.run("Diffulizer_CaptureSettings", attention_every=0)[0]
    made = host.run("Diffulizer_KSampler", **scene.inputs(), capture=capture)
    assert "attention_every is 0; expected" in made.ui["diffulizer_error"][0]
    assert torch.equal(made[0]["samples"], host.run("Diffulizer_KSampler", **scene.inputs())[0]["samples"])


@pytest.mark.parametrize(("error", "said"), ERRORS, ids=lambda value: type(value).__name__)
def test_words_that_can_not_be_kept_cost_no_conditioning(
    host: FakeHost, monkeypatch: pytest.MonkeyPatch, error: Exception, said: str
) -> None:
    scene = Scene(host)
    plain = host.run("Diffulizer_TextEncode", clip=scene.clip, text="a red circle")[0]
    monkeypatch.setattr(host.module("nodes.host.tokens"), "labels_of", failing(error))
    made = host.run("Diffulizer_TextEncode", clip=scene.clip, text="a red circle")
    assert made.ui["diffulizer_error"][0].startswith(said)
    assert torch.equal(made[0][0][0], plain[0][0])


@pytest.mark.parametrize("place", ["accumulate", "to_cpu"])
def test_a_recording_that_fails_is_made_again(host: FakeHost, monkeypatch: pytest.MonkeyPatch, place: str) -> None:
    """Though steps before the error, or latents alone, were recorded."""
    scene = Scene(host)
    before = key(host, "Diffulizer_KSampler")
    with host.executing({}, "9"):
        host.run("Diffulizer_KSampler", **scene.inputs())
    assert key(host, "Diffulizer_KSampler") == before
    with monkeypatch.context() as patch, host.executing({}, "9"):
        module = "diffulizer.capture.recorder" if place == "to_cpu" else "diffulizer.capture.attention_recorder"
        patch.setattr(host.module(module), place, failing(RuntimeError("out of memory")))
        host.run("Diffulizer_KSampler", **scene.inputs())
    assert key(host, "Diffulizer_KSampler") != before
