"""ComfyUI's own templates of transformers with Record Attention in them, and our examples, with tiny models for what
they load."""

from __future__ import annotations

import json
from importlib import import_module, resources
from typing import Any

import pytest
import torch
from ran_examples import FOLDER
from random_transformers import random_transformer
from tiny_encoders import ENCODERS, give_ids_as_rows

from diffulizer import load_run
from diffulizer.comfyui.workflow import load_workflow, to_prompt
from exports import assert_strictly_valid, exporting, run_folders
from graphs import Graph, needed_by, node

PACKAGES = ("comfyui_workflow_templates_media_image", "comfyui_workflow_templates_media_other")
TEMPLATES = {
    "flux_dev_full_text_to_image": ("flux", "flux"),
    "flux1_krea_dev": ("flux", "flux"),
    "flux_kontext_dev_basic": ("flux", "flux"),
    "flux_schnell_full_text_to_image": ("fluxschnell", "flux"),
    "image_chroma_text_to_image": ("chroma", "chroma"),
    "sd3.5_simple_example": ("sd3", "sd3"),
    "image_z_image_turbo": ("zimage", "z_image"),
    "image_qwen_image": ("qwenimage", "qwen_image"),
}
EXAMPLES = {"14 With Z-Image-Turbo": ("zimage", "z_image"), "15 With Flux": ("flux", "flux")}
"""The family of the model of each template and example, and the text encoders."""
POOLED = {"flux": 768, "sd3": 2048}
SAMPLERS = ("KSampler", "SamplerCustomAdvanced", "Diffulizer_KSampler")
RECORDERS = ("Diffulizer_KSampler", "Diffulizer_RecordAttention")
STEPS = 2


def template(name: str) -> dict[str, Any]:
    """The template of that name, as the host's page opens it."""
    for package in PACKAGES:
        try:
            file = resources.files(import_module(package)) / "templates" / f"{name}.json"
        except ModuleNotFoundError:
            continue
        if file.is_file():
            content: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
            return content
    pytest.skip(f"the templates of this ComfyUI have no {name}")


def swapped(graph: Graph, given: Any, family: str, encoder: str) -> Graph:
    """A template's graph with tiny objects for what its loaders load, small and short, its sampler recorded.

    Pictures that it loads become latents; what only makes or shows pictures is left out.
    """
    model = given(random_transformer(family, text=4096, pooled=POOLED.get(encoder, 768)))
    made: Graph = {"tiny_model": model, "tiny_clip": given(ENCODERS[encoder]())}
    made["tiny_latent"] = given({"samples": torch.randn(1, 16, 8, 8, generator=torch.Generator().manual_seed(1))})
    loaded: dict[str, tuple[str, ...]]
    loaded = {"UNETLoader": ("tiny_model",), "CLIPLoader": ("tiny_clip",), "DualCLIPLoader": ("tiny_clip",)}
    loaded |= {"CheckpointLoaderSimple": ("tiny_model", "tiny_clip"), "VAEEncode": ("tiny_latent",)}
    (sampler,) = [name for name, item in graph.items() if item["class_type"] in SAMPLERS]
    recorders = [name for name, item in graph.items() if item["class_type"] in RECORDERS]

    def wired(value: Any) -> Any:
        if not isinstance(value, list):
            return value
        kind = graph[value[0]]["class_type"]
        if kind == "LoraLoaderModelOnly":
            return wired(graph[value[0]]["inputs"]["model"])
        return [loaded[kind][value[1]], 0] if kind in loaded else [f"its {value[0]}", value[1]]

    for name, item in graph.items():
        kind = item["class_type"]
        if kind in loaded:
            continue
        inputs = {key: wired(value) for key, value in item["inputs"].items() if key != "vae"}
        if kind in ("KSampler", "BasicScheduler", "Diffulizer_KSampler"):
            inputs["steps"] = STEPS
        if kind == "EmptySD3LatentImage":
            inputs |= {"width": 96, "height": 64}
        if kind in ("KSampler", "BasicGuider", "CFGGuider") and not recorders:
            made["recorder"] = node("Diffulizer_RecordAttention", model=inputs["model"])
            inputs["model"] = ["recorder", 0]
        made[f"its {name}"] = {"class_type": kind, "inputs": inputs}
    recorder = f"its {recorders[0]}" if recorders else "recorder"
    exported = exporting(made, [recorder, 1], latent=[f"its {sampler}", 0], preview="latent_rgb", vae=None)
    return needed_by(exported, "9")


@pytest.mark.parametrize("name", [*TEMPLATES, *EXAMPLES])
def test_a_template_is_recorded(host: Any, given: Any, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    give_ids_as_rows(monkeypatch)
    family, encoder = {**TEMPLATES, **EXAMPLES}[name]
    workflow = load_workflow(FOLDER / f"{name}.json") if name in EXAMPLES else template(name)
    graph = to_prompt(workflow, host.object_info())
    (folder,) = run_folders(host.run(swapped(graph, given, family, encoder)))
    assert_strictly_valid(folder)
    run = load_run(folder)
    generator, prompt = run.metadata["generator"], run.metadata["prompt"]
    assert generator["model_family"] == family
    assert {layer.attention_type for layer in run.layers} == {"cross", "self"}
    lacking = {gap["what"] for gap in run.metadata["not_recorded"]}
    guided = {"predicted_noise_text", "predicted_noise_uncond"}
    assert lacking <= (guided if generator["cfg_scale"] == 1.0 else set())
    typed = {str(v) for item in graph.values() for v in item["inputs"].values() if isinstance(v, str) and len(v) > 20}
    assert prompt["text"] in typed, "the words of the template's own prompt"
    assert prompt["source"] == ("conditioning" if name in EXAMPLES else "graph")
    assert len(prompt["words"]) > 5
    assert "<picture>" in prompt["tokens"]
    assert ("<reference>" in prompt["tokens"]) == (name == "flux_kontext_dev_basic")
    alone = generator["cfg_scale"] == 1.0
    assert [c["polarity"] for c in run.metadata["conditions"]][: 2 - alone] == ["positive", "negative"][: 2 - alone]
