"""The checks and the summary of `dev.py test`; a stand-in runs the commands."""

from __future__ import annotations

import json
import shutil
import subprocess
import warnings
from pathlib import Path
from typing import Any

import pytest

from tools.dev import ROOT, checks, running, viewer
from tools.dev.plan import Check, Plan


@pytest.fixture
def plan(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Plan:
    monkeypatch.setattr(viewer, "node_problem", lambda: "")
    monkeypatch.setattr(shutil, "which", lambda name: name)
    return Plan(tmp_path / "bin" / "python", tmp_path / "comfyui", [], tmp_path / "times.json")


def ends_with(monkeypatch: pytest.MonkeyPatch, codes: dict[str, int]) -> list[dict[str, str]]:
    """Let commands that hold a word end with a status; a tier's report holds one passed test and one skipped.

    Returns:
        the variables that each command was given.
    """
    given: list[dict[str, str]] = []

    def call(command: list[str], variables: dict[str, str], folder: Path) -> int:
        given.append(variables)
        name = next((key for key in codes if key in command or key in Path(command[0]).name), "")
        for part in command:
            if part.startswith("--junitxml=") and codes.get(name) != 5:
                skipped = '<testcase name="b"><skipped message="no GPU"/></testcase>'
                Path(part.split("=", 1)[1]).write_text(f'<a><testcase name="a"/>{skipped}</a>')
        return codes.get(name, 0)

    monkeypatch.setattr(running, "call", call)
    return given


def summary(capsys: pytest.CaptureFixture[str]) -> str:
    return capsys.readouterr().out.split("=== summary")[1]


def test_all_checks_run_and_skips_are_told(
    plan: Plan, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    given = ends_with(monkeypatch, {})
    assert running.run(plan) == 0
    lines = summary(capsys)
    for name in (
        "ruff check",
        "ruff format",
        "mypy",
        "mypy nodes",
        *checks.TIERS,
        "coverage",
        "viewer dist",
        "viewer in a browser",
    ):
        assert f"passed  {name}  (" in lines
    assert lines.count("1 ran, 1 skipped") == 3
    assert "skipped b: no GPU" in lines
    for variables in given:
        assert variables["COMFYUI_PATH"] == str(plan.comfyui)
        assert variables["DIFFULIZER_PYTHON"] == str(plan.python)
        assert "DIFFULIZER_NIGHTLY" not in variables


@pytest.mark.parametrize("codes", [{"ruff": 1}, {"mypy": 2}, {"tests/nodes": 1}, {"tests/comfyui": 5}, {"lint": 1}])
def test_one_failure_fails_the_whole_but_all_run(
    plan: Plan, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], codes: dict[str, int]
) -> None:
    ends_with(monkeypatch, codes)
    assert running.run(plan) == 1
    lines = summary(capsys)
    assert "FAILED" in lines
    assert "tests/comfyui" in lines


def test_failed_tests_are_named_at_the_end_and_second_tries_are_told(
    plan: Plan, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Reports of each kind are read: pytest's, whose errors are not failures, and vitest's."""

    failure = '<failure message="expected 1&#10;to be 2"/>'
    browser = f'<a><testcase classname="files.test.ts" name="opens">{failure}</testcase></a>'
    unit = '<a><testcase classname="unit" name="b"><error>no fixture</error></testcase></a>'

    def call(command: list[str], variables: dict[str, str], folder: Path) -> int:
        report = next((part.split("=", 1)[1] for part in command if part.startswith("--junitxml=")), "")
        if "test" in command:
            (Path(variables["DIFFULIZER_REPORTS"]) / "unit.retried").write_text("map.test.ts: is drawn\n")
        if "test:browser" in command:
            (Path(variables["DIFFULIZER_REPORTS"]) / "browser.xml").write_text(browser)
        elif report:
            Path(report).write_text(unit if "tests/unit" in command else '<a><testcase name="a"/></a>')
        return int("test:browser" in command or "tests/unit" in command or "lint" in command)

    monkeypatch.setattr(running, "call", call)
    assert running.run(plan) == 1
    lines = summary(capsys)
    assert lines.count("passed at its second try: map.test.ts: is drawn") == 1
    assert lines.split(" min in all\n")[1] == (
        "\n=== tests/unit failed\nunit: b: no fixture\n"
        "\n=== viewer lint failed\nIts lines above say why.\n"
        "\n=== viewer in a browser failed\nfiles.test.ts: opens: expected 1 to be 2\n"
    )


def test_a_report_that_ends_too_early_is_told(tmp_path: Path) -> None:
    path = tmp_path / "browser.xml"
    path.write_text("<a><testcase")
    result = running.Result("viewer in a browser", 1, 2.0)
    running.read_report(path, result)
    assert (result.ran, result.notes) == (0, ["browser.xml ends too early"])


def test_the_fast_checks_need_no_comfyui(plan: Plan, monkeypatch: pytest.MonkeyPatch) -> None:
    ends_with(monkeypatch, {})
    assert running.run(Plan(plan.python, plan.comfyui, [], plan.times, fast=True)) == 0
    names = {check["name"] for check in json.loads(plan.times.read_text())["checks"]}
    assert {"tests/unit", "tests/nodes", "mypy", "viewer tests"} <= names
    assert not names & {"tests/comfyui", "coverage", "viewer in a browser", "panels in ComfyUI"}


def test_nightly_asks_for_the_long_forms(plan: Plan, monkeypatch: pytest.MonkeyPatch) -> None:
    given = ends_with(monkeypatch, {})
    assert running.run(Plan(plan.python, plan.comfyui, [], plan.times, nightly=True)) == 0
    assert {variables["DIFFULIZER_NIGHTLY"] for variables in given} == {"1"}


def test_times_are_kept(plan: Plan, monkeypatch: pytest.MonkeyPatch) -> None:
    ends_with(monkeypatch, {"mypy": 1})
    running.run(plan)
    record = json.loads(plan.times.read_text())
    assert record["kind"] == "whole"
    kept: dict[str, dict[str, Any]] = {check["name"]: check for check in record["checks"]}
    assert (kept["tests/nodes"]["ran"], kept["tests/nodes"]["skipped"]) == (1, 1)
    assert [name for name, check in kept.items() if not check["passed"]] == ["mypy", "mypy nodes"]


def test_a_check_that_can_not_be_run_fails_with_its_reason(
    plan: Plan, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    result = running.run_check(Check("viewer", problem="Node.js was not found."), plan, tmp_path)
    assert (result.code, result.notes) == (1, ["Node.js was not found."])
    assert "Node.js was not found." in capsys.readouterr().out


def test_named_files_alone_are_tested(plan: Plan, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    given = ends_with(monkeypatch, {})
    asked = Plan(plan.python, plan.comfyui, ["tests/unit", "-k", "names"], plan.times)
    assert running.run(asked) == 0
    assert len(given) == 1
    assert not plan.times.exists()


def test_the_nodes_are_checked_as_part_of_the_pack(plan: Plan, tmp_path: Path) -> None:
    (check,) = [check for check in checks.checks(plan, tmp_path) if check.name == "mypy nodes"]
    assert (check.folder / "pack" / "nodes" / "__init__.py").samefile(ROOT / "nodes" / "__init__.py")


def test_continuous_integration_runs_what_a_person_runs(tmp_path: Path) -> None:
    """Whatever .ci/run does, it hands over to ``dev.py test`` in the repository, and ends as that does."""
    python = tmp_path / "python3"
    python.write_text('#!/bin/sh\necho "$PWD" "$@"\nexit 7\n')
    python.chmod(0o755)
    path = {"PATH": f"{tmp_path}:/usr/bin:/bin"}
    done = subprocess.run([ROOT / ".ci" / "run"], cwd=tmp_path, env=path, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout.split()) == (7, [str(ROOT), "dev.py", "test"])


def test_a_warning_is_an_error() -> None:
    with pytest.raises(UserWarning, match="careful"):
        warnings.warn("careful", stacklevel=1)
