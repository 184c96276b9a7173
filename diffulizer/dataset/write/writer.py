"""Writer of a run: one image's denoising as a folder of plain files, whole or not at all."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from torch import Tensor

from ...errors import RecordingError, ShapeValidationError, SizeLimitError
from ...gather import whole_layers
from ...metrics import compute_metrics, compute_pca, guidance_map
from ...recording import SamplingPass, is_resized, maps_of, picture_grid
from ...render import save_png, to_image
from .. import layout
from ..assets import asset_report
from ..files import FolderFiles
from ..jsonfile import plain, write_json
from ..model import GatherFile, MapFile, StepFile, ValueFile
from .metadata import build_metadata, gather_layers, map_entry
from .refusals import refusals_explained
from .replace import built_aside, check_target
from .size import MIB, folder_bytes, preview_bytes, recorded_contents, run_bytes

Progress = Callable[[int, int, str], None]
"""Function (units done, units in all, what comes next). An exception that it raises ends the export."""


@dataclass(frozen=True)
class Previews:
    """Decoded previews, made one at a time when they are needed.

    Attributes:
        decode: function (step, kind) -> image [h, w, 3], uint8 or floats in 0..1. Kind is "latent" for the
            latent after the step, or "x0" for its prediction; ``render.preview_latent`` gives the latent
            to decode. None for "x0" leaves those images out.
        method: the method that decodes them ("vae", "taesd", "latent_rgb").
        size: (height, width) of the images of ``decode``, for the estimate; by default that of the image.
        decode_latent: function from a latent [C, h, w] in the model's units to such an image, for what the samplings
            without words ended with; None for a pass that has none.
    """

    decode: Callable[[int, str], Any]
    method: str
    size: tuple[int, int] | None = None
    decode_latent: Callable[[Tensor], Any] | None = None


@dataclass(frozen=True)
class ExportOptions:
    """Options for writing a run.

    Attributes:
        save_latents_noise: write latents and predicted noise.
        max_dataset_mb: size in MiB beyond which the export warns, or with ``enforce_size_limit`` fails.
            0 is no limit.
        enforce_size_limit: fail before anything is written.
        fail_on_shape_error: fail, leaving nothing, when recorded data can't be right.
        overwrite: replace an existing run, once the new one is whole.
        include_workflow: write the workflow and the executed graph.
        max_image_side: longer side of the previews in pixels; 0 keeps their size.
    """

    save_latents_noise: bool = True
    max_dataset_mb: float = 200.0
    enforce_size_limit: bool = False
    fail_on_shape_error: bool = False
    overwrite: bool = False
    include_workflow: bool = True
    max_image_side: int = layout.MAX_IMAGE_SIDE


@dataclass(frozen=True)
class WrittenRun:
    """A run that was written, with warnings for its reader."""

    path: Path
    steps: int
    files: int
    size_bytes: int
    complete: bool
    warnings: list[str] = field(default_factory=list)


def write_run(
    pass_: SamplingPass,
    target: Path,
    *,
    batch_index: int,
    previews: Previews,
    options: ExportOptions | None = None,
    progress: Progress | None = None,
) -> WrittenRun:
    """Write one image of a pass to the folder ``target``.

    On any exception, one from ``progress`` or a full disk included, nothing is left and a run that was
    at ``target`` is untouched.

    Raises:
        RecordingError: the pass holds no step, has no such batch item, or was a run of schema 1.0.0.
        RunExistsError: the target is taken.
        OutputError: the system refuses to write, because the disk is full, say.
        SizeLimitError: the run would be larger than its enforced limit.
        ShapeValidationError: recorded data can't be right, and ``fail_on_shape_error`` is on.
    """
    options = options or ExportOptions()
    _check_pass(pass_, batch_index)
    with refusals_explained(target):
        check_target(target, overwrite=options.overwrite)
    _check_size(pass_, previews, options)
    with built_aside(target, overwrite=options.overwrite) as folder:
        job = _Job(pass_, folder, batch_index, previews, options, progress or (lambda *_: None))
        files, size = job.write()
    return WrittenRun(target, len(pass_.steps), files, size, pass_.complete, job.warnings)


class _Job:
    """Writing of one run to ``folder``."""

    def __init__(
        self,
        pass_: SamplingPass,
        folder: Path,
        batch_index: int,
        previews: Previews,
        options: ExportOptions,
        progress: Progress,
    ) -> None:
        self.pass_, self.folder, self.batch_index = pass_, folder, batch_index
        self.previews, self.options, self.progress = previews, options, progress
        self.images: list[str] = []
        self.x0_images: list[str] = []
        self.image_size = (0, 0)
        self.maps: list[MapFile] = []
        self.guidance_maps: list[StepFile] = []
        self.effect_files: list[StepFile] = []
        self.gather_files: list[GatherFile] = []
        self.removal_images: list[str] = []
        self.removal_files: list[ValueFile] = []
        self.warnings: list[str] = []
        resized = is_resized(pass_)
        self.latents_noise = options.save_latents_noise and not resized
        self.displaced = {c.id for c in pass_.conditions if c.area is not None and resized}

    def write(self) -> tuple[int, int]:
        """Write everything; return the number of files and their size in bytes."""
        steps = len(self.pass_.steps)
        units = steps + 2
        self.progress(0, units, "metrics")
        metrics = compute_metrics(self.pass_, self.batch_index)
        self._refuse_or_warn(metrics["shape_validation"]["errors"])
        pca = compute_pca(self.pass_, self.batch_index)
        for i in range(steps):
            self.progress(1 + i, units, f"step {i + 1} of {steps}")
            self._write_images(i)
            self._write_maps(i)
            self._write_guidance_map(i)
            self._write_effects(i)
            self._write_gathers(i)
        self.progress(1 + steps, units, "arrays and metadata")
        self._write_removals()
        if self.latents_noise:
            self._write_arrays()
        metadata: dict[str, Any] = plain(
            build_metadata(
                self.pass_,
                self.batch_index,
                images=self.images,
                x0_images=self.x0_images,
                image_size=self.image_size,
                preview_method=self.previews.method,
                maps=self.maps,
                guidance_maps=self.guidance_maps,
                effect_files=self.effect_files,
                gather_files=self.gather_files,
                removal_images=self.removal_images,
                removal_files=self.removal_files,
                latents_noise=self.latents_noise,
                include_workflow=self.options.include_workflow,
            )
        )
        write_json(self.folder / layout.METRICS, metrics, indent=False)
        write_json(self.folder / layout.LATENT_PCA, pca, indent=False)
        write_json(self.folder / layout.METADATA, metadata)
        report = asset_report(FolderFiles(self.folder), metadata, metrics, pca)
        self._refuse_or_warn(report["attention_assets"]["errors"])
        write_json(self.folder / layout.VALIDATION, report)
        files, size = folder_bytes(self.folder)
        self._check_written(size)
        self.progress(units, units, "done")
        return files, size

    def _check_written(self, size: int) -> None:
        """Check the size once more, because the estimate may have been too low."""
        limit = self.options.max_dataset_mb
        if not limit or size <= limit * MIB:
            return
        message = _too_large(f"takes {size / MIB:.1f} MiB", limit)
        if self.options.enforce_size_limit:
            raise SizeLimitError(f"{message} It was removed again; enforce_size_limit is on.")
        self.warnings.append(message)

    def _refuse_or_warn(self, errors: list[str]) -> None:
        if not errors:
            return
        more = f" and {len(errors) - 1} more" if len(errors) > 1 else ""
        message = f"Recorded data can't be right: {errors[0]}{more}"
        if self.options.fail_on_shape_error:
            raise ShapeValidationError(
                f"{message}. Nothing was written. Record again without the nodes that change attention, or turn "
                "fail_on_shape_error off to write the run with its errors listed in metrics.json."
            )
        self.warnings.append(f"{message}; all are listed in {layout.METRICS}.")

    def _write_images(self, step: int) -> None:
        for kind, paths in ((layout.LATENT, self.images), (layout.X0, self.x0_images)):
            decoded = self.previews.decode(step, kind)
            if decoded is None and kind == layout.X0:
                continue
            recorded = self.pass_.steps[step]
            latent = recorded.latent if kind == layout.LATENT else recorded.x0
            rows, columns = picture_grid(self.pass_)  # all pictures have the size of the last one
            scale = (rows / latent.shape[-2], columns / latent.shape[-1])
            picture = to_image(decoded, self.options.max_image_side, scale)
            path = layout.image_path(step, kind)
            save_png(picture, self._target(path))
            paths.append(path)
            if kind == layout.LATENT:
                self.image_size = (picture.height, picture.width)

    def _write_maps(self, step: int) -> None:
        recorded = self.pass_.steps[step]
        for item in maps_of(recorded, self.pass_.layers):
            if item.condition in self.displaced:
                continue
            values = item.values[self.batch_index].contiguous().numpy().astype(layout.MAP_DTYPE, copy=False)
            entry = map_entry(item.layer, step, values.shape, item.grid, item.condition, item.head)
            self._target(entry.path).write_bytes(values.tobytes())
            self.maps.append(entry)

    def _write_guidance_map(self, step: int) -> None:
        values = guidance_map(self.pass_.steps[step], self.batch_index)
        if values is not None:
            self.guidance_maps.append(self._write_values(layout.guidance_path(step), step, values))

    def _write_effects(self, step: int) -> None:
        effects = self.pass_.steps[step].effects
        if effects is not None:
            values = effects.maps[self.batch_index].numpy()
            self.effect_files.append(self._write_values(layout.effects_path(step), step, values))

    def _write_gathers(self, step: int) -> None:
        layers = gather_layers(self.pass_)
        for condition in self.pass_.gather_tokens:
            held = whole_layers(self.pass_.steps[step].gathers, layers, condition)
            if held is None or condition in self.displaced:
                continue
            values = np.stack([one.maps[self.batch_index].numpy() for one in held])
            file = self._write_values(layout.gather_path(step, condition), step, values)
            self.gather_files.append(GatherFile(**vars(file), condition=condition))

    def _write_removals(self) -> None:
        removals, decode = self.pass_.removals, self.previews.decode_latent
        if removals is None:
            return
        if decode is None:
            raise ValueError("previews has no decode_latent, which the pictures of the pass's removals need.")
        for word in range(len(removals.removed.words)):
            picture = to_image(removals.picture(self.batch_index, word, decode), self.options.max_image_side)
            path = layout.removal_path(word)
            save_png(picture, self._target(path))
            self.removal_images.append(path)
        values = removals.change[self.batch_index].numpy()
        self._target(layout.REMOVAL_CHANGE).write_bytes(values.astype(layout.MAP_DTYPE).tobytes())
        self.removal_files.append(ValueFile(layout.REMOVAL_CHANGE, tuple(values.shape)))

    def _write_values(self, path: str, step: int, values: Any) -> StepFile:
        self._target(path).write_bytes(values.astype(layout.MAP_DTYPE).tobytes())
        return StepFile(path=path, shape=tuple(values.shape), step=step)

    def _write_arrays(self) -> None:
        """Write the arrays uncompressed, because float16 latents shrink by only 8 %, and take thirty times as long."""
        item = self.batch_index
        arrays: dict[str, Any] = {layout.INITIAL_LATENT: self.pass_.initial_latent[item].numpy()}
        for name, attribute in layout.ARRAYS.items():
            tensors = [getattr(step, attribute) for step in self.pass_.steps]
            if all(t is not None for t in tensors):
                arrays[name] = np.stack([t[item].numpy() for t in tensors])
        np.savez(self.folder / layout.LATENTS_NOISE, **{n: a.astype("<f2", copy=False) for n, a in arrays.items()})

    def _target(self, path: str) -> Path:
        target = self.folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        return target


def _check_pass(pass_: SamplingPass, batch_index: int) -> None:
    if not pass_.steps:
        raise RecordingError(
            "The recording holds no step: sampling ended before the first one, or its denoise was 0. "
            "Sample again, then export."
        )
    if not all(math.isfinite(step.sigma) for step in pass_.steps):
        raise RecordingError(
            "The recording was loaded from a run of schema 1.0.0, which holds no noise levels: it can't be exported as "
            "a run of 1.1. Copy the run's folder instead, or sample again."
        )
    batch = pass_.initial_latent.shape[0]
    if not 0 <= batch_index < batch:
        raise RecordingError(f"batch_index is {batch_index}; the recorded batch has {batch} images, counted from 0.")


def _check_size(pass_: SamplingPass, previews: Previews, options: ExportOptions) -> None:
    """Check, before anything is written, whether the run will be larger than an enforced limit."""
    if not options.max_dataset_mb or not options.enforce_size_limit:
        return
    size = run_bytes(
        pass_,
        recorded_contents(pass_),
        save_latents_noise=options.save_latents_noise,
        include_workflow=options.include_workflow,
    )
    size += preview_bytes(pass_, len(pass_.steps), image_size=previews.size, max_side=options.max_image_side)
    if size > options.max_dataset_mb * MIB:
        message = _too_large(f"will take about {size / MIB:.1f} MiB", options.max_dataset_mb)
        raise SizeLimitError(f"{message} Nothing was written; enforce_size_limit is on.")


def _too_large(takes: str, limit: float) -> str:
    return (
        f"The run {takes}, more than max_dataset_mb ({limit:g}). To make it smaller, lower attention_resolution, "
        "self_attention_resolution, max_layers or the number of steps, raise attention_every, or turn "
        "save_latents_noise off."
    )
