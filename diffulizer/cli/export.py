"""`diffulizer export --partial`: what interrupted passes recorded, as runs."""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..errors import HostError
from .ending import next_step

if TYPE_CHECKING:
    from ..comfyui.client import ComfyClient

SERVER = "http://127.0.0.1:8188"
LIVE, TOKEN = "/diffulizer/live", "/diffulizer/token"
DESCRIPTION = """\
Export the recorded steps of interrupted sampling passes. ComfyUI keeps the last two of them in memory until it ends. It
writes the runs interrupted_00001, ... to output/diffulizer, with pictures in coarse colours (latent_rgb).

ComfyUI must be running. When it ends, only the small pictures and maps of the panels are left, which have no latents
and so are too little for a run.

Exit status: 0 done; 1 no ComfyUI answers, none of its passes is kept, or an export failed."""


def add_parser(subparsers: Any) -> None:
    """Add the subcommand `export`."""
    parser = subparsers.add_parser(
        "export",
        help="export what interrupted passes recorded",
        description=DESCRIPTION,
        usage="diffulizer export --partial [ID ...] [options]",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.set_defaults(func=run)
    parser.add_argument(
        "--partial",
        action="store_true",
        required=True,
        help="interrupted passes; whole ones are exported by the node Export Diffulizer Run",
    )
    parser.add_argument("ids", nargs="*", metavar="ID", help="ids as --list shows them, or their beginnings (all)")
    parser.add_argument("--list", action="store_true", help="say what could be exported, and export nothing")
    parser.add_argument("--server", default=SERVER, metavar="URL", help=f"the running ComfyUI ({SERVER})")
    parser.add_argument("--json", action="store_true", help="print passes or runs as JSON")


def run(args: argparse.Namespace) -> int:
    """Run the subcommand and return the exit status: 0 done, 1 not."""
    results: list[dict[str, Any]] = []
    failed: HostError | None = None
    try:
        asyncio.run(_list(args, results) if args.list else _export(args, results))
    except HostError as error:
        failed = error
    if results or not failed:  # runs that were written before the failure count
        print(json.dumps(results, indent=2) if args.json else "\n".join([*map(_line, results), _next(args, results)]))
    if failed:
        print(f"diffulizer export: {failed}", file=sys.stderr)
    return 1 if failed else 0


def _next(args: argparse.Namespace, results: list[dict[str, Any]]) -> str:
    """Return what to do next with the passes or runs."""
    if args.list:
        return next_step("Export them", "export", "--partial", *(["--server", args.server] * (args.server != SERVER)))
    return next_step("Look at it in the viewer", "view", Path(results[0]["path"]))


async def _list(args: argparse.Namespace, passes: list[dict[str, Any]]) -> None:
    """Add the passes that could be exported to ``passes``."""
    from ..comfyui.client import ComfyClient  # aiohttp: only when it is needed

    async with ComfyClient(args.server) as client:
        passes += await _chosen(client, args.ids)


async def _export(args: argparse.Namespace, runs: list[dict[str, Any]]) -> None:
    """Add each run to ``runs`` once it is written."""
    from ..comfyui.client import ComfyClient
    from ..comfyui.runner import print_notes

    async with ComfyClient(args.server) as client:
        chosen = await _chosen(client, args.ids)
        token = {"Diffulizer-Token": (await client.get(TOKEN))["token"]}
        for kept in chosen:
            answer = await client.post(f"{LIVE}/{kept['id']}/export", {}, token)
            print_notes(answer["runs"])
            runs += [{**made, "steps_planned": kept["steps_planned"]} for made in answer["runs"]]


async def _chosen(client: ComfyClient, ids: list[str]) -> list[dict[str, Any]]:
    """Return the kept passes whose ids begin with one of ``ids``; all of them if none is given."""
    kept = (await client.get(LIVE))["interrupted"]
    if not kept:
        raise HostError(
            f"The ComfyUI at {client.url} keeps no interrupted pass. Since it started, no pass "
            "with a recorded step was interrupted."
        )
    for wanted in ids:
        if not any(one["id"].startswith(wanted) for one in kept):
            listed = "\n".join(f"  {_line(one)}" for one in kept)
            raise HostError(f"No interrupted pass has an id that begins with {wanted!r}. Kept are:\n{listed}")
    return [one for one in kept if not ids or one["id"].startswith(tuple(ids))]


def _line(one: dict[str, Any]) -> str:
    """Describe a pass or a run in one line for the terminal."""
    steps = f"{one['steps']} of {one['steps_planned']} steps"
    if "path" in one:
        return f"{one['path']}: {steps}"
    images = f", {one['batch']} images" if one["batch"] > 1 else ""
    prompt = next((c["text"] for c in one["conditions"] if c["polarity"] == "positive"), None)
    about = f": {prompt}" if prompt else ""
    return f"{one['id']}  {steps}{images}, {one['model_id']}, seed {one['seed']}{about}"
