"""What two passes were asked for differently: settings, words of the prompt, nodes of the graph."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from ..dataset.layout import LATENT_PIXELS
from ..recording import SamplingPass

INPUTS = {
    "ckpt_name": "model_id",
    "unet_name": "model_id",
    "seed": "seed",
    "noise_seed": "seed",
    "cfg": "cfg_scale",
    "sampler_name": "sampler",
    "scheduler": "scheduler",
    "steps": "num_steps",
    "start_at_step": "start_step",
    "end_at_step": "end_step",
    "denoise": "denoise",
    "width": "width",
    "height": "height",
}
"""Settings by the names that nodes give their inputs; texts can be the prompt or the negative one."""
TEXTS = ("text", "text_g", "text_l")


@dataclass(frozen=True)
class Difference:
    """A setting that differs; None where a run does not tell, or lacks the node."""

    setting: str
    a: Any
    b: Any


def settings_of(pass_: SamplingPass) -> dict[str, Any]:
    """What determined the picture, by name."""
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
    """The settings that differ, in the order of ``settings_of``."""
    one, other = settings_of(a), settings_of(b)
    return [Difference(name, one[name], other[name]) for name in one if one[name] != other[name]]


def words_differences(a: SamplingPass, b: SamplingPass) -> list[tuple[str, str]]:
    """The words of both positive prompts in order, each with its side: "both", "a" or "b"."""
    one, other = ([w.text for w in p.conditions[0].prompt.table.words] if p.conditions else [] for p in (a, b))
    parts: list[tuple[str, str]] = []
    for kind, i, j, k, m in SequenceMatcher(None, one, other, autojunk=False).get_opcodes():
        if kind == "equal":
            parts += [(word, "both") for word in one[i:j]]
        else:
            parts += [(word, "a") for word in one[i:j]] + [(word, "b") for word in other[k:m]]
    return parts


def graph_differences(a: SamplingPass, b: SamplingPass) -> list[Difference]:
    """What else the executed graphs hold differently: "LoraLoader" that only one has, with its constants, or
    "LoraLoader.strength_model" where both have one.

    Nodes that no other node uses, such as those that save, are left out, as are values that are settings of the pass.
    Nothing where a run does not hold its graph.
    """
    if a.prompt_graph is None or b.prompt_graph is None:
        return []
    told = {d.setting: (d.a, d.b) for d in settings_differences(a, b)}
    one, other = _nodes(a.prompt_graph), _nodes(b.prompt_graph)
    found = []
    for kind in dict.fromkeys([*one, *other]):
        mine, theirs = list(one.get(kind, ())), list(other.get(kind, ()))
        for node in [n for n in mine if n in theirs]:
            if node in theirs:
                mine.remove(node)
                theirs.remove(node)
        if len(mine) == len(theirs) == 1:
            x, y = mine[0], theirs[0]
            pairs = [(name, x.get(name), y.get(name)) for name in dict.fromkeys([*x, *y])]
            found += [Difference(f"{kind}.{n}", v, w) for n, v, w in pairs if v != w and not _is_told(n, (v, w), told)]
        elif mine or theirs:
            found.append(Difference(kind, _constants(mine), _constants(theirs)))
    return found


def _is_told(name: str, values: tuple[Any, Any], told: Mapping[str, tuple[Any, Any]]) -> bool:
    """Whether a node's input is a setting that is known to differ, by its name and its values."""
    settings = ("prompt", "negative") if name in TEXTS else (INPUTS.get(name),)
    return any(setting in told and told[setting] == values for setting in settings if setting)


def _nodes(graph: Mapping[str, Any]) -> dict[str, list[dict[str, Any]]]:
    """By class of node, the constants of each that another one uses."""
    inputs = {key: node.get("inputs") or {} for key, node in graph.items()}
    used = {str(v[0]) for values in inputs.values() for v in values.values() if isinstance(v, list) and v}
    found: dict[str, list[dict[str, Any]]] = {}
    for key, values in inputs.items():
        if key in used:
            constants = {name: v for name, v in values.items() if not isinstance(v, (list, dict))}
            found.setdefault(str(graph[key].get("class_type")), []).append(constants)
    return found


def _constants(nodes: list[dict[str, Any]]) -> str | None:
    said = [", ".join(f"{name}={value!r}" for name, value in node.items()) or "there" for node in nodes]
    return "; ".join(said) or None
