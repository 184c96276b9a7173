"""`export --partial` against a small fake of the addresses that it asks."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import Iterator
from typing import Any

import pytest
from aiohttp import web

from diffulizer.cli import main

PROMPT = "a red circle"


def kept(id_: str, **changes: Any) -> dict[str, Any]:
    conditions = [{"polarity": "negative", "text": "blur"}, {"polarity": "positive", "text": PROMPT}]
    told = {"steps": 7, "steps_planned": 20, "batch": 1, "model_id": "demo", "seed": 5, "conditions": conditions}
    return {"id": id_, **told, **changes}


class FakeServer:
    """Keeps passes and exports them; in a thread of its own, because the command blocks."""

    def __init__(self) -> None:
        self.interrupted = [kept("ab12", batch=2), kept("cd34", steps=19)]
        self.exported: list[str] = []
        self.refusal = ""
        self.refused = {"ab12", "cd34"}

    async def live(self, _: web.Request) -> web.Response:
        return web.json_response({"passes": [], "interrupted": self.interrupted})

    async def token(self, _: web.Request) -> web.Response:
        return web.json_response({"token": "secret"})

    async def export(self, request: web.Request) -> web.Response:
        assert (request.content_type, request.headers["Diffulizer-Token"]) == ("application/json", "secret")
        id_ = request.match_info["id"]
        if self.refusal and id_ in self.refused:
            return web.Response(status=404, text=self.refusal)
        self.exported.append(id_)
        (one,) = [one for one in self.interrupted if one["id"] == id_]
        runs = [{"path": f"/runs/{id_}_b{i}", "steps": one["steps"], "notes": ["coarse"]} for i in range(one["batch"])]
        return web.json_response({"name": "x", "runs": runs})

    def serve(self, started: threading.Event) -> None:
        self.loop = asyncio.new_event_loop()
        app = web.Application()
        app.router.add_get("/diffulizer/live", self.live)
        app.router.add_get("/diffulizer/token", self.token)
        app.router.add_post("/diffulizer/live/{id}/export", self.export)
        runner = web.AppRunner(app, shutdown_timeout=0.1)

        async def start() -> None:
            await runner.setup()
            await web.TCPSite(runner, "127.0.0.1", 0).start()
            self.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
            started.set()

        self.loop.run_until_complete(start())
        self.loop.run_forever()
        self.loop.run_until_complete(runner.cleanup())
        self.loop.close()


@pytest.fixture
def server() -> Iterator[FakeServer]:
    fake, started = FakeServer(), threading.Event()
    thread = threading.Thread(target=fake.serve, args=[started])
    thread.start()
    assert started.wait(10)
    yield fake
    fake.loop.call_soon_threadsafe(fake.loop.stop)
    thread.join()


def call(capsys: pytest.CaptureFixture[str], server: FakeServer, *arguments: str) -> tuple[int, str, str]:
    status = main(["export", "--partial", "--server", server.url, *arguments])
    told = capsys.readouterr()
    return status, told.out, told.err


def test_what_is_kept_is_listed_and_nothing_exported(server: FakeServer, capsys: pytest.CaptureFixture[str]) -> None:
    status, out, err = call(capsys, server, "--list")
    assert (status, err) == (0, "")
    assert out.startswith(
        f"ab12  7 of 20 steps, 2 images, demo, seed 5: {PROMPT}\ncd34  19 of 20 steps, demo, seed 5: {PROMPT}\n\n"
    )
    assert out.endswith(f"diffulizer export --partial --server {server.url}\n")
    assert json.loads(call(capsys, server, "--list", "--json", "cd")[1]) == [server.interrupted[1]]
    assert server.exported == []


def test_all_are_exported(server: FakeServer, capsys: pytest.CaptureFixture[str]) -> None:
    status, out, err = call(capsys, server)
    assert (status, server.exported) == (0, ["ab12", "cd34"])
    assert out.splitlines()[:4] == [
        "/runs/ab12_b0: 7 of 20 steps",
        "/runs/ab12_b1: 7 of 20 steps",
        "/runs/cd34_b0: 19 of 20 steps",
        "",
    ]
    assert out.endswith("diffulizer view /runs/ab12_b0\n")
    assert err.splitlines() == ["note: coarse"] * 3


def test_one_is_exported_by_the_begin_of_its_id(server: FakeServer, capsys: pytest.CaptureFixture[str]) -> None:
    status, out, _ = call(capsys, server, "cd", "--json")
    assert (status, server.exported) == (0, ["cd34"])
    (run,) = json.loads(out)
    assert (run["path"], run["steps"], run["steps_planned"]) == ("/runs/cd34_b0", 19, 20)


def test_an_unknown_id_exports_nothing_and_names_those_that_are(
    server: FakeServer, capsys: pytest.CaptureFixture[str]
) -> None:
    status, _, err = call(capsys, server, "ab12", "ef")
    assert (status, server.exported) == (1, [])
    assert "No interrupted pass has an id that begins with 'ef'. Kept are:\n  ab12  7 of 20 steps" in err


def test_nothing_is_kept(server: FakeServer, capsys: pytest.CaptureFixture[str]) -> None:
    server.interrupted = []
    status, out, err = call(capsys, server)
    assert (status, out) == (1, "")
    assert f"The ComfyUI at {server.url} keeps no interrupted pass" in err


def test_a_refusal_reaches_the_user(server: FakeServer, capsys: pytest.CaptureFixture[str]) -> None:
    server.refusal = "The recording of this pass is no longer in memory."
    status, _, err = call(capsys, server)
    assert status == 1
    assert f"answered 404 Not Found: {server.refusal}" in err


@pytest.mark.parametrize("json_too", [[], ["--json"]])
def test_runs_that_were_written_are_named_though_a_later_export_fails(
    server: FakeServer, json_too: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    server.refusal, server.refused = "no longer kept", {"cd34"}
    status, out, err = call(capsys, server, *json_too)
    paths = (
        [run["path"] for run in json.loads(out)]
        if json_too
        else [line.split(":")[0] for line in out.split("\n\n")[0].splitlines()]
    )
    assert (status, paths) == (1, ["/runs/ab12_b0", "/runs/ab12_b1"])
    assert "no longer kept" in err


def test_nobody_answers(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["export", "--partial", "--server", "127.0.0.1:9"]) == 1
    assert capsys.readouterr().err == (
        "diffulizer export: Nobody answers at 127.0.0.1:9. Start ComfyUI there, or give the URL of a ComfyUI that runs "
        "with --server.\n"
    )


def test_it_must_be_said_that_passes_are_partial(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="2"):
        main(["export"])
    assert "--partial" in capsys.readouterr().err
