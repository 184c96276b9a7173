"""Metadata of a run, whose parts are read and checked when they are first asked for, and access to its files."""

from __future__ import annotations

import zipfile
from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar, cast

import numpy as np
import numpy.typing as npt

from ...errors import RunFormatError
from ...format import CHANNELS, STEP_CHANNELS
from ...prompts import TokenTable, Word
from ...recording import Gap
from ...typed import find_typed
from .. import layout
from ..files import RunFiles, ZipFiles, expected_bytes, open_run_files
from ..images import read_image
from ..jsonfile import parse_json, shown
from ..model import METRIC_KINDS, Artifacts, ConditionEntry, Generator, MapFile, Prompt, RunLayer, StepFile, Table
from ..paths import safe_path
from ..serial import from_json
from ..versions import minor_version, without_later_keys
from .records import map_files

Part = TypeVar("Part")


class RunMetadata:
    """A run on disk, as far as its JSON files tell. Only ``metadata.json`` is read at once."""

    def __init__(self, path: Path) -> None:
        self._parts: dict[str, Any] = {}
        self._files = open_run_files(path)
        self.path = self._files.path
        self.metadata: dict[str, Any] = self._json(layout.METADATA)
        major = self.schema_version.split(".")[0]
        if major != "1":
            raise self._broken(layout.METADATA, f"schema_version is {self.schema_version!r}; this reader knows 1.x")
        self.metadata = self._of_its_version(layout.METADATA, self.metadata)

    def __repr__(self) -> str:
        return f"Run({str(self.path)!r}, steps={self.steps}, schema_version={self.schema_version!r})"

    @property
    def schema_version(self) -> str:
        """ "1.0.0" or "1.1.0"."""
        version = self.metadata.get("schema_version")
        if not isinstance(version, str) or not version:
            raise self._broken(layout.METADATA, f"schema_version is {version!r}; expected a text such as '1.1.0'")
        return version

    @cached_property
    def steps(self) -> int:
        """Number of recorded steps."""
        steps = self.part("steps", int)
        if steps < 1:
            raise self._broken(layout.METADATA, f"steps is {steps}; expected a whole number above 0")
        if steps != len(self.timesteps):
            raise self._broken(
                layout.METADATA, f"steps is {steps}, with {len(self.timesteps)} timesteps; expected one for each step"
            )
        return steps

    @cached_property
    def timesteps(self) -> list[float]:
        """The model's timestep of each step."""
        return self.part("timesteps", list[float])

    @property
    def complete(self) -> bool:
        """False if sampling was interrupted. Runs of 1.0.0 are complete."""
        return self.part("complete", bool, True)

    @property
    def generator(self) -> dict[str, Any]:
        """Record of how the run was made."""
        return self._checked("generator", Generator)

    @property
    def prompt(self) -> dict[str, Any]:
        """The prompt with its tokens."""
        return self._checked("prompt", Prompt)

    @property
    def tokens(self) -> list[str]:
        """The prompt's tokens, as the tokenizer writes them."""
        return list(self.prompt["tokens"])

    @property
    def conditions(self) -> list[dict[str, Any]]:
        """Conditionings of the run; a 1.0.0 run has only c0."""
        if self.metadata.get("conditions") is None:
            return [{"id": "c0", "polarity": "positive", **self.prompt}]
        ids = [entry.id for entry in self.part("conditions", tuple[ConditionEntry, ...])]
        if layout.FIRST_CONDITION not in ids:
            expected = f"{layout.FIRST_CONDITION}, which is the prompt's"
            raise self._broken(layout.METADATA, f"conditions has the ids {ids[:9]}; expected {expected}, among them")
        return list(self.metadata["conditions"])

    @property
    def not_recorded(self) -> tuple[Gap, ...]:
        """Things that the run does not hold, with the reasons."""
        return self.part("not_recorded", tuple[Gap, ...], ())

    @property
    def artifacts(self) -> Artifacts:
        """Paths of further files; None where the run states that it has no such file, or does not name it."""
        return self.part("artifacts", Artifacts, Artifacts())

    def images(self, kind: str = layout.LATENT) -> tuple[str, ...]:
        """Return the paths of the previews of a kind, one for each step, or none."""
        return self.part("images" if kind == layout.LATENT else "x0_images", tuple[str, ...], ())

    @cached_property
    def guidance_files(self) -> tuple[StepFile, ...]:
        """Every guidance map; runs that have none list none."""
        return self.part("guidance_maps", tuple[StepFile, ...], ())

    @cached_property
    def layers(self) -> list[RunLayer]:
        """The recorded layers."""
        layers: list[RunLayer] = self.part("layers", list[RunLayer])
        if len({layer.id for layer in layers}) != len(layers):
            raise self._broken(layout.METADATA, "two layers have one id; `diffulizer validate` says which")
        return layers

    @cached_property
    def attention_files(self) -> list[MapFile]:
        """Every map: the head-averaged ones of c0 first, then all others."""
        lists = {key: self.part(key, list[MapFile], []) for key in ("attention_files", "attention_files_extra")}
        return [e for key, entries in lists.items() for e in map_files(entries, self.path / layout.METADATA, key)]

    def words(self, text: str | None = None, condition: str = "c0") -> list[Word]:
        """Return the words of a conditioning's prompt with the indices of their tokens.

        Args:
            text: return only the words that spell this text, as ``find_typed`` finds them, where all were recorded.
        """
        table = self.token_table(condition)
        if text is None:
            return list(table.words)
        found = (table.recorded(places) for places in find_typed(table.all_words, text))
        return [table.words[i] for numbers in found for i in numbers or ()]

    def token_table(self, condition: str = "c0") -> TokenTable:
        """Return the tokens of a conditioning's prompt, and the words that they spell."""
        for entry in self.conditions:
            if entry.get("id", "c0") == condition:
                table = from_json(Table, entry, self.path / layout.METADATA, f"condition {condition}")
                return table.with_text(str(entry.get("text") or ""))
        raise self._unknown("condition", condition, [str(c.get("id")) for c in self.conditions])

    def layer(self, layer: str | int) -> RunLayer:
        """Find a layer by its id ("layer_3"), its index in ``layers``, or one of its names."""
        if isinstance(layer, int) and 0 <= layer < len(self.layers):
            return self.layers[layer]
        for known in self.layers:
            if layer in (known.id, known.name, known.diffusers_name):
                return known
        raise self._unknown("layer", layer, [known.id for known in self.layers])

    @cached_property
    def metrics(self) -> dict[str, Any]:
        """Content of ``metrics.json``; NaN and Infinity of older runs are None."""
        name = self._artifact("metrics", layout.METRICS)
        content = self._of_its_version(layout.METRICS, self._json(name))
        for key, value in content.items():
            if key in CHANNELS and value is not None:
                from_json(METRIC_KINDS[CHANNELS[key].shape.name], value, self.path / name, key)
                if key in STEP_CHANNELS and len(value) != self.steps:
                    message = f"{key} has {len(value)} entries; expected {self.steps}, one for each step"
                    raise RunFormatError(f"{self.path / name}: {message}.")
        return content

    # -- help ----------------------------------------------------------------------------------

    def part(self, key: str, kind: type[Part], default: Part | None = None) -> Part:
        """Read a key of the metadata as a type, such as ``tuple[str, ...]`` or a dataclass of ``dataset.model``; once.

        Args:
            default: what an absent or null value stands for.

        Raises:
            RunFormatError: the value is of another type.
        """
        if key not in self._parts:
            value = self.metadata.get(key)
            if value is None and default is not None:
                self._parts[key] = default
            elif key not in self.metadata:
                raise self._broken(layout.METADATA, f"{key} is missing; `diffulizer validate` lists all that is wrong")
            else:
                self._parts[key] = from_json(kind, value, self.path / layout.METADATA, key)
        return cast(Part, self._parts[key])

    def file(self, path: Any) -> Path | zipfile.Path:
        """Return a file of the run by its relative path: a path on disk, or for a run in a .zip a path within it that
        is read in the same manner.

        Raises:
            RunFormatError: the path is not relative, or leads out of the run.
        """
        name = self._name(path)
        return self._files.traversable / name if isinstance(self._files, ZipFiles) else self.path / name

    @property
    def files(self) -> RunFiles:
        """Files of the run, in its folder or .zip."""
        return self._files

    def _checked(self, key: str, kind: Any) -> dict[str, Any]:
        """Return an object of the metadata as it stands there, its values having the types of ``kind``."""
        self.part(key, kind)
        return dict(self.metadata[key])

    def _name(self, path: Any) -> str:
        """Convert a path to the name by which ``RunFiles`` knows it. Raises: RunFormatError."""
        if not isinstance(path, str) or not path or "\0" in path:
            raise self._broken(layout.METADATA, f"{path!r} is not a path")
        parts = path.replace("\\", "/").split("/")
        name = "/".join(part for part in parts if part not in ("", "."))
        if not parts[0] or not safe_path(name) or self._files.leads_out(name):
            raise self._broken(layout.METADATA, f"the path {path!r} leads out of the run's folder")
        return name

    def _float16(self, path: str, shape: Any) -> npt.NDArray[np.float16]:
        name = self._name(path)
        expected = expected_bytes(shape)
        if expected is None:
            most = layout.LIMITS["map_bytes"] // 2**20
            message = (
                f"shape {shown(shape)} of {path} is not valid; expected whole numbers above 0, of at most {most} MiB"
            )
            raise self._broken(layout.METADATA, message)
        size = self._files.size(name)
        if size is None:
            raise self._broken(path, "the file is missing")
        if size != expected:
            raise self._broken(path, f"it has {size} bytes; shape {list(shape)} of float16 needs {expected}")
        return self._files.array(name, tuple(shape))

    def _picture(self, path: str) -> npt.NDArray[np.uint8]:
        name = self._name(path)
        if self._files.size(name) is None:
            raise self._broken(name, "the image is missing")
        return read_image(self._files, name)

    def _json(self, name: str) -> dict[str, Any]:
        return parse_json(self._files.read(name, layout.LIMITS["json_bytes"]), self.path / name)

    def _of_its_version(self, name: str, content: dict[str, Any]) -> dict[str, Any]:
        """Return what a JSON file holds, without the keys that a later version than the run's brought."""
        known: dict[str, Any] = without_later_keys(name, minor_version(self.schema_version), content)
        return known

    def _artifact(self, key: str, usual: str) -> str:
        """Return the name of a JSON file; a run of 1.0.0 need not state it."""
        return self._name(getattr(self.artifacts, key) or usual)

    def _step(self, step: int, count: int) -> int:
        if not -count <= step < count:
            raise IndexError(f"step is {step}; {self.path} has {count} steps, counted from 0.")
        return step % count

    def _broken(self, name: str | Path, problem: str) -> RunFormatError:
        return RunFormatError(f"{self.path / name}: {problem}.")

    def _unknown(self, what: str, value: object, known: list[str]) -> LookupError:
        return LookupError(f"{what} is {value!r}; {self.path} knows {', '.join(known) or 'none'}.")
