"""Words cut out of prompts: what is left is what a person would have typed without them."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tagged import clip_words

from diffulizer.analysis.selection import find_words
from diffulizer.cut_words import cut_words, moved_tokens, word_spans
from diffulizer.errors import SettingsError
from diffulizer.prompts import TokenTable, Word
from diffulizer.typed import as_compared, without_weights


def table(text: str) -> TokenTable:
    words = clip_words(text)
    count = 1 + len(words)
    return TokenTable(text, ("",) * count, (0,) * count, (1.0,) * count, (False,) * count, words)


def without(text: str, entry: str) -> str | None:
    found = find_words(table(text), entry)
    assert found, f"{entry} is in {[word.text for word in clip_words(text)]}"
    return cut_words(text, clip_words(text), {number for occurrence in found for number in occurrence})


@pytest.mark.parametrize(
    ("text", "entry", "left"),
    [
        ("a red circle above a blue square", "circle", "a red above a blue square"),
        ("a red circle above a blue square", "a", "red circle above blue square"),
        ("a red circle above a blue square", "a#2", "a red circle above blue square"),
        ("a red circle above a blue square", "blue square", "a red circle above a"),
        ("a red circle above a blue square", "a red circle", "above a blue square"),
        ("circle", "circle", ""),
        ("circle.", "circle", ""),
        ("A Red\tCircle", "circle", "A Red"),
        # several occurrences
        ("cat and cat and dog", "cat", "and and dog"),
        ("cat, cat, dog", "cat", "dog"),
        # marks
        ("cat, circle, dog", "circle", "cat, dog"),
        ("circle, dog", "circle", "dog"),
        ("dog, circle", "circle", "dog"),
        ("dog, circle.", "circle", "dog."),
        ("dog , circle , cat", "circle", "dog , cat"),
        ("dog,circle,cat", "circle", "dog,cat"),
        ("a circle. A dog", "circle", "a. A dog"),
        ("Dog. Circle. Cat.", "circle", "Dog. Cat."),
        ("Circle! Cat.", "circle", "Cat."),
        ("Really? circle, cat", "circle", "Really? cat"),
        ("dog,\ncircle,\ncat", "circle", "dog,\ncat"),
        ("dog\ncircle, cat", "circle", "dog\ncat"),
        ("dog\ncircle\ncat", "circle", "dog\ncat"),
        ("style: circle, ink", "circle", "style: ink"),
        ("cat, , circle, ,, dog", "dog", "cat, , circle"),
        ("a  circle  ,  dog", "circle", "a,  dog"),
        ("red  circle  on", "circle", "red on"),
        ("猫、円、犬", "円", "猫、犬"),
        # weights
        ("a (circle:1.3) on blue", "circle", "a on blue"),
        ("a (red circle:1.3) on blue", "circle", "a (red:1.3) on blue"),
        ("a (red circle:1.3) on blue", "red", "a (circle:1.3) on blue"),
        ("a (red:1.2) (circle:1.3), dog", "red circle", "a, dog"),
        ("((circle)), dog", "circle", "dog"),
        ("((big circle:1.2) dog)", "big circle", "(dog)"),
        ("(red, circle:1.3)", "circle", "(red:1.3)"),
        ("(circle, red:1.3)", "circle", "(red:1.3)"),
        ("(circle, :1.3) dog", "circle", "dog"),
        ("cat (circle:-1) dog", "circle", "cat dog"),
        ("(circle", "circle", "("),
        ("circle)", "circle", ")"),
        ("(a circle:1.3:1.4)", "circle", "(a:1.3:1.4)"),
        ("(red circle : 1.3 )", "circle", "(red: 1.3 )"),
        # literal parentheses, other brackets and quotes
        ("saber \\(fate\\), sword", "fate", "saber, sword"),
        ("saber \\(fate zero\\), sword", "fate", "saber \\(zero\\), sword"),
        ("a [circle] dog", "circle", "a dog"),
        ('the word "circle" on a wall', "circle", "the word on a wall"),
        ('"a" circle "b"', "circle", '"a" "b"'),
        ('a sign "red circle" here', "circle", 'a sign "red" here'),
        ('a sign "red circle" here', "red", 'a sign "circle" here'),
        # words that a mark joins
        ("blue-green circle", "green", "blue circle"),
        ("blue-green circle", "blue", "green circle"),
        ("blue-green circle", "blue-green", "circle"),
        ("black-and-white photo", "and", "black-white photo"),
        ("red/blue circle", "red", "blue circle"),
        # letters
        ("a (Cafe\u0301:1.2) scene", "café", "a scene"),
        ("a \U0001f338 circle", "\U0001f338", "a circle"),
        ("Straße at night", "straße", "at night"),
        # an embedding is a word, whatever stands in its name
        ("embedding:soft-look, a circle", "circle", "embedding:soft-look, a"),
    ],
)
def test_what_is_left(text: str, entry: str, left: str) -> None:
    assert without(text, entry) == left


def test_a_word_that_the_text_does_not_hold() -> None:
    assert cut_words("a circle", clip_words("a square"), {1}) is None
    assert cut_words("a circle", clip_words("a square circle"), {2}) == "a"


def test_words_that_only_a_weight_kept_apart() -> None:
    words = [Word("cat", (1,)), Word("circle", (2,)), Word("dog", (3,))]
    assert cut_words("cat(circle:1.3)dog", words, {1}) == "cat dog"


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("red(red:1.3)", ""),
        ("(red:1.3)red", ""),
        ("a red(red dog:1.3)", "a (dog:1.3)"),
        ("(dog red:1.3)red a", "(dog:1.3) a"),
        ("a (red)red dog", "a dog"),
    ],
)
def test_a_word_over_one_bracket_leaves_the_pair_whole(text: str, left: str) -> None:
    words = clip_words(text)
    (number,) = [i for i, word in enumerate(words) if word.text == "redred"]
    assert cut_words(text, words, {number}) == left


PIECES = ["red", "circle", "dog", "a", ",", ".", " ", "  ", "\n", "(", ")", ":1.3)", "\\(", "\\)", "-", '"', "[", "]"]


def alphanumeric(text: str) -> str:
    return "".join(c for c in as_compared(without_weights(text)) if c.isalnum())


@settings(max_examples=400, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=14).map("".join), st.data())
def test_nothing_but_the_word_leaves(text: str, data: st.DataObject) -> None:
    words = clip_words(text)
    spans = word_spans(text, words)
    assert None not in spans
    for word, span in zip(words, spans, strict=True):
        assert span is not None
        assert as_compared(word.text) == as_compared(without_weights(text[slice(*span)])) or "(" in text
    named = [i for i, word in enumerate(words) if any(c.isalnum() for c in word.text)]
    if named:
        number = data.draw(st.sampled_from(named))
        left = cut_words(text, words, {number})
        assert left is not None
        assert "\0" not in left
        kept = "".join(word.text for i, word in enumerate(words) if i != number)
        assert alphanumeric(left) == "".join(c for c in as_compared(kept) if c.isalnum())


def of_pieces(*words: str) -> TokenTable:
    """A prompt of words of a token for each three letters, after a start token."""
    found, at = [], 1
    for word in words:
        size = -(-len(word) // 3)
        found.append(Word(word, tuple(range(at, at + size))))
        at += size
    return TokenTable(" ".join(words), ("",) * at, (0,) * at, (1.0,) * at, (False,) * at, tuple(found))


def test_words_after_it_move() -> None:
    whole = of_pieces("a", "circle", "above", "a", "square")
    assert moved_tokens(whole, (2, 3), of_pieces("a", "above", "a", "square")) == {1: 1, 4: 2, 5: 3, 6: 4, 7: 5, 8: 6}
    assert moved_tokens(whole, (1, 6), of_pieces("circle", "above", "square")) == {2: 1, 3: 2, 4: 3, 5: 4, 7: 5, 8: 6}
    assert moved_tokens(whole, (), whole) == {token: token for token in range(1, 9)}


def test_a_mark_may_leave_with_it() -> None:
    whole = of_pieces("cat", ",", "dog", ",", "elk")
    assert moved_tokens(whole, (3,), of_pieces("cat", ",", "elk")) == {1: 1, 2: 2, 5: 3}


@pytest.mark.parametrize("words", [("a", "red"), ("a", "above"), ("a", "on", "circle"), ("a", "reddog", "on"), ()])
def test_other_words_than_what_is_left_are_not_guessed(words: tuple[str, ...]) -> None:
    with pytest.raises(SettingsError, match=r"the words of 'a red circle on' are read in another way"):
        moved_tokens(
            of_pieces("a", "red", "circle", "on"), (3, 4) if words[1:] != ("above",) else (), of_pieces(*words)
        )
