"""Diffulizer's host-free core: capture, recordings, metrics and the run dataset.

Nothing below this package imports ComfyUI. What it shows is imported on first use, so that ``import diffulizer`` stays
quick. In a notebook::

    import diffulizer
    run = diffulizer.load_run("output/diffulizer/cat_00001")
    plt.imshow(run.picture); plt.imshow(run.heat("cat"), alpha=0.5, extent=(0, 512, 512, 0))
    plt.plot(run.metrics["latent_l2_norm"])
    diffulizer.load_runs("output/diffulizer").table()
"""

from __future__ import annotations

import importlib.metadata
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

__all__ = ["AttentionEdit", "CaptureSettings", "Run", "Runs", "Session", "__version__", "load_run", "load_runs"]

__version__: str

if TYPE_CHECKING:
    from .edits import AttentionEdit
    from .notebook.run import Run, load_run
    from .notebook.runs import Runs, load_runs
    from .notebook.session import Session
    from .settings import CaptureSettings


def __getattr__(name: str) -> Any:
    if name == "__version__":
        return _version()
    if name in ("Run", "load_run"):
        from .notebook import run

        return getattr(run, name)
    if name == "Session":
        from .notebook.session import Session

        return Session
    if name in ("Runs", "load_runs"):
        from .notebook import runs

        return getattr(runs, name)
    if name == "AttentionEdit":
        from .edits import AttentionEdit

        return AttentionEdit
    if name == "CaptureSettings":
        from .settings import CaptureSettings

        return CaptureSettings
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def _version() -> str:
    """Return the version that pyproject.toml states; an installed package has it in its metadata."""
    source = Path(__file__).resolve().parents[1] / "pyproject.toml"
    if source.is_file():
        stated = re.search(r'^name = "diffulizer"\nversion = "(.+)"$', source.read_text(encoding="utf-8"), re.MULTILINE)
        if stated:
            return stated[1]
    return importlib.metadata.version("diffulizer")
