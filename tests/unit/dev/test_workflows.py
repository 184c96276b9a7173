"""The workflows of .github: what they run is there, and nobody else can change what they use."""

from __future__ import annotations

import json
import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

import diffulizer
from tools.dev import ROOT, commands

FOLDER = ROOT / ".github"
FILES = sorted([*FOLDER.glob("workflows/*.yml"), *FOLDER.glob("actions/*/action.yml")])
NAMES = [path.relative_to(FOLDER).as_posix() for path in FILES]


def read(path: Path) -> dict[str, Any]:
    content: dict[Any, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return {"on" if key is True else key: value for key, value in content.items()}  # YAML takes on for true


def steps(path: Path) -> Iterator[dict[str, Any]]:
    """Steps of all jobs, and jobs that are a whole workflow."""
    content = read(path)
    for job in content.get("jobs", {"action": content.get("runs", {})}).values():
        yield from job.get("steps", [job])


def workflow(name: str) -> dict[str, Any]:
    return read(FOLDER / "workflows" / name)


def test_all_of_them_are_looked_at() -> None:
    assert {f"workflows/{name}.yml" for name in ("test", "hosts", "nightly", "publish")} <= {*NAMES}


@pytest.mark.parametrize("path", FILES, ids=NAMES)
def test_what_is_used_can_not_change(path: Path) -> None:
    """A tag of somebody else's action can be moved, a commit can't; the version stands beside it for people."""
    lines = path.read_text(encoding="utf-8").splitlines()
    used = [step["uses"] for step in steps(path) if "uses" in step]
    for action in used:
        if action.startswith("./"):
            assert (ROOT / action).exists(), action
            continue
        assert re.fullmatch(r"[\w.-]+/[\w.-]+@[0-9a-f]{40}", action), action
        (line,) = {line.strip().removeprefix("- ") for line in lines if action in line}
        assert re.fullmatch(rf"uses: {re.escape(action)} # \S.*", line), line


def test_one_version_of_each_action() -> None:
    used = {step["uses"] for path in FILES for step in steps(path) if "uses" in step}
    names = [action.split("@")[0] for action in used]
    assert sorted(names) == sorted(set(names))


@pytest.mark.parametrize("path", FILES, ids=NAMES)
def test_commands_are_ours(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """dev.py knows the arguments of each call of it."""
    for step in steps(path):
        command = shlex.split(step.get("run", ""))
        if "dev.py" in command:
            monkeypatch.setattr(sys, "argv", command[command.index("dev.py") :])
            commands.parse_arguments("")
        elif command and command[0].startswith(".ci/"):
            assert os.access(ROOT / command[0], os.X_OK)


@pytest.mark.parametrize("name", ["test.yml", "hosts.yml", "nightly.yml", "publish.yml"])
def test_nothing_may_be_written_and_nothing_runs_for_ever(name: str) -> None:
    content = workflow(name)
    assert content["permissions"] == {"contents": "read"}
    for job in content["jobs"].values():
        assert "uses" in job or job["timeout-minutes"] <= 120


def test_the_viewer_is_published_as_it_is_built() -> None:
    """As a page that the README links by the address in pyproject.toml. Only that job may write, and only the page."""
    flow = workflow("pages.yml")
    assert flow["permissions"] == {"contents": "read"}
    (job,) = flow["jobs"].values()
    assert job["timeout-minutes"] <= 120
    assert job["permissions"] == {"contents": "read", "pages": "write", "id-token": "write"}
    (folder,) = [step["with"]["path"] for step in job["steps"] if "upload-pages" in step["uses"]]
    assert (ROOT / folder / "index.html").is_file()
    assert list((ROOT / folder / "presets").glob("*.js"))
    assert f"{folder}/**" in flow["on"]["push"]["paths"]
    (address,) = re.findall(r'^Viewer = "(.+)"$', (ROOT / "pyproject.toml").read_text(encoding="utf-8"), re.MULTILINE)
    assert f"]({address})" in (ROOT / "README.md").read_text(encoding="utf-8")


def test_a_tag_is_tested_and_published() -> None:
    """Only a tag, only if it is the version, only if all tests pass on every host, and only where the token may be
    seen."""
    flow = workflow("publish.yml")
    assert flow["on"] == {"push": {"tags": ["v[0-9]+.[0-9]+.[0-9]+"]}}
    publish = flow["jobs"]["publish"]
    assert publish["needs"] == ["test", "hosts"]
    assert publish["environment"]
    for needed in publish["needs"]:
        assert "workflow_call" in read(ROOT / flow["jobs"][needed]["uses"])["on"]
    (check,) = [step["run"] for step in publish["steps"] if "run" in step]
    for tag, status in ((f"v{diffulizer.__version__}", 0), ("v9.9.9", 1)):
        variables = {**os.environ, "GITHUB_REF_NAME": tag}
        done = subprocess.run(["sh", "-c", check], cwd=ROOT, env=variables, capture_output=True, text=True, check=False)
        assert done.returncode == status, done.stdout


def test_hosts_are_the_oldest_the_newest_and_those_of_the_page() -> None:
    """What pyproject.toml promises, what docs/hosts.md says was tried, and what came since."""
    job = workflow("hosts.yml")["jobs"]["comfyui"]
    versions = job["strategy"]["matrix"]["version"]
    (oldest,) = re.findall(r'requires-comfyui = ">=(.+)"', (ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    page = (ROOT / "docs" / "hosts.md").read_text(encoding="utf-8")
    assert versions[0] == f"v{oldest}"
    assert versions[-1] == "newest"
    for version in versions[:-1]:
        assert f"| {version[1:]} |" in page, version


def test_panels_are_tried_in_each_generation_of_pages() -> None:
    table = json.loads((ROOT / "tools" / "dev" / "frontends.json").read_text(encoding="utf-8"))
    tried = workflow("hosts.yml")["jobs"]["panels"]["strategy"]["matrix"]["frontend"]
    assert tried == [*table["generations"], table["newest"]]


def test_the_newest_release_is_asked_for(tmp_path: Path) -> None:
    """The step that finds it, with a stand-in for GitHub's program; the others are taken as they are written."""
    step = next(s for s in workflow("hosts.yml")["jobs"]["comfyui"]["steps"] if s.get("id") == "release")
    (tmp_path / "gh").write_text('#!/bin/sh\n[ "$2" = repos/Comfy-Org/ComfyUI/releases/latest ] && echo v9.8.7\n')
    (tmp_path / "gh").chmod(0o755)
    for version, tag in (("newest", "v9.8.7"), ("v0.8.0", "v0.8.0")):
        told = tmp_path / version
        path = os.pathsep.join([str(tmp_path), os.environ["PATH"]])
        variables = {**os.environ, "PATH": path, "VERSION": version, "GITHUB_OUTPUT": str(told)}
        subprocess.run(["sh", "-e", "-c", step["run"]], env=variables, check=True)
        assert told.read_text() == f"tag={tag}\n"
