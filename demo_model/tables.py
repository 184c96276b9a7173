"""Tables of measured figures in documents, between two marks."""

from __future__ import annotations

import hashlib
from pathlib import Path

_START, _END = "<!-- figures -->", "<!-- /figures -->"


def fill(page: Path, lines: list[str]) -> None:
    """Put a table between the page's marks, in place of what is there."""
    head, _, rest = page.read_text(encoding="utf-8").partition(_START)
    _, _, tail = rest.partition(_END)
    page.write_text("\n".join([head + _START, *lines, _END + tail]), encoding="utf-8")


def filled(page: Path) -> list[str]:
    """What stands between the page's marks."""
    return page.read_text(encoding="utf-8").partition(_START)[2].partition(_END)[0].strip().splitlines()


def digest(weights: Path) -> str:
    """SHA-256 of a checkpoint, so that figures say what they were measured on."""
    return hashlib.sha256(weights.read_bytes()).hexdigest()
