"""A browser's view of a real ComfyUI: its websocket, its requests, and requests that no browser would send."""

from __future__ import annotations

import asyncio
import http.client
import json
import time
import uuid
from collections.abc import Callable
from types import TracebackType
from typing import Any

import aiohttp

from diffulizer.comfyui.server import Server

Event = tuple[str, dict[str, Any]]
TOKEN, TOKEN_HEADER = "/diffulizer/token", "Diffulizer-Token"


class Tab:
    """A page that is open: an async context manager.

    Attributes:
        events: all that the server has told it, in order.
    """

    def __init__(self, server: Server) -> None:
        self._url, self._id = server.url, uuid.uuid4().hex
        self.events: list[Event] = []

    async def __aenter__(self) -> Tab:
        self._session = aiohttp.ClientSession()
        self._socket = await self._session.ws_connect(f"{self._url}/ws?clientId={self._id}", max_msg_size=2**26)
        self._reading = asyncio.create_task(self._read())
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._reading.cancel()
        await self._session.close()

    async def queue(self, graph: dict[str, Any], workflow: Any = None) -> str:
        """Queue a graph in API format; its id."""
        extra = {"extra_pnginfo": {"workflow": workflow}} if workflow is not None else {}
        body = {"prompt": graph, "client_id": self._id, "extra_data": extra}
        answer = await self.post("/prompt", body)
        assert "prompt_id" in answer, answer
        return str(answer["prompt_id"])

    async def run(self, graph: dict[str, Any], workflow: Any = None) -> str:
        """Queue a graph and wait until it has succeeded."""
        prompt_id = await self.queue(graph, workflow)
        await self.event("execution_success", prompt_id=prompt_id)
        return prompt_id

    async def event(self, kind: str, count: int = 1, /, **content: Any) -> list[dict[str, Any]]:
        """All events of a kind with such content; waits until there are ``count``."""

        def found() -> list[dict[str, Any]]:
            return [c for n, c in self.events if n == kind and content.items() <= c.items()]

        await until(lambda: len(found()) >= count, f"{count} times {kind} with {content}; last {self.events[-3:]}")
        return found()

    async def get(self, path: str) -> Any:
        async with self._session.get(self._url + path) as reply:
            assert reply.status == 200, await reply.text()
            return await reply.json()

    async def post(self, path: str, body: Any) -> Any:
        """POST of JSON, with the token as the pack's panels send it."""
        token = (await self.get(TOKEN))["token"] if path.startswith("/diffulizer/") else ""
        async with self._session.post(self._url + path, json=body, headers={TOKEN_HEADER: token}) as reply:
            text = await reply.text()
            return json.loads(text) if text.startswith("{") else text

    async def _read(self) -> None:
        async for message in self._socket:
            if message.type == aiohttp.WSMsgType.TEXT:
                content = json.loads(message.data)
                self.events.append((content["type"], content["data"]))


async def until(condition: Callable[[], bool], what: str, seconds: float = 60) -> None:
    """Wait for a condition."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, f"{what}: not within {seconds} s"
        await asyncio.sleep(0.02)


def ask(
    server: Server, target: str, method: str = "GET", body: bytes | None = None, **headers: str
) -> tuple[int, http.client.HTTPMessage, bytes]:
    """One request whose target is sent as it stands; underscores in names of headers are hyphens."""
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
    try:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        connection.request(method, target, body, named)
        reply = connection.getresponse()
        return reply.status, reply.headers, reply.read()
    finally:
        connection.close()


def post(server: Server, target: str, content: Any, **headers: str) -> tuple[int, bytes]:
    """POST of JSON with the token."""
    token = json.loads(ask(server, TOKEN)[2])["token"]
    headers = {"Content_Type": "application/json", "Diffulizer_Token": token, **headers}
    status, _, body = ask(server, target, "POST", json.dumps(content).encode(), **headers)
    return status, body
