"""Promises besides those of nodes: command line, Python names, the format's version, ids of settings and commands."""

from __future__ import annotations

import argparse
import inspect
import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import diffulizer
from demo_model.preset_runs import preset_folder
from diffulizer.cli import build_parser
from diffulizer.dataset.layout import SCHEMA_VERSION
from promised import FOLDER, UPDATE, check

ROOT = Path(__file__).resolve().parents[2]


def commands(parser: argparse.ArgumentParser) -> Iterator[str]:
    """A line for each command and each of its arguments."""
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for name, command in action.choices.items():
                yield ""
                yield name
                yield from commands(command)
        elif not isinstance(action, argparse._HelpAction):
            yield "  " + argument(action)


def argument(action: argparse.Action) -> str:
    """Names, what it takes, and its default."""
    said = ", ".join(action.option_strings) or str(action.metavar or action.dest)
    if action.nargs == 0:
        return said if action.default in (None, False, argparse.SUPPRESS) else f"{said} = {action.default!r}"
    if action.option_strings:
        said += f" {action.metavar or action.dest.upper()}"
    if action.nargs is not None:
        said += f" ({action.nargs})"
    if action.choices:
        said += " {" + ", ".join(map(str, action.choices)) + "}"
    if action.required and action.option_strings:
        return said + ", required"
    return said if action.default in (None, argparse.SUPPRESS) else f"{said} = {action.default!r}"


def names(value: object) -> Iterator[str]:
    """The public attributes of a class, with the arguments of its methods."""
    for name, member in inspect.getmembers(value):
        if not name.startswith("_"):
            yield f"  {name}" + (arguments(member) if inspect.isfunction(member) else "")


def arguments(function: Callable[..., object]) -> str:
    """Names and defaults of a function's arguments."""
    bare = [part.replace(annotation=part.empty) for part in inspect.signature(function).parameters.values()]
    return str(inspect.Signature([part for part in bare if part.name != "self"]))


def test_the_command_line() -> None:
    check("command_line", commands(build_parser()), "people's scripts")


def test_the_python_names() -> None:
    lines = [f"diffulizer.{name}" for name in diffulizer.__all__]
    held = vars(diffulizer.load_run(preset_folder("photo")))
    attributes = [f"  {name}" for name in held if not name.startswith("_")]
    lines += ["", f"load_run{arguments(diffulizer.load_run)}", "", "Run", *attributes, *names(diffulizer.Run)]
    lines += ["", f"Session{arguments(diffulizer.Session)}", *names(diffulizer.Session)]
    for made in (diffulizer.AttentionEdit, diffulizer.CaptureSettings):
        lines += ["", f"{made.__name__}{arguments(made)}"]
    lines += ["", f"load_runs{arguments(diffulizer.load_runs)}", "", "Runs", *names(diffulizer.Runs)]
    check("python", lines, "people's notebooks")


def test_the_version_of_the_format() -> None:
    check("format", [SCHEMA_VERSION], "readers of runs: docs/dataset.md says what a new version may change")


@pytest.mark.parametrize("kind", ["settings", "commands"])
def test_ids_in_the_hosts_page(kind: str) -> None:
    """Those of locales/, which the viewer's unit tests compare with what the extension registers."""
    texts = json.loads((ROOT / "locales" / "en" / f"{kind}.json").read_text(encoding="utf-8"))
    lines = [key.replace("_", ".") for key in texts]
    check(kind, lines, {"settings": "what people set", "commands": "people's key bindings"}[kind])


def test_a_difference_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("promised.FOLDER", tmp_path)
    monkeypatch.delenv(UPDATE, raising=False)
    (tmp_path / "some.txt").write_text("one\ntwo\n")
    with pytest.raises(AssertionError, match=r"(?s)- two.*\+ three.*breaks people's scripts.*UPDATE_PROMISES=1"):
        check("some", ["one", "three"], "people's scripts")
    monkeypatch.setenv(UPDATE, "1")
    check("some", ["one", "three"], "")
    assert (tmp_path / "some.txt").read_text() == "one\nthree\n"


def test_every_promise_is_kept_by_a_test() -> None:
    checked = {"command_line", "python", "format", "settings", "commands", "routes"}
    assert {file.stem for file in FOLDER.iterdir()} == checked
