"""The inner order of the core: a package imports from those below it alone, and none reaches out of the core."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

CORE = Path(__file__).resolve().parents[2] / "diffulizer"
ORDER = (
    {"errors", "format"},
    {"effects", "left_out", "maths", "names", "packages", "prompts", "serving"},
    {"edits", "gather", "settings"},
    {"layers", "removals", "typed"},
    {"cut_words", "pieces", "recording", "tags"},
    {"metrics", "render", "token_tables"},
    {"capture"},
    {"dataset"},
    {"dataset.check", "dataset.read", "dataset.write"},
    {"analysis", "library", "live", "viewer"},
    {"comfyui", "plots"},
    {"sweep"},
    {"tables"},
    {"notebook"},
    {"cli"},
)
"""Packages and modules, the lowest first. Those of a row do not know each other. The root's ``__init__`` and
``__main__`` are what the core shows to the outside, and may import all."""
RANKS = {name: rank for rank, row in enumerate(ORDER) for name in row}
PART_OF_ITS_OWN = "dataset"
"""The package whose packages have ranks of their own."""


def unit(parts: tuple[str, ...]) -> str:
    """The name in ``ORDER`` of a module, which is given by its path below the core."""
    inner = parts[0] == PART_OF_ITS_OWN and len(parts) > 1 and ".".join(parts[:2]) in RANKS
    return ".".join(parts[:2]) if inner else parts[0]


def imports(file: Path) -> Iterator[tuple[str, ...]]:
    """The modules of the core that a file imports, as paths below it; "" stands for a path out of it."""
    inside = file.relative_to(CORE).parts[:-1]
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.ImportFrom) or not node.level:
            continue
        up = node.level - 1
        base = (*inside[: len(inside) - up], *(node.module or "").split("."))
        path = tuple(part for part in base if part)
        if up > len(inside):
            yield ("",)
        elif node.module:
            yield path
        else:
            yield from ((*path, alias.name) for alias in node.names)


def upward(file: Path) -> list[str]:
    """Return the imports of a file from beside it or above it."""
    own = unit(file.relative_to(CORE).with_suffix("").parts)
    others = {unit(path) for path in imports(file)} - {own, "__version__"}
    return sorted(other for other in others if RANKS.get(other, len(ORDER)) >= RANKS[own])


FILES = [file for file in sorted(CORE.rglob("*.py")) if file.parent != CORE or not file.stem.startswith("__")]


def test_every_part_of_the_core_has_its_rank() -> None:
    assert {unit(file.relative_to(CORE).with_suffix("").parts) for file in FILES} == set(RANKS)


def test_packages_import_from_those_below_them() -> None:
    assert {str(file.relative_to(CORE)): found for file in FILES if (found := upward(file))} == {}


@pytest.mark.parametrize(
    ("file", "line", "found"),
    [
        ("metrics/latent.py", "from ..analysis.terms import Term", ["analysis"]),
        ("library/entry.py", "from ..viewer import files", ["viewer"]),
        ("viewer/page.py", "from .. import cli", ["cli"]),
        ("dataset/read/run.py", "from ..write.size import MIB", ["dataset.write"]),
        ("dataset/layout.py", "    from .read.run import Run", ["dataset.read"]),
        ("plots/page.py", "from ...nodes.sockets import CATEGORY", [""]),
        ("plots/page.py", "from ..analysis.terms import Term", []),
        ("dataset/read/run.py", "from ..layout import METADATA", []),
    ],
)
def test_an_import_from_above_is_noticed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, file: str, line: str, found: list[str]
) -> None:
    monkeypatch.setitem(globals(), "CORE", tmp_path)
    (tmp_path / file).parent.mkdir(parents=True)
    (tmp_path / file).write_text(f"if True:\n{line if line[0] == ' ' else '    ' + line}\n")
    assert upward(tmp_path / file) == found
