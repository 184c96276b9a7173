"""The environment of dev.py: its key, its stamp, its sentences; nothing is installed here."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import textwrap
from collections import namedtuple
from pathlib import Path

import pytest

from diffulizer.comfyui import location
from tools.dev import SetupError, environment, pip
from tools.dev.processes import lock, try_lock


def test_the_key_changes_with_what_it_is_made_from(monkeypatch: pytest.MonkeyPatch) -> None:
    key = environment.environment_key("a")
    assert key == environment.environment_key("a")
    assert key != environment.environment_key("b")
    monkeypatch.setattr(environment, "RECIPE", 99)
    assert key != environment.environment_key("a")


def test_what_is_left_out_of_the_hosts_requirements(tmp_path: Path) -> None:
    (tmp_path / "requirements.txt").write_text("torch\ntorchaudio\nkornia>=0.7.1\nspandrel\ntorchvision\n")
    assert environment.host_requirements(tmp_path).split() == ["torch", "torchvision", "transformers<5"]


def fake_environment(folder: Path) -> tuple[Path, Path]:
    """A stamped environment whose interpreter is this one."""
    python = location.venv_python(folder / "venv")
    python.parent.mkdir(parents=True)
    python.symlink_to(sys.executable)
    site = environment.site_packages(folder)
    (site / "thing-1.0.dist-info").mkdir(parents=True)
    (site / "thing").mkdir()
    (site / "thing" / "__init__.py").touch()
    (site / "thing-1.0.dist-info" / "RECORD").write_text("../../bin/thing,,\nthing/__init__.py,,\n")
    (folder / "comfyui").mkdir()
    (folder / "comfyui" / "main.py").touch()
    (folder / "READY").write_text(json.dumps({"witnesses": environment.find_witnesses(site)}))
    return python, folder / "comfyui"


DAMAGES = {
    "no stamp": lambda folder, _: (folder / "READY").unlink(),
    "half a stamp": lambda folder, _: (folder / "READY").write_text("{"),
    "no interpreter": lambda folder, _: location.venv_python(folder / "venv").unlink(),
    "no comfyui": lambda folder, _: (folder / "comfyui" / "main.py").unlink(),
    "no record": lambda _, site: (site / "thing-1.0.dist-info" / "RECORD").unlink(),
    "no module": lambda _, site: (site / "thing" / "__init__.py").unlink(),
}


def test_a_whole_environment_stands(tmp_path: Path) -> None:
    python, comfyui = fake_environment(tmp_path / "env")
    assert environment.stands(tmp_path / "env", python, comfyui)


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_environment_does_not_stand(tmp_path: Path, damage: str) -> None:
    folder = tmp_path / "env"
    python, comfyui = fake_environment(folder)
    DAMAGES[damage](folder, environment.site_packages(folder))
    assert not environment.stands(folder, python, comfyui)


def test_too_little_room_is_said_before_anything_is_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage(0, 0, 3_200_000_000))
    with pytest.raises(SetupError, match=r"has 3\.2 GB free; setting up needs about 10 GB.*DIFFULIZER_CACHE"):
        environment.make_environment(tmp_path / "env", tmp_path / "python", None)
    assert list(tmp_path.iterdir()) == []


def test_a_missing_venv_module_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(environment, "NEEDED_GB", 0)
    failure = subprocess.CompletedProcess([], 1, "ensurepip is not available.\n", "")
    monkeypatch.setattr(subprocess, "run", lambda *_, **__: failure)
    with pytest.raises(SetupError, match=r"ensurepip is not available.*apt install python3-venv"):
        environment.make_environment(tmp_path / "env", tmp_path / "python", None)


@pytest.mark.parametrize(
    ("output", "words"),
    [
        ("NewConnectionError: Failed to establish", "could not reach the package index"),
        ("Temporary failure in name resolution", "could not reach the package index"),
        ("OSError: [Errno 28] No space left on device", "ran out of disk space"),
        ("ResolutionImpossible", "the lines above say why"),
    ],
)
def test_pip_failures_become_sentences(output: str, words: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert words in pip.pip_failure("install", output)
    assert output in capsys.readouterr().err


def test_pip_shows_large_downloads_only(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    output = """\
    Collecting torch
      Downloading https://example.org/torch-2.15.0-cp311.whl (539.1 MB)
      Downloading small-1.0.whl (120 kB)
    Installing collected packages: a, b, c
    """
    (tmp_path / "pip.py").write_text(f"print({textwrap.dedent(output)!r})")
    monkeypatch.chdir(tmp_path)
    pip.pip(Path(sys.executable), "install")
    assert capsys.readouterr().out == "  torch-2.15.0-cp311.whl (539.1 MB)\n  installing 3 packages\n"


def test_a_second_builder_waits(tmp_path: Path) -> None:
    path = tmp_path / "env.lock"
    with lock(path), path.open("a+") as other:
        assert not try_lock(other)
    with path.open("a+") as other:
        assert try_lock(other)
