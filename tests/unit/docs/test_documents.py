"""All pages of the repository: links lead somewhere, pictures are described, nothing of one machine is named."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

from demo_model.preset_runs import PRESETS, preset_folder

ROOT = Path(__file__).resolve().parents[3]
LEFT_OUT = {"node_modules", "output"}
LINK = re.compile(r"(!?)\[((?:[^\[\]]|\[[^\]]*\])*)\]\(([^()\s]+(?:\([^()]*\))?[^()\s]*)\)")
LONGEST_README = 600
"""Words, links included: who opens the page reads it to the end."""
SHIPPED = ROOT / "js" / "docs"
WIDEST = 120
"""Characters of a line, but of tables, code and what programs write."""
MADE = re.compile(r"<!-- ([a-z ]+) -->.*?<!-- /\1 -->|<!-- Made by .*", re.DOTALL)


def pages() -> list[Path]:
    """All but those of installed packages and of hidden folders."""
    found = [(p, p.relative_to(ROOT).parts) for p in ROOT.rglob("*.md")]
    return sorted(p for p, parts in found if not LEFT_OUT & set(parts) and not any(x.startswith(".") for x in parts))


@cache
def prose(page: Path) -> str:
    """A page without code, in which brackets are no links."""
    text = re.sub(r"```.*?```", "", page.read_text(encoding="utf-8"), flags=re.DOTALL)
    return re.sub(r"`[^`\n]*`", "code", text)


@cache
def anchors(page: Path) -> set[str]:
    """Return the anchors that GitHub gives to the headings of a page."""
    text = re.sub(r"```.*?```", "", page.read_text(encoding="utf-8"), flags=re.DOTALL)
    found: set[str] = set()
    for heading in re.findall(r"^#{1,6} (.+)$", text, re.MULTILINE):
        bare = LINK.sub(r"\2", heading)
        name = re.sub(r"[^\w\- ]", "", bare.lower()).replace(" ", "-")
        number = next(n for n in range(1000) if (f"{name}-{n}" if n else name) not in found)
        found.add(f"{name}-{number}" if number else name)
    return found


def name(page: Path) -> str:
    return page.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("page", pages(), ids=name)
def test_links_lead_somewhere(page: Path) -> None:
    broken = []
    for _, _, target in LINK.findall(prose(page)):
        if target.startswith(("https://", "http://", "mailto:")):
            continue
        path, _, anchor = target.partition("#")
        file = (page.parent / path).resolve() if path else page
        if not file.exists() or not file.is_relative_to(ROOT) or (anchor and anchor not in anchors(file)):
            broken.append(target)
    assert broken == []


@pytest.mark.parametrize("page", pages(), ids=name)
def test_pictures_are_described(page: Path) -> None:
    assert [target for image, said, target in LINK.findall(prose(page)) if image and len(said) < 20] == []


@pytest.mark.parametrize("page", pages(), ids=name)
def test_every_page_begins_with_its_name(page: Path) -> None:
    assert re.match(r"# \S", page.read_text(encoding="utf-8"))


@pytest.mark.parametrize("page", pages(), ids=name)
def test_lines_are_short(page: Path) -> None:
    text = MADE.sub("", re.sub(r"```.*?```", "", page.read_text(encoding="utf-8"), flags=re.DOTALL))
    assert [line for line in text.splitlines() if len(line) > WIDEST and not line.lstrip().startswith("|")] == []


def test_the_readme_leads_to_every_page() -> None:
    """Each page is one step away, or two through a page that it links to."""
    seen, waiting = set(), [ROOT / "README.md"]
    while waiting:
        page = waiting.pop()
        if page in seen:
            continue
        seen.add(page)
        for _, _, target in LINK.findall(prose(page)):
            path = (page.parent / target.partition("#")[0]).resolve()
            if path.suffix == ".md" and path.is_file():
                waiting.append(path)
    assert {name(p) for p in pages() if SHIPPED not in p.parents} <= {name(p) for p in seen}


def test_the_readme_is_short() -> None:
    assert len((ROOT / "README.md").read_text(encoding="utf-8").split()) <= LONGEST_README


def test_pages_name_no_folder_of_a_machine() -> None:
    found = [
        name(p) for p in pages() if re.search(r"(?<![\w.])/(root|home|tmp|work|Users)/", p.read_text(encoding="utf-8"))
    ]
    assert found == []


def test_there_are_pages() -> None:
    try:
        listed = subprocess.run(
            ["git", "-C", str(ROOT), "ls-files", "*.md"], capture_output=True, text=True, check=True
        )
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("this is no git checkout")
    assert set(listed.stdout.split()) <= {name(page) for page in pages()}


# -- docs/troubleshooting.md


def sentences() -> list[str]:
    """All texts in the sources, "…" where something is put in."""
    found = []
    for folder in ("diffulizer", "nodes", "demo_model"):
        for path in sorted((ROOT / folder).rglob("*.py")):
            for part in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(part, ast.JoinedStr):
                    found.append("".join(str(v.value) if isinstance(v, ast.Constant) else "…" for v in part.values))
                elif isinstance(part, ast.Constant) and isinstance(part.value, str):
                    found.append(part.value)
    return found


def test_its_messages_are_the_programs() -> None:
    """Each one in the left column, piece by piece: what stands between two "…"."""
    text = (ROOT / "docs" / "troubleshooting.md").read_text(encoding="utf-8")
    said = [part for row in re.findall(r"^\| (`.*?) \|", text, re.MULTILINE) for part in re.findall(r"`([^`]+)`", row)]
    assert len(said) > 25
    known = sentences()
    assert [message for message in said if not is_said(message, known)] == []


def is_said(message: str, known: list[str]) -> bool:
    pieces = [piece.strip(" .,:;()") for piece in message.split("…")]
    pieces = [piece for piece in pieces if piece]
    return any(all(piece in sentence for piece in pieces) for sentence in known)


# -- pieces of Python

RUNS = {
    "my_run": preset_folder("photo"),
    "output/diffulizer/run_00001": preset_folder("photo"),
    "output/diffulizer/run_00002": preset_folder("cartoon"),
    "output/diffulizer/study_*": PRESETS / "*.zip",
}
"""What pages name, and what is there for it in a test."""


def python_pieces() -> list[tuple[str, str]]:
    """Page and code of each; runs and words in it are replaced by ones that exist."""
    found = []
    for page in pages():
        for code in re.findall(r"```python\n(.*?)```", page.read_text(encoding="utf-8"), re.DOTALL):
            for named, there in RUNS.items():
                code = code.replace(f'"{named}"', repr(str(there)))
            found.append((name(page), re.sub(r'words\("\w+"\)', 'words("circle")', code)))
    return found


@pytest.mark.parametrize(("page", "code"), python_pieces(), ids=[page for page, _ in python_pieces()])
def test_pieces_of_python_run(page: str, code: str) -> None:
    command = [sys.executable, "-c", re.sub(r'"layer_\d+"', '"layer_1"', code)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
