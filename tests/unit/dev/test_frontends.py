"""The table of ComfyUI's pages: what is said of each version, what a look into one finds, and that we keep to it."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from tools.dev import ROOT, frontends

RARE = "!w.options?.advanced||shown"


def page(folder: Path, dark: str, renderers: str = "", leave_out: str = "", rare: str = RARE) -> Path:
    """The files of a made-up page."""
    (folder / "scripts").mkdir(parents=True)
    for name in frontends.SCRIPTS:
        (folder / name).write_text("", encoding="utf-8")
    names = " ".join(name for name in frontends.NAMES if name != leave_out)
    (folder / "index.js").write_text(f"{names}; {dark}; {renderers}; {rare}", encoding="utf-8")
    return folder


OLD = "v.light_theme?document.body.classList.remove(k):document.body.classList.add(k)"
OLDEST = "if (v.light_theme) {\n  document.body.classList.remove(k);"
MIDDLE = "e.light_theme?document.documentElement.classList.remove(t):0"
NEW = "e.colorScheme=paletteColorScheme(t)"


@pytest.mark.parametrize(
    ("version", "dark", "renderers"),
    [
        ("1.27.10", OLDEST, ""),
        ("1.33.1", OLD, ""),
        ("1.35.9", OLD, '["LG","Vue"]'),
        ("1.45.0", OLD, "[`LG`,`Vue`,`Vue-corrected`]"),
        ("1.49.6", MIDDLE, "[`LG`,`Vue`,`Vue-corrected`]"),
        ("1.58.1", NEW, "[`LG`,`Vue`,`Vue-corrected`]"),
    ],
)
def test_a_page_that_is_as_the_table_says(tmp_path: Path, version: str, dark: str, renderers: str) -> None:
    rare = RARE if version >= "1.38" else "o.advanced&&!this.showAdvanced"
    assert frontends.differences(page(tmp_path / "page", dark, renderers, rare=rare), version) == []


def test_what_has_changed_is_named(tmp_path: Path) -> None:
    changed = page(tmp_path / "page", 'root.dataset.theme = "dark"', "['LG','New']", "registerSidebarTab", rare="")
    (changed / "scripts" / "app.js").unlink()
    assert frontends.differences(changed, "1.99.0") == [
        "frontend 1.99.0: it says that it is dark by nothing known; expected style of root",
        "frontend 1.99.0: it knows the renderers ['LG', 'New']; expected ['LG', 'Vue', 'Vue-corrected']",
        "frontend 1.99.0: Nodes 2.0 shows rarely needed inputs; expected the opposite",
        "frontend 1.99.0: it has no registerSidebarTab",
        "frontend 1.99.0: it has no scripts/app.js",
    ]


def test_the_newest_that_is_tested_is_as_the_table_says() -> None:
    """The others are looked into by `dev.py viewer frontends`, which fetches them."""
    assert frontends.differences(frontends.fetch(frontends.NEWEST), frontends.NEWEST) == []


def test_panels_know_all_ways_to_be_dark() -> None:
    code = (ROOT / "js/diffulizer/host.js").read_text(encoding="utf-8")
    dark = code[code.index("dark: ()") : code.index("onTheme")]
    parts = {"class of body": "body]", "class of root": "[root", "style of root": "root.style.colorScheme"}
    assert set(parts) == set(frontends.DARK) == {page["dark"] for page in frontends.TABLE["pages"]}
    assert all(part in dark for part in parts.values())


@pytest.mark.parametrize("path", sorted((ROOT / "example_workflows").glob("*.json")), ids=lambda path: path.stem)
def test_all_pages_know_the_renderer_of_examples(path: Path) -> None:
    renderer = json.loads(path.read_text(encoding="utf-8"))["extra"]["workflowRendererVersion"]
    for page in frontends.TABLE["pages"]:
        assert not page["renderers"] or renderer in page["renderers"], f"unknown from {page['from']} on"


def test_pages_are_addressed_relatively() -> None:
    """Below a path of a reverse proxy, "/scripts/app.js" is not ComfyUI's; api.apiURL and fetchApi add that path."""
    for path in sorted((ROOT / "js").rglob("*.js")):
        for line in path.read_text(encoding="utf-8").splitlines():
            if re.search(r"""["'`]/\w""", line):
                assert re.search(r"apiURL\(|fetchApi\(|host\.(fetch|address)\(", line), f"{path.name}: {line.strip()}"
    for page in sorted((ROOT / "js" / "docs").rglob("*.md")):
        assert not re.search(r"""\]\(/|(?:src|href)=["']/""", page.read_text(encoding="utf-8")), page
