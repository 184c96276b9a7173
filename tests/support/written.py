"""Synthetic passes, written as runs."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np

from diffulizer.dataset.write.writer import ExportOptions, Previews, write_run
from diffulizer.recording import SamplingPass
from diffulizer.render import preview_latent
from diffulizer.settings import CaptureSettings

POOLED = CaptureSettings(attention_resolution=3, self_attention_resolution=2)
"""Maps that are coarser than the layers."""


def export(pass_: SamplingPass, target: Path, **options: Any) -> Path:
    """The first image of a pass as a run in ``target``, with pictures of its latents."""

    def decode(latent: Any) -> Any:
        return (latent[:3] / 4 + 0.5).movedim(0, 2).numpy()

    def picture(step: int, kind: str) -> Any:
        return decode(preview_latent(pass_, 0, step, kind))

    previews = Previews(picture, "latent_rgb", decode_latent=decode)
    write_run(pass_, target, batch_index=0, previews=previews, options=ExportOptions(**options))
    return target


def edit(folder: Path, name: str = "metadata.json", **changes: Any) -> Path:
    """Change keys of a file of a run."""
    content = json.loads((folder / name).read_text(encoding="utf-8"))
    (folder / name).write_text(json.dumps({**content, **changes}), encoding="utf-8")
    return folder


def as_1_0_0(run: Path) -> Path:
    """Turn a run into what 1.0.0 would have written."""
    content = json.loads((run / "metadata.json").read_text(encoding="utf-8"))
    new: tuple[str, ...] = (
        "sampler",
        "scheduler",
        "denoise",
        "sigmas",
        "schedule",
        "start_step",
        "end_step",
        "model_evaluations",
        "network_calls",
    )
    new += ("model_family", "prediction", "latent_format", "host", "workflow", "prompt_graph", "maps_of", "heads")
    generator = {key: value for key, value in content["generator"].items() if key not in new}
    keep = ("prompt", "steps", "timesteps", "images", "artifacts")
    entries = [{k: v for k, v in entry.items() if k != "grid"} for entry in content["attention_files"]]
    names = ("id", "processor_key", "attention_type")
    layers = [{key: layer[key] for key in names} for layer in content["layers"]]
    content = {key: content[key] for key in keep} | {"schema_version": "1.0.0", "generator": generator}
    content |= {"attention_files": entries, "layers": layers}
    prompt = ("text", "negative", "tokens", "token_ids", "meaningful_token_count")
    content["prompt"] = {key: content["prompt"][key] for key in prompt}
    (run / "metadata.json").write_text(json.dumps(content), encoding="utf-8")
    with np.load(run / "latents_noise_fp16.npz") as arrays:
        kept = {name: arrays[name] for name in ("latents", "predicted_noise")}
    np.savez(run / "latents_noise_fp16.npz", **kept)
    return run
