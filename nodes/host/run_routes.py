"""Routes for runs: list, files, download, delete."""

from __future__ import annotations

import logging
from asyncio import to_thread
from email.message import Message
from functools import lru_cache
from typing import Any

from aiohttp import web

from ...diffulizer.library import RunLibrary, Trash
from ...diffulizer.viewer.download import zip_pieces
from ...diffulizer.viewer.files import DATA_TYPES, HEADERS, content_type
from .answers import changes, file_answer, json_answer, reads, text_field, texts_field
from .runs import library
from .web_server import tell_deleted

log = logging.getLogger(__name__)
MOST_DIGITS = 9
"""Digits of the largest number of runs that a query may ask for."""


def add(routes: web.RouteTableDef) -> None:
    """Add the routes to a table."""
    routes.get("/diffulizer/runs")(_list)
    routes.get("/diffulizer/run/{path:.*}")(_file)
    routes.get("/diffulizer/zip/{name:.*}")(_zip)
    routes.post("/diffulizer/delete")(_delete)
    routes.post("/diffulizer/trash/empty")(_empty_trash)


@lru_cache(maxsize=1)
def _trash(runs: RunLibrary) -> Trash:
    return Trash(runs)


@reads
async def _list(request: web.Request) -> web.StreamResponse:
    """Answer with all runs, or with a part of them.

    The query ``run`` asks for one run and the one before it. ``start`` and ``count`` ask for a page of the runs that
    have all words of ``search``, and ``again`` for one of the list as it was last time.
    """
    runs, query = library(), request.query
    start, count = (_whole(query.get(key, "0"), key) for key in ("start", "count"))

    def read() -> dict[str, Any]:
        answer: dict[str, Any] = {"trash": _trash(runs).summary()}
        if "run" in query:
            return {**answer, "runs": [_placed(runs, entry) for entry in runs.beside(query["run"])]}
        if "start" not in query:
            return {**answer, "runs": [_placed(runs, entry) for entry in runs.entries()]}
        page = runs.page(start, count, query.get("search", ""), again="again" in query)
        shown = [_placed(runs, entry) for entry in page.entries]
        return {**answer, "runs": shown, "count": page.count, "unread": page.unread}

    return json_answer(await to_thread(read))


def _placed(runs: RunLibrary, entry: dict[str, Any]) -> dict[str, Any]:
    return {**entry, "path": str(runs.root / entry["name"])}


def _whole(value: str, name: str) -> int:
    """Return a number of a query. Raises: ValueError."""
    if not value.isascii() or not value.isdigit() or len(value) > MOST_DIGITS:
        raise ValueError(f"{name} is {value[:20]!r}; expected a whole number from 0.")
    return int(value)


@reads
async def _file(request: web.Request) -> web.StreamResponse:
    """Answer with a file of a run, named by the run's name and a path within it. Its type is one of data, so that a run
    is never a page."""
    path = request.match_info["path"]
    file = await to_thread(library().find_file, path)
    content = None if file else await to_thread(library().archived_file, path)
    if content is not None:
        return web.Response(body=content, headers={**HEADERS, "Content-Type": content_type(path, DATA_TYPES)})
    return file_answer(file, DATA_TYPES)


@reads
async def _zip(request: web.Request) -> web.StreamResponse:
    name = request.match_info["name"]
    pieces = await to_thread(zip_pieces, library().find(name), workflow=request.query.get("workflow") != "0")
    attachment = Message()
    attachment.add_header("Content-Disposition", "attachment", filename=f"{name.replace('/', '-')}.zip")
    response = web.StreamResponse(
        headers={
            **HEADERS,
            "Content-Type": "application/zip",
            "Content-Disposition": attachment["Content-Disposition"],
        }
    )
    await response.prepare(request)
    try:
        while piece := await to_thread(next, pieces, b""):
            await response.write(piece)
        await response.write_eof()
    except OSError as error:  # a file or the browser went away, and a part of a download must not look whole
        log.warning("The download of %s ended early: %s", name, error)
        if request.transport is not None:
            request.transport.abort()
    return response


@changes
async def _delete(request: web.Request) -> web.StreamResponse:
    name, trash = await text_field(request, "name"), _trash(library())
    await to_thread(trash.put, name)
    tell_deleted(name)
    return json_answer({"trash": await to_thread(trash.summary)})


@changes
async def _empty_trash(request: web.Request) -> web.StreamResponse:
    """Delete those runs in the trash that the request names, as the list gives them: what a person saw and confirmed,
    and nothing that went there since."""
    items, trash = await texts_field(request, "items"), _trash(library())
    await to_thread(trash.empty, items)
    return json_answer({"trash": await to_thread(trash.summary)})
