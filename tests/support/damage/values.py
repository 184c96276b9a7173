"""Damage to values in the JSON files."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from .kinds import BREAKING, HARMLESS, JSON_FILES, METADATA, METRICS, PER_METADATA, Edit, kind, read, write
from .targets import TARGETED

JUNK: tuple[Any, ...] = (
    *(None, True, False, -1, 0, 3, 2.5, 2.0, 10**400, -(10**400), 1e308, 2**60, 2**31, 10**9, 2**53 + 1, -0.0, 1e-320),
    *("", "x", "../a", "/etc/passwd", "C:/a", "a\\b", "a\0b", "images", "\ud800", "<b>", "c7", "layer_0", "1.0.0"),
    *("metadata.json", "validation.json", "nan", "1", "\u202e", "e\u0301", "A" * 5000, "2026-01-01T00:00:00+99:99"),
    *([], {}, [None], [[]], [1, 2], {"a": 1}, [0.5, None], ["a</w>"], [2**62, 2], [0, 0], {"id": []}, [[[[]]]]),
)


def places(content: Any, depth: int = 1) -> Iterator[tuple[Any, Any, int]]:
    """Yield (container, key, depth) of every value."""
    items = content.items() if isinstance(content, dict) else enumerate(content) if isinstance(content, list) else ()
    for key, value in items:
        yield content, key, depth
        yield from places(value, depth + 1)


def edit(run: Path, draw: random.Random, change: Callable[[Any, Any], object]) -> str | None:
    """Change one value of a JSON file."""
    file = run / draw.choice(PER_METADATA)
    try:
        held = read(file)
    except (OSError, ValueError, RecursionError):
        return None
    depth = draw.choice((1, 2, 3, 9))
    listed = [(c, k) for c, k, d in places(held) if d <= depth]
    if not listed:
        return None
    container, key = draw.choice(listed)
    done = change(container, key)
    write(file, held)
    return f"{file.name}: {key} {_short(done)}"


def _short(value: Any) -> str:
    return str(value if not isinstance(value, int) or abs(value) < 10**30 else f"1e{len(str(value)[:4000])}")[:60]


@kind(weight=8)
def value(run: Path, draw: random.Random) -> object:
    junk = draw.choice(JUNK)

    def change(container: Any, key: Any) -> object:
        container[key] = json.loads(json.dumps(junk))
        return f"= {_short(junk)}"

    return edit(run, draw, change)


@kind(weight=2)
def deleted_key(run: Path, draw: random.Random) -> object:
    return edit(run, draw, lambda container, key: container.pop(key) and None)


@kind(weight=2)
def swapped_values(run: Path, draw: random.Random) -> object:
    def swap(container: Any, key: Any) -> object:
        other = draw.choice(list(container) if isinstance(container, dict) else range(len(container)))
        container[key], container[other] = container[other], container[key]
        return f"<-> {other}"

    return edit(run, draw, swap)


@kind(weight=2)
def repeated_value(run: Path, draw: random.Random) -> object:
    def repeat(container: Any, key: Any) -> object:
        if isinstance(container, list):
            container.extend([container[key]] * draw.choice((1, 2, 500)))
        return "repeated"

    return edit(run, draw, repeat)


@kind(weight=2)
def other_type(run: Path, draw: random.Random) -> object:
    """A number as a text, a list as an object, and the like."""

    def change(container: Any, key: Any) -> object:
        old = container[key]
        if isinstance(old, list):
            container[key] = draw.choice((dict(enumerate(old)), old[0] if old else None, [old]))
        elif isinstance(old, dict):
            container[key] = draw.choice((list(old.values()), list(old), [old]))
        elif isinstance(old, str):
            container[key] = draw.choice(([*old], {"text": old}, len(old)))
        else:
            container[key] = draw.choice((str(old), [old], {"value": old}))
        return f"is a {type(container[key]).__name__}"

    return edit(run, draw, change)


@kind(weight=2)
def scaled_number(run: Path, draw: random.Random) -> object:
    factor = draw.choice((-1, 0, 2, 1e9, 1e300, 10**350, 0.5))

    def change(container: Any, key: Any) -> object:
        held = {"": container[key]}
        for c, k in [(c, k) for c, k, _ in places(held) if type(c[k]) in (int, float)]:
            try:
                c[k] = c[k] * factor
            except OverflowError:
                c[k] = 1e308
        container[key] = held[""]
        return f"x {_short(factor)}"

    return edit(run, draw, change)


def _set(content: Any, path: list[str], new: Any) -> bool:
    """Set the values at a path whose key "*" is each; return whether there were any."""
    head, rest = path[0], path[1:]
    if isinstance(content, list):
        keys: list[Any] = list(range(len(content))) if head == "*" else [int(head)] if head.isdigit() else []
        keys = [key for key in keys if key < len(content)]
    elif isinstance(content, dict):
        keys = list(content) if head == "*" else [head] if head in content else []
    else:
        return False
    if rest:
        return any([_set(content[key], rest, new) for key in keys])  # noqa: C419 - all are set, not the first alone
    for key in keys:
        content[key] = float(content[key]) if new == "float" and type(content[key]) is int else new
    return bool(keys)


def _targeted(name: str, file: str, changes: list[tuple[str, Any]]) -> Edit:
    def apply(run: Path, _draw: random.Random) -> object:
        try:
            held = read(run / file)
        except (OSError, ValueError, RecursionError):
            return None
        before = json.dumps(held)
        are_set = [_set(held, path.split("/"), new) for path, new in changes]
        if not all(are_set) or json.dumps(held) == before:
            return None
        write(run / file, held)
        return name

    apply.__name__ = name
    return apply


for _name, (_meaning, _file, _changes) in TARGETED.items():
    kind(_meaning)(_targeted(_name, _file, _changes))


def longer(run: Path, key: str, times: int, which: int = 0) -> object:
    """Repeat an entry of a list of the metadata."""
    held = read(run / METADATA)
    if not held.get(key):
        return None
    held[key] += [held[key][which]] * times
    write(run / METADATA, held)
    return len(held[key])


@kind(BREAKING, 2)
def many_equal_maps(run: Path, draw: random.Random) -> object:
    return longer(run, "attention_files", draw.choice((100, 30_000)))


@kind(BREAKING)
def many_equal_layers(run: Path, draw: random.Random) -> object:
    return longer(run, "layers", draw.choice((50, 3000)))


@kind(BREAKING)
def many_conditions(run: Path, draw: random.Random) -> object:
    return longer(run, "conditions", draw.choice((50, 3000)), which=-1)


@kind(BREAKING)
def many_images(run: Path, draw: random.Random) -> object:
    return longer(run, "images", draw.choice((50, 30_000)))


@kind(BREAKING)
def many_steps(run: Path, draw: random.Random) -> object:
    """Steps that are stated and listed, and have no files."""
    held = read(run / METADATA)
    steps = draw.choice((200, 20_000))
    held |= {"steps": steps, "timesteps": [0] * steps, "images": [f"images/step_{i:03d}.png" for i in range(steps)]}
    write(run / METADATA, held)
    return steps


def with_keys(run: Path, name: str, keys: dict[str, Any]) -> object:
    """Add keys of somebody's own to a JSON file."""
    if not (run / name).is_file():
        return None
    write(run / name, read(run / name) | keys)
    return name


@kind(HARMLESS, 2)
def unknown_keys(run: Path, draw: random.Random) -> object:
    name = draw.choice(JSON_FILES)
    note = draw.choice(["a", None, {"x": [1, 2.5]}, list(range(1000)), "\u00e9" * 100])
    return with_keys(run, name, {"x_note": note, "x___proto__": {}})


@kind(HARMLESS)
def large_unknown_key(run: Path, draw: random.Random) -> object:
    name = draw.choice((METADATA, METRICS))
    return with_keys(run, name, {"x_large": list(range(draw.choice((10_000, 1_000_000))))})
