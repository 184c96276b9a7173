"""Asking the pack's addresses, in a server of its own without the host's middleware."""

from __future__ import annotations

import asyncio
from typing import Any

from aiohttp import ClientSession, web
from yarl import URL

from .modules import FakeHost


def ask(host: FakeHost, target: str, method: str = "GET", **request: Any) -> tuple[int, dict[str, str], str]:
    """What a server with the pack's routes says: status, headers, text. The target is sent as it stands."""
    status, headers, body = ask_bytes(host, target, method, **request)
    return status, headers, body.decode()


def ask_bytes(host: FakeHost, target: str, method: str = "GET", **request: Any) -> tuple[int, dict[str, str], bytes]:
    """The same with the content as bytes."""

    async def main() -> tuple[int, dict[str, str], bytes]:
        app = web.Application()
        app.add_routes(host.routes)
        runner = web.AppRunner(app)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        try:
            async with ClientSession() as session:
                address = URL(f"http://127.0.0.1:{runner.addresses[0][1]}{target}", encoded=True)
                async with session.request(method, address, allow_redirects=False, **request) as reply:
                    return reply.status, dict(reply.headers), await reply.read()
        finally:
            await runner.cleanup()

    return asyncio.run(main())
