"""Edits of attention in other texts than the sampler's: those of a prompt that words were left out of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from types import SimpleNamespace
from typing import Any

from ...diffulizer.cut_words import moved_tokens
from ...diffulizer.edits import Edit
from ...diffulizer.errors import SettingsError
from ...diffulizer.left_out import LeftOut
from ...diffulizer.prompts import TokenTable
from .attention_editor import ActiveEdit
from .conditions import GuiderConditions
from .execution import current_execution
from .tokens import carried_prompt


@dataclass(frozen=True, eq=False)
class EditedTexts:
    """Edits of a pass, with the tokens of their words in other texts.

    Attributes:
        conditions: the conditionings of these texts.
        active: the edits.
    """

    conditions: GuiderConditions
    active: list[ActiveEdit]


def edited_texts(
    guider: Any,
    active: Sequence[ActiveEdit],
    left_out: LeftOut,
    lists: Sequence[list[Any]],
    ids: Sequence[str | None],
    places: Sequence[int | None],
) -> EditedTexts:
    """Return the edits of a pass with their words' tokens in the prompt without each of some words, and in the whole.

    Each word that is left in a text is edited there, wherever it stands. One that left it is edited no more, nor is one
    that it was swapped with.

    Args:
        lists: positive conditionings of the prompt without each word, and last with all of them.
        ids: the sampler's conditionings in whose place theirs are.
        places: the places in ``left_out.conditioning`` that they are of; None for one of another text, which is in all
            lists.

    Raises:
        SettingsError: where the edited tokens are in one of the texts is not known.
    """
    named = {f"text {number}": own for number, own in enumerate(lists)}
    conditions = GuiderConditions(SimpleNamespace(conds=named, model_patcher=guider.model_patcher), current_execution())
    texts = zip([*left_out.conditionings, left_out.conditioning], [*left_out.tokens, ()], strict=True)
    tokens: list[dict[str, tuple[int, ...]]] = [{} for _ in active]
    partners: list[dict[str, tuple[int, ...]]] = [{} for _ in active]
    for (name, own), (conditioning, gone) in zip(named.items(), texts, strict=True):
        for cond, id_, place in zip(own, ids, places, strict=True):
            new = conditions.id_of(name, cond)
            for number, edit in enumerate(one.edit for one in active):
                if new is None or id_ not in edit.tokens:
                    continue
                before, other = edit.tokens[id_], edit.partners.get(id_, ())
                if place is not None:
                    whole = _table(left_out.conditioning[place])
                    before, other = _moved(edit, before, other, whole, gone, _table(conditioning[place]))
                tokens[number][new], partners[number][new] = before, other
    moved = zip(active, tokens, partners, strict=True)
    return EditedTexts(conditions, [replace(a, edit=replace(a.edit, tokens=t, partners=p)) for a, t, p in moved])


def _moved(
    edit: Edit,
    tokens: tuple[int, ...],
    partners: tuple[int, ...],
    whole: TokenTable,
    gone: Sequence[int],
    shorter: TokenTable,
) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Return an edit's tokens and their partners in a text without others, as far as they are in it."""
    of_words = {token for word in whole.words for token in word.token_indices}
    unknown = sorted({*tokens, *partners} - of_words)
    if unknown:
        raise SettingsError(
            f"an edit ({edit.title}) is of token {unknown[0]}, which belongs to no word, so its place in a text "
            "without one is not known."
        )
    places = moved_tokens(whole, gone, shorter)
    if not partners:
        return tuple(places[token] for token in tokens if token in places), ()
    pairs = [(places[a], places[b]) for a, b in zip(tokens, partners, strict=True) if a in places and b in places]
    return tuple(a for a, _ in pairs), tuple(b for _, b in pairs)


def _table(entry: Any) -> TokenTable:
    embedding, extras = entry
    prompt, reason = carried_prompt({"cross_attn": embedding, **extras})
    if prompt is None:
        raise SettingsError(f"the words of the prompts of left_out are not known: {reason}.")
    return prompt.table
