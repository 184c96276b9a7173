"""One sampling pass under way: its recorder, its conditionings, and the guard against errors of ours."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any, TypeVar
from weakref import ref

import torch
from torch import Tensor

from ...diffulizer.capture import PassRecorder
from ...diffulizer.capture.effects import MemoryEffects
from ...diffulizer.capture.memory import MemoryPass
from ...diffulizer.capture.recorder import Evaluation
from ...diffulizer.dataset.write.size import size_summary
from ...diffulizer.effects import EFFECTS
from ...diffulizer.errors import sentence
from ...diffulizer.maths.tensors import tensor_digest
from ...diffulizer.recording import MEASURING_STOPPED, RECORDING_STOPPED, Condition
from .attention_tap import AttentionTap
from .beside import other_wrappers
from .conditions import GuiderConditions
from .editing import EditedPass, edits_of
from .effects import WordEffects
from .execution import current_execution
from .families.contract import NetworkCall, UnknownLayoutError
from .gather_words import find_gather_words
from .guard import guarded
from .only_words import OnlyWords, only_words
from .text_removal import SamplerInputs

log = logging.getLogger(__name__)
T = TypeVar("T")


class Session:
    """State of one pass while it is sampled.

    Attributes:
        target: the pass.
        recorder: the recorder that fills it.
        conditions, attention: its conditionings and its attention tap; known from the first prediction on.
        edited: the edits of the model's attention, or None.
        effects: what measures effects of words, or None.
        predictions: number of model predictions within the current guided prediction.
        names: while conditionings are evaluated, the guider's names of their lists.
        output: the sampler's result, in its own space.
        denoised: the prediction that its last callback reported, as long as somebody holds it: some nodes put it out.
        failed: whether an error of ours ended the recording.
        attention_failed: whether one ended the recording of attention.
        effects_failed: whether one ended the measuring of effects.
        ended: whether the sampler returned, with or without a recording.
    """

    def __init__(self, target: MemoryPass, recorder: PassRecorder) -> None:
        self.target = target
        self.recorder = recorder
        self.conditions: GuiderConditions | None = None
        self.attention: AttentionTap | None = None
        self.edited: EditedPass | None = None
        self.effects: WordEffects | None = None
        self.predictions = 0
        self.names: list[str | None] | None = None
        self.output: Tensor | None = None
        self.denoised: ref[Tensor] | None = None
        self._mask: Tensor | None = None
        self._words: OnlyWords | None = None
        self.failed = False
        self.attention_failed = False
        self.effects_failed = False
        self._host: tuple[Any, dict[str, Any]] | None = None
        self._inputs: SamplerInputs | None = None
        self.ended = False

    def attempt(self, action: Callable[[], T]) -> T | None:
        """Call a function of ours. An error (out of memory, say) ends the recording, never the sampling.

        The host's interrupt, which a preview may meet, goes on to the host.
        """
        if self.failed:
            return None
        return guarded(action, "Recording stopped; sampling goes on.", self._fail)

    def attempt_attention(self, action: Callable[[], T]) -> T | None:
        """Call a function of ours that concerns attention alone: an error ends its recording, while latents are still
        recorded."""
        if self.failed:
            return None
        message = "Recording of attention stopped; sampling and recording of latents go on."
        return guarded(action, message, self._fail_attention)

    def attempt_effects(self, action: Callable[[], T]) -> T | None:
        """Call a function of ours that concerns effects of words alone: an error ends their measuring, while all else
        is still recorded."""
        if self.failed or self.effects_failed:
            return None
        message = "Measuring of effects stopped; sampling and recording go on."
        return guarded(action, message, self._fail_effects)

    def _fail(self, error: Exception) -> None:
        self.failed = True
        where = f"steps from {len(self.target.steps)}"
        self.target.add_gap("steps", where, f"{RECORDING_STOPPED}{type(error).__name__}: {error}")
        self.recorder.discard()

    def _fail_attention(self, error: Exception) -> None:
        self.attention_failed = True
        self.recorder.stop_attention()
        where = f"steps from {len(self.target.steps)}"
        self.target.add_gap("attention", where, f"{RECORDING_STOPPED}{type(error).__name__}: {error}")

    def _fail_effects(self, error: Exception) -> None:
        self.effects_failed = True
        self.recorder.stop_effects()
        where = f"steps from {len(self.target.steps)}"
        self.target.add_gap(EFFECTS, where, f"{MEASURING_STOPPED}{sentence(error)}")

    @property
    def state(self) -> str:
        """Name of the way in which the pass ended, for its live display."""
        return "failed" if self.failed else "complete" if self.ended else "interrupted"

    def begin(self, guider: Any, x: Tensor, sigma: Tensor, options: Any) -> None:
        """Start a guided prediction. When the first one starts, the host has prepared the conditionings.

        Args:
            options: the ``model_options`` of the prediction.
        """
        if self.conditions is None:
            self.edited = edits_of(guider.model_options)
            if self.edited is None:
                self.conditions = GuiderConditions(guider, current_execution())
            else:
                self.conditions = self.edited.resolve(guider, x, sigma, options)
                self.target.edits = self.edited.edits
            self.attempt_effects(lambda: self._prepare_effects(guider, x.device))
            plan = self.recorder.set_conditions(self._recorded(self.conditions))
            log.info("%s", f"{plan.summary} {size_summary(self.target, plan)}".strip())
            for gap in self.conditions.gaps:
                self.target.add_gap(*gap)
            self.attention = AttentionTap(self.recorder, self.target.layers, self.attempt_attention)
        self.predictions = 0
        self.recorder.begin(x, sigma, self._mask)

    def _recorded(self, conditions: GuiderConditions) -> list[Condition]:
        """Return the conditionings with the rows that are recorded."""
        self.attempt_attention(lambda: find_gather_words(self.target, conditions))
        self._words = self.attempt_attention(lambda: only_words(self.target, conditions))
        return conditions.conditions if self._words is None else self._words.conditions

    def _prepare_effects(self, guider: Any, device: torch.device) -> None:
        """Find the words whose effects are to be measured."""
        settings = self.target.settings
        if self.conditions is None or self._inputs is None or not settings.effects_every:
            return
        self.effects = WordEffects(guider, self.conditions, settings, self.edited, self._inputs, device)
        removal = self.effects.removal
        self.target.effect_words, self.target.effect_kind = removal.words, removal.kind
        self.recorder.measure = self._measure

    def _measure(self, evaluation: Evaluation, device: torch.device) -> MemoryEffects | None:
        """Measure the effects of words at an evaluation."""
        return self.attempt_effects(lambda: self._measured(evaluation, device))

    def _measured(self, evaluation: Evaluation, device: torch.device) -> MemoryEffects | None:
        if self.effects is None or self._host is None:
            return None
        if evaluation.x0_text is None:
            self.target.add_gap(EFFECTS, f"step {len(self.target.steps)}", "it did not evaluate the positive prompt")
            return None
        model, options = self._host
        others = other_wrappers(options)
        if others:
            reason = f"{', '.join(others)} of other nodes took no part; the noise floor shows how much that changes"
            self.target.add_gap(EFFECTS, "evaluations without a word", reason)
        return self.effects.measure(evaluation, device, model, options)

    def enter_conditionings(self, lists: Any, model: Any, options: dict[str, Any]) -> None:
        """Note that conditionings are evaluated, and set ``names`` if they belong to the current prediction. Only the
        first evaluation within a prediction does, because guidance patches make further ones.

        Args:
            lists: the lists of conditionings.
            model, options: the host's model, and the ``model_options`` of the evaluation.
        """
        if self.conditions is None:
            return
        self.predictions += 1
        if self.predictions == 1:
            self.names = self.conditions.names_of(lists)
            self._host = model, options

    def listening(self, call: NetworkCall, *, known: bool) -> dict[str, Any] | None:
        """Return options for one call of a network that listen to its attention; None if that is not needed, or if the
        attention is not that of the picture.

        Args:
            call: the call, with ``x`` [N, C, h, w], what the network is given, and ``context`` [N, tokens, channels],
                its prompts, repeated to one length.
            known: whether the host passed ``transformer_options``.
        """
        if self.conditions is None:
            return None
        x, context = call.arguments.get("x"), call.arguments.get("context")
        chunks = self.conditions.chunks_of(self.names or [], call.options, context) if known else []
        self.recorder.network_called([None if chunk is None else chunk.condition for chunk in chunks])
        if self.attention is None or not self.target.layers or not self.recorder.wants_attention:
            return None
        if not known:
            self.recorder.refuse("the host passed no transformer_options")
            return None
        if self._words is not None:
            chunks = [self._words.chunk(chunk) for chunk in chunks]
        if x is not None and not self.recorder.fits(x.shape, chunks):
            return None
        try:
            return self.attention.compose(call, chunks)
        except UnknownLayoutError as unknown:
            self.recorder.refuse(str(unknown))
            return None

    def heard(self) -> None:
        """Note that a call of a network that was listened to has returned."""
        if self.attention is not None:
            self.attention.called()

    def predicted(self, names: list[str | None] | None, out: Any, conds: Any) -> None:
        """Take the predictions of the evaluated lists of conditionings, by the guider's names of the lists."""
        by_name = {name: value for name, value, cond in zip(names or (), out, conds, strict=False) if name and cond}
        self.recorder.predictions(by_name.get("positive"), by_name.get("negative"))

    def sampling(self, inputs: SamplerInputs, options: dict[str, Any]) -> None:
        """Note that the sampler's own loop begins. With a mask, the host keeps the original outside it. Another node
        may change the mask at each evaluation, and what it gives out is taken.

        Args:
            inputs: what the sampler was given.
            options: the ``model_options`` of the pass, a copy that the host makes for it.
        """
        self._inputs = inputs
        if inputs.mask is None or inputs.latent_image is None:
            return
        self._mask, self.recorder.original = inputs.mask, inputs.latent_image
        change = options.get("denoise_mask_function")
        if change is not None:

            def listen(*args: Any, **kwargs: Any) -> Any:
                self._mask = change(*args, **kwargs)
                return self._mask

            options["denoise_mask_function"] = listen

    def reported(self, denoised: Tensor) -> None:
        """Take a step that the sampler reports to its callback."""
        self.denoised = ref(denoised)
        self.recorder.step(denoised)

    def returned(self, samples: Tensor) -> None:
        """Take the samples with which the sampler's own loop ended."""
        self.output = samples.detach().clone()

    def finish(self, result: Tensor, model: Any) -> None:
        """Finish a pass that ended well.

        Args:
            result: the sampler node's output.
            model: the host's model, which turns latents in its own units into those that a node puts out.
        """
        if self.output is None:
            self.output = result
        self.target.output_digest = tensor_digest(result)
        denoised = None if self.denoised is None else self.denoised()
        if denoised is not None:
            self.target.denoised_digest = tensor_digest(model.process_latent_out(denoised.cpu()))

    def close(self) -> None:
        """End the pass: whole if the sampler returned and nothing failed."""
        self._host = self._inputs = None
        for gap in () if self.effects is None else self.effects.removal.gaps():
            self.target.add_gap(gap.what, gap.where, gap.reason)
        for gap in () if self.edited is None else self.edited.gaps():
            self.target.add_gap(gap.what, gap.where, gap.reason)
        self.recorder.close(self.output if self.ended and not self.failed else None)
