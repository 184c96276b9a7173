"""Differences of two passes in settings and in words of the prompt."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import groupby
from typing import Any

from ..edits import titles
from ..recording import SamplingPass, picture_size

CALLS = "network_calls"
"""The setting that the host decides by itself, by free memory."""


@dataclass(frozen=True)
class Difference:
    """A setting that differs; the value is None where a run lacks the node."""

    setting: str
    a: Any
    b: Any


def written(value: Any) -> str:
    """Write the value of a setting for people, as the viewer does: 7.0 is "7", and True is "true"."""
    if isinstance(value, bool):
        return str(value).lower()
    return f"{value:g}" if isinstance(value, float) else str(value)


def settings_of(pass_: SamplingPass) -> dict[str, Any]:
    """Return the settings that determined the picture, by name."""
    height, width = picture_size(pass_)
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
        "width": width,
        "height": height,
        "dtype": pass_.model.dtype,
        "device": pass_.model.device,
        "edits": titles(pass_.edits) or "none",
        CALLS: calls_of(pass_),
    }


def calls_of(pass_: SamplingPass) -> str | None:
    """Return how many calls of the network the evaluation of each step took, such as "1", or "2 at step 1, 1 at steps
    2 to 20"; None where it is not known."""
    counts = [len(step.network_calls) for step in pass_.steps]
    if not any(counts):
        return None
    runs = [(count, [i for i, _ in steps]) for count, steps in groupby(enumerate(counts, 1), key=lambda step: step[1])]
    if len(runs) == 1:
        return str(counts[0])
    places = [(n, f"step {at[0]}" if len(at) == 1 else f"steps {at[0]} to {at[-1]}") for n, at in runs]
    return ", ".join(f"{n} at {place}" for n, place in places)


def settings_differences(a: SamplingPass, b: SamplingPass) -> list[Difference]:
    """Return the settings that both runs state and that differ, in the order of ``settings_of``."""
    one, other = settings_of(a), settings_of(b)
    known = (name for name in one if one[name] is not None and other[name] is not None)
    return [Difference(name, one[name], other[name]) for name in known if one[name] != other[name]]


def prompt_changes(a: SamplingPass, b: SamplingPass) -> list[tuple[str, int, int, int, int]]:
    """Return how the words of A's positive prompt become those of B's: ("equal", "replace", "delete" or "insert", span
    in A, span in B), in order, whether or not they were recorded."""
    one, other = _all_words(a), _all_words(b)
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    return [(kind, i, j, k, m) for kind, i, j, k, m in matcher.get_opcodes()]


def _all_words(pass_: SamplingPass) -> list[str]:
    return [word.text for word in pass_.conditions[0].prompt.table.all_words] if pass_.conditions else []


def words_differences(a: SamplingPass, b: SamplingPass) -> list[tuple[str, str]]:
    """Return the words of both positive prompts in order, each with its side: "both", "a" or "b"."""
    one, other = _all_words(a), _all_words(b)
    parts: list[tuple[str, str]] = []
    for kind, i, j, k, m in prompt_changes(a, b):
        if kind == "equal":
            parts += [(word, "both") for word in one[i:j]]
        else:
            parts += [(word, "a") for word in one[i:j]] + [(word, "b") for word in other[k:m]]
    return parts
