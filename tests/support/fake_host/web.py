"""Requests to the pack's addresses, in a server of its own without the host's middleware."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any, TypeVar

from aiohttp import ClientSession, web
from yarl import URL

from .modules import FakeHost

T = TypeVar("T")
Reply = tuple[int, dict[str, str], bytes]
Asking = Callable[..., Coroutine[Any, Any, Reply]]


def ask(host: FakeHost, target: str, method: str = "GET", **request: Any) -> tuple[int, dict[str, str], str]:
    """Return the answer of a server with the pack's routes: status, headers, text. The target is sent as it stands, and
    a POST carries the token as that of ComfyUI's page does, unless other ``headers`` are given for it."""
    status, headers, body = ask_bytes(host, target, method, **request)
    return status, headers, body.decode()


def ask_bytes(host: FakeHost, target: str, method: str = "GET", **request: Any) -> tuple[int, dict[str, str], bytes]:
    """Return the same answer with the content as bytes."""

    async def main(asking: Asking) -> Reply:
        return await asking(target, method, **request)

    return asyncio.run(_served(host, main))


def ask_meanwhile(host: FakeHost, slow: str, method: str, quick: str, go_on: Callable[[], None]) -> tuple[int, int]:
    """Statuses of two requests, of which the first is let go on once the second is answered."""

    async def main(asking: Asking) -> tuple[int, int]:
        waiting = asyncio.create_task(asking(slow, method, **({"json": {}} if method == "POST" else {})))
        second = (await asking(quick, "GET"))[0]
        assert not waiting.done(), f"{slow} did not wait"
        go_on()
        return (await waiting)[0], second

    return asyncio.run(_served(host, main))


async def _served(host: FakeHost, body: Callable[[Asking], Awaitable[T]]) -> T:
    """Return the result of ``body`` while the pack's routes are served; it is given a function that sends requests."""
    answers = host.module("nodes.host.answers")
    app = web.Application()
    app.add_routes(host.routes)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    try:
        async with ClientSession() as session:
            token = {answers.TOKEN_HEADER: answers.TOKEN}

            async def asking(
                target: str, method: str, *, headers: dict[str, str] | None = None, **request: Any
            ) -> Reply:
                address = URL(f"http://127.0.0.1:{runner.addresses[0][1]}{target}", encoded=True)
                sent = {**(token if method == "POST" else {}), **(headers or {})}
                async with session.request(method, address, allow_redirects=False, headers=sent, **request) as reply:
                    return reply.status, dict(reply.headers), await reply.read()

            return await body(asking)
    finally:
        await runner.cleanup()
