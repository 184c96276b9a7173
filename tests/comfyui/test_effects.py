"""Effects of words against evaluations of the test's own."""

from __future__ import annotations

from contextlib import nullcontext
from typing import Any

import pytest
import torch
from attention_by_hand import Written, edited, remove, within
from torch import Tensor

from diffulizer.dataset.read.disk_pass import DiskPass
from exports import assert_strictly_valid, exporting, run_folders
from graphs import PROMPT, Graph, node, sampling

STEPS = 4
TOLERANCE = 2e-3
"""Largest difference of two effects, as a fraction of the largest: they are rounded to float16."""
CAPTURE = {"effects_every": 1, "effect_words": "circle, blue square"}
RED, CIRCLE, BLUE, SQUARE = 2, 3, 6, 7
"""Tokens of the prompt: <start> a red circle above a blue square ..."""
REMOVED = [(CIRCLE,), (BLUE, SQUARE)]


def differences(host: Any, given: Any, graph: Graph, removed: list[tuple[int, ...]], change: Any = None) -> Any:
    """Sample without a recorder; return [steps][word] of x0 with the word minus x0 without, [B, C, h, w], of
    evaluations with cross-attention written out in the test.

    Args:
        change: an edit that is in force in both.
    """
    import comfy.samplers

    measured: list[list[Tensor]] = []

    def unchanged(_layer: str, _evaluation: int, logits: Tensor, v: Tensor) -> tuple[Tensor, Tensor]:
        return logits, v

    def both(tokens: tuple[int, ...]) -> Any:
        def changed(layer: str, evaluation: int, logits: Tensor, v: Tensor) -> tuple[Tensor, Tensor]:
            step = len(measured)
            logits, v = (change or unchanged)(layer, step, logits, v)
            return remove(*tokens)(layer, evaluation, logits, v) if tokens else (logits, v)

        return changed

    def patch(model: Any) -> Any:
        model = model.clone()

        def measure(args: dict[str, Any]) -> Any:
            positive = args["cond"]
            predicted = []
            for tokens in ((), *removed):
                with Written(args["model"].diffusion_model, (positive[0]["cross_attn"], both(tokens))).installed():
                    plain: dict[str, Any] = {"transformer_options": {}}
                    predicted += comfy.samplers.calc_cond_batch(
                        args["model"], [positive], args["input"], args["sigma"], plain
                    )
            measured.append([predicted[0] - one for one in predicted[1:]])
            return args["denoised"]

        model.set_model_sampler_post_cfg_function(measure)
        return model

    graph = {**graph, "measured": given.applied(patch, graph["5"]["inputs"]["model"])}
    graph["5"] = node("KSampler", **{k: v for k, v in graph["5"]["inputs"].items() if k != "capture"})
    graph["5"]["inputs"]["model"] = ["measured", 0]
    graph.pop("7", None)
    host.new_executor()
    host.run(graph)
    return measured


def only_pass(result: Any, recorder: tuple[str, int] = ("5", 1)) -> Any:
    (recorded,) = result.output(*recorder).passes
    return recorded


def assert_effects(recorded: Any, expected: Any, sigmas: Any = None) -> None:
    assert len(recorded.steps) == len(expected)
    for step, changes in zip(recorded.steps, expected, strict=True):
        effects = step.effects
        assert effects.maps.shape == (changes[0].shape[0], len(changes) + 1, *changes[0].shape[-2:])
        assert effects.maps.dtype == torch.float16
        for number, change in enumerate(changes):
            own = change.abs().mean(1)
            assert (effects.maps[:, number].float() - own).abs().max() < TOLERANCE * own.max()
            torch.testing.assert_close(
                effects.norms[:, number], change.flatten(1).norm(dim=1), rtol=TOLERANCE, atol=1e-4
            )
            assert own.max() > 100 * effects.maps[:, -1].max(), "the word is well above the noise floor"


@pytest.mark.parametrize("cfg", [5.0, 1.0])
def test_an_effect_is_the_difference_of_two_evaluations(host: Any, given: Any, cfg: float) -> None:
    graph = sampling(steps=STEPS, capture=CAPTURE, cfg=cfg, batch=2)
    expected = differences(host, given, graph, REMOVED)
    host.new_executor()
    recorded = only_pass(host.run(graph))
    assert [(word.text, word.tokens) for word in recorded.effect_words] == [
        ("circle", {"c0": (CIRCLE,)}),
        ("blue square", {"c0": (BLUE, SQUARE)}),
    ]
    assert recorded.gaps == []
    assert_effects(recorded, expected)
    for step in recorded.steps:
        if cfg == 1.0:
            assert step.effects.cosines.isnan().all()
            assert step.noise_text is None
            continue
        pull = (step.noise_text.float() - step.noise_uncond.float()).flatten(1)
        for number, change in enumerate(expected[step.index]):
            cosine = torch.nn.functional.cosine_similarity(-change.flatten(1), pull)  # noise is (x - x0) / sigma
            torch.testing.assert_close(step.effects.cosines[:, number], cosine, rtol=0.01, atol=0.01)


@pytest.mark.parametrize(
    ("values", "change"),
    [
        ({"words": "red"}, remove(RED)),
        ({"words": "red", "start_step": 3}, within(remove(RED), evaluations=[2, 3])),
    ],
    ids=["all steps", "last steps"],
)
def test_beside_an_edit_the_effect_is_that_of_the_edited_model(
    host: Any, given: Any, values: dict[str, Any], change: Any
) -> None:
    graph = edited(sampling(steps=STEPS, capture=CAPTURE, recorder="Diffulizer_RecordAttention"), values)
    host.new_executor()
    recorded = only_pass(host.run(graph), ("6", 1))
    plain = edited(sampling(steps=STEPS, recorder="Diffulizer_RecordAttention"), values)
    plain["5"]["inputs"]["model"] = plain["6"]["inputs"]["model"]
    del plain["6"]
    assert_effects(recorded, differences(host, given, plain, REMOVED, change))


def leaving_out(graph: Graph, words: str, text: str = PROMPT) -> Graph:
    """The graph with Leave One Out at its capture settings, node 7."""
    graph["8"] = node("Diffulizer_LeaveOneOut", clip=["1", 1], text=text, words=words)
    graph["7"]["inputs"]["left_out"] = ["8", 2]
    return graph


def text_differences(
    host: Any, given: Any, graph: Graph, texts: list[str], regional: bool = False, changes: Any = None
) -> Any:
    """Sample without a recorder; return [steps][text] of x0 with the positive prompt minus x0 with each of the texts,
    which the host encodes and prepares itself, in a guider of the test's own.

    Args:
        changes: the edit that is in force, written out here for each of the texts.
    """
    import comfy.samplers

    measured: list[list[Tensor]] = []

    def at_step(change: Any) -> Any:
        return lambda layer, _evaluation, logits, v: change(layer, len(measured), logits, v)

    def of_each(conditionings: list[Any]) -> Any:
        def patch(model: Any) -> Any:
            model = model.clone()

            def measure(args: dict[str, Any]) -> Any:
                inner, x, sigma = args["model"], args["input"], args["sigma"]
                predicted = []
                for number, conditioning in enumerate(conditionings):
                    guider = comfy.samplers.CFGGuider(model)
                    guider.set_conds(conditioning, [])
                    conds = {"positive": [dict(cond) for cond in guider.original_conds["positive"]]}
                    conds = comfy.samplers.process_conds(inner, torch.zeros_like(x), conds, x.device, seed=0)
                    plain: dict[str, Any] = {"transformer_options": {}}
                    edits = () if changes is None else ((conditioning[0][0], at_step(changes[number])),)
                    with Written(inner.diffusion_model, *edits).installed() if edits else nullcontext():
                        predicted += comfy.samplers.calc_cond_batch(inner, [conds["positive"]], x, sigma, plain)
                measured.append([predicted[0] - one for one in predicted[1:]])
                return args["denoised"]

            model.set_model_sampler_post_cfg_function(measure)
            return model

        return patch

    encoders = {f"text {i}": node("CLIPTextEncode", clip=["1", 1], text=text) for i, text in enumerate(texts)}
    graph = {**graph, **encoders}
    if regional:
        for i in range(len(texts)):
            graph[f"area {i}"] = node(
                "ConditioningSetArea", conditioning=[f"text {i}", 0], width=128, height=256, x=64, y=0, strength=0.7
            )
    place = "area" if regional else "text"
    host.new_executor()
    made = [host.run({**{k: v for k, v in graph.items() if k in ("1", *encoders) or k.startswith("area")}})]
    conditionings = [made[0].output(f"{place} {i}") for i in range(len(texts))]
    graph = {k: v for k, v in graph.items() if k not in encoders and not k.startswith("area")}
    graph["measured"] = given.applied(of_each(conditionings), graph["5"]["inputs"]["model"])
    graph["5"] = node("KSampler", **{k: v for k, v in graph["5"]["inputs"].items() if k != "capture"})
    graph["5"]["inputs"]["model"] = ["measured", 0]
    for name in ("7", "8"):
        graph.pop(name, None)
    host.new_executor()
    host.run(graph)
    return measured


@pytest.mark.parametrize("regional", [False, True], ids=["whole", "region"])
@pytest.mark.parametrize(("kind", "cfg", "batch"), [("sdxl", 5.0, 2), ("sdxl", 1.0, 1), ("transformer", 5.0, 2)])
def test_left_out_of_the_text_an_effect_is_the_difference_of_two_prompts(
    host: Any, given: Any, kind: str, cfg: float, batch: int, regional: bool
) -> None:
    graph = sampling(steps=STEPS, capture={"effects_every": 1}, cfg=cfg, batch=batch, plain=True)
    graph["1"]["inputs"]["kind"] = kind
    if regional:
        graph["2a"] = node("ConditioningSetArea", conditioning=["2", 0], width=128, height=256, x=64, y=0, strength=0.7)
        for sampler in ("5", "plain"):
            graph[sampler]["inputs"]["positive"] = ["2a", 0]
    graph = leaving_out(graph, "circle, blue square")
    texts = [PROMPT, PROMPT.replace("circle ", ""), PROMPT.replace("blue square ", "")]
    without = {k: v for k, v in graph.items() if k != "plain"}
    expected = text_differences(host, given, without, texts, regional)
    host.new_executor()
    result = host.run(graph)
    assert torch.equal(result.output("plain")["samples"], result.output("5")["samples"])
    recorded = only_pass(result)
    assert recorded.gaps == []
    assert recorded.effect_kind == "text"
    assert [(word.text, word.tokens) for word in recorded.effect_words] == [
        ("circle", {"c0": (CIRCLE,)}),
        ("blue square", {"c0": (BLUE, SQUARE)}),
    ]
    assert_effects(recorded, expected)


def swap(first: int, second: int) -> Any:
    def change(_layer: str, _evaluation: int, logits: Tensor, v: Tensor) -> tuple[Tensor, Tensor]:
        logits[..., [first, second]] = logits[..., [second, first]]
        return logits, v

    return change


@pytest.mark.parametrize(
    ("values", "changes"),
    [
        ({"words": "blue square"}, [remove(6, 7), remove(5, 6), remove()]),
        ({"words": "red, square", "start_step": 3}, [within(remove(*tokens), evaluations=[2, 3])
                                                     for tokens in ((2, 7), (2, 6), (2,))]),
        ({"words": "red, blue", "action": "swap"}, [swap(2, 6), swap(2, 5), remove()]),
        ({"words": "grey", "layers": "decoder"}, [within(remove(token), layers="output_blocks")
                                                  for token in (10, 9, 8)]),
    ],
    ids=["a phrase", "last steps", "swap", "some layers"],
)  # fmt: skip
def test_left_out_of_the_text_the_words_that_are_left_are_edited(
    host: Any, given: Any, values: dict[str, Any], changes: Any
) -> None:
    """Without "circle" the words after it stand one place farther left; without "blue square" these are edited no
    more, and nor is a word that was swapped with one of them."""
    graph = sampling(steps=STEPS, capture={"effects_every": 1}, recorder="Diffulizer_RecordAttention")
    graph = leaving_out(edited(graph, values), "circle, blue square")
    texts = [PROMPT, PROMPT.replace("circle ", ""), PROMPT.replace("blue square ", "")]
    host.new_executor()
    recorded = only_pass(host.run(graph), ("6", 1))
    assert recorded.gaps == []
    assert recorded.effect_kind == "text"
    assert len(recorded.edits) == 1
    plain = edited(sampling(steps=STEPS, recorder="Diffulizer_RecordAttention"), values)
    plain["5"]["inputs"]["model"] = plain["6"]["inputs"]["model"]
    del plain["6"]
    assert_effects(recorded, text_differences(host, given, plain, texts, changes=changes))


def test_a_run_tells_what_words_were_removed_from(host: Any) -> None:
    graph = leaving_out(exporting(sampling(capture={"effects_every": 2})), "circle")
    (folder,) = run_folders(host.run(graph))
    assert_strictly_valid(folder)
    loaded = DiskPass(folder)
    assert loaded.effect_kind == "text"
    assert [word.text for word in loaded.effect_words] == ["circle"]


def test_the_positive_prompts_words_at_every_other_step(host: Any) -> None:
    graph = sampling(steps=6, plain=True, capture={"effects_every": 4})
    result = host.run(graph)
    assert torch.equal(result.output("plain")["samples"], result.output("5")["samples"])
    recorded = only_pass(result)
    words = ["a", "red", "circle", "above", "blue", "square", "on", "grey", "background", "cartoon", "style"]
    assert [word.text for word in recorded.effect_words] == words
    assert recorded.effect_words[0].tokens == {"c0": (1, 5, 9)}, "all that are the word"
    assert [step.index for step in recorded.steps if step.effects is not None] == [0, 4, 5]


def test_a_word_that_is_not_there_costs_the_effects_alone(host: Any) -> None:
    result = host.run(sampling(plain=True, capture={"effects_every": 1, "effect_words": "circle, heart"}))
    assert torch.equal(result.output("plain")["samples"], result.output("5")["samples"])
    recorded = only_pass(result)
    assert all(step.effects is None and step.cross_attention for step in recorded.steps)
    (gap,) = recorded.gaps
    assert gap.what == "effects"
    assert "'heart', which is not in the prompt. The prompt's words are: a, red, circle" in gap.reason


def test_a_run_holds_what_was_measured(host: Any) -> None:
    result = host.run(exporting(sampling(capture={"effects_every": 2, "effect_words": "circle, blue square"}, batch=2)))
    recorded = only_pass(result)
    for item, folder in enumerate(run_folders(result)):
        assert_strictly_valid(folder)
        loaded = DiskPass(folder)
        assert [(word.text, word.tokens) for word in loaded.effect_words] == [
            (word.text, word.tokens) for word in recorded.effect_words
        ]
        assert [step.effects is not None for step in loaded.steps] == [True, False, True, True]
        for step, made in zip(loaded.steps, recorded.steps, strict=True):
            for name in ("maps", "norms", "cosines") if made.effects is not None else ():
                assert torch.equal(getattr(step.effects, name)[0], getattr(made.effects, name)[item])
