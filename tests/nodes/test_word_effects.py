"""Word Effects in the fake host: words, outputs, and what happens when something is wrong."""

from __future__ import annotations

from typing import Any

import pytest
import torch
from fake_host import FakeHost
from fake_host.pictures import FakeVAE
from fake_host.samplers import common_ksampler
from fake_host.scenes import Scene

NODE = "Diffulizer_WordEffects"


def outputs(scene: Scene, **changes: Any) -> Any:
    inputs = {**scene.inputs(), "seed": 5, "cfg": 5.0, "denoise": 1.0, **changes}
    return scene.host.run(NODE, **inputs).args


def test_the_latent_is_that_of_a_plain_ksampler(host: FakeHost) -> None:
    scene = Scene(host)
    latent, recording, sheet, pictures, table = outputs(scene, words="red", vae=FakeVAE())
    plain = scene.inputs()
    model, rest = plain.pop("model"), plain
    (expected,) = common_ksampler(
        model, 5, rest["steps"], 5.0, rest["sampler_name"], rest["scheduler"], rest["positive"], rest["negative"],
        rest["latent_image"], denoise=1.0,
    )  # fmt: skip
    assert torch.equal(latent["samples"], expected["samples"])
    (recorded,) = recording.passes
    assert recorded.removals.removed.words[0].text == "red"
    assert pictures.shape[0] == 1
    assert sheet.shape[0] == 1
    assert "red" in table


def test_an_empty_list_is_each_word(host: FakeHost) -> None:
    _, recording, *_ = outputs(Scene(host))
    removed = recording.passes[0].removals.removed
    assert [word.text for word in removed.words] == ["a", "red", "square", "above"]
    assert removed.prompts == ()
    assert len(removed.layers) == 3


def test_words_of_leave_one_out_leave_the_text(host: FakeHost) -> None:
    scene = Scene(host)
    *_, left_out = host.run("Diffulizer_LeaveOneOut", clip=scene.clip, text="a red square above", words="red").args
    _, recording, *_ = outputs(scene, words="square", left_out=left_out)
    removed = recording.passes[0].removals.removed
    assert (removed.kind, removed.prompts, removed.layers) == ("text", ("a square above",), ())
    assert [(word.text, word.tokens) for word in removed.words] == [("red", {"c0": (2,)})]


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"words": "heart"}, "'heart', which is not in the prompt"),
        ({"layers": "nowhere"}, "no cross-attention layer matches 'nowhere'"),
    ],
)
def test_what_is_wrong_is_said_before_anything_is_sampled(
    host: FakeHost, changes: dict[str, Any], message: str
) -> None:
    scene = Scene(host)

    def sampled(*_: Any, **__: Any) -> Any:
        raise AssertionError("it sampled")

    scene.network.forward = sampled
    with pytest.raises(ValueError, match=message):
        outputs(scene, **changes)


def test_nothing_stays_in_the_model(host: FakeHost) -> None:
    scene = Scene(host)
    outputs(scene, words="red")
    assert scene.model.wrappers == {}
    assert scene.model.model_options == {"transformer_options": {}}
