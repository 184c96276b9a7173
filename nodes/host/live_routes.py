"""Routes for passes under way, for the last few that ended, and for the export of an interrupted one."""

from __future__ import annotations

from asyncio import to_thread
from typing import Any

from aiohttp import web

from ...diffulizer.capture.memory import MemoryPass
from ...diffulizer.dataset.write.writer import ExportOptions
from ...diffulizer.live import MEAN, step_maps
from . import interrupted
from .answers import changes, json_answer, reads, refusal
from .live import store, watched
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
    id_, index, layer = request.match_info["id"], int(request.match_info["step"]), request.query.get("layer")
    return await to_thread(_stored, id_, index, layer)


def _stored(id_: str, index: int, layer: str | None) -> web.StreamResponse:
    """Answer with a step as it was sent, or with its maps of another layer or of the mean over layers."""
    sent = store().step(id_, index)
    if sent is None:
        return refusal(404, "There is no such step of a pass.")
    if layer is None:
        return json_answer(sent)
    maps = sent.get("maps")
    if maps is None or maps["layer"] == layer:
        return json_answer({"step": index, "maps": maps})
    target = watched(id_)
    if target is None or index >= len(target.steps):
        return refusal(404, "The recording of this step is no longer in memory. Export a run to keep all layers.")
    cross = [x for x in target.layers if x.attention_type == "cross"]
    chosen = [x for x in cross if layer in (MEAN, x.name)]
    if not chosen:
        known = ", ".join([*(x.name for x in cross), MEAN])
        return refusal(404, f"layer is {layer!r}; this pass has {known}.")
    return json_answer({"step": index, "maps": step_maps(target.steps[index], layer, chosen, target.conditions)})


@changes
async def _export(request: web.Request) -> web.StreamResponse:
    target = interrupted.kept(request.match_info["id"])
    if target is None:
        return refusal(
            404,
            f"The recording of this pass is no longer in memory: only the last {interrupted.KEPT} interrupted passes "
            "are, until ComfyUI ends.",
        )
    runs = await to_thread(_write, target)
    return json_answer({"name": runs[0]["name"], "runs": runs})


def _write(target: MemoryPass) -> list[dict[str, Any]]:
    shown: dict[str, Any] = next((p for p in store().passes() if p["id"] == target.id), {})
    origin = (shown.get("node"), shown.get("prompt_id"))
    return PassExport(target, "latent_rgb").write(PREFIX, ExportOptions(), progress=lambda _: None, origin=origin)
