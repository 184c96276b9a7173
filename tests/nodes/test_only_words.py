"""A list of words given before the run: only their attention is recorded, and the run says what else there was."""

from __future__ import annotations

from typing import Any

import pytest
import torch
from fake_host import FakeHost
from fake_host.pictures import FakeVAE
from fake_host.sampling import forwards
from fake_host.scenes import NEGATIVE, POSITIVE, Scene

from diffulizer.dataset.check.validate import validate_run

ONLY: dict[str, Any] = {"only_words": "red square, above", "maps_of": "all"}


def tokens_of(made: Any, word: str, condition: int = 0) -> list[int]:
    table = made.conditions[condition].prompt.table
    return [i for one in table.words if one.text == word for i in one.token_indices]


@pytest.mark.parametrize("heads", ["mean", "each"])
def test_maps_of_the_words_are_those_of_a_whole_recording(host: FakeHost, heads: str) -> None:
    scene = Scene(host)
    whole = scene.record(batch=2, capture={"maps_of": "all", "heads": heads})
    made = scene.record(batch=2, capture={**ONLY, "heads": heads})
    table = made.conditions[0].prompt.table
    assert table.tokens == ("red</w>", "square</w>", "above</w>", "<other>", "<start>", "<end>", "<padding>")
    assert [(word.text, word.place) for word in table.unrecorded] == [("a", 0)]
    assert [word.text for word in table.all_words] == POSITIVE.split()
    assert [len(c.prompt.table) for c in made.conditions] == [7, 4], "the negative prompt has none of the words"
    kinds = whole.conditions[0].prompt.table.token_kinds
    for step, known in zip(made.steps, whole.steps, strict=True):
        assert step.self_attention.keys() == known.self_attention.keys()
        for place, own in step.cross_attention.items():
            theirs = known.cross_attention[place]
            assert own.maps.shape[1] == (7 if place[1] == "c0" else 4)
            torch.testing.assert_close(own.maps.sum(1), torch.ones_like(own.maps.sum(1)), rtol=0, atol=2e-3)
            if place[1] != "c0":
                continue
            for word in ("red", "square", "above"):
                assert torch.equal(own.maps[:, tokens_of(made, word)], theirs.maps[:, tokens_of(whole, word)])
                mean, usual = own.token_mean[:, tokens_of(made, word)], theirs.token_mean[:, tokens_of(whole, word)]
                torch.testing.assert_close(mean, usual)
                if heads == "each":
                    one = own.heads[:, :, tokens_of(made, word)]
                    assert torch.equal(one, theirs.heads[:, :, tokens_of(whole, word)])
            padding = [i for i, kind in enumerate(kinds) if kind == "padding"]
            torch.testing.assert_close(own.token_mean[:, 6], theirs.token_mean[:, padding].sum(1))
            torch.testing.assert_close(own.token_mean[:, 3:4], theirs.token_mean[:, tokens_of(whole, "a")])
    assert [(gap.what, gap.where) for gap in made.gaps] == [
        ("attention to words", "c0: a"),
        ("attention to words", f"c1: {NEGATIVE}"),
    ]
    assert made.gaps[0].reason == "only_words is 'red square, above'"
    estimate = host.module("diffulizer.capture.budget").estimate
    for one in (made, whole):
        held = [one.steps[0].cross_attention["layer_1", condition] for condition in ("c0", "c1")]
        maps = [m for attention in held for m in (attention.maps, attention.heads) if m is not None]
        assert 2 * estimate(one).attention["layer_1"].map_bytes == sum(m.nbytes for m in maps)


def test_prompts_that_the_host_repeats_are_added_up(host: FakeHost) -> None:
    """Of two prompts in one call, the shorter one is repeated."""
    scene = Scene(host)
    conds = {"positive": scene.encode(POSITIVE), "negative": scene.encode(" ".join(["blurry"] * 80))}
    whole, made = (scene.record(conds=conds, capture=c) for c in ({}, {"only_words": "red"}))
    for step, known in zip(made.steps, whole.steps, strict=True):
        for place, own in step.cross_attention.items():
            if place[1] == "c0":
                assert torch.equal(own.maps[:, 0], known.cross_attention[place].maps[:, tokens_of(whole, "red")[0]])
    scene.model.model.plan = forwards
    apart = scene.record(conds=conds, capture={"only_words": "red"})
    assert apart.steps[0].cross_attention.keys() == made.steps[0].cross_attention.keys()


def test_a_word_that_is_not_there_costs_the_attention_alone(host: FakeHost) -> None:
    scene = Scene(host)
    made = scene.record(capture={"only_words": "red, circle"})
    assert all(not step.cross_attention and not step.self_attention for step in made.steps)
    (reason,) = [gap.reason for gap in made.gaps if gap.what == "attention" and "only_words" in gap.reason]
    assert "only_words names 'circle', which is not in the prompt. The prompt's words are: a, red, square" in reason
    negative = scene.record(capture={"only_words": NEGATIVE})
    assert any("which is not in the prompt" in gap.reason for gap in negative.gaps), "its maps are not recorded"
    assert scene.record(capture={"only_words": NEGATIVE, "maps_of": "all"}).steps[0].cross_attention


def test_an_export_notes_that_a_word_is_not_there(host: FakeHost) -> None:
    scene = Scene(host)
    latent = {"samples": scene.sample(scene.attached(only_words="red, circle"))}
    made = host.run("Diffulizer_ExportRun", recording=scene.recording, latent=latent)
    (note,) = [note for note in made.ui["diffulizer_run"][0]["notes"] if "only_words" in note]
    assert note.startswith("Not recorded: attention, steps from 0. ")
    assert "only_words names 'circle', which is not in the prompt" in note


def test_words_that_are_edited_or_measured_are_recorded_too(host: FakeHost) -> None:
    scene = Scene(host)
    edit = host.module("diffulizer.edits").AttentionEdit("above", "scale", 0.5)
    model = host.module("nodes.host.editing").with_edit(scene.model, edit)
    made = scene.record(model=model, capture={"only_words": "red", "effects_every": 3, "effect_words": "square"})
    words = {word.text: word.token_indices for word in made.conditions[0].prompt.table.words}
    assert list(words) == ["red", "square", "above"]
    assert made.edits[0].tokens == {"c0": words["above"]}
    assert [(word.text, word.tokens) for word in made.effect_words] == [("square", {"c0": words["square"]})]
    alone = scene.record(capture={"only_words": "red", "effects_every": 3})
    assert [word.text for word in alone.effect_words] == ["red"]
    assert alone.steps[0].effects.norms[0, 0] > 100 * alone.steps[0].effects.norms[0, 1]


def test_the_run_is_valid_and_says_what_it_lacks(host: FakeHost) -> None:
    scene = Scene(host)
    latent = {"samples": scene.sample(scene.attached(**ONLY))}
    made = scene.recording.passes[-1]
    folder = host.run("Diffulizer_ExportRun", recording=scene.recording, latent=latent, vae=FakeVAE())[0]
    assert validate_run(folder, strict=True).errors == []
    loaded = host.run("Diffulizer_LoadRun", run="run_00001")[0].passes[0]
    assert loaded.conditions[0].prompt.table == made.conditions[0].prompt.table
    assert loaded.settings.only_words == ONLY["only_words"]
    run = host.module("diffulizer").load_run(folder)
    assert [word.text for word in run.words("red square")] == ["red", "square"]
    assert run.words("a red") == [], "one of its words was not recorded"
    assert run.heat("square").max() > 0
    with pytest.raises(LookupError, match=r"No maps of 'a' .*Recorded are: red, square, above; .* left out a\."):
        run.heat("a")
    with pytest.raises(Exception, match=r"words names 'a', which was not recorded\. Recorded are red, square, above"):
        host.run("Diffulizer_TokenHeatmap", recording=scene.recording, words="a")


@pytest.mark.parametrize("left_out", [False, True])
def test_word_effects_records_the_words_that_it_removes(host: FakeHost, left_out: bool) -> None:
    scene = Scene(host)
    inputs = {**scene.inputs(), "words": "square", "capture": scene.capture(only_words="red")}
    if left_out:
        inputs["left_out"] = host.run("Diffulizer_LeaveOneOut", clip=scene.clip, text=POSITIVE, words="square")[2]
    recording = host.run("Diffulizer_WordEffects", **inputs)[1]
    made = recording.passes[-1]
    words = {word.text: word.token_indices for word in made.conditions[0].prompt.table.words}
    assert list(words) == ["red", "square"]
    assert [(word.text, word.tokens) for word in made.removals.removed.words] == [("square", {"c0": words["square"]})]
