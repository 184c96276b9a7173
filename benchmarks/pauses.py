"""Measure what a sweep adds to each run: the pause between two of ComfyUI's prompts.

    python benchmarks/pauses.py --into docs

Runs of the demo model are drawn in one ComfyUI on the CPU, in turns: some by a sweep's worker, and as many that wait in
ComfyUI's queue all at once, which is the shortest pause that any client can reach. ComfyUI's history says when it began
and ended each. What is drawn is the same, but for the seed.
"""

from __future__ import annotations

import argparse
import asyncio
import statistics
import sys
import tempfile
from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.append(str(ROOT))

from machine import machine  # noqa: E402

from demo_model import tables  # noqa: E402
from diffulizer.comfyui.client import ComfyClient  # noqa: E402
from diffulizer.comfyui.draw import HostOptions, answering  # noqa: E402
from diffulizer.comfyui.location import find_host  # noqa: E402
from diffulizer.sweep.items import Item, items_of  # noqa: E402
from diffulizer.sweep.stores import open_store  # noqa: E402
from diffulizer.sweep.study import parse_study  # noqa: E402
from diffulizer.sweep.worker import LocalWorker  # noqa: E402

STUDY = {"prompts": ["a red circle above a blue square"], "settings": {"num_steps": 8}, "keep": "metrics"}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--turns", type=int, default=3)
    parser.add_argument("--runs", type=int, default=12, help="in each turn and way (12)")
    parser.add_argument("--into", type=Path, metavar="FOLDER", help="where scale.md is")
    given = parser.parse_args()
    study = parse_study(STUDY | {"seeds": f"1-{2 * given.turns * given.runs + 1}"}, ROOT)
    first, *items = items_of(study)
    queued: list[float] = []
    swept: list[float] = []
    seconds: list[float] = []
    with tempfile.TemporaryDirectory() as folder:
        host = HostOptions(comfyui=str(find_host(None).comfyui), device="cpu")
        with answering(host, lambda _: None, is_kept=False) as (url, checkpoints):
            worker = LocalWorker(HostOptions(server=url), study, open_store(folder))
            worker.open()
            worker.draw(first)  # loads the model
            for turn in chunks(items, 2 * given.runs):
                at_once, one_by_one = turn[: given.runs], turn[given.runs :]
                queued += pauses(asyncio.run(from_queue(url, checkpoints, at_once)))
                before = len(asyncio.run(history(url)))
                for item in one_by_one:
                    worker.draw(item)
                spans = asyncio.run(history(url))[before:]
                swept += pauses(spans)
                seconds += [end - begin for begin, end in spans]
            worker.close()
    lines = table(seconds, queued, swept)
    print(machine(), *lines, sep="\n")
    if given.into:
        tables.fill(given.into / "scale.md", lines, "pauses")


Span = tuple[float, float]
"""Beginning and end of a prompt, in seconds."""


async def from_queue(url: str, checkpoints: str, items: Sequence[Item]) -> list[Span]:
    """Queue all items at once, wait for the last, and return when each was drawn."""
    async with ComfyClient(url) as client:
        info = await client.object_info()
        before = len(await history(url))
        prompts = [item.prompt(info, checkpoints) for item in items]
        for prompt in prompts:
            await client.post("/prompt", {"prompt": prompt})
        while len(spans := await history(url)) < before + len(items):
            await asyncio.sleep(1)
        return spans[before:]


async def history(url: str) -> list[Span]:
    """Return when each finished prompt began and ended, in order."""
    async with ComfyClient(url) as client:
        return sorted(map(_span, (await client.get("/history")).values()))


def _span(entry: dict[str, Any]) -> Span:
    times = {kind: data["timestamp"] / 1000 for kind, data in entry["status"]["messages"]}
    return times["execution_start"], times["execution_success"]


def pauses(spans: Sequence[Span]) -> list[float]:
    """Return the seconds between the end of each prompt and the beginning of the next."""
    return [after[0] - before[1] for before, after in pairwise(spans)]


def chunks(items: Sequence[Item], size: int) -> Iterator[Sequence[Item]]:
    """Yield items in groups of a size."""
    for start in range(0, len(items), size):
        yield items[start : start + size]


def table(seconds: Sequence[float], queued: Sequence[float], swept: Sequence[float]) -> list[str]:
    """Return the medians, their quartiles and the difference as a table in Markdown."""
    added = statistics.median(swept) - statistics.median(queued)
    return [
        "| seconds | median | quartiles | runs |",
        "| --- | --: | --: | --: |",
        _row("a prompt, from its beginning to its end", seconds),
        _row("pause after it, the next waits in ComfyUI's queue", queued),
        _row("pause after it, in a sweep", swept),
        f"| **what the sweep adds** | **{added:.2f}** | | |",
    ]


def _row(name: str, values: Sequence[float]) -> str:
    low, _, high = statistics.quantiles(values, n=4)
    return f"| {name} | {statistics.median(values):.2f} | {low:.2f} to {high:.2f} | {len(values)} |"


if __name__ == "__main__":
    main()
