"""Prompts of tags, and their words as CLIP's tokenizer splits them: after its weights are read, and in lower case."""

from __future__ import annotations

import re

from diffulizer.prompts import Word
from diffulizer.typed import as_read

_CLIP = re.compile(r"embedding:[^\s,]+|'s|'t|'re|'ve|'m|'ll|'d|[^\W\d_]+|\d|[^\s\w]+|_")

PROMPTS = {
    "1girl, solo, long hair, (blue eyes:1.2), looking at viewer": [
        "1girl",
        "solo",
        "long hair",
        "blue eyes",
        "looking at viewer",
    ],
    r"asuna \(blue archive\), ((masterpiece, best quality):1.3), fate_\(series\)": [
        "asuna (blue archive)",
        "masterpiece",
        "best quality",
        "fate_(series)",
    ],
    "red hair BREAK blue sky,BREAK breakfast, BREAKfast": ["red hair", "blue sky", "breakfast", "BREAKfast"],
    "embedding:easynegative, (embedding:bad-hands:0.8), [hat]\nsmile\r\n  two   spaces ": [
        "embedding:easynegative",
        "embedding:bad-hands",
        "[hat]",
        "smile",
        "two spaces",
    ],
    "猫，红色的帽子、蓝天, Cafe\u0301": ["猫", "红色的帽子", "蓝天", "Cafe\u0301"],
    "cat, catch, cat, at": ["cat", "catch", "cat", "at"],
    ":), ;-), ^_^, (unclosed, )": [":)", ";-)", "^_^", "(unclosed", ")"],
    ",, ,\n BREAK ,": [],
    "": [],
    "a red circle above a blue square on a grey background, cartoon style": [
        "a red circle above a blue square on a grey background",
        "cartoon style",
    ],
}
"""The tags of each prompt."""

LISTS = {prompt: len(tags) >= 4 for prompt, tags in PROMPTS.items()} | {
    "a cat sits on a mat in the sun, it is black and white, it looks at you, and it sleeps a lot": False
}
"""Whether each prompt looks like tags."""

CHOSEN = ("SOLO", "long hair", "another", "Fate_(series)")
QUERIES = ("", "ha", "HAIR$", "^(1|solo)", "(blue", "\\(", "[hat", "é")


def clip_words(prompt: str, most: int = 75) -> tuple[Word, ...]:
    """Return the first words of a prompt, one token each after the start."""
    return tuple(Word(text, (i,)) for i, text in enumerate(_CLIP.findall(as_read(prompt))[:most], start=1))
