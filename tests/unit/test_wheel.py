"""The package that `pip install` installs: the command with everything that it needs, the viewer too, in a folder that
is no clone."""

from __future__ import annotations

import importlib.metadata
import importlib.util
import os
import re
import site
import subprocess
import sys
import sysconfig
import urllib.parse
import urllib.request
import venv
from pathlib import Path

import pytest

import diffulizer
from demo_model.preset_runs import preset_folder
from published import ROOT

SOURCES = ("pyproject.toml", "setup.py", "MANIFEST.in", "README.md", "LICENSE")
DIST = ROOT / "web_viewer" / "dist"
PIP = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet"]


@pytest.fixture(scope="module")
def command(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """`diffulizer` as a wheel brings it that was built from a source archive, in an environment of its own.

    The environment sees the packages of this one, so that PyTorch need not be installed again.
    """
    found = importlib.metadata.version("setuptools") if importlib.util.find_spec("setuptools") else "none"
    if found == "none" or tuple(int(part) for part in found.split(".")[:2]) < (70, 1):
        pytest.skip(f"building a wheel needs setuptools 70.1 or newer; this Python has {found}")
    folder = tmp_path_factory.mktemp("wheel")
    source, built, environment = folder / "source", folder / "built", folder / "environment"
    copied = [ROOT / name for name in SOURCES]
    copied += [p for p in (ROOT / "diffulizer").rglob("*") if p.suffix in (".py", ".json")]
    copied += [path for path in DIST.rglob("*") if path.is_file()]
    for path in copied:
        target = source / path.relative_to(ROOT)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(path.read_bytes())
    code = f"from setuptools.build_meta import build_sdist; build_sdist({str(built)!r})"
    subprocess.run([sys.executable, "-c", code], cwd=source, check=True, stdout=subprocess.DEVNULL)
    (archive,) = built.iterdir()
    wheel = [*PIP, "wheel", "--no-deps", "--no-build-isolation", "--wheel-dir", str(folder), str(archive)]
    subprocess.run(wheel, check=True)
    venv.create(environment, with_pip=False)
    paths = sysconfig.get_paths("venv", vars={"base": str(environment), "platbase": str(environment)})
    (made,) = folder.glob(f"diffulizer-{diffulizer.__version__}-py3-none-any.whl")
    python = next(Path(paths["scripts"]).glob("python*"))
    subprocess.run([*PIP, "--python", str(python), "install", "--no-deps", "--no-index", str(made)], check=True)
    packages = "\n".join([*site.getsitepackages(), sysconfig.get_path("purelib")])
    (Path(paths["purelib"]) / "others.pth").write_text(packages, encoding="utf-8")
    return next(Path(paths["scripts"]).glob("diffulizer*"))


@pytest.fixture
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working folder outside the repository, and nothing of the repository on Python's path."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("PYTHONPATH", raising=False)
    monkeypatch.setenv("PYTHONSAFEPATH", "1")
    return tmp_path


def run(command: Path, *arguments: str) -> tuple[int, str]:
    done = subprocess.run([command, *arguments], capture_output=True, text=True, check=False)
    return done.returncode, done.stdout + done.stderr


@pytest.mark.usefixtures("elsewhere")
def test_the_commands_work(command: Path) -> None:
    assert run(command, "--version") == (0, f"diffulizer {diffulizer.__version__}\n")
    example = str(preset_folder("photo"))
    for arguments in (["validate"], ["info"], ["compare", example], ["figures", "-o", "figures"]):
        status, output = run(command, *arguments, example)
        assert status == 0, output
    status, output = run(command, "generate", "--prompt", "a red circle")
    assert (status, "--server URL" in output) == (1, True), output


@pytest.mark.usefixtures("elsewhere")
def test_the_viewer_is_served(command: Path) -> None:
    example = preset_folder("photo")
    environment = {**os.environ, "PYTHONUNBUFFERED": "1"}
    process = subprocess.Popen(
        [command, "view", str(example), "--no-open"], stdout=subprocess.PIPE, text=True, env=environment
    )
    try:
        assert process.stdout is not None
        line = process.stdout.readline()
        address = urllib.parse.urlsplit(line.removeprefix("The viewer: ").strip())
        assert address.port, line
        page = f"http://127.0.0.1:{address.port}/"
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        for file in (path for path in DIST.rglob("*") if path.is_file()):
            with opener.open(page + file.relative_to(DIST).as_posix(), timeout=10) as reply:
                assert reply.read() == file.read_bytes(), file
        (name,) = urllib.parse.parse_qs(address.query)["run"]
        with opener.open(f"{page}{name}/metadata.json", timeout=10) as reply:
            assert reply.read() == (example / "metadata.json").read_bytes()
    finally:
        process.terminate()
        process.communicate(timeout=10)


def test_a_report_is_written(command: Path, elsewhere: Path) -> None:
    status, output = run(command, "report", str(preset_folder("photo")), "-o", "report.html")
    assert status == 0, output
    text = (elsewhere / "report.html").read_text(encoding="utf-8")
    assert re.search(r'diffulizerRuns \?\?= \{\}\)\["photo"\] = "[A-Za-z0-9+/=]{1000}', text)
    assert "</html>" in text
