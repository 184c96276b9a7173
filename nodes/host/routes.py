"""The pack's own routes on the host's web server, all of them below ``/diffulizer/``.

The host adopts them between loading packs and listening. It also serves each of them below ``/api``, and
may be behind a proxy below any path, so that redirects and links are relative. GET changes nothing.
"""

from __future__ import annotations

import logging

from aiohttp import web
from comfy.cli_args import args

from ...diffulizer.dataset.paths import find_file
from ...diffulizer.viewer.files import HEADERS, INDEX, PAGE_TYPES, find_viewer
from . import live_routes, run_routes
from .answers import file_answer, token_answer, with_refusals
from .web_server import prompt_server

log = logging.getLogger(__name__)


def register() -> None:
    """Add the routes to the host's server; do nothing where the pack is loaded without one."""
    routes = getattr(prompt_server(), "routes", None)
    if routes is not None:
        routes.get("/diffulizer/viewer")(_to_viewer)
        routes.get("/diffulizer/viewer/{path:.*}")(_viewer)
        routes.get("/diffulizer/token")(token_answer)
        run_routes.add(routes)
        live_routes.add(routes)
        allowed = getattr(args, "enable_cors_header", None)
        if allowed:
            who = "Pages of every site" if allowed == "*" else f"Pages of {allowed}"
            log.warning(
                "%s can read all Diffulizer runs, prompts included, because ComfyUI was started with "
                "--enable-cors-header. They can't delete or export any.",
                who,
            )


async def _to_viewer(request: web.Request) -> web.StreamResponse:
    query = f"?{request.query_string}" if request.query_string else ""
    return web.Response(status=301, headers={**HEADERS, "Location": f"viewer/{query}"})


@with_refusals
async def _viewer(request: web.Request) -> web.StreamResponse:
    return file_answer(find_file(find_viewer(), request.match_info["path"] or INDEX), PAGE_TYPES)
