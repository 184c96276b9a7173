"""Words of which it is to be recorded what they look at, in a network whose words look at nothing."""

from __future__ import annotations

from typing import Any

import torch
from fake_host import FakeHost
from fake_host.pictures import FakeVAE
from fake_host.scenes import Scene

from diffulizer.dataset.check.validate import validate_run
from diffulizer.gather import GATHER_GAP


def test_the_run_says_that_words_look_at_nothing_in_a_unet(host: FakeHost) -> None:
    """Everything else is as it is without."""
    scene = Scene(host)
    plain = scene.record()
    latent = {"samples": scene.sample(scene.attached(gather_words="red square, above"))}
    made = scene.recording.passes[-1]
    assert made.gather_tokens == {}
    for one, other in zip(plain.steps, made.steps, strict=True):
        assert not other.gathers
        assert torch.equal(one.latent, other.latent)
        assert one.cross_attention.keys() == other.cross_attention.keys()
    (gap,) = [gap for gap in made.gaps if gap.what == GATHER_GAP]
    assert gap.where == "red square, above"
    assert gap.reason.startswith(f"in {made.model.family}, the text is not in one sequence with the picture")
    folder: Any = host.run("Diffulizer_ExportRun", recording=scene.recording, latent=latent, vae=FakeVAE())[0]
    assert validate_run(folder, strict=True).errors == []
    run = host.module("diffulizer").load_run(folder)
    assert run.generator["gather_words"] == "red square, above"
    assert "gather" not in run.metadata
    assert gap in [host.module("diffulizer.recording").Gap(**vars(one)) for one in run.not_recorded]


def test_without_words_nothing_is_said(host: FakeHost) -> None:
    made = Scene(host).record(capture={"gather_words": " "})
    assert [gap for gap in made.gaps if gap.what == GATHER_GAP] == []
