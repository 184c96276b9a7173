"""One line on the ComfyUI that tests run in, and on what it runs with."""

from __future__ import annotations

import platform
import re
import sys
from collections.abc import Sequence
from importlib.metadata import distributions
from pathlib import Path

PACKAGES = {"frontend": "comfyui-frontend-package", "torch": "torch"}


def describe(comfyui: Path, packages: Sequence[str] | None = None) -> str:
    """Return the host's version, the last part of its path, and the versions of its frontend, torch and Python.

    Args:
        packages: the folders that its packages are in; None means those of this Python.
    """
    version = "of an unknown version"
    stated = comfyui / "comfyui_version.py"
    if stated.is_file():
        (version,) = re.findall(r"__version__ = \"(.+)\"", stated.read_text(encoding="utf-8")) or [version]
    path = list(sys.path if packages is None else packages)
    parts = [f"ComfyUI {version} (in {comfyui.name})"]
    for name, package in PACKAGES.items():
        found = next(iter(distributions(name=package, path=path)), None)
        parts.append(f"{name} {found.version if found else 'is missing'}")
    return ", ".join([*parts, f"Python {platform.python_version()}"])
