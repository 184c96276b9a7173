"""Reader of a run: ``load_run`` opens runs of schema 1.0.0 and of 1.1.0, and reads only what is needed.

In a notebook::

    import diffulizer
    run = diffulizer.load_run("output/diffulizer/cat_00001")
    plt.imshow(run.image(-1)); plt.imshow(run.heat("cat"), alpha=0.5, extent=(0, 512, 512, 0))
    plt.plot(run.metrics["latent_l2_norm"])
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterable, Iterator
from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar, cast

import numpy as np
import numpy.typing as npt

from ...effects import EffectWord
from ...errors import RunFormatError, RunNotFoundError
from ...format import CHANNELS, STEP_CHANNELS
from ...prompts import TokenTable, Word
from ...recording import Gap
from ...typed import find_typed
from .. import layout
from ..files import RunFiles, ZipFiles, expected_bytes, open_run_files, read_npz
from ..images import read_image
from ..jsonfile import parse_json, shown
from ..model import (
    METRIC_KINDS,
    Artifacts,
    ConditionEntry,
    EffectsEntry,
    Generator,
    MapFile,
    Projection,
    Prompt,
    RunLayer,
    StepFile,
    Table,
)
from ..paths import safe_path
from ..serial import from_json
from ..versions import minor_version, without_later_keys
from .effects import effect_of, norms_of, number_of
from .records import Trajectory, map_files, number_array

Array = npt.NDArray[Any]
Part = TypeVar("Part")


def load_run(path: str | Path) -> Run:
    """Open the run in the folder or the .zip ``path``, or whose ``metadata.json`` is ``path``.

    A .zip holds one run, at its root or in a folder. It is not unpacked, and stays open as long as the run is used.

    Raises:
        RunNotFoundError: there is no such folder or .zip, or it holds no run.
        RunFormatError: its metadata can't be read, or its schema is of a later major version.
    """
    given = Path(path)
    return Run(given.parent if given.name == layout.METADATA else given)


def find_runs(root: str | Path) -> list[Path]:
    """Return the folders of all runs below ``root``, sorted, without runs that are being written."""
    return sorted(
        file.parent
        for file in Path(root).rglob(layout.METADATA)
        if not any(part.startswith(".") for part in file.parent.relative_to(root).parts)
    )


class Run:
    """One image's denoising on disk. Only ``metadata.json`` is read at once, the other files when they are needed."""

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

    # -- what metadata.json says ---------------------------------------------------------------

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
    def effect_words(self) -> tuple[EffectWord, ...]:
        """The words whose effects were measured, in the order of their maps; none where none were."""
        return self.part("effects", EffectsEntry, EffectsEntry(())).words

    @cached_property
    def effect_files(self) -> tuple[StepFile, ...]:
        """Maps of effects, an entry for each step at which they were measured."""
        return self.part("effect_files", tuple[StepFile, ...], ())

    def check(self) -> None:
        """Read every part of the metadata. Raises: RunFormatError, for the first value that does not follow the
        format."""
        parts = (self.steps, self.complete, self.generator, self.prompt, self.conditions, self.not_recorded)
        listed = (self.artifacts, self.images(), self.images(layout.X0), self.guidance_files, self.attention_files)
        effects = (self.effect_words, self.effect_files)
        del parts, listed, effects
        self.layers  # noqa: B018 - reading them checks them

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

    def _checked(self, key: str, kind: Any) -> dict[str, Any]:
        """Return an object of the metadata as it stands there, its values having the types of ``kind``."""
        self.part(key, kind)
        return dict(self.metadata[key])

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
            text: return only the words that spell this text, as ``find_typed`` finds them.
        """
        words = list(self.token_table(condition).words)
        return words if text is None else [words[i] for place in find_typed(words, text) for i in place]

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

    # -- the other files -----------------------------------------------------------------------

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

    @cached_property
    def validation(self) -> dict[str, Any]:
        """Content of ``validation.json``, the writer's report on its own files."""
        return self._json(layout.VALIDATION)

    @cached_property
    def trajectory(self) -> Trajectory:
        """Content of ``latent_pca.json`` as arrays, with NaN for missing numbers."""
        name = self._artifact("latent_pca", layout.LATENT_PCA)
        held = self._of_its_version(layout.LATENT_PCA, self._json(name))
        content = from_json(Projection, held, self.path / name)
        for key, points in (("points", content.points), ("x0_points", content.x0_points)):
            if points is not None and len(points) != self.steps:
                raise self._broken(name, f"{key} has {len(points)} entries; expected {self.steps}, one for each step")
        return Trajectory(
            points=number_array(content.points),
            explained_variance_ratio=number_array([content.explained_variance_ratio])[0],
            x0_points=None if content.x0_points is None else number_array(content.x0_points),
        )

    @property
    def latents(self) -> Array | None:
        """Latents after each step, [steps, C, h, w] float16; None if they were not saved."""
        return self.array("latents")

    @property
    def predicted_noise(self) -> Array | None:
        """Noise predicted at each step, [steps, C, h, w] float16; None if it was not saved."""
        return self.array("predicted_noise")

    @property
    def x0(self) -> Array | None:
        """Predictions of the clean latent at each step, [steps, C, h, w] float16; None if they were not saved."""
        return self.array("x0")

    def array(self, name: str) -> Array | None:
        """Read an array of ``latents_noise_fp16.npz``, or return None if the run has none of that name."""
        named = self.artifacts.latents_noise
        if "latents_noise" not in (self.metadata.get("artifacts") or {}):
            named = layout.LATENTS_NOISE  # runs of 1.0.0 need not name it
        path = None if named is None else self._name(named)
        if path is None or self._files.size(path) is None:
            return None
        return read_npz(self._files, path, (name,)).get(name)

    def guidance_map(self, step: int) -> Array | None:
        """Return a map of how far the noise predicted with the prompt is from the one without, over the image: [r, c]
        float16; None where a step did not evaluate both, and in runs that have no such maps."""
        wanted = self._step(step, self.steps)
        for entry in self.guidance_files:
            if entry.step == wanted:
                return self._float16(entry.path, entry.shape)
        return None

    def effect_maps(self, step: int) -> Array | None:
        """Return the effects of all words at a step, over the image: [words + 1, h, w] float16, in the order of
        ``effect_words``; the last is the noise floor. None where they were not measured.

        A value is the mean over channels of |x0 with the word - x0 without| (see ``effects``).
        """
        wanted = self._step(step, self.steps)
        for entry in self.effect_files:
            if entry.step == wanted:
                return self._float16(entry.path, entry.shape)
        return None

    def image(self, step: int, kind: str = layout.LATENT) -> npt.NDArray[np.uint8]:
        """Read the preview of a step: [h, w, 3] uint8.

        Args:
            kind: "latent", the latent after the step, or "x0", its prediction of the clean image.
        """
        name = self._image_name(step, kind)
        if self._files.size(name) is None:
            raise self._broken(name, "the image is missing")
        return read_image(self._files, name)

    def image_path(self, step: int, kind: str = layout.LATENT) -> Path | zipfile.Path:
        """Return the path of a step's preview, as ``file`` does."""
        return self.file(self._image_name(step, kind))

    # -- attention -----------------------------------------------------------------------------

    def attention(
        self, layer: str | int, step: int, condition: str = "c0", head: int | None = None
    ) -> npt.NDArray[np.float16]:
        """Return a map, read from disk as it is touched: float16, not writable.

        Cross-attention is [tokens, rows, columns], self-attention [queries, keys] over the row-major cells
        of ``map_file(...).grid``.

        Args:
            layer: a layer, as for ``layer``.
            step: the number of the step, from 0; negative ones count from the end.
            head: a single head; None is the mean over heads.
        """
        return self.open_map(self.map_file(layer, step, condition, head))

    def map_file(self, layer: str | int, step: int, condition: str = "c0", head: int | None = None) -> MapFile:
        """Return the entry of a map.

        Raises:
            RunNotFoundError: the run has no such map; the message lists the steps that have one.
        """
        layer_id, step = self.layer(layer).id, self._step(step, self.steps)
        entry = self._maps.get((layer_id, step, condition, head))
        if entry is not None:
            return entry
        steps = sorted(s for (i, s, c, h) in self._maps if (i, c, h) == (layer_id, condition, head))
        what = (
            f"{layer_id}, step {step}, condition {condition}, {'mean over heads' if head is None else f'head {head}'}"
        )
        raise RunNotFoundError(f"{self.path} holds no map of {what}. Steps that have one: {steps or 'none'}.")

    def maps(
        self, attention_type: str | None = None, layer: str | int | None = None, condition: str | None = "c0"
    ) -> Iterator[tuple[MapFile, npt.NDArray[np.float16]]]:
        """Yield the head-averaged maps one after another; None stands for every kind, layer or condition."""
        layer_id = None if layer is None else self.layer(layer).id
        for entry in self.attention_files:
            wanted = (
                entry.head is None
                and attention_type in (None, entry.attention_type)
                and layer_id in (None, entry.layer_id)
                and condition in (None, entry.condition)
            )
            if wanted:
                yield entry, self.open_map(entry)

    def open_map(self, entry: MapFile) -> npt.NDArray[np.float16]:
        """Open a map by its entry, mapped from its file.

        Raises:
            RunFormatError: the file is missing, or its size does not fit its shape.
        """
        return self._float16(entry.path, entry.shape)

    def heat(
        self, text: str, *, layer: str | int | None = None, steps: Iterable[int] | None = None
    ) -> npt.NDArray[np.float32]:
        """Return where in the image a word or phrase gets attention: [rows, columns], the mean over steps.

        A value is the share, 0 to 1, of that place's attention. It says where a layer looked, not what caused the
        picture.

        Args:
            text: a word or phrase of the positive prompt, such as "circle" or "red circle", as for ``words``; all its
                occurrences are summed.
            layer: a cross-attention layer, as for ``layer``; None is the one that sees the word most clearly (see
                ``maths.clearness``).
            steps: numbers of steps, from 0; negative ones count from the end. None is all that have maps.

        Raises:
            LookupError: the prompt has no such word; the message names those that it has.
            RunNotFoundError: the run has no maps of that layer at these steps.
        """
        from .heat import heat_of  # torch: only when it is needed

        return heat_of(self, text, layer=layer, steps=steps)

    def concentration(self, text: str, *, layer: str | int | None = None, steps: Iterable[int] | None = None) -> float:
        """Return how much of the attention to a word or phrase lies in few places of the image, from 0 (the same
        everywhere) towards 1; see ``maths.clearness.concentration``. Arguments and exceptions are those of ``heat``.
        """
        from .heat import concentration_of  # torch: only when it is needed

        return concentration_of(self, text, layer=layer, steps=steps)

    # -- effects -------------------------------------------------------------------------------

    def effect(self, text: str, step: int | None = None, of: str = "picture") -> npt.NDArray[np.float32]:
        """Return what a word or phrase changes, over the image: [h, w], a value for each cell of the latent.

        A value is the mean over channels of the change of the model's guess when the word is removed from its
        cross-attention, with all else at that step as it was. Compare it with ``effect_floor``: what is not above that
        is no effect.

        Args:
            text: a word or phrase whose effect was measured, such as "circle".
            step: the number of the step, from 0; negative ones count from the end. None is the mean over all steps at
                which effects were measured.
            of: "picture", the change of the predicted clean latent; or "noise", that of the predicted noise, which is
                the same divided by the step's noise level.

        Raises:
            LookupError: the effect of no such word was measured; the message names those that were.
            RunNotFoundError: no effects were measured, or none at this step.
        """
        return effect_of(self, number_of(self, text), step, of)

    def effect_floor(self, step: int | None = None, of: str = "picture") -> npt.NDArray[np.float32]:
        """Return what changes when nothing is removed, over the image: [h, w]. Arguments and exceptions are those of
        ``effect``."""
        return effect_of(self, len(self.effect_words), step, of)

    def effect_norms(self) -> dict[str, npt.NDArray[np.float64]]:
        """Return the Euclidean norm of the change of the predicted clean latent by each word: [steps], NaN at steps at
        which effects were not measured. The last, "", is the noise floor.

        Raises:
            RunNotFoundError: no effects were measured.
        """
        return norms_of(self)

    # -- help ----------------------------------------------------------------------------------

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

    def _name(self, path: Any) -> str:
        """Convert a path to the name by which ``RunFiles`` knows it. Raises: RunFormatError."""
        if not isinstance(path, str) or not path or "\0" in path:
            raise self._broken(layout.METADATA, f"{path!r} is not a path")
        parts = path.replace("\\", "/").split("/")
        name = "/".join(part for part in parts if part not in ("", "."))
        if not parts[0] or not safe_path(name) or self._files.leads_out(name):
            raise self._broken(layout.METADATA, f"the path {path!r} leads out of the run's folder")
        return name

    def _image_name(self, step: int, kind: str) -> str:
        if kind not in layout.IMAGE_KINDS:
            raise self._unknown("kind", kind, list(layout.IMAGE_KINDS))
        listed = self.images(kind)
        if listed and len(listed) != self.steps:
            message = f"{len(listed)} {kind} images are listed for {self.steps} steps; expected one for each step"
            raise self._broken(layout.METADATA, message)
        at = self._step(step, self.steps)
        return self._name(listed[at] if listed else layout.image_path(at, kind))

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

    def _json(self, name: str) -> dict[str, Any]:
        return parse_json(self._files.read(name, layout.LIMITS["json_bytes"]), self.path / name)

    def _of_its_version(self, name: str, content: dict[str, Any]) -> dict[str, Any]:
        """Return what a JSON file holds, without the keys that a later version than the run's brought."""
        known: dict[str, Any] = without_later_keys(name, minor_version(self.schema_version), content)
        return known

    @cached_property
    def _maps(self) -> dict[tuple[str, int, str, int | None], MapFile]:
        return {(m.layer_id, m.step, m.condition, m.head): m for m in reversed(self.attention_files)}

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
