"""Addresses of runs: what they answer with, and that nothing outside of the runs is reached over a wire."""

from __future__ import annotations

import io
import json
import os
import re
import zipfile
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from addresses import ADDRESS, NAME, OUTSIDE
from fake_host import FakeHost
from fake_host.scenes import Scene
from fake_host.web import ask, ask_bytes, ask_meanwhile

EMPTY = {"items": [], "count": 0, "size_bytes": 0}


def json_of(host: FakeHost, target: str, method: str = "GET", **request: Any) -> Any:
    status, headers, text = ask(host, target, method, **request)
    assert (status, headers["Content-Type"]) == (200, "application/json"), text
    assert headers["Cache-Control"] == "no-cache"
    return json.loads(text)


@pytest.fixture
def run(host: FakeHost) -> Path:
    """The run "cats/100 %_00001", with a file beside the folder of runs that nobody may have."""
    scene = Scene(host)
    workflow = {"nodes": [], "id": "w"}
    with host.executing({"3": {"class_type": "Diffulizer_ExportRun", "inputs": {}}}, "3", workflow):
        latent = {"samples": scene.sample(scene.attached(), steps=2)}
        made = host.run("Diffulizer_ExportRun", recording=scene.recording, latent=latent, run_name="cats/100 %")
    (host.output / "secret.json").write_text("treasure")
    return Path(made[0])


def test_an_export_is_told_to_everybody(host: FakeHost, run: Path) -> None:
    ((event, told, client),) = host.events
    assert (event, client) == ("diffulizer.exported", None)
    assert re.fullmatch("[0-9a-f]{32}", told.pop("pass"))
    assert told == {"name": NAME, "node": "3", "prompt_id": "prompt", "runs": [NAME]}


def test_the_list(host: FakeHost, run: Path) -> None:
    answer = json_of(host, "/diffulizer/runs")
    assert answer["trash"] == EMPTY
    (entry,) = answer["runs"]
    assert (entry["name"], entry["steps"], entry["workflow"], entry["damaged"]) == (NAME, 2, True, None)
    assert Path(entry["path"]).samefile(run)
    assert ask_bytes(host, f"/diffulizer/run/{ADDRESS}/{entry['thumbnail']}")[1]["Content-Type"] == "image/png"


def test_a_page_of_the_list(host: FakeHost, run: Path) -> None:
    whole = json_of(host, "/diffulizer/runs")
    assert json_of(host, "/diffulizer/runs?start=0&count=60") == {**whole, "count": 1, "unread": 0}
    found = json_of(host, "/diffulizer/runs?start=0&count=60&search=100%20%25&again=1")
    assert (found["count"], found["runs"]) == (1, whole["runs"])
    assert json_of(host, "/diffulizer/runs?start=0&count=60&search=nowhere")["count"] == 0
    assert json_of(host, "/diffulizer/runs?start=1&count=60")["runs"] == []
    assert json_of(host, f"/diffulizer/runs?run={ADDRESS}") == whole
    assert json_of(host, "/diffulizer/runs?run=cats")["runs"] == []


@pytest.mark.parametrize("wrong", ["start=-1", "start=x", "start=0&count=1e3", "start=0&count=9999999999"])
def test_a_page_that_can_not_be(host: FakeHost, wrong: str) -> None:
    status, _, content = ask_bytes(host, f"/diffulizer/runs?{wrong}")
    assert status == 422
    assert b"expected a whole number from 0" in content


def test_reading_the_list_keeps_nobody_waiting(host: FakeHost, run: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    answered = Event()
    library = host.module("diffulizer.library").RunLibrary
    entries = library.entries
    monkeypatch.setattr(library, "entries", lambda self: entries(self) if answered.wait(20) else None)
    assert ask_meanwhile(host, "/diffulizer/runs", "GET", "/diffulizer/live", answered.set) == (200, 200)


def test_the_list_follows_the_hosts_output_folder(host: FakeHost, run: Path, tmp_path: Path) -> None:
    host.output = tmp_path / "elsewhere"
    assert json_of(host, "/diffulizer/runs")["runs"] == []


def test_files_of_a_run(host: FakeHost, run: Path) -> None:
    kinds = {".json": "application/json", ".png": "image/png", ".bin": "application/octet-stream"}
    for file in [path for path in run.rglob("*") if path.is_file()]:
        path = file.relative_to(run).as_posix()
        status, headers, content = ask_bytes(host, f"/diffulizer/run/{ADDRESS}/{path}")
        assert (status, content) == (200, file.read_bytes())
        assert headers["Content-Type"] == kinds.get(file.suffix, "application/octet-stream")
        assert headers["Cache-Control"] == "no-cache"
        assert headers["X-Content-Type-Options"] == "nosniff"


def test_a_run_is_never_a_page(host: FakeHost, run: Path) -> None:
    (run / "page.html").write_text("<script>")
    (run / "page.svg").write_text("<svg>")
    for name in ("page.html", "page.svg"):
        headers = ask(host, f"/diffulizer/run/{ADDRESS}/{name}")[1]
        assert headers["Content-Type"] == "application/octet-stream"


def test_a_missing_image_is_not_kept_by_the_browser(host: FakeHost, run: Path) -> None:
    status, headers, _ = ask(host, f"/diffulizer/run/{ADDRESS}/images/step_999.png")
    assert (status, headers["Cache-Control"]) == (404, "no-cache")


@pytest.mark.parametrize("path", OUTSIDE)
@pytest.mark.parametrize("address", ["run", "zip"])
def test_nothing_else_is_served(host: FakeHost, run: Path, address: str, path: str) -> None:
    status, headers, text = ask(host, f"/diffulizer/{address}/{path}")
    assert status in (403, 404), text
    assert "treasure" not in text
    assert headers["Cache-Control"] == "no-cache"


@pytest.mark.skipif(os.name == "nt", reason="links need rights there")
def test_links_lead_nowhere_outside(host: FakeHost, run: Path) -> None:
    (run / "out.json").symlink_to(host.output / "secret.json")
    (host.output / "other").mkdir()
    (host.output / "other" / "metadata.json").write_text("{}")
    (host.output / "diffulizer" / "link").symlink_to(host.output / "other")
    for path in (f"run/{ADDRESS}/out.json", "run/link/metadata.json", "zip/link"):
        assert ask(host, f"/diffulizer/{path}")[0] == 404
    assert ask(host, "/diffulizer/delete", "POST", json={"name": "link"})[0] == 404


def test_a_download(host: FakeHost, run: Path) -> None:
    for query, graphs in (("", {"workflow", "prompt_graph"}), ("?workflow=0", set())):
        status, headers, content = ask_bytes(host, f"/diffulizer/zip/{ADDRESS}{query}")
        assert (status, headers["Content-Type"]) == (200, "application/zip")
        assert headers["Content-Disposition"] == 'attachment; filename="cats-100 %_00001.zip"'
        assert "Content-Length" not in headers
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            held = {name: archive.read(name) for name in archive.namelist()}
        there = {p.relative_to(run.parent).as_posix(): p.read_bytes() for p in run.rglob("*") if p.is_file()}
        metadata = f"{run.name}/metadata.json"
        assert json.loads(held[metadata])["generator"].keys() >= graphs
        if not graphs:
            assert not {"workflow", "prompt_graph"} & json.loads(held.pop(metadata))["generator"].keys()
            del there[metadata]
        assert held == there


def test_a_name_beyond_ascii_is_a_safe_file_name(host: FakeHost, run: Path) -> None:
    run.rename(run.with_name("猫 é"))
    headers = ask_bytes(host, "/diffulizer/zip/cats/%E7%8C%AB%20%C3%A9")[1]
    assert headers["Content-Disposition"] == "attachment; filename*=utf-8''cats-%E7%8C%AB%20%C3%A9.zip"


def test_a_damaged_run_is_downloaded_as_it_is_only(host: FakeHost, run: Path) -> None:
    (run / "metadata.json").write_text("{")
    assert ask_bytes(host, f"/diffulizer/zip/{ADDRESS}")[0] == 200
    status, _, text = ask(host, f"/diffulizer/zip/{ADDRESS}?workflow=0")
    assert status == 422
    assert "is not valid JSON" in text


def test_a_run_is_deleted_to_the_trash(host: FakeHost, run: Path) -> None:
    host.events.clear()
    size = sum(p.stat().st_size for p in run.rglob("*") if p.is_file())
    trash = json_of(host, "/diffulizer/delete", "POST", json={"name": NAME})["trash"]
    assert (trash["count"], trash["size_bytes"]) == (1, size)
    assert not run.exists()
    assert host.events == [("diffulizer.deleted", {"name": NAME}, None)]
    assert json_of(host, "/diffulizer/runs") == {"runs": [], "trash": trash}
    (kept,) = (host.output / "diffulizer" / ".trash").glob(f"*/{NAME}/metadata.json")
    assert kept.is_file()
    assert ask(host, "/diffulizer/delete", "POST", json={"name": NAME})[0] == 404
    for nothing in ({}, {"items": "all"}, {"items": [3]}, {"items": None}):
        status, _, text = ask(host, "/diffulizer/trash/empty", "POST", json=nothing)
        assert (status, text) == (400, 'Expected a JSON object such as {"items": ["…"]}.')
    assert json_of(host, "/diffulizer/trash/empty", "POST", json={"items": ["another"]}) == {"trash": trash}
    assert kept.is_file()
    assert json_of(host, "/diffulizer/trash/empty", "POST", json={"items": trash["items"]}) == {"trash": EMPTY}
    assert not kept.exists()


NOWHERE = ["../secret.json", "..", ".", "", "/", "cats", "cats\\100 %_00001", f"/{NAME}", f"{NAME}/", f"{NAME}.", "C:x"]
NOWHERE += ["CON", f"{NAME}\0", ".trash", ADDRESS, f"{NAME}/images", "cats/../cats/100 %_00001"]


@pytest.mark.parametrize("name", NOWHERE, ids=ascii)
def test_nothing_else_is_deleted(host: FakeHost, run: Path, name: str) -> None:
    status, _, text = ask(host, "/diffulizer/delete", "POST", json={"name": name})
    assert status == 404, text
    assert (run / "metadata.json").is_file()
    assert not (host.output / "diffulizer" / ".trash").exists()


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b'{"name": 3}', b'{"other": "x"}', b"\xff", b"[" * 100_000])
def test_what_is_no_request_is_told(host: FakeHost, run: Path, body: bytes) -> None:
    status, _, text = ask(host, "/diffulizer/delete", "POST", data=body, headers={"Content-Type": "application/json"})
    assert (status, text) == (400, 'Expected a JSON object such as {"name": "…"}.')


@pytest.mark.parametrize("address", ["delete", "trash/empty", "live/0/export"])
@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data"])
def test_forms_of_other_sites_change_nothing(host: FakeHost, run: Path, address: str, kind: str) -> None:
    body = json.dumps({"name": NAME}).encode()
    status, _, _ = ask(host, f"/diffulizer/{address}", "POST", data=body, headers={"Content-Type": kind})
    assert status == 415
    assert run.exists()


@pytest.mark.parametrize("address", ["delete", "trash/empty", "live/0/export"])
def test_get_changes_nothing(host: FakeHost, run: Path, address: str) -> None:
    assert ask(host, f"/diffulizer/{address}?name={ADDRESS}")[0] in (404, 405)
    assert run.exists()
