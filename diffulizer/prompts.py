"""Prompts in the form that the text encoders saw: tokens, weights, and the words that a person typed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from .format import read

_TOKENS = read("tokens.json")
END_OF_WORD: str = _TOKENS["end_of_word"]
START_TOKEN: str = _TOKENS["start"]
END_TOKEN: str = _TOKENS["end"]
SPECIAL_TOKENS: frozenset[str] = frozenset(_TOKENS["special"])
"""Start, end and padding tokens of the tokenizers that runs come from."""
START, END, PADDING = "start", "end", "padding"
SPECIAL_KINDS = (START, END, PADDING)


@dataclass(frozen=True)
class Word:
    """A word of the prompt and the indices of the tokens that spell it."""

    text: str
    token_indices: tuple[int, ...]


@dataclass(frozen=True)
class TokenTable:
    """The tokens of one text encoder, in the order of the conditioning's rows.

    Attributes:
        text: the text that was tokenised.
        tokens: as the tokenizer writes them, ``</w>`` included.
        ids: token ids; -1 for a vector of a textual-inversion embedding.
        weights: emphasis, 1.0 unless ``(word:1.3)`` asked for more.
        special: True for start, end and padding.
        words: the words, joined from byte-pair pieces.
    """

    text: str
    tokens: tuple[str, ...]
    ids: tuple[int, ...]
    weights: tuple[float, ...]
    special: tuple[bool, ...]
    words: tuple[Word, ...]

    def __len__(self) -> int:
        return len(self.tokens)


@dataclass(frozen=True)
class EncodedPrompt:
    """Text of a conditioning, with the source of its labels.

    Attributes:
        table: tokens of the first text encoder.
        second: tokens of the second one where its text differs, else None.
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
    bytes_of = _byte_of_character()
    if any(c not in bytes_of for c in text):
        return text
    return bytes(bytes_of[c] for c in text).decode("utf-8", errors="replace")


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
