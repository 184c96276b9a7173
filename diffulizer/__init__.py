"""Diffulizer's host-free core: capture, recordings, metrics and the run dataset.

Nothing below this package imports ComfyUI. ``load_run`` is imported on first use, so that
``import diffulizer`` stays quick.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"
__all__ = ["Run", "__version__", "load_run"]

if TYPE_CHECKING:
    from .dataset.read.run import Run, load_run


def __getattr__(name: str) -> Any:
    if name in ("Run", "load_run"):
        from .dataset.read import run

        return getattr(run, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
