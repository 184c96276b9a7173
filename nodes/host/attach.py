"""Attachment of a recorder to a model: a wrapper around each sampling pass, on a clone of the model."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import uuid4

import folder_paths
import numpy as np
import torch
from comfy.patcher_extension import WrappersMP

from ...diffulizer.capture import PassRecorder
from ...diffulizer.capture.memory import MemoryPass, MemoryRecording
from ...diffulizer.capture.recorder import of_picture
from ...diffulizer.errors import SettingsError, sentence
from ...diffulizer.layers import AttentionLayer, select_layers
from ...diffulizer.recording import Step
from ...diffulizer.settings import CaptureSettings
from . import interrupted
from .execution import current_execution, executing
from .families import layers_of
from .guard import guarded
from .live import LivePass
from .model_facts import guidance_scale, host_version, is_compiled, model_info, timestep_of
from .pass_wrappers import PassWrappers
from .retries import retry
from .session import Session

NOT_RECORDED = "This sampling pass could not be recorded; the picture is not affected."
COMPILED = (
    "the model is compiled with torch.compile, and compiled code may skip the recorder: only latents are "
    "recorded. Bypass the compiling node to record attention"
)
NOT_KNOWN = (
    "{family} is not a kind of network whose layers are known, so nothing says which attention is of which words: only "
    "latents are recorded"
)
StepPicture = Callable[[Step, int, bool], np.ndarray | None]
"""Function that makes a picture [H, W, 3] in uint8 of (a step, planned steps, whether a panel shows it), or None."""


def attach(
    model: Any,
    recording: MemoryRecording,
    settings: CaptureSettings | SettingsError,
    picture_of: StepPicture | None = None,
) -> Any:
    """Return a clone of ``model`` whose sampling passes are recorded into ``recording``.

    A model that can't be recorded is returned as it is, because the picture comes first; ``recording.failures`` then
    has the reason.

    Args:
        model: the host's ModelPatcher; it stays as it is.
        recording: gets one pass for each time a sampler runs.
        settings: what to record, or why that is not known.
        picture_of: makes the picture of each step that is shown while sampling.
    """

    def fail(error: Exception) -> None:
        recording.failures.append(sentence(error))
        retry(executing()[0])

    attached = guarded(
        lambda: _attached(model, recording, settings, picture_of),
        "This model can't be recorded; it is sampled without a recording.",
        fail,
    )
    return model if attached is None else attached


def _attached(
    model: Any, recording: MemoryRecording, settings: CaptureSettings | SettingsError, picture_of: StepPicture | None
) -> Any:
    if isinstance(settings, SettingsError):
        raise settings
    layers = select_layers(layers_of(model), settings)
    execution = guarded(current_execution, "The node that records is not known.")
    tap = _Tap(recording, settings, layers, picture_of, execution.node_id if execution else None)
    clone = model.clone()
    clone.add_wrapper_with_key(WrappersMP.OUTER_SAMPLE, f"diffulizer_{uuid4().hex}", tap.outer_sample)
    return clone


class _Tap:
    """The wrapper around each pass of a recorded model."""

    def __init__(
        self,
        recording: MemoryRecording,
        settings: CaptureSettings,
        layers: list[AttentionLayer],
        picture_of: StepPicture | None,
        node_id: str | None,
    ) -> None:
        self._node_id = node_id
        self._recording = recording
        self._settings = settings
        self._layers = layers
        self._picture_of = picture_of

    def outer_sample(
        self,
        executor: Any,
        noise: Any,
        latent_image: Any,
        sampler: Any,
        sigmas: Any,
        denoise_mask: Any = None,
        callback: Any = None,
        disable_pbar: bool = False,
        seed: int | None = None,
        **kwargs: Any,
    ) -> Any:
        guider = executor.class_obj
        arguments = (noise, latent_image, sampler, sigmas, denoise_mask)
        message = "This sampling pass can't be recorded; sampling goes on."
        opened = guarded(lambda: self._open(guider, sampler, sigmas, seed, latent_image), message, self._fail)
        if opened is None:
            return executor(*arguments, callback, disable_pbar, seed, **kwargs)
        session, live, wrappers = opened

        def on_callback(step: int, denoised: Any, x: Any, total: int) -> None:
            session.attempt(lambda: session.reported(denoised))
            if callback is not None:
                callback(step, denoised, x, total)

        try:
            with wrappers.around(guider.model_options):
                result = executor(*arguments, on_callback, disable_pbar, seed, **kwargs)
            session.ended = True
            message = "The result of this sampling pass could not be remembered."
            guarded(lambda: session.finish(result, guider.model_patcher.model), message)
            return result
        finally:
            guarded(lambda: self._keep(session), NOT_RECORDED, self._fail)
            if session.failed or session.attention_failed or session.effects_failed:
                retry(self._node_id)
            guarded(
                lambda: live.end(session.state), "The browsers that watch could not be notified that this pass ended."
            )

    def _open(
        self, guider: Any, sampler: Any, sigmas: Any, seed: int | None, latent_image: Any
    ) -> tuple[Session, LivePass, PassWrappers]:
        """Open the session of a pass that begins, its live display and its wrappers. An unusual guider or model may
        raise anything."""
        target = self._new_pass(guider, sampler, sigmas, seed, latent_image)
        compiled = is_compiled(guider)
        if self._layers and compiled:
            target.layers = []
            target.add_gap("attention", "all layers", COMPILED)
        timesteps, folder = timestep_of(guider.model_patcher), Path(folder_paths.get_temp_directory())
        live = LivePass(target, self._node_id, guider.model_patcher)
        recorder = PassRecorder(target, timesteps, self._listener(target, live), folder)
        session = Session(target, recorder)
        return session, live, PassWrappers(session, compiled=compiled)

    def _fail(self, error: Exception) -> None:
        retry(self._node_id)
        self._recording.failures.append(f"{type(error).__name__}: {error}")

    def _keep(self, session: Session) -> None:
        """Store a pass that is over, however it ended, where exports find it."""
        target = session.target
        session.close()
        if target.steps:
            self._recording.add(target)
            if not session.ended:
                interrupted.passes.append(target)
        elif session.failed:
            self._recording.failures.append(target.gaps[-1].reason)

    def _listener(self, target: MemoryPass, live: LivePass) -> Callable[[Step], None]:
        def listen(step: Step) -> None:
            make = self._picture_of
            live.step(step, make(step, target.sampling.num_steps, live.watched) if make else None)

        return listen

    def _new_pass(self, guider: Any, sampler: Any, sigmas: Any, seed: int | None, latent_image: Any) -> MemoryPass:
        execution = current_execution()
        target = MemoryPass(
            settings=self._settings,
            model=model_info(guider.model_patcher, execution),
            sampling=execution.sampling_info(sampler, sigmas, seed, guidance_scale(guider)),
            layers=list(self._layers),
            conditions=[],
            initial_latent=torch.zeros_like(of_picture(latent_image), dtype=torch.float16, device="cpu"),
            host={"name": "ComfyUI", "version": host_version()},
            workflow=execution.workflow,
            prompt_graph=execution.prompt_graph,
        )
        wanted = self._settings.include_cross_attention or self._settings.include_self_attention
        if wanted and not self._layers:
            target.add_gap("attention", "all layers", NOT_KNOWN.format(family=target.model.family))
        return target
