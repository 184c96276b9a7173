"""Drawing of a job, in a ComfyUI that runs already or in one that is started for it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from ..dataset.write.replace import built_aside, check_target
from ..errors import HostError
from .client import normal_url
from .job import Job, generate_graph, job_size
from .location import find_host
from .progress import Progress, Report
from .runner import default_output, exported_runs, run_prompt
from .server import Server

DTYPE_ARGUMENTS = {"float16": ["--force-fp16"], "float32": ["--force-fp32"]}
"""Arguments that make ComfyUI compute in a type."""


@dataclass(frozen=True)
class HostOptions:
    """Choice of the ComfyUI that draws.

    Attributes:
        server: URL of one that runs already and has the pack; with it, the others mean nothing.
        comfyui: folder of the one to start; without it, ``find_host`` chooses one.
        models: a models folder to read in addition to its own.
        checkpoints: a folder of checkpoints to read in addition.
        port: 0 chooses a free one.
        device: "auto", "cpu", "cuda" or "mps".
        dtype: a key of ``DTYPE_ARGUMENTS``; None leaves it to ComfyUI.
    """

    server: str | None = None
    comfyui: str | None = None
    models: Path | None = None
    checkpoints: Path | None = None
    port: int = 0
    device: str = "auto"
    dtype: str | None = None


@dataclass(frozen=True)
class Drawn:
    """A run that was drawn.

    Attributes:
        folder: its folder; on another machine, if ComfyUI runs there.
        notes: the export's notes for a person.
    """

    folder: Path
    notes: Sequence[str]


def draw(job: Job, host: HostOptions, report: Report, *, target: Path | None = None, overwrite: bool = False) -> Drawn:
    """Draw a job, record it and export the run; see ``draw_each``."""
    (drawn,) = draw_each([(job, target)], host, report, overwrite=overwrite)
    return drawn


def draw_each(
    jobs: Sequence[tuple[Job, Path | None]], host: HostOptions, report: Report, *, overwrite: bool = False
) -> Iterator[Drawn]:
    """Draw jobs one after the other in one ComfyUI, record and export each, and yield its run.

    Args:
        jobs: each with its target: exactly this folder becomes the run; None leaves the run where ComfyUI writes, under
            the job's name.
        report: called with every progress.
        overwrite: a target may replace a run.

    Raises:
        RunExistsError: a target is taken; nothing was started.
        DiffulizerError: ComfyUI can't be found, started or reached, or a run failed.
        KeyboardInterrupt: Ctrl-C or a termination; the run under way was interrupted and nothing is left of it.
    """
    for _, target in jobs:
        if target is not None:
            check_target(target, overwrite=overwrite)
    with answering(host, report, is_kept=any(target is None for _, target in jobs)) as (url, checkpoints):
        for job, target in jobs:
            graph = partial(generate_graph, job, folder=checkpoints)
            runs = exported_runs(run_prompt(url, graph, report))
            folder = Path(runs[0]["path"])
            if target is not None:
                folder = _copied(folder, target, overwrite=overwrite)
            width, height = job_size(job)
            report(Progress("done", message=f"{folder} ({width} x {height})"))
            yield Drawn(folder, [note for run in runs for note in run.get("notes", [])])


@contextmanager
def answering(host: HostOptions, report: Report, *, is_kept: bool = True) -> Iterator[tuple[str, str]]:
    """Yield a ComfyUI that answers: its URL, and where its checkpoints belong. One that is started here is stopped
    again.

    Args:
        is_kept: whether the files that it writes outlive it.

    Raises:
        HostError: no ComfyUI can be found or started.
    """
    if host.server:
        yield normal_url(host.server), "models/checkpoints of the ComfyUI that runs there"
        return
    own = find_host(host.comfyui)
    report(Progress("starting", message=f"Starting ComfyUI in {own.comfyui} ..."))
    with Server(
        own,
        output=default_output(own) if is_kept else None,
        port=host.port,
        device=host.device,
        models=host.models,
        checkpoints=host.checkpoints,
        arguments=DTYPE_ARGUMENTS[host.dtype] if host.dtype else [],
    ) as server:
        yield server.url, str((host.models or own.comfyui / "models") / "checkpoints")


def _copied(run: Path, target: Path, *, overwrite: bool) -> Path:
    """Copy a finished run to the requested folder, whole or not at all, and return the folder."""
    if not run.is_dir():
        raise HostError(
            f"ComfyUI wrote the run to {run}, which can't be read from here, so {target} has no copy. Copy it by hand."
        )
    with built_aside(target, overwrite=overwrite) as folder:
        shutil.copytree(run, folder, dirs_exist_ok=True)
    return target.resolve()
