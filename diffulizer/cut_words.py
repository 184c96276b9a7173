"""Words cut out of the text of a prompt, with the marks, brackets and spaces that would be left without them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterator, Sequence

from .errors import SettingsError
from .format import read
from .prompts import TokenTable, Word
from .typed import as_compared, read_places

HOLE = "\0"
"""Character in the place of what was cut out."""
_BESIDE = rf"\s*{HOLE}\s*"
_WEIGHT = rf":\s*{read('tokens.json')['weight']}\s*(?=\))"
_SEPARATOR = rf"(?!{_WEIGHT})[,;:|，、；：]"
_END_OF_SENTENCE = "[.!?。！？]+"
_CLOSING = rf"(?:{_WEIGHT})?\\?\)|[\]}}]"

_TIDY = [
    (re.compile(pattern), put)
    for pattern, put in (
        (rf"{HOLE}(?:\s*{HOLE})+", HOLE),
        # pairs around nothing; \( is a literal parenthesis, ( that of a weight
        (rf"\\\({_BESIDE}\\\)", HOLE),
        (rf"(?<!\\)\({_BESIDE}(?:{_WEIGHT})?\)", HOLE),
        (rf"\[{_BESIDE}\]|\{{{_BESIDE}\}}|“{_BESIDE}”|\"{HOLE}\"|'{HOLE}'", HOLE),
        # one of two marks: the end of a sentence is kept, else the first
        (rf"({_END_OF_SENTENCE}){_BESIDE}(?:{_END_OF_SENTENCE}|{_SEPARATOR})", rf"\1{HOLE}"),
        (rf"{_SEPARATOR}{_BESIDE}(?={_END_OF_SENTENCE})", HOLE),
        (rf"({_SEPARATOR}){_BESIDE}{_SEPARATOR}", rf"\1{HOLE}"),
        # marks that separate nothing
        (rf"(\A\s*|\n[^\S\n]*|[(\[{{]\s*){HOLE}\s*(?:{_SEPARATOR}|{_END_OF_SENTENCE})", rf"\1{HOLE}"),
        (rf"{_SEPARATOR}{_BESIDE}(?=\Z|{_CLOSING})", HOLE),
        # words joined by a mark
        (rf"([-–/&+_]){HOLE}[-–/&+_]", r"\1"),
        (rf"(?<=\w)[-–/&+_]{HOLE}|{HOLE}[-–/&+_](?=\w)", HOLE),
    )
]
"""Rules, as (pattern, what is put in its place), which are applied until none changes anything."""
_BRACKET = re.compile(rf"(?<!\\)(?:\(|(?:{_WEIGHT})?\))")
"""A bracket of a weight: an opening one, or a closing one with its weight."""
_HOLE = re.compile(rf"(\s*){HOLE}(\s*)")
_OPENS = re.compile(r"[(\[{“]\Z")
_CLOSES = re.compile(rf"{_CLOSING}|[,;:|.!?”，、；：。！？]")
_QUOTES = ("'", '"')
"""Marks that open if a space is before them, and close if one is behind them."""


def cut_words(text: str, words: Sequence[Word], numbers: Collection[int]) -> str | None:
    """Return a prompt without some of its words; None if they can't be found in its text.

    Pairs of brackets or quotes that held nothing else go too, with their weight: "a (red:1.3) circle" without "red" is
    "a circle". So do marks that would separate nothing, and doubled spaces: "cat, dog, bird" without "dog" is
    "cat, bird". The rest stays as it was typed.

    Args:
        text: the prompt as it was typed.
        words: the words of its tokens.
        numbers: those to cut out, by their places among the words.
    """
    spans = word_spans(text, words)
    cut = [spans[number] for number in sorted(numbers)]
    if any(span is None for span in cut):
        return None
    text = text.replace(HOLE, " ")
    for start, end in reversed([span for span in cut if span is not None]):
        text = text[:start] + HOLE.join(["", *_half_pairs(text[start:end]), ""]) + text[end:]
    return _tidied(text)


def _half_pairs(text: str) -> list[str]:
    """Return the brackets of weights, closing ones with their weight, whose other half is not in a text. A word such as
    "reddog" in "red(dog big:1.3)" has one, which belongs to what stays."""
    closing: list[str] = []
    opening: list[str] = []
    for bracket in (found[0] for found in _BRACKET.finditer(text)):
        if bracket == "(":
            opening.append(bracket)
        elif opening:
            opening.pop()
        else:
            closing.append(bracket)
    return [*closing, *opening]


def moved_tokens(whole: TokenTable, left_out: Collection[int], shorter: TokenTable) -> dict[int, int]:
    """Return the place of each token of a prompt's words in the prompt without some of them. Tokens that belong to no
    word, and those of words that left, have none.

    Args:
        left_out: the tokens that left. A mark beside them may have left with them, as ``cut_words`` says.

    Raises:
        SettingsError: what is left of the words is not what the shorter prompt has.
    """
    places: dict[int, int] = {}
    after, certain = list(shorter.words), True
    for word in whole.words:
        if not set(left_out).isdisjoint(word.token_indices):
            continue
        if after and (after[0].text, len(after[0].token_indices)) == (word.text, len(word.token_indices)):
            places.update(zip(word.token_indices, after.pop(0).token_indices, strict=True))
        elif any(map(str.isalnum, word.text)):
            certain = False
    if after or not certain:
        raise SettingsError(
            f"the words of {whole.text!r} are read in another way in {shorter.text!r}, so which of them are edited "
            "there is not known."
        )
    return places


def word_spans(text: str, words: Sequence[Word], literal: bool = False) -> list[tuple[int, int] | None]:
    """Return where each word stands in a prompt, as (start, end); None for one that is not found.

    Each word is looked for after the one before it. Weights, and forms of letters that ``as_compared`` makes the same,
    make no difference.

    Args:
        text: the prompt as it was typed.
        words: its words.
        literal: whether the text encoder reads weights as text.
    """
    letters, places = [], []
    for start, end in _clusters(text, range(len(text)) if literal else read_places(text)):
        for letter in "".join(as_compared(text[start:end]).split()):
            letters.append(letter)
            places.append((start, end))
    whole, at = "".join(letters), 0
    spans: list[tuple[int, int] | None] = []
    for word in words:
        name = "".join(as_compared(word.text).split())
        found = whole.find(name, at) if name else -1
        if found < 0:
            spans.append(None)
            continue
        at = found + len(name)
        spans.append((places[found][0], places[at - 1][1]))
    return spans


def _clusters(text: str, read: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Yield start and end of each letter that is read, with the marks that combine with it."""
    first = 0
    for i in range(1, len(read) + 1):
        if i == len(read) or not unicodedata.combining(text[read[i]]):
            start = read[first]
            escaped = text[start] in "()" and start > 0 and text[start - 1] == "\\"
            yield start - escaped, read[i - 1] + 1
            first = i


def _tidied(text: str) -> str:
    """Return a text without its holes."""
    before = None
    while before != text:
        before = text
        for pattern, put in _TIDY:
            text = pattern.sub(put, text)
    return _HOLE.sub(_space, text)


def _space(hole: re.Match[str]) -> str:
    """Return what stands where a hole was."""
    text, left, right = hole.string, *hole.groups()
    start, end = hole.span()
    if start == 0 or end == len(text) or _CLOSES.match(text, end) or _OPENS.search(text[:start]):
        return ""
    if (not left and text[start - 1] in _QUOTES) or (not right and text[end] in _QUOTES):
        return ""
    if "\n" in left + right:
        return "\n"
    return " " if left or right or (text[start - 1].isalnum() and text[end].isalnum()) else ""
