"""Pages of other sites and the real ComfyUI: names that lead here, and what --enable-cors-header opens."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from browsing import TOKEN, ask, post
from server_fixtures import real_host
from written import POOLED, export

from diffulizer.comfyui.server import Server
from synthetic import make_pass

FOREIGN: dict[str, Any] = {"Origin": "https://other.example", "Sec_Fetch_Site": "cross-site"}
JSON: dict[str, Any] = {"Content_Type": "application/json"}


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A ComfyUI that lets pages of all sites read, with a run and one in the trash."""
    output = tmp_path_factory.mktemp("opened")
    export(make_pass(settings=POOLED), output / "diffulizer" / "kept")
    export(make_pass(settings=POOLED), output / "diffulizer" / ".trash" / "old" / "gone")
    arguments = ["--enable-cors-header"]
    with Server(real_host(), output=output, device="cpu", arguments=arguments) as started:
        yield started


def test_names_that_lead_here_get_nothing(server: Server) -> None:
    for path in ("runs", "run/x/metadata.json", "zip/x", "live", "live/0/0", "token"):
        for prefix in ("/diffulizer", "/api/diffulizer"):
            status, _, body = ask(server, f"{prefix}/{path}", Host="rebind.example")
            assert (status, b"does not answer to the name rebind.example" in body) == (403, True)
    for path in ("delete", "trash/empty", "live/0/export"):
        headers: dict[str, Any] = {
            "Host": f"rebind.example:{server.port}",
            "Origin": f"http://rebind.example:{server.port}",
        }
        assert post(server, f"/diffulizer/{path}", {"name": "x", "items": []}, **headers)[0] == 403
    assert ask(server, "/diffulizer/viewer/", Host="rebind.example")[0] == 200


def test_other_sites_read_but_do_not_delete(opened: Server) -> None:
    status, headers, body = ask(opened, "/diffulizer/runs", **FOREIGN)
    assert (status, headers["Access-Control-Allow-Origin"]) == (200, "*")
    (items,) = [json.loads(body)["trash"]["items"]]
    assert items == ["old"]
    wanted = {"delete": {"name": "kept"}, "trash/empty": {"items": items}, "live/0/export": {}}
    for path, content in wanted.items():
        sent = json.dumps(content).encode()
        assert ask(opened, f"/diffulizer/{path}", "POST", sent, **FOREIGN, **JSON)[0] == 403
    assert opened.base is not None
    assert json.loads(ask(opened, "/diffulizer/runs")[2])["runs"][0]["name"] == "kept"
    assert json.loads(ask(opened, "/diffulizer/runs")[2])["trash"]["items"] == items


def test_other_sites_do_not_get_the_token(opened: Server) -> None:
    status, _, body = ask(opened, TOKEN, **FOREIGN)
    assert (status, body) == (403, b"Only ComfyUI's own page may read this.")
    status, headers, _ = ask(opened, TOKEN, Sec_Fetch_Site="same-origin")
    assert (status, headers["Cache-Control"]) == (200, "no-store")
    assert not [name for name in headers if name.lower().startswith("access-control")]


def test_the_log_says_what_is_open(opened: Server) -> None:
    assert opened.base is not None
    said = (Path(opened.base) / "comfyui.log").read_text(encoding="utf-8", errors="replace")
    assert "Pages of every site can read all Diffulizer runs" in said


def test_the_own_page_deletes(opened: Server) -> None:
    assert post(opened, "/diffulizer/trash/empty", {"items": ["old"]})[0] == 200
    assert post(opened, "/diffulizer/delete", {"name": "kept"})[0] == 200
    answer = json.loads(ask(opened, "/diffulizer/runs")[2])
    assert (answer["runs"], answer["trash"]["count"]) == ([], 1)
