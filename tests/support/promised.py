"""Names that others rely on, kept as text in tests/promises/: a difference is shown, and never adopted silently."""

from __future__ import annotations

import difflib
import os
from collections.abc import Iterable
from pathlib import Path

FOLDER = Path(__file__).resolve().parents[1] / "promises"
UPDATE = "DIFFULIZER_UPDATE_PROMISES"


def check(name: str, lines: Iterable[str], breaks: str) -> None:
    """Compare with ``name``.txt.

    Args:
        breaks: what stops working for people when a line goes or changes.
    """
    made, file = [*lines], FOLDER / f"{name}.txt"
    if os.environ.get(UPDATE):
        file.write_text("\n".join(made) + "\n", encoding="utf-8", newline="\n")
    kept = file.read_text(encoding="utf-8").splitlines() if file.exists() else []
    changes = [line for line in difflib.ndiff(kept, made) if line[0] in "+-"]
    assert not changes, (
        f"tests/promises/{name}.txt and the code differ:\n"
        + "\n".join(changes)
        + f"\nA line that goes or changes breaks {breaks}. If that is meant, say so in CHANGELOG.md and run the same "
        f"test with {UPDATE}=1; do that as well when a line is only added."
    )
