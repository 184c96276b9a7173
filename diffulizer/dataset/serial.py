"""Conversion of dataclasses to JSON values and back: one writer, and one reader that names every value that does not
fit.

A field is written under its own name, in the order of the fields. ``named`` gives it another key, says when it is left
out, or writes the fields of its dataclass in its place. When read, a key that is absent or null has the field's
default; keys that no field names are ignored.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import MISSING, Field, fields, is_dataclass
from functools import lru_cache
from pathlib import Path
from types import NoneType, UnionType
from typing import Any, TypeVar, Union, cast, get_args, get_origin, get_type_hints

from ..errors import RunFormatError
from .jsonfile import LARGEST_WHOLE, shown

T = TypeVar("T")
Reader = Callable[[Any], Any]


def named(
    key: str | None = None,
    *,
    optional: bool = False,
    left_out: Callable[[Any], bool] | None = None,
    inline: bool = False,
    least: int | None = None,
) -> dict[str, Any]:
    """Return the metadata of a dataclass's field.

    Args:
        key: its key in JSON.
        optional: whether it is left out while it is None.
        left_out: returns for the whole dataclass whether the field is left out.
        inline: whether it holds a dataclass whose fields are written in its stead.
        least: the smallest number that it, or each of its items, may be.
    """
    return {"key": key, "optional": optional, "left_out": left_out, "inline": inline, "least": least}


def to_json(value: Any) -> Any:
    """Convert a dataclass to an object and tuples to lists; everything else stays as it is."""
    if is_dataclass(value):
        content: dict[str, Any] = {}
        for field in fields(value):
            held, left_out = getattr(value, field.name), field.metadata.get("left_out")
            if field.metadata.get("inline"):
                content |= to_json(held)
            elif not (held is None and field.metadata.get("optional")) and not (left_out and left_out(value)):
                content[_key(field)] = to_json(held)
        return content
    if isinstance(value, (list, tuple)):
        return [to_json(item) for item in value]
    return value


def from_json(kind: type[T], content: Any, file: Path, path: str = "") -> T:
    """Read a dataclass, or a tuple, list or dict of them, from parsed JSON.

    What a dataclass demands beyond types it says itself, in ``named`` or by a ValueError whose text is what it expects.

    Args:
        file, path: the file and the key path of the content, for errors.

    Raises:
        RunFormatError: a value has another type than its field; it names file, key path, value and expectation.
    """
    try:
        return cast(T, _reader(cast(Any, kind))(content))
    except Mismatch as error:
        raise RunFormatError(
            f"{file}: {(path + error.path).lstrip('.')} is {error.shown}; expected {error.expected}. "
            "`diffulizer validate` lists all that is wrong."
        ) from None


def mismatch(kind: Any, content: Any) -> Mismatch | None:
    """Return the first value that ``from_json`` would refuse."""
    try:
        _reader(kind)(content)
    except Mismatch as error:
        return error
    return None


class Mismatch(Exception):  # noqa: N818 - nobody sees it raised: ``from_json`` makes an error of it
    """A value that does not fit; ``keys`` lead to it, the innermost first."""

    def __init__(self, value: Any, expected: str) -> None:
        super().__init__(expected)
        self.value, self.expected, self.keys = value, expected, cast(list[str | int], [])

    @property
    def path(self) -> str:
        """The key path to the value, such as ".words[2].text"."""
        return "".join(f"[{key}]" if isinstance(key, int) else f".{key}" for key in reversed(self.keys))

    @property
    def shown(self) -> str:
        """The value as a message shows it."""
        return "missing" if self.value is MISSING else shown(self.value)


@lru_cache(maxsize=256)
def _reader(kind: Any) -> Reader:
    """Return the reader of a type."""
    if kind in _PLAIN:
        return _PLAIN[kind]
    if is_dataclass(kind):
        return _object_reader(cast(type, kind))
    origin, args = get_origin(kind), get_args(kind)
    if origin in (Union, UnionType):
        (some,) = (_reader(arg) for arg in args if arg is not NoneType)
        return lambda value: None if value is None else some(value)
    if origin is tuple and len(args) > 1 and args[1] is not Ellipsis:
        return _fixed_reader([_reader(arg) for arg in args])
    if origin in (list, tuple):
        return _list_reader(_reader(args[0]), origin)
    if origin is dict:
        return _dict_reader(_reader(args[1]))
    raise TypeError(f"{kind!r} can't be read from JSON; add it to serial.py")


def _object_reader(kind: type) -> Reader:
    hints = get_type_hints(kind)
    parts = [(field, _key(field), _reader(hints[field.name])) for field in fields(kind)]

    def read(content: Any) -> Any:
        if not isinstance(content, dict):
            raise Mismatch(content, "an object")
        values = {}
        for field, key, reader in parts:
            if field.metadata.get("inline"):
                values[field.name] = reader(content)
                continue
            held = content.get(key)
            if held is None and _has_default(field):
                continue
            try:
                values[field.name] = _at_least(field.metadata.get("least"), reader(held))
            except Mismatch as error:
                if key not in content:
                    error.value = MISSING
                error.keys.append(key)
                raise
        try:
            return kind(**values)
        except ValueError as error:
            raise Mismatch(content, str(error)) from error

    return read


def _at_least(least: int | None, value: Any) -> Any:
    """Return the value if it, or each of its items, is at least ``least``; None is no number."""
    for item in () if least is None else value if isinstance(value, tuple) else (value,):
        if item is not None and item < least:
            raise Mismatch(item, f"a number of at least {least}")
    return value


def _list_reader(item: Reader, kind: type) -> Reader:
    def read(content: Any) -> Any:
        if not isinstance(content, list):
            raise Mismatch(content, "a list")
        return kind(_within(item, held, i) for i, held in enumerate(content))

    return read


def _fixed_reader(items: list[Reader]) -> Reader:
    def read(content: Any) -> Any:
        if not isinstance(content, list) or len(content) != len(items):
            raise Mismatch(content, f"a list of {len(items)} values")
        return tuple(_within(item, held, i) for i, (item, held) in enumerate(zip(items, content, strict=True)))

    return read


def _dict_reader(item: Reader) -> Reader:
    def read(content: Any) -> Any:
        if not isinstance(content, dict):
            raise Mismatch(content, "an object")
        return {key: _within(item, held, key) for key, held in content.items()}

    return read


def _within(reader: Reader, value: Any, key: str | int) -> Any:
    """Read the value at a key or an index, which becomes part of the path if the value does not fit."""
    try:
        return reader(value)
    except Mismatch as error:
        error.keys.append(key)
        raise


def _key(field: Field[Any]) -> str:
    return field.metadata.get("key") or field.name


def _has_default(field: Field[Any]) -> bool:
    return field.default is not MISSING or field.default_factory is not MISSING


def _same(value: Any) -> Any:
    return value


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise Mismatch(value, "a text")
    return value


def _flag(value: Any) -> bool:
    if not isinstance(value, bool):
        raise Mismatch(value, "true or false")
    return value


def _whole(value: Any) -> int:
    """Read a whole number; JSON does not tell 4.0 from 4."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if not isinstance(value, int) or isinstance(value, bool):
        raise Mismatch(value, "a whole number")
    if abs(value) >= LARGEST_WHOLE:
        raise Mismatch(value, "a whole number of at most 64 bits")
    return value


def _real(value: Any) -> float:
    if not isinstance(value, (int, float)) or isinstance(value, bool):
        raise Mismatch(value, "a number")
    try:
        return float(value)
    except OverflowError:
        raise Mismatch(value, "a number of at most 1.8e308") from None


_PLAIN: dict[Any, Reader] = {Any: _same, str: _text, bool: _flag, int: _whole, float: _real}
