"""The viewer's part of `dev.py test`: its sentences, and what it compares; nothing is installed here."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tools.dev import viewer


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A git checkout with a built viewer that is not committed."""
    assets = tmp_path / "web_viewer" / "dist" / "assets"
    assets.mkdir(parents=True)
    (assets / "viewer.js").write_text("view();")
    (tmp_path / "web_viewer" / "package-lock.json").write_text("{}")
    git(tmp_path, "init", "--quiet")
    monkeypatch.setattr(viewer, "ROOT", tmp_path)
    monkeypatch.setattr(viewer, "VIEWER", tmp_path / "web_viewer")
    monkeypatch.setattr(viewer, "DIST", tmp_path / "web_viewer" / "dist")
    return tmp_path


def git(folder: Path, *arguments: str) -> None:
    subprocess.run(["git", *arguments], cwd=folder, check=True, capture_output=True)


def program(folder: Path, name: str, says: str = "", code: int = 0) -> None:
    """A program that prints what it was called with, or something else, and ends with a code."""
    folder.mkdir(exist_ok=True)
    (folder / name).write_text(f"#!/bin/sh\necho {says or '$0 $*'}\nexit {code}\n")
    (folder / name).chmod(0o755)


def test_a_build_that_is_committed(checkout: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert viewer.dist() == ""
    assert "skipped: web_viewer/dist is not committed yet" in capsys.readouterr().out
    git(checkout, "add", "web_viewer/dist")
    assert viewer.dist() == ""
    assert "It is what is committed." in capsys.readouterr().out


def test_a_build_that_differs_is_listed(checkout: Path, capsys: pytest.CaptureFixture[str]) -> None:
    git(checkout, "add", "web_viewer/dist")
    assets = checkout / "web_viewer" / "dist" / "assets"
    (assets / "viewer.js").write_text("view() ;")
    (assets / "new.js").write_text("")
    assert "differs from what is committed" in viewer.dist()
    output = capsys.readouterr().out
    assert "web_viewer/dist/assets/new.js\nweb_viewer/dist/assets/viewer.js\n" in output
    (assets / "viewer.js").write_text("view();")
    (assets / "new.js").unlink()
    assert viewer.dist() == ""
    (assets / "viewer.js").rename(assets / "old.js")
    (assets / "viewer.js").write_text("view();")
    assert "differs" in viewer.dist()


def test_paths_of_this_machine(checkout: Path) -> None:
    file = checkout / "web_viewer" / "dist" / "assets" / "panels.js"
    file.write_text(f"const file = '{checkout}/src/main.tsx';")
    assert viewer.dist() == f"{file} names {checkout}, a folder of this machine. Paths in it must be relative."


@pytest.mark.skipif(os.name == "nt", reason="programs here are shell scripts")
@pytest.mark.parametrize(
    ("version", "words"),
    [
        (None, "which was not found. Install it from nodejs.org"),
        ("v18.20.4", "node is v18.20.4. Install a newer one."),
        ("v20.9.0", "node is v20.9.0"),
        ("v20.19.0", ""),
        ("v22.1.0", ""),
    ],
)
def test_node_is_needed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, version: str | None, words: str) -> None:
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}")
    if version:
        program(tmp_path / "bin", "node", version)
        program(tmp_path / "bin", "npm")
    problem = viewer.node_problem()
    assert words in problem
    assert bool(problem) == bool(words)
    for fast in (False, True):
        first = viewer.checks(fast)[0]
        assert (first.name, first.problem) == ("viewer" if words else "viewer packages", problem)


def test_the_fast_checks_need_no_browser(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(viewer, "node_problem", lambda: "")
    monkeypatch.setattr(shutil, "which", lambda name: name)
    whole, fast = ({check.name for check in viewer.checks(fast)} for fast in (False, True))
    assert whole - fast >= {"viewer in a browser", "panels in ComfyUI", "viewer dist"}
    assert fast - whole == {"viewer types"}  # the build has them


@pytest.mark.skipif(os.name == "nt", reason="programs here are shell scripts")
def test_packages_are_installed_once_for_each_lock_file(
    checkout: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    program(checkout / "bin", "npm")
    monkeypatch.setenv("PATH", f"{checkout / 'bin'}{os.pathsep}{os.environ['PATH']}")
    (checkout / "web_viewer" / "node_modules").mkdir()
    assert viewer.packages() == ""
    assert f"npm --prefix {checkout / 'web_viewer'} ci" in capfd.readouterr().out
    assert viewer.packages() == ""
    assert capfd.readouterr().out == "They are as the lock file says.\n"
    (checkout / "web_viewer" / "package-lock.json").write_text('{"packages": {}}')
    program(checkout / "bin", "npm", "ENOTFOUND", 1)
    assert "check the network or the proxy" in viewer.packages()
    assert "check the network or the proxy" in viewer.packages()
