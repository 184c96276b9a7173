"""Attaching a recorder to a model: wrappers around the host's sampling, on a clone of the model.

The host calls, from the outside in: OUTER_SAMPLE (one pass), SAMPLER_SAMPLE (the sampler's own loop),
PREDICT_NOISE (one guided prediction), CALC_COND_BATCH (all conditionings of a prediction),
DIFFUSION_MODEL (one call of the network). Each wrapper calls on and changes nothing.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import torch
from comfy.patcher_extension import WrappersMP

from ...diffulizer.capture import PassRecorder
from ...diffulizer.layers import AttentionLayer, select_layers
from ...diffulizer.recording import MemoryPass, MemoryRecording, Step
from ...diffulizer.settings import CaptureSettings
from . import interrupted
from .execution import current_execution
from .model_facts import host_version, model_info, timestep_of, unet_layers
from .session import Session

log = logging.getLogger(__name__)

StepListener = Callable[[Step, int], None]
"""Called with (step, planned steps) while sampling."""


def attach(
    model: Any, recording: MemoryRecording, settings: CaptureSettings, on_step: StepListener | None = None
) -> Any:
    """A clone of ``model`` whose sampling passes are recorded into ``recording``.

    Args:
        model: the host's ModelPatcher; it stays as it is.
        recording: gets one pass for each time a sampler runs.
        settings: what to record.
        on_step: told of each step.

    Raises:
        SettingsError: the layer patterns match nothing in this model.
    """
    layers = select_layers(unet_layers(model), settings)
    tap = _Tap(recording, settings, layers, on_step)
    clone = model.clone()
    key = f"diffulizer_{uuid4().hex}"
    for kind, wrapper in (
        (WrappersMP.OUTER_SAMPLE, tap.outer_sample),
        (WrappersMP.SAMPLER_SAMPLE, tap.sampler_sample),
        (WrappersMP.PREDICT_NOISE, tap.predict_noise),
        (WrappersMP.CALC_COND_BATCH, tap.calc_cond_batch),
        (WrappersMP.DIFFUSION_MODEL, tap.diffusion_model),
    ):
        clone.add_wrapper_with_key(kind, key, wrapper)
    return clone


class _Tap:
    """The wrappers of one recorded model. ``session`` is set only while a sampler runs."""

    def __init__(
        self,
        recording: MemoryRecording,
        settings: CaptureSettings,
        layers: list[AttentionLayer],
        on_step: StepListener | None,
    ) -> None:
        self._recording = recording
        self._settings = settings
        self._layers = layers
        self._on_step = on_step
        self._session: Session | None = None

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
        arguments = (noise, latent_image, sampler, sigmas, denoise_mask)
        session = self._open(executor.class_obj, sampler, sigmas, seed, latent_image)
        if session is None:
            return executor(*arguments, callback, disable_pbar, seed, **kwargs)
        outer, self._session = self._session, session

        def on_callback(step: int, denoised: Any, x: Any, total: int) -> None:
            session.attempt(lambda: session.recorder.step(denoised))
            if callback is not None:
                callback(step, denoised, x, total)

        try:
            result = executor(*arguments, on_callback, disable_pbar, seed, **kwargs)
            session.ended = True
            try:
                session.finish(result)
            except Exception:  # only the digest is lost; the picture must be given out
                log.exception("The result of this sampling pass could not be remembered.")
            return result
        finally:
            self._session = outer
            self._keep(session)

    def sampler_sample(
        self,
        executor: Any,
        guider: Any,
        sigmas: Any,
        extra_args: Any,
        callback: Any,
        noise: Any,
        latent_image: Any = None,
        denoise_mask: Any = None,
        *args: Any,
        **kwargs: Any,
    ) -> Any:
        session = self._session
        if session is not None:
            session.attempt(lambda: session.sampling(latent_image, denoise_mask))
        samples = executor(guider, sigmas, extra_args, callback, noise, latent_image, denoise_mask, *args, **kwargs)
        if session is not None:
            session.attempt(lambda: session.returned(samples))
        return samples

    def predict_noise(self, executor: Any, x: Any, timestep: Any, *args: Any, **kwargs: Any) -> Any:
        session = self._session
        if session is None:
            return executor(x, timestep, *args, **kwargs)
        session.attempt(lambda: session.begin(executor.class_obj, self._layers, x, timestep))
        try:
            output = executor(x, timestep, *args, **kwargs)
        except BaseException:
            session.recorder.discard()
            raise
        session.attempt(lambda: session.recorder.end(output))
        return output

    def calc_cond_batch(self, executor: Any, model: Any, conds: Any, x: Any, *args: Any, **kwargs: Any) -> Any:
        session = self._session
        if session is not None:
            session.attempt(lambda: session.enter_conditionings(conds))
        if session is None or session.names is None:
            return executor(model, conds, x, *args, **kwargs)
        try:
            out = executor(model, conds, x, *args, **kwargs)
        finally:
            names, session.names = session.names, None
        by_name = {name: value for name, value, cond in zip(names or (), out, conds, strict=False) if name and cond}
        session.attempt(lambda: session.recorder.predictions(by_name.get("positive"), by_name.get("negative")))
        return out

    def diffusion_model(self, executor: Any, *args: Any, **kwargs: Any) -> Any:
        session = self._session
        recorded = None
        options = _transformer_options(args, kwargs)
        if session is not None and session.names is not None:
            recorded = session.attempt_attention(lambda: session.listening(options))
        if recorded is None:
            return executor(*args, **kwargs)
        args = tuple(recorded if a is options else a for a in args)
        kwargs = {k: recorded if v is options else v for k, v in kwargs.items()}
        return executor(*args, **kwargs)

    def _open(self, guider: Any, sampler: Any, sigmas: Any, seed: int | None, latent_image: Any) -> Session | None:
        """The session of a pass that begins; None, and the reason in the log, if it can't be recorded."""
        try:
            target = self._new_pass(guider, sampler, sigmas, seed, latent_image)
            recorder = PassRecorder(target, timestep_of(guider.model_patcher), self._listener(target))
        except Exception as error:  # whatever an unusual guider or model brings: sampling comes first
            log.exception("This sampling pass can't be recorded; sampling goes on.")
            self._recording.failures.append(f"{type(error).__name__}: {error}")
            return None
        return Session(target, recorder)

    def _keep(self, session: Session) -> None:
        """The pass is over, however it ended: put it where exports find it."""
        target = session.target
        try:
            session.close()
        except Exception as error:  # raised here, it would hide how the sampler ended
            log.exception("This sampling pass could not be recorded; the picture is not affected.")
            self._recording.failures.append(f"{type(error).__name__}: {error}")
            return
        if target.steps:
            self._recording.add(target)
            if not session.ended:
                interrupted.passes.append(target)
        elif session.failed:
            self._recording.failures.append(target.gaps[-1].reason)

    def _listener(self, target: MemoryPass) -> Callable[[Step], None] | None:
        if self._on_step is None:
            return None
        listener = self._on_step
        return lambda step: listener(step, target.sampling.num_steps)

    def _new_pass(self, guider: Any, sampler: Any, sigmas: Any, seed: int | None, latent_image: Any) -> MemoryPass:
        execution = current_execution()
        target = MemoryPass(
            settings=self._settings,
            model=model_info(guider.model_patcher, execution),
            sampling=execution.sampling_info(sampler, sigmas, seed, getattr(guider, "cfg", None)),
            layers=list(self._layers),
            conditions=[],
            initial_latent=torch.zeros_like(latent_image, dtype=torch.float16, device="cpu"),
            host={"name": "ComfyUI", "version": host_version()},
            workflow=execution.workflow,
            prompt_graph=execution.prompt_graph,
        )
        wanted = self._settings.include_cross_attention or self._settings.include_self_attention
        if wanted and not self._layers:
            target.add_gap("attention", "all layers", f"{target.model.family} has no UNet transformer blocks")
        return target


def _transformer_options(args: tuple[Any, ...], kwargs: dict[str, Any]) -> dict[str, Any] | None:
    """The dict that carries the host's per-call options, wherever the network takes it."""
    for value in (kwargs.get("transformer_options"), *args):
        if isinstance(value, dict) and "cond_or_uncond" in value:
            return value
    return None
