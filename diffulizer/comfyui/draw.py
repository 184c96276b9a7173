"""Drawing of a job, in a ComfyUI that runs already or in one that is started for it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from ..dataset.write.replace import built_aside, check_target
from ..errors import HostError
from .client import normal_url
from .job import Job, generate_graph, job_size
from .link import Link
from .location import find_host
from .progress import Progress, Report
from .runner import default_output, exported_runs
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
        gpu: which of several CUDA devices, as for ``Server``.
        dtype: a key of ``DTYPE_ARGUMENTS``; None leaves it to ComfyUI.
    """

    server: str | None = None
    comfyui: str | None = None
    models: Path | None = None
    checkpoints: Path | None = None
    port: int = 0
    device: str = "auto"
    gpu: int | None = None
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


class Drawer:
    """A ComfyUI that draws job after job; a context manager, in which the ComfyUI runs.

    Args:
        report: called with every progress.
        is_kept: whether runs may stay where ComfyUI writes.
        patience: seconds for which ComfyUI may send nothing while it runs a prompt; None waits for ever.

    Raises:
        HostError: no ComfyUI can be found, started or reached.
    """

    def __init__(
        self, host: HostOptions, report: Report, *, is_kept: bool = True, patience: float | None = None
    ) -> None:
        self.host = host
        self.report = report
        self._is_kept = is_kept
        self._patience = patience
        self._stack = ExitStack()

    def __enter__(self) -> Drawer:
        with ExitStack() as stack:
            url, self.checkpoints = stack.enter_context(answering(self.host, self.report, is_kept=self._is_kept))
            self.link = stack.enter_context(Link(url, self._patience))
            self._stack = stack.pop_all()
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def draw(self, job: Job, target: Path | None = None, *, overwrite: bool = False) -> Drawn:
        """Draw a job, record it and export the run.

        Args:
            target: exactly this folder becomes the run; None leaves the run where ComfyUI writes, under the job's name.
            overwrite: the target may replace a run.

        Raises:
            RunExistsError: the target is taken; nothing was drawn.
            UnreachableError: ComfyUI went away, or hangs.
            DiffulizerError: the run failed.
            KeyboardInterrupt: Ctrl-C or a termination; the run was interrupted and nothing is left of it.
        """
        is_ours = self.host.server is None
        if target is not None:
            check_target(target, overwrite=overwrite)
        build = partial(generate_graph, job, folder=self.checkpoints)
        runs = exported_runs(self.link.run(build, self.report))
        folder = Path(runs[0]["path"])
        if target is not None:
            folder = _taken(folder, target, is_ours=is_ours, overwrite=overwrite)
        width, height = job_size(job)
        self.report(Progress("done", message=f"{folder} ({width} x {height})"))
        return Drawn(folder, [note for run in runs for note in run.get("notes", [])])


def draw_each(
    jobs: Sequence[tuple[Job, Path | None]], host: HostOptions, report: Report, *, overwrite: bool = False
) -> Iterator[Drawn]:
    """Draw jobs one after the other in one ComfyUI, and yield each run.

    Args:
        jobs: each with its target, as for ``Drawer.draw``.

    Raises:
        RunExistsError: a target is taken; nothing was started.
        DiffulizerError, KeyboardInterrupt: as ``Drawer`` and ``Drawer.draw``.
    """
    for _, target in jobs:
        if target is not None:
            check_target(target, overwrite=overwrite)
    with Drawer(host, report, is_kept=any(target is None for _, target in jobs)) as drawer:
        for job, target in jobs:
            yield drawer.draw(job, target, overwrite=overwrite)


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
        gpu=host.gpu,
        models=host.models,
        checkpoints=host.checkpoints,
        arguments=DTYPE_ARGUMENTS[host.dtype] if host.dtype else [],
    ) as server:
        yield server.url, str((host.models or own.comfyui / "models") / "checkpoints")


def _taken(run: Path, target: Path, *, is_ours: bool, overwrite: bool) -> Path:
    """Move a finished run to the requested folder, whole or not at all, and return the folder. The run of a server that
    is not ours is copied, because that server lists it."""
    if not run.is_dir():
        raise HostError(
            f"ComfyUI wrote the run to {run}, which can't be read from here, so {target} has no copy. Copy it by hand."
        )
    with built_aside(target, overwrite=overwrite) as folder:
        if is_ours:
            for entry in list(run.iterdir()):
                shutil.move(entry, folder / entry.name)
            run.rmdir()
        else:
            shutil.copytree(run, folder, dirs_exist_ok=True)
    return target.resolve()
