"""Random damage to a run on disk, of the kinds that happen: cut, flipped, deleted, exchanged, renamed."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

JUNK: tuple[Any, ...] = (
    *(None, True, False, -1, 0, 3, 2.5, 10**400, 1e308, 2**60),
    *("", "x", "../a", "/etc/passwd", "C:/a", "a\\b", "a\0b", "images", "\ud800", "<b>", "c7", "layer_0", "1.0.0"),
    *([], {}, [None], [[]], [1, 2], {"a": 1}, [0.5, None], ["a</w>"]),
)
JSON_FILES = ("metadata.json", "metadata.json", "metadata.json", "metrics.json", "latent_pca.json", "validation.json")


def damage(run: Path, draw: random.Random) -> None:
    """One to three things go wrong."""
    for _ in range(draw.randint(1, 3)):
        draw.choice(DAMAGES)(run, draw)


def _files(run: Path) -> list[Path]:
    return [p for p in sorted(run.rglob("*")) if p.is_file()]


def _edit(run: Path, draw: random.Random, change: Any) -> None:
    file = run / draw.choice(JSON_FILES)
    try:
        content = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return  # damaged already
    places = list(_places(content))
    if places:
        depth = draw.choice((1, 2, 3, 9))
        change(*draw.choice([p for p in places if p[2] <= depth]))
        file.write_text(json.dumps(content), encoding="utf-8")


def _places(content: Any, depth: int = 1) -> Iterator[tuple[Any, Any, int]]:
    """(container, key, depth) of every value."""
    items = content.items() if isinstance(content, dict) else enumerate(content) if isinstance(content, list) else ()
    for key, value in items:
        yield content, key, depth
        yield from _places(value, depth + 1)


def delete_key(run: Path, draw: random.Random) -> None:
    _edit(run, draw, lambda container, key, _: container.__delitem__(key))


def change_type(run: Path, draw: random.Random) -> None:
    junk = draw.choice(JUNK)
    _edit(run, draw, lambda container, key, _: container.__setitem__(key, junk))


def swap_values(run: Path, draw: random.Random) -> None:
    def swap(container: Any, key: Any, _: int) -> None:
        other = draw.choice(list(container) if isinstance(container, dict) else range(len(container)))
        container[key], container[other] = container[other], container[key]

    _edit(run, draw, swap)


def repeat_value(run: Path, draw: random.Random) -> None:
    def repeat(container: Any, key: Any, _: int) -> None:
        if isinstance(container, list):
            container.append(container[key])

    _edit(run, draw, repeat)


def write_literal(run: Path, draw: random.Random) -> None:
    """A number becomes one that JSON does not have."""
    file = run / draw.choice(JSON_FILES)
    if file.is_file():
        text = file.read_bytes().decode("utf-8", "replace")
        literal = draw.choice(("NaN", "Infinity", "-Infinity", "1e999", "-1E400", "01", "+1", "nan", "1.", ".5"))
        file.write_text(text.replace(draw.choice((" 0", " 1", "0.1", ": 2", " null")), f" {literal}", 1), "utf-8")


def repeat_key(run: Path, draw: random.Random) -> None:
    file = run / draw.choice(JSON_FILES)
    if file.is_file():
        text = file.read_bytes().decode("utf-8", "replace")
        key = draw.choice(("steps", "points", "latent_l2_norm", "__proto__", "a"))
        file.write_text(text.replace("{", f'{{"{key}": 1, "{key}": [], ', 1), "utf-8")


def truncate(run: Path, draw: random.Random) -> None:
    file = draw.choice(_files(run))
    data = file.read_bytes()
    file.write_bytes(data[: draw.randrange(len(data) + 1)])


def flip_bytes(run: Path, draw: random.Random) -> None:
    file = draw.choice([p for p in _files(run) if draw.random() < 0.5 or p.suffix in (".npz", ".png", ".json")])
    data = bytearray(file.read_bytes())
    for _ in range(draw.randint(1, 4) if data else 0):
        data[draw.randrange(min(len(data), draw.choice((64, 10**6))))] = draw.randrange(256)
    file.write_bytes(bytes(data))


def rename(run: Path, draw: random.Random) -> None:
    file = draw.choice(_files(run))
    file.rename(file.with_name(draw.choice(("renamed.bin", "Ä.bin", "a b#c?d%2e.png", file.name + "~"))))


def remove(run: Path, draw: random.Random) -> None:
    draw.choice(_files(run)).unlink()


def exchange(run: Path, draw: random.Random) -> None:
    """Two files take each other's place."""
    a, b = draw.sample(_files(run), 2)
    first, second = a.read_bytes(), b.read_bytes()
    a.write_bytes(second)
    b.write_bytes(first)


DAMAGES = (
    *(delete_key, delete_key, change_type, change_type, change_type, swap_values, repeat_value),
    *(write_literal, repeat_key, truncate, flip_bytes, flip_bytes, rename, remove, exchange),
)
