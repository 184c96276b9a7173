"""Diffulizer's host-free core: capture, recordings, metrics and the run dataset.

Nothing below this package imports ComfyUI. ``load_run`` is imported on first use, so that
``import diffulizer`` stays quick.
"""

from __future__ import annotations

import importlib.metadata
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

__all__ = ["Run", "__version__", "load_run"]

__version__: str

if TYPE_CHECKING:
    from .dataset.read.run import Run, load_run


def __getattr__(name: str) -> Any:
    if name == "__version__":
        return _version()
    if name in ("Run", "load_run"):
        from .dataset.read import run

        return getattr(run, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def _version() -> str:
    """Return the version that pyproject.toml states; an installed package has it in its metadata."""
    source = Path(__file__).resolve().parents[1] / "pyproject.toml"
    if source.is_file():
        stated = re.search(r'^name = "diffulizer"\nversion = "(.+)"$', source.read_text(encoding="utf-8"), re.MULTILINE)
        if stated:
            return stated[1]
    return importlib.metadata.version("diffulizer")
