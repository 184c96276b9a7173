"""Effects of words: evaluations of the network beside the sampler's, of the prompt without a word.

They are made where the sampler reports a step, on the x and the noise level of the evaluation that it reports.
"""

from __future__ import annotations

from contextlib import ExitStack
from typing import Any, Protocol

import torch
from comfy.model_management import throw_exception_if_processing_interrupted
from torch import Tensor

from ...diffulizer.capture.effects import MemoryEffects, reduced_effects
from ...diffulizer.capture.recorder import Evaluation
from ...diffulizer.effects import EffectWord
from ...diffulizer.errors import RecordingError, errors_about
from ...diffulizer.recording import Gap
from ...diffulizer.settings import CaptureSettings
from .attention_removal import AttentionRemoval
from .beside import evaluated
from .conditions import GuiderConditions
from .edited_texts import EditedTexts
from .editing import EditedPass
from .execution import show_activity
from .text_removal import SamplerInputs, TextRemoval

AT_ONCE = 4
"""Most evaluations between two looks at whether the user interrupted."""


class Removal(Protocol):
    """A way to evaluate a prompt without each of some words, and last with all of them.

    Attributes:
        kind: what the words are removed from, one of ``effects.KINDS``.
        words: the words.
        edits: the edits that are in force, where they act on other texts than the sampler's.
    """

    kind: str
    words: tuple[EffectWord, ...]
    edits: EditedTexts | None

    def take(self, group: slice) -> tuple[list[Any], Any]:
        """Return the lists of conditionings to evaluate for some of the words, or for the last, and the wrapper around
        the network that this takes, or None."""
        ...

    def gaps(self) -> list[Gap]:
        """Return where words could not be removed."""
        ...


class WordEffects:
    """Measures effects of words in one pass.

    Args:
        guider: the host's, whose conditionings are prepared.
        settings: say which words, and what they are removed from.
        edited: the edits of the model's attention, which stay in force.
        inputs: those of the sampler.
        device: where the model is.

    Attributes:
        removal: the words, and how they are removed.

    Raises:
        SettingsError: the words can't be removed, or are not in the prompt.
    """

    def __init__(
        self,
        guider: Any,
        conditions: GuiderConditions,
        settings: CaptureSettings,
        edited: EditedPass | None,
        inputs: SamplerInputs,
        device: torch.device,
    ) -> None:
        self._edited = edited
        with errors_about("Effects of words"):
            if settings.left_out is None:
                self.removal: Removal = AttentionRemoval(
                    guider, conditions, settings.effect_words or settings.only_words
                )
            else:
                self.removal = TextRemoval(guider, conditions, settings.left_out, inputs, device, edited)

    def measure(
        self, evaluation: Evaluation, device: torch.device, model: Any, options: dict[str, Any]
    ) -> MemoryEffects:
        """Return the effects at an evaluation.

        Args:
            device: where the model is.
            model: the host's model.
            options: the ``model_options`` of the sampler's evaluations.

        Raises:
            RecordingError: the host does not say which conditionings it evaluates, or a prediction is not finite.
        """
        assert evaluation.x0_text is not None
        x = evaluation.x.to(device)
        sigma = evaluation.sigma.to(device).expand(len(x))
        without: list[Tensor] = []
        with ExitStack() as stack:
            stack.callback(show_activity, None)
            if self._edited is not None:
                stack.enter_context(self._edited.evaluated_at(evaluation.sigma, self.removal.edits))
            words = len(self.removal.words)
            show_activity(f"effects of {words} words")
            for first in range(0, words + 1, AT_ONCE):
                throw_exception_if_processing_interrupted()
                lists, wrapper = self.removal.take(slice(first, first + AT_ONCE))
                without += evaluated(model, lists, x, sigma, options, wrapper, edited=True)
        uncond = None if evaluation.x0_uncond is None else evaluation.x0_uncond.to(device)
        effects = reduced_effects(evaluation.x0_text.to(device), without, uncond)
        if not effects.maps.isfinite().all():
            raise RecordingError("predictions without a word are not finite.")
        return effects
