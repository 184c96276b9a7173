"""Words from the pieces of a tokenizer, which are decoded one after another.

A word ends where the text that the pieces stand for ends one: at white space, and between letters or digits and marks,
as CLIP's tokenizer splits a text. Where a text has no spaces (Chinese, Japanese), each token is a word. A border within
a token, or within a character of several bytes, is none.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence

from .prompts import Word, decode_bytes
from .typed import without_weights

SPELLINGS = BYTES, SENTENCEPIECE, CHARACTERS = ("bytes", "sentencepiece", "characters")
"""Spellings of tokens: byte-level BPE (a printable character for each byte), SentencePiece ("▁" for a space), and a
Latin-1 character for each byte (byT5)."""

UNKNOWN = "<unk>"
_SPACE = "\u2581"
_FALLBACK = re.compile(r"<0x([0-9A-Fa-f]{2})>")
_CONTRACTED = re.compile(r"['\u2019](?:s|t|re|ve|m|ll|d)(?![^\W_])", re.IGNORECASE)
_LETTER, _MARK, _BLANK = "letter", "mark", "blank"
_UNSPACED = ((0x2E80, 0xA4CF), (0xF900, 0xFAFF), (0xFF66, 0xFF9D), (0x1AFF0, 0x1B16F), (0x20000, 0x3FFFF))
"""Code points of Han, kana and other letters of scripts without spaces."""


def piece_bytes(token: str, spelling: str) -> bytes | None:
    """Return the UTF-8 bytes that a token stands for, its spaces included; None if it stands for unknown text."""
    if spelling == BYTES:
        return decode_bytes(token)
    if spelling == CHARACTERS:
        return token.encode("latin-1", errors="ignore")
    fallback = _FALLBACK.fullmatch(token)
    if fallback:
        return bytes([int(fallback[1], 16)])
    return None if token == UNKNOWN else token.replace(_SPACE, " ").encode()


def known_pieces(pieces: Sequence[bytes | None], text: str) -> list[bytes]:
    """Return pieces with the text of unknown ones, which is what the prompt has between the known ones beside them.

    Args:
        pieces: in the order of the prompt.
        text: the prompt as it was typed.

    Returns:
        The pieces; ``<unk>`` for one whose text is not certain.
    """
    known = [UNKNOWN.encode() if piece is None else piece for piece in pieces]
    if None not in pieces:
        return known
    typed = without_weights(text)
    letters, places = _letters(typed)
    at: int = 0
    waiting: list[int] = []
    for i, piece in enumerate([*pieces, b""]):
        last = i == len(pieces)
        name = "" if piece is None else _compared(piece.decode(errors="replace"))
        if piece is None:
            waiting.append(i)
        elif name or last:
            found = len(letters) if last else letters.find(name, at + bool(waiting))
            if found < 0:
                return known
            between = typed[places[at][0] : places[found - 1][1]] if waiting and found > at else ""
            for number, part in zip(waiting, _parts(between, len(waiting)), strict=False):
                known[number] = part.encode()
            at, waiting = found + len(name), []
    return known


def _parts(text: str, count: int) -> list[str]:
    """Split a text at white space, or also at letters that join emoji, into so many parts; none if it has others."""
    parted = "".join(" " if unicodedata.category(c) == "Cf" else c for c in text)
    return next((parts for parts in (text.split(), parted.split()) if len(parts) == count), [])


def typed_words(words: Sequence[Word], text: str) -> list[Word]:
    """Return words with their text as it was typed, where a tokenizer has normalised it ("…" to "...").

    Args:
        words: in the order of the prompt.
        text: the prompt as it was typed.
    """
    read = without_weights(text)
    letters, places = _letters(read)
    typed, at = [], 0
    for word in words:
        name = _compared(word.text)
        found = letters.find(name, at) if name else -1
        if found >= 0:
            at = found + len(name)
            word = Word(read[places[found][0] : places[at - 1][1]], word.token_indices)
        typed.append(word)
    return typed


def words_of_pieces(
    pieces: Sequence[bytes], inside: Sequence[bool], groups: Sequence[int]
) -> tuple[list[Word], list[int]]:
    """Join pieces into words.

    Args:
        pieces: UTF-8 bytes of each token.
        inside: which tokens are the prompt's.
        groups: tokens of different groups never share a word; a group is a weighted segment of the prompt.

    Returns:
        The words, and the indices of tokens that are white space and belong to none. A single space that a tokenizer
        parts from the word behind it belongs to that word.
    """
    words: list[Word] = []
    spaces: list[int] = []
    for run in _runs(inside, groups):
        own, blank = _words_of_run([pieces[i] for i in run])
        words += [Word(text, tuple(run[i] for i in indices)) for text, indices in own]
        spaces += [run[i] for i in blank]
    return words, spaces


def spell(tokens: Sequence[str], text: str, part: bool = False) -> bool:
    """Return whether tokens spell a text, or a part of it, in whatever spelling. What a tokenizer normalises makes no
    difference, nor does case, which CLIP's does not keep; a token of unknown text may be any."""
    if UNKNOWN in tokens:
        return True
    wanted = _compared(text).casefold()
    spellings = [[piece_bytes(token, spelling) or b"" for token in tokens] for spelling in SPELLINGS]
    spelt = [_compared(b"".join(pieces).decode(errors="replace")).casefold() for pieces in spellings]
    return any(own in wanted if part else own == wanted for own in spelt)


def _words_of_run(pieces: Sequence[bytes]) -> tuple[list[tuple[str, list[int]]], list[int]]:
    starts, blanks = _borders(b"".join(pieces))
    words: list[list[int]] = []
    spaces: list[int] = []
    at, space = 0, -1
    for i, piece in enumerate(pieces):
        own = range(at, at + len(piece))
        at = own.stop
        letters = [b for b in own if b not in blanks]
        if not letters:
            if space >= 0:
                spaces.append(space)
            space = i if piece == b" " else -1
            if space < 0:
                spaces.append(i)
            continue
        before = [space] if space >= 0 and letters[0] == own.start else []
        if space >= 0 and not before:
            spaces.append(space)
        space = -1
        if not words or letters[0] in starts:
            words.append([])
        words[-1] += [*before, i]
    spaces += [space] if space >= 0 else []
    texts = [b"".join(pieces[i] for i in word).decode(errors="replace").strip() for word in words]
    return list(zip(texts, words, strict=True)), sorted(spaces)


def _borders(text: bytes) -> tuple[set[int], set[int]]:
    """Return the places of bytes where a word begins, and those of white space."""
    letters = text.decode(errors="surrogateescape")
    contracted = {at for found in _CONTRACTED.finditer(letters) for at in range(found.start() + 1, found.end())}
    starts: set[int] = set()
    blanks: set[int] = set()
    place = 0
    before, unspaced_before = _BLANK, False
    for i, letter in enumerate(letters):
        size = len(letter.encode(errors="surrogateescape"))
        kind = _kind(letter, before)
        unspaced = kind == _LETTER and _unspaced(letter, unspaced_before)
        if kind == _BLANK:
            blanks.update(range(place, place + size))
        elif (kind != before or unspaced or unspaced_before) and i not in contracted:
            starts.add(place)
        before, unspaced_before = kind, unspaced
        place += size
    return starts, blanks


def _kind(letter: str, before: str) -> str:
    """Return the kind of a letter; one that combines with the letter before it, or can't be decoded, is of its kind."""
    if letter.isspace():
        return _BLANK
    category = unicodedata.category(letter)
    if category[0] in "LN":
        return _LETTER
    joins = category[0] == "M" or category in ("Cf", "Cs")
    return _LETTER if joins and before != _MARK else _MARK


def _unspaced(letter: str, before: bool) -> bool:
    """Return whether a letter is of a script without spaces."""
    if unicodedata.category(letter)[0] != "L":
        return before and unicodedata.category(letter)[0] == "M"
    return any(first <= ord(letter) <= last for first, last in _UNSPACED)


def _runs(inside: Sequence[bool], groups: Sequence[int]) -> Iterator[list[int]]:
    """Yield the indices of each run of neighbours that are inside, and of one group."""
    run: list[int] = []
    for i, (own, group) in enumerate(zip(inside, groups, strict=True)):
        if run and (not own or group != groups[run[-1]]):
            yield run
            run = []
        if own:
            run.append(i)
    if run:
        yield run


def _letters(text: str) -> tuple[str, list[tuple[int, int]]]:
    """Return the letters of a text as tokenizers normalise them, without white space, and the place of each: that of
    the letter as it was typed, with the marks that combine with it."""
    letters: list[str] = []
    places: list[tuple[int, int]] = []
    first = 0
    for end in range(1, len(text) + 1):
        if end == len(text) or not unicodedata.combining(text[end]):
            normal = _compared(text[first:end])
            letters += normal
            places += [(first, end)] * len(normal)
            first = end
    return "".join(letters), places


def _compared(text: str) -> str:
    """Return a text in the form of SentencePiece's normalisation (NFKC), without white space and invisible letters."""
    return "".join(
        c for c in unicodedata.normalize("NFKC", text) if not c.isspace() and unicodedata.category(c) != "Cf"
    )
