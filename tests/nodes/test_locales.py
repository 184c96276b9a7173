"""Names and tooltips in locales/: the English ones are the schemas', other languages have them all.

Settings, commands and menus are compared with the extension in web_viewer/tests/unit/locales.test.ts.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from fake_host import FakeHost
from fake_host.modules import REPOSITORY

from tools import make_locales

LOCALES = REPOSITORY / "locales"
FILES = ("commands.json", "main.json", "nodeDefs.json", "settings.json")
OTHERS = sorted(folder.name for folder in LOCALES.iterdir() if folder.name != "en")


def read(language: str, file: str) -> dict[str, Any]:
    return json.loads((LOCALES / language / file).read_text(encoding="utf-8"))


def leaves(tree: dict[str, Any], path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], str]]:
    for key, value in tree.items():
        if isinstance(value, dict):
            yield (*path, key), ""  # an empty table is a key too
            yield from leaves(value, (*path, key))
        else:
            yield (*path, key), value


def test_english_names_and_tooltips_are_the_schemas(host: FakeHost) -> None:
    made = make_locales.node_definitions(node.GET_SCHEMA() for node in host.module("nodes").NODES)
    assert made == read("en", "nodeDefs.json"), "Remake it: tools/make_locales.py"


def test_every_input_and_output_has_a_tooltip() -> None:
    missing = [
        path
        for path, _ in leaves(read("en", "nodeDefs.json"))
        if len(path) == 3 and path[2] != "control_after_generate"
        if not dict(leaves(read("en", "nodeDefs.json"))).get((*path, "tooltip"))
    ]
    assert missing == []


def test_there_are_other_languages_and_the_panels_speak_them_too() -> None:
    assert "zh" in OTHERS
    assert sorted(file.stem for file in (REPOSITORY / "web_viewer" / "public" / "texts").iterdir()) == OTHERS


@pytest.mark.parametrize("language", OTHERS)
@pytest.mark.parametrize("file", FILES)
def test_another_language_has_the_same_keys(language: str, file: str) -> None:
    assert [path for path, _ in leaves(read(language, file))] == [path for path, _ in leaves(read("en", file))]


@pytest.mark.parametrize("language", OTHERS)
def test_texts_are_translated(language: str) -> None:
    """Whatever is a sentence in English is another one there; names such as "cfg" may stay."""
    english = dict(leaves(read("en", "nodeDefs.json")))
    same = [path for path, text in leaves(read(language, "nodeDefs.json")) if " " in text and text == english[path]]
    assert same == []


@pytest.mark.parametrize("language", ["en", *OTHERS])
@pytest.mark.parametrize("file", FILES)
def test_no_text_means_something_to_the_pages_translator(language: str, file: str) -> None:
    """vue-i18n reads {name} as a value, @ as a link and | as a choice of plurals."""
    assert [text for _, text in leaves(read(language, file)) if re.search(r"[{}@|]", text)] == []


@pytest.mark.parametrize("language", OTHERS)
def test_numbers_and_ids_survive_translation(language: str) -> None:
    """Numbers of a tooltip, %placeholders% and '*patterns*' are the English one's."""
    english = dict(leaves(read("en", "nodeDefs.json")))
    pattern = re.compile(r"%[^% ]+%|\d+|\*attn\d\*|models/vae_approx|output/diffulizer")
    for path, text in leaves(read(language, "nodeDefs.json")):
        assert sorted(pattern.findall(text)) == sorted(pattern.findall(english[path])), path
