"""Client of a ComfyUI: queues a prompt and follows it to its end over HTTP and websocket."""

from __future__ import annotations

import asyncio
import contextlib
import json
import time
import uuid
from collections.abc import AsyncIterator
from dataclasses import dataclass
from types import TracebackType
from typing import Any
from urllib.parse import urlsplit

import aiohttp

from ..errors import HostError, UnreachableError
from .progress import Progress, Report, stage_of

Prompt = dict[str, dict[str, Any]]
LARGEST_MESSAGE = 64 * 2**20  # a preview image or a history can be large


_CLOSED = (aiohttp.WSMsgType.CLOSE, aiohttp.WSMsgType.CLOSING, aiohttp.WSMsgType.CLOSED, aiohttp.WSMsgType.ERROR)


class _HangsError(UnreachableError):
    """The server sends nothing."""


@dataclass(frozen=True)
class Outcome:
    """Result of a finished prompt.

    Attributes:
        prompt_id: the host's name for the execution.
        outputs: the ui output of each output node, by node id.
    """

    prompt_id: str
    outputs: dict[str, dict[str, Any]]


class ComfyClient:
    """A connection to one ComfyUI; an async context manager.

    Args:
        url: the URL of the server, such as http://127.0.0.1:8188.
        patience: seconds for which the server may send nothing while it is asked or runs a prompt; None waits for ever.
    """

    def __init__(self, url: str, patience: float | None = None) -> None:
        self.url = normal_url(url)
        self.patience = patience
        self.client_id = uuid.uuid4().hex
        self._session: aiohttp.ClientSession | None = None

    async def __aenter__(self) -> ComfyClient:
        self._session = aiohttp.ClientSession(
            timeout=aiohttp.ClientTimeout(total=None, connect=10, sock_read=self.patience)
        )
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._session is not None:
            await self._session.close()

    @property
    def session(self) -> aiohttp.ClientSession:
        """The open HTTP session."""
        if self._session is None:
            raise HostError("ComfyClient is used outside of its `async with` block.")
        return self._session

    async def get(self, path: str) -> Any:
        """Return the JSON at a path of the server.

        Raises:
            HostError: nobody answers, or the answer is a refusal or not JSON.
        """
        return await self._ask("GET", path)

    async def post(self, path: str, body: dict[str, Any], headers: dict[str, str] | None = None) -> Any:
        """Post an object and return the JSON that answers it.

        Raises:
            HostError: as `get`.
        """
        return await self._ask("POST", path, json=body, headers=headers)

    async def _ask(self, method: str, path: str, **options: Any) -> Any:
        try:
            async with self.session.request(method, self.url + path, **options) as reply:
                if reply.status >= 400:
                    answer = (await reply.text())[:500].strip()
                    raise HostError(f"{self.url}{path} answered {reply.status} {reply.reason}: {answer}")
                return await reply.json()
        except (aiohttp.ContentTypeError, ValueError):
            raise HostError(
                f"{self.url}{path} answers, but not with JSON, so it is not ComfyUI. Check the URL."
            ) from None
        except (aiohttp.ClientError, OSError, asyncio.TimeoutError) as error:
            raise unreachable(self.url, error) from None

    async def object_info(self) -> dict[str, Any]:
        """Return the server's description of each node type that it knows."""
        info = await self.get("/object_info")
        if not isinstance(info, dict):
            raise HostError(f"{self.url}/object_info is {type(info).__name__}; expected an object.")
        return info

    async def run(
        self, prompt: Prompt, report: Report | None = None, *, workflow: dict[str, Any] | None = None
    ) -> Outcome:
        """Queue a prompt and follow it to its end.

        Args:
            prompt: the graph in API format.
            report: called with every progress.
            workflow: the UI graph, which nodes store beside their output.

        Raises:
            HostError: the server refused the prompt, a node failed, or the prompt was interrupted from elsewhere.
                When this coroutine is cancelled, the prompt is interrupted.
            UnreachableError: the server went away, or sent nothing for as long as ``patience`` says.
        """
        address = f"{self.url.replace('http', 'ws', 1)}/ws?clientId={self.client_id}"
        try:
            async with self.session.ws_connect(address, max_msg_size=LARGEST_MESSAGE) as socket:
                prompt_id = await self._queue(prompt, workflow)
                try:
                    await self._follow(socket, prompt_id, prompt, report or (lambda _: None))
                except (asyncio.CancelledError, KeyboardInterrupt, _HangsError):
                    await self.interrupt(prompt_id)
                    raise
        except (aiohttp.ClientError, OSError, asyncio.TimeoutError) as error:
            raise unreachable(self.url, error) from None
        return await self._outcome(prompt_id)

    async def interrupt(self, prompt_id: str, patience: float = 5) -> None:
        """Take a prompt out of the queue, or stop it if it runs, and wait a moment until it has stopped.

        The wait lets the nodes tidy up. A server that is gone is no error.
        """
        with contextlib.suppress(aiohttp.ClientError, OSError, asyncio.TimeoutError, HostError):
            limit = aiohttp.ClientTimeout(total=patience)
            for path, body in (("/queue", {"delete": [prompt_id]}), ("/interrupt", {"prompt_id": prompt_id})):
                async with self.session.post(self.url + path, json=body, timeout=limit):
                    pass
            end = time.monotonic() + patience
            while time.monotonic() < end:
                queue = await self.get("/queue")
                if not any(prompt_id in item for items in queue.values() for item in items):
                    return
                await asyncio.sleep(0.1)

    async def _queue(self, prompt: Prompt, workflow: dict[str, Any] | None) -> str:
        body: dict[str, Any] = {"prompt": prompt, "client_id": self.client_id}
        if workflow is not None:
            body["extra_data"] = {"extra_pnginfo": {"workflow": workflow}}
        async with self.session.post(f"{self.url}/prompt", json=body) as reply:
            text = await reply.text()
        try:
            answer = json.loads(text)
        except ValueError:
            answer = {}
        prompt_id = answer.get("prompt_id")
        if answer.get("node_errors") or not prompt_id:
            if prompt_id:  # the host runs the part of the graph that it finds valid
                await self.interrupt(prompt_id)
            raise HostError(refusal_sentence(answer, prompt) if answer else f"ComfyUI answered: {text[:500]}")
        return str(prompt_id)

    async def _follow(
        self, socket: aiohttp.ClientWebSocketResponse[Any], prompt_id: str, prompt: Prompt, report: Report
    ) -> None:
        async for message in self._messages(socket):
            if message.type is not aiohttp.WSMsgType.TEXT:
                continue  # preview images
            event = json.loads(message.data)
            kind, data = event.get("type"), event.get("data") or {}
            if data.get("prompt_id") != prompt_id:
                continue
            if kind == "execution_error":
                raise HostError(failure_sentence(data))
            if kind == "execution_interrupted":
                raise HostError(
                    f"The run was interrupted in ComfyUI at node {data.get('node_id')} ({data.get('node_type')})."
                )
            if kind == "execution_success" or (kind == "executing" and data.get("node") is None):
                return
            progress = progress_of(kind, data, prompt)
            if progress is not None:
                report(progress)
        raise UnreachableError(f"ComfyUI at {self.url} closed the connection while the prompt ran.")

    async def _messages(self, socket: aiohttp.ClientWebSocketResponse[Any]) -> AsyncIterator[aiohttp.WSMessage]:
        """Yield the messages until the connection is closed."""
        while True:
            try:
                message = await socket.receive(self.patience)
            except asyncio.TimeoutError:
                raise _HangsError(
                    f"ComfyUI at {self.url} has sent nothing for {self.patience:g} s while the prompt ran."
                ) from None
            if message.type in _CLOSED:
                return
            yield message

    async def _outcome(self, prompt_id: str) -> Outcome:
        for _ in range(100):  # the history is written just after the last event
            entry = (await self.get(f"/history/{prompt_id}")).get(prompt_id)
            if entry is not None:
                return Outcome(prompt_id, entry.get("outputs", {}))
            await asyncio.sleep(0.1)
        raise HostError(f"ComfyUI at {self.url} finished prompt {prompt_id} but has no history of it.")


def normal_url(text: str) -> str:
    """Return a URL with its scheme and without a slash at its end: "localhost:8188" is understood.

    Raises:
        HostError: the text is no http or https URL.
    """
    url = (text if "://" in text else f"http://{text}").rstrip("/")
    if not url.startswith(("http://", "https://")) or url.endswith(":"):
        raise HostError(f"{text!r} is not a server URL; expected something like http://127.0.0.1:8188.")
    return url


def unreachable(url: str, error: Exception) -> UnreachableError:
    """Say in plain words why a server could not be talked to, whatever the network's libraries call it."""
    place = urlsplit(url).netloc
    if isinstance(error, (aiohttp.ClientConnectorError, asyncio.TimeoutError)):
        return UnreachableError(
            f"Nobody answers at {place}. Start ComfyUI there, or give the URL of a ComfyUI that runs with --server."
        )
    return UnreachableError(
        f"The connection to ComfyUI at {place} was lost. See ComfyUI's log, and start it again if it ended."
    )


def progress_of(kind: str | None, data: dict[str, Any], prompt: Prompt) -> Progress | None:
    """Return the progress that an event reports, or None."""
    if kind not in ("executing", "progress"):
        return None
    node = str(data.get("display_node") or data.get("node"))
    class_type = str(prompt.get(node.split(".")[0], {}).get("class_type", ""))
    message = f"{class_type or 'node'} ({node})"
    if kind == "executing":
        return Progress(stage_of(class_type), message=message)
    return Progress(stage_of(class_type), int(data.get("value", 0)), int(data.get("max", 0)), message)


def refusal_sentence(answer: dict[str, Any], prompt: Prompt) -> str:
    """Explain why the server refused a prompt, naming each node and its fault."""
    parts = []
    for node, record in (answer.get("node_errors") or {}).items():
        class_type = record.get("class_type") or prompt.get(node, {}).get("class_type", "?")
        for error in record.get("errors", []):
            details = f": {error['details']}" if error.get("details") else ""
            parts.append(f"node {node} ({class_type}): {error.get('message', 'invalid')}{details}")
    if not parts:
        error = answer.get("error") or {}
        if isinstance(error, str):
            error = {"message": error}
        details = f": {error['details']}" if error.get("details") else ""
        parts.append(f"{error.get('message', 'no reason given')}{details}")
    return "ComfyUI refused the graph. " + "; ".join(parts) + "."


def failure_sentence(data: dict[str, Any]) -> str:
    """Explain why a node failed: its id, type and the exception's message."""
    message = " ".join(str(data.get("exception_message", "")).split()) or "no message"
    kind = str(data.get("exception_type", "")).rsplit(".", 1)[-1]
    return f"Node {data.get('node_id')} ({data.get('node_type')}) failed with {kind or 'an error'}: {message}"
