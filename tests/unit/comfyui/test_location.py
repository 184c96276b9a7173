"""The search for ComfyUI, and the source that decides which one it finds."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from diffulizer.comfyui import location
from diffulizer.comfyui.location import Host, find_host, read_current, write_current
from diffulizer.errors import HostError


@pytest.fixture(autouse=True)
def own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    cache = tmp_path / "cache"
    cache.mkdir()
    monkeypatch.setenv("DIFFULIZER_CACHE", str(cache))
    monkeypatch.delenv("COMFYUI_PATH", raising=False)
    return cache


def checkout(folder: Path) -> Path:
    (folder / "comfy").mkdir(parents=True)
    (folder / "main.py").touch()
    return folder


def test_cache_follows_the_variable_and_the_system(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert location.cache_root() == tmp_path / "cache"
    monkeypatch.delenv("DIFFULIZER_CACHE")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "xdg"))
    monkeypatch.setenv("LOCALAPPDATA", str(tmp_path / "local"))
    for system, expected in (
        ("linux", tmp_path / "xdg" / "diffulizer"),
        ("darwin", Path.home() / "Library" / "Caches" / "diffulizer"),
        ("win32", tmp_path / "local" / "diffulizer"),
    ):
        monkeypatch.setattr(sys, "platform", system)
        assert location.cache_root() == expected


def test_nothing_known() -> None:
    with pytest.raises(HostError, match=r"--comfyui PATH.*COMFYUI_PATH.*--server URL.*dev\.py demo"):
        find_host()


def test_what_was_set_up_is_found_again(tmp_path: Path) -> None:
    host = Host(Path(sys.executable), checkout(tmp_path / "tree"), own=True)
    write_current(host)
    assert read_current() == host
    assert find_host() == host


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"python": "/gone", "comfyui": "/gone", "own": true}'])
def test_a_stale_or_broken_note_counts_as_none(own_cache: Path, text: str) -> None:
    (own_cache / location.CURRENT).write_text(text)
    assert read_current() is None


def test_the_argument_comes_before_the_variable(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(location, "HOST_NEEDS", ())
    monkeypatch.setenv("COMFYUI_PATH", str(checkout(tmp_path / "variable")))
    assert find_host().comfyui == tmp_path / "variable"
    assert find_host(checkout(tmp_path / "argument")).comfyui == tmp_path / "argument"
    assert find_host().python == Path(sys.executable)
    assert not find_host().own


def test_a_folder_without_comfyui_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(HostError, match=r"comfyui names .*nothing, which holds no ComfyUI"):
        find_host(tmp_path / "nothing")
    monkeypatch.setenv("COMFYUI_PATH", str(tmp_path / "void"))
    with pytest.raises(HostError, match=r"COMFYUI_PATH names .*void"):
        find_host()


def test_a_checkout_brings_its_own_python(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(location, "HOST_NEEDS", ("surely_not_installed",))
    folder = checkout(tmp_path / "tree")
    with pytest.raises(HostError, match=r"No Python was found .*surely_not_installed"):
        find_host(folder)
    python = location.venv_python(folder / "venv")
    python.parent.mkdir(parents=True)
    python.touch()
    assert find_host(folder).python == python
