"""Effects of words in the fake host: however it groups conditionings, whatever guides, and what nodes show of them."""

from __future__ import annotations

from typing import Any

import pytest
import torch
from fake_host import FakeHost
from fake_host.network import Foreign
from fake_host.sampling import DualGuider, calc_cond_batch, forwards, one_by_one, together
from fake_host.scenes import NEGATIVE, POSITIVE, Scene

EFFECTS: dict[str, Any] = {"effects_every": 2}
WORDS = POSITIVE.split()


@pytest.mark.parametrize("plan", [together, forwards, one_by_one], ids=lambda plan: plan.__name__)
@pytest.mark.parametrize("batch", [1, 2])
def test_however_the_host_groups_them(host: FakeHost, plan: Any, batch: int) -> None:
    scene = Scene(host)
    usual = scene.record(capture=EFFECTS, batch=batch)
    scene.model.model.plan = plan
    made = scene.record(capture=EFFECTS, batch=batch)
    assert made.gaps == []
    assert [word.text for word in made.effect_words] == WORDS
    assert [step.effects is not None for step in made.steps] == [True, False, True]
    for step, known in zip(made.steps[::2], usual.steps[::2], strict=True):
        assert step.effects.maps.shape == (batch, len(WORDS) + 1, 8, 8)
        torch.testing.assert_close(step.effects.norms[:, :-1], known.effects.norms[:, :-1], rtol=1e-3, atol=1e-5)
        assert (step.effects.norms[:, :-1] > 100 * step.effects.norms[:, -1:]).all()
        assert step.effects.cosines.abs().max() <= 1


@pytest.mark.parametrize("sampler", ["heun", "corrector_last"])
def test_the_evaluation_that_the_step_reports(host: FakeHost, sampler: str) -> None:
    """Of two evaluations a step, the first is reported: an effect at the first step is that of euler's first step."""
    scene = Scene(host)
    euler = scene.record(capture={"effects_every": 1}).steps[0]
    two = scene.record(capture={"effects_every": 1}, sampler=sampler).steps
    torch.testing.assert_close(two[0].effects.norms[:, :-1], euler.effects.norms[:, :-1])
    assert all(step.effects is not None for step in two)
    assert [step.evaluations for step in two] == [2, 2, 1]


def test_an_edit_is_in_force_as_at_the_evaluation_that_the_step_reports(host: FakeHost) -> None:
    """The sampler's last evaluation before a callback may be at another noise level, at which the edit acts."""
    scene = Scene(host)
    edit = host.module("diffulizer.edits").AttentionEdit("red", start_step=2)
    model = host.module("nodes.host.editing").with_edit(scene.model, edit)
    made = scene.record(capture={"effects_every": 1, "effect_words": "red"}, model=model, sampler="corrector_last")
    first, *others = (step.effects.norms[0] for step in made.steps)
    assert first[0] > 100 * first[1], "not yet edited: the word has an effect, the null edit none"
    assert all(norms.max() < 0.01 * first[0] for norms in others), "what is removed already has no effect"


def test_a_word_in_two_prompts_is_removed_from_both(host: FakeHost) -> None:
    scene = Scene(host)
    conds = {"positive": scene.encode(POSITIVE) + scene.encode("red above"), "negative": scene.encode(NEGATIVE)}
    made = scene.record(capture={"effects_every": 1, "effect_words": "red, square"}, conds=conds)
    assert [(word.text, list(word.tokens)) for word in made.effect_words] == [("red", ["c0", "c1"]), ("square", ["c0"])]
    assert all((step.effects.norms[:, :2] > 100 * step.effects.norms[:, 2:]).all() for step in made.steps)


def test_a_guider_of_three_prompts(host: FakeHost) -> None:
    scene = Scene(host)
    conds = {name: scene.encode(text) for name, text in
             (("positive", POSITIVE), ("middle", "a circle"), ("negative", NEGATIVE))}  # fmt: skip
    made = scene.record(capture=EFFECTS, conds=conds, guider=DualGuider)
    assert [word.text for word in made.effect_words] == WORDS
    assert made.steps[0].effects is not None


def test_a_guider_without_a_positive_prompt(host: FakeHost) -> None:
    class Own(DualGuider):
        def predict_noise(self, x: Any, timestep: Any, model_options: Any = None, seed: Any = None) -> Any:
            out: Any = calc_cond_batch(self.inner_model, [self.conds["own"]], x, timestep, model_options)[0]
            return out

    scene = Scene(host)
    conds = {"own": scene.encode(POSITIVE)}
    plain = scene.sample(conds=conds, guider=Own)
    assert torch.equal(scene.sample(scene.attached(**EFFECTS), conds=conds, guider=Own), plain)
    made = scene.recording.passes[-1]
    assert [gap.reason for gap in made.gaps if gap.what == "effects"] == [
        "measuring stopped: Effects of words: the sampler evaluates no positive prompt."
    ]


def test_a_network_without_cross_attention(host: FakeHost) -> None:
    made = Scene(host, Foreign).record(capture=EFFECTS)
    assert all(step.effects is None for step in made.steps)
    assert any("has no cross-attention of a U-Net" in gap.reason for gap in made.gaps)


def test_a_layer_that_takes_no_mask_is_named(host: FakeHost) -> None:
    scene = Scene(host)
    patch = {"attn2": {("middle", 0): lambda q, k, v, extra: v.mean(1, keepdim=True).expand_as(q)}}
    scene.model.model_options["transformer_options"]["patches_replace"] = patch
    made = scene.record(capture=EFFECTS)
    assert [(gap.where, gap.reason) for gap in made.gaps if gap.what == "effects"] == [
        ("middle_block.1.transformer_blocks.0.attn2", "another node replaces its attention, and takes no mask")
    ]


def test_prompts_whose_words_are_not_known(host: FakeHost) -> None:
    scene = Scene(host)
    conds: dict[str, Any] = {name: [(scene.encode(text)[0][0], {})] for name, text in
             (("positive", POSITIVE), ("negative", NEGATIVE))}  # fmt: skip
    made = scene.record(capture=EFFECTS, conds=conds)
    assert any("the words of the prompt are not known" in gap.reason for gap in made.gaps)
    made = scene.record(capture={**EFFECTS, "effect_words": "token 2"}, conds=conds)
    assert made.effect_words[0].tokens == {"c0": (2,)}


def leaving_out(scene: Scene, words: str = "", text: str = POSITIVE) -> dict[str, Any]:
    left_out = scene.host.run("Diffulizer_LeaveOneOut", clip=scene.clip, text=text, words=words)[2]
    return {**EFFECTS, "left_out": left_out}


@pytest.mark.parametrize("plan", [together, forwards, one_by_one], ids=lambda plan: plan.__name__)
def test_words_that_are_left_out_of_the_text(host: FakeHost, plan: Any) -> None:
    """The network is given the other text's embedding, and nothing else is changed."""
    scene = Scene(host)
    scene.model.model.plan = plan
    made = scene.record(capture=leaving_out(scene, "square, red square"), batch=2)
    assert made.gaps == []
    assert made.effect_kind == "text"
    assert [(word.text, word.tokens) for word in made.effect_words] == [
        ("square", {"c0": (3,)}),
        ("red square", {"c0": (2, 3)}),
    ]
    for step in made.steps[::2]:
        assert step.effects.norms[:, -1].max() == 0, "in float32 on a CPU the whole prompt again is the same"
        assert (step.effects.norms[:, :-1] > 0).all()
        expected = scene.record(capture={}, batch=2, steps=3)
        assert torch.equal(expected.steps[step.index].latent, step.latent)


def test_the_text_without_a_word_is_evaluated_as_a_prompt_of_its_own(host: FakeHost) -> None:
    """The first step's x is the same whatever the prompt: its predictions are those of a run with that prompt."""
    scene = Scene(host)
    made = scene.record(capture=leaving_out(scene, "red"), cfg=1.0).steps[0]
    conds = {"positive": scene.encode(POSITIVE.replace("red ", "")), "negative": scene.encode(NEGATIVE)}
    other = scene.record(conds=conds, cfg=1.0).steps[0]
    change = (made.x0.float() - other.x0.float()).abs().mean(1)
    torch.testing.assert_close(made.effects.maps[:, 0].float(), change, rtol=0.01, atol=0.01)


def test_other_conditionings_of_the_prompt_stay(host: FakeHost) -> None:
    scene = Scene(host)
    conds = {"positive": scene.encode("a circle") + scene.encode(POSITIVE), "negative": scene.encode(NEGATIVE)}
    made = scene.record(capture=leaving_out(scene), conds=conds)
    assert [list(word.tokens) for word in made.effect_words] == [["c1"]] * len(WORDS)
    norms = made.steps[0].effects.norms
    assert (norms[:, :-1] > 1000 * norms[:, -1:]).all(), "the whole prompt again, beside the other one, changes nothing"


@pytest.mark.parametrize("text", ["a circle", POSITIVE + " it"])
def test_a_text_that_is_not_the_prompt(host: FakeHost, text: str) -> None:
    scene = Scene(host)
    made = scene.record(capture=leaving_out(scene, "", text))
    assert all(step.effects is None and step.cross_attention for step in made.steps)
    (gap,) = made.gaps
    assert f"left_out is of the prompt '{text}', which is not the positive one" in gap.reason


@pytest.mark.parametrize("plan", [together, forwards, one_by_one], ids=lambda plan: plan.__name__)
def test_edits_act_on_the_words_that_are_left(host: FakeHost, plan: Any) -> None:
    """The first step's x is the same whatever the prompt: its predictions are those of an edited run with the text."""
    scene = Scene(host)
    scene.model.model.plan = plan
    edit = host.module("diffulizer.edits").AttentionEdit
    with_edit = host.module("nodes.host.editing").with_edit
    model = with_edit(with_edit(scene.model, edit("square#1, a")), edit("red", "mute", start_step=2))
    made = scene.record(capture=leaving_out(scene, "a, red"), model=model, cfg=1.0)
    assert made.gaps == []
    assert len(made.edits) == 2
    for number, (text, words) in enumerate((("red square above", "square"), ("a square above", "a, square"))):
        conds = {"positive": scene.encode(text), "negative": scene.encode(NEGATIVE)}
        other = scene.record(conds=conds, model=with_edit(scene.model, edit(words)), cfg=1.0).steps[0]
        change = (made.steps[0].x0.float() - other.x0.float()).abs().mean(1)
        torch.testing.assert_close(made.steps[0].effects.maps[:, number].float(), change, rtol=0.01, atol=0.01)
        assert change.max() > 0.05
    for step in made.steps:
        assert step.effects is None or step.effects.norms[:, -1].max() < 1e-4, "the whole prompt again, edited alike"


def test_an_edit_of_a_token_that_is_no_word_is_not_guessed(host: FakeHost) -> None:
    scene = Scene(host)
    conds: dict[str, Any] = {name: [(scene.encode(text)[0][0], {})] for name, text in
             (("positive", POSITIVE), ("negative", NEGATIVE))}  # fmt: skip
    edit = host.module("diffulizer.edits").AttentionEdit
    for words, reason in (("token 2", None), ("token 0", "is of token 0, which belongs to no word")):
        model = host.module("nodes.host.editing").with_edit(scene.model, edit(words))
        made = scene.record(capture=leaving_out(scene, "square"), model=model, conds=conds)
        reasons = [gap.reason for gap in made.gaps if gap.what == "effects"]
        assert len(reasons) == (reason is not None)
        assert all(reason in one for one in reasons if reason)


def test_token_heatmap_shows_effects(host: FakeHost) -> None:
    scene = Scene(host)
    made = scene.record(capture={"effects_every": 1})
    shown = host.run("Diffulizer_TokenHeatmap", recording=scene.recording, words="red", source="effect")
    _, heat, mask = shown.result if hasattr(shown, "result") else shown.args
    expected = torch.stack([step.effects.maps[0, WORDS.index("red")].float() for step in made.steps]).mean(0)
    place = (int(expected.argmax()) // 8, int(expected.argmax()) % 8)
    cell = heat.mean(-1)[0].unflatten(0, (8, -1)).unflatten(2, (8, -1)).mean((1, 3))
    assert cell[place] == cell.max()
    assert mask.max() == 1
    attention = host.run("Diffulizer_TokenHeatmap", recording=scene.recording, words="red")
    assert not torch.equal((attention.result if hasattr(attention, "result") else attention.args)[1], heat)
    without = Scene(host)
    without.record()
    with pytest.raises(Exception, match=r"holds no effects of words.*Set effects_every in Capture Settings"):
        host.run("Diffulizer_TokenHeatmap", recording=without.recording, words="red", source="effect")
