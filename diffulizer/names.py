"""Names of runs: which are allowed, and what their patterns stand for.

A run name is relative, with ``/`` or ``\\`` between folders. Names that Windows can't hold are refused
on every system, so that a run can be copied to any.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from .errors import RunNameError

MAX_PART = 100
MAX_NAME = 120
"""Longest run name, in characters. Windows holds paths of 259: the output folder, the name, and 75 for the files of a
run that is being written beside its target."""
MAX_VALUE = 60
"""Most characters of a widget's value that enter a name."""
_FORBIDDEN = re.compile(r'[<>:"|?*\x00-\x1f\x7f]')
_RESERVED = re.compile(r"(?:CON|PRN|AUX|NUL|CONIN\$|CONOUT\$|(?:COM|LPT)[0-9¹²³])(?:\..*)?", re.IGNORECASE | re.DOTALL)
_BELOW = "Give a name below the output folder, such as 'portraits/cat'."
_PATTERN = re.compile(r"%([^%]+)%")
_DATE_TOKEN = re.compile(r"yyy?y?|MM?|dd?|hh?|mm?|ss?")
_NOT_IN_A_NAME = re.compile(r'[/?<>\\:*|"\x00-\x1f\x7f]')

NodeValues = Callable[[str, str], object]
"""Function (node title, widget) -> value of that widget, or None if there is no such widget."""


def check_run_name(name: str) -> tuple[str, ...]:
    """Return the folders that ``name`` is made of, after checking that every system can hold them.

    Raises:
        RunNameError: the name is not allowed; the message names it, its fault and the remedy.
    """

    def refuse(problem: str, remedy: str) -> RunNameError:
        return RunNameError(f"run_name is {name!r}: {problem}. {remedy}")

    if not name.strip():
        raise refuse("it is empty", _BELOW)
    if re.match(r"[A-Za-z]:", name):
        raise refuse("it begins with a drive letter", _BELOW)
    if name[0] in "/\\":
        raise refuse("it is an absolute path", _BELOW)
    parts = tuple(re.split(r"[/\\]", name))
    for part in parts:
        problem = _problem(part)
        if problem is not None:
            raise refuse(*problem)
    if len(name) > MAX_NAME:
        raise refuse(f"it is longer than {MAX_NAME} characters", "Shorten it; Windows limits whole paths.")
    return parts


def is_portable(path: str) -> bool:
    """Return whether every system can hold ``path``, with ``/`` between its parts, below any folder, and none reads it
    as another one: no part is empty, hidden, a device, or dropped in part by Windows."""
    return "\\" not in path and all(_problem(part) is None for part in path.split("/"))


def _problem(part: str) -> tuple[str, str] | None:
    """Return the fault of a folder's name within a run name, and the remedy; None if there is no fault."""
    if not part:
        return "a folder's name in it is empty", "Leave out the doubled or trailing slash."
    if part == "..":
        return "'..' leads out of the output folder", _BELOW
    if part.startswith("."):
        return f"{part!r} begins with a dot", "Names with a leading dot are hidden or temporary; leave it out."
    match = _FORBIDDEN.search(part)
    if match:
        return f"Windows can't hold the character {match[0]!r}", "Use letters, digits, '-', '_' and spaces."
    if part[-1] in ". ":
        return f"{part!r} ends in a dot or a space", "Windows drops it; leave it out."
    if _RESERVED.fullmatch(part) or _RESERVED.fullmatch(part.split(".")[0].rstrip(" ")):
        return f"{part!r} is a device on Windows", "Choose another name, or add a letter."
    if max(len(part), len(part.encode("utf-8", "surrogatepass"))) > MAX_PART:
        return f"{part[:20]!r}… is longer than {MAX_PART} bytes", "Shorten it."
    if any("\ud800" <= c <= "\udfff" for c in part):
        return "it holds half a character (a lone surrogate)", "Type the name again."
    return None


def expand_run_name(name: str, *, width: int, height: int, now: datetime, node_values: NodeValues | None = None) -> str:
    """Replace the patterns of a name as ComfyUI does.

    ``%year% %month% %day% %hour% %minute% %second% %width% %height%`` work as in its backend, ``%date:FORMAT%``
    and ``%Node title.widget%`` as in its frontend. FORMAT knows yyyy yy MM M dd d hh h mm m ss s. A character that
    can't stand in a name becomes ``_``; a slash in FORMAT makes folders. Unknown patterns stay as they are.
    """
    plain = {
        "year": f"{now.year}",
        "month": f"{now.month:02d}",
        "day": f"{now.day:02d}",
        "hour": f"{now.hour:02d}",
        "minute": f"{now.minute:02d}",
        "second": f"{now.second:02d}",
        "width": f"{width}",
        "height": f"{height}",
    }

    def replaced(match: re.Match[str]) -> str:
        pattern = match[1]
        if pattern in plain:
            return plain[pattern]
        if pattern.startswith("date:"):
            return _FORBIDDEN.sub("_", format_date(pattern.removeprefix("date:"), now))
        title, dot, widget = pattern.rpartition(".")
        value = node_values(title, widget) if node_values is not None and dot else None
        if value is None:
            return match[0]
        fit = _NOT_IN_A_NAME.sub("_", str(value))[:MAX_VALUE]
        return fit.rstrip(". ") or fit

    return _PATTERN.sub(replaced, name)


def format_date(text: str, now: datetime) -> str:
    """Replace the date tokens in ``text``, as ComfyUI's frontend does."""
    values = {"M": now.month, "d": now.day, "h": now.hour, "m": now.minute, "s": now.second}

    def replaced(match: re.Match[str]) -> str:
        token = match[0]
        if token[0] == "y":
            return {2: f"{now.year % 100:02d}", 4: f"{now.year}"}.get(len(token), token)
        return str(values[token[0]]).zfill(len(token))

    return _DATE_TOKEN.sub(replaced, text)


def resolve_below(root: Path, name: str) -> Path:
    """Check ``name`` and return it as a path below ``root``; symbolic links are followed.

    Raises:
        RunNameError: the name is not allowed, or a link in it leads out of ``root``.
    """
    parts = check_run_name(name)
    base = root.resolve()
    path = base.joinpath(*parts).resolve()
    if path == base or not path.is_relative_to(base):
        raise RunNameError(f"run_name is {name!r}: it leads to {path}, outside of {base}. Choose a name below it.")
    return path


def batch_folders(path: Path, count: int) -> list[Path]:
    """Return one folder for each image of a batch: ``path`` itself, or ``path_b0``, ``path_b1``, ..."""
    return [path] if count == 1 else [path.with_name(f"{path.name}_b{i}") for i in range(count)]
