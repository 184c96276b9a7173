"""A small fake of ComfyUI's HTTP and websocket interface."""

from __future__ import annotations

import asyncio
import shutil
import threading
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any

from aiohttp import web

from graphs import INFO

DONE: list[tuple[str, Any]] = [("progress", {"node": "6", "value": 1, "max": 2}), ("execution_success", {})]
LORAS = {"LoraLoader": {"input": {"required": {"lora_name": [["styles/ink.safetensors"], {}]}}}}


class FakeComfy:
    """Answers as ComfyUI does; `events` are sent once a prompt is queued."""

    def __init__(
        self, events: list[tuple[str, Any]], answer: dict[str, Any] | None = None, *, hang: bool = False
    ) -> None:
        self.events = events
        self.answer = answer
        self.hang = hang
        self.posted: list[tuple[str, Any]] = []
        self.queued = asyncio.Event()

    async def post(self, request: web.Request) -> web.Response:
        self.posted.append((request.path, await request.json()))
        if request.path != "/prompt":
            return web.Response()
        self.queued.set()
        answer = self.answer or {"prompt_id": "p1", "node_errors": {}}
        return web.json_response(answer, status=200 if "prompt_id" in answer else 400)

    async def socket(self, request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        await socket.send_json({"type": "status", "data": {"sid": "x"}})
        await self.queued.wait()
        await socket.send_bytes(b"a preview image")
        for kind, data in self.events:
            await socket.send_json({"type": kind, "data": {"prompt_id": "p1", **data}})
        if self.hang:
            await socket.receive()
        return socket

    async def history(self, _: web.Request) -> web.Response:
        return web.json_response({"p1": {"outputs": {"5": {"diffulizer_run": [{"path": "/r"}]}}}})

    async def object_info(self, _: web.Request) -> web.Response:
        return web.json_response({})

    async def queue(self, _: web.Request) -> web.Response:
        return web.json_response({"queue_running": [], "queue_pending": []})

    @asynccontextmanager
    async def served(self) -> AsyncIterator[str]:
        app = web.Application()
        for path in ("/prompt", "/queue", "/interrupt"):
            app.router.add_post(path, self.post)
        app.router.add_get("/queue", self.queue)
        app.router.add_get("/object_info", self.object_info)
        app.router.add_get("/ws", self.socket)
        app.router.add_get("/history/{id}", self.history)
        runner = web.AppRunner(app, shutdown_timeout=0.1)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        try:
            yield f"http://127.0.0.1:{runner.addresses[0][1]}"
        finally:
            await runner.cleanup()


class DrawingComfy(FakeComfy):
    """A ComfyUI that draws every prompt as copies of one run, one for each image of a batch."""

    def __init__(
        self,
        source: Path,
        events: list[tuple[str, Any]] = DONE,
        *,
        hang: bool = False,
        images: int = 1,
        notes: Sequence[str] = (),
    ) -> None:
        super().__init__(events, hang=hang)
        self.images = images
        self.notes = list(notes)
        self.source = source
        self.asked = 0

    async def history(self, _: web.Request) -> web.Response:
        runs = [self.source.with_name(f"run_{len(self.prompts):05}{image or ''}") for image in range(self.images)]
        for run in runs:
            shutil.copytree(self.source, run)
        told = [{"path": str(run), "notes": self.notes} for run in runs]
        return web.json_response({"p1": {"outputs": {"7": {"diffulizer_run": told}}}})

    async def object_info(self, _: web.Request) -> web.Response:
        self.asked += 1
        return web.json_response({**INFO, **(LORAS if self.asked > 1 else {})})

    @property
    def prompts(self) -> list[Any]:
        return [body["prompt"] for path, body in self.posted if path == "/prompt"]

    @contextmanager
    def at_work(self) -> Iterator[str]:
        """Serve from a thread of its own; yields the URL."""
        loop = asyncio.new_event_loop()
        thread = threading.Thread(target=loop.run_forever)
        thread.start()
        served = self.served()
        try:
            yield asyncio.run_coroutine_threadsafe(served.__aenter__(), loop).result()
        finally:
            asyncio.run_coroutine_threadsafe(served.__aexit__(None, None, None), loop).result()
            loop.call_soon_threadsafe(loop.stop)
            thread.join()
            loop.close()
