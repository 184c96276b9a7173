"""The line that says which host tests run in."""

from __future__ import annotations

import platform
from pathlib import Path

import pytest

from tools.dev.host import describe


@pytest.mark.parametrize(("stated", "version"), [('__version__ = "0.33.0"\n', "0.33.0"), ("", "of an unknown version")])
def test_versions_are_those_of_the_checkout_and_of_its_packages(tmp_path: Path, stated: str, version: str) -> None:
    (tmp_path / "tree").mkdir()
    (tmp_path / "tree" / "comfyui_version.py").write_text(stated)
    for name, packaged in (("torch", "2.15.0+cpu"), ("comfyui_frontend_package", "1.49.6")):
        folder = tmp_path / "packages" / f"{name}-{packaged}.dist-info"
        folder.mkdir(parents=True)
        (folder / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: {packaged}\n")
    line = describe(tmp_path / "tree", [str(tmp_path / "packages")])
    wanted = f"ComfyUI {version} (in tree), frontend 1.49.6, torch 2.15.0+cpu, Python {platform.python_version()}"
    assert line == wanted


def test_what_is_missing_is_said(tmp_path: Path) -> None:
    line = describe(tmp_path, [str(tmp_path)])
    assert line.startswith(f"ComfyUI of an unknown version (in {tmp_path.name}), frontend is missing, torch is missing")
