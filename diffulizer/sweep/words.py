"""Words of a study, chosen among those of a run's prompt before anything is drawn."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ..analysis.selection import split_words, unquoted
from ..errors import SettingsError
from ..typed import as_compared, as_read

_NUMBER = re.compile(r"\s*#\d+\Z")


def words_within(texts: Sequence[str], words: Sequence[str]) -> str:
    """Return the words that stand in some of the texts, as the list that Capture Settings takes.

    Which words a prompt has is only certain once its text encoder has read it. If a word is found here and not by the
    encoder, such as a part of a Chinese word, the run fails and says why. If it were the other way round, the word
    would be missing from the run unnoticed, so in doubt a word is found.

    Args:
        texts: prompts as they were typed.
        words: entries as people type them, such as "circle", "red circle" or "circle#2".

    Raises:
        SettingsError: the texts have none of them.
    """
    forms = [form for text in texts for form in (as_compared(text), as_read(text))]
    chosen = [word for word in words if any(_has(form, word) for form in forms)]
    if not chosen:
        shown = " | ".join(text for text in texts if text)[:200]
        raise SettingsError(f"words is {', '.join(words)}; none of them is in the prompt {shown!r}.")
    return ", ".join(map(_as_entry, chosen))


def _has(text: str, word: str) -> bool:
    """Return whether a word or phrase stands in a text, and not within a longer word. In scripts without upper and
    lower case, a part of a word is enough, because some put no spaces between words."""
    wanted = as_compared(unquoted(_NUMBER.sub("", word)))
    places = (found.start() for found in re.finditer(re.escape(wanted), text)) if wanted else ()
    return any(
        not _join(text[at - 1 : at], wanted[0]) and not _join(wanted[-1], text[at + len(wanted) :][:1]) for at in places
    )


def _join(first: str, second: str) -> bool:
    """Return whether two characters, or nothing at an end of the text, are letters of one word."""
    return all(character.upper() != character.lower() for character in (first, second))


def _as_entry(word: str) -> str:
    """Return a word as one entry of a list, in quotes if a separator is in it."""
    return word.strip() if len(split_words(word)) == 1 else f'"{unquoted(word)}"'
