"""The viewer inside the real ComfyUI, with the content policy that newer ones set when their API nodes are off."""

from __future__ import annotations

import http.client

import pytest

from diffulizer.comfyui.server import Server
from diffulizer.viewer.files import find_viewer


def ask(server: Server, target: str) -> tuple[int, http.client.HTTPMessage, bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=10)
    try:
        connection.request("GET", target)
        reply = connection.getresponse()
        return reply.status, reply.headers, reply.read()
    finally:
        connection.close()


@pytest.mark.parametrize("prefix", ["/diffulizer/viewer", "/api/diffulizer/viewer"])
def test_the_viewer_is_served(server: Server, prefix: str) -> None:
    status, headers, _ = ask(server, prefix)
    assert (status, headers["Location"]) == (301, "viewer/")
    status, headers, page = ask(server, f"{prefix}/")
    assert (status, headers["Cache-Control"]) == (200, "no-cache")
    assert headers["Content-Type"] == "text/html; charset=utf-8"
    assert headers["Content-Security-Policy"] == ask(server, "/")[1]["Content-Security-Policy"]
    assert page == (find_viewer() / "index.html").read_bytes()
    status, headers, script = ask(server, f"{prefix}/assets/viewer.js")
    assert (status, headers["Content-Type"]) == (200, "text/javascript; charset=utf-8")
    assert headers["Cache-Control"] == "no-cache"
    assert script == (find_viewer() / "assets" / "viewer.js").read_bytes()


def test_the_hosts_rules_for_images_do_not_hold(server: Server) -> None:
    """It has browsers keep the absence of an image for an hour."""
    status, headers, _ = ask(server, "/diffulizer/viewer/absent.png")
    assert (status, headers["Cache-Control"]) == (404, "no-cache")


@pytest.mark.parametrize(
    "path", ["../package.json", "..%2fpackage.json", "%2e%2e/package.json", "%252e%252e/x", "/etc/hosts"]
)
def test_nothing_else_is_served(server: Server, path: str) -> None:
    assert ask(server, f"/diffulizer/viewer/{path}")[0] == 404
