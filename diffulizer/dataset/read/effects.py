"""Effects of words in a run."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

import numpy as np
import numpy.typing as npt

from ...effects import EffectWord, find_effect
from ...errors import RunNotFoundError
from ..layout import FIRST_CONDITION
from ..model import EffectsEntry, StepFile
from .metadata import RunMetadata
from .records import number_array

OF = ("picture", "noise")
HOW = "Set effects_every in Capture Settings, sample again, and export the run."


class RunEffects(RunMetadata):
    """A run with the effects of words that it holds."""

    @cached_property
    def effect_words(self) -> tuple[EffectWord, ...]:
        """The words whose effects were measured, in the order of their maps; none where none were."""
        return self._entry.words

    @property
    def effect_kind(self) -> str:
        """Place that the words were removed from: "attention", the cross-attention of the step; or "text", the prompt
        before it was encoded."""
        return self._entry.kind

    @cached_property
    def effect_files(self) -> tuple[StepFile, ...]:
        """Maps of effects, an entry for each step at which they were measured."""
        return self.part("effect_files", tuple[StepFile, ...], ())

    def effect_maps(self, step: int) -> npt.NDArray[np.float16] | None:
        """Return the effects of all words at a step, over the image: [words + 1, h, w] float16, in the order of
        ``effect_words``; the last is the noise floor. None where they were not measured.

        A value is the mean over channels of |x0 with the word - x0 without| (see ``effects``).
        """
        wanted = self._step(step, self.steps)
        for entry in self.effect_files:
            if entry.step == wanted:
                return self._float16(entry.path, entry.shape)
        return None

    def effect(self, text: str, step: int | None = None, of: str = "picture") -> npt.NDArray[np.float32]:
        """Return what a word or phrase changes, over the image: [h, w], a value for each cell of the latent.

        A value is the mean over channels of the change of the model's guess without the word, with all else at that
        step as it was. ``effect_kind`` says what the word was removed from. Compare it with ``effect_floor``: what is
        not above that is no effect.

        Args:
            text: a word or phrase whose effect was measured, such as "circle".
            step: the number of the step, from 0; negative ones count from the end. None is the mean over all steps at
                which effects were measured.
            of: "picture", the change of the predicted clean latent; or "noise", that of the predicted noise, which is
                the same divided by the step's noise level.

        Raises:
            LookupError: the effect of no such word was measured; the message names those that were.
            RunNotFoundError: no effects were measured, or none at this step.
        """
        return self._effect(self.effect_number(text), step, of)

    def effect_floor(self, step: int | None = None, of: str = "picture") -> npt.NDArray[np.float32]:
        """Return what changes when nothing is removed, over the image: [h, w]. Arguments and exceptions are those of
        ``effect``."""
        return self._effect(len(self.effect_words), step, of)

    def effect_norms(self) -> dict[str, npt.NDArray[np.float64]]:
        """Return the Euclidean norm of the change of the predicted clean latent by each word: [steps], NaN at steps at
        which effects were not measured. The last, "", is the noise floor.

        Raises:
            RunNotFoundError: no effects were measured.
        """
        if not self.effect_words:
            raise RunNotFoundError(f"{self.path} holds no effects of words. {HOW}")
        names = [*(word.text for word in self.effect_words), ""]
        stated = self.metrics.get("effect_l2_norm") or [None] * self.steps
        table = number_array([row or [None] * len(names) for row in stated])
        return {name: table[:, i] for i, name in enumerate(names)}

    @property
    def _entry(self) -> EffectsEntry:
        return self.part("effects", EffectsEntry, EffectsEntry(()))

    def effect_number(self, text: str) -> int:
        """Return the place of a word or phrase in ``effect_words``. Exceptions are those of ``effect``."""
        words = self.effect_words
        if not words:
            raise RunNotFoundError(f"{self.path} holds no effects of words. {HOW}")
        return self._place(text, words, f"the effect of {text!r} was not measured; {self.path} has those of")

    def _place(self, text: str, words: Sequence[EffectWord], failure: str) -> int:
        """Return the place of a word or phrase of the prompt among others.

        Raises:
            LookupError: it is none of them; the message is ``failure``, and a list of them.
        """
        tokens = [i for word in self.words(text) for i in word.token_indices]
        number = find_effect(words, text, {FIRST_CONDITION: tokens} if tokens else {})
        if number is None:
            raise LookupError(f"{failure} {', '.join(word.text for word in words)}.")
        return number

    def _effect(self, number: int, step: int | None, of: str) -> npt.NDArray[np.float32]:
        """Return the effect of a word, by its place, at a step, or the mean over all measured steps: [h, w]."""
        if of not in OF:
            raise ValueError(f"of is {of!r}; expected one of {', '.join(OF)}.")
        measured = sorted(entry.step for entry in self.effect_files)
        if not measured:
            raise RunNotFoundError(f"{self.path} holds no maps of effects. {HOW}")
        if step is not None:
            wanted = self._step(step, self.steps)
            if wanted not in measured:
                message = f"holds no effects of step {step}. Steps that have some: {measured}"
                raise RunNotFoundError(f"{self.path} {message}.")
            measured = [wanted]
        maps = []
        for at in measured:
            whole = self.effect_maps(at)
            assert whole is not None
            level = self.generator["sigmas"][at] if of == "noise" else 1.0
            maps.append(whole[number].astype(np.float32) / np.float32(level))
        mean: npt.NDArray[np.float32] = np.mean(maps, axis=0, dtype=np.float32)
        return mean
