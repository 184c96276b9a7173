"""The help pages of nodes, js/docs/<node id>.md, against the nodes' schemas."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from fake_host import FakeHost
from fake_host.modules import REPOSITORY

PAGES = REPOSITORY / "js" / "docs"
LARGEST_PICTURE = 60_000
PICTURE = re.compile(r"!\[([^\]]+)\]\(([^)]+)\)")


def sections(page: Path) -> dict[str, str]:
    """Text below each heading; the first one's, before any heading of the second level, under its own name."""
    parts = re.split(r"^(#{1,2} .+)$", page.read_text(encoding="utf-8"), flags=re.MULTILINE)
    return {heading.lstrip("# "): text for heading, text in zip(parts[1::2], parts[2::2], strict=True)}


def table(text: str) -> list[tuple[str, str, str]]:
    """Name, type with default, and explanation of each row: one column, since the host shows pages in a narrow one."""
    rows = [line for line in text.splitlines() if line.startswith("|")][2:]
    found = [re.fullmatch(r"\| `([^`]+)` ([^<|]+)<br>([^|]+) \|", row) for row in rows]
    assert None not in found, rows[found.index(None)]
    return [match.groups() for match in found if match]  # type: ignore[misc]


def described(part: Any) -> tuple[str, str]:
    """Name on the node and type of an input, as a page writes them: switches are on or off."""
    kind = part.io_type + (", optional" if part.optional else "")
    default = getattr(part, "default", None)
    if isinstance(default, bool):
        default = "on" if default else "off"
    return part.display_name or part.id, kind if default in (None, "") else f"{kind}, default {default}"


@pytest.fixture
def nodes(host: FakeHost) -> dict[str, Any]:
    return {node.GET_SCHEMA().node_id: node.GET_SCHEMA() for node in host.module("nodes").NODES}


def test_every_node_has_a_page_and_every_page_a_node(nodes: dict[str, Any]) -> None:
    assert {page.stem for page in PAGES.glob("*.md")} == set(nodes)


def test_pages_begin_with_the_nodes_name(nodes: dict[str, Any]) -> None:
    for node_id, schema in nodes.items():
        assert next(iter(sections(PAGES / f"{node_id}.md"))) == schema.display_name


def test_inputs_are_the_schemas(nodes: dict[str, Any]) -> None:
    """Name, type and default of each, in the schema's order; optional ones are called so."""
    for node_id, schema in nodes.items():
        rows = table(sections(PAGES / f"{node_id}.md").get("Inputs", ""))
        assert [(name, kind.replace("`", "")) for name, kind, _ in rows] == [described(i) for i in schema.inputs], (
            node_id
        )


def test_outputs_are_the_schemas(nodes: dict[str, Any]) -> None:
    for node_id, schema in nodes.items():
        rows = table(sections(PAGES / f"{node_id}.md").get("Outputs", ""))
        assert [row[:2] for row in rows] == [(o.display_name, o.io_type) for o in schema.outputs], node_id


def test_every_input_and_output_is_explained(nodes: dict[str, Any]) -> None:
    for node_id in nodes:
        found = sections(PAGES / f"{node_id}.md")
        for part in ("Inputs", "Outputs"):
            assert all(len(row[-1]) > 10 for row in table(found.get(part, ""))), node_id


def test_pages_say_how_it_is_used_and_what_to_watch_out_for(nodes: dict[str, Any]) -> None:
    for node_id in nodes:
        found = sections(PAGES / f"{node_id}.md")
        for part in ("Typical use", "Watch out"):
            assert len(found[part].strip()) > 80, (node_id, part)


def test_each_page_has_one_small_picture_of_its_own(nodes: dict[str, Any]) -> None:
    used = []
    for node_id in nodes:
        ((said, path),) = PICTURE.findall((PAGES / f"{node_id}.md").read_text(encoding="utf-8"))
        assert len(said) > 20, f"{node_id}: what does the picture show?"
        assert path == f"pictures/{node_id}.jpg"
        assert 2_000 < (PAGES / path).stat().st_size < LARGEST_PICTURE
        assert (PAGES / path).read_bytes()[:3] == b"\xff\xd8\xff"
        used.append(PAGES / path)
    assert sorted((PAGES / "pictures").iterdir()) == sorted(used)


def test_each_picture_is_made_by_a_tool(nodes: dict[str, Any]) -> None:
    pages = (REPOSITORY / "tools" / "make_help_pictures.mjs").read_text(encoding="utf-8")
    figures = (REPOSITORY / "tools" / "make_figures.py").read_text(encoding="utf-8")
    made = (f'"{node_id}"' in pages or f'"{node_id.removeprefix("Diffulizer_")}"' in figures for node_id in nodes)
    assert [node_id for node_id, is_made in zip(nodes, made, strict=True) if not is_made] == []


def test_pages_link_to_nothing_that_the_hosts_page_could_not_open() -> None:
    """A page stands in ComfyUI's page: only pictures beside it can be reached, no file of the repository."""
    for page in PAGES.glob("*.md"):
        links = re.findall(r"(?<!!)\[[^\]]*\]\(([^)]+)\)", page.read_text(encoding="utf-8"))
        assert links == [], page.name
