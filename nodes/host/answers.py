"""Answers of the pack's routes on the host's web server."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Mapping
from functools import wraps
from pathlib import Path
from typing import Any

from aiohttp import web

from ...diffulizer.errors import DiffulizerError, RunInUseError, RunNotFoundError, ViewerError
from ...diffulizer.viewer.files import HEADERS, content_type

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


def file_answer(file: Path | None, types: Mapping[str, str]) -> web.StreamResponse:
    """Answer with a file, with the Content-Type that ``types`` give to its extension; None is answered with "not
    found"."""
    if file is None:
        return refusal(404, "There is no such file.")
    return web.FileResponse(file, headers={**HEADERS, "Content-Type": content_type(file, types)})


def json_answer(content: dict[str, Any]) -> web.Response:
    """Answer with an object; text that can't be encoded in UTF-8 is replaced."""
    text = json.dumps(content, ensure_ascii=False, allow_nan=False)
    return web.Response(body=text.encode("utf-8", "replace"), content_type="application/json", headers=HEADERS)


def refusal(status: int, why: str) -> web.Response:
    """Answer with an error status and a sentence that gives the reason."""
    return web.Response(status=status, text=why, headers=HEADERS)


def with_refusals(handler: Handler) -> Handler:
    """Turn errors that a user can act on into refusals."""

    @wraps(handler)
    async def handle(request: web.Request) -> web.StreamResponse:
        try:
            return await handler(request)
        except (RunNotFoundError, ViewerError) as error:
            return refusal(404, str(error))
        except RunInUseError as error:
            return refusal(409, str(error))
        except (DiffulizerError, OSError, ValueError) as error:
            return refusal(422, str(error))

    return handle


def changes(handler: Handler) -> Handler:
    """Wrap a handler that changes something: it takes only JSON, which a form of another site can't send."""

    @wraps(handler)
    async def handle(request: web.Request) -> web.StreamResponse:
        if request.content_type != "application/json":
            return refusal(415, f"The content type is {request.content_type!r}; expected 'application/json'.")
        return await handler(request)

    return with_refusals(handle)


async def text_field(request: web.Request, name: str) -> str:
    """Read a text from the JSON object of a request. Raises: web.HTTPBadRequest."""
    try:
        value = (await request.json())[name]
    except (ValueError, TypeError, LookupError, RecursionError):
        value = None
    if not isinstance(value, str):
        raise web.HTTPBadRequest(text=f'Expected a JSON object such as {{"{name}": "…"}}.', headers=HEADERS)
    return value
