"""The host's folder of runs, and the export that the export node and the panels share."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import lru_cache, partial
from pathlib import Path
from typing import Any

import comfy.latent_formats
import folder_paths
from comfy.cli_args import args

from ...demo_model.latent_format import DemoLatents
from ...diffulizer.dataset.check.validate import Report, validate_run
from ...diffulizer.dataset.write.claims import claimed_run_folders
from ...diffulizer.dataset.write.writer import ExportOptions, Previews, Progress, WrittenRun, write_run
from ...diffulizer.errors import RecordingError
from ...diffulizer.library import RunLibrary
from ...diffulizer.names import batch_folders, resolve_below
from ...diffulizer.recording import SamplingPass, batch_size, picture_size
from ...diffulizer.render import preview_latent
from .live import note_export
from .preview import decoder
from .web_server import tell_exported

FOLDER = "diffulizer"
"""Name of the folder of runs below the host's output folder."""


def runs_folder() -> Path:
    """Return the folder that holds all runs."""
    return Path(folder_paths.get_output_directory()) / FOLDER


def library() -> RunLibrary:
    """Return the library of the runs in that folder."""
    return _library(runs_folder())


@lru_cache(maxsize=1)
def _library(root: Path) -> RunLibrary:
    return RunLibrary(root)


def latent_format(name: str) -> Any:
    """Return the host's description of latents by its name. Raises: RecordingError."""
    kind = DemoLatents if name == DemoLatents.__name__ else getattr(comfy.latent_formats, name, None)
    if kind is None:
        raise RecordingError(
            f"latent_format is {name!r}, which this ComfyUI does not know. Export with the one that sampled."
        )
    return kind()


class PassExport:
    """Export of the images of a pass, one run each, into the folder of runs.

    Args:
        preview: the method by which latents become pictures, see ``decoder``.
        vae: the VAE to decode with, or None.

    Attributes:
        batch: the number of images.
        size: (height, width) of each in pixels.

    Raises:
        RecordingError: the latents are not those of single images, or this host does not know them.
        SettingsError: nothing can decode the latents.
    """

    def __init__(self, pass_: SamplingPass, preview: str, vae: Any = None) -> None:
        self._pass = pass_
        self._decode, self._method, self._notes = decoder(preview, latent_format(pass_.model.latent_format), vae)
        self.batch = batch_size(pass_)
        self.size = picture_size(pass_)

    def write(
        self,
        name: str,
        options: ExportOptions,
        *,
        progress: Callable[[int], Progress | None],
        origin: tuple[str | None, str | None],
        notes: tuple[str, ...] = (),
    ) -> list[dict[str, Any]]:
        """Write the runs, tell every browser, and return the facts of each run that panel and command line show.

        Args:
            name: the name of the run with ``options.overwrite``, else a prefix that gets a number.
            progress: gives the callback of an image of the batch.
            origin: the node that the runs come from, and its prompt's id, as far as they are known.
            notes: further notes for the user.

        Raises:
            DiffulizerError: as ``write_run``.
        """
        root = runs_folder()
        if args.disable_metadata:  # a loaded run may hold graphs from a host that did not hide them
            options = replace(options, include_workflow=False)
        if options.overwrite:
            runs = self._write(batch_folders(resolve_below(root, name), self.batch), options, progress)
        else:
            with claimed_run_folders(root, name, self.batch) as folders:
                runs = self._write(folders, options, progress)
        summaries = [self._summary(run, root, notes) for run in runs]
        names = [summary["name"] for summary in summaries]
        if self._pass.id is not None:
            note_export(self._pass.id, names)
        for name in names:
            tell_exported(name, *origin, self._pass.id, names)
        return summaries

    def _write(
        self, folders: list[Path], options: ExportOptions, progress: Callable[[int], Progress | None]
    ) -> list[WrittenRun]:
        return [
            write_run(
                self._pass,
                folder,
                batch_index=item,
                previews=Previews(partial(self._picture, item), self._method, self.size, self._decode),
                options=options,
                progress=progress(item),
            )
            for item, folder in enumerate(folders)
        ]

    def _picture(self, item: int, step: int, kind: str) -> Any:
        return self._decode(preview_latent(self._pass, item, step, kind))

    def _summary(self, run: WrittenRun, root: Path, notes: tuple[str, ...]) -> dict[str, Any]:
        # what was just computed is what strict validation would recompute, unless it comes from a run on disk
        report = validate_run(run.path, strict=self._pass.path is not None)
        name = run.path.relative_to(root.resolve()).as_posix()
        return {
            "name": name,
            "version": library().version(name),
            "path": str(run.path),
            "steps": run.steps,
            "files": run.files,
            "size_bytes": run.size_bytes,
            "complete": run.complete,
            "valid": report.valid,
            "preview": self._method,
            "notes": [*notes, *self._failures(), *self._notes, *run.warnings, *_broken_rules(report)],
        }

    def _failures(self) -> list[str]:
        """Return a sentence on each part of the recording that an error ended."""
        return [f"Not recorded: {gap.what}, {gap.where}. {gap.reason}" for gap in self._pass.gaps if gap.is_failure]


def _broken_rules(report: Report) -> list[str]:
    """Return a sentence on the rules of the format that a run breaks."""
    if report.valid:
        return []
    first, more = report.errors[0], len(report.errors) - 1
    others = f", and {more} more" if more else ""
    command = f"diffulizer validate{' --strict' * report.strict}"
    return [f"The run breaks the format ({first.where}: {first.message}{others}). `{command}` says more."]
