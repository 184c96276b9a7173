"""Selection of the words, steps, layers and images of a recording that a person typed.

Steps are counted from 1, as the viewer and the panels do. Words are matched as they were typed into the prompt.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ..errors import RecordingError, SettingsError
from ..layers import AttentionLayer, named
from ..prompts import TokenTable
from ..recording import Condition
from ..settings import parse_layer_globs
from ..typed import find_typed

POSITIVE = "positive"
ALL_ITEMS = -1
"""Batch index that stands for every image of the batch."""

_ENTRY = re.compile(r"(?:\"[^\"]*\"|“[^”]*”|[^,;\n])+")
_QUOTED = re.compile(r"\"([^\"]*)\"|“([^”]*)”")
_NUMBERED = re.compile(r"(.*\S)\s*#(\d+)")
_NAMES_SHOWN = 40


@dataclass(frozen=True)
class WordGroup:
    """Words that were requested together, such as "circle" or "red circle"; their attention is summed.

    Attributes:
        text: the request, without quotes.
        condition: the conditioning whose prompt holds them.
        words: their numbers among the prompt's words, from 0.
        tokens: the tokens that spell them.
    """

    text: str
    condition: Condition
    words: tuple[int, ...]
    tokens: tuple[int, ...]


def split_words(text: str) -> list[str]:
    """Split a list such as ``circle, red circle, "one, two", a#2`` into its entries.

    Commas, semicolons and line breaks separate entries, but not within double quotes.
    """
    return [entry.strip() for entry in _ENTRY.findall(text) if entry.strip()]


def find_words(table: TokenTable, entry: str) -> list[tuple[int, ...]]:
    """Find a word or phrase in a prompt: return, for each occurrence, the numbers of its words in the prompt. One of
    which a word was not recorded is left out.

    Args:
        entry: an entry of ``split_words``. A phrase is a sequence of words. A word that the tokenizer splits ("it's",
            "1980s") may be written as one, and marks that it joins ("),") may be written in part. Case, the form of
            accented letters and invisible characters make no difference. Brackets are looked for as such first, then
            as weights. ``circle#2`` is the second occurrence alone; within quotes, # is a character like others.
    """
    recorded = (table.recorded(places) for places in _places(table, entry))
    return [numbers for numbers in recorded if numbers is not None]


def _places(table: TokenTable, entry: str) -> list[tuple[int, ...]]:
    """Return, for each occurrence, the places of its words among all words of the prompt."""
    quoted = _QUOTED.fullmatch(entry)
    numbered = None if quoted else _NUMBERED.fullmatch(entry)
    wanted = unquoted(numbered[1] if numbered else entry)
    found = find_typed(table.all_words, wanted)
    if numbered:
        number = int(numbered[2])
        return found[number - 1 : number] if number else []
    return found


def select_words(conditions: Sequence[Condition], text: str, condition: str = POSITIVE) -> tuple[WordGroup, ...]:
    """Return the words of a list, each with the first conditioning whose prompt holds it.

    Args:
        text: see ``split_words`` and ``find_words``; a word that occurs more than once means all its occurrences.
        condition: "positive", "negative" or another name that the guider uses, or the id of one conditioning ("c0").

    Raises:
        SettingsError: the list is empty, or a word is in none of the prompts; the message names their words.
        RecordingError: there is no such conditioning.
    """
    candidates = select_conditions(conditions, condition)
    entries = split_words(text)
    if not entries:
        raise SettingsError(f"words is empty. {_known_words(candidates)}")
    return tuple(_group(candidates, entry) for entry in entries)


def every_word(condition: Condition) -> tuple[WordGroup, ...]:
    """Return each word of a prompt with all its occurrences, once, as it is first written; marks are left out."""
    numbers: dict[str, list[int]] = {}
    words = condition.prompt.table.words
    for number, word in enumerate(words):
        if any(map(str.isalnum, word.text)):
            numbers.setdefault(word.text.casefold(), []).append(number)
    return tuple(
        WordGroup(words[own[0]].text, condition, tuple(own), tuple(i for n in own for i in words[n].token_indices))
        for own in numbers.values()
    )


def occurrences(conditions: Sequence[Condition], entry: str, name: str = "words") -> dict[str, list[tuple[int, ...]]]:
    """Return the tokens of each occurrence of a word or phrase, by the ids of the conditionings whose prompts hold it.

    Args:
        entry: an entry of ``split_words``.
        name: the name of the setting that has the entry, for errors.

    Raises:
        SettingsError: none of the prompts holds it, or its words were not recorded; the message names those that were.
    """
    found = {}
    for condition in conditions:
        table = condition.prompt.table
        spelt = [
            tuple(i for word in words for i in table.words[word].token_indices) for words in find_words(table, entry)
        ]
        if spelt:
            found[condition.id] = spelt
    if not found:
        if any(_places(condition.prompt.table, entry) for condition in conditions):
            raise SettingsError(f"{name} names {entry!r}, which was not recorded. {_known_words(conditions)}")
        raise SettingsError(f"{name} names {entry!r}, which is not in the prompt. {_known_words(conditions)}")
    return found


def select_conditions(conditions: Sequence[Condition], condition: str) -> list[Condition]:
    """Return the conditionings of a polarity or an id. Raises: RecordingError."""
    name = condition.strip().casefold()
    chosen = [c for c in conditions if name in (c.id.casefold(), c.polarity.casefold())]
    if not chosen:
        known = dict.fromkeys([*(c.polarity for c in conditions), *(c.id for c in conditions)])
        raise RecordingError(
            f"condition is {condition!r}; this recording has {', '.join(known) or 'no conditionings with a prompt'}."
        )
    return chosen


def select_steps(count: int, start: int = 1, end: int = -1) -> range:
    """Return the indices, from 0, of the steps from ``start`` to ``end``, both included.

    Args:
        count: number of steps.
        start, end: numbers from 1; negative ones count from the last step, -1. An end beyond the last step means the
            last step.

    Raises:
        SettingsError: there is no such step, or the end comes before the start.
    """
    first = start - 1 if start > 0 else count + start
    last = min(end, count) - 1 if end > 0 else count + end
    for name, value, index in (("start_step", start, first), ("end_step", end, last)):
        if value == 0 or not 0 <= index < count:
            raise SettingsError(f"{name} is {value}; expected a step from 1 to {count}, or -1 for the last one.")
    if last < first:
        raise SettingsError(
            f"start_step is {start} and end_step {end}: the range is empty. The recording has {count} steps."
        )
    return range(first, last + 1)


def select_layers(layers: Sequence[AttentionLayer], text: str, attention_type: str) -> list[AttentionLayer]:
    """Return the recorded layers of a kind that a list names, in the order of execution.

    Args:
        text: patterns of their names as in Capture Settings, their ids ("layer_3"), or parts of the U-Net: "input",
            "middle", "output", as in ``layers.PARTS``. An empty text or "*" means all of them.
        attention_type: "cross" or "self".

    Raises:
        RecordingError: no layer of that kind was recorded.
        SettingsError: an entry of the list matches none of them.
    """
    recorded = [layer for layer in layers if layer.attention_type == attention_type]
    if not recorded:
        raise RecordingError(
            f"The recording holds no {attention_type}-attention. Switch include_{attention_type}_attention on in "
            "Capture Settings and record again."
        )
    patterns = parse_layer_globs(text, ("*",))
    chosen, idle = named(recorded, patterns)
    if idle:
        raise SettingsError(
            f"layers is {text!r}: no recorded {attention_type}-attention layer matches "
            f"{', '.join(repr(pattern) for pattern in idle)}. Recorded are "
            f"{listed(layer.name for layer in recorded)}; more can be recorded with max_layers in Capture Settings."
        )
    return chosen


def select_items(batch: int, batch_index: int) -> list[int]:
    """Return the indices of images of a batch: one, or with -1 all of them.

    Raises:
        SettingsError: there is no such image.
    """
    if batch_index == ALL_ITEMS:
        return list(range(batch))
    if not 0 <= batch_index < batch:
        raise SettingsError(
            f"batch_index is {batch_index}; the recorded batch has {batch} image{'s' * (batch != 1)}, from 0. "
            "-1 is all of them."
        )
    return [batch_index]


def _group(conditions: Sequence[Condition], entry: str) -> WordGroup:
    holder, found = next(iter(occurrences(conditions, entry).items()))
    condition = next(c for c in conditions if c.id == holder)
    words = tuple(word for occurrence in find_words(condition.prompt.table, entry) for word in occurrence)
    return WordGroup(unquoted(entry), condition, words, tuple(i for tokens in found for i in tokens))


def unquoted(text: str) -> str:
    """Return an entry of ``split_words`` without its quotes."""
    return re.sub(r"[\"“”]", "", text).strip()


def _known_words(conditions: Sequence[Condition]) -> str:
    every = [word.text for condition in conditions for word in condition.prompt.table.words]
    known = [text for text in every if any(c.isalnum() for c in text)] or every
    left_out = [word.text for condition in conditions for word in condition.prompt.table.unrecorded]
    if left_out:
        return f"Recorded are {listed(known) or 'none'}; only_words of Capture Settings left out {listed(left_out)}."
    if not known:
        return "The prompt has no words: write one, or choose another condition."
    return f"The prompt's words are: {listed(known)}."


def listed(names: Iterable[str]) -> str:
    """List each name once, and say how many more there are."""
    every = list(dict.fromkeys(names))
    more = f" and {len(every) - _NAMES_SHOWN} more" if len(every) > _NAMES_SHOWN else ""
    return ", ".join(every[:_NAMES_SHOWN]) + more
