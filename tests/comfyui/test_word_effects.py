"""Word Effects against samplings of the test's own: plain KSamplers behind Edit Attention, or with shorter prompts."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from diffulizer import load_run
from diffulizer.dataset.read.disk_pass import DiskPass
from exports import assert_strictly_valid, exporting, run_folders
from graphs import PROMPT, Graph, node, sampling

STEPS = 4
WORDS = ("circle", "blue square")


def word_effects(
    words: str = "circle, blue square",
    *,
    batch: int = 1,
    sampler: str = "euler",
    cfg: float = 5.0,
    text: str = PROMPT,
    capture: dict[str, Any] | None = None,
    **choice: Any,
) -> Graph:
    """Word Effects as node 5, a plain KSampler as "plain"."""
    graph = sampling(steps=STEPS, batch=batch, sampler=sampler, cfg=cfg, text=text, plain=True, capture=capture)
    graph["5"] = node("Diffulizer_WordEffects", **{**graph["5"]["inputs"], "words": words, "vae": ["1", 2], **choice})
    return graph


def plain(graph: Graph, name: str, **inputs: Any) -> None:
    graph[name] = node("KSampler", **{**graph["plain"]["inputs"], **inputs})


@pytest.mark.parametrize(("sampler", "cfg", "batch"), [("euler", 5.0, 2), ("dpmpp_2m_sde", 1.0, 1), ("heun", 3.0, 1)])
def test_each_picture_is_that_of_an_edited_model(host: Any, sampler: str, cfg: float, batch: int) -> None:
    graph = word_effects(sampler=sampler, cfg=cfg, batch=batch)
    for i, word in enumerate(WORDS):
        graph[f"edit{i}"] = node("Diffulizer_EditAttention", **edit(word))
        plain(graph, f"without{i}", model=[f"edit{i}", 0])
    result = host.run(graph)
    whole = result.output("plain")["samples"]
    assert torch.equal(result.output("5")["samples"], whole)
    (recorded,) = result.output("5", 1).passes
    removals = recorded.removals
    assert removals.removed.kind == "attention"
    assert [(word.text, word.tokens) for word in removals.removed.words] == [
        ("circle", {"c0": (3,)}),
        ("blue square", {"c0": (6, 7)}),
    ]
    assert len(removals.removed.layers) == 17
    factor = result.output("1").model.latent_format.scale_factor
    for i in range(len(WORDS)):
        without = result.output(f"without{i}")["samples"]
        assert not torch.equal(without, whole)
        torch.testing.assert_close(removals.latents[:, i].float(), without * factor, rtol=1e-3, atol=1e-3)
        expected = ((whole - without) * factor).abs().mean(1)
        torch.testing.assert_close(removals.change[:, i].float(), expected, rtol=2e-3, atol=1e-4)
    assert float(removals.change[:, -1].max()) <= 1e-5, "the null changes nothing"
    assert removals.cosines.shape == (batch, STEPS, 3)
    assert (removals.cosines[..., -1] > 1 - 1e-6).all()
    assert (removals.cosines[:, 0, :2] > removals.cosines[:, -1, :2]).all(), "they part on the way"
    assert result.output("5", 3).shape[0] == batch * len(WORDS)
    assert result.output("5", 2).shape[0] == batch
    assert "without" in result.output("5", 4)


def edit(word: str) -> dict[str, Any]:
    return {
        "model": ["1", 0],
        "words": word,
        "action": "remove",
        "factor": 1.0,
        "layers": "*",
        "condition": "positive",
        "heads": "*",
        "start_step": 1,
        "end_step": -1,
        "start_percent": 0.0,
        "end_percent": 1.0,
    }


def test_some_layers_and_steps(host: Any) -> None:
    graph = word_effects("circle", layers="decoder", start_step=2, end_step=3)
    graph["edit"] = node(
        "Diffulizer_EditAttention", **{**edit("circle"), "layers": "decoder", "start_step": 2, "end_step": 3}
    )
    plain(graph, "without", model=["edit", 0])
    result = host.run(graph)
    (recorded,) = result.output("5", 1).passes
    removals, sigmas = recorded.removals, [step.sigma for step in recorded.steps]
    change = result.output("plain")["samples"] - result.output("without")["samples"]
    factor = result.output("1").model.latent_format.scale_factor
    torch.testing.assert_close(removals.change[0, 0].float(), (change * factor)[0].abs().mean(0), rtol=2e-3, atol=1e-4)
    assert all("output_blocks" in name for name in removals.removed.layers)
    assert removals.removed.sigma_start == pytest.approx(sigmas[1])
    assert sigmas[3] < removals.removed.sigma_end < sigmas[2]
    assert removals.cosines[0, 0, 0] > 1 - 1e-6, "the first step has the word"


def test_auto_removes_each_word_from_the_layers_that_see_one_of_them_most_clearly(host: Any) -> None:
    graph = word_effects(layers="auto")
    graph["both"] = node(
        "Diffulizer_EditAttention", **{**edit(", ".join(WORDS)), "layers": "auto", "action": "scale", "factor": 1.0}
    )
    plain(graph, "recorded", model=["recorder", 0])
    graph["recorder"] = node("Diffulizer_RecordAttention", model=["both", 0])
    (made,) = host.run({k: v for k, v in graph.items() if k != "5"}).output("recorder", 1).passes
    layers = made.edits[0].layers
    assert 0 < len(layers) < 17
    for i, word in enumerate(WORDS):
        graph[f"edit{i}"] = node("Diffulizer_EditAttention", **{**edit(word), "layers": ", ".join(layers)})
        plain(graph, f"without{i}", model=[f"edit{i}", 0])
    result = host.run(graph)
    whole = result.output("plain")["samples"]
    assert torch.equal(result.output("5")["samples"], whole)
    (recorded,) = result.output("5", 1).passes
    assert recorded.removals.removed.layers == layers
    factor = result.output("1").model.latent_format.scale_factor
    for i in range(len(WORDS)):
        expected = ((whole - result.output(f"without{i}")["samples"]) * factor).abs().mean(1)
        torch.testing.assert_close(recorded.removals.change[:, i].float(), expected, rtol=2e-3, atol=1e-4)


@pytest.mark.parametrize("kind", ["sdxl", "transformer"])
def test_words_that_are_left_out_of_the_text(host: Any, kind: str) -> None:
    graph = word_effects("ignored", left_out=["out", 2])
    graph["1"]["inputs"]["kind"] = kind
    text = graph["2"]["inputs"]["text"]
    graph["out"] = node("Diffulizer_LeaveOneOut", clip=["1", 1], text=text, words="circle, above")
    for i, shorter in enumerate((text.replace("circle ", ""), text.replace("above ", ""))):
        graph[f"text{i}"] = node("CLIPTextEncode", clip=["1", 1], text=shorter)
        plain(graph, f"without{i}", positive=[f"text{i}", 0])
    result = host.run(graph)
    (recorded,) = result.output("5", 1).passes
    removals = recorded.removals
    factor = result.output("1").model.latent_format.scale_factor
    assert removals.removed.kind == "text"
    assert removals.removed.prompts == (text.replace("circle ", ""), text.replace("above ", ""))
    for i in range(2):
        without = result.output(f"without{i}")["samples"]
        torch.testing.assert_close(removals.latents[:, i].float(), without * factor, rtol=1e-3, atol=1e-3)
    assert float(removals.change[:, -1].max()) <= 1e-5


def test_a_run_with_its_removals_is_valid_and_loads(host: Any) -> None:
    result = host.run(
        exporting(word_effects("", text="a red circle, big", capture={"effects_every": 2, "effect_words": "circle"}))
    )
    (folder,) = run_folders(result)
    assert_strictly_valid(folder)
    run = load_run(folder)
    assert run.removed is not None
    assert [word.text for word in run.removed.words] == ["a", "red", "circle", "big"]
    (recorded,) = result.output("5", 1).passes
    np.testing.assert_array_equal(run.change("circle"), recorded.removals.change[0, 2].float().numpy())
    assert run.without("circle").shape == run.image(-1).shape
    assert not np.array_equal(run.without("circle"), run.image(-1))
    assert DiskPass(folder).removals is not None


def test_a_word_that_is_not_there_ends_it_before_sampling(host: Any) -> None:
    graph = word_effects("triangle")
    result = host.run(graph, check=False)
    assert "triangle" in result.error
    assert "circle" in result.error


@pytest.mark.parametrize("at", range(4))
def test_cancel_keeps_the_picture_and_the_words_that_are_finished(
    host: Any, monkeypatch: pytest.MonkeyPatch, at: int
) -> None:
    """Somebody presses cancel in the sampling of the prompt, of the null, of the first word, of the second."""
    import comfy.k_diffusion.sampling as samplers
    import comfy.model_management as management

    whole = host.run(word_effects()).output("5", 1).passes[0]
    kept = host.module("nodes.host.interrupted").passes
    kept.clear()
    original, calls = samplers.sample_euler, []

    def sample_euler(model: Any, x: Any, sigmas: Any, extra_args: Any, callback: Any, disable: Any) -> Any:
        calls.append(x)

        def cancelling(step: dict[str, Any]) -> None:
            if len(calls) == at + 1 and step["i"] == 2:
                management.interrupt_current_processing()
            callback(step)

        return original(model, x, sigmas, extra_args, cancelling, disable)

    graph = {key: value for key, value in word_effects().items() if key != "plain"}
    graph["5"]["inputs"]["denoise"] = 0.9999  # another cache key, the same schedule
    with monkeypatch.context() as patch:
        patch.setattr(samplers, "sample_euler", sample_euler)
        result = host.run(graph, check=False)
    assert result.interrupted
    assert len(calls) == at + 1
    (part,) = kept
    assert part.complete is (at > 0)
    assert result.output("1").wrappers == {}
    export = host.module("nodes.host.runs").PassExport(part, "latent_rgb")
    options = host.module("diffulizer.dataset.write.writer").ExportOptions()
    (made,) = export.write("cancelled", options, progress=lambda _: None, origin=(None, None))
    assert_strictly_valid(Path(made["path"]))
    run, gaps = load_run(made["path"]), [gap.where for gap in part.gaps if gap.what == "removals"]
    assert run.complete is part.complete
    if at < 3:
        assert run.removed is None
        assert gaps == ([] if at == 0 else ["without circle, blue square"])
        return
    assert [word.text for word in run.removed.words] == ["circle"]
    assert gaps == ["without blue square"]
    np.testing.assert_array_equal(run.change("circle"), whole.removals.change[0, 0].float().numpy())
    np.testing.assert_array_equal(run.change(), whole.removals.change[0, -1].float().numpy())
