"""The sentences that describe a scene, and the words that the model knows."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .scenes import BACKGROUNDS, COLOURS, SHAPES, STYLES, Scene, Thing

_GRAMMAR = "a an of on the at and , above below left right top bottom small large background style shape"
VOCABULARY = (*_GRAMMAR.split(), *STYLES, *COLOURS, *BACKGROUNDS, *SHAPES)
UNKNOWN = "<unknown>"
"""Word that stands for any word outside the vocabulary."""


@dataclass(frozen=True)
class Phrase:
    """The phrase of a sentence that names a thing, as positions among the sentence's words.

    Attributes:
        thing: number of the thing in the scene.
        noun: position of the word for its shape.
        colour: position of the word for its colour, None if it is left out.
        first: position of the first word of the phrase after its article.
    """

    thing: int
    noun: int
    colour: int | None
    first: int


def phrases(sentence: str) -> list[Phrase]:
    """Find the phrases that name things in a sentence of this module, in their order."""
    words = sentence.split()
    nouns = [place for place, word in enumerate(words) if word in (*SHAPES, "shape")]
    named = []
    for thing, noun in enumerate(nouns):
        first = next(place for place in range(noun, -1, -1) if words[place] in ("a", "an")) + 1
        colour = next((place for place in range(first, noun) if words[place] in COLOURS), None)
        named.append(Phrase(thing, noun, colour, first))
    return named


def full_caption(scene: Scene) -> str:
    """Describe everything about a scene in one sentence, the style last."""
    return _sentence([_phrase(t.size, t.colour, t.shape) for t in scene.things], scene, scene.background, scene.style)


def draw_caption(scene: Scene, rng: np.random.Generator) -> str:
    """Draw one of the sentences that are true of a scene, by chance.

    One in ten is empty (guidance needs the unconditional prediction). Background and style are each left out one time
    in seven. Each thing lacks its colour or its shape one time in seven, because a word that is sometimes alone has to
    carry its own meaning. One sentence in twelve has an unknown word somewhere.
    """
    if rng.random() < 0.1:
        return ""
    words = _sentence(
        [_partial_phrase(thing, rng) for thing in scene.things],
        scene,
        scene.background if rng.random() < 0.86 else "",
        scene.style if rng.random() < 0.86 else "",
        style_first=rng.random() < 0.5,
    ).split()
    if rng.random() < 0.08:
        words.insert(int(rng.integers(0, len(words) + 1)), UNKNOWN)
    return " ".join(words)


def _partial_phrase(thing: Thing, rng: np.random.Generator) -> str:
    chance = rng.random()
    if chance < 0.07:
        return _phrase(thing.size, "", thing.shape)
    if chance < 0.14:
        return _phrase(thing.size, thing.colour, "shape")
    return _phrase(thing.size, thing.colour, thing.shape)


def _phrase(*words: str) -> str:
    given = [word for word in words if word]
    return " ".join([_article(given[0]), *given])


def _sentence(phrases: list[str], scene: Scene, background: str, style: str, *, style_first: bool = False) -> str:
    if len(phrases) == 1:
        text = f"{phrases[0]} {scene.place}"
    elif len(phrases) == 2:
        text = f"{phrases[0]} {scene.relation} {phrases[1]}"
    else:
        text = f"{phrases[0]} , {phrases[1]} and {phrases[2]}"
    if background:
        text += f" on {_article(background)} {background} background"
    if style:
        text = f"a {style} of {text}" if style_first else f"{text} , {style} style"
    return " ".join(text.split())


def _article(word: str) -> str:
    return "an" if word[0] in "aeiou" else "a"
