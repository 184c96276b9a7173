"""Removal of words from the cross-attention of evaluations beside the sampler's."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from torch import Tensor, nn

from ...diffulizer.analysis.selection import every_word, occurrences, split_words, unquoted
from ...diffulizer.edits import REMOVE, SCALE, Edit
from ...diffulizer.effects import ATTENTION, EFFECTS, EffectWord
from ...diffulizer.errors import RecordingError, SettingsError
from ...diffulizer.recording import Condition, Gap
from .attention_editor import ActiveEdit, Editor, cross_places
from .attention_hook import KnownPreferences
from .call_options import with_options
from .conditions import POSITIVE, GuiderConditions
from .edited_texts import EditedTexts
from .editing import COMPILED
from .model_facts import is_compiled


class AttentionRemoval:
    """Words that get no attention in any cross-attention layer, and last the null edit, which removes nothing.

    Args:
        guider: the host's, whose conditionings are prepared.
        text: the words, see ``settings.CaptureSettings.effect_words``.

    Attributes:
        words: the words.

    Raises:
        SettingsError: the model can't be edited, or a word is not in the prompt.
    """

    kind = ATTENTION
    edits: EditedTexts | None = None

    def __init__(self, guider: Any, conditions: GuiderConditions, text: str) -> None:
        self._places = cross_places(guider.model_patcher)
        self._preferences = KnownPreferences()
        positive = [c for c in conditions.conditions if c.polarity == POSITIVE]
        if is_compiled(guider):
            raise SettingsError(COMPILED)
        if not self._places:
            raise SettingsError(f"{type(guider.model_patcher.model).__name__} has no cross-attention of a U-Net.")
        if not positive:
            raise SettingsError("the sampler evaluates no positive prompt.")
        self.words = effect_words(positive, text)
        self._positive = guider.conds[POSITIVE]
        self._conditions = conditions
        self._active = [ActiveEdit(edit) for edit in _edits(self.words, tuple(self._places.values()))]
        self._group: Sequence[ActiveEdit] = ()

    def take(self, group: slice) -> tuple[list[Any], Callable[..., Any]]:
        """Return the lists of conditionings to evaluate for some of the words, and a wrapper around the network in
        which each chunk lacks the word of its list."""
        self._group = self._active[group]
        return [self._positive] * len(self._group), self._diffusion_model

    def gaps(self) -> list[Gap]:
        """Return the layers in which words could not be removed."""
        problems = dict(item for active in self._active for item in active.problems.items())
        return [Gap(EFFECTS, layer, reason) for layer, reason in problems.items()]

    def _diffusion_model(self, executor: Any, *args: Any, **kwargs: Any) -> Any:
        changed = with_options(args, kwargs, lambda *given: self._editing(executor.class_obj, *given))
        assert changed is not None
        args, kwargs = changed
        return executor(*args, **kwargs)

    def _editing(
        self, network: nn.Module, options: dict[str, Any] | None, _x: Any, context: Tensor | None
    ) -> dict[str, Any]:
        if options is None:
            raise RecordingError("the host passed no transformer_options.")
        names: list[str | None] = [POSITIVE] * len(self._group)
        chunks = self._conditions.chunks_of(names, options, context)
        if None in chunks:
            raise RecordingError("another node hides which conditioning a call of the network evaluates.")
        acting = [[self._group[number]] for number in options["cond_or_uncond"]]
        preferred = self._preferences[network]
        return Editor(acting, chunks, self._conditions.by_id, self._places, preferred).compose(options)


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
