"""Documents on nodes and addresses outside the code: docs/nodes.md, and the list of promised addresses."""

from __future__ import annotations

from aiohttp.web import RouteDef
from fake_host import FakeHost
from fake_host.modules import REPOSITORY

from promised import check
from tools import make_nodes_page


def test_the_page_of_nodes_is_the_schemas(host: FakeHost) -> None:
    made = make_nodes_page.page(node.GET_SCHEMA() for node in host.module("nodes").NODES)
    assert made == (REPOSITORY / "docs" / "nodes.md").read_text(encoding="utf-8"), "Remake it: tools/make_nodes_page.py"


def test_addresses(host: FakeHost) -> None:
    lines = [f"{route.method} {route.path}" for route in host.routes if isinstance(route, RouteDef)]
    check("routes", sorted(lines, key=lambda line: line.split()[1]), "programs that ask ComfyUI for runs")
