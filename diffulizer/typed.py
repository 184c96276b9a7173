"""Prompts as people type them: what a tokenizer reads of one, and the words of a prompt that a text names."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from .format import read
from .prompts import Word

_WEIGHTED = re.compile(rf"(.+):\s*{read('tokens.json')['weight']}\s*", re.DOTALL)
"""Inside of a pair of parentheses with a weight."""


def find_typed(words: Sequence[Word], text: str) -> list[tuple[int, ...]]:
    """Find a word or a phrase, as it was typed, among the words of a prompt: return the numbers of each occurrence.

    Each word of the text is spelt by one word of the prompt or by several. Of a word that has only marks ("),"), a part
    is enough at either end. Brackets are looked for as such first, then as weights.
    """
    names = [as_compared(word.text) for word in words]
    return _occurrences(names, as_compared(text)) or _occurrences(names, as_read(text))


def as_read(text: str) -> str:
    """Return a prompt's text as it is tokenised: without weights and their parentheses, escaped parentheses as such,
    and as ``as_compared``. "(Cafe\u0301:1.3) \\(noir\\)" is "café (noir)".

    The rules for parentheses are ComfyUI's: a pair at the outermost level is a weight, and what follows the last colon
    within is its value if it is a number.
    """
    return as_compared(without_weights(text))


def without_weights(text: str) -> str:
    """Return a prompt as it was typed, without weights and their parentheses, and with escaped parentheses as such."""
    return "".join(text[i] for i in read_places(text))


def read_places(text: str) -> list[int]:
    """Return the places of the characters of ``without_weights`` in the text as it was typed."""
    escaped = text.replace("\\(", "\0[").replace("\\)", "\0]")
    return [i for i in _read_places(escaped, 0, len(escaped)) if escaped[i] != "\0"]


def as_compared(text: str) -> str:
    """Return a text in the form in which words are compared: letters composed (NFC) and without their case, white space
    as single spaces, escaped parentheses as such, and without the invisible characters that tokenizers drop, such as
    those that join emoji."""
    text = text.replace("\\(", "(").replace("\\)", ")")
    composed = unicodedata.normalize("NFC", " ".join(text.split()))
    return "".join(c for c in composed if not unicodedata.category(c).startswith("C")).casefold()


def _read_places(text: str, start: int, end: int) -> list[int]:
    kept: list[int] = []
    depth = 0
    for i in range(start, end):
        if text[i] == "(":
            if depth == 0:
                kept, start = [*kept, *range(start, i)], i
            depth += 1
        elif text[i] == ")":
            depth -= 1
            if depth == 0:
                weighted = _WEIGHTED.fullmatch(text, start + 1, i)
                inside = _read_places(text, start + 1, weighted.end(1) if weighted else i)
                kept, start = [*kept, *inside], i + 1
    return [*kept, *range(start, end)]


def _occurrences(names: Sequence[str], wanted: str) -> list[tuple[int, ...]]:
    parts = wanted.split()
    occurrences, at = [], 0
    while parts and at < len(names):
        end = at + 1 if names[at] == wanted else _end(names, at, parts)
        if end:
            occurrences.append(tuple(range(at, end)))
        at = end or at + 1
    return occurrences


def _end(names: Sequence[str], at: int, parts: Sequence[str]) -> int:
    """Return the position after the words that spell the parts, each by one word or by several; 0 if they do not. Of
    the first and of the last word, a part is enough if it has only marks."""
    first = at
    for number, part in enumerate(parts, start=1):
        left = part
        while left:
            if at == len(names):
                return 0
            name = names[at]
            if at == first and not left.startswith(name):
                name = next((name[i:] for i in _cuts(name) if left.startswith(name[i:])), name)
            if number == len(parts) and any(name[:i] == left for i in _cuts(name)):
                name = left
            if not left.startswith(name):
                return 0
            left = left[len(name) :]
            at += 1
    return at


def _cuts(name: str) -> range:
    """Return the places where a word of marks may be cut."""
    return range(1, 1 if any(c.isalnum() for c in name) else len(name))
