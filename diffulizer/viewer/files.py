"""The files of the viewer and of runs, as a browser may have them. Servers share it, the host's too."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from ..errors import ViewerError

DIST = Path(__file__).resolve().parents[2] / "web_viewer" / "dist"
INDEX = "index.html"

DATA_TYPES = {".json": "application/json", ".png": "image/png"}
"""What the files of a run are served as, by their ending. All others are bytes: a run is never a page."""
PAGE_TYPES = {
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".map": "application/json",
    ".svg": "image/svg+xml",
    ".woff2": "font/woff2",
    **DATA_TYPES,
}
"""The same for the viewer's own files. Not the system's table, which programs on Windows change."""
HEADERS = {
    "Cache-Control": "no-cache",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Resource-Policy": "same-origin",
}


def find_viewer() -> Path:
    """The folder of the built viewer.

    Raises:
        ViewerError: it does not lie beside this package.
    """
    if not (DIST / INDEX).is_file():
        raise ViewerError(
            f"No built viewer lies in {DIST}. A clone of the repository has it; run this from one, or build it there: "
            "`npm ci` and `npm run build` in web_viewer (Node 20 or newer)."
        )
    return DIST


def content_type(file: Path, types: Mapping[str, str]) -> str:
    """The Content-Type of a file by its ending."""
    return types.get(file.suffix.lower(), "application/octet-stream")
