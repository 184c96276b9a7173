"""Prompts without a word, encoded by the host's text encoder."""

from __future__ import annotations

from typing import Any

import comfy.utils
from comfy.model_management import throw_exception_if_processing_interrupted

from ...diffulizer.analysis.selection import WordGroup, every_word, select_words
from ...diffulizer.cut_words import cut_words
from ...diffulizer.errors import SettingsError
from ...diffulizer.left_out import LeftOut
from ...diffulizer.prompts import Word
from ...diffulizer.recording import Condition
from .conditions import POSITIVE
from .tokens import carry_tokens, encoded, text_prompt


def leave_out(clip: Any, text: str, words: str) -> LeftOut:
    """Return a prompt, encoded as it is and without each word of a list, or without each word that it has.

    Args:
        clip: the host's CLIP.
        text: the prompt.
        words: see ``select_words``; empty means each word, all its occurrences at once.

    Raises:
        SettingsError: a word is not in the prompt, or can't be found in its text.
        ValueError: there is no text encoder.
    """
    whole = _encoded(clip, text)
    condition = Condition(id="c0", polarity=POSITIVE, prompt=text_prompt(clip, text))
    groups = select_words([condition], words) if words.strip() else every_word(condition)
    if not groups:
        raise SettingsError("words is empty, and the prompt has no words that could be left out.")
    texts = tuple(_without(clip, group) for group in groups)
    conditionings, progress = [], comfy.utils.ProgressBar(len(texts))
    for done, shorter in enumerate(texts, start=1):
        throw_exception_if_processing_interrupted()
        conditionings.append(_encoded(clip, shorter))
        progress.update_absolute(done)
    return LeftOut(
        text=text,
        conditioning=whole,
        words=tuple(group.text for group in groups),
        tokens=tuple(group.tokens for group in groups),
        texts=texts,
        conditionings=tuple(conditionings),
    )


def _encoded(clip: Any, text: str) -> list[Any]:
    return carry_tokens(encoded(clip, text), clip, text)


def _without(clip: Any, group: WordGroup) -> str:
    """Return a prompt's text without a word, of which the tokenizer reads what is left as it did before."""
    table = group.condition.prompt.table
    text = cut_words(table.text, table.words, group.words)
    kept = [word for number, word in enumerate(table.words) if number not in group.words]
    if text is None or _letters(text_prompt(clip, text).table.words) != _letters(kept):
        raise SettingsError(
            f"words names {group.text!r}, which can't be told apart from the rest of the text {table.text!r}. Write "
            "it as a word of its own, or wire a text without it to another CLIP Text Encode (Diffulizer)."
        )
    return text


def _letters(words: tuple[Word, ...] | list[Word]) -> str:
    return "".join(c for word in words for c in word.text if c.isalnum())
