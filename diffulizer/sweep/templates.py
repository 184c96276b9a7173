"""Templates of prompts: "a {red,blue} circle" stands for two prompts."""

from __future__ import annotations

import re
from itertools import product

from ..errors import SettingsError

_PART = re.compile(r"\\[{}]|[{}]|[^{}\\]+|\\")


def expanded(template: str) -> list[str]:
    """Return the prompts that a template stands for, the last choice changing first. ``\\{`` and ``\\}`` are braces.

    Raises:
        SettingsError: a brace is not closed, or closes nothing; choices can't hold choices; or they are separated as in
            "{red|blue}", which other programs read.
    """
    pieces: list[list[str]] = []
    choices: str | None = None
    for part in _PART.findall(template):
        if part in "{}" and (part == "{") != (choices is None):
            raise SettingsError(
                f"The prompt {template!r} has braces that don't match; expected choices such as {{red,blue}}, or \\{{ "
                "for a brace."
            )
        if part == "{":
            choices = ""
        elif part == "}":
            if "|" in (choices or "") and "," not in (choices or ""):
                raise SettingsError(
                    f"The prompt {template!r} has {{{choices}}}; write commas between choices, or \\{{ for a brace."
                )
            pieces.append([choice.strip() for choice in (choices or "").split(",")])
            choices = None
        else:
            text = part[-1] if part in (r"\{", r"\}") else part
            if choices is None:
                pieces.append([text])
            else:
                choices += text
    if choices is not None:
        raise SettingsError(f"The prompt {template!r} has a brace that is not closed; write \\{{ for a brace.")
    return list(dict.fromkeys("".join(chosen) for chosen in product(*pieces)))
