"""The wrappers of one sampling pass, which listen to the host's calls at each level.

From the outside in: SAMPLER_SAMPLE (the sampler's own loop), PREDICT_NOISE (one guided prediction),
CALC_COND_BATCH (all conditionings of a prediction), DIFFUSION_MODEL (one call of the network). Each wrapper passes the
call on and changes nothing. A few networks call no wrappers of their own; APPLY_MODEL is around those.

They are in the pass's options only while it runs, so that their order does not depend on that of nodes in the graph.
They are outside the wrappers that others put around predictions, because an evaluation without the network is still
one, and inside those around the network, because a call that others leave out is none. Only edits of attention
(``editing.py``) are further inside: what is recorded is what the model computes.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import uuid4

from comfy.patcher_extension import WrappersMP

from .call_options import EDITING, model_options, named_arguments, with_options
from .families import calls_wrappers
from .families.contract import NetworkCall
from .guard import guarded
from .session import Session
from .text_removal import SamplerInputs


class PassWrappers:
    """Wrappers that hand a pass to its session.

    Args:
        compiled: whether the network is compiled; it would be compiled with a wrapper around it.
    """

    def __init__(self, session: Session, *, compiled: bool) -> None:
        self._session = session
        self._compiled = compiled
        self._key = f"diffulizer_{uuid4().hex}"

    @contextmanager
    def around(self, options: dict[str, Any]) -> Iterator[None]:
        """Put the wrappers into the guider's ``model_options`` for as long as the context lasts."""
        self._session.attempt(lambda: self._put(options))
        try:
            yield
        finally:
            guarded(lambda: self._take(options), "The wrappers of a recording could not be removed.")

    def _put(self, options: dict[str, Any]) -> None:
        wrappers = options.setdefault("transformer_options", {}).setdefault("wrappers", {})
        for kind, wrapper in (
            (WrappersMP.SAMPLER_SAMPLE, self.sampler_sample),
            (WrappersMP.PREDICT_NOISE, self.predict_noise),
            (WrappersMP.CALC_COND_BATCH, self.calc_cond_batch),
        ):
            wrappers[kind] = {self._key: [wrapper], **wrappers.get(kind, {})}
        if not self._compiled:
            others = dict(wrappers.get(WrappersMP.DIFFUSION_MODEL, {}))
            editing = {EDITING: others.pop(EDITING)} if EDITING in others else {}
            wrappers[WrappersMP.DIFFUSION_MODEL] = {**others, self._key: [self.diffusion_model], **editing}
            outside = wrappers.get(WrappersMP.APPLY_MODEL, {})
            wrappers[WrappersMP.APPLY_MODEL] = {**outside, self._key: [self.apply_model]}

    def _take(self, options: dict[str, Any]) -> None:
        for of_kind in options["transformer_options"]["wrappers"].values():
            of_kind.pop(self._key, None)

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
        options = extra_args["model_options"]
        inputs = SamplerInputs(noise, latent_image, denoise_mask, extra_args.get("seed"))
        session.attempt(lambda: session.sampling(inputs, options))
        samples = executor(guider, sigmas, extra_args, callback, noise, latent_image, denoise_mask, *args, **kwargs)
        session.attempt(lambda: session.returned(samples))
        return samples

    def predict_noise(self, executor: Any, x: Any, timestep: Any, *args: Any, **kwargs: Any) -> Any:
        session = self._session
        session.attempt(lambda: session.begin(executor.class_obj, x, timestep, model_options(args, kwargs)))
        try:
            output = executor(x, timestep, *args, **kwargs)
        except BaseException:
            session.attempt(session.recorder.stopped)
            raise
        session.attempt(lambda: session.recorder.end(output))
        return output

    def calc_cond_batch(
        self, executor: Any, model: Any, conds: Any, x: Any, timestep: Any, model_options: Any, **kwargs: Any
    ) -> Any:
        session = self._session
        session.attempt(lambda: session.enter_conditionings(conds, model, model_options))
        if session.names is None:
            return executor(model, conds, x, timestep, model_options, **kwargs)
        try:
            out = executor(model, conds, x, timestep, model_options, **kwargs)
        finally:
            names, session.names = session.names, None
        session.attempt(lambda: session.predicted(names, out, conds))
        return out

    def apply_model(self, executor: Any, *args: Any, **kwargs: Any) -> Any:
        model = executor.class_obj
        if self._session.attempt_attention(lambda: calls_wrappers(model.diffusion_model)) is False:
            return self._heard(executor, model.diffusion_model, args, kwargs)
        return executor(*args, **kwargs)

    def diffusion_model(self, executor: Any, *args: Any, **kwargs: Any) -> Any:
        return self._heard(executor, executor.class_obj, args, kwargs)

    def _heard(self, executor: Any, network: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        """Call on, with options in which the session listens to the attention of the call."""
        session = self._session
        replaced = None
        if session.names is not None:
            replaced = session.attempt_attention(lambda: self._listening(executor, network, args, kwargs))
        if replaced is None:
            return executor(*args, **kwargs)
        output = executor(*replaced[0], **replaced[1])
        session.attempt_attention(session.heard)
        return output

    def _listening(
        self, executor: Any, network: Any, args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> tuple[tuple[Any, ...], dict[str, Any]] | None:
        """Return the arguments of a call of the network that is listened to; None for the same ones."""
        named = dict(named_arguments(executor.original, args, kwargs))
        if "c_crossattn" in named:
            named["context"] = named["c_crossattn"]

        def change(options: dict[str, Any] | None, x: Any, context: Any) -> dict[str, Any] | None:
            known = {"x": x, "context": context, **named}
            return self._session.listening(NetworkCall(network, options or {}, known), known=options is not None)

        return with_options(args, kwargs, change)
