"""Opening a page in the person's browser, where there is one to see."""

from __future__ import annotations

import os
import sys
import webbrowser


def has_display() -> bool:
    """Whether a window can be shown. Without one, Python would start a browser in the terminal."""
    if sys.platform in ("win32", "darwin"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def open_page(address: str) -> bool:
    """Open a page; whether a browser took it."""
    return has_display() and webbrowser.open(address)
