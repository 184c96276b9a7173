"""The viewer's server and `diffulizer view`: the right files, nothing else, to this machine alone."""

from __future__ import annotations

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import urllib.parse
import webbrowser
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from viewers import INDEX, make_viewer

from diffulizer.cli import demo, main
from diffulizer.dataset.files import open_run_files
from diffulizer.errors import HostError, RunFormatError, RunNotFoundError, ViewerError
from diffulizer.viewer import browser, files
from diffulizer.viewer.server import ViewerServer

REPOSITORY = Path(__file__).parents[3]


def make_run(folder: Path) -> Path:
    (folder / "images").mkdir(parents=True)
    (folder / "metadata.json").write_text(json.dumps({"name": folder.name}))
    (folder / "images" / "step_000.png").write_bytes(b"png")
    (folder / "map.bin").write_bytes(b"\0\1")
    (folder / "evil.html").write_text("<script>steal()</script>")
    return folder


@pytest.fixture
def server(tmp_path: Path) -> Iterator[ViewerServer]:
    (tmp_path / "secret.txt").write_text("secret")
    runs = [make_run(tmp_path / "a" / "cats & dogs"), make_run(tmp_path / "b" / "run_00001")]
    with ViewerServer(make_viewer(tmp_path / "dist"), runs) as started:
        thread = threading.Thread(target=started.serve_forever, args=(0.01,))
        thread.start()
        yield started
        started.shutdown()
        thread.join()


def ask(
    server: ViewerServer, target: str, method: str = "GET", host: str | None = None
) -> tuple[int, dict[str, str], bytes]:
    """Return the server's answer to a request line that is sent as it stands."""
    connection = http.client.HTTPConnection("127.0.0.1", server.server_port, timeout=10)
    try:
        connection.putrequest(method, target, skip_host=True)
        if host != "":
            connection.putheader("Host", host or f"127.0.0.1:{server.server_port}")
        connection.endheaders()
        reply = connection.getresponse()
        return reply.status, dict(reply.getheaders()), reply.read()
    finally:
        connection.close()


@pytest.mark.parametrize(
    ("target", "kind"),
    [
        ("/", "text/html; charset=utf-8"),
        ("/index.html", "text/html; charset=utf-8"),
        ("/?run=runs/0/x#step=3", "text/html; charset=utf-8"),
        ("/assets/viewer.js", "text/javascript; charset=utf-8"),
        ("/assets/viewer.css", "text/css; charset=utf-8"),
        ("/runs/0/cats%20%26%20dogs/metadata.json", "application/json"),
        ("/runs/1/run_00001/images/step_000.png", "image/png"),
        ("/runs/1/run_00001/map.bin", "application/octet-stream"),
        ("/runs/1/run_00001/evil.html", "application/octet-stream"),
    ],
)
def test_what_it_serves(server: ViewerServer, target: str, kind: str) -> None:
    status, headers, body = ask(server, target)
    assert status == 200
    assert headers["Content-Type"] == kind
    assert headers["Cache-Control"] == "no-cache"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert int(headers["Content-Length"]) == len(body) > 0


def test_each_run_is_the_one_that_was_given(server: ViewerServer) -> None:
    query = urllib.parse.parse_qs(urllib.parse.urlsplit(server.address).query)
    assert query == {"run": ["runs/0/cats & dogs"], "compare": ["runs/1/run_00001"]}
    for (prefix,), name in zip(query.values(), ("cats & dogs", "run_00001"), strict=True):
        body = ask(server, f"/{urllib.parse.quote(prefix)}/metadata.json")[2]
        assert json.loads(body) == {"name": name}


@pytest.mark.parametrize(
    "target",
    [
        "/secret.txt",
        "/../secret.txt",
        "/%2e%2e/secret.txt",
        "/%252e%252e/secret.txt",
        "/..%2fsecret.txt",
        "/..%5csecret.txt",
        "/assets/../../secret.txt",
        "/assets/./viewer.js",
        "//assets/viewer.js//",
        "/runs/1/run_00001/../../b/run_00001/metadata.json",
        "/runs/1/run_00001/%2e%2e/%2e%2e/secret.txt",
        "/runs/1/run_00001//etc/passwd",
        "/runs/1/run_00001/C:/secret.txt",
        "/runs/1/run_00001/metadata.json%00.png",
        "/runs/1/run_00001/",
        "/runs/1/run_00001",
        "/runs/1/",
        "/runs/2/run_00001/metadata.json",
        "/runs/0/run_00001/metadata.json",
        "/assets",
        "/assets/",
        "/%ff",
        "http://127.0.0.1/index.html",
        "*",
    ],
)
def test_what_it_does_not_serve(server: ViewerServer, target: str) -> None:
    status, headers, body = ask(server, target)
    assert status == 404
    assert b"secret" not in body
    assert headers["Cache-Control"] == "no-cache"


@pytest.mark.skipif(os.name == "nt", reason="links need rights there")
def test_links_lead_nowhere_outside(server: ViewerServer, tmp_path: Path) -> None:
    run = tmp_path / "b" / "run_00001"
    (run / "out.json").symlink_to(tmp_path / "secret.txt")
    (run / "folder").symlink_to(tmp_path, target_is_directory=True)
    (run / "within.json").symlink_to(run / "metadata.json")
    assert ask(server, "/runs/1/run_00001/out.json")[0] == 404
    assert ask(server, "/runs/1/run_00001/folder/secret.txt")[0] == 404
    assert ask(server, "/runs/1/run_00001/within.json")[0] == 200


@pytest.mark.parametrize("host", ["evil.example", "evil.example:80", "127.0.0.1.evil.example", "localhost@evil", ""])
def test_other_names_of_this_machine_get_nothing(server: ViewerServer, host: str) -> None:
    """A page of another site may let its own name lead to 127.0.0.1."""
    status, _, body = ask(server, "/runs/1/run_00001/metadata.json", host=host)
    assert (status, b"schema_version" in body) == (403, False)
    assert (b"does not answer to the name" if "evil" in host and "@" not in host else b"expected a name") in body


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST:9000", "127.0.0.1", "127.0.0.1:1"])
def test_tunnels_may_have_another_port(server: ViewerServer, host: str) -> None:
    assert ask(server, "/", host=host)[0] == 200


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS", "HEAD"])
def test_it_only_reads(server: ViewerServer, method: str) -> None:
    assert ask(server, "/", method)[0] == 501


def test_it_listens_on_this_machine_only(server: ViewerServer) -> None:
    assert server.server_address[0] == "127.0.0.1"


def test_connections_are_kept(server: ViewerServer) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", server.server_port, timeout=10)
    for _ in range(3):
        connection.request("GET", "/assets/viewer.js")
        assert connection.getresponse().read()
        known = connection.sock
        assert known is not None
    connection.request("GET", "/none")
    connection.getresponse().read()
    assert connection.sock is known
    connection.close()


@pytest.mark.parametrize(
    ("number", "query"), [(0, ""), (1, "?run=runs/0/r0"), (3, "?run=runs/0/r0&run=runs/1/r1&run=runs/2/r2")]
)
def test_the_address_for_other_numbers_of_runs(tmp_path: Path, number: int, query: str) -> None:
    runs = [make_run(tmp_path / f"r{i}") for i in range(number)]
    with ViewerServer(make_viewer(tmp_path / "dist"), runs) as server:
        assert server.address == f"http://127.0.0.1:{server.server_port}/{query}"


def test_a_taken_port_is_named(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(HostError, match=f"Port {port} on 127.0.0.1 can't be used"):
            ViewerServer(make_viewer(tmp_path / "dist"), [], port)


def test_a_missing_viewer_says_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "DIST", tmp_path / "dist")
    with pytest.raises(ViewerError, match=r"There is no built viewer in .*dist.*npm run build"):
        files.find_viewer()


def test_a_run_may_be_a_zip(tmp_path: Path) -> None:
    run = make_run(tmp_path / "cats")
    for archive, root in (("flat.zip", run), ("nested.zip", tmp_path)):
        with zipfile.ZipFile(tmp_path / archive, "w") as content:
            for file in (f for f in run.rglob("*") if f.is_file()):
                content.write(file, file.relative_to(root))
        with ViewerServer(make_viewer(tmp_path / f"dist {archive}"), [tmp_path / archive]) as server:
            (prefix,) = server.runs
            assert prefix == f"runs/0/{archive.removesuffix('.zip')}/"
            served = server.find(f"/{prefix}metadata.json")
            assert served is not None
            with served.open() as opened:
                held = opened.read()
            assert (held, served.size) == ((run / "metadata.json").read_bytes(), len(held))
            assert served.content_type == "application/json"
            assert server.find(f"/{prefix}../cats/metadata.json") is None


def test_what_is_no_run(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "two.zip", "w") as content:
        content.writestr("a/metadata.json", "{}")
        content.writestr("b/metadata.json", "{}")
    with zipfile.ZipFile(tmp_path / "none.zip", "w") as content:
        content.writestr("../metadata.jsn", "{}")
    (tmp_path / "broken.zip").write_bytes(b"PK\3\4")
    (tmp_path / "text.txt").write_text("")
    for name, error, words in (
        ("two.zip", RunFormatError, "holds 2 runs; expected one"),
        ("none.zip", RunNotFoundError, "holds no metadata.json"),
        ("broken.zip", RunFormatError, "can't be read as a .zip"),
        ("text.txt", RunNotFoundError, "expected a folder with a metadata.json in it, or a .zip of one"),
        ("absent", RunNotFoundError, "expected a folder"),
        ("", RunNotFoundError, "the folder holds no metadata.json. It holds runs; name one of them, such as"),
    ):
        with pytest.raises(error, match=words):
            open_run_files(tmp_path / name)


def test_the_command_opens_the_browser_and_serves(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(files, "DIST", make_viewer(tmp_path / "dist"))
    monkeypatch.setenv("DISPLAY", ":1")
    opened: list[str] = []
    monkeypatch.setattr(webbrowser, "open", lambda address: opened.append(address) or True)

    def stop(*_: Any) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(ViewerServer, "serve_forever", stop)
    run = make_run(tmp_path / "run")
    assert main(["view", str(run)]) == 0
    out = capsys.readouterr().out
    assert len(opened) == 1
    assert f"The viewer: {opened[0]}\n" in out
    assert "It is open in your browser. It is served until you press Ctrl-C." in out
    assert main(["view", str(run), "--no-open"]) == 0
    assert len(opened) == 1
    assert "Open this URL in a browser." in capsys.readouterr().out
    make_run(tmp_path / "other")
    assert main(["view", str(tmp_path / "[or]*"), "--no-open"]) == 0  # a pattern that the shell left as it is
    assert "/?run=runs/0/other&compare=runs/1/run" in capsys.readouterr().out


@pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="there is always a display")
def test_without_a_display_no_browser_is_started(monkeypatch: pytest.MonkeyPatch) -> None:
    """Python would start one in the terminal."""
    monkeypatch.delenv("DISPLAY", raising=False)
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    monkeypatch.setattr(webbrowser, "open", lambda _: pytest.fail("opened"))
    assert not browser.open_page("http://127.0.0.1/")


def test_unusable_arguments_give_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(files, "DIST", make_viewer(tmp_path / "dist"))
    assert main(["view", str(tmp_path / "none")]) == 2
    assert main(["view", "--port", "70000"]) == 2
    run = make_run(tmp_path / "study" / "runs" / "run_00001")
    assert main(["view", str(tmp_path / "study")]) == 2
    assert main(["view", str(tmp_path / "x*")]) == 2
    (tmp_path / "table").mkdir()
    (tmp_path / "table" / "runs.csv").write_text("id")
    assert main(["view", str(tmp_path / "table")]) == 2
    err = capsys.readouterr().err.splitlines()
    assert err[0].startswith(f"diffulizer: No run at {tmp_path / 'none'}")
    assert err[1].startswith("diffulizer: Port 70000 does not exist")
    assert err[2].endswith(
        f"the folder holds no metadata.json. It holds runs; name one of them, such as {run}. `diffulizer table` makes "
        "a list of all of them."
    )
    assert err[3].startswith(f"diffulizer: No run matches {tmp_path / 'x*'}")
    assert err[4].endswith("runs.csv is a table that can't be viewed; write it anew with --format parquet.")


@pytest.mark.skipif(os.name == "nt", reason="signals of POSIX")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM], ids=lambda number: number.name)
def test_it_ends_cleanly(tmp_path: Path, number: signal.Signals) -> None:
    make_viewer(tmp_path / "dist")
    code = (
        "import sys, pathlib, diffulizer.viewer.files as f; f.DIST = pathlib.Path(sys.argv[1]);"
        "from diffulizer.cli import main; sys.exit(main(['view', '--no-open']))"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", code, str(tmp_path / "dist")],
        cwd=REPOSITORY, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert process.stdout is not None
    address = process.stdout.readline().removeprefix("The viewer: ").strip()
    port = urllib.parse.urlsplit(address).port
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)  # it stays open, as a browser's
    connection.request("GET", "/")
    assert connection.getresponse().read().decode() == INDEX
    process.send_signal(number)
    _, err = process.communicate(timeout=10)
    connection.close()
    assert (process.returncode, err) == (0, "")


@pytest.mark.parametrize("display", [True, False])
def test_the_demo_ends_in_the_viewer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], display: bool
) -> None:
    asked: list[list[str]] = []
    monkeypatch.setattr(demo, "diffulizer", lambda words: asked.append(words) or 0)
    monkeypatch.setattr(demo, "has_display", lambda: display)
    assert demo.show(tmp_path) == 0
    assert asked == ([["view", str(tmp_path)]] if display else [])
    assert ("No display was found" in capsys.readouterr().out) == (not display)
