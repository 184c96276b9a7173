"""The pack's own addresses on the host's web server, all of them below ``/diffulizer/``.

The host takes them up between loading packs and listening. It also serves each of them below ``/api``, and
may lie behind a proxy below any path, so that redirects and links are relative.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from aiohttp import web

from ...diffulizer.errors import ViewerError
from ...diffulizer.viewer.files import HEADERS, INDEX, PAGE_TYPES, content_type, find_file, find_viewer


def register() -> None:
    """Add the routes to the host's server; nothing where the pack is loaded without one."""
    from server import PromptServer

    routes = getattr(getattr(PromptServer, "instance", None), "routes", None)
    if routes is not None:
        routes.get("/diffulizer/viewer")(_to_viewer)
        routes.get("/diffulizer/viewer/{path:.*}")(_viewer)


async def _to_viewer(request: web.Request) -> web.StreamResponse:
    query = f"?{request.query_string}" if request.query_string else ""
    return web.Response(status=301, headers={**HEADERS, "Location": f"viewer/{query}"})


async def _viewer(request: web.Request) -> web.StreamResponse:
    try:
        viewer = find_viewer()
    except ViewerError as error:
        return _missing(str(error))
    return _file(viewer, request.match_info["path"] or INDEX, PAGE_TYPES)


def _file(folder: Path, path: str, types: Mapping[str, str]) -> web.StreamResponse:
    """The file below a folder that a decoded path names, which must not lead out of it."""
    file = find_file(folder, path)
    if file is None:
        return _missing("There is no such file.")
    return web.FileResponse(file, headers={**HEADERS, "Content-Type": content_type(file, types)})


def _missing(why: str) -> web.Response:
    return web.Response(status=404, text=why, headers=HEADERS)
