"""The wrappers of one sampling pass, which listen to the host's calls at each level.

From the outside in: SAMPLER_SAMPLE (the sampler's own loop), PREDICT_NOISE (one guided prediction),
CALC_COND_BATCH (all conditionings of a prediction), DIFFUSION_MODEL (one call of the network). Each wrapper passes the
call on and changes nothing.

They are in the pass's options only while it runs, so that their order does not depend on that of nodes in the graph.
They are outside the wrappers that others put around predictions, because an evaluation without the network is still
one, and inside those around the network, because a call that others leave out is none.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import uuid4

from comfy.patcher_extension import WrappersMP

from .session import Session


class PassWrappers:
    """Wrappers that hand a pass to its session."""

    def __init__(self, session: Session) -> None:
        self._session = session

    @contextmanager
    def around(self, options: dict[str, Any]) -> Iterator[None]:
        """Put the wrappers into the guider's ``model_options`` for as long as the context lasts."""
        key = f"diffulizer_{uuid4().hex}"
        wrappers = options.setdefault("transformer_options", {}).setdefault("wrappers", {})
        for kind, wrapper in (
            (WrappersMP.SAMPLER_SAMPLE, self.sampler_sample),
            (WrappersMP.PREDICT_NOISE, self.predict_noise),
            (WrappersMP.CALC_COND_BATCH, self.calc_cond_batch),
        ):
            wrappers[kind] = {key: [wrapper], **wrappers.get(kind, {})}
        if self._session.target.layers:  # otherwise a compiled network would be compiled with the wrapper
            wrappers.setdefault(WrappersMP.DIFFUSION_MODEL, {})[key] = [self.diffusion_model]
        try:
            yield
        finally:
            for of_kind in wrappers.values():
                of_kind.pop(key, None)

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
        session.attempt(lambda: session.sampling(latent_image, denoise_mask))
        samples = executor(guider, sigmas, extra_args, callback, noise, latent_image, denoise_mask, *args, **kwargs)
        session.attempt(lambda: session.returned(samples))
        return samples

    def predict_noise(self, executor: Any, x: Any, timestep: Any, *args: Any, **kwargs: Any) -> Any:
        session = self._session
        session.attempt(lambda: session.begin(executor.class_obj, x, timestep))
        try:
            output = executor(x, timestep, *args, **kwargs)
        except BaseException:
            session.attempt(session.recorder.stopped)
            raise
        session.attempt(lambda: session.recorder.end(output))
        return output

    def calc_cond_batch(self, executor: Any, model: Any, conds: Any, x: Any, *args: Any, **kwargs: Any) -> Any:
        session = self._session
        session.attempt(lambda: session.enter_conditionings(conds))
        if session.names is None:
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
        if session.names is not None:
            recorded = session.attempt_attention(lambda: session.listening(options))
        if recorded is None:
            return executor(*args, **kwargs)
        args = tuple(recorded if a is options else a for a in args)
        kwargs = {k: recorded if v is options else v for k, v in kwargs.items()}
        return executor(*args, **kwargs)


def _transformer_options(args: tuple[Any, ...], kwargs: dict[str, Any]) -> dict[str, Any] | None:
    """Find the dict that carries the host's per-call options, wherever the network takes it."""
    for value in (kwargs.get("transformer_options"), *args):
        if isinstance(value, dict) and "cond_or_uncond" in value:
            return value
    return None
