"""Words from pieces of any spelling, and tables of several text encoders."""

from __future__ import annotations

import pytest

from diffulizer.pieces import (
    BYTES,
    CHARACTERS,
    SENTENCEPIECE,
    known_pieces,
    piece_bytes,
    spell,
    typed_words,
    words_of_pieces,
)
from diffulizer.prompts import END, PADDING, SPACE, START, TEMPLATE, Word
from diffulizer.token_tables import Row, joined, made_by, merged, padded_table, table_of_rows


def words(*pieces: str, groups: list[int] | None = None) -> list[tuple[str, tuple[int, ...]]]:
    """Words and indices of pieces that are whole texts."""
    own = [piece.encode() for piece in pieces]
    found, _ = words_of_pieces(own, [True] * len(own), groups or [0] * len(own))
    return [(word.text, word.token_indices) for word in found]


def test_a_word_ends_at_a_space_and_at_a_mark() -> None:
    assert words("A", " c", "at", ",", " it", "'s", " 19", "80", "s", "!") == [
        ("A", (0,)), ("cat", (1, 2)), (",", (3,)), ("it", (4,)), ("'s", (5,)), ("1980s", (6, 7, 8)), ("!", (9,)),
    ]  # fmt: skip
    assert words("don", "'", "t", " '", "dog", "'") == [
        ("don", (0,)), ("'t", (1, 2)), ("'", (3,)), ("dog", (4,)), ("'", (5,)),
    ]  # fmt: skip
    assert words("low", "-", "res") == [("low", (0,)), ("-", (1,)), ("res", (2,))]


def test_a_border_within_a_token_is_none() -> None:
    assert words(" low", "-res", " rock", "'n", "'", "roll") == [
        ("low", (0,)), ("-res", (1,)), ("rock", (2,)), ("'n", (3,)), ("'", (4,)), ("roll", (5,)),
    ]  # fmt: skip
    assert words("a.b") == [("a.b", (0,))]


def test_bytes_of_one_character_are_one_word() -> None:
    cat, astronaut = "\u732b".encode(), "\U0001f469\u200d\U0001f680".encode()
    pieces = [b"a", b" ", cat[:1], cat[1:], "\u72ac".encode(), b" ", astronaut[:2], astronaut[2:5], astronaut[5:]]
    found, spaces = words_of_pieces(pieces, [True] * len(pieces), [0] * len(pieces))
    assert [(word.text, word.token_indices) for word in found] == [
        ("a", (0,)), ("\u732b", (1, 2, 3)), ("\u72ac", (4,)), ("\U0001f469\u200d\U0001f680", (5, 6, 7, 8)),
    ]  # fmt: skip
    assert spaces == []


def test_each_token_of_a_text_without_spaces_is_a_word() -> None:
    assert words("\u65e5\u672c", "\u8a9e", "\u306e", " \uac15", "\uc544\uc9c0") == [
        ("\u65e5\u672c", (0,)), ("\u8a9e", (1,)), ("\u306e", (2,)), ("\uac15\uc544\uc9c0", (3, 4)),
    ]  # fmt: skip
    assert words("\u732b", "TV", "\u72ac") == [("\u732b", (0,)), ("TV", (1,)), ("\u72ac", (2,))]
    assert words("\u2764", "\ufe0f", "a") == [("\u2764\ufe0f", (0, 1)), ("a", (2,))]
    assert words("e", "\u0301", "t\u00e9") == [("e\u0301t\u00e9", (0, 1, 2))]


@pytest.mark.parametrize(
    ("pieces", "spaces"),
    [
        (["a", "\n\n", "b"], [1]),
        (["a", " ", " b"], [1]),
        (["a", " ", "1"], []),
        (["a", " "], [1]),
        ([" "], [0]),
        (["a", "  ", "b"], [1]),
        (["a", " ", "\n", "b"], [1, 2]),
    ],
)
def test_white_space_that_is_no_word_s(pieces: list[str], spaces: list[int]) -> None:
    own = [piece.encode() for piece in pieces]
    found, blank = words_of_pieces(own, [True] * len(own), [0] * len(own))
    assert blank == spaces
    assert sorted(i for word in found for i in word.token_indices) == [i for i in range(len(own)) if i not in spaces]


def test_groups_never_share_a_word() -> None:
    assert words("red", "ish", groups=[1, 2]) == [("red", (0,)), ("ish", (1,))]
    assert words("red", "ish", groups=[1, 1]) == [("redish", (0, 1))]


def test_pieces_are_read_in_their_spelling() -> None:
    assert piece_bytes("\u2581cat", SENTENCEPIECE) == b" cat"
    assert piece_bytes("<0xE7>", SENTENCEPIECE) == b"\xe7"
    assert piece_bytes("<unk>", SENTENCEPIECE) is None
    assert piece_bytes("\u0120caf\u00c3\u00a9", BYTES) == " caf\u00e9".encode()
    assert piece_bytes("<|im_start|>", BYTES) == b"<|im_start|>"
    assert piece_bytes("\u00e9", CHARACTERS) == b"\xe9"


@pytest.mark.parametrize(
    ("pieces", "text", "known"),
    [
        (["a", None, " b"], "a\u732b b", "\u732b"),
        (["a", " ", None], "a \u732b\u72ac", "\u732b\u72ac"),
        ([None, " red", " ", None], "\u732b (red:1.3) \u72ac", "\u732b|\u72ac"),
        ([" ", None, " ", None], "\u732b \u72ac", "\u732b|\u72ac"),
        (["a", None, " a", None], "a\u732b a\u72ac", "\u732b|\u72ac"),
        ([None, None], "\u732b\u72ac", "<unk>|<unk>"),
        ([None, "x"], "\u732b y", "<unk>"),
    ],
)
def test_unknown_text_is_what_stands_between(pieces: list[str | None], text: str, known: str) -> None:
    given = [None if piece is None else piece.encode() for piece in pieces]
    found = known_pieces(given, text)
    assert "|".join(p.decode() for p, g in zip(found, given, strict=True) if g is None) == known
    assert [p for p, g in zip(found, given, strict=True) if g is not None] == [g for g in given if g is not None]


def test_words_have_the_letters_that_were_typed() -> None:
    made = [Word("...", (0,)), Word("A", (1,)), Word("cat", (2,)), Word("gone", (3,))]
    assert [w.text for w in typed_words(made, "\u2026 \uff21 (cat:1.2)")] == ["\u2026", "\uff21", "cat", "gone"]


def test_what_spells_a_word() -> None:
    assert spell(["\u2581Ca", "t"], "Cat")
    assert spell(["\u0120\u00e7", "\u012e", "\u00ab"], "\u732b")
    assert spell(["<unk>"], "\u732b")
    assert not spell(["\u2581dog"], "cat")
    assert not spell(["\u2581cat"], "cats")
    assert spell(["\u2581cat"], "cats", part=True)
    assert not spell(["\u2581cats"], "cat", part=True)


ROWS = (
    Row("<s>", 1, kind=START), Row("user", 7, kind=TEMPLATE), Row("\u0120a", 8), Row("\u0120red", 9, 1.3, 1),
    Row("\u010a", 10), Row("embedding:x", -1, group=2, vector=True), Row("", -1, group=2, vector=True),
    Row("</s>", 2, kind=END), Row("<pad>", 0, kind=PADDING),
)  # fmt: skip


def test_a_table_says_what_each_row_is() -> None:
    table = table_of_rows("a red\nembedding:x", ROWS, BYTES)
    assert [(w.text, w.token_indices) for w in table.words] == [("a", (2,)), ("red", (3,)), ("embedding:x", (5, 6))]
    assert table.token_kinds == [START, TEMPLATE, None, None, SPACE, None, None, END, PADDING]
    assert table.special == tuple(kind is not None for kind in table.token_kinds)
    assert table.weights[3] == 1.3
    plain = table_of_rows("a", [ROWS[0], ROWS[2], ROWS[7], ROWS[8]], BYTES)
    assert plain.kinds == ()  # they follow from the order
    assert plain.token_kinds == [START, None, END, PADDING]


@pytest.mark.parametrize("at_front", [True, False])
def test_padding_that_a_network_adds(at_front: bool) -> None:
    table = table_of_rows("a", [Row("\u0120a", 8), Row("</s>", 2, kind=END)], BYTES)
    padded = padded_table(table, 5, at_front)
    assert padded.token_kinds == ([PADDING] * 3 + [None, END] if at_front else [None, END] + [PADDING] * 3)
    assert [padded.ids[i] for i in padded.words[0].token_indices] == [8]
    assert padded_table(table, 2) is table
    with pytest.raises(ValueError, match="rows is 1; expected at least 2"):
        padded_table(table, 1)


def test_words_that_encoders_split_differently_are_one() -> None:
    first = table_of_rows("1980s Cat x", [Row("1980", 1), Row("s", 2, group=1), Row(" cat", 3), Row(" x", 4)], BYTES)
    second = table_of_rows("1980s Cat x", [Row("\u25811980s", 1), Row("\u2581Cat", 2)], SENTENCEPIECE)
    both = merged([made_by(first, "l"), made_by(second, "t5")], "1980s Cat x")
    assert [(w.text, w.token_indices) for w in both.words] == [("1980s", (0, 1, 4)), ("Cat", (2, 5)), ("x", (3,))]
    assert [(e.name, e.count) for e in both.encoders] == [("l", 4), ("t5", 2)]
    whole = table_of_rows("low-res", [Row("low-res", 1)], BYTES)
    parts = table_of_rows("low-res", [Row("low", 1), Row("-", 2), Row("res", 3)], BYTES)
    assert [(w.text, w.token_indices) for w in merged([whole, parts], "low-res").words] == [("low-res", (0, 1, 2, 3))]
    apart = joined([first, second], "1980s Cat x")
    assert [w.token_indices for w in apart.words] == [(0,), (1,), (2,), (3,), (4,), (5,)]
