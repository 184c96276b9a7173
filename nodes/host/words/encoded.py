"""Texts that the host has tokenised, and the token tables that a kind of text encoder makes of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ....diffulizer.prompts import TokenTable

Chunk = list[tuple[Any, float, int]]
"""Entries (id or vector, weight, number of the weighted segment, which is 0 for what the tokenizer adds)."""


class UnknownWordsError(ValueError):
    """The words of an embedding are not certain; the message is the reason."""


@dataclass(frozen=True)
class Encoded:
    """A text that the host has tokenised.

    Attributes:
        tokens: the result of ``tokenize_with_weights(..., return_word_ids=True)``, by text encoder.
        tokenizer: the tokenizer that made them.
        texts: the text of each encoder; "" is the text of all.
        rows: rows of the embedding [1, rows, channels]; None if there is none to compare with.
        model: the host's text encoders, None if they are not known.
        before: text that a node put before the prompt.
        template: the text around the prompt, ``{}`` in its place, where it is not the tokenizer's own.
        pictures: rows of each picture in the text, none where they are not known.
    """

    tokens: Mapping[str, list[Chunk]]
    tokenizer: Any
    texts: Mapping[str, str]
    rows: int | None = None
    model: Any = None
    before: str = ""
    template: str | None = None
    pictures: tuple[int, ...] = ()

    def text(self, name: str) -> str:
        """Return the text of an encoder."""
        return self.texts.get(name, self.texts.get("", ""))

    def inner(self, name: str) -> Any:
        """Return the tokenizer of one text encoder."""
        inner = getattr(self.tokenizer, f"clip_{name}", None) or getattr(self.tokenizer, name, None)
        return self.tokenizer if inner is None else inner

    def runs(self, name: str) -> bool:
        """Return whether a text encoder is loaded, as far as that is known."""
        return self.model is None or getattr(self.model, name, None) is not None


@dataclass(frozen=True)
class Labels:
    """Token tables of an embedding.

    Attributes:
        tables: by the text encoder that names the tokens, the first one first. They have the same rows; another than
            the first is of interest where its text differs.
        rows: rows that these tokens make of an embedding. The tables have others where the network is given others.
    """

    tables: dict[str, TokenTable]
    rows: int
