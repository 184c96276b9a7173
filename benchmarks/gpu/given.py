"""Imports as on a bare machine: only the standard library, the packages that are there, and the wheels that travel.

For the rehearsal, on a machine that has more: whatever the bare machine lacks can't be imported.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Sequence
from importlib import metadata
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder
from types import ModuleType
from typing import Any

MACHINE = (
    "torch", "triton", "torchvision", "transformers", "aiohttp", "einops", "safetensors", "scipy", "pandas", "numpy",
    "pillow", "pip", "setuptools",
)  # fmt: skip
"""Packages of the machine; what they require is there too."""


class OnlyGiven(MetaPathFinder):
    """Finds what the machine has, in the place of Python's own finder: what it lacks is not there at all.

    Args:
        wheels: distributions that travel.
    """

    def __init__(self, wheels: Iterable[str]) -> None:
        given = _with_requirements([*MACHINE, *wheels])
        self._lacking = {
            module
            for module, owners in metadata.packages_distributions().items()
            if not any(_plain(owner) in given for owner in owners)
        }

    def find_spec(
        self, name: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if name.partition(".")[0] in self._lacking:
            return None
        return PathFinder.find_spec(name, path, target)

    def find_distributions(self, *context: Any) -> Iterable[metadata.Distribution]:
        return PathFinder.find_distributions(*context)


def restrict(wheels: Iterable[str]) -> None:
    """Let this process import only what the machine has."""
    places: list[Any] = sys.meta_path
    places[places.index(PathFinder)] = OnlyGiven(wheels)


def _with_requirements(names: Iterable[str]) -> set[str]:
    known: set[str] = set()
    waiting = [_plain(name) for name in names]
    while waiting:
        name = waiting.pop()
        if name in known:
            continue
        known.add(name)
        try:
            requires = metadata.requires(name) or []
        except metadata.PackageNotFoundError:
            continue
        waiting += [_plain(re.split(r"[^\w.-]", line, maxsplit=1)[0]) for line in requires if "extra ==" not in line]
    return known


def _plain(name: str) -> str:
    """Return a distribution's name as indexes compare it."""
    return re.sub(r"[-_.]+", "-", name).lower()
