"""The files of the viewer and of runs that a browser may have. Every server uses this module, the host's too."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from ..dataset.files import is_archive
from ..errors import ViewerError

INDEX = "index.html"
INSTALLED = Path(__file__).resolve().parent / "static"
CLONED = Path(__file__).resolve().parents[2] / "web_viewer" / "dist"
DIST = INSTALLED if (INSTALLED / INDEX).is_file() else CLONED
"""Folder of the built viewer: an installed package holds it, and a clone of the repository has it in web_viewer."""

DATA_TYPES = {".json": "application/json", ".png": "image/png"}
"""Content-Types of the files of a run, by file extension. All others are plain bytes, so that a run is never a page."""
PAGE_TYPES = {
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".svg": "image/svg+xml",
    ".woff2": "font/woff2",
    **DATA_TYPES,
}
"""Content-Types of the viewer's own files. The system's table is not used, because programs on Windows change it."""
HEADERS = {
    "Cache-Control": "no-cache",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Resource-Policy": "same-origin",
}


def find_viewer() -> Path:
    """Return the folder of the built viewer.

    Raises:
        ViewerError: the viewer is not built.
    """
    if not (DIST / INDEX).is_file():
        raise ViewerError(
            f"There is no built viewer in {DIST}. An installed package and a clone of the repository have it. Install "
            "it again, or build it in the clone: `npm ci` and `npm run build` in web_viewer (Node 20 or newer)."
        )
    return DIST


def content_type(name: str | Path, types: Mapping[str, str]) -> str:
    """Return the Content-Type of a file according to its extension."""
    return types.get(Path(name).suffix.lower(), "application/octet-stream")


def run_name(path: Path) -> str:
    """Return the name of a run: its folder's name, or its archive's without .zip."""
    path = path.resolve()
    return path.stem if is_archive(path) else path.name
