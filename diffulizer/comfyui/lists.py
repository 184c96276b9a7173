"""Lists of seeds and of prompts, as people write them."""

from __future__ import annotations

import re
from pathlib import Path

from ..errors import SettingsError

MOST_SEEDS = 1_000_000
"""Most seeds of one range."""
_RANGE = re.compile(r"(\d+)(?:\s*-\s*(\d+))?")


def parse_seeds(text: str) -> list[int]:
    """Return the seeds of a list such as "1-8, 42", each once. Raises: SettingsError."""
    seeds: dict[int, None] = {}
    for part in text.split(","):
        found = _RANGE.fullmatch(part.strip())
        first, last = (int(found[1]), int(found[2] or found[1])) if found else (1, 0)
        if first > last or last - first >= MOST_SEEDS:
            raise SettingsError(f"seeds is {text!r}; expected numbers and ranges, such as 1-8 or 1, 5, 7.")
        seeds.update(dict.fromkeys(range(first, last + 1)))
    return list(seeds)


def read_prompts(path: Path) -> list[str]:
    """Return the prompts of a text file in UTF-8: each line is one, as it is, without the blanks at its ends. Empty
    lines are left out. There are no comments, because a prompt may hold any character.

    Raises:
        SettingsError: the file can't be read, or holds no prompt.
    """
    try:
        lines = path.expanduser().read_text(encoding="utf-8-sig").splitlines()
    except (OSError, ValueError) as error:
        raise SettingsError(f"The prompts in {path} can't be read: {error}. Expected a text file in UTF-8.") from None
    prompts = [line.strip() for line in lines if line.strip()]
    if not prompts:
        raise SettingsError(f"{path} holds no prompt; expected one on each line.")
    return prompts
