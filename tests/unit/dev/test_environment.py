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


def write_comfyui(folder: Path) -> Path:
    folder.mkdir()
    (folder / "requirements.txt").write_text("torch\ntorchaudio\nkornia>=0.7.1\nspandrel\ntorchvision\ntorchsde\n")
    return folder


def installed(folder: Path, monkeypatch: pytest.MonkeyPatch, checkout: Path | None) -> tuple[list[str], list[str]]:
    """Make an environment with stand-ins for pip and Python; return what it required, and the imports that it tried."""
    tried: list[str] = []

    def run(command: list[str], **_: object) -> subprocess.CompletedProcess[str]:
        tried.extend(part for part in command if part.startswith("import "))
        return subprocess.CompletedProcess([], 0, "", "")

    monkeypatch.setattr(environment, "NEEDED_GB", 0)
    monkeypatch.setattr(environment, "unpack_comfyui", lambda _, into: write_comfyui(into / "comfyui"))
    monkeypatch.setattr(environment, "pip", lambda *_: None)
    monkeypatch.setattr(subprocess, "run", run)
    environment.make_environment(folder, folder / "python", checkout)
    return (folder / "host-requirements.txt").read_text().split(), tried


def test_a_checkout_gets_all_that_it_requires(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    required, tried = installed(tmp_path / "env", monkeypatch, write_comfyui(tmp_path / "checkout"))
    assert required == ["torch", "torchaudio", "kornia>=0.7.1", "spandrel", "torchvision", "torchsde", "transformers<5"]
    assert tried == ["import torch, torchvision, torchaudio"]


def test_the_comfyui_that_is_fetched_does_without_some(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    required, tried = installed(tmp_path / "env", monkeypatch, None)
    assert required == ["torch", "torchvision", "torchsde", "transformers<5"]
    assert tried == ["import torch, torchvision"]


def test_versions_that_do_not_fit_together_are_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    wrong = subprocess.CompletedProcess([], 1, "", "RuntimeError: PyTorch has CUDA 13.2, TorchAudio 13.0\n")
    monkeypatch.setattr(subprocess, "run", lambda *_, **__: wrong)
    with pytest.raises(SetupError, match=r"torch, torchaudio were .*CUDA 13\.2, TorchAudio 13\.0 .*PIP_CONSTRAINT"):
        environment.check_imports(tmp_path / "python", "torch\ntorchsde\ntorchaudio>=2\n")


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
