"""Numbers of runs: the next free one of a prefix, which a writer holds until its run is there.

``.NAME_00001.claim`` is locked by the writer that will make ``NAME_00001``, or ``NAME_00001_b0`` and so on. A dead
writer's claim is removed by whoever comes next.
"""

from __future__ import annotations

import random
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ...names import batch_folders, resolve_below
from .durable import made_folders
from .locks import Lock
from .refusals import refusals_explained
from .replace import mend_interrupted_replacements


@contextmanager
def claimed_run_folders(root: Path, prefix: str, count: int = 1) -> Iterator[list[Path]]:
    """Yield the next free folders of a prefix, ``prefix_00001`` or ``prefix_00001_b0`` ..., which nobody else gets
    while the block lasts. They are not made.

    The number is one more than the highest there is.

    Raises:
        RunNameError: the prefix is not allowed.
        OutputError: the folder above can't be made or written to.
    """
    base = resolve_below(root, prefix)
    with refusals_explained(base.parent), made_folders(base.parent):
        mend_interrupted_replacements(base.parent, recursive=False)
        number, claim = _claim(base)
        try:
            yield batch_folders(base.with_name(f"{base.name}_{number:05d}"), count)
        finally:
            claim.release()


def _claim(base: Path) -> tuple[int, Lock]:
    """Return the next free number, with a claim to it."""
    while True:
        number = max((taken for taken, _ in _numbered(base)), default=0) + 1
        path = base.with_name(f".{base.name}_{number:05d}.claim")
        try:
            claim = Lock(path)
        except FileExistsError:
            continue
        if not any(taken == number and name != path.name for taken, name in _numbered(base)):
            return number, claim
        claim.release()  # a run appeared meanwhile, or somebody claims the same number in other letters
        time.sleep(random.uniform(0.001, 0.02))


def _numbered(base: Path) -> list[tuple[int, str]]:
    """Return the (number, name) of each run and claim beside ``base`` that counts; upper and lower case are the
    same."""
    name = re.escape(base.name)
    counted = re.compile(rf"{name}_(\d{{5,}})(?:_b\d+)?|\.{name}_(\d{{5,}})\.claim", re.IGNORECASE)
    matches = [counted.fullmatch(entry.name) for entry in base.parent.iterdir()]
    return [(int(match[1] or match[2]), match[0]) for match in matches if match]
