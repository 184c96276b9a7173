"""Routes for passes under way, for the last few that ended, and for the export of an interrupted one."""

from __future__ import annotations

from asyncio import to_thread
from typing import Any

from aiohttp import web

from ...diffulizer.capture.memory import MemoryPass
from ...diffulizer.dataset.write.writer import ExportOptions
from . import interrupted
from .answers import changes, json_answer, reads, refusal
from .live import store
from .runs import PassExport

PREFIX = "interrupted"
"""Prefix of the names of runs that are exported here."""


def add(routes: web.RouteTableDef) -> None:
    """Add the routes to a table."""
    routes.get("/diffulizer/live")(_passes)
    routes.get("/diffulizer/live/{id}/{step:[0-9]{1,6}}")(_step)
    routes.post("/diffulizer/live/{id}/export")(_export)


@reads
async def _passes(_request: web.Request) -> web.StreamResponse:
    watched = await to_thread(store().passes)
    return json_answer({"passes": watched, "interrupted": interrupted.summaries()})


@reads
async def _step(request: web.Request) -> web.StreamResponse:
    step = await to_thread(store().step, request.match_info["id"], int(request.match_info["step"]))
    return refusal(404, "There is no such step of a pass.") if step is None else json_answer(step)


@changes
async def _export(request: web.Request) -> web.StreamResponse:
    target = interrupted.kept(request.match_info["id"])
    if target is None:
        return refusal(
            404,
            f"What was recorded of this pass is no longer kept: only the last {interrupted.KEPT} interrupted passes "
            "are, until ComfyUI ends.",
        )
    runs = await to_thread(_write, target)
    return json_answer({"name": runs[0]["name"], "runs": runs})


def _write(target: MemoryPass) -> list[dict[str, Any]]:
    shown: dict[str, Any] = next((p for p in store().passes() if p["id"] == target.id), {})
    origin = (shown.get("node"), shown.get("prompt_id"))
    return PassExport(target, "latent_rgb").write(PREFIX, ExportOptions(), progress=lambda _: None, origin=origin)
