"""Finding runs: folders, .zip files, patterns, at any depth, each once and with an id of its own."""

from __future__ import annotations

from pathlib import Path

import pytest

from diffulizer.errors import RunNotFoundError
from diffulizer.tables.find import Given, find


@pytest.fixture
def study(tmp_path: Path) -> Path:
    """Runs as far as finding them goes, and things that are none."""
    for name in ("one/run", "two/run", "two/deep/down/run", ".hidden/run", "one/run/inner"):
        (tmp_path / name).mkdir(parents=True)
        (tmp_path / name / "metadata.json").write_text("{}")
    (tmp_path / "two" / "packed.zip").write_bytes(b"")
    (tmp_path / "two" / "notes.txt").write_bytes(b"")
    (tmp_path / "empty").mkdir()
    return tmp_path


@pytest.mark.parametrize(
    ("given", "ids"),
    [
        (".", ["one/run", "two/deep/down/run", "two/packed.zip", "two/run"]),
        ("one", ["run"]),
        ("one/run", ["run"]),
        ("one/run/metadata.json", ["run"]),
        ("two/packed.zip", ["packed.zip"]),
        ("*/run", ["one/run", "two/run"]),
        ("t*", ["two/deep/down/run", "two/packed.zip", "two/run"]),
        ("**/*.zip", ["two/packed.zip"]),
        (["one", "two/deep"], ["one/run", "two/deep/down/run"]),
        (["two/run", "one/run"], ["one/run", "two/run"]),
        (["one", "one/run", "o*"], ["one/run"]),
        (["one/run", "one/lost"], ["lost", "run"]),
        (["one/run", "empty"], ["empty", "one/run"]),
    ],
)
def test_ids_are_relative_to_what_was_given(
    study: Path, monkeypatch: pytest.MonkeyPatch, given: Given, ids: list[str]
) -> None:
    monkeypatch.chdir(study)
    assert [found.id for found in find(given)] == ids
    parts = [given] if isinstance(given, (str, Path)) else list(given)
    whole = find([study / part for part in parts])
    assert [found.id for found in whole] == ids
    assert all(found.path.is_absolute() for found in whole)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("lost", "No run at .*lost; expected folders with a metadata.json"),
        ("empty", "No run at .*empty"),
        ([], "No run at nothing"),
        ("x*", r"No run matches .*x\*; expected a pattern"),
        ("two/*.txt", "No run matches"),
    ],
)
def test_what_names_no_run_is_said(study: Path, given: str | list[str], said: str) -> None:
    with pytest.raises(RunNotFoundError, match=said):
        find([study / part for part in given] if isinstance(given, list) else study / given)


def test_a_name_with_brackets_is_no_pattern(study: Path) -> None:
    (study / "one").rename(study / "[one]")
    assert [found.id for found in find(study / "[one]")] == ["run"]
