"""Tags: the parts of a prompt between commas, which is how many people write prompts for SDXL."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from .format import read
from .prompts import Word
from .typed import as_compared, without_weights

_RULES = read("tags.json")
_SEPARATOR = re.compile(_RULES["separator"])


@dataclass(frozen=True)
class Tag:
    """A tag of a prompt.

    Attributes:
        text: the tag as it is written, without weights; an escaped parenthesis is a plain one.
        words: the numbers of its words among the prompt's words, from 0.
    """

    text: str
    words: tuple[int, ...]


def tags_of(text: str, words: Sequence[Word]) -> tuple[Tag, ...]:
    """Return the tags of a prompt, in the order of its text.

    Each tag is looked for among the letters of the words that follow the tag before it. One that the tokenizer dropped,
    as it drops what does not fit, is left out.

    Args:
        text: the prompt as it was typed. ``format/tags.json`` says what separates tags.
        words: the words of its tokens.
    """
    names = [_letters(word.text) for word in words]
    letters, owners = "".join(names), [i for i, name in enumerate(names) for _ in name]
    tags, at = [], 0
    for part in _SEPARATOR.split(without_weights(text)):
        name = _letters(part)
        start = letters.find(name, at) if name else -1
        while start > 0 and owners[start] == owners[start - 1] and any(c.isalnum() for c in names[owners[start]]):
            start = letters.find(name, start + 1)  # a tag does not begin within a word
        if start >= 0:
            at = start + len(name)
            tags.append(Tag(" ".join(part.split()), tuple(dict.fromkeys(owners[start:at]))))
    return tuple(tags)


def looks_like_tags(tags: Sequence[Tag]) -> bool:
    """Return whether a prompt with these tags is a list of tags rather than sentences; ``format/tags.json`` has the
    bounds."""
    words = sum(len(tag.text.split()) for tag in tags)
    return bool(len(tags) >= _RULES["fewest"] and words <= _RULES["most_words"] * len(tags))


def matching(tags: Sequence[Tag], query: str) -> list[Tag]:
    """Return the tags in which a regular expression is found, whatever their case. An invalid one is plain text."""
    try:
        pattern = re.compile(query, re.IGNORECASE)
    except re.error:
        pattern = re.compile(re.escape(query), re.IGNORECASE)
    return [tag for tag in tags if pattern.search(tag.text)]


def still_chosen(tags: Sequence[Tag], chosen: Iterable[str]) -> list[Tag]:
    """Return the tags of a prompt that were chosen by their text in an earlier one."""
    names = {as_compared(text) for text in chosen}
    return [tag for tag in tags if as_compared(tag.text) in names]


def _letters(text: str) -> str:
    return "".join(as_compared(text).split())
