"""Tags: where they begin and end, what they are called, and which of their words are theirs."""

from __future__ import annotations

import pytest
from tagged import LISTS, PROMPTS, clip_words

from diffulizer.tags import looks_like_tags, matching, still_chosen, tags_of
from diffulizer.typed import as_compared


@pytest.mark.parametrize("prompt", PROMPTS)
def test_tags_are_called_as_they_are_written(prompt: str) -> None:
    assert [tag.text for tag in tags_of(prompt, clip_words(prompt))] == PROMPTS[prompt]


@pytest.mark.parametrize("prompt", PROMPTS)
def test_the_words_of_a_tag_spell_it(prompt: str) -> None:
    words = clip_words(prompt)
    for tag in tags_of(prompt, words):
        spelt = "".join(as_compared(words[i].text) for i in tag.words)
        wanted = "".join(as_compared(tag.text).split())
        assert wanted in spelt
        assert set(spelt.replace(wanted, "", 1)) <= set(",()")  # marks that the tokenizer joins, as in "),"


def test_each_tag_has_its_own_words() -> None:
    """Also where a tag's letters occur earlier: "cat" in "catch", and "at" in both."""
    prompt = "cat, catch, cat, at"
    assert [tag.words for tag in tags_of(prompt, clip_words(prompt))] == [(0,), (2,), (4,), (6,)]


def test_what_the_tokenizer_dropped_has_no_tag() -> None:
    prompt = "red hair, blue eyes, green hat"
    assert [tag.text for tag in tags_of(prompt, clip_words(prompt, most=6))] == ["red hair", "blue eyes"]
    lost = [word for word in clip_words(prompt) if word.text != "blue"]
    assert [tag.text for tag in tags_of(prompt, lost)] == ["red hair", "green hat"]


@pytest.mark.parametrize(("prompt", "is_list"), LISTS.items())
def test_lists_of_tags_are_told_from_sentences(prompt: str, is_list: bool) -> None:
    assert looks_like_tags(tags_of(prompt, clip_words(prompt))) == is_list


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("ha", ["long hair", "(ha", "HAT"]),
        ("HAIR$", ["long hair"]),
        ("^(l|h)", ["long hair", "HAT"]),
        ("(ha", ["(ha"]),
        ("", ["long hair", "(ha", "HAT"]),
        ("x", []),
    ],
)
def test_tags_are_found_by_a_text_or_an_expression(query: str, found: list[str]) -> None:
    prompt = "long hair, (ha, HAT"
    assert [tag.text for tag in matching(tags_of(prompt, clip_words(prompt)), query)] == found


def test_chosen_tags_are_chosen_in_another_prompt_too() -> None:
    prompt = "Solo, (1girl:1.2), long hair, solo"
    tags = tags_of(prompt, clip_words(prompt))
    kept = still_chosen(tags, ["solo", "short hair", "1GIRL"])
    assert [tag.text for tag in kept] == ["Solo", "1girl", "solo"]
    assert still_chosen(tags, []) == []
