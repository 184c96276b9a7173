"""Tables of measured figures in documents, between two marks."""

from __future__ import annotations

import hashlib
from pathlib import Path

_START, _END = "<!-- figures -->", "<!-- /figures -->"


def fill(page: Path, lines: list[str], name: str = "figures") -> None:
    """Put a table between the page's marks of this name, replacing the old one."""
    start, end = (mark.replace("figures", name) for mark in (_START, _END))
    head, opened, rest = page.read_text(encoding="utf-8").partition(start)
    _, closed, tail = rest.partition(end)
    if not opened or not closed:
        raise ValueError(f"{page} has no {start} followed by {end}; put both where the table belongs.")
    page.write_text("\n".join([head + start, *lines, end + tail]), encoding="utf-8")


def filled(page: Path, name: str = "figures") -> list[str]:
    """Return the lines between the page's marks of this name."""
    start, end = (mark.replace("figures", name) for mark in (_START, _END))
    return page.read_text(encoding="utf-8").partition(start)[2].partition(end)[0].strip().splitlines()


def digest(weights: Path) -> str:
    """Return the SHA-256 of a checkpoint, so that figures can name the weights that they were measured on."""
    return hashlib.sha256(weights.read_bytes()).hexdigest()
