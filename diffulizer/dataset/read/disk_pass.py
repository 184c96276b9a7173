"""A run on disk as a recording: exporters and analyses take it as they take one in memory.

It is a batch of one image. Maps are read from their files each time they are asked for, latents once. A run does not
hold all that a recording in memory does:

- statistics of attention are those of the stored maps, at their resolution; the entropy of a layer for c0, and with
  ``DiskPass.measured`` all that a run's metrics say, are as measured while sampling
- conditionings without stored maps have no attention
- noise with and without the prompt is there if every step evaluated both
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
import torch
from torch import Tensor

from ...errors import RecordingError, RunFormatError
from ...recording import CrossAttention, Gap, Place, SelfAttention, Step
from .. import layout
from .from_metadata import (
    format_errors,
    read_conditions,
    read_gaps,
    read_layers,
    read_model,
    read_numbers,
    read_sampling,
    read_settings,
)
from .records import MapFile
from .run import load_run

Attention = TypeVar("Attention", bound=CrossAttention | SelfAttention)
Files = list[MapFile]
"""Of one place and step: the mean over heads, then single heads."""
OLD = "runs of schema 1.0.0 do not hold it"


class DiskPass:
    """The sampling pass of a run; what ``SamplingPass`` says.

    Attributes beyond it:
        folder: of the run.
        output_digest: digest of the LATENT that was given out with it, to find the pass by.

    Raises:
        RunNotFoundError: there is no run.
        RunFormatError: its metadata or latents break the format.
        RecordingError: the run was written without latents.
    """

    def __init__(self, folder: Path) -> None:
        run = load_run(folder)
        self._run = run
        self.folder = run.path
        self.output_digest: str | None = None
        with format_errors(run):
            generator = run.generator
            self.settings = read_settings(generator)
            self.model = read_model(generator)
            self.sampling = read_sampling(generator, run.steps)
            self.layers = read_layers(run, self.settings)
            self.conditions = read_conditions(run)
            self.complete = run.complete
            self.host: dict[str, str] = dict(generator.get("host") or {})
            self.workflow: dict[str, Any] | None = generator.get("workflow")
            self.prompt_graph: dict[str, Any] | None = generator.get("prompt_graph")
            self.gaps = [*read_gaps(run), *self._old_gaps()]
            self.steps = self._steps()

    @cached_property
    def initial_latent(self) -> Tensor:
        """[1, C, h, w]; NaN in runs of 1.0.0."""
        array = self._run.array(layout.INITIAL_LATENT)
        return torch.full_like(self._latents["latent"][0], math.nan) if array is None else _tensor(array)[None]

    @cached_property
    def measured(self) -> dict[str, Any]:
        """The run's metrics, all but the check of shapes. Raises: RunFormatError."""
        return {key: value for key, value in self._run.metrics.items() if key != "shape_validation"}

    @cached_property
    def _latents(self) -> dict[str, Tensor]:
        """By attribute of ``Step``, [steps, 1, C, h, w]."""
        arrays = {attribute: self._run.array(name) for name, attribute in layout.ARRAYS.items()}
        if arrays["latent"] is None or arrays["noise"] is None:
            raise RecordingError(
                f"{self.folder} holds no latents: it was exported with save_latents_noise off, or thinned. It can be "
                "viewed, but is no recording; choose another run, or export it again from its recording."
            )
        tensors = {name: _tensor(array)[:, None] for name, array in arrays.items() if array is not None}
        shape = tensors["latent"].shape
        for name, tensor in tensors.items():
            if tensor.shape != shape or tensor.ndim != 5 or len(tensor) != self._run.steps:
                raise RunFormatError(
                    f"{self.folder / layout.LATENTS_NOISE}: {name} has shape {list(tensor.squeeze(1).shape)}; expected "
                    f"[{self._run.steps}, C, h, w], the same for all."
                )
        return {"x0": torch.full_like(tensors["latent"], math.nan), **tensors}

    def _steps(self) -> list[Step]:
        run, generator, latents = self._run, self._run.generator, self._latents
        sigmas = read_numbers(generator.get("sigmas")) or (math.nan,) * (run.steps + 1)
        evaluations = generator.get("model_evaluations") or [1] * run.steps
        files = self._files()

        def of_step(i: int) -> dict[str, Any]:
            return {name: tensor[i] for name, tensor in latents.items()}

        return [
            Step(
                index=i,
                sigma=sigmas[i],
                sigma_next=sigmas[i + 1],
                timestep=int(run.timesteps[i]),
                evaluations=int(evaluations[i]),
                **of_step(i),
                cross=DiskAttention(self._cross, files.get(("cross", i), {})),
                self_=DiskAttention(self._self, files.get(("self", i), {})),
            )
            for i in range(run.steps)
        ]

    def _files(self) -> dict[tuple[str, int], dict[Place, Files]]:
        """By kind of attention and step, then by place."""
        found: dict[tuple[str, int], dict[Place, Files]] = {}
        for file in self._run.attention_files:
            if file.attention_type == "cross" or not self._is_old:
                places = found.setdefault((file.attention_type, file.step), {})
                places.setdefault((file.layer_id, file.condition), []).append(file)
        for places in found.values():
            for files in places.values():
                files.sort(key=lambda file: -1 if file.head is None else file.head)
        return found

    def _cross(self, files: Files) -> CrossAttention:
        maps, heads = self._maps(files)
        each = maps[0].float()  # [T, r, c]
        spread = each / each.sum((1, 2), keepdim=True).clamp(min=1e-30)
        return CrossAttention(
            token_mean=each.mean((1, 2))[None],
            entropy=self._entropy(files[0], _entropy(each, 0)),
            spatial_entropy=_entropy(spread, (1, 2))[None],
            maps=maps,
            heads=heads,
            cells=files[0].grid,
        )

    def _self(self, files: Files) -> SelfAttention:
        maps, heads = self._maps(files)
        entropy = self._entropy(files[0], _entropy(maps[0].float(), 1))
        return SelfAttention(entropy=entropy, maps=maps, heads=heads, cells=files[0].grid)

    def _maps(self, files: Files) -> tuple[Tensor, Tensor | None]:
        """[1, ...] the mean over heads, and [1, H, ...] single heads, if there are any."""
        if files[0].head is not None:
            raise RunFormatError(
                f"{self.folder / files[0].path} is a single head's map; the mean over heads is missing."
            )
        mean, *heads = (_tensor(self._run.open_map(file)) for file in files)
        return mean[None], torch.stack(heads)[None] if heads else None

    def _entropy(self, file: MapFile, of_map: Tensor) -> Tensor:
        """[1]: as measured where the run says it, else the mean of the map's, [positions]."""
        by_step = self.measured.get(f"{file.attention_type}_attention_entropy") or {}
        with format_errors(self._run):
            value = by_step[file.step]["by_layer"].get(file.layer_id) if by_step and file.condition == "c0" else None
        return of_map.mean()[None] if value is None else torch.tensor([value])

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
        folder: of the run; raises as ``DiskPass``.
    """

    def __init__(self, folder: Path) -> None:
        self.passes = [DiskPass(folder)]


class DiskAttention(Mapping[Place, Attention]):
    """Attention of a step by (layer id, condition id), read from its files when it is asked for."""

    def __init__(self, read: Callable[[Files], Attention], files: Mapping[Place, Files]) -> None:
        self._read, self._files = read, files

    def __getitem__(self, place: Place) -> Attention:
        return self._read(self._files[place])

    def __iter__(self) -> Iterator[Place]:
        return iter(self._files)

    def __len__(self) -> int:
        return len(self._files)


def _tensor(array: Any) -> Tensor:
    """A copy in memory, float16."""
    return torch.from_numpy(np.array(array, np.float16))


def _entropy(values: Tensor, axes: int | tuple[int, ...]) -> Tensor:
    return -torch.xlogy(values, values).sum(axes)
