"""Answers of the pack's routes on the host's web server."""

from __future__ import annotations

import json
import secrets
from collections.abc import Awaitable, Callable, Mapping
from functools import wraps
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from aiohttp import web

from ...diffulizer.errors import DiffulizerError, RunInUseError, RunNotFoundError, ViewerError
from ...diffulizer.serving import refused_host
from ...diffulizer.viewer.files import HEADERS, content_type

TOKEN_HEADER = "Diffulizer-Token"
TOKEN = secrets.token_urlsafe(32)
"""Secret that a request must carry to change something. ComfyUI's page gets it; pages of other sites do not, even where
the host lets them read everything else."""

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


def reads(handler: Handler) -> Handler:
    """Wrap a handler that gives out what was recorded: it refuses hosts that may be another site's name."""

    @wraps(handler)
    async def handle(request: web.Request) -> web.StreamResponse:
        refused = refused_host(request.headers.get("Host"), request.headers.get("Sec-Fetch-Site"))
        return refusal(403, refused) if refused else await handler(request)

    return with_refusals(handle)


def changes(handler: Handler) -> Handler:
    """Wrap a handler that changes something. It refuses hosts as ``reads`` does, and takes only JSON with the token: a
    form of another site can't send the first, and its scripts can't have the second."""

    @wraps(handler)
    async def handle(request: web.Request) -> web.StreamResponse:
        if request.content_type != "application/json":
            return refusal(415, f"The content type is {request.content_type!r}; expected 'application/json'.")
        given = request.headers.get(TOKEN_HEADER, "")
        if not secrets.compare_digest(given.encode("utf-8", "replace"), TOKEN.encode()):
            return refusal(
                403,
                f"The header {TOKEN_HEADER} is missing or of an earlier start of ComfyUI. Load the page again; a "
                "program reads it at /diffulizer/token.",
            )
        return await handler(request)

    return reads(handle)


@reads
async def token_answer(request: web.Request) -> web.StreamResponse:
    """Answer with the token, unless a page of another origin asks."""
    site, origin = request.headers.get("Sec-Fetch-Site"), request.headers.get("Origin")
    own = origin is None or urlsplit(origin).netloc.lower() == request.headers.get("Host", "").lower()
    if not (own if site is None else site == "same-origin"):
        return refusal(403, "Only ComfyUI's own page may read this.")
    # Raised: with --enable-cors-header the host lets other origins read whatever is returned.
    raise web.HTTPOk(
        text=json.dumps({"token": TOKEN}),
        content_type="application/json",
        headers={**HEADERS, "Cache-Control": "no-store"},
    )


async def text_field(request: web.Request, name: str) -> str:
    """Read a text from the JSON object of a request. Raises: web.HTTPBadRequest."""
    value = await _field(request, name)
    if not isinstance(value, str):
        raise web.HTTPBadRequest(text=f'Expected a JSON object such as {{"{name}": "…"}}.', headers=HEADERS)
    return value


async def texts_field(request: web.Request, name: str) -> list[str]:
    """Read a list of texts, as ``text_field`` reads one."""
    value = await _field(request, name)
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise web.HTTPBadRequest(text=f'Expected a JSON object such as {{"{name}": ["…"]}}.', headers=HEADERS)
    return value


async def _field(request: web.Request, name: str) -> Any:
    try:
        return (await request.json())[name]
    except (ValueError, TypeError, LookupError, RecursionError):
        return None
