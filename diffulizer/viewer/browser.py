"""Open a page in the person's browser, where a display can show one."""

from __future__ import annotations

import os
import sys
import webbrowser


def has_display() -> bool:
    """Return whether a window can be shown. Without a display, Python would start a browser in the terminal."""
    if sys.platform in ("win32", "darwin"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def open_page(address: str) -> bool:
    """Open a page; return whether a browser took it."""
    return has_display() and webbrowser.open(address)
