"""Docstrings are read away from their code, in an editor's hint or a list, so each must stand alone.

One that opens with a preposition or a question word lacks its subject ("Of a block of probabilities."). A verb
("Return …") or the noun that is defined ("Size of one block of probabilities, in bytes.") gives it one.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FOLDERS = ("diffulizer", "nodes", "tools", "benchmarks")
OPENINGS = {
    *("as", "at", "beside", "besides", "by", "for", "from", "in", "of", "on", "with", "within", "without"),
    *("how", "what", "when", "where", "whether", "which", "while", "who", "whose", "why"),
    *("everything", "not", "only", "so"),
}
"""First words that leave a docstring without its subject or its verb."""


def docstrings(source: str) -> Iterator[str]:
    """Yield the docstrings of a module, its classes and functions, and the strings below its assignments."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)):
            yield ast.get_docstring(node) or ""
            for before, statement in pairwise(node.body):
                assigned = isinstance(before, (ast.Assign, ast.AnnAssign))
                if assigned and isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant):
                    yield str(statement.value.value)


def without_subject(source: str) -> list[str]:
    """List the docstrings that open with one of ``OPENINGS``."""
    return [text for text in docstrings(source) if text.strip() and text.split()[0].lower() in OPENINGS]


def test_each_docstring_has_its_subject() -> None:
    files = [ROOT / "dev.py", *(path for folder in FOLDERS for path in sorted((ROOT / folder).rglob("*.py")))]
    assert len(files) > 100
    lacking = [
        f"{path.relative_to(ROOT)}: {text}"
        for path in files
        for text in without_subject(path.read_text(encoding="utf-8"))
    ]
    assert lacking == [], "open with a verb, such as Return, or with the noun that is defined"


def test_docstrings_of_every_kind_are_found() -> None:
    source = """
def f():
    "What it is."

class A:
    "As B."
    size = 1
    "In bytes."

    async def g(self):
        "Return what it is."
"""
    assert sorted(without_subject(source)) == ["As B.", "In bytes.", "What it is."]
    assert without_subject('"Of a module."') == ["Of a module."]
