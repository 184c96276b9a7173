"""Edits of attention in the fake host: whom they reach, what they leave, and what they say where they can't."""

from __future__ import annotations

from typing import Any

import pytest
import torch
from fake_host import FakeHost
from fake_host.network import Foreign, TransformerBlock, optimized_attention
from fake_host.sampling import ModelPatcher, forwards, one_by_one, together
from fake_host.scenes import NEGATIVE, POSITIVE, Scene
from torch import Tensor

RED, SQUARE = 1, 2
"""Words of ``POSITIVE``."""


def edited(scene: Scene, model: ModelPatcher | None = None, **asked: Any) -> ModelPatcher:
    """The model with one more edit."""
    values = {"action": "remove", "factor": 1.0, "layers": "*", "condition": "positive", "heads": "*"}
    values |= {"start_step": 1, "end_step": -1, "start_percent": 0.0, "end_percent": 1.0}
    made: ModelPatcher = scene.host.run("Diffulizer_EditAttention", model=model or scene.model, **{**values, **asked})[
        0
    ]
    return made


def recorded(scene: Scene, model: ModelPatcher, **sampling: Any) -> Any:
    scene.sample(scene.attached(model, maps_of="all"), **sampling)
    return scene.recording.passes[-1]


def share(made: Any, condition: str, word: int, step: int = 0) -> list[float]:
    """Mean attention to a word in each cross layer."""
    tokens = list(made.conditions[0].prompt.table.words[word].token_indices)
    attention = made.steps[step].cross_attention.items()
    return [float(a.token_mean[0, tokens].sum()) for (_, c), a in attention if c == condition]


def test_what_is_recorded_is_the_edited_model(host: FakeHost) -> None:
    scene = Scene(host)
    plain = scene.sample()
    made = recorded(scene, edited(scene, words="red"))
    assert not torch.equal(made.steps[-1].latent.float(), plain)
    assert share(made, "c0", RED) == [0.0] * 3
    assert all(value > 0 for value in share(made, "c1", RED))
    (edit,) = made.edits
    assert (edit.title, edit.tokens, edit.heads) == ("without “red”", {"c0": (2,)}, None)
    assert (edit.sigma_start, edit.sigma_end) == (None, None)
    assert len(edit.layers) == 3
    assert made.gaps == []
    assert torch.equal(scene.sample(), plain), "the model itself stays as it is"


def test_the_recorder_may_come_before_the_edit(host: FakeHost) -> None:
    scene = Scene(host)
    after = recorded(scene, edited(scene, words="red"))
    scene.sample(edited(scene, scene.attached(maps_of="all"), words="red"))
    before = scene.recording.passes[-1]
    assert before.edits == after.edits
    assert share(before, "c0", RED) == [0.0] * 3
    assert torch.equal(before.steps[-1].latent, after.steps[-1].latent)


@pytest.mark.parametrize(("condition", "reached"), [("positive", {"c0"}), ("negative", {"c1"}), ("both", {"c0", "c1"})])
def test_prompts_are_edited_apart(host: FakeHost, condition: str, reached: set[str]) -> None:
    scene = Scene(host)
    conds = {"positive": scene.encode(POSITIVE), "negative": scene.encode("a red house")}
    made = recorded(scene, edited(scene, words="red", condition=condition), conds=conds)
    assert set(made.edits[0].tokens) == reached
    for name in ("c0", "c1"):
        assert (share(made, name, RED) == [0.0] * 3) is (name in reached)


def test_edits_follow_one_another(host: FakeHost) -> None:
    scene = Scene(host)
    model = edited(scene, edited(scene, words="red"), words="square", action="scale", factor=0.0)
    made = recorded(scene, model)
    assert [edit.title for edit in made.edits] == ["without “red”", "“square” ×0"]
    assert share(made, "c0", RED) == share(made, "c0", SQUARE) == [0.0] * 3


def clear_at_first(made: Any, condition: str, word: int) -> set[str]:
    """Names of the layers whose recorded maps of the first step show a word clearly."""
    (tokens,) = {made.conditions[int(condition[1:])].prompt.table.words[word].token_indices}
    maps = {layer: a.maps[:, list(tokens)].float().sum(1) for (layer, c), a in made.steps[0].cross_attention.items()
            if c == condition}  # fmt: skip
    clear = {layer: float((m.var((1, 2), correction=0) / m.mean((1, 2))).mean()) for layer, m in maps.items()}
    return {layer.name for layer in made.layers if clear.get(layer.id, -1) >= 0.75 * max(clear.values())}


@pytest.mark.parametrize("plan", [together, forwards, one_by_one], ids=lambda plan: plan.__name__)
@pytest.mark.parametrize("batch", [1, 2])
def test_auto_is_chosen_of_the_first_step_unedited(host: FakeHost, plan: Any, batch: int) -> None:
    scene = Scene(host)
    plain = recorded(scene, scene.model, batch=batch)
    layers = clear_at_first(plain, "c0", RED)
    assert 0 < len(layers) < 3
    scene.model.model.plan = plan
    calls = len(scene.network.calls)
    recorded(scene, scene.model, batch=batch)
    usual, calls = len(scene.network.calls) - calls, len(scene.network.calls)
    model = edited(scene, edited(scene, words="above", action="mute"), words="red", layers="auto")
    made = recorded(scene, model, batch=batch)
    assert len(scene.network.calls) - calls == usual + 1
    assert made.gaps == []
    assert set(made.edits[1].layers) == layers
    assert len(made.edits[0].layers) == 3
    named = edited(scene, edited(scene, words="above", action="mute"), words="red", layers=", ".join(layers))
    assert torch.equal(scene.sample(model, batch=batch), scene.sample(named, batch=batch))
    scene.sample(edited(scene, scene.attached(maps_of="all"), words="red", layers="auto"), batch=batch)
    assert set(scene.recording.passes[-1].edits[0].layers) == layers, "the recorder may come before the edit"


def test_auto_looks_at_the_prompts_that_are_edited(host: FakeHost) -> None:
    scene = Scene(host)
    conds = {"positive": scene.encode(POSITIVE), "negative": scene.encode("a red house")}
    plain = recorded(scene, scene.model, conds=conds)
    made = recorded(scene, edited(scene, words="red", condition="negative", layers=" Auto "), conds=conds)
    assert set(made.edits[0].layers) == clear_at_first(plain, "c1", RED)


def test_auto_passes_over_layers_that_can_not_be_seen(host: FakeHost) -> None:
    scene = Scene(host)
    for block in (scene.network.middle_block[1], *(b for b in scene.network.modules() if hasattr(b, "attn2"))):
        attention = getattr(block, "attn2", None)
        if attention is None:
            continue
        for part in (attention.to_k, attention.to_v):
            part.register_forward_hook(lambda _m, _i, out: torch.cat([out, out[:, :4]], 1))
    with pytest.raises(
        ValueError, match=r"Edit Attention: layers is 'auto', and no layer shows .* looks at red\. Name"
    ):
        scene.sample(edited(scene, words="red", layers="auto"))


def test_a_replaced_attention_is_seen_by_auto(host: FakeHost) -> None:
    scene = Scene(host)
    plain = recorded(scene, scene.model)
    replaced = {("middle", 0): replace, ("input", 1): replace, ("output", 0): replace}
    scene.model.model_options["transformer_options"]["patches_replace"] = {"attn2": replaced}
    made = recorded(scene, edited(scene, words="red", layers="auto", action="mute"))
    assert set(made.edits[0].layers) == clear_at_first(plain, "c0", RED)


def test_other_nodes_do_not_see_the_evaluation_of_auto(host: FakeHost) -> None:
    """Their wrappers may keep state from call to call."""
    scene = Scene(host)
    called: list[str] = []

    def counted(name: str) -> Any:
        def wrapper(executor: Any, *args: Any, **kwargs: Any) -> Any:
            called.append(name)
            return executor(*args, **kwargs)

        return wrapper

    for kind in ("calc_cond_batch", "diffusion_model"):
        scene.model.add_wrapper_with_key(kind, "other", counted(kind))
    scene.sample(scene.model)
    usual = list(called)
    called.clear()
    scene.sample(edited(scene, words="red", layers="auto"))
    assert called == usual


def test_a_mask_bounds_an_edit(host: FakeHost) -> None:
    """What it covers has no attention to the word; beside it the word has what it has without the edit."""
    scene = Scene(host)
    mask = torch.zeros(1, 64, 64)
    mask[:, :, :32] = 1
    made = recorded(scene, edited(scene, words="red", mask=mask))
    plain = recorded(scene, scene.model)
    (edit,) = made.edits
    assert edit.title == "without “red” in 50 % of the picture"
    assert edit.mask is not None
    assert edit.mask.box == (0, 0, 0.5, 1)
    (token,) = made.conditions[0].prompt.table.words[RED].token_indices
    first = next(layer for layer in made.layers if layer.attention_type == "cross").id
    own, other = (of.steps[0].cross_attention[first, "c0"].maps[0, token] for of in (made, plain))
    half = own.shape[1] // 2
    assert not own[:, :half].any()
    assert torch.equal(own[:, half:], other[:, half:])
    assert made.gaps == []


def test_a_mask_over_positions_that_are_no_grid_is_a_gap(host: FakeHost, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nodes that merge tokens leave fewer positions than the layer has cells."""
    forward = TransformerBlock.forward

    def merging(self: Any, x: Tensor, context: Tensor, options: dict[str, Any]) -> Tensor:
        options["activations_shape"] = [1, 4, 1, 3]
        return forward(self, x, context, options)

    monkeypatch.setattr(TransformerBlock, "forward", merging)
    scene = Scene(host)
    plain = recorded(scene, scene.model)
    made = recorded(scene, edited(scene, words="red", mask=torch.ones(1, 8, 8)))
    assert torch.equal(made.steps[-1].latent, plain.steps[-1].latent)
    assert (
        "are not the 1 x 3 cells that the mask lies over"
        in {gap.what: gap.reason for gap in made.gaps}["edit (without “red” in 100 % of the picture)"]
    )


def test_a_null_edit_changes_nothing_here(host: FakeHost) -> None:
    """In float32 on a CPU, not even the kernel with a mask does."""
    scene = Scene(host)
    null = scene.sample(edited(scene, words="red", action="scale", factor=1.0))
    assert (null - scene.sample()).abs().max() < 1e-5


@pytest.mark.parametrize(
    ("bounds", "steps"),
    [({"start_step": 2}, {1, 2}), ({"end_step": 1}, {0}), ({"start_step": 2, "end_step": 2}, {1})],
)
def test_steps_bound_an_edit(host: FakeHost, bounds: dict[str, Any], steps: set[int]) -> None:
    scene = Scene(host)
    made = recorded(scene, edited(scene, words="red", **bounds))
    assert {i for i in range(3) if share(made, "c0", RED, i) == [0.0] * 3} == steps
    assert made.gaps == []


def test_a_word_that_is_not_there_ends_the_sampling(host: FakeHost) -> None:
    scene = Scene(host)
    message = r"Edit Attention: words names 'dog', which is not in the prompt. The prompt's words are: a, red, square"
    model = edited(scene, words="red, dog")
    with pytest.raises(ValueError, match=message):
        scene.sample(model)
    with pytest.raises(ValueError, match=message):
        scene.sample(scene.attached(model))
    assert not scene.network.calls, "nothing was evaluated"


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        ({"words": " "}, "words is empty"),
        ({"words": "red", "layers": "outptu"}, r"layers is 'outptu': no cross-attention layer matches 'outptu'"),
        (
            {"words": "red", "layers": "auto, middle"},
            r"layers is 'auto, middle': no cross-attention layer matches 'auto'.* or 'auto' alone",
        ),
        ({"words": "red", "heads": "2"}, r"heads is '2'; these layers have 2 heads at most"),
        ({"words": "red", "heads": "x"}, r"heads is 'x'; expected numbers from 0"),
        ({"words": "red", "start_percent": 0.5, "end_percent": 0.5}, "the end after the start"),
        ({"words": "red", "factor": 2000.0}, "factor is 2000.0; expected a number from 0 to 1000"),
        ({"words": "red", "mask": torch.zeros(1, 8, 8)}, "mask is empty: its largest value is 0"),
        ({"words": "red", "mask": torch.ones(2, 8, 8)}, "mask holds 2 masks; expected one"),
        (
            {"words": "red", "action": "mute", "mask": torch.ones(1, 8, 8)},
            "action is 'mute' and a mask is wired; expected 'remove' or 'scale' with a mask",
        ),
    ],
)
def test_what_can_be_told_at_the_node_is_told_there(host: FakeHost, asked: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        edited(Scene(host), **asked)


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ("red", "to swap, expected two words or phrases"),
        ("red, red square", "1 and 2 tokens of the prompt; expected two different words of as many tokens"),
        ("red, red", "expected two different words"),
    ],
)
def test_a_swap_takes_two_words_of_one_size(host: FakeHost, words: str, message: str) -> None:
    scene = Scene(host)
    with pytest.raises(ValueError, match=message):
        scene.sample(edited(scene, words=words, action="swap"))


def test_a_step_that_is_not_there(host: FakeHost) -> None:
    scene = Scene(host)
    with pytest.raises(ValueError, match=r"Edit Attention: start_step is 9; expected a step from 1 to 3"):
        scene.sample(edited(scene, words="red", start_step=9))


def test_a_network_without_cross_attention(host: FakeHost) -> None:
    with pytest.raises(ValueError, match=r"expected a U-Net with cross-attention"):
        edited(Scene(host, Foreign), words="red")


def test_a_compiled_model_is_refused(host: FakeHost) -> None:
    scene = Scene(host)
    model = edited(scene, words="red")
    model.model_options["torch_compile_kwargs"] = {}
    with pytest.raises(ValueError, match=r"compiled with torch\.compile"):
        scene.sample(model)


def replace(q: Tensor, k: Tensor, v: Tensor, extra_options: dict[str, Any]) -> Tensor:
    return optimized_attention(q, k, v, extra_options["n_heads"])


@pytest.mark.parametrize(("action", "words"), [("remove", "red"), ("mute", "red"), ("swap", "red, square")])
def test_a_replaced_attention_is_reached_by_what_needs_no_mask(host: FakeHost, action: str, words: str) -> None:
    scene = Scene(host)
    scene.model.model_options["transformer_options"]["patches_replace"] = {"attn2": {("middle", 0): replace}}
    made = recorded(scene, edited(scene, words=words, action=action, layers="middle"))
    changed = not torch.equal(made.steps[-1].latent, recorded(scene, scene.model).steps[-1].latent)
    if action == "remove":
        (gap,) = made.gaps
        assert (gap.what, gap.where[:12]) == ("edit (without “red”)", "middle_block")
        assert "replaces its attention" in gap.reason
        assert not changed
    else:
        assert made.gaps == []
        assert changed


def test_more_keys_than_the_prompt_has_tokens_are_not_guessed(host: FakeHost) -> None:
    scene = Scene(host)
    attention = scene.network.middle_block[1].transformer_blocks[0].attn2
    for part in (attention.to_k, attention.to_v):
        part.register_forward_hook(lambda _m, _i, out: torch.cat([out, out[:, :4]], 1))
    made = recorded(scene, edited(scene, words="red"))
    assert [g.where for g in made.gaps if g.what.startswith("edit")] == [
        "middle_block.1.transformer_blocks.0.attn2",
    ]


def test_a_part_that_no_evaluation_meets_is_said(host: FakeHost) -> None:
    scene = Scene(host)
    made = recorded(scene, edited(scene, words="red", start_percent=0.998, end_percent=0.999))
    (gap,) = made.gaps
    assert (gap.where, gap.reason) == ("all steps", "the model was not evaluated while the edit was in force")


@pytest.mark.parametrize("error", [RuntimeError, KeyboardInterrupt])
def test_nothing_is_left_after_an_exception(host: FakeHost, error: type[BaseException]) -> None:
    scene = Scene(host)
    model = edited(scene, words="red")
    options = {kind: dict(by_key) for kind, by_key in model.wrappers.items()}
    good = scene.sample(model)

    def stop(_options: Any) -> None:
        raise error("in the middle")

    scene.network.before = stop
    with pytest.raises(error):
        scene.sample(model)
    scene.network.before = lambda _: None
    assert {kind: dict(by_key) for kind, by_key in model.wrappers.items()} == options
    assert list(model.model_options["transformer_options"]) == ["diffulizer_edits"]
    assert torch.equal(scene.sample(model), good)


def test_a_prompt_that_the_sampler_does_not_have(host: FakeHost) -> None:
    scene = Scene(host)
    conds = {"positive": scene.encode(POSITIVE), "negative": scene.encode(NEGATIVE)}
    with pytest.raises(ValueError, match=r"which is not in the prompt\. The prompt's words are: blurry"):
        scene.sample(edited(scene, words="red", condition="negative"), conds=conds)


def test_another_override_gets_what_is_edited(host: FakeHost) -> None:
    scene = Scene(host)
    seen: list[bool] = []

    def other(func: Any, *args: Any, **kwargs: Any) -> Tensor:
        seen.append(kwargs.get("mask") is not None)
        made: Tensor = func(*args, **kwargs)
        return made

    scene.model.model_options["transformer_options"]["optimized_attention_override"] = other
    scene.sample(edited(scene, words="red"))
    assert seen == [False, True] * (len(seen) // 2), "self-attention stays, cross-attention has a mask"


def test_a_recorder_and_an_edit_name_the_conditionings_once(host: FakeHost, monkeypatch: pytest.MonkeyPatch) -> None:
    scene, conditions = Scene(host), host.module("nodes.host.conditions")
    found, origins = [], conditions.Origins

    def search(*args: Any) -> Any:
        found.append(args)
        return origins(*args)

    monkeypatch.setattr(conditions, "Origins", search)
    recorded(scene, edited(scene, words="red"))
    assert len(found) == 1
