"""A table of runs on the viewer's server: the table, the runs that it names, nothing else, and parts of files."""

from __future__ import annotations

import http.client
import json
import threading
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pyarrow
import pyarrow.parquet
import pytest
from viewers import make_viewer

from diffulizer.errors import RunFormatError, ViewerError
from diffulizer.viewer.server import ViewerServer
from diffulizer.viewer.tables import is_table

PATHS = ["own", "../out/a/run_1", "../out/packed.zip", "../out/plain", "/etc", "../../../../../../..", "..", None]


def make_run(folder: Path) -> Path:
    (folder / "images").mkdir(parents=True)
    (folder / "metadata.json").write_text(json.dumps({"name": folder.name}))
    (folder / "images" / "x0_000.png").write_bytes(b"0123456789")
    return folder


def make_table(folder: Path) -> Path:
    folder.mkdir()
    pyarrow.parquet.write_table(pyarrow.table({"id": PATHS, "path": PATHS}), folder / "runs.parquet")
    return folder


@pytest.fixture
def study(tmp_path: Path) -> Path:
    root = tmp_path / "root"
    make_run(root / "out" / "a" / "run_1")
    make_run(root / "out" / "a" / "unnamed")
    with zipfile.ZipFile(root / "out" / "packed.zip", "w") as content:
        content.writestr("metadata.json", "{}")
    (root / "out" / "other.zip").write_bytes((root / "out" / "packed.zip").read_bytes())
    (root / "out" / "plain").mkdir()
    (root / "out" / "plain" / "secret.txt").write_text("secret")
    (root / "secret.txt").write_text("secret")
    folder = make_table(root / "my study")
    (folder / "notes.txt").write_text("secret")
    make_run(folder / "own")
    return folder


@pytest.fixture
def server(study: Path, tmp_path: Path) -> Iterator[ViewerServer]:
    with ViewerServer(make_viewer(tmp_path / "dist"), [study]) as started:
        thread = threading.Thread(target=started.serve_forever, args=(0.01,))
        thread.start()
        yield started
        started.shutdown()
        thread.join()


def ask(server: ViewerServer, target: str, part: str | None = None) -> tuple[int, dict[str, str], bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", server.server_port, timeout=10)
    try:
        connection.request("GET", target, headers={"Range": part} if part else {})
        reply = connection.getresponse()
        return reply.status, dict(reply.getheaders()), reply.read()
    finally:
        connection.close()


def address(server: ViewerServer, path: str) -> str:
    """URL of a path that is relative to the table's folder, as a browser finds it."""
    assert server.table is not None
    folder = (server.table.base / server.table.name / path).resolve()
    return "/table/" + folder.relative_to(server.table.base).as_posix().replace(" ", "%20")


def test_the_page_opens_the_table(server: ViewerServer) -> None:
    assert server.table is not None
    assert server.address.endswith(f"/?table=table/{server.table.name.replace(' ', '%20')}")


def test_the_table_and_its_runs_are_served(server: ViewerServer, study: Path) -> None:
    assert ask(server, address(server, "runs.parquet"))[2] == (study / "runs.parquet").read_bytes()
    for run in ("own", "../out/a/run_1"):
        assert json.loads(ask(server, address(server, f"{run}/metadata.json"))[2]) == {"name": Path(run).name}
    status, headers, _ = ask(server, address(server, "../out/packed.zip"))
    assert (status, headers["Content-Type"]) == (200, "application/octet-stream")


@pytest.mark.parametrize(
    "path",
    [
        "notes.txt",
        "../secret.txt",
        "../out/a/unnamed/metadata.json",
        "../out/other.zip",
        "../out/plain/secret.txt",
        "../out/a/run_1",
        "own/images",
    ],
)
def test_nothing_else_is(server: ViewerServer, path: str) -> None:
    status, _, body = ask(server, address(server, path))
    assert (status, b"secret" in body) == (404, False)


def test_no_name_leads_out(server: ViewerServer) -> None:
    for name in ("../secret.txt", "%2e%2e/secret.txt", "/etc/passwd", "a/../../secret.txt", "C:/secret.txt"):
        assert ask(server, f"/table/{name}")[0] == 404


@pytest.mark.parametrize(
    ("asked", "status", "told", "body"),
    [
        ("bytes=2-4", 206, "bytes 2-4/10", b"234"),
        ("bytes=7-", 206, "bytes 7-9/10", b"789"),
        ("bytes=0-99", 206, "bytes 0-9/10", b"0123456789"),
        ("bytes=10-", 416, None, b"The file has 10 bytes."),
        ("bytes=4-2", 416, None, b"The file has 10 bytes."),
        ("bytes=-3", 200, None, b"0123456789"),
        ("bytes=0-1,3-4", 200, None, b"0123456789"),
        ("lines=0-1", 200, None, b"0123456789"),
    ],
)
def test_parts_of_files(server: ViewerServer, asked: str, status: int, told: str | None, body: bytes) -> None:
    found, headers, content = ask(server, address(server, "own/images/x0_000.png"), asked)
    assert (found, headers.get("Content-Range"), content) == (status, told, body)
    assert headers["Accept-Ranges"] == "bytes"
    assert int(headers["Content-Length"]) == len(body)


def test_what_can_not_be_viewed(study: Path, tmp_path: Path) -> None:
    viewer = make_viewer(tmp_path / "dist")
    with pytest.raises(ViewerError, match=r"is a table of runs\. View it alone"):
        ViewerServer(viewer, [study, study / "own"])
    assert not is_table(study / "own")
    (study / "runs.parquet").write_bytes(b"PAR1")
    with pytest.raises(
        RunFormatError, match=r"runs\.parquet can't be read as a table of runs: .*Write the table again"
    ):
        ViewerServer(viewer, [study])
