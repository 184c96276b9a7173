"""Studies: what is to be drawn, as a person writes it in a YAML file."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from ..comfyui.job import Job
from ..comfyui.lists import parse_seeds, read_prompts
from ..dataset.check.json_schema import Breach, breaches
from ..errors import SettingsError
from ..format import read
from ..packages import require
from .own_workflow import OwnWorkflow, load_own
from .templates import expanded

FULL, MAPS, METRICS, PICTURE = KEPT = ("full", "maps", "metrics", "picture")
"""Amounts that may be kept of a run."""
_SCHEMA = read("study.schema.json")
_SETTINGS = (
    *("negative_prompt", "num_steps", "cfg_scale", "sampler", "scheduler"),
    *("width", "height", "pipeline_type", "preview"),
)
"""Fields of a job that ``settings`` may set."""


@dataclass(frozen=True)
class Study:
    """Description of what a sweep draws.

    Attributes:
        axes: the values of each axis, by the axis' name.
        zips: names of axes that go along with each other.
        record: fields of the capture settings.
        workflow: a workflow of the user's own, whose inputs the axes set.
        keep: one of ``KEPT``.
        layers: with "maps", patterns of names of the layers whose maps are kept.
        words: with "maps", the words whose maps are kept, as people type them; empty keeps all.
        shard: number of runs in a shard; 1 keeps each in a .zip of its own.
        retries: how often a failed run is tried again.
        patience: seconds for which ComfyUI may send nothing while it draws.
    """

    axes: Mapping[str, list[Any]]
    zips: tuple[tuple[str, ...], ...] = ()
    record: Mapping[str, Any] = field(default_factory=dict)
    workflow: OwnWorkflow | None = None
    keep: str = FULL
    layers: tuple[str, ...] = ("*",)
    words: tuple[str, ...] = ()
    shard: int = 1
    retries: int = 2
    patience: float = 600.0


def load_study(path: Path) -> Study:
    """Read the study in a YAML file.

    Raises:
        SettingsError: the file can't be read, or breaks ``format/study.schema.json``; all faults are named.
        MissingPackageError: PyYAML is not installed.
    """
    require("yaml", "Reading a study", install="PyYAML")
    import yaml

    from .unique_keys import loaded

    try:
        content = loaded(path.read_text(encoding="utf-8-sig"))
    except (OSError, ValueError, yaml.YAMLError) as error:
        raise SettingsError(f"The study {path} can't be read: {error}.") from None
    return parse_study(content, path.parent, str(path))


def parse_study(content: Any, folder: Path, name: str = "the study") -> Study:
    """Return the study that the content of a file describes.

    Args:
        folder: what the names of other files are relative to.
        name: the file's name, for messages.

    Raises:
        SettingsError: it breaks the schema; all faults are named.
    """
    faults = [_fault(breach) for breach in breaches(_SCHEMA, content, _SCHEMA)] + list(_not_finite(content))
    if faults:
        raise SettingsError(f"{name}: {'; '.join(faults)}. docs/sweeps.md lists all keys.")
    _check_kept(content, name)
    workflow = load_own(folder, content["workflow"]) if "workflow" in content else None
    return Study(
        axes=_axes(content, folder, workflow, name),
        zips=tuple(tuple(names) for names in content.get("zip", ())),
        record=content.get("record", {}),
        workflow=workflow,
        keep=content.get("keep", FULL),
        layers=tuple(content.get("layers", ("*",))),
        words=tuple(content.get("words", ())),
        shard=content.get("shard", 1),
        retries=content.get("retries", 2),
        patience=content.get("patience", 600.0),
    )


def _check_kept(content: dict[str, Any], name: str) -> None:
    """Check that nothing is chosen among maps that are not kept, or chosen twice. Raises: SettingsError."""
    keep = content.get("keep", FULL)
    for key in ("layers", "words"):
        if key in content and keep != MAPS:
            raise SettingsError(f"{name}: {key} chooses among maps, and keep is {keep}; write keep: maps with it.")
    if "words" in content and "only_words" in content.get("record", {}):
        raise SettingsError(f"{name}: it has words, and record.only_words; expected one of them.")


def _axes(content: dict[str, Any], folder: Path, workflow: OwnWorkflow | None, name: str) -> dict[str, list[Any]]:
    """Return all axes with their values; those of one value included."""
    if "prompts" in content and "prompts_file" in content:
        raise SettingsError(f"{name}: it has prompts and prompts_file; expected one of them.")
    axes: dict[str, list[Any]] = {}
    texts = content.get("prompts")
    if "prompts_file" in content:
        texts = read_prompts(folder / content["prompts_file"])
    if texts is not None:
        axes["prompts"] = [prompt for text in texts for prompt in expanded(text)]
    if "seeds" in content or workflow is None:
        axes["seeds"] = _seeds(content.get("seeds", Job("").seed))
    if "checkpoints" in content:
        axes["checkpoints"] = list(content["checkpoints"])
    for key, value in content.get("settings", {}).items():
        axes[key] = list(value) if isinstance(value, list) else [value]
    if workflow is not None:
        _check_named(axes, content, workflow, name)
        return axes
    unknown = [key for key in content.get("settings", {}) if key not in _SETTINGS]
    if unknown:
        listed = ", ".join(map(str, unknown))
        raise SettingsError(f"{name}: settings has {listed}; expected some of {', '.join(_SETTINGS)}.")
    if "prompts" not in axes:
        raise SettingsError(f"{name}: it has no prompts; expected prompts or prompts_file.")
    if "sizes" in content:
        if also := [key for key in ("width", "height") if key in axes]:
            raise SettingsError(f"{name}: it has sizes, and settings.{also[0]}; expected one of them.")
        axes["sizes"] = list(content["sizes"])
    if "loras" in content:
        axes["loras"] = [choice for entry in content["loras"] for choice in _lora_choices(entry, name)]
    if "edits" in content:
        axes["edits"] = [_listed(entry, name) for entry in content["edits"]]
    return axes


def _check_named(axes: dict[str, list[Any]], content: dict[str, Any], workflow: OwnWorkflow, name: str) -> None:
    """Check that every axis sets an input of a workflow of one's own. Raises: SettingsError."""
    foreign = [key for key in ("sizes", "loras", "edits", "record") if key in content]
    if foreign:
        raise SettingsError(
            f"{name}: {', '.join(foreign)} can't be used with a workflow; name its inputs and set them."
        )
    named = {"prompts": "prompt", "seeds": "seed", "checkpoints": "checkpoint"}
    missing = [named.get(axis, axis) for axis in axes if named.get(axis, axis) not in workflow.inputs]
    if missing:
        raise SettingsError(
            f"{name}: workflow.inputs does not name {', '.join(missing)}; it names "
            f"{', '.join(workflow.inputs) or 'none'}."
        )


def _seeds(value: Any) -> list[int]:
    parts = value if isinstance(value, list) else [value]
    seeds = [seed for part in parts for seed in (parse_seeds(part) if isinstance(part, str) else [part])]
    return list(dict.fromkeys(seeds))


def _lora_choices(entry: Any, name: str) -> list[list[dict[str, Any]]]:
    """Return the choices that an entry stands for, each a list of LoRAs with one strength."""
    if isinstance(entry, dict) and isinstance(entry.get("strength"), list):
        return [[{**entry, "strength": strength}] for strength in entry["strength"]]
    return [_listed(entry, name)]


def _listed(entry: Any, name: str) -> list[dict[str, Any]]:
    """Return the LoRAs or edits of a choice: none, one or several. Raises: SettingsError."""
    if isinstance(entry, str) and entry != "none":
        raise SettingsError(f"{name}: {entry!r} is no choice; expected none, an entry with keys, or a list of such.")
    return [] if isinstance(entry, str) else [entry] if isinstance(entry, dict) else entry


def _not_finite(value: Any, path: tuple[str, ...] = ()) -> Iterator[str]:
    """Yield the fault of each number that is NaN or infinite, which YAML can write and JSON can't."""
    if isinstance(value, float) and not math.isfinite(value):
        yield f"{'.'.join(path)} is {value}; expected a finite number"
    for key, part in value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ():
        yield from _not_finite(part, (*path, str(key)))


def _fault(breach: Breach) -> str:
    """Name the place of a breach of the schema, the value there, and what was expected."""
    place = ".".join(map(str, breach.path)) or "it"
    if breach.expected == []:
        close = get_close_matches(place, _SCHEMA["properties"], 1)
        return f"the key {place} is not known{f' (is it {close[0]}?)' if close else ''}"
    if breach.keyword == "required":
        return f"{place} lacks {breach.expected}"
    value = json.dumps(breach.value, default=str, ensure_ascii=False)
    return f"{place} is {value[:80]}; expected {_expected(breach.keyword, breach.expected)}"


_TYPES = {
    "object": "keys with values",
    "array": "a list",
    "string": "a text",
    "number": "a number",
    "integer": "a whole number",
    "boolean": "true or false",
}
"""Types of JSON in the words of an error."""
_BOUNDS = {
    "minimum": "a number from {} up",
    "maximum": "a number up to {}",
    "exclusiveMinimum": "a number above {}",
    "minItems": "a list of at least {}",
    "minLength": "a text of at least {} character",
    "pattern": "a text of the form {}",
}
"""Keywords of JSON Schema in the words of an error."""


def _expected(keyword: str, value: Any) -> str:
    """Return the demand of a schema's keyword in words."""
    if (keyword, value) == ("type", "string"):
        return "a text; write it in quotes"
    if keyword == "type":
        return " or ".join(_TYPES[kind] for kind in ([value] if isinstance(value, str) else value))
    return f"one of {', '.join(value)}" if keyword == "enum" else _BOUNDS[keyword].format(value)
