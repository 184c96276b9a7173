"""Damage to the text of the JSON files: literals, keys, nesting, encodings."""

from __future__ import annotations

import random
from pathlib import Path

from .kinds import BREAKING, JSON_FILES, METADATA, PER_METADATA, kind, small


def text_of(run: Path, draw: random.Random) -> tuple[Path, str] | None:
    file = run / draw.choice(PER_METADATA)
    try:
        return file, small(file).decode("utf-8", "replace")
    except OSError:
        return None


def insert(run: Path, draw: random.Random, text: str) -> object:
    """Put a key with this value, as text, first into a JSON file."""
    given = text_of(run, draw)
    if given is None or not given[1].startswith("{"):
        return None
    file, old = given
    file.write_text(old.replace("{", "{" + text + ", ", 1), "utf-8")
    return f"{file.name}: {text[:30]}"


@kind(weight=3)
def digits(run: Path, draw: random.Random) -> object:
    return insert(run, draw, f'"x_seed": {"9" * draw.choice((400, 4301, 5000, 200_000))}')


@kind(weight=2)
def digits_of_a_value(run: Path, draw: random.Random) -> object:
    given = text_of(run, draw)
    old = draw.choice((": 2,", ": 0,", " 1", " 4"))
    if given is None or old not in given[1]:
        return None
    number = "7" * draw.choice((400, 5000))
    given[0].write_text(given[1].replace(old, old.replace(old.strip(": ,"), number), 1), "utf-8")
    return given[0].name


@kind(BREAKING, 2)
def not_finite(run: Path, draw: random.Random) -> object:
    return insert(run, draw, f'"x_a": {draw.choice(("NaN", "Infinity", "-Infinity", "1e999", "-1E400"))}')


@kind(weight=2)
def odd_literal(run: Path, draw: random.Random) -> object:
    """A number becomes one that JSON does not have, or that no float holds."""
    given = text_of(run, draw)
    old = draw.choice((" 0", " 1", "0.1", ": 2", " null"))
    if given is None or old not in given[1]:
        return None
    literal = draw.choice(("NaN", "Infinity", "-Infinity", "1e999", "-1E400", "01", "+1", "nan", "1.", ".5", "1e-999"))
    given[0].write_text(given[1].replace(old, f" {literal}", 1), "utf-8")
    return f"{given[0].name}: {old} = {literal}"


@kind(weight=2)
def nested(run: Path, draw: random.Random) -> object:
    depth = draw.choice((500, 950, 1100, 20_000, 200_000))
    one, other = draw.choice((("[", "]"), ('{"a":', "}")))
    return insert(run, draw, f'"x_deep": {one * depth}{"1" * (one != "[")}{other * depth}')


@kind(BREAKING, 2)
def repeated_key(run: Path, draw: random.Random) -> object:
    key = draw.choice(("steps", "points", "latent_l2_norm", "__proto__", "x_a"))
    return insert(run, draw, f'"{key}": 1, "{key}": []')


@kind(BREAKING, 2)
def repeated_key_of_many(run: Path, draw: random.Random) -> object:
    many = ", ".join(f'"k{i}": 0' for i in range(draw.choice((2000, 60_000))))
    return insert(run, draw, f'"x_many": {{{many}, "k7": 1}}')


@kind(BREAKING)
def repeated_keys_all(run: Path, draw: random.Random) -> object:
    many = ", ".join(f'"k{i % 20_000}": 0' for i in range(40_000))
    return insert(run, draw, f'"x_many": {{{many}}}')


@kind()
def lone_surrogate(run: Path, draw: random.Random) -> object:
    return insert(run, draw, draw.choice(('"x_a": "\\ud800"', '"\\udfff": 1', '"x_a": "\\ud83d\\ud83d"')))


@kind(weight=2)
def surrogate_in_text(run: Path, draw: random.Random) -> object:
    file = run / METADATA
    text = small(file).decode()
    old = draw.choice(('"text": "', '"model_id": "', '"sampler": "', '"negative": "', '"path": "', '"reason": "'))
    if old not in text:
        return None
    file.write_text(text.replace(old, f"{old}\\ud800", draw.choice((1, -1))), "utf-8")
    return old


@kind(BREAKING, 2)
def other_encoding(run: Path, draw: random.Random) -> object:
    given = text_of(run, draw)
    encoding = draw.choice(("utf-16", "utf-16-le", "utf-32", "utf-8-sig", "utf-7"))
    if given is None:
        return None
    given[0].write_bytes(b"+AAA-" + given[1].encode() if encoding == "utf-7" else given[1].encode(encoding))
    return f"{given[0].name} {encoding}"


@kind(BREAKING)
def bytes_in_text(run: Path, draw: random.Random) -> object:
    given = text_of(run, draw)
    if given is None or '"' not in given[1]:
        return None
    given[0].write_bytes(given[1].encode().replace(b'"', draw.choice((b'"\xff', b'"\xc0\xaf', b'"\xed\xa0\x80')), 1))
    return given[0].name


@kind(BREAKING, 2)
def no_object(run: Path, draw: random.Random) -> object:
    file = run / draw.choice(JSON_FILES)
    content = draw.choice(("[]", "1", "null", '"x"', "[{}]", "true", "", " ", "{", "\0", "{}{}", "<html>"))
    file.write_text(content, "utf-8")
    return f"{file.name} {content!r}"


@kind(BREAKING)
def empty_object(run: Path, draw: random.Random) -> object:
    file = run / draw.choice(JSON_FILES)
    file.write_text("{}", "utf-8")
    return file.name
