"""Samplings without words: a prompt, sampled as it is and then again from the same noise without each of its words."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any
from uuid import uuid4

import comfy.samplers
import torch
from comfy.patcher_extension import WrappersMP

from ...diffulizer.analysis.selection import split_words
from ...diffulizer.capture.memory import MemoryPass
from ...diffulizer.capture.removals import MemoryRemovals, Sampled, reduced_removals
from ...diffulizer.edits import REMOVE, SCALE, AttentionEdit, Edit
from ...diffulizer.effects import ATTENTION, TEXT, EffectWord
from ...diffulizer.errors import SettingsError, errors_about
from ...diffulizer.left_out import LeftOut
from ...diffulizer.recording import Condition
from ...diffulizer.removals import REMOVALS, Removed
from ...diffulizer.settings import CaptureSettings
from .attention_removal import effect_words
from .conditions import POSITIVE, GuiderConditions
from .edit_targets import is_auto, layer_names, noise_bounds
from .editing import edits_of, with_edit
from .execution import current_execution, show_activity
from .guard import guarded

STOPPED = "sampling was stopped"
Sampler = Callable[[Any, Any], dict[str, Any]]
"""Function that samples (model, positive conditioning) from the same noise each time and returns the LATENT."""


@dataclass(frozen=True)
class _Variant:
    """A sampling without a word, or the null.

    Attributes:
        name: what is removed, for people.
        edit: the edit of the model's attention, or None.
        positive: the conditioning in place of the prompt's, or None.
    """

    name: str
    edit: AttentionEdit | None = None
    positive: Any = None


class WordRemovals:
    """Samplings of a prompt without each of its words.

    Args:
        model: the host's ModelPatcher.
        words: a list as Token Heatmap takes it; empty means each word of the prompt.
        layers, start_step, end_step: where the words are removed from the attention, as in ``AttentionEdit``.
        left_out: the prompt, encoded without each word; with it, words are left out of the text.

    Raises:
        SettingsError: a word is not in the prompt, or the model has no layers that the edit names.
    """

    def __init__(
        self,
        model: Any,
        positive: Any,
        negative: Any,
        *,
        words: str,
        layers: str,
        start_step: int,
        end_step: int,
        left_out: LeftOut | None = None,
    ) -> None:
        self._model, self._positive, self._left_out = model, positive, left_out
        self._words, self._where = words, layers
        self._edit = AttentionEdit(
            words or "*", REMOVE, layers=layers, condition=POSITIVE, start_step=start_step, end_step=end_step
        )
        if left_out is not None:
            self._layers: tuple[str, ...] = ()
            self._variants = [
                _Variant(word, positive=one) for word, one in zip(left_out.words, left_out.conditionings, strict=True)
            ]
            self._variants.insert(0, _Variant("nothing", positive=left_out.conditioning))
            self._entries = [f'"{word}"' if "," in word else word for word in left_out.words]
            return
        with errors_about("Word Effects"):
            self._layers = layer_names(model, self._edit)
            named = effect_words(_prompts(model, positive, negative), words)
        self._entries = entries = split_words(words) or [f'"{word.text}"' for word in named]
        null = replace(self._edit, words=", ".join(entries), action=SCALE, factor=1.0)
        self._variants = [_Variant("nothing", null)]
        self._variants += [
            _Variant(word.text, replace(self._edit, words=entry)) for word, entry in zip(named, entries, strict=True)
        ]

    @property
    def count(self) -> int:
        """Number of samplings: of the whole prompt, of the null, and without each word."""
        return len(self._variants) + 1

    def recorded_with(self, settings: CaptureSettings | SettingsError) -> CaptureSettings | SettingsError:
        """Return settings by which the words are recorded too, where only some are."""
        if isinstance(settings, SettingsError) or not settings.only_words:
            return settings
        return replace(settings, only_words=", ".join([settings.only_words, *self._entries]))

    def sample(self, recorded: Any, sample: Sampler, newest: Callable[[], MemoryPass | None]) -> dict[str, Any]:
        """Sample the prompt, then without each word, and put what became of it into the recorded pass.

        Args:
            recorded: the model with a recorder attached, which samples the whole prompt.
            newest: returns the pass that was recorded, or None if it could not be.

        Returns:
            the LATENT of the whole prompt, bit for bit that of KSampler.

        Raises:
            Exception: whatever ended a sampling. The words that were finished are in the pass then.
        """
        latent, base, _ = self._sampled(recorded, sample, self._positive)
        pass_ = newest()
        without: list[Sampled] = []
        try:
            for number, variant in enumerate(self._variants):
                with _shown(f"without {variant.name} ({number + 2} of {self.count})"):
                    without.append(self._without(variant, sample))
        except BaseException:
            if pass_ is not None:
                guarded(lambda: self._keep_part(pass_, base, without), "What was sampled so far could not be kept.")
            raise
        if pass_ is not None:
            pass_.removals = self._reduced(pass_, base, without)
        return latent

    def _keep_part(self, pass_: MemoryPass, base: Sampled, without: list[Sampled]) -> None:
        """Put the words of which the sampling was finished into the pass, and name the others among its gaps."""
        if len(without) > 1:
            pass_.removals = self._reduced(pass_, base, without)
        missing = self._variants[max(len(without), 1) :]
        pass_.add_gap(REMOVALS, f"without {', '.join(variant.name for variant in missing)}", STOPPED)

    def _reduced(self, pass_: MemoryPass, base: Sampled, without: list[Sampled]) -> MemoryRemovals:
        """Compare the samples without the first words with that of the whole prompt. The null was sampled first."""
        null, *words = without
        return reduced_removals(self._removed(pass_).first(len(words)), base, [*words, null])

    def _without(self, variant: _Variant, sample: Sampler) -> Sampled:
        if variant.edit is None:
            return self._sampled(self._model, sample, variant.positive)[1]
        edit = replace(variant.edit, layers=self._where)
        _, sampled, edits = self._sampled(with_edit(self._model, edit), sample, self._positive)
        if is_auto(edit):  # the null, which has all words: each of them is removed from the same layers
            self._layers = edits[-1].layers
            self._where = ", ".join(self._layers)
        return sampled

    def _sampled(self, model: Any, sample: Sampler, positive: Any) -> tuple[dict[str, Any], Sampled, tuple[Edit, ...]]:
        """Sample, and return the latent, the predictions of each step with it, and the edits of the model."""
        seen = Sampled()
        edits: tuple[Edit, ...] = ()

        def outer_sample(
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
            def on_step(step: int, denoised: Any, x: Any, total: int) -> None:
                seen.x0.append(denoised.detach().to("cpu", torch.float32, copy=True))
                if callback is not None:
                    callback(step, denoised, x, total)

            out = executor(noise, latent_image, sampler, sigmas, denoise_mask, on_step, disable_pbar, seed, **kwargs)
            nonlocal edits
            edited = edits_of(executor.class_obj.model_options)
            edits = () if edited is None else edited.edits
            return out

        clone = model.clone()
        clone.add_wrapper_with_key(WrappersMP.OUTER_SAMPLE, f"diffulizer_{uuid4().hex}", outer_sample)
        latent = sample(clone, positive)
        seen.latent = model.model.process_latent_in(latent["samples"].to("cpu", torch.float32))
        return latent, seen, edits

    def _removed(self, pass_: MemoryPass) -> Removed:
        """Return what was removed, with the tokens of the pass's own conditionings."""
        if self._left_out is not None:
            words = zip(self._left_out.words, self._left_out.tokens, strict=True)
            first = pass_.conditions[0].id
            named = tuple(EffectWord(word, pass_.rows({first: tokens})) for word, tokens in words)
            return Removed(TEXT, named, prompts=self._left_out.texts)
        positive = [condition for condition in pass_.conditions if condition.polarity == POSITIVE]
        schedule = torch.tensor(pass_.sampling.schedule)
        bounds = noise_bounds(self._edit, schedule, self._model.get_model_object("model_sampling"))
        return Removed(ATTENTION, effect_words(positive, self._words), (), self._layers, *bounds)


@contextmanager
def _shown(text: str) -> Iterator[None]:
    show_activity(text)
    try:
        yield
    finally:
        show_activity(None)


def _prompts(model: Any, positive: Any, negative: Any) -> list[Condition]:
    """Return the positive prompts as a guider will hold them, to find words before anything is sampled."""
    guider = comfy.samplers.CFGGuider(model)
    guider.set_conds(positive, negative)
    guider.conds = guider.original_conds
    conditions = GuiderConditions(guider, current_execution()).conditions
    return [condition for condition in conditions if condition.polarity == POSITIVE]
