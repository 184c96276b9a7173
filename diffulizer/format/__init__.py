"""The format of a run, as data that Python, the viewer and the docs read alike: channels.json.

Nothing here needs another package.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).resolve().parent

FLOW = "flow"
"""The prediction of models of flows: the velocity, which is noise minus picture. Their noise levels go from 1 to 0."""

EVALUATED, STEPPED = "evaluated", "stepped"
"""Levels of a channel: the noise level at which the model was evaluated, or the one that the step leads to."""

LATENTS, ATTENTION, EFFECTS, REMOVALS, TENSORS = "latents", "attention", "effects", "removals", "tensors"
"""Origins of a channel: stored latents and predictions, attention while sampling, evaluations without words, samplings
without words, or all recorded tensors."""


@dataclass(frozen=True)
class Shape:
    """Layout of the values of a channel in ``metrics.json``.

    Attributes:
        name: the name that channels refer to it by.
        text: its description for people, with the keys of an entry in backquotes.
        scalar: whether each step has one number: the entry itself, or its mean over layers.
        names_step: whether each entry states the step that it belongs to.
    """

    name: str
    text: str
    scalar: bool = False
    names_step: bool = False


@dataclass(frozen=True)
class Channel:
    """A key of ``metrics.json``, as ``channels.json`` describes it.

    Attributes:
        key: its name in ``metrics.json``.
        title: its name for people.
        unit: the symbol or unit of its values.
        shape: the layout of its values.
        level: ``EVALUATED`` or ``STEPPED``; None where it has no value per step.
        origin: ``LATENTS``, ``ATTENTION``, ``EFFECTS``, ``REMOVALS`` or ``TENSORS``, what it is computed from.
        since: the version of the format that introduced it.
        optional: why runs of that version may lack it; empty if they may not.
        groups: names of selections that it belongs to, such as "core".
        definition: its exact meaning.
        absent: where its value is null beyond steps that were not measured; empty if nowhere.
        reading: how to read it, in plain words.
        source: where the formula comes from.
        least, most: bounds of its values; None without one.
        bounds_since: the version whose runs keep the bounds.
        flow: the texts that differ where the model predicts a flow, by attribute.
    """

    key: str
    title: str
    unit: str
    shape: Shape
    level: str | None
    origin: str
    since: str
    optional: str
    groups: tuple[str, ...]
    definition: str
    absent: str
    reading: str
    source: str
    least: float | None
    most: float | None
    bounds_since: str
    flow: tuple[tuple[str, str], ...] = ()

    def of(self, prediction: str | None) -> Channel:
        """Return the channel as people read it for a model that predicts this, such as "epsilon" or "flow"."""
        others: dict[str, Any] = dict(self.flow)
        return replace(self, **others) if prediction == FLOW else self


def read(name: str) -> dict[str, Any]:
    """Return the content of one of this package's JSON files, such as "channels.json"."""
    content: dict[str, Any] = json.loads((FOLDER / name).read_text(encoding="utf-8"))
    return content


def _channel(entry: Mapping[str, Any]) -> Channel:
    return Channel(
        key=entry["key"],
        title=entry["title"],
        unit=entry["unit"],
        shape=SHAPES[entry["shape"]],
        level=entry["level"],
        origin=entry["from"],
        since=entry["since"],
        optional=entry.get("optional", ""),
        groups=tuple(entry["groups"]),
        definition=entry["definition"],
        absent=entry.get("absent", ""),
        reading=entry["reading"],
        source=entry["source"],
        least=entry.get("least"),
        most=entry.get("most"),
        bounds_since=entry.get("bounds_since", entry["since"]),
        flow=tuple(entry.get("flow", {}).items()),
    )


_CONTENT = read("channels.json")

SHAPES: Mapping[str, Shape] = {name: Shape(name, **values) for name, values in _CONTENT["shapes"].items()}
"""Layouts of channels' values, by name."""

CHANNELS: Mapping[str, Channel] = {entry["key"]: _channel(entry) for entry in _CONTENT["channels"]}
"""Every key of ``metrics.json``, in the order in which people see them."""

STEP_CHANNELS: Mapping[str, Channel] = {k: c for k, c in CHANNELS.items() if c.level is not None}
"""Channels with an entry for each step."""

SCALAR_CHANNELS: Mapping[str, Channel] = {k: c for k, c in CHANNELS.items() if c.shape.scalar}
"""Channels of one number a step, which can be drawn as one curve."""


def group(name: str) -> tuple[Channel, ...]:
    """Return the channels of a selection, such as "core", in their order."""
    return tuple(channel for channel in CHANNELS.values() if name in channel.groups)
