"""Common part of all checks: problems, the rules they break, and careful access to parsed JSON."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np

from ...errors import RunFormatError
from ...maths.numbers import Array, number
from ...recording import LATENT_PIXELS
from ..files import RunFiles, expected_bytes
from ..jsonfile import shown
from ..layout import LATENT_PCA, METADATA, METRICS
from ..versions import minor_version
from .rules import RULES, WARNINGS

__all__ = ["Checked", "MapEntry", "Problem", "as_dict", "as_int", "as_list", "shown"]

MAP_LISTS = ("attention_files", "attention_files_extra")


@dataclass(frozen=True)
class Problem:
    """One broken rule.

    Attributes:
        rule: the rule's id, a key of ``RULES`` or ``WARNINGS``.
        where: the file, and for JSON the key path: "metadata.json: layers[2].id".
        message: the value, what was expected, and what to do where that is not plain.
    """

    rule: str
    where: str
    message: str


@dataclass(frozen=True)
class MapEntry:
    """An entry of a list of attention files, as far as it can be read; a part that can't be read is None."""

    where: str
    extra: bool
    path: str | None
    shape: tuple[int, ...] | None
    grid: tuple[int, ...] | None
    layer_id: str | None
    kind: str | None
    step: int | None
    condition: str
    head: int | None


@dataclass
class Checked:
    """A run that is being checked: its parsed files and the problems so far.

    Attributes:
        files: the run's files.
        json: parsed content by file name; a file that is missing or broken is absent.
        errors, warnings: the problems.
        counts: number of checked things of each kind.
    """

    files: RunFiles
    json: dict[str, dict[str, Any]] = field(default_factory=dict)
    errors: list[Problem] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)
    _unreadable: set[str | None] = field(default_factory=set)

    def error(self, rule: str, where: str, message: str) -> None:
        """Note a broken rule."""
        self.errors.append(Problem(_known(rule, RULES), where, message))

    def warn(self, rule: str, where: str, message: str) -> None:
        """Note an oddity that breaks no rule."""
        self.warnings.append(Problem(_known(rule, WARNINGS), where, message))

    def count(self, what: str, number: int = 1) -> None:
        """Count things that were checked."""
        self.counts[what] = self.counts.get(what, 0) + number

    @cached_property
    def metadata(self) -> dict[str, Any]:
        return self.json.get(METADATA, {})

    @cached_property
    def metrics(self) -> dict[str, Any]:
        return self.json.get(METRICS, {})

    @cached_property
    def pca(self) -> dict[str, Any]:
        return self.json.get(LATENT_PCA, {})

    @cached_property
    def generator(self) -> dict[str, Any]:
        return as_dict(self.metadata.get("generator"))

    @cached_property
    def latent_pixels(self) -> int:
        """Pixels along each side of a latent cell."""
        return as_int(self.generator.get("latent_pixels"), low=1) or LATENT_PIXELS

    @cached_property
    def newer(self) -> bool:
        """True if the run claims schema 1.1 or later."""
        return self.minor > 0

    @cached_property
    def minor(self) -> int:
        """Minor version that the run claims, as ``minor_version`` reads it."""
        return minor_version(self.metadata.get("schema_version"))

    @cached_property
    def steps(self) -> int | None:
        return as_int(self.metadata.get("steps"), low=1)

    @cached_property
    def sigmas(self) -> list[float] | None:
        """Noise levels, one more than there are steps; None where they are not all usable."""
        values = [number(v) for v in as_list(self.generator.get("sigmas"))]
        if self.steps is None or len(values) != self.steps + 1:
            return None
        return [v for v in values if v is not None] if None not in values else None

    @cached_property
    def tokens(self) -> list[Any]:
        return as_list(as_dict(self.metadata.get("prompt")).get("tokens"))

    @cached_property
    def lengths(self) -> dict[str, int]:
        """Number of tokens of each condition, by its id."""
        listed = [as_dict(condition) for condition in as_list(self.metadata.get("conditions"))]
        return {c["id"]: len(as_list(c.get("tokens"))) for c in listed if isinstance(c.get("id"), str)}

    @cached_property
    def layers(self) -> dict[str, dict[str, Any]]:
        """Layers by id."""
        listed = [as_dict(layer) for layer in as_list(self.metadata.get("layers"))]
        return {layer["id"]: layer for layer in listed if isinstance(layer.get("id"), str)}

    @cached_property
    def maps(self) -> list[MapEntry]:
        """All entries of attention files, in the order of the file."""
        return [
            _entry(f"{METADATA}: {key}[{i}]", key != "attention_files", as_dict(entry))
            for key in MAP_LISTS
            for i, entry in enumerate(as_list(self.metadata.get(key)))
        ]

    def check_tokens(self, rule: str, where: str, by_condition: Any) -> None:
        """Check that tokens, by the ids of conditions, are tokens of conditions of the run."""
        for condition, tokens in as_dict(by_condition).items():
            if condition not in self.lengths:
                self.error(rule, f"{where}.{condition}", f"{shown(condition)} is not a condition of the run")
            elif any((as_int(token) or 0) >= self.lengths[condition] for token in as_list(tokens)):
                message = f"{shown(tokens)}; {condition} has {self.lengths[condition]} tokens"
                self.error(rule, f"{where}.{condition}", message)

    def file(self, path: Any) -> str | None:
        """Return the name of the existing file that a path of the metadata names, or None if it can't be used."""
        return path if isinstance(path, str) and self.files.size(path) is not None else None

    def read_map(self, entry: MapEntry) -> Array | None:
        """Return a map's values as float64, or None where its file can't hold them."""
        name = self.file(entry.path)
        if name is None or entry.shape is None or self.files.size(name) != expected_bytes(list(entry.shape)):
            return None
        try:
            return self.files.array(name, entry.shape).astype(np.float64)
        except RunFormatError as error:  # a file of an archive may exist and fail to unpack
            if entry.path not in self._unreadable:
                self._unreadable.add(entry.path)
                self.error("map-values", str(entry.path), str(error))
            return None


def as_dict(value: Any) -> dict[str, Any]:
    """Return the value if it is an object, else an empty one."""
    return value if isinstance(value, dict) else {}


def as_list(value: Any) -> list[Any]:
    """Return the value if it is a list, else an empty one."""
    return value if isinstance(value, list) else []


def as_int(value: Any, low: int = 0) -> int | None:
    """Return the value if it is a whole number of at least ``low``, else None; JSON does not tell 4.0 from 4."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if not isinstance(value, int) or isinstance(value, bool):
        return None
    return value if value >= low else None


def _known(rule: str, rules: dict[str, str]) -> str:
    if rule not in rules:
        raise KeyError(f"{rule!r} is no rule; add it to check/rules.py")
    return rule


def _sizes(value: Any) -> tuple[int, ...] | None:
    sizes = [as_int(n, low=1) for n in as_list(value)]
    return tuple(n for n in sizes if n is not None) if sizes and None not in sizes else None


def _entry(where: str, extra: bool, entry: dict[str, Any]) -> MapEntry:
    def text(key: str) -> str | None:
        return entry[key] if isinstance(entry.get(key), str) else None

    shape, grid = (_sizes(entry.get(key)) for key in ("shape", "grid"))
    return MapEntry(
        where=where,
        extra=extra,
        path=text("path"),
        shape=shape,
        grid=grid if grid is not None and len(grid) == 2 else None,
        layer_id=text("layer_id"),
        kind=text("attention_type"),
        step=as_int(entry.get("step")),
        condition=text("condition") or "c0",
        head=as_int(entry.get("head")),
    )
