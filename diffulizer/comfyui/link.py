"""A client for callers that are not asynchronous.

Its event loop has a thread of its own, so that it works in notebooks, whose loop runs already. One connection serves
many prompts.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Coroutine
from contextlib import suppress
from queue import SimpleQueue
from typing import Any, TypeVar

from ..errors import DiffulizerError
from .client import ComfyClient, Outcome, Prompt
from .progress import Progress, Report

Build = Callable[[dict[str, Any]], Prompt]
"""Function that makes a prompt from the server's description of its nodes (/object_info)."""
T = TypeVar("T")


class Link:
    """A connection to one ComfyUI; a context manager.

    Args:
        url: the URL of the server.
        patience: as for ``ComfyClient``.
    """

    def __init__(self, url: str, patience: float | None = None) -> None:
        self._client = ComfyClient(url, patience)
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="comfyui-link", daemon=True)
        self._info: dict[str, Any] | None = None
        self._task: asyncio.Task[Outcome] | None = None

    def __enter__(self) -> Link:
        self._thread.start()
        self._call(self._client.__aenter__())
        return self

    def __exit__(self, *_: object) -> None:
        self._call(self._client.__aexit__(None, None, None))
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def run(self, build: Build, report: Report | None = None, *, workflow: dict[str, Any] | None = None) -> Outcome:
        """Run one prompt to its end.

        The server's description of its nodes is asked for once. If ``build`` can't make a prompt of it, it is asked
        for anew, because a file may have come meanwhile.

        Args:
            report: called with every progress, in the caller's thread; what it raises interrupts the prompt.
            workflow: the UI graph that the prompt was made of, for nodes that store it.

        Raises:
            HostError: as ``ComfyClient.run``, or whatever ``build`` raises.
            KeyboardInterrupt: Ctrl-C, or ``cancel``; the prompt was interrupted first.
        """
        events: SimpleQueue[Progress | asyncio.Task[Outcome]] = SimpleQueue()

        async def main() -> Outcome:
            return await self._client.run(await self._built(build), events.put, workflow=workflow)

        def start() -> None:
            self._task = self._loop.create_task(main())
            self._task.add_done_callback(events.put)

        self._loop.call_soon_threadsafe(start)
        try:
            while isinstance(event := events.get(), Progress):
                if report is not None:
                    report(event)
        except BaseException:
            self.cancel()
            while isinstance(event := events.get(), Progress):  # until the prompt has stopped
                pass
            if not event.cancelled():
                event.exception()  # it was seen
            raise
        if event.cancelled():
            raise KeyboardInterrupt
        return event.result()

    def object_info(self) -> dict[str, Any]:
        """Ask the server for its description of its nodes. Raises: HostError."""
        self._info = self._call(self._client.object_info())
        return self._info

    def cancel(self) -> None:
        """Interrupt the prompt that runs, if one does; any thread may call this."""
        self._loop.call_soon_threadsafe(lambda: self._task is not None and self._task.cancel())

    async def _built(self, build: Build) -> Prompt:
        if self._info is not None:
            with suppress(DiffulizerError):
                return build(self._info)
        self._info = await self._client.object_info()
        return build(self._info)

    def _call(self, work: Coroutine[Any, Any, T]) -> T:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result()
