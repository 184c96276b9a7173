"""Thinning of a run: leave parts out until it is small enough, and name each of them in its ``not_recorded``."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from ..dataset.layout import FILE_LISTS, IMAGE_LISTS
from ..gather import GATHER_GAP
from ..maths.numbers import ranges

Entry = dict[str, Any]
MAP_LISTS = ("attention_files", "attention_files_extra")
FIRST_TO_GO: tuple[tuple[str, Callable[[Entry], bool]], ...] = (
    ("maps of single heads", lambda entry: entry.get("head") is not None),
    ("attention maps of further conditions", lambda entry: entry.get("condition", "c0") != "c0"),
    ("self-attention maps", lambda entry: entry.get("attention_type") == "self"),
)
"""Maps that go first: a name for them, and a function that tells which entries of attention files they are."""
LATENTS = "latents and predicted noise"
EFFECTS = "maps of effects"
FURTHER = {"effect_files": EFFECTS, "gather_files": GATHER_GAP}
"""Lists of values of steps that go after the latents, with names for them."""


@dataclass(frozen=True)
class Thinned:
    """A run's metadata without some parts.

    Attributes:
        metadata: the content of metadata.json; the run's own where nothing was left out.
        left_out: names of the parts that were left out.
    """

    metadata: dict[str, Any]
    left_out: tuple[str, ...] = ()


def thinner(metadata: dict[str, Any], reason: str) -> Iterator[Thinned]:
    """Yield a run's metadata, then smaller and smaller ones: without single heads, without further conditions' maps,
    without self-attention, without latents, without effects of words, without what they look at, then with attention at
    every second step, every third, and so on.

    Args:
        reason: why parts are left out, for ``not_recorded``.
    """
    now = Thinned(metadata)
    yield now
    for what, chosen in FIRST_TO_GO:
        now = without_maps(now, what, chosen, reason)
        yield now
    now = _without_latents(now, reason)
    yield now
    for key in FURTHER:
        if metadata.get(key):
            now = _without_values(now, key, reason)
            yield now
    steps = max((entry["step"] for key in MAP_LISTS for entry in metadata.get(key) or []), default=0) + 1
    for every in range(2, steps + 1):
        what = f"attention maps but those of every {_nth(every)} step"
        yield without_maps(now, what, lambda entry, n=every: entry["step"] % n != 0, reason)  # type: ignore[misc]


def without_workflow(metadata: dict[str, Any], reason: str) -> dict[str, Any]:
    """Return the metadata without the graphs that they may hold, as drawn and as executed."""
    generator = metadata.get("generator") or {}
    graphs = [key for key in ("workflow", "prompt_graph") if key in generator]
    if not graphs:
        return metadata
    where = " and ".join(f"generator.{key}" for key in graphs)
    result = _with_notes(metadata, [{"what": "the workflow", "where": where, "reason": reason}])
    result["generator"] = {key: value for key, value in generator.items() if key not in graphs}
    return result


def listed_files(metadata: dict[str, Any]) -> list[str]:
    """Return the paths of all files that the metadata list, in the order of the lists."""
    paths = [path for key in IMAGE_LISTS for path in metadata.get(key) or []]
    paths += [entry["path"] for key in FILE_LISTS for entry in metadata.get(key) or []]
    return paths + [path for path in (metadata.get("artifacts") or {}).values() if path]


def without_maps(now: Thinned, what: str, chosen: Callable[[Entry], bool], reason: str) -> Thinned:
    """Leave the chosen maps out, and name them in ``not_recorded``.

    Args:
        what: a name for them.
        chosen: whether an entry of the lists of attention files is left out.
        reason: why, for ``not_recorded``.
    """
    gone = [entry for key in MAP_LISTS for entry in now.metadata.get(key) or [] if chosen(entry)]
    if not gone:
        return now
    steps: dict[str, set[int]] = {}
    for entry in gone:
        steps.setdefault(entry["layer_id"], set()).add(entry["step"])
    layers: dict[str, list[str]] = {}  # grouped by the steps that they lose; as a rule all layers lose the same
    for layer, at in steps.items():
        layers.setdefault(ranges(sorted(at)), []).append(layer)
    notes = [{"what": what, "where": f"{', '.join(of)}, steps {at}", "reason": reason} for at, of in layers.items()]
    metadata = _with_notes(now.metadata, notes)
    for key in MAP_LISTS:
        if key in metadata:
            metadata[key] = [entry for entry in metadata[key] if not chosen(entry)]
    return Thinned(metadata, (*now.left_out, what))


def _without_latents(now: Thinned, reason: str) -> Thinned:
    artifacts = now.metadata.get("artifacts") or {}
    if not artifacts.get("latents_noise"):
        return now
    where = artifacts["latents_noise"]
    metadata = _with_notes(now.metadata, [{"what": LATENTS, "where": where, "reason": reason}])
    metadata["artifacts"] = {**artifacts, "latents_noise": None}
    return Thinned(metadata, (*now.left_out, LATENTS))


def _without_values(now: Thinned, key: str, reason: str) -> Thinned:
    where = f"steps {ranges(sorted({entry['step'] for entry in now.metadata[key]}))}"
    metadata = _with_notes(now.metadata, [{"what": FURTHER[key], "where": where, "reason": reason}])
    metadata[key] = []
    return Thinned(metadata, (*now.left_out, FURTHER[key]))


def _with_notes(metadata: dict[str, Any], notes: list[dict[str, str]]) -> dict[str, Any]:
    result = copy.copy(metadata)
    result["not_recorded"] = [*(metadata.get("not_recorded") or []), *notes]
    return result


def _nth(number: int) -> str:
    """Write an ordinal number: 2 is "second", 11 is "11th", 23 is "23rd"."""
    if number == 2:
        return "second"
    tail = "th" if number % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{tail}"
