"""A run on disk as a recording, which exporters and analyses take as they take one in memory.

It is a batch of one image. A map is read from its file when it is needed, and held as long as its reader holds it;
latents are read once. A run holds less than a recording in memory:

- statistics of attention are those of the stored maps, at their resolution; the entropy of a layer for c0, and with
  ``DiskPass.measured`` all that a run's metrics say, are as measured while sampling
- conditionings without stored maps have no attention
- noise with and without the prompt exists if every step evaluated both
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from copy import copy
from functools import cached_property
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from ...errors import RecordingError, RunFormatError
from ...recording import AttentionKey, Gap, Step
from .. import layout
from ..model import Generator
from .disk_attention import (
    DiskAttention,
    Files,
    StoredCross,
    StoredEffects,
    StoredGather,
    StoredMaps,
    StoredRemovals,
    StoredSelf,
    map_tensor,
)
from .from_metadata import (
    format_errors,
    read_conditions,
    read_gaps,
    read_generator,
    read_layers,
    read_model,
    read_numbers,
    read_sampling,
    read_settings,
    read_timesteps,
)
from .run import load_run

OLD = "runs of schema 1.0.0 do not hold it"


class DiskPass:
    """The sampling pass of a run, in a folder or a .zip; a ``SamplingPass``.

    Raises:
        RunNotFoundError: there is no run.
        RunFormatError: its metadata or latents break the format.
        RecordingError: the run was written without latents.
    """

    def __init__(self, path: Path) -> None:
        run = load_run(path)
        self._run = run
        self.path: Path | None = run.path
        self.id: str | None = None
        self.output_digest: str | None = None
        self.denoised_digest: str | None = None
        with format_errors(run):
            generator = read_generator(run)
            self.settings = read_settings(generator)
            self.model = read_model(generator)
            self.sampling = read_sampling(generator, run.steps)
            self.layers = read_layers(run, self.settings)
            self.conditions = read_conditions(run)
            self.complete = run.complete
            self.edits = generator.edits
            self.effect_words = run.effect_words
            self.effect_kind = run.effect_kind
            self.gather_tokens = run.gather_tokens
            self.removals = None if run.removed is None else StoredRemovals(run, run.removed)
            self.host: dict[str, str] = dict(generator.host)
            self.workflow: dict[str, Any] | None = generator.workflow
            self.prompt_graph: dict[str, Any] | None = generator.prompt_graph
            self.gaps = [*read_gaps(run), *self._old_gaps()]
            self.steps = self._steps(generator)
            self._check_areas()

    @cached_property
    def initial_latent(self) -> Tensor:
        """Latent before the first step, [1, C, h, w]; NaN in runs of 1.0.0."""
        array = self._run.array(layout.INITIAL_LATENT)
        return torch.full_like(self._latents["latent"][0], math.nan) if array is None else map_tensor(array)[None]

    @cached_property
    def measured(self) -> dict[str, Any]:
        """Metrics of the run, without the check of shapes. Raises: RunFormatError."""
        return {key: value for key, value in self._run.metrics.items() if key != "shape_validation"}

    def nbytes(self) -> int:
        """Return the memory of the latents, in bytes; maps are in files."""
        return self.initial_latent.nbytes + sum(tensor.nbytes for tensor in self._latents.values())

    def with_gap(self, gap: Gap) -> DiskPass:
        """Return a copy of the pass with one more gap; the pass itself stays as it is."""
        other = copy(self)
        other.gaps = [*self.gaps, gap]
        return other

    @cached_property
    def _latents(self) -> dict[str, Tensor]:
        """Latents [steps, 1, C, h, w], by attribute of ``Step``."""
        arrays = {attribute: self._run.array(name) for name, attribute in layout.ARRAYS.items()}
        if arrays["latent"] is None or arrays["noise"] is None:
            raise RecordingError(
                f"{self._run.path} holds no latents: it was exported with save_latents_noise off, or thinned. It can "
                "be viewed, but neither compared nor loaded into a graph. Choose another run, or export it again from "
                "its recording."
            )
        tensors = {name: map_tensor(array)[:, None] for name, array in arrays.items() if array is not None}
        shape = tensors["latent"].shape
        for name, tensor in tensors.items():
            if tensor.shape != shape or tensor.ndim != 5 or len(tensor) != self._run.steps:
                raise RunFormatError(
                    f"{self._run.path / layout.LATENTS_NOISE}: {name} has shape {list(tensor.squeeze(1).shape)}; "
                    f"expected [{self._run.steps}, C, h, w], the same for all."
                )
        return {"x0": torch.full_like(tensors["latent"], math.nan), **tensors}

    def _steps(self, generator: Generator) -> list[Step]:
        run, latents, timesteps = self._run, self._latents, read_timesteps(self._run)
        sigmas = read_numbers(generator.sigmas) or (math.nan,) * (run.steps + 1)
        evaluations = generator.model_evaluations or (1,) * run.steps
        calls = (*(generator.network_calls or ()), *((),) * run.steps)
        files, maps = self._files(), StoredMaps(run, lambda: self.measured)
        with_effects = {file.step for file in run.effect_files}

        def of_step(i: int) -> dict[str, Any]:
            return {name: tensor[i] for name, tensor in latents.items()}

        return [
            Step(
                index=i,
                sigma=sigmas[i],
                sigma_next=sigmas[i + 1],
                timestep=timesteps[i],
                evaluations=evaluations[i],
                network_calls=calls[i],
                **of_step(i),
                cross_attention=DiskAttention(StoredCross, maps, files.get(("cross", i), {})),
                self_attention=DiskAttention(StoredSelf, maps, files.get(("self", i), {})),
                gathers={
                    (layer, file.condition): StoredGather(run, i, place, file.condition)
                    for file in run.gather_files
                    if file.step == i
                    for place, layer in enumerate(run.gather_layers)
                },
                effects=StoredEffects(run, i, lambda: self.measured) if i in with_effects else None,
            )
            for i in range(run.steps)
        ]

    def _check_areas(self) -> None:
        rows, columns = self.initial_latent.shape[-2:]
        for condition in self.conditions:
            high, wide, top, left = condition.area or (1, 1, 0, 0)
            if not (high and wide and top < rows and left < columns):
                raise RunFormatError(
                    f"{self._run.path / layout.METADATA}: the area of {condition.id} is {condition.area}; expected "
                    f"[rows, columns, top, left] on a latent of {rows} x {columns} cells."
                )

    def _files(self) -> dict[tuple[str, int], dict[AttentionKey, Files]]:
        """Return the files of maps by kind of attention and step, then by layer and condition."""
        listed: dict[tuple[str, int], dict[AttentionKey, Files]] = {}
        kinds = {layer.id: layer.attention_type for layer in self.layers}
        conditions = {condition.id for condition in self.conditions}
        places = set()
        for file in self._run.attention_files:
            place = (file.layer_id, file.step, file.condition, file.head)
            is_known = kinds.get(file.layer_id) == file.attention_type and file.condition in conditions
            if not is_known or file.step >= self._run.steps or place in places:
                raise RunFormatError(
                    f"{self._run.path / layout.METADATA}: the map {file.path} is of {file.layer_id}, step {file.step}, "
                    f"condition {file.condition}, which the run lacks or lists twice; `diffulizer validate` says where."
                )
            places.add(place)
            if file.attention_type == "cross" or not self._is_old:
                of_step = listed.setdefault((file.attention_type, file.step), {})
                of_step.setdefault((file.layer_id, file.condition), []).append(file)
        for of_step in listed.values():
            for files in of_step.values():
                files.sort(key=lambda file: -1 if file.head is None else file.head)
        return listed

    @property
    def _is_old(self) -> bool:
        return self._run.schema_version == "1.0.0"

    def _old_gaps(self) -> list[Gap]:
        if not self._is_old:
            return []
        steps = f"steps 0-{self._run.steps - 1}"
        own = Gap("self-attention maps", steps, "schema 1.0.0 pooled them so that their rows are no distributions")
        return [Gap(what, steps, OLD) for what in ("noise levels", "initial latent", "x0")] + [own]


class DiskRecording:
    """A recording whose only pass is a run.

    Args:
        path: the run, a folder or a .zip.
    Raises:
        RunNotFoundError, RunFormatError, RecordingError: as ``DiskPass``.
    """

    def __init__(self, path: Path) -> None:
        self.passes = [DiskPass(path)]
        self.failures: Sequence[str] = ()
        self.dropped: Sequence[str] = ()
