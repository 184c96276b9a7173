"""Words, steps, layers and images as people ask for them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from diffulizer.analysis.selection import (
    find_words,
    select_conditions,
    select_items,
    select_layers,
    select_steps,
    select_words,
    split_words,
)
from diffulizer.errors import RecordingError, SettingsError
from diffulizer.prompts import EncodedPrompt, positional_table
from diffulizer.recording import Condition
from diffulizer.typed import as_read
from synthetic import make_pass, make_prompt, make_table

TABLE = make_table(("a", "red", "circle", "on", "a", "squar+ish", "it", "'s", "one", ",", "two", "c#2"), "", length=30)


@pytest.mark.parametrize(
    ("text", "entries"),
    [
        ("circle", ["circle"]),
        (" red circle ,a#2,, ", ["red circle", "a#2"]),
        ('"one, two", “a, red” ; on\non', ['"one, two"', "“a, red”", "on", "on"]),
        ("", []),
        (" , ;\n", []),
    ],
)
def test_lists_of_words(text: str, entries: list[str]) -> None:
    assert split_words(text) == entries


@pytest.mark.parametrize(
    ("entry", "places"),
    [
        ("circle", [(2,)]),
        ("CIRCLE", [(2,)]),
        ("red circle", [(1, 2)]),
        ("red  circle", [(1, 2)]),
        ('"red circle"', [(1, 2)]),
        ("circle red", []),
        ("red on", []),
        ("a", [(0,), (4,)]),
        ("a#1", [(0,)]),
        ("a#2", [(4,)]),
        ("a #2", [(4,)]),
        ("a#3", []),
        ("a#0", []),
        ("a red", [(0, 1)]),
        ("squarish", [(5,)]),
        ("squar", []),
        ("it's", [(6, 7)]),
        ("it's one", [(6, 7, 8)]),
        ("its", []),
        ('"one , two"', [(8, 9, 10)]),
        ('"one, two"', [(8, 9, 10)]),
        ('"c#2"', [(11,)]),
        ("redcircle", [(1, 2)]),
        ('""', []),
    ],
)
def test_words_of_a_prompt(entry: str, places: list[tuple[int, ...]]) -> None:
    assert find_words(TABLE, entry) == places


TYPED = make_table(
    ("asuna", "(", "blue", "archive", "),", "cat", ",[", "dog", "]!!", "cafÃ©", "👩🚀,", "break", "straße"),
    "",
    length=30,
)
"""Words of ``asuna \\(blue archive\\), (cat:1.3),[dog]!! café 👩‍🚀, BREAK``, as CLIP's tokenizer makes them."""


@pytest.mark.parametrize(
    ("entry", "places"),
    [
        (r"asuna \(blue archive\)", [(0, 1, 2, 3, 4)]),
        ("asuna (blue archive)", [(0, 1, 2, 3, 4)]),
        ("(blue archive)", [(1, 2, 3, 4)]),
        ("blue archive", [(2, 3)]),
        ("(cat:1.3)", [(5,)]),
        ("((cat:.5))", [(5,)]),
        ("(cat)", [(5,)]),
        ("(cat:dog)", []),
        ("[dog]", [(6, 7, 8)]),
        ("dog]!", [(7, 8)]),
        ("[dog]?", []),
        ("cafe\u0301", [(9,)]),
        ("👩‍🚀", [(10,)]),
        ("👩", [(10,)]),
        ("BREAK", [(11,)]),
        ("arch", []),
        ("ive),", []),
        ("asuna (blue", [(0, 1, 2)]),
        ("),", [(4,)]),
    ],
)
def test_words_as_they_were_typed(entry: str, places: list[tuple[int, ...]]) -> None:
    assert find_words(TYPED, entry) == places


@pytest.mark.parametrize(
    ("text", "read"),
    [
        (r"asuna \(blue archive\), (cat:1.3)", "asuna (blue archive), cat"),
        ("((a (red:.5) circle)) b", "a red circle b"),
        ("(a:b) (:1.2) (w: 1e-1 )", "a:b :1.2 w"),
        (") (a:1.2) (b:1.3) (c", ") (a:1.2) (b:1.3) (c"),
        ("Cafe\u0301\u00a0 x\n", "café x"),
    ],
)
def test_texts_as_they_are_tokenised(text: str, read: str) -> None:
    assert as_read(text) == read


def test_tokens_are_those_of_all_occurrences_and_pieces() -> None:
    conditions = [Condition("c0", "positive", EncodedPrompt(TABLE, None, "conditioning"))]
    several, pieces = select_words(conditions, "a, squarish")
    assert several.tokens == (1, 5)
    assert pieces.tokens == (6, 7)
    assert [TABLE.tokens[i] for i in pieces.tokens] == ["squar", "ish</w>"]
    assert several.text == "a"


def test_words_that_are_labelled_by_position() -> None:
    table = positional_table(4)
    assert find_words(table, "token 2") == [(2,)]


def test_a_word_that_is_not_there_names_those_that_are() -> None:
    conditions = make_pass(steps=1).conditions
    with pytest.raises(
        SettingsError,
        match=r"words names 'cat', which is not in the prompt\. The prompt's words are: a, red, circle, above",
    ):
        select_words(conditions, "red, cat")
    with pytest.raises(SettingsError, match=r"words is empty. The prompt's words are: a, red"):
        select_words(conditions, " ,")
    with pytest.raises(SettingsError, match="words are: blurry"):
        select_words(conditions, "red", "negative")


def test_a_long_prompt_is_cut_short() -> None:
    table = make_table([f"w{i}" for i in range(60)], "", length=70)
    with pytest.raises(SettingsError, match=r"w39 and 20 more\.$"):
        select_words([Condition("c0", "positive", EncodedPrompt(table, None, "conditioning"))], "cat")


def test_a_prompt_without_words() -> None:
    conditions = [Condition("c0", "positive", make_prompt((), ""))]
    with pytest.raises(SettingsError, match="The prompt has no words: write one"):
        select_words(conditions, "cat")


def test_regional_prompts_are_searched_in_order() -> None:
    conditions = [
        Condition("c0", "positive", make_prompt(("a", "field"), "a field")),
        Condition("c1", "positive", make_prompt(("a", "cat"), "a cat"), area=(4, 4, 0, 0)),
        Condition("c2", "negative", make_prompt(("cat",), "cat")),
    ]
    field, cat = select_words(conditions, "a, cat")
    assert (field.condition.id, cat.condition.id) == ("c0", "c1")
    assert select_words(conditions, "cat", "negative")[0].condition.id == "c2"
    assert select_words(conditions, "a", "c1")[0].condition.id == "c1"
    assert [c.id for c in select_conditions(conditions, "Positive ")] == ["c0", "c1"]
    with pytest.raises(
        RecordingError, match="condition is 'middle'; this recording has positive, negative, c0, c1, c2"
    ):
        select_conditions(conditions, "middle")


@pytest.mark.parametrize(
    ("start", "end", "steps"),
    [(1, -1, range(10)), (3, 5, range(2, 5)), (10, 10, range(9, 10)), (-3, -2, range(7, 9)), (2, 99, range(1, 10))],
)
def test_steps_are_counted_from_1_and_the_last_is_included(start: int, end: int, steps: range) -> None:
    assert select_steps(10, start, end) == steps


@pytest.mark.parametrize(
    ("start", "end", "said"),
    [
        (11, -1, "start_step is 11; expected a step from 1 to 10, or -1"),
        (0, -1, "start_step is 0;"),
        (-11, -1, "start_step is -11;"),
        (1, 0, "end_step is 0;"),
        (1, -11, "end_step is -11;"),
        (5, 4, "start_step is 5 and end_step 4: the range is empty. The recording has 10 steps"),
    ],
)
def test_steps_that_are_not_there(start: int, end: int, said: str) -> None:
    with pytest.raises(SettingsError, match=said):
        select_steps(10, start, end)


@pytest.mark.parametrize(
    ("text", "kind", "ids"),
    [
        ("*", "cross", ["layer_1", "layer_3"]),
        ("", "cross", ["layer_1", "layer_3"]),
        ("*", "self", ["layer_0", "layer_2"]),
        ("input", "cross", ["layer_1"]),
        ("encoder, middle", "cross", ["layer_1", "layer_3"]),
        ("layer_3", "cross", ["layer_3"]),
        ("*attn2*", "cross", ["layer_1", "layer_3"]),
        ("mid_block.*", "cross", ["layer_3"]),
        ("middle_block.*; input_blocks.4*", "self", ["layer_0", "layer_2"]),
    ],
)
def test_layers(text: str, kind: str, ids: list[str]) -> None:
    assert [layer.id for layer in select_layers(make_pass(steps=1).layers, text, kind)] == ids


def test_layers_that_are_not_there() -> None:
    made = make_pass(steps=1)
    with pytest.raises(
        SettingsError, match=r"layers is 'output': no recorded cross-attention layer matches 'output'. Recorded are inp"
    ):
        select_layers(made.layers, "output", "cross")
    with pytest.raises(SettingsError, match=r"layers is 'input, mdidle, x\*': no recorded .* matches 'mdidle', 'x\*'"):
        select_layers(made.layers, "input, mdidle, x*", "cross")
    only_cross = [layer for layer in made.layers if layer.attention_type == "cross"]
    with pytest.raises(RecordingError, match=r"holds no self-attention. Switch include_self_attention on"):
        select_layers(only_cross, "*", "self")


def test_images_of_a_batch() -> None:
    assert select_items(3, -1) == [0, 1, 2]
    assert select_items(3, 2) == [2]
    for index in (3, -2):
        with pytest.raises(SettingsError, match=f"batch_index is {index}; the recorded batch has 3 images"):
            select_items(3, index)


def test_decoder_is_output() -> None:
    layers = make_pass(steps=1).layers
    output = [replace(layer, block=("output", 1)) for layer in layers]
    assert len(select_layers(output, "decoder", "cross")) == 2
