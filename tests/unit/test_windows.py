"""Windows' rules, as far as they can be had elsewhere: its paths, its refusals, its names of programs.

What can't be simulated is listed in docs/troubleshooting.md.
"""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path, PureWindowsPath
from tempfile import NamedTemporaryFile
from types import SimpleNamespace
from typing import Any

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from diffulizer.capture import stream
from diffulizer.comfyui import location, server
from diffulizer.dataset import layout
from diffulizer.dataset.paths import is_link, safe_path
from diffulizer.dataset.write import locks, replace
from diffulizer.dataset.write.replace import beside, mend_interrupted_replacements, patiently
from diffulizer.errors import RunNameError
from diffulizer.library import RunLibrary, Trash
from diffulizer.live import LiveStore
from diffulizer.names import MAX_NAME, check_run_name, is_portable
from diffulizer.settings import CaptureSettings
from driving import Driver, make_pass
from tools.dev import environment, processes

ROOT = Path(__file__).resolve().parents[2]
LONGEST_PATH = 259
PORTABLE = r"C:\ComfyUI_windows_portable\ComfyUI\output\diffulizer"
RESERVED = ["CON", "nul", "AUX.txt", "com1", "LPT9.tar.gz", "COM¹", "conin$", "PRN "]
NT = SimpleNamespace(name="nt", environ=os.environ, path=os.path)
"""Stand-in for ``os`` in code that reads ``os.name``, because pathlib itself uses the real name."""


def held(times: int, then: Callable[[], object] = lambda: None) -> Callable[..., None]:
    """Refuses so many times, as Windows does with a file that another program holds, then acts."""
    left = [times]

    def act(*_: object, **__: object) -> None:
        if left[0]:
            left[0] -= 1
            raise PermissionError(13, "The process cannot access the file", "run", 32)
        then()

    return act


@pytest.fixture
def windows(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Make the code wait as on Windows, and return the seconds that it waited."""
    waited: list[float] = []
    monkeypatch.setattr(replace, "sys", SimpleNamespace(platform="win32"))
    monkeypatch.setattr(replace, "time", SimpleNamespace(sleep=waited.append))
    return waited


# -- paths


written = st.text(st.sampled_from("ab.: /\\CONnul1*?~\0\t") | st.characters(codec="utf-8"), max_size=24)


@given(written | st.sampled_from(RESERVED))
def test_a_name_that_is_accepted_is_the_same_below_any_folder_of_windows(name: str) -> None:
    try:
        parts = check_run_name(name)
    except RunNameError:
        return
    path = PureWindowsPath(PORTABLE, *parts)
    assert path.relative_to(PORTABLE).parts == parts
    assert not path.drive.replace("C:", "")
    assert not any(PureWindowsPath(part).is_reserved() for part in parts)
    assert all(part == part.rstrip(". ") for part in parts)


@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # is_reserved, of Python 3.13
@given(written)
def test_a_path_of_a_file_leads_out_of_no_folder_of_windows(path: str) -> None:
    for allowed in (safe_path, is_portable):
        if allowed(path):
            assert PureWindowsPath(PORTABLE, path).relative_to(PORTABLE).parts == tuple(path.split("/"))


@pytest.mark.parametrize("name", RESERVED)
def test_devices_are_no_names(name: str) -> None:
    with pytest.raises(RunNameError):
        check_run_name(f"cats/{name}")
    assert not is_portable(f"cats/{name}/metadata.json")


def files_of_a_run() -> Iterator[str]:
    """Paths of the files of a large run: hundreds of layers, thousands of steps, single heads."""
    yield from (layout.METADATA, layout.METRICS, layout.LATENT_PCA, layout.VALIDATION, layout.LATENTS_NOISE)
    yield from (layout.image_path(9999, kind) for kind in layout.IMAGE_KINDS)
    yield layout.guidance_path(9999)
    yield from (layout.map_path(kind, "layer_139", 9999, "c15", 63) for kind in ("cross", "self"))


def test_windows_holds_every_file_of_a_run_with_the_longest_name() -> None:
    """Counted, of a batch, and while it is written beside its place."""
    name = "/".join(["n" * (MAX_NAME // 2 - 1), "m" * (MAX_NAME // 2)])
    assert len("/".join(check_run_name(name))) == MAX_NAME
    name += "_00001_b9"
    aside = beside(Path(name), "replaced", "0" * 16)
    for folder in (name, aside.as_posix()):
        for file in files_of_a_run():
            assert is_portable(file)
            assert len(str(PureWindowsPath(PORTABLE, folder, file))) <= LONGEST_PATH, (folder, file)


# -- files that are held


def test_a_folder_that_is_held_for_a_moment_is_renamed(windows: list[float], tmp_path: Path) -> None:
    done: list[int] = []
    patiently(held(3, lambda: done.append(1)))
    assert done == [1]
    assert len(windows) == 3


def test_a_folder_that_stays_held_is_given_up_after_a_second(windows: list[float]) -> None:
    with pytest.raises(PermissionError):
        patiently(held(1000))
    assert sum(windows) == pytest.approx(1)


def test_elsewhere_nothing_is_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(replace, "sys", SimpleNamespace(platform="linux"))
    with pytest.raises(PermissionError):
        patiently(held(1))


def test_a_live_step_that_is_being_read_is_replaced(
    windows: list[float], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, refuse = Path.replace, held(2)

    def replaced(source: Path, target: Path) -> None:
        refuse()
        real(source, target)

    monkeypatch.setattr(Path, "replace", replaced)
    store = LiveStore(tmp_path)
    store.begin("a1", {"begun": 1.0, "state": "running"})
    assert len(windows) == 2
    assert store.passes()[0]["state"] == "running"


def test_a_lock_that_is_held_is_told_as_a_refusal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Windows says EACCES where others say EWOULDBLOCK; however old the file is, its maker is at work."""
    path = tmp_path / "lock"
    path.touch()
    os.utime(path, (0, 0))
    monkeypatch.setattr(locks, "_acquire", held(1))
    monkeypatch.setattr(locks, "sys", SimpleNamespace(platform="win32"))
    assert locks.is_alive(path)
    assert not locks.is_alive(path)


def test_streamed_steps_may_lie_in_files_with_names(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A mapped file keeps its name on Windows until it is closed."""
    monkeypatch.setattr(stream, "FILE_BYTES", 1)
    monkeypatch.setattr(stream, "TemporaryFile", partial(NamedTemporaryFile, delete=False))
    streamed = Driver(make_pass(CaptureSettings(stream_to_disk=True)), tmp_path).sample()
    plain = Driver(make_pass()).sample()
    assert len([*tmp_path.iterdir()]) == len(plain.steps)
    for step, other in zip(streamed.steps, plain.steps, strict=True):
        assert step.bytes_on_disk
        assert torch.equal(step.latent, other.latent)


# -- junctions


@pytest.fixture
def junction(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of runs with ``elsewhere``, which Windows' lstat would call a junction."""
    (tmp_path / "runs" / "elsewhere" / "run").mkdir(parents=True)
    (tmp_path / "runs" / "elsewhere" / "run" / "metadata.json").write_text("{}")
    real = os.lstat

    def lstat(path: Any) -> Any:
        status = real(path)
        tag = 0xA0000003 if Path(os.fspath(path)).name == "elsewhere" else 0
        return SimpleNamespace(st_mode=status.st_mode, st_reparse_tag=tag)

    monkeypatch.setattr("diffulizer.dataset.paths.os", SimpleNamespace(lstat=lstat))
    monkeypatch.setattr("diffulizer.library.library.LISTS_LINKS", False)
    return tmp_path / "runs"


def test_a_junction_is_a_link(junction: Path) -> None:
    assert is_link(junction / "elsewhere")
    assert not is_link(junction / "elsewhere" / "run")
    assert not is_link(junction / "absent")


def test_what_lies_behind_a_junction_is_left_alone(junction: Path) -> None:
    left = beside(junction / "elsewhere" / "other", "partial", "0123456789abcdef")
    left.mkdir()
    assert RunLibrary(junction).names() == []
    mend_interrupted_replacements(junction)
    assert left.is_dir()
    assert Trash(RunLibrary(junction)).summary()["count"] == 0


# -- processes


def test_the_server_has_a_group_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server, "os", NT)
    monkeypatch.setattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 512, raising=False)
    assert server._own_group() == {"creationflags": 512}


def test_a_server_is_ended_without_signals(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server, "os", NT)
    process = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"], stdin=subprocess.PIPE)
    server.end_process(process)
    assert process.poll() is not None
    assert process.stdin is not None
    assert process.stdin.closed


def test_a_junction_stands_in_for_a_link(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Windows lets only some users make symbolic links, and everybody make junctions."""
    commands: list[list[str]] = []

    def run(command: list[str], **_: object) -> SimpleNamespace:
        commands.append(command)
        return SimpleNamespace(returncode=0)

    monkeypatch.setattr(Path, "symlink_to", held(1))
    monkeypatch.setattr(server, "os", NT)
    monkeypatch.setattr(subprocess, "run", run)
    server.link_folder(tmp_path / "pack", tmp_path / "link")
    assert commands == [["cmd", "/c", "mklink", "/J", str(tmp_path / "link"), str(tmp_path / "pack")]]


def test_programs_have_their_endings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for module in (location, environment, processes):
        monkeypatch.setattr(module, "os", NT)
    python = location.venv_python(tmp_path)
    assert python == tmp_path / "Scripts" / "python.exe"
    assert processes.program(python, "pytest") == str(tmp_path / "Scripts" / "pytest.exe")
    assert environment.site_packages(tmp_path) == tmp_path / "venv" / "Lib" / "site-packages"


# -- texts


def sources() -> list[Path]:
    folders = ("diffulizer", "nodes", "demo_model", "tools")
    return [*ROOT.glob("*.py"), *(path for folder in folders for path in sorted((ROOT / folder).rglob("*.py")))]


def unnamed_encodings(path: Path) -> Iterator[str]:
    """Calls that read or write text in whatever encoding the system has: Windows' is not UTF-8."""
    for call in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not isinstance(call, ast.Call) or not isinstance(call.func, (ast.Attribute, ast.Name)):
            continue
        name = call.func.attr if isinstance(call.func, ast.Attribute) else call.func.id
        named = any(keyword.arg == "encoding" for keyword in call.keywords)
        if name in ("read_text", "write_text") and not named:
            yield f"{path.relative_to(ROOT)}:{call.lineno}: {name} without an encoding"


@pytest.mark.parametrize("path", sources(), ids=lambda path: path.relative_to(ROOT).as_posix())
def test_texts_are_read_and_written_as_utf_8(path: Path) -> None:
    assert [*unnamed_encodings(path)] == []
