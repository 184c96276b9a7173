"""Prompts in the form that the text encoders saw: tokens, weights, and the words that a person typed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from .format import read

_TOKENS = read("tokens.json")
END_OF_WORD: str = _TOKENS["end_of_word"]
START_TOKEN: str = _TOKENS["start"]
END_TOKEN: str = _TOKENS["end"]
SPECIAL_TOKENS: frozenset[str] = frozenset(_TOKENS["special"])
"""Start, end and padding tokens of the tokenizers that runs come from."""
SPECIAL_KINDS: tuple[str, ...] = tuple(_TOKENS["kinds"])
OTHER, START, END, PADDING, TEMPLATE, SPACE, PICTURE, REFERENCE = SPECIAL_KINDS
"""Kinds of rows that belong to no recorded word: the words that were not recorded, in one row; start, end and padding
of a text encoder; text that it puts around the prompt; line breaks and spare blanks of the prompt; the picture that is
sampled; reference pictures."""
SPECIAL_NAMES: Mapping[str, str] = {kind: _TOKENS["names"].get(kind, kind) for kind in SPECIAL_KINDS}
"""Names of the kinds, for people."""


@dataclass(frozen=True)
class Word:
    """A word of the prompt and the indices of the tokens that spell it."""

    text: str
    token_indices: tuple[int, ...]


@dataclass(frozen=True)
class UnrecordedWord:
    """A word of the prompt that has no row of its own, and its place among all words of the prompt, from 0."""

    text: str
    place: int


@dataclass(frozen=True)
class EncoderRows:
    """A stretch of rows that one text encoder made, or two whose channels lie side by side ("l+g")."""

    name: str
    count: int


@dataclass(frozen=True)
class TokenTable:
    """The tokens of a conditioning, in the order of its rows.

    Attributes:
        text: the text that was tokenised.
        tokens: as the tokenizer writes them, ``</w>`` included.
        ids: token ids; -1 for a vector of a textual-inversion embedding, and for padding that no tokenizer made.
        weights: emphasis, 1.0 unless ``(word:1.3)`` asked for more.
        special: True for tokens that belong to no word.
        words: the words, joined from the tokens' pieces. A word that several encoders read has the tokens of all.
        kinds: one of ``SPECIAL_KINDS`` for each special token, None for the others; empty where ``special_kinds``
            tells it.
        encoders: the encoders of stretches of rows, where they are several.
        unrecorded: the words that share one row of the kind ``OTHER``, where only some words are recorded, in the order
            of the text; ``words`` has the others.
    """

    text: str
    tokens: tuple[str, ...]
    ids: tuple[int, ...]
    weights: tuple[float, ...]
    special: tuple[bool, ...]
    words: tuple[Word, ...]
    kinds: tuple[str | None, ...] = ()
    encoders: tuple[EncoderRows, ...] = ()
    unrecorded: tuple[UnrecordedWord, ...] = ()

    def __len__(self) -> int:
        return len(self.tokens)

    @property
    def token_kinds(self) -> list[str | None]:
        """Return the kind of each special token; None for tokens of words."""
        return list(self.kinds) or special_kinds(self.tokens, self.special)

    @property
    def all_words(self) -> tuple[Word, ...]:
        """Return the words of the text, those that were not recorded too; they have no tokens."""
        words = list(self.words)
        for word in self.unrecorded:
            words.insert(word.place, Word(word.text, ()))
        return tuple(words)

    def recorded(self, places: Sequence[int]) -> tuple[int, ...] | None:
        """Return the numbers in ``words`` of words that are named by their places in ``all_words``; None if one of them
        was not recorded."""
        left_out = [word.place for word in self.unrecorded]
        if not set(left_out).isdisjoint(places):
            return None
        return tuple(place - sum(other < place for other in left_out) for place in places)


@dataclass(frozen=True)
class EncodedPrompt:
    """Text of a conditioning, with the source of its labels.

    Attributes:
        table: tokens of the first text encoder.
        second: tokens of the second one where its text differs, else None. Its table has as many rows.
        source: "conditioning" (carried from CLIP Text Encode (Diffulizer)), "graph" (found in the
            executing graph) or "position" (unknown: labelled by position).
        reason: why the source is not "conditioning"; empty otherwise.
    """

    table: TokenTable
    second: TokenTable | None
    source: str
    reason: str = ""

    @property
    def text(self) -> str:
        return self.table.text


def special_kinds(tokens: Sequence[str], special: Sequence[bool]) -> list[str | None]:
    """Return the kind of each special token; None for tokens of words.

    Text encoders pad with the end token or with another one. The first special token after a word is therefore the end,
    and the others are padding; a special token before any word is a start.
    """
    kinds: list[str | None] = []
    ended = True
    for i, (token, is_special) in enumerate(zip(tokens, special, strict=True)):
        if not is_special:
            kind, ended = None, False
        elif token == START_TOKEN or (i == 0 and ended):
            kind, ended = START, False
        elif not ended:
            kind, ended = END, True
        else:
            kind = PADDING
        kinds.append(kind)
    return kinds


def join_words(tokens: Sequence[str], special: Sequence[bool], groups: Sequence[int] | None = None) -> tuple[Word, ...]:
    """Join byte-pair pieces into words.

    Args:
        tokens: pieces; the last piece of a word ends in ``</w>``.
        special: which tokens are start, end or padding; they belong to no word and end one.
        groups: where given, tokens of different groups never share a word (a group is one
            weighted segment or one embedding).
    """
    words: list[Word] = []
    text = ""
    indices: list[int] = []
    group: int | None = None

    def flush() -> None:
        nonlocal text, indices
        if indices:
            words.append(Word(decode_pieces(text), tuple(indices)))
        text, indices = "", []

    for i, token in enumerate(tokens):
        if special[i]:
            flush()
            continue
        if groups is not None and groups[i] != group:
            flush()
            group = groups[i]
        text += token.removesuffix(END_OF_WORD)
        indices.append(i)
        if token.endswith(END_OF_WORD):
            flush()
    flush()
    return tuple(words)


def decode_pieces(text: str) -> str:
    """Turn byte-level pieces into the text that a person would read: "cafÃ©" is "café".

    CLIP's tokenizer (after Radford et al. 2019, GPT-2) writes each byte of the UTF-8 text as one printable
    character. Text with any other character is no such piece and stays as it is.
    """
    return text if any(c not in _byte_of_character() for c in text) else decode_bytes(text).decode(errors="replace")


def decode_bytes(text: str) -> bytes:
    """Return the UTF-8 bytes of byte-level pieces, see ``decode_pieces``; of any other text, its own."""
    bytes_of = _byte_of_character()
    return bytes(bytes_of[c] for c in text) if all(c in bytes_of for c in text) else text.encode()


@lru_cache(maxsize=1)
def _byte_of_character() -> dict[str, int]:
    """Return the byte of each character: printable Latin-1 characters stand for their own byte, and the other bytes are
    numbered from 256."""
    printable = [*range(ord("!"), ord("~") + 1), *range(0xA1, 0xAC + 1), *range(0xAE, 0xFF + 1)]
    others = [b for b in range(256) if b not in printable]
    return {**{chr(b): b for b in printable}, **{chr(256 + i): b for i, b in enumerate(others)}}


def positional_table(length: int, text: str = "") -> TokenTable:
    """Make labels from positions, for a conditioning whose text is not known."""
    names = tuple(f"token {i}" for i in range(length))
    return TokenTable(
        text=text,
        tokens=names,
        ids=(-1,) * length,
        weights=(1.0,) * length,
        special=(False,) * length,
        words=tuple(Word(name, (i,)) for i, name in enumerate(names)),
    )
