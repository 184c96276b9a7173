"""The notebooks of docs/notebooks: their cells run, and show what they are kept with."""

from __future__ import annotations

import ast
import contextlib
import io
import json
import re
from pathlib import Path
from typing import Any

import pytest

FOLDER = Path(__file__).resolve().parents[3] / "docs" / "notebooks"
NOTEBOOKS = sorted(FOLDER.glob("*.ipynb"))
NEEDED = ("matplotlib", "xarray", "pandas", "duckdb")
LARGEST = 500_000
"""Bytes of all notebooks together, pictures included."""


def cells(path: Path) -> list[dict[str, Any]]:
    read: list[dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))["cells"]
    return read


def code_cells(path: Path) -> list[dict[str, Any]]:
    return [cell for cell in cells(path) if cell["cell_type"] == "code"]


def printed(cell: dict[str, Any]) -> str:
    return "".join("".join(o["text"]) for o in cell["outputs"] if o["output_type"] == "stream")


def test_there_are_some() -> None:
    assert len(NOTEBOOKS) >= 2
    assert sum(path.stat().st_size for path in NOTEBOOKS) < LARGEST


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_its_cells_run_and_print_what_it_is_kept_with(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for package in NEEDED:
        pytest.importorskip(package)
    monkeypatch.chdir(path.parent)
    monkeypatch.setenv("MPLBACKEND", "Agg")
    names: dict[str, Any] = {}
    for cell in code_cells(path):
        source = ast.parse("".join(cell["source"]))
        last = source.body[-1]
        shown = None
        with contextlib.redirect_stdout(io.StringIO()) as said:
            exec(compile(ast.Module(source.body[:-1], []), path.name, "exec"), names)
            if isinstance(last, ast.Expr):
                shown = eval(compile(ast.Expression(last.value), path.name, "eval"), names)
            else:
                exec(compile(ast.Module([last], []), path.name, "exec"), names)
        assert said.getvalue() == printed(cell), "Remake it: tools/make_notebooks.py"
        kinds = {kind for output in cell["outputs"] for kind in output.get("data", ())}
        if hasattr(shown, "_repr_html_"):
            assert "text/html" in kinds
    if "plt" in names:
        names["plt"].close("all")


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_it_was_run_from_its_start_without_warnings(path: Path) -> None:
    counts = [cell["execution_count"] for cell in code_cells(path)]
    assert counts == list(range(1, len(counts) + 1))
    outputs = [output for cell in code_cells(path) for output in cell["outputs"]]
    assert {output["output_type"] for output in outputs} <= {"stream", "execute_result", "display_data"}
    assert not [output for output in outputs if output.get("name") == "stderr"]
    assert not re.search(r"(?<![\w.])/(root|home|tmp|work|Users)/", path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_its_links_lead_somewhere(path: Path) -> None:
    texts = ["".join(cell["source"]) for cell in cells(path) if cell["cell_type"] == "markdown"]
    assert texts[0].startswith("# ")
    links = [target for text in texts for target in re.findall(r"\]\(([^)#]+)[^)]*\)", text)]
    assert links
    assert [target for target in links if not (path.parent / target).is_file()] == []


def test_pages_link_them() -> None:
    linked = "".join(page.read_text(encoding="utf-8") for page in FOLDER.parent.glob("*.md"))
    assert [path.name for path in NOTEBOOKS if f"(notebooks/{path.name})" not in linked] == []
