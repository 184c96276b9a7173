"""dev.py: its environment's key, its stamp, its sentences and its summary; nothing is installed here."""

from __future__ import annotations

import ast
import importlib.util
import json
import os
import subprocess
import sys
import textwrap
from collections import namedtuple
from pathlib import Path
from types import ModuleType

import pytest

import dev_viewer
from diffulizer.comfyui import location

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def dev() -> ModuleType:
    spec = importlib.util.spec_from_file_location("dev_under_test", ROOT / "dev.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_old_pythons_can_read_it() -> None:
    ast.parse((ROOT / "dev.py").read_text(encoding="utf-8"), feature_version=(3, 7))


def test_ci_runs_what_a_person_runs() -> None:
    lines = (ROOT / ".ci" / "run").read_text().splitlines()
    assert lines[-1] == "exec python3 dev.py test"
    assert os.access(ROOT / ".ci" / "run", os.X_OK)


def test_python_too_old(dev: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(sys, "argv", ["dev.py", "test"])
    monkeypatch.setattr(sys, "version_info", (3, 9, 18))
    assert dev.main() == 2
    assert "needs Python 3.10 or newer" in capsys.readouterr().err


def test_the_key_changes_with_what_it_is_made_from(dev: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    key = dev.environment_key("a")
    assert key == dev.environment_key("a")
    assert key != dev.environment_key("b")
    monkeypatch.setattr(dev, "RECIPE", 99)
    assert key != dev.environment_key("a")


def test_what_is_left_out_of_the_hosts_requirements(dev: ModuleType, tmp_path: Path) -> None:
    (tmp_path / "requirements.txt").write_text("torch\ntorchaudio\nkornia>=0.7.1\nspandrel\ntorchvision\n")
    assert dev.host_requirements(tmp_path).split() == ["torch", "torchvision", "transformers<5"]


def fake_environment(dev: ModuleType, folder: Path) -> tuple[Path, Path]:
    """A stamped environment whose interpreter is this one."""
    python = location.venv_python(folder / "venv")
    python.parent.mkdir(parents=True)
    python.symlink_to(sys.executable)
    site = dev.site_packages(folder)
    (site / "thing-1.0.dist-info").mkdir(parents=True)
    (site / "thing").mkdir()
    (site / "thing" / "__init__.py").touch()
    (site / "thing-1.0.dist-info" / "RECORD").write_text("../../bin/thing,,\nthing/__init__.py,,\n")
    (folder / "comfyui").mkdir()
    (folder / "comfyui" / "main.py").touch()
    (folder / "READY").write_text(json.dumps({"witnesses": dev.find_witnesses(site)}))
    return python, folder / "comfyui"


DAMAGES = {
    "no stamp": lambda folder, _: (folder / "READY").unlink(),
    "half a stamp": lambda folder, _: (folder / "READY").write_text("{"),
    "no interpreter": lambda folder, _: location.venv_python(folder / "venv").unlink(),
    "no comfyui": lambda folder, _: (folder / "comfyui" / "main.py").unlink(),
    "no record": lambda _, site: (site / "thing-1.0.dist-info" / "RECORD").unlink(),
    "no module": lambda _, site: (site / "thing" / "__init__.py").unlink(),
}


def test_a_whole_environment_stands(dev: ModuleType, tmp_path: Path) -> None:
    python, comfyui = fake_environment(dev, tmp_path / "env")
    assert dev.stands(tmp_path / "env", python, comfyui)


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_environment_does_not_stand(dev: ModuleType, tmp_path: Path, damage: str) -> None:
    folder = tmp_path / "env"
    python, comfyui = fake_environment(dev, folder)
    DAMAGES[damage](folder, dev.site_packages(folder))
    assert not dev.stands(folder, python, comfyui)


def test_too_little_room_is_said_before_anything_is_made(
    dev: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(dev.shutil, "disk_usage", lambda _: usage(0, 0, 3_200_000_000))
    with pytest.raises(dev.SetupError, match=r"has 3\.2 GB free; setting up needs about 10 GB.*DIFFULIZER_CACHE"):
        dev.make_environment(tmp_path / "env", tmp_path / "python", None)
    assert list(tmp_path.iterdir()) == []


def test_a_missing_venv_module_is_named(dev: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dev, "NEEDED_GB", 0)
    said = subprocess.CompletedProcess([], 1, "ensurepip is not available.\n", "")
    monkeypatch.setattr(dev.subprocess, "run", lambda *_, **__: said)
    with pytest.raises(dev.SetupError, match=r"ensurepip is not available.*apt install python3-venv"):
        dev.make_environment(tmp_path / "env", tmp_path / "python", None)


@pytest.mark.parametrize(
    ("output", "words"),
    [
        ("NewConnectionError: Failed to establish", "could not reach the package index"),
        ("Temporary failure in name resolution", "could not reach the package index"),
        ("OSError: [Errno 28] No space left on device", "ran out of disk space"),
        ("ResolutionImpossible", "the lines above say why"),
    ],
)
def test_pip_failures_become_sentences(
    dev: ModuleType, output: str, words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert words in dev.pip_failure("install", output)
    assert output in capsys.readouterr().err


def test_pip_shows_large_downloads_only(
    dev: ModuleType, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    said = """\
    Collecting torch
      Downloading https://example.org/torch-2.15.0-cp311.whl (539.1 MB)
      Downloading small-1.0.whl (120 kB)
    Installing collected packages: a, b, c
    """
    (tmp_path / "pip.py").write_text(f"print({textwrap.dedent(said)!r})")
    monkeypatch.chdir(tmp_path)
    dev.pip(Path(sys.executable), "install")
    assert capsys.readouterr().out == "  torch-2.15.0-cp311.whl (539.1 MB)\n  installing 3 packages\n"


def test_a_wrong_checkout_is_named(
    dev: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("COMFYUI_PATH", str(tmp_path))
    monkeypatch.setattr(sys, "argv", ["dev.py", "env"])
    assert dev.main() == 1
    assert f"COMFYUI_PATH names {tmp_path}" in capsys.readouterr().err


def test_a_cache_that_can_not_be_written(
    dev: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").touch()
    monkeypatch.delenv("COMFYUI_PATH", raising=False)
    monkeypatch.setenv("DIFFULIZER_CACHE", str(tmp_path / "file" / "cache"))
    monkeypatch.setattr(sys, "argv", ["dev.py", "env"])
    assert dev.main() == 1
    assert "can't be written (Not a directory). Set DIFFULIZER_CACHE" in capsys.readouterr().err


def test_a_second_builder_waits(dev: ModuleType, tmp_path: Path) -> None:
    path = tmp_path / "env.lock"
    with dev.lock(path), path.open("a+") as other:
        assert not dev.try_lock(other)
    with path.open("a+") as other:
        assert dev.try_lock(other)


def run_tests_of(dev: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, codes: dict[str, int]) -> int:
    """Run dev's checks with a stand-in for running a command; a tier's report holds one passed test."""

    def call(command: list[str], variables: dict[str, str], folder: Path) -> int:
        name = next((key for key in codes if key in command or key in command[0]), "")
        assert variables == {"COMFYUI_PATH": str(tmp_path), "DIFFULIZER_PYTHON": str(tmp_path / "bin" / "python")}
        for part in command:
            if part.startswith("--junitxml=") and codes.get(name) != 5:
                skipped = '<testcase name="b"><skipped message="no GPU"/></testcase>'
                Path(part.split("=", 1)[1]).write_text(f'<a><testcase name="a"/>{skipped}</a>')
        return codes.get(name, 0)

    monkeypatch.setattr(dev, "call", call)
    monkeypatch.setattr(dev_viewer, "node_problem", lambda: "")
    monkeypatch.setattr(dev_viewer.shutil, "which", lambda name: name)
    (tmp_path / "bin").mkdir(exist_ok=True)
    return dev.run_tests(tmp_path / "bin" / "python", tmp_path, [])


def test_all_checks_run_and_skips_are_told(
    dev: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run_tests_of(dev, tmp_path, monkeypatch, {}) == 0
    summary = capsys.readouterr().out.split("=== summary")[1]
    tiers = ("tests/unit", "tests/nodes", "tests/comfyui")
    for name in ("ruff check", "ruff format", "mypy", "mypy nodes", *tiers, "viewer dist", "viewer in a browser"):
        assert f"passed  {name}" in summary
    assert summary.count("1 ran, 1 skipped") == 3
    assert "skipped b: no GPU" in summary


@pytest.mark.parametrize("codes", [{"ruff": 1}, {"mypy": 2}, {"tests/nodes": 1}, {"tests/comfyui": 5}, {"lint": 1}])
def test_one_failure_fails_the_whole_but_all_run(
    dev: ModuleType,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    codes: dict[str, int],
) -> None:
    assert run_tests_of(dev, tmp_path, monkeypatch, codes) == 1
    summary = capsys.readouterr().out.split("=== summary")[1]
    assert "FAILED" in summary
    assert "tests/comfyui" in summary


def demo_that_ends_with(dev: ModuleType, monkeypatch: pytest.MonkeyPatch, code: int) -> int:
    """Run the demo with a stand-in whose viewer is closed by Ctrl-C."""

    class Process:
        returncode: int | None = None
        terminate = kill = None

        def __init__(self, *_: object, **__: object) -> None: ...

        def wait(self, _: float | None = None) -> int:
            if self.returncode is None:
                self.returncode = code
                raise KeyboardInterrupt
            return code

    monkeypatch.setattr(dev.subprocess, "Popen", Process)
    return dev.run_demo(Path("python"), Path("comfyui"), dev.argparse.Namespace(port=0, no_open=False))


def test_closing_the_viewer_is_how_the_demo_ends_well(dev: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    assert demo_that_ends_with(dev, monkeypatch, 0) == 0
    with pytest.raises(KeyboardInterrupt):
        demo_that_ends_with(dev, monkeypatch, 130)
