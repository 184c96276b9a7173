"""The graph behind `diffulizer generate`, and the models that it can name."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from ..edits import ALL, AttentionEdit
from ..errors import HostError, MissingModelError, SettingsError
from ..names import check_run_name, expand_run_name
from ..settings import CaptureSettings
from .graph import DEMO, DEMO_NODE, DEMOS, STOP

if TYPE_CHECKING:
    from .client import Prompt

LARGEST_SEED = 2**64 - 1
SIZES = {"demo": 256, "sd": 512, "sdxl": 1024}
PIPELINES = ("sdxl", "sd")
PREVIEWS = ("vae", "taesd", "latent_rgb")
DEVICES = ("auto", "cuda", "cpu", "mps")
"""Devices on which a ComfyUI may be started."""


@dataclass(frozen=True)
class KnownModel:
    """A model of the hub: the file names under which people keep it, its pipeline and its native size."""

    files: tuple[str, ...]
    pipeline: str
    size: int


_SD15 = KnownModel(
    ("v1-5-pruned-emaonly.safetensors", "v1-5-pruned-emaonly-fp16.safetensors", "v1-5-pruned.safetensors"), "sd", 512
)
HUB = {
    "stabilityai/stable-diffusion-xl-base-1.0": KnownModel(
        ("sd_xl_base_1.0.safetensors", "sd_xl_base_1.0_0.9vae.safetensors"), "sdxl", 1024
    ),
    "stabilityai/sdxl-turbo": KnownModel(
        ("sd_xl_turbo_1.0_fp16.safetensors", "sd_xl_turbo_1.0.safetensors"), "sdxl", 512
    ),
    "stabilityai/stable-diffusion-2-1": KnownModel(
        ("v2-1_768-ema-pruned.safetensors", "v2-1_768-ema-pruned.ckpt"), "sd", 768
    ),
    "stabilityai/stable-diffusion-2-1-base": KnownModel(
        ("v2-1_512-ema-pruned.safetensors", "v2-1_512-ema-pruned.ckpt"), "sd", 512
    ),
    "stabilityai/stable-diffusion-2": KnownModel(("768-v-ema.safetensors", "768-v-ema.ckpt"), "sd", 768),
    "stabilityai/stable-diffusion-2-base": KnownModel(("512-base-ema.safetensors", "512-base-ema.ckpt"), "sd", 512),
    "runwayml/stable-diffusion-v1-5": _SD15,
    "stable-diffusion-v1-5/stable-diffusion-v1-5": _SD15,
    "CompVis/stable-diffusion-v1-4": KnownModel(("sd-v1-4.ckpt", "sd-v1-4.safetensors"), "sd", 512),
}


@dataclass(frozen=True)
class Without:
    """Words without each of which a job is sampled again; see the node Word Effects.

    Attributes:
        words: a list, or empty for each word of the prompt.
        left_out: whether they are left out of the text, instead of being removed from the attention.
        layers, start_step, end_step: where they are removed from the attention.
    """

    words: str = ""
    left_out: bool = False
    layers: str = ALL
    start_step: int = 1
    end_step: int = -1


@dataclass(frozen=True)
class Lora:
    """A LoRA to draw with: its file's name in ComfyUI's models, and its strength for the model and for the text
    encoders."""

    name: str
    strength: float = 1.0


@dataclass(frozen=True)
class Job:
    """One image to draw, record and export. For `width` and `height`, 0 stands for the model's own size. LoRAs and
    edits act in their order."""

    prompt: str
    negative_prompt: str = ""
    model_id: str = DEMO
    pipeline_type: str | None = None
    seed: int = 42
    cfg_scale: float = 7.5
    num_steps: int = 30
    width: int = 0
    height: int = 0
    sampler: str = "euler"
    scheduler: str = "normal"
    capture: CaptureSettings = field(default_factory=CaptureSettings)
    run_name: str = "run"
    overwrite_output: bool = False
    save_latents_noise: bool = True
    max_dataset_mb: float = 200
    enforce_size_limit: bool = False
    fail_on_shape_error: bool = False
    preview: str = "vae"
    without: Without | None = None
    loras: tuple[Lora, ...] = ()
    edits: tuple[AttentionEdit, ...] = ()


def check_job(job: Job) -> None:
    """Refuse values that ComfyUI would refuse or change, and values of another type.

    Raises:
        SettingsError: a value is out of range, or no text or number where one is expected.
        RunNameError: the run's name is not allowed.
    """
    from ..maths.numbers import is_whole, number  # numpy: only when it is needed

    for name in ("prompt", "negative_prompt", "model_id", "sampler", "scheduler", "run_name"):
        if not isinstance(getattr(job, name), str):
            raise SettingsError(f"{name} is {getattr(job, name)!r}; expected a text.")
    for name, low, high in (("seed", 0, LARGEST_SEED), ("num_steps", 1, 10_000)):
        value = getattr(job, name)
        if not is_whole(value) or not low <= value <= high:
            raise SettingsError(f"{name} is {value!r}; expected a whole number from {low} to {high}.")
    for name, low, high in (("cfg_scale", 0, 100), ("max_dataset_mb", 0, 2**20)):
        value = getattr(job, name)
        if number(value) is None or not low <= value <= high:
            raise SettingsError(f"{name} is {value!r}; expected a number from {low} to {high}.")
    for name in ("width", "height"):
        value = getattr(job, name)
        if not is_whole(value) or (value and (value % 8 or not 16 <= value <= 16384)):
            raise SettingsError(f"{name} is {value!r}; expected a multiple of 8 from 16 to 16384.")
    for name, allowed in (("pipeline_type", (None, *PIPELINES)), ("preview", PREVIEWS)):
        value = getattr(job, name)
        if value not in allowed:
            raise SettingsError(f"{name} is {value!r}; expected one of {', '.join(filter(None, allowed))}.")
    for lora in job.loras:
        if not isinstance(lora.name, str):
            raise SettingsError(f"The name of a LoRA is {lora.name!r}; expected a text.")
        if number(lora.strength) is None:
            raise SettingsError(f"The strength of the LoRA {lora.name!r} is {lora.strength!r}; expected a number.")
    width, height = job_size(job)
    check_run_name(expand_run_name(job.run_name, width=width, height=height, now=datetime.now()))


def job_size(job: Job) -> tuple[int, int]:
    """Return width and height, the model's own where none is given."""
    native = native_size(job.model_id, job.pipeline_type)
    return job.width or native, job.height or native


def native_size(model_id: str, pipeline_type: str | None) -> int:
    """Return the side of the images that a model was trained on, as far as its name tells."""
    if model_id in DEMOS:
        return SIZES["demo"]
    if model_id in HUB:
        return HUB[model_id].size
    return SIZES[pipeline_type or ("sdxl" if "xl" in model_id.lower() else "sd")]


def find_checkpoint(model_id: str, available: list[str], folder: str) -> str:
    """Return the checkpoint in ComfyUI's list that a model id means.

    Args:
        model_id: a file name, with or without its folder and extension, or a known hub id.
        available: ComfyUI's checkpoints, relative to their folder.
        folder: where checkpoints belong, for the message.

    Raises:
        MissingModelError: it is missing; the message says which file to put where, and which checkpoints there are.
    """
    known = HUB.get(model_id)
    if known is None and "/" in model_id and not model_id.endswith((".safetensors", ".ckpt")):
        hint = f" Known hub ids are: {', '.join(HUB)}."
    else:
        hint = ""
    wanted = known.files if known else (model_id.replace("\\", "/"),)
    found = next((file for name in wanted if (file := _file_of(name, available))), None)
    if found is not None:
        return found
    there = ", ".join(available) if available else "none"
    raise MissingModelError(
        f"model_id is {model_id!r}, but the checkpoint {wanted[0]} is not in ComfyUI's models. "
        f"Put the file into {folder}. Checkpoints there: {there}.{hint}"
    )


def find_lora(name: str, available: list[str]) -> str:
    """Return the LoRA in ComfyUI's list that a name, with or without its folder and extension, means.

    Raises:
        MissingModelError: it is missing; the message says which there are.
    """
    found = _file_of(name.replace("\\", "/"), available)
    if found is not None:
        return found
    there = ", ".join(available) if available else "none"
    raise MissingModelError(f"The LoRA {name!r} is not in ComfyUI's models/loras. LoRAs there: {there}.")


def _file_of(name: str, available: list[str]) -> str | None:
    """Return the file in a list of ComfyUI's that a name means, with or without its folder and extension."""
    for file in available:
        path = file.replace("\\", "/")
        base = path.rsplit("/", 1)[-1]
        if name in (path, base, path.rsplit(".", 1)[0], base.rsplit(".", 1)[0]):
            return file
    return None


def choices(object_info: dict[str, Any], node: str, name: str) -> list[str]:
    """Return the options that the server lists for a required input of a node.

    Raises:
        HostError: the server has no such node.
    """
    try:
        spec = object_info[node]["input"]["required"][name]
    except KeyError:
        raise HostError(f"This ComfyUI has no node {node} with an input {name}. Update ComfyUI.") from None
    return list(spec[0] if isinstance(spec[0], list) else spec[1].get("options", []))


def check_choices(job: Job, object_info: dict[str, Any]) -> None:
    """Refuse names that the server does not know, because it would silently take other ones.

    Raises:
        SettingsError: a name is unknown; the message names it and the known ones.
    """
    for flag, name, value in (
        ("sampler", "sampler_name", job.sampler),
        ("scheduler", "scheduler", job.scheduler),
    ):
        known = choices(object_info, "Diffulizer_KSampler", name)
        if value not in known:
            raise SettingsError(f"{flag} is {value!r}; this ComfyUI knows {', '.join(known)}.")


def generate_graph(job: Job, object_info: dict[str, Any], folder: str) -> Prompt:
    """Build the prompt that draws, records and exports a job.

    Raises:
        HostError: the pack is not installed in this ComfyUI.
        MissingModelError: the checkpoint or a LoRA is missing.
        SettingsError: the sampler or the scheduler is unknown.
    """
    if "Diffulizer_ExportRun" not in object_info:
        raise HostError(
            "This ComfyUI has no Diffulizer nodes. Install the pack into its custom_nodes and start it again."
        )
    check_choices(job, object_info)
    width, height = job_size(job)
    if job.model_id in DEMOS:
        loader: dict[str, Any] = {"class_type": DEMO_NODE, "inputs": {"kind": DEMOS[job.model_id]}}
    else:
        name = find_checkpoint(job.model_id, choices(object_info, "CheckpointLoaderSimple", "ckpt_name"), folder)
        loader = {"class_type": "CheckpointLoaderSimple", "inputs": {"ckpt_name": name}}
    graph: Prompt = {
        "model": loader,
        "positive": _encode(job.prompt),
        "negative": _encode(job.negative_prompt),
        "latent": {
            "class_type": "EmptyLatentImage",
            "inputs": {"width": width, "height": height, "batch_size": 1},
        },
        "capture": {
            "class_type": "Diffulizer_CaptureSettings",
            "inputs": {
                **job.capture.as_dict(),
                "layers": ", ".join(job.capture.layers),
                "head_layers": ", ".join(job.capture.head_layers),
            },
        },
        "sampler": {
            "class_type": "Diffulizer_KSampler",
            "inputs": {
                "model": ["model", 0],
                "seed": job.seed,
                "steps": job.num_steps,
                "cfg": job.cfg_scale,
                "sampler_name": job.sampler,
                "scheduler": job.scheduler,
                "positive": ["positive", 0],
                "negative": ["negative", 0],
                "latent_image": ["latent", 0],
                "denoise": 1.0,
                "capture": ["capture", 0],
            },
        },
        "export": {
            "class_type": "Diffulizer_ExportRun",
            "inputs": {
                "recording": ["sampler", 1],
                "latent": ["sampler", 0],
                "vae": ["model", 2],
                "run_name": job.run_name,
                "overwrite_output": job.overwrite_output,
                "save_latents_noise": job.save_latents_noise,
                "max_dataset_mb": job.max_dataset_mb,
                "enforce_size_limit": job.enforce_size_limit,
                "fail_on_shape_error": job.fail_on_shape_error,
                "preview": job.preview,
                STOP: True,
            },
        },
    }
    if job.loras or job.edits:
        _chain(graph, job, object_info)
    if job.without is not None:
        _sample_without(graph, job, job.without)
    # Node ids are numbers in every graph that the editor makes, and some packs rely on that.
    numbers = {name: str(index) for index, name in enumerate(graph, start=1)}
    return {numbers[name]: _renamed(node, numbers) for name, node in graph.items()}


def _chain(graph: Prompt, job: Job, object_info: dict[str, Any]) -> None:
    """Put the LoRAs between the model and all that uses it and its text encoders, and the edits before the sampler."""
    model, clip = ["model", 0], ["model", 1]
    for i, lora in enumerate(job.loras):
        name = find_lora(lora.name, choices(object_info, "LoraLoader", "lora_name"))
        strengths = {"strength_model": lora.strength, "strength_clip": lora.strength}
        inputs = {"model": model, "clip": clip, "lora_name": name, **strengths}
        graph[f"lora {i}"] = {"class_type": "LoraLoader", "inputs": inputs}
        model, clip = [f"lora {i}", 0], [f"lora {i}", 1]
    for i, edit in enumerate(job.edits):
        graph[f"edit {i}"] = {"class_type": "Diffulizer_EditAttention", "inputs": {"model": model, **asdict(edit)}}
        model = [f"edit {i}", 0]
    graph["sampler"]["inputs"]["model"] = model
    for text in ("positive", "negative"):
        graph[text]["inputs"]["clip"] = clip


def _sample_without(graph: Prompt, job: Job, without: Without) -> None:
    """Put Word Effects in the sampler's place."""
    where = {"layers": without.layers, "start_step": without.start_step, "end_step": without.end_step}
    graph["sampler"]["class_type"] = "Diffulizer_WordEffects"
    graph["sampler"]["inputs"] |= {"words": without.words, **where, "vae": ["model", 2]}
    if without.left_out:
        inputs = {"clip": graph["positive"]["inputs"]["clip"], "text": job.prompt, "words": without.words}
        graph["left_out"] = {"class_type": "Diffulizer_LeaveOneOut", "inputs": inputs}
        graph["sampler"]["inputs"]["left_out"] = ["left_out", 2]


def _encode(text: str) -> dict[str, Any]:
    return {"class_type": "Diffulizer_TextEncode", "inputs": {"clip": ["model", 1], "text": text}}


def _renamed(node: dict[str, Any], numbers: dict[str, str]) -> dict[str, Any]:
    inputs = {
        key: [numbers[value[0]], value[1]] if isinstance(value, list) else value
        for key, value in node["inputs"].items()
    }
    return {"class_type": node["class_type"], "inputs": inputs}
