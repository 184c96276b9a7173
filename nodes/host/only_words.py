"""Conditionings of a pass of which only some words are recorded."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from ...diffulizer.analysis.selection import listed, occurrences, split_words
from ...diffulizer.capture import Chunk
from ...diffulizer.capture.memory import MemoryPass
from ...diffulizer.capture.only_words import narrowed
from ...diffulizer.edits import Edit
from ...diffulizer.recording import Condition
from .conditions import GuiderConditions

UNRECORDED = "attention to words"
"""``Gap.what`` of words that share a row."""


def only_words(target: MemoryPass, conditions: GuiderConditions) -> OnlyWords | None:
    """Return the conditionings with rows for the words that a pass is to record; None if it records all.

    Words that are edited, or whose effects or gather maps are recorded, keep their rows too, because the run names
    their tokens. The pass then names them by the rows that are left, and the other words among its gaps.

    Raises:
        SettingsError: a word is in none of the prompts whose maps are recorded.
    """
    entries = split_words(target.settings.only_words)
    if not entries or not any(layer.attention_type == "cross" for layer in target.layers):
        return None
    every = conditions.conditions
    mapped = [condition for condition in every if target.settings.wants_maps(condition.polarity)]
    found: list[Mapping[str, Sequence[int]]] = [
        {id_: [token for spelt in each for token in spelt] for id_, each in places.items()}
        for places in (occurrences(mapped or every, entry, name="only_words") for entry in entries)
    ]
    found += [tokens for edit in target.edits for tokens in (edit.tokens, edit.partners)]
    found += [word.tokens for word in target.effect_words]
    found.append(target.gather_tokens)
    words = OnlyWords(conditions, found)
    words.describe(target)
    return words


class OnlyWords:
    """Conditionings with rows for some words.

    Args:
        conditions: the conditionings, with rows for all words.
        found: tokens of the words by the id of a conditioning.

    Attributes:
        conditions: the same conditionings, with the rows that are left.
        row_of: the row of each token of the whole prompt, by the id of a conditioning.
    """

    def __init__(self, conditions: GuiderConditions, found: Iterable[Mapping[str, Sequence[int]]]) -> None:
        tokens: dict[str, set[int]] = {}
        for one in found:
            for id_, own in one.items():
                tokens.setdefault(id_, set()).update(own)
        made = {
            c.id: narrowed(c.prompt, conditions.rows_of(c.id), tokens.get(c.id, set())) for c in conditions.conditions
        }
        self.conditions: list[Condition] = [replace(c, prompt=made[c.id].prompt) for c in conditions.conditions]
        self.row_of = {id_: one.row_of for id_, one in made.items()}
        self._rows = {id_: one.rows for id_, one in made.items()}
        self._seconds = [c.id for c in conditions.conditions if c.prompt.second is not None]

    def chunk(self, chunk: Chunk | None) -> Chunk | None:
        """Return a chunk of a call with the rows that are left."""
        return None if chunk is None else replace(chunk, rows=self._rows[chunk.condition])

    def describe(self, target: MemoryPass) -> None:
        """Let a pass name tokens by the rows that are left, and name among its gaps what has none."""
        target.row_of = self.row_of
        target.edits = tuple(self._edit(target, edit) for edit in target.edits)
        target.effect_words = tuple(replace(w, tokens=target.rows(w.tokens)) for w in target.effect_words)
        target.gather_tokens = {id_: tuple(sorted(own)) for id_, own in target.rows(target.gather_tokens).items()}
        reason = f"only_words is {target.settings.only_words!r}"
        for condition in self.conditions:
            words = [word.text for word in condition.prompt.table.unrecorded]
            if words:
                target.add_gap(UNRECORDED, f"{condition.id}: {listed(words)}", reason)
        for id_ in self._seconds:
            target.add_gap("tokens of the second text encoder", id_, reason)

    @staticmethod
    def _edit(target: MemoryPass, edit: Edit) -> Edit:
        return replace(edit, tokens=target.rows(edit.tokens), partners=target.rows(edit.partners))
