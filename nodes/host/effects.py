"""Effects of words: evaluations of the network beside the sampler's, in which words are removed from the prompt.

They are made where the sampler reports a step, on the x and the noise level of the evaluation that it reports. The
host decides by free memory how many share a call. Neither wrappers of other nodes, which may keep state from call to
call, nor the recorder see them.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack
from typing import Any

import comfy.samplers
import torch
from comfy.model_management import throw_exception_if_processing_interrupted
from comfy.patcher_extension import WrappersMP
from torch import Tensor, nn

from ...diffulizer.analysis.selection import every_word, occurrences, split_words, unquoted
from ...diffulizer.capture.effects import MemoryEffects, reduced_effects
from ...diffulizer.capture.recorder import Evaluation
from ...diffulizer.edits import REMOVE, SCALE, Edit
from ...diffulizer.effects import EFFECTS, EffectWord
from ...diffulizer.errors import RecordingError, SettingsError, errors_about
from ...diffulizer.recording import Condition, Gap
from .attention_editor import ActiveEdit, Editor, cross_places
from .attention_hook import KnownPreferences
from .call_options import EDITING, with_options
from .conditions import GuiderConditions
from .editing import COMPILED, EditedPass
from .execution import show_activity
from .model_facts import is_compiled

POSITIVE = "positive"
AT_ONCE = 4
"""Most evaluations between two looks at whether the user interrupted."""
KEY = "diffulizer_effects"


class WordEffects:
    """Measures effects of words in one pass.

    Args:
        guider: the host's, whose conditionings are prepared.
        text: the words, see ``settings.CaptureSettings.effect_words``.
        edited: the edits of the model's attention, which stay in force.

    Attributes:
        words: the words.

    Raises:
        SettingsError: the model can't be edited, or a word is not in the prompt.
    """

    def __init__(self, guider: Any, conditions: GuiderConditions, text: str, edited: EditedPass | None) -> None:
        self._places = cross_places(guider.model_patcher)
        self._preferences = KnownPreferences()
        positive = [c for c in conditions.conditions if c.polarity == POSITIVE]
        with errors_about("Effects of words"):
            if is_compiled(guider):
                raise SettingsError(COMPILED)
            if not self._places:
                raise SettingsError(f"{type(guider.model_patcher.model).__name__} has no cross-attention of a U-Net.")
            if not positive:
                raise SettingsError("the sampler evaluates no positive prompt.")
            self.words = effect_words(positive, text)
        self._positive = guider.conds[POSITIVE]
        self._conditions, self._edited = conditions, edited
        self._active = [ActiveEdit(edit) for edit in _edits(self.words, tuple(self._places.values()))]
        self._group: Sequence[ActiveEdit] = ()

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
            # a node may draw random numbers within the network, as the sampler does between its evaluations
            stack.enter_context(torch.random.fork_rng([device] if device.type == "cuda" else []))
            if self._edited is not None:
                stack.enter_context(self._edited.evaluated_at(evaluation.sigma))
            show_activity(f"effects of {len(self.words)} words")
            for first in range(0, len(self._active), AT_ONCE):
                throw_exception_if_processing_interrupted()
                self._group = self._active[first : first + AT_ONCE]
                lists = [self._positive] * len(self._group)
                without += comfy.samplers.calc_cond_batch(model, lists, x, sigma, self._options(options))
        uncond = None if evaluation.x0_uncond is None else evaluation.x0_uncond.to(device)
        effects = reduced_effects(evaluation.x0_text.to(device), without, uncond)
        if not effects.maps.isfinite().all():
            raise RecordingError("predictions without a word are not finite.")
        return effects

    def gaps(self) -> list[Gap]:
        """Return the layers in which words could not be removed."""
        problems = dict(item for active in self._active for item in active.problems.items())
        return [Gap(EFFECTS, layer, reason) for layer, reason in problems.items()]

    def _options(self, options: dict[str, Any]) -> dict[str, Any]:
        """Return the ``model_options`` of our evaluations: the sampler's, with no wrappers but ours and those of
        edits."""
        transformer = dict(options.get("transformer_options", {}))
        kinds = transformer.get("wrappers", {})
        transformer["wrappers"] = {
            kind: {key: value for key, value in of_kind.items() if key == EDITING} for kind, of_kind in kinds.items()
        }
        network = transformer["wrappers"].setdefault(WrappersMP.DIFFUSION_MODEL, {})
        transformer["wrappers"][WrappersMP.DIFFUSION_MODEL] = {KEY: [self._diffusion_model], **network}
        kept = {key: value for key, value in options.items() if key != "model_function_wrapper"}
        return {**kept, "transformer_options": transformer}

    def _diffusion_model(self, executor: Any, *args: Any, **kwargs: Any) -> Any:
        changed = with_options(args, kwargs, lambda *given: self._editing(executor.class_obj, *given))
        assert changed is not None
        args, kwargs = changed
        return executor(*args, **kwargs)

    def _editing(
        self, network: nn.Module, options: dict[str, Any] | None, _x: Any, context: Tensor | None
    ) -> dict[str, Any]:
        """Return options for one call of the network in which each chunk lacks the word of its list."""
        if options is None:
            raise RecordingError("the host passed no transformer_options.")
        names: list[str | None] = [POSITIVE] * len(self._group)
        chunks = self._conditions.chunks_of(names, options, context)
        if None in chunks:
            raise RecordingError("another node hides which conditioning a call of the network evaluates.")
        acting = [[self._group[number]] for number in options["cond_or_uncond"]]
        lengths, preferred = self._conditions.lengths, self._preferences[network]
        return Editor(acting, chunks, lengths, self._places, preferred).compose(options)


def other_wrappers(options: dict[str, Any]) -> list[str]:
    """Return the names of the wrappers of other nodes around evaluations, which don't see ours."""
    wrappers = options.get("transformer_options", {}).get("wrappers", {})
    kinds = (WrappersMP.CALC_COND_BATCH, WrappersMP.APPLY_MODEL, WrappersMP.DIFFUSION_MODEL)
    keys = dict.fromkeys(key for kind in kinds for key, held in wrappers.get(kind, {}).items() if held)
    names = ["without a name" if key is None else str(key) for key in keys if not str(key).startswith("diffulizer_")]
    return [*names, *(["model_function_wrapper"] if "model_function_wrapper" in options else [])]


def effect_words(conditions: Sequence[Condition], text: str) -> tuple[EffectWord, ...]:
    """Return the words of a list, or of an empty one all words of the first prompt, each once, without marks.

    Raises:
        SettingsError: a word is in none of the prompts, or the first prompt has no known words.
    """
    entries = split_words(text)
    if entries:
        return tuple(EffectWord(unquoted(entry), _tokens(occurrences(conditions, entry))) for entry in entries)
    prompt = conditions[0].prompt
    if prompt.source == "position":
        raise SettingsError("effect_words is empty, and the words of the prompt are not known. Name tokens: token 1.")
    first, *others = ({w.text.casefold(): w for w in every_word(condition)} for condition in conditions)
    if not first:
        raise SettingsError("effect_words is empty, and the prompt has no words.")
    each = [(own, *(other[name] for other in others if name in other)) for name, own in first.items()]
    return tuple(EffectWord(same[0].text, {word.condition.id: word.tokens for word in same}) for same in each)


def _tokens(found: dict[str, list[tuple[int, ...]]]) -> dict[str, tuple[int, ...]]:
    return {id_: tuple(sorted({token for spelt in each for token in spelt})) for id_, each in found.items()}


def _edits(words: Sequence[EffectWord], layers: tuple[str, ...]) -> list[Edit]:
    """Return the edits that remove each word, and the null edit, which changes nothing but the way through the host."""
    removed = [Edit(REMOVE, (word.text,), None, POSITIVE, dict(word.tokens), layers) for word in words]
    every = {id_: tokens for word in words for id_, tokens in word.tokens.items()}
    return [*removed, Edit(SCALE, tuple(word.text for word in words), 1.0, POSITIVE, every, layers)]
