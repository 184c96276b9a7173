"""Word Effects in the fake host: words, outputs, and what happens when something is wrong."""

from __future__ import annotations

import json
from typing import Any

import pytest
import torch
from fake_host import FakeHost
from fake_host.pictures import FakeVAE
from fake_host.samplers import common_ksampler
from fake_host.scenes import Scene
from fake_host.web import ask

from diffulizer import load_run
from diffulizer.dataset.check.validate import validate_run

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


class NewInterrupt(BaseException):
    """The interrupt of newer hosts is no Exception."""


@pytest.mark.parametrize(("kind", "error"), [("attention", NewInterrupt()), ("text", RuntimeError("out of memory"))])
@pytest.mark.parametrize("evaluation", range(1, 13))
def test_what_was_sampled_before_an_interrupt_is_kept(
    host: FakeHost, evaluation: int, kind: str, error: BaseException
) -> None:
    """Three steps of the prompt, three of the null, three of each word."""
    scene, text = Scene(host), "a red square above"
    *_, left_out = host.run("Diffulizer_LeaveOneOut", clip=scene.clip, text=text, words="red, square").args
    choice = {"left_out": left_out} if kind == "text" else {"words": "red, square"}
    _, recording, *_ = outputs(scene, **choice)
    whole = recording.passes[0]
    host.module("nodes.host.interrupted").passes.clear()
    left = evaluation

    def before(_options: dict[str, Any]) -> None:
        nonlocal left
        left -= 1
        if left == 0:
            raise error

    scene.network.before = before
    with pytest.raises(type(error)) as caught:
        outputs(scene, **choice)
    assert caught.value is error
    assert scene.model.wrappers == {}
    kept = list(host.module("nodes.host.interrupted").passes)
    if evaluation <= 2:
        assert kept == []  # no step was finished for certain
        return
    (part,) = kept
    assert part.complete is (evaluation > 3)
    assert len(part.steps) == min(evaluation - 1, 3)
    gaps = [(gap.where, gap.reason) for gap in part.gaps if gap.what == "removals"]
    if evaluation <= 9:
        assert part.removals is None
        assert gaps == ([("without red, square", "sampling was stopped")] if evaluation > 3 else [])
        return
    removals = part.removals
    assert gaps == [("without square", "sampling was stopped")]
    assert removals.removed == whole.removals.removed.first(1)
    assert [word.text for word in removals.removed.words] == ["red"]
    assert torch.equal(removals.latents, whole.removals.latents[:, :1])
    assert torch.equal(removals.change, whole.removals.change[:, [0, 2]])
    assert torch.equal(removals.cosines, whole.removals.cosines[:, :, [0, 2]])


def test_what_was_sampled_is_kept_if_it_cannot_be_decoded(host: FakeHost, monkeypatch: pytest.MonkeyPatch) -> None:
    scene, vae = Scene(host), FakeVAE()

    def decode(_samples: Any) -> Any:
        raise RuntimeError("out of memory")

    monkeypatch.setattr(vae, "decode", decode)
    with pytest.raises(RuntimeError, match="out of memory"):
        outputs(scene, words="red", vae=vae)
    (kept,) = host.module("nodes.host.interrupted").passes
    assert [word.text for word in kept.removals.removed.words] == ["red"]
    assert not [gap for gap in kept.gaps if gap.what == "removals"]


def test_a_watching_page_is_told_and_exports_what_there_is(host: FakeHost, monkeypatch: pytest.MonkeyPatch) -> None:
    live, scene, calls = host.module("nodes.host.live"), Scene(host), []
    monkeypatch.setattr(live, "_later", lambda job: job())
    monkeypatch.setattr(live.prompt_server(), "client_id", "browser", raising=False)

    def before(_options: dict[str, Any]) -> None:
        calls.append(1)
        if len(calls) == 11:
            raise NewInterrupt

    scene.network.before = before
    with host.executing({"5": {"class_type": NODE, "inputs": {}}}, "5"), pytest.raises(NewInterrupt):
        outputs(scene, words="red, square")
    told = [content for name, content, _ in host.events if name == "diffulizer.pass"]
    assert [one["state"] for one in told] == ["running", "complete", "interrupted"]
    (listed,) = json.loads(ask(host, "/diffulizer/live")[2])["passes"]
    assert listed["state"] == "interrupted"
    status, _, text = ask(host, f"/diffulizer/live/{listed['id']}/export", "POST", json={})
    assert status == 200
    folder = host.output / "diffulizer" / json.loads(text)["name"]
    run = load_run(folder)
    assert run.complete
    assert [word.text for word in run.removed.words] == ["red"]
    assert {"what": "removals", "where": "without square", "reason": "sampling was stopped"} in (
        run.metadata["not_recorded"]
    )
    assert not validate_run(folder, strict=True).errors


def test_nothing_stays_in_the_model(host: FakeHost) -> None:
    scene = Scene(host)
    outputs(scene, words="red")
    assert scene.model.wrappers == {}
    assert scene.model.model_options == {"transformer_options": {}}
