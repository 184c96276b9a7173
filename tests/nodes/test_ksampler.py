"""KSampler (Diffulizer), labels of prompts, and the facts that a pass states about itself."""

from __future__ import annotations

from typing import Any

import pytest
import torch
from fake_host import FakeHost
from fake_host.network import Foreign
from fake_host.pictures import FakeVAE
from fake_host.samplers import common_ksampler
from fake_host.scenes import NEGATIVE, POSITIVE, Scene


def bare(conditioning: Any) -> Any:
    """Return a conditioning as CLIPTextEncode makes it, without our tokens."""
    return [[e, {k: v for k, v in extra.items() if k != "diffulizer"}] for e, extra in conditioning]


def node(class_type: str, **inputs: Any) -> dict[str, Any]:
    return {"class_type": class_type, "inputs": inputs}


GRAPH = {
    "ckpt": node("CheckpointLoaderSimple", ckpt_name="sub/photo.safetensors"),
    "pos": node("CLIPTextEncode", clip=["ckpt", 1], text=POSITIVE),
    "neg": node("CLIPTextEncode", clip=["ckpt", 1], text=NEGATIVE),
    "s": node(
        "Diffulizer_KSampler",
        model=["ckpt", 0],
        positive=["pos", 0],
        negative=["neg", 0],
        sampler_name="euler",
        scheduler="karras",
        seed=5,
        steps=3,
        denoise=1.0,
    ),
}


class Run:
    """One execution of the node."""

    def __init__(self, scene: Scene, graph: dict[str, Any] | None = None, **changes: Any) -> None:
        inputs = {
            "model": scene.model,
            "seed": 5,
            "steps": 3,
            "sampler_name": "euler",
            "scheduler": "karras",
            "positive": scene.encode(POSITIVE),
            "negative": scene.encode(NEGATIVE),
            "latent_image": {"samples": torch.zeros(1, 4, 8, 8), "batch_index": [0]},
            **changes,
        }
        for side in ("pos", "neg"):
            scene.host.outputs.setdefault(side, [[inputs["positive" if side == "pos" else "negative"]]])
        if graph is None:
            made = scene.host.run("Diffulizer_KSampler", **inputs)
        else:
            with scene.host.executing(graph, "s"):
                made = scene.host.run("Diffulizer_KSampler", **inputs)
        self.latent, self.recording = made.args
        self.last = self.recording.passes[-1]
        plain = {k: v for k, v in inputs.items() if k not in ("capture", "vae", "latent_image")}
        self.plain = common_ksampler(**{"cfg": 8.0, **plain}, latent=inputs["latent_image"])[0]


@pytest.mark.parametrize("changes", [{}, {"cfg": 1.0}, {"denoise": 0.5}, {"sampler_name": "heun"}], ids=str)
def test_the_latent_is_the_samplers_own(host: FakeHost, changes: dict[str, Any]) -> None:
    run = Run(Scene(host), **changes)
    assert torch.equal(run.latent["samples"], run.plain["samples"])
    assert run.latent["batch_index"] == [0]
    assert len(run.last.steps) == 3
    assert isinstance(run.recording, host.module("diffulizer.recording").Recording)
    assert isinstance(run.last, host.module("diffulizer.recording").SamplingPass)


def test_a_recording_for_each_execution(host: FakeHost) -> None:
    scene = Scene(host)
    assert Run(scene).recording is not Run(scene).recording


def test_what_a_pass_says_of_its_making(host: FakeHost) -> None:
    made = Run(Scene(host), GRAPH).last
    assert (made.model.model_id, made.model.family) == ("sub/photo.safetensors", "sdxl")
    assert (made.model.prediction, made.model.device, made.model.dtype) == ("epsilon", "cpu", "float32")
    info = made.sampling
    assert (info.sampler, info.scheduler, info.seed, info.cfg_scale, info.denoise) == ("euler", "karras", 5, 8.0, 1.0)
    assert (info.num_steps, info.start_step, info.end_step) == (3, 0, 3)
    assert len(info.schedule) == 4
    assert [s.timestep for s in made.steps] == pytest.approx([s.sigma / 14 * 999 for s in made.steps])
    assert (made.model.sigma_data, made.model.zero_terminal_snr) == (1.0, False)
    assert made.host == {"name": "ComfyUI", "version": "0.3.75"}
    assert made.prompt_graph == GRAPH


def test_outside_of_an_execution_what_the_sampler_tells_is_enough(host: FakeHost) -> None:
    made = Run(Scene(host)).last
    assert (made.model.model_id, made.sampling.sampler, made.sampling.scheduler) == ("unknown", "euler", None)
    assert (made.sampling.denoise, made.sampling.start_step, made.sampling.end_step) == (None, None, None)
    assert made.prompt_graph is None


@pytest.mark.parametrize(
    ("inputs", "name"), [({}, "demo"), ({"kind": "sdxl"}, "demo"), ({"kind": "transformer"}, "demo-transformer")]
)
def test_the_demo_models_have_names(host: FakeHost, inputs: dict[str, str], name: str) -> None:
    graph = {**GRAPH, "ckpt": node("Diffulizer_DemoModel", **inputs)}
    assert Run(Scene(host), graph).last.model.model_id == name


def test_part_of_a_schedule(host: FakeHost) -> None:
    sampler = {**GRAPH["s"], "inputs": {**GRAPH["s"]["inputs"], "denoise": 0.5}}
    info = Run(Scene(host), {**GRAPH, "s": sampler}, denoise=0.5).last.sampling
    assert (info.start_step, info.end_step, info.num_steps) == (3, 6, 3)


# -- labels --------------------------------------------------------------------------------------


def prompts(run: Run) -> list[Any]:
    return [c.prompt for c in run.last.conditions]


def test_our_encoder_carries_words_and_weights(host: FakeHost) -> None:
    scene = Scene(host)
    positive, negative = prompts(Run(scene, positive=scene.encode("a (red:1.5) rectangle")))
    assert (positive.source, negative.source) == ("conditioning", "conditioning")
    assert [w.text for w in positive.table.words] == ["a", "red", "rectangle"]
    assert positive.table.words[2].token_indices == (3, 4)
    assert positive.table.weights[:5] == (1.0, 1.0, 1.5, 1.0, 1.0)
    assert negative.text == NEGATIVE


def test_our_encoder_changes_no_value(host: FakeHost) -> None:
    scene = Scene(host)
    ours = scene.encode(POSITIVE)
    hosts = scene.clip.encode_from_tokens_scheduled(scene.clip.tokenize(POSITIVE))
    assert torch.equal(ours[0][0], hosts[0][0])
    assert torch.equal(ours[0][1]["pooled_output"], hosts[0][1]["pooled_output"])


def test_a_plain_encoder_is_labelled_from_the_graph(host: FakeHost) -> None:
    scene = Scene(host)
    run = Run(scene, GRAPH, positive=bare(scene.encode(POSITIVE)), negative=bare(scene.encode(NEGATIVE)))
    positive, negative = prompts(run)
    assert (positive.source, positive.text, negative.text) == ("graph", POSITIVE, NEGATIVE)
    assert [w.text for w in positive.table.words] == POSITIVE.split()
    assert positive.reason == "it was not made by CLIP Text Encode (Diffulizer)"


def test_without_a_graph_labels_are_positions_with_the_reason(host: FakeHost) -> None:
    scene = Scene(host)
    (positive, _) = prompts(Run(scene, positive=bare(scene.encode(POSITIVE))))
    assert positive.source == "position"
    assert positive.table.tokens[:2] == ("token 0", "token 1")
    assert "no graph is being executed" in positive.reason


def test_a_changed_embedding_is_not_labelled_by_what_it_was(host: FakeHost) -> None:
    """ConditioningZeroOut and others keep the keys of the dict; the digest tells."""
    scene = Scene(host)
    old = scene.encode(POSITIVE)
    changed = [[e * 0, extra] for e, extra in old]
    host.outputs["old"] = [[old]]
    graph = {**GRAPH, "pos": node("ConditioningZeroOut", conditioning=["old", 0]), "old": GRAPH["pos"]}
    (positive, _) = prompts(Run(scene, graph, positive=changed))
    assert positive.source == "position"
    assert "another node changed the embedding" in positive.reason
    assert "set to zero" in positive.reason


def test_a_text_of_another_length_is_not_used(host: FakeHost) -> None:
    scene = Scene(host)
    joined = [[torch.cat([e, e], 1), x] for e, x in bare(scene.encode(POSITIVE))]
    (positive, _) = prompts(Run(scene, GRAPH, positive=joined))
    assert positive.source == "position"
    assert "the text has 77 tokens, the embedding 154" in positive.reason


def test_concatenated_prompts_are_labelled_one_after_the_other(host: FakeHost) -> None:
    scene = Scene(host)
    parts = [scene.encode(POSITIVE), scene.encode("blue star")]
    host.outputs |= {"a": [[parts[0]]], "b": [[parts[1]]]}
    joined = [[torch.cat([parts[0][0][0], parts[1][0][0]], 1), parts[0][0][1]]]
    graph = {
        **GRAPH,
        "pos": node("ConditioningConcat", conditioning_to=["a", 0], conditioning_from=["b", 0]),
        "a": GRAPH["pos"],
        "b": node("Diffulizer_TextEncode", clip=["ckpt", 1], text="blue star"),
    }
    (positive, _) = prompts(Run(scene, graph, positive=joined))
    assert positive.source == "graph"
    assert [w.text for w in positive.table.words] == [*POSITIVE.split(), "blue", "star"]
    assert positive.table.words[-1].token_indices == (79,)


def test_a_text_is_not_used_if_its_encoder_put_out_another_embedding(host: FakeHost) -> None:
    scene = Scene(host)
    host.outputs["pos"] = [[bare(scene.encode("a blue star"))]]
    (positive, _) = prompts(Run(scene, GRAPH, positive=bare(scene.encode(POSITIVE))))
    assert positive.source == "position"
    assert "no node before the sampler made it" in positive.reason


def test_concatenation_of_what_is_not_known_is_not_known(host: FakeHost) -> None:
    scene = Scene(host)
    parts = [scene.encode(POSITIVE), scene.encode("blue star")]
    joined = [[torch.cat([parts[0][0][0], parts[1][0][0]], 1), {}]]
    concat = node("ConditioningConcat", conditioning_to=["a", 0], conditioning_from=["b", 0])
    graph = {**GRAPH, "pos": concat, "a": GRAPH["pos"], "b": node("Mystery", text="blue star")}
    host.outputs["a"] = [[parts[0]]]
    (positive, _) = prompts(Run(scene, graph, positive=joined))
    assert "no node before the sampler made it" in positive.reason
    host.outputs["b"] = [[parts[1]]]
    (positive, _) = prompts(Run(scene, graph, positive=joined))
    assert "known to have made it, Mystery, is not known to encode its text unchanged" in positive.reason


@pytest.mark.parametrize(
    ("held", "source"), [({"text": [[POSITIVE]]}, "graph"), ({}, "position")], ids=["held", "gone"]
)
def test_a_computed_text_is_used_if_the_host_still_holds_it(host: FakeHost, held: Any, source: str) -> None:
    scene = Scene(host)
    host.outputs |= held
    graph = {**GRAPH, "pos": node("CLIPTextEncode", clip=["ckpt", 1], text=["text", 0]), "text": node("Mystery")}
    (positive, _) = prompts(Run(scene, graph, positive=bare(scene.encode(POSITIVE))))
    assert positive.source == source
    assert held or "ComfyUI no longer holds the text that another node gave to CLIPTextEncode" in positive.reason


def test_two_texts_for_two_encoders(host: FakeHost) -> None:
    scene = Scene(host)
    graph = {**GRAPH, "pos": node("CLIPTextEncodeSDXL", clip=["ckpt", 1], text_l=POSITIVE, text_g="in oil")}
    (positive, _) = prompts(Run(scene, graph, positive=bare(scene.encode(POSITIVE))))
    assert positive.table.text == POSITIVE
    assert positive.second is not None
    assert [w.text for w in positive.second.words] == ["in", "oil"]


@pytest.mark.parametrize(
    ("config", "family", "known"),
    [
        ("SDXL", "sdxl", True),
        ("SDXLRefiner", "sdxl_refiner", True),
        ("SSD1B", "ssd1b", True),
        ("SD15", "sd1", True),
        ("SD20", "sd2", True),
        ("Flux", "flux", False),
    ],
)
def test_families_and_their_tokenizers(host: FakeHost, config: str, family: str, known: bool) -> None:
    scene = Scene(host, Foreign, config=type(config, (), {})())
    run = Run(scene, GRAPH, positive=bare(scene.encode(POSITIVE)))
    assert run.last.model.family == family
    assert (prompts(run)[0].source == "graph") is known
    assert known or "the tokenizer of flux is not known" in prompts(run)[0].reason


# -- live previews -------------------------------------------------------------------------------


def test_live_previews_show_each_step_and_change_nothing(host: FakeHost) -> None:
    vae = FakeVAE()
    run = Run(Scene(host), vae=vae)
    assert torch.equal(run.latent["samples"], run.plain["samples"])
    assert [(done, total) for done, total, _ in host.bars] == [(1, 3), (2, 3), (3, 3)]
    assert all(kind == "JPEG" and picture.size == (64, 64) for _, _, (kind, picture, _) in host.bars)
    assert len(vae.decoded) == 3


def test_an_interrupt_that_a_live_preview_meets_ends_sampling(host: FakeHost, monkeypatch: pytest.MonkeyPatch) -> None:
    """The host raises it once, in whatever operation asks first."""
    interrupt = host.modules()["comfy.model_management"]["InterruptProcessingException"]
    vae, scene = FakeVAE(), Scene(host)

    def decode(samples: Any) -> Any:
        vae.decoded.append(samples)
        raise interrupt

    monkeypatch.setattr(vae, "decode", decode)
    with pytest.raises(interrupt):
        Run(scene, vae=vae)
    assert len(vae.decoded) == 1


def test_live_previews_wait_for_memory(host: FakeHost) -> None:
    host.free_memory = 100
    vae = FakeVAE(needed=101)
    run = Run(Scene(host), vae=vae)
    assert vae.decoded == []
    assert host.bars == []
    assert len(run.last.steps) == 3
