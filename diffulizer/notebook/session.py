"""Runs from Python: one ComfyUI for many."""

from __future__ import annotations

import warnings
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from types import NoneType
from typing import TYPE_CHECKING, Any

import numpy as np

from ..comfyui.draw import DTYPE_ARGUMENTS, Drawer, HostOptions
from ..comfyui.job import DEVICES, Job, Lora, check_job
from ..comfyui.progress import Report, Reporter
from ..edits import AttentionEdit
from ..errors import HostError, SettingsError
from ..settings import CaptureSettings
from .run import Run, load_run

if TYPE_CHECKING:
    from os import PathLike


class Session:
    """A ComfyUI that draws run after run; a context manager, in which the ComfyUI runs.

    >>> with diffulizer.Session() as session:
    ...     runs = [session.generate("a red circle", seed=seed, num_steps=8) for seed in range(4)]

    Args:
        comfyui: folder of the ComfyUI to start; without it COMFYUI_PATH, or the one that dev.py set up.
        server: URL of one that runs already and has the pack; nothing is started then, and what follows means nothing.
        models: a models folder to read in addition to ComfyUI's own.
        checkpoints: a folder of checkpoints to read in addition.
        port: 0 chooses a free one.
        device: "auto", "cpu", "cuda" or "mps".
        dtype: "float16" or "float32"; None leaves it to ComfyUI.
        progress: True shows bars on standard error, False nothing. A function is called with each ``Progress``.
        patience: seconds for which ComfyUI may send nothing while it draws; None waits for ever.

    Raises:
        SettingsError: ``device`` or ``dtype`` is none of these.
        HostError: no ComfyUI can be found or started; of one that runs already, ``generate`` says so.
    """

    def __init__(
        self,
        *,
        comfyui: str | PathLike[str] | None = None,
        server: str | None = None,
        models: str | PathLike[str] | None = None,
        checkpoints: str | PathLike[str] | None = None,
        port: int = 0,
        device: str = "auto",
        dtype: str | None = None,
        progress: bool | Report = True,
        patience: float | None = None,
    ) -> None:
        for name, value, allowed in (("device", device, DEVICES), ("dtype", dtype, (None, *DTYPE_ARGUMENTS))):
            if value not in allowed:
                raise SettingsError(f"{name} is {value!r}; expected one of {', '.join(filter(None, allowed))}.")
        self._host = HostOptions(
            server=server,
            comfyui=None if comfyui is None else str(comfyui),
            models=None if models is None else Path(models),
            checkpoints=None if checkpoints is None else Path(checkpoints),
            port=port,
            device=device,
            dtype=dtype,
        )
        self._progress = progress
        self._patience = patience
        self._drawer: Drawer | None = None
        self._stack = ExitStack()

    def __enter__(self) -> Session:
        with ExitStack() as stack:
            report = (
                self._progress if callable(self._progress) else stack.enter_context(Reporter(quiet=not self._progress))
            )
            self._drawer = stack.enter_context(Drawer(self._host, report, patience=self._patience))
            self._stack = stack.pop_all()
        return self

    def __exit__(self, *_: object) -> None:
        self._drawer = None
        self._stack.close()

    def generate(
        self,
        prompt: str,
        *,
        negative_prompt: str = Job.negative_prompt,
        model_id: str = Job.model_id,
        seed: int = Job.seed,
        cfg_scale: float = Job.cfg_scale,
        num_steps: int = Job.num_steps,
        width: int = Job.width,
        height: int = Job.height,
        sampler: str = Job.sampler,
        scheduler: str = Job.scheduler,
        loras: Mapping[str, float] | None = None,
        edits: Sequence[AttentionEdit] = (),
        capture: CaptureSettings | None = None,
        preview: str = Job.preview,
        save_latents_noise: bool = Job.save_latents_noise,
        run_name: str = Job.run_name,
        folder: str | PathLike[str] | None = None,
        overwrite: bool = False,
    ) -> Run:
        """Draw an image, record it, and return the run. What is not named here is as in ``diffulizer generate``.
        What the export notes, such as attention that could not be recorded, is a warning (``UserWarning``).

        Args:
            model_id: "demo", a checkpoint in ComfyUI's models, or a known id of the hub.
            width, height: in pixels; 0 is the model's own size.
            loras: LoRAs in ComfyUI's models, and their strengths.
            edits: edits of the attention (``diffulizer.AttentionEdit``), in the order in which they act.
            capture: what is recorded (``diffulizer.CaptureSettings``); the default if None.
            run_name: prefix of the run's name where ComfyUI writes.
            folder: exactly this folder becomes the run, instead.
            overwrite: the folder may replace a run.

        Raises:
            SettingsError: a value is out of range, or this ComfyUI does not know it.
            RunExistsError: the folder is taken; nothing was drawn.
            UnreachableError: ComfyUI went away, or hangs.
            HostError: the run failed, or ComfyUI wrote it where it can't be read from here.
            KeyboardInterrupt: Ctrl-C; the run was interrupted, nothing is left of it, and the session goes on.
        """
        if self._drawer is None:
            raise HostError(
                "The session is not open. Use it as a context manager: with diffulizer.Session() as session"
            )
        _check_kinds(loras, edits, capture)
        job = Job(
            prompt=prompt,
            negative_prompt=negative_prompt,
            model_id=model_id,
            seed=_plain(seed),
            cfg_scale=_plain(cfg_scale),
            num_steps=_plain(num_steps),
            width=_plain(width),
            height=_plain(height),
            sampler=sampler,
            scheduler=scheduler,
            loras=tuple(Lora(name, _plain(strength)) for name, strength in (loras or {}).items()),
            edits=tuple(edits),
            capture=capture or CaptureSettings(),
            preview=preview,
            save_latents_noise=save_latents_noise,
            run_name=run_name,
        )
        check_job(job)
        drawn = self._drawer.draw(job, None if folder is None else Path(folder), overwrite=overwrite)
        if not drawn.folder.is_dir():
            raise HostError(f"ComfyUI wrote the run to {drawn.folder}, which can't be read from here. Copy it by hand.")
        for note in drawn.notes:
            warnings.warn(note, stacklevel=2)
        return load_run(drawn.folder)


def _plain(value: Any) -> Any:
    """Return a number of numpy as one of Python; anything else as it is."""
    return value.item() if isinstance(value, np.generic) else value


def _check_kinds(loras: Any, edits: Any, capture: Any) -> None:
    """Refuse what is given in another form. Raises: SettingsError."""
    if not isinstance(loras, (Mapping, NoneType)):
        raise SettingsError(f"loras is {loras!r}; expected strengths by name, such as {{'style.safetensors': 0.8}}.")
    if isinstance(edits, AttentionEdit) or not all(isinstance(edit, AttentionEdit) for edit in edits):
        raise SettingsError(f"edits is {edits!r}; expected a list of diffulizer.AttentionEdit.")
    if not isinstance(capture, (CaptureSettings, NoneType)):
        raise SettingsError(f"capture is {capture!r}; expected a diffulizer.CaptureSettings.")
