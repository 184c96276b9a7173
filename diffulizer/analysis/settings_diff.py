"""Differences of two passes in settings and in words of the prompt."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from ..dataset.layout import LATENT_PIXELS
from ..recording import SamplingPass


@dataclass(frozen=True)
class Difference:
    """A setting that differs; the value is None where a run does not state it, or lacks the node."""

    setting: str
    a: Any
    b: Any


def settings_of(pass_: SamplingPass) -> dict[str, Any]:
    """Return the settings that determined the picture, by name."""
    rows, columns = pass_.initial_latent.shape[-2:]
    prompts = {c.polarity: c.prompt.text for c in reversed(pass_.conditions)}
    sampling = pass_.sampling
    return {
        "prompt": prompts.get("positive"),
        "negative": prompts.get("negative"),
        "model_id": pass_.model.model_id,
        "model_family": pass_.model.family,
        "seed": sampling.seed,
        "cfg_scale": sampling.cfg_scale,
        "sampler": sampling.sampler,
        "scheduler": sampling.scheduler,
        "num_steps": sampling.num_steps,
        "start_step": sampling.start_step,
        "end_step": sampling.end_step,
        "denoise": sampling.denoise,
        "width": columns * LATENT_PIXELS,
        "height": rows * LATENT_PIXELS,
        "dtype": pass_.model.dtype,
        "device": pass_.model.device,
    }


def settings_differences(a: SamplingPass, b: SamplingPass) -> list[Difference]:
    """Return the settings that differ, in the order of ``settings_of``."""
    one, other = settings_of(a), settings_of(b)
    return [Difference(name, one[name], other[name]) for name in one if one[name] != other[name]]


def words_differences(a: SamplingPass, b: SamplingPass) -> list[tuple[str, str]]:
    """Return the words of both positive prompts in order, each with its side: "both", "a" or "b"."""
    one, other = ([w.text for w in p.conditions[0].prompt.table.words] if p.conditions else [] for p in (a, b))
    parts: list[tuple[str, str]] = []
    for kind, i, j, k, m in SequenceMatcher(None, one, other, autojunk=False).get_opcodes():
        if kind == "equal":
            parts += [(word, "both") for word in one[i:j]]
        else:
            parts += [(word, "a") for word in one[i:j]] + [(word, "b") for word in other[k:m]]
    return parts
