"""Reader of a run: ``load_run`` opens runs of schema 1.0.0 and of 1.1.0, and reads only what is needed."""

from __future__ import annotations

import zipfile
from collections.abc import Iterable, Iterator
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from ...effects import ATTENTION, EFFECT, GATHER
from ...errors import RunNotFoundError
from .. import layout
from ..files import read_npz
from ..model import MapFile, Projection
from ..serial import from_json
from .records import ALL, AUTO, Layers, Trajectory, number_array
from .removals import RunRemovals

Array = npt.NDArray[Any]


def load_run(path: str | Path) -> Run:
    """Open the run in the folder or the .zip ``path``, or whose ``metadata.json`` is ``path``.

    A .zip holds one run, at its root or in a folder. It is not unpacked, and stays open as long as the run is used.

    Raises:
        RunNotFoundError: there is no such folder or .zip, or it holds no run.
        RunFormatError: its metadata can't be read, or its schema is of a later major version.
    """
    return Run(run_path(path))


def run_path(path: str | Path) -> Path:
    """Return the folder or the .zip of a run, which may be given by its ``metadata.json``."""
    given = Path(path)
    return given.parent if given.name == layout.METADATA else given


def find_runs(root: str | Path) -> list[Path]:
    """Return the folders of all runs below ``root``, sorted, without runs that are being written."""
    return sorted(
        file.parent
        for file in Path(root).rglob(layout.METADATA)
        if not any(part.startswith(".") for part in file.parent.relative_to(root).parts)
    )


class Run(RunRemovals):
    """One image's denoising on disk. Only ``metadata.json`` is read at once, the other files when they are needed."""

    def check(self) -> None:
        """Read every part of the metadata. Raises: RunFormatError, for the first value that does not follow the
        format."""
        parts = (self.steps, self.complete, self.generator, self.prompt, self.conditions, self.not_recorded)
        listed = (self.artifacts, self.images(), self.images(layout.X0), self.guidance_files, self.attention_files)
        effects = (self.effect_words, self.effect_files)
        gathers = (self.gather_tokens, self.gather_files)
        removals = (self.removed, self.removal_files, self.removal_images)
        del parts, listed, effects, gathers, removals
        self.layers  # noqa: B018 - reading them checks them

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

    def image(self, step: int, kind: str = layout.LATENT) -> npt.NDArray[np.uint8]:
        """Read the preview of a step: [h, w, 3] uint8.

        Args:
            kind: "latent", the latent after the step, or "x0", its prediction of the clean image.
        """
        return self._picture(self._image_name(step, kind))

    def image_path(self, step: int, kind: str = layout.LATENT) -> Path | zipfile.Path:
        """Return the path of a step's preview, as ``file`` does."""
        return self.file(self._image_name(step, kind))

    # -- attention --------------------------------------------------------------------------------

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
        self,
        text: str,
        *,
        layers: Layers = AUTO,
        steps: Iterable[int] | None = None,
        source: str = ATTENTION,
    ) -> npt.NDArray[np.float32]:
        """Return where in the image a word or phrase gets attention, what it changes, or which places it looks at:
        [rows, columns], the mean over steps.

        A value of attention is the share, 0 to 1, of that place's attention. It says where a layer looked, not what
        caused the picture. A value of effect is that of ``effect``, and 0 where it is not above the noise floor. A
        value of gathering is that of ``gather``.

        Args:
            text: a word or phrase of the positive prompt, such as "circle" or "red circle", as for ``words``; all its
                occurrences are summed.
            layers: "auto", the cross-attention layer that sees the word most clearly (see ``maths.clearness``); "all",
                the mean over all of them; a layer, as for ``layer``; a pattern of names, such as "*attn2*", or a part
                of the network ("encoder", "middle", "decoder"), for the mean over the layers that it names; or a list
                of these. A mean has the finest grid of its layers. An index counts all recorded layers, those of
                self-attention too.
            steps: numbers of steps, from 0; negative ones count from the end. None is all that have maps.
            source: "attention", "effect" or "gather". An effect has no layer.

        Raises:
            LookupError: the prompt has no such word, or its effect or what it looks at was not recorded; the message
                names those that it has.
            RunNotFoundError: the run has no maps of that layer, no effects or no gather maps at these steps.
            ValueError: the source is unknown, or layers are named for an effect.
        """
        from .heat import effect_heat_of, gather_heat_of, heat_of  # torch: only when it is needed

        if source == ATTENTION:
            return heat_of(self, text, layers=layers, steps=steps)
        if source == GATHER:
            return gather_heat_of(self, text, layers=layers, steps=steps)
        if source != EFFECT:
            raise ValueError(f"source is {source!r}; expected {ATTENTION!r}, {EFFECT!r} or {GATHER!r}.")
        if layers != AUTO:
            raise ValueError(f"layers is {layers!r}, and an effect is of the whole network; leave layers out.")
        return effect_heat_of(self, text, steps=steps)

    def gather(self, text: str, step: int | None = None, layers: Layers = ALL) -> npt.NDArray[np.float32]:
        """Return which places of the picture a word or phrase looks at: [rows, columns].

        A value is the share, 0 to 1, of the word's attention in a layer that goes to that place, mean over heads and
        over the word's tokens; the sum of a map is the share that goes to the picture at all. ``heat`` is the other
        direction, the share of a place's attention that goes to the word.

        Args:
            text: a word or phrase of the positive prompt, as for ``words``.
            step: the number of the step, from 0; negative ones count from the end. None is the mean over all steps that
                have gather maps.
            layers: "all", the mean over all recorded layers; "auto", the layer whose map is clearest (see
                ``maths.clearness``); or as for ``heat``.

        Raises:
            LookupError: it was not recorded what such a word looks at; the message names those of which it was. Or
                there is no such layer.
            RunNotFoundError: the run has no gather maps, or none at this step.
        """
        from .heat import gather_heat_of  # torch: only when it is needed

        return gather_heat_of(self, text, layers=layers, steps=None if step is None else [step])

    def concentration(self, text: str, *, layers: Layers = AUTO, steps: Iterable[int] | None = None) -> float:
        """Return how much of the attention to a word or phrase lies in few places of the image, from 0 (the same
        everywhere) towards 1; see ``maths.clearness.concentration``. Arguments and exceptions are those of ``heat``.
        """
        from .heat import concentration_of  # torch: only when it is needed

        return concentration_of(self, text, layers=layers, steps=steps)

    # -- help -------------------------------------------------------------------------------------

    def _image_name(self, step: int, kind: str) -> str:
        if kind not in layout.IMAGE_KINDS:
            raise self._unknown("kind", kind, list(layout.IMAGE_KINDS))
        listed = self.images(kind)
        if listed and len(listed) != self.steps:
            message = f"{len(listed)} {kind} images are listed for {self.steps} steps; expected one for each step"
            raise self._broken(layout.METADATA, message)
        at = self._step(step, self.steps)
        return self._name(listed[at] if listed else layout.image_path(at, kind))

    @cached_property
    def _maps(self) -> dict[tuple[str, int, str, int | None], MapFile]:
        return {(m.layer_id, m.step, m.condition, m.head): m for m in reversed(self.attention_files)}
