"""The viewer's addresses on the host's web server, in a server of its own without the host's middleware."""

from __future__ import annotations

import asyncio
import os
import sys
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer
from fake_host import FakeHost
from fake_host.web import ask
from viewers import INDEX, make_viewer
from yarl import URL


@pytest.fixture
def viewer(host: FakeHost, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "secret.txt").write_text("secret")
    folder = make_viewer(tmp_path / "dist")
    monkeypatch.setattr(host.module("diffulizer.viewer.files"), "DIST", folder)
    return folder


def test_each_route_is_added_once_and_belongs_to_the_pack(host: FakeHost) -> None:
    paths = [route.path for route in host.routes if isinstance(route, web.RouteDef)]
    assert sorted(set(paths)) == sorted(paths)
    assert all(path.startswith("/diffulizer/") for path in paths)
    assert {"/diffulizer/viewer", "/diffulizer/viewer/{path:.*}"} <= set(paths)


@pytest.mark.parametrize(
    ("path", "kind", "words"),
    [
        ("", "text/html; charset=utf-8", INDEX),
        ("?run=a", "text/html; charset=utf-8", INDEX),
        ("index.html", "text/html; charset=utf-8", INDEX),
        ("assets/viewer.js", "text/javascript; charset=utf-8", "const end"),
        ("assets/viewer.css", "text/css; charset=utf-8", "content"),
    ],
)
def test_the_viewers_files(host: FakeHost, viewer: Path, path: str, kind: str, words: str) -> None:
    status, headers, text = ask(host, f"/diffulizer/viewer/{path}")
    assert (status, headers["Content-Type"], headers["Cache-Control"]) == (200, kind, "no-cache")
    assert words in text


async def _answers(names: list[str], folder: Path) -> dict[str, int]:
    """Statuses of a script in folders of these names, served and asked for as the host does both."""
    answers = {}
    for name in names:
        app = web.Application()
        try:
            app.add_routes([web.static(f"/extensions/{name}", folder)])
        except ValueError:  # aiohttp takes { and } for a pattern
            answers[name] = 500
            continue
        async with TestClient(TestServer(app)) as client:
            address = URL(f"/extensions/{quote(name)}/x.js", encoded=True)
            answers[name] = (await client.get(address)).status
    return answers


def test_a_folder_whose_scripts_the_host_can_t_serve_is_named(
    host: FakeHost, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "x.js").write_text("1")
    names = [f"a{chr(code)}b" for code in range(0x20, 0x7F) if chr(code) not in "/\\"] + ["aéb", "a猫b", "ComfyUI-D(1)"]
    warn = host.module("nodes.host.web_server").warn_of_folder
    for name, status in asyncio.run(_answers(names, tmp_path)).items():
        caplog.clear()
        warn(name)
        assert (status == 200) is (caplog.text == ""), name
        assert status == 200 or (repr(name) in caplog.text and "Rename the folder to 'diffulizer'" in caplog.text)


def test_the_address_without_its_slash_leads_to_the_one_with(host: FakeHost, viewer: Path) -> None:
    """The location is relative: the host may lie below any path of a proxy."""
    status, headers, _ = ask(host, "/diffulizer/viewer?run=a%26b")
    assert (status, headers["Location"]) == (301, "viewer/?run=a%26b")


@pytest.mark.parametrize(
    "path",
    [
        "../secret.txt",
        "%2e%2e/secret.txt",
        "..%2fsecret.txt",
        "..%5csecret.txt",
        "%252e%252e/secret.txt",
        "assets/../../secret.txt",
        "/etc/passwd",
        "assets",
        "assets/",
        "none.png",
        "index.html%00",
    ],
)
def test_nothing_else_is_served(host: FakeHost, viewer: Path, path: str) -> None:
    status, _, text = ask(host, f"/diffulizer/viewer/{path}")
    assert status == 404
    assert "secret" not in text


@pytest.mark.skipif(os.name == "nt", reason="links need rights there")
def test_links_lead_nowhere_outside(host: FakeHost, viewer: Path, tmp_path: Path) -> None:
    (viewer / "out.json").symlink_to(tmp_path / "secret.txt")
    assert ask(host, "/diffulizer/viewer/out.json")[0] == 404


def test_a_missing_image_is_not_kept_by_the_browser(host: FakeHost, viewer: Path) -> None:
    """The host would have browsers remember for an hour that an image is missing."""
    status, headers, _ = ask(host, "/diffulizer/viewer/none.png")
    assert (status, headers["Cache-Control"]) == (404, "no-cache")


def test_a_viewer_that_is_not_built_is_said(host: FakeHost, tmp_path: Path, monkeypatch: Any) -> None:
    monkeypatch.setattr(host.module("diffulizer.viewer.files"), "DIST", tmp_path)
    status, _, text = ask(host, "/diffulizer/viewer/")
    assert status == 404
    assert "npm run build" in text


def test_it_only_reads(host: FakeHost, viewer: Path) -> None:
    assert ask(host, "/diffulizer/viewer/", "POST")[0] == 405


def test_without_a_server_nothing_is_added(host: FakeHost, monkeypatch: pytest.MonkeyPatch) -> None:
    before = list(host.routes)
    monkeypatch.setattr(sys.modules["server"], "PromptServer", object())
    host.module("nodes.host.routes").register()
    assert list(host.routes) == before
