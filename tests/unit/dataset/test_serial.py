"""One set of dataclasses writes metadata.json and reads it: what was read is written again byte for byte."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from case_runs import VALID, build

from diffulizer.dataset.jsonfile import json_bytes
from diffulizer.dataset.model import Metadata
from diffulizer.dataset.serial import from_json, named, to_json
from diffulizer.errors import RunFormatError

FILE = Path("metadata.json")


@dataclass(frozen=True)
class Part:
    text: str
    weight: float = 1.0


@dataclass(frozen=True)
class Whole:
    name: str = field(metadata=named("title"))
    part: Part = field(metadata=named(inline=True))
    sizes: tuple[int, int] | None = None
    parts: tuple[Part, ...] = ()
    note: str | None = field(default=None, metadata=named(optional=True))
    even: bool = field(default=False, metadata=named(left_out=lambda whole: not whole.parts))
    more: dict[str, Any] = field(default_factory=dict)


@pytest.mark.parametrize("name", [name for name, case in VALID.items() if "schema_1_0" not in name])
def test_metadata_are_written_as_they_were_read(name: str, tmp_path: Path) -> None:
    path = build(tmp_path / "run", VALID[name]) / "metadata.json"
    content = json.loads(path.read_bytes())
    if "guidance_maps" not in content:
        pytest.skip("the first runs of 1.1 have no guidance_maps, which are written now")
    read = from_json(Metadata, content, path)
    assert json_bytes(to_json(read)) == json_bytes(content)


def test_fields_are_named_left_out_and_written_in_place() -> None:
    plain = Whole("a", Part("b"))
    assert (
        json.dumps(to_json(plain))
        == '{"title": "a", "text": "b", "weight": 1.0, "sizes": null, "parts": [], "more": {}}'
    )
    full = Whole("a", Part("b", 2.0), (3, 4), (Part("c"),), "d", True, {"e": None})
    assert from_json(Whole, json.loads(json.dumps(to_json(full))), FILE) == full
    assert from_json(Whole, {"title": "a", "text": "b", "weight": None, "unknown": 1}, FILE) == plain


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda c: 3, r"metadata\.json: here is 3; expected an object\."),
        (lambda c: {**c, "title": 3}, r"metadata\.json: here\.title is 3; expected a text\."),
        (lambda c: {k: v for k, v in c.items() if k != "title"}, r"here\.title is missing; expected a text"),
        (lambda c: {**c, "weight": "1"}, r'here\.weight is "1"; expected a number'),
        (lambda c: {**c, "weight": 10**400}, r"here\.weight is 10+…; expected a number of at most"),
        (lambda c: {**c, "sizes": [1]}, r"here\.sizes is \[1\]; expected a list of 2 values"),
        (lambda c: {**c, "sizes": [1, 2.5]}, r"here\.sizes\[1\] is 2\.5; expected a whole number"),
        (lambda c: {**c, "parts": {}}, r"here\.parts is \{\}; expected a list"),
        (lambda c: {**c, "parts": [{"text": "a"}, {"text": True}]}, r"here\.parts\[1\]\.text is true; expected a text"),
        (lambda c: {**c, "even": 1}, r"here\.even is 1; expected true or false"),
        (lambda c: {**c, "more": []}, r"here\.more is \[\]; expected an object"),
    ],
)
def test_what_does_not_fit_is_named(change: Callable[[dict[str, Any]], Any], message: str) -> None:
    content = to_json(Whole("a", Part("b"), (3, 4), (Part("c"),), "d", True))
    with pytest.raises(RunFormatError, match=message):
        from_json(Whole, change(content), FILE, "here")
