"""A prompt without each of its words, as text encoders read it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, eq=False)
class LeftOut:
    """A prompt, encoded as it is and once without each of some words.

    A word leaves the text before it is encoded, so the embeddings of the other words change too.

    Attributes:
        text: the prompt.
        conditioning: what the host's text encoder makes of it: a list of [embedding, extras].
        words: the words or phrases that were left out, each as it was named, such as "circle" or "circle#2".
        tokens: for each of them, the tokens of the prompt that spell it.
        texts: the prompt without each of them.
        conditionings: the same as ``conditioning``, for each of the texts.
    """

    text: str
    conditioning: Any
    words: tuple[str, ...]
    tokens: tuple[tuple[int, ...], ...]
    texts: tuple[str, ...]
    conditionings: tuple[Any, ...]
