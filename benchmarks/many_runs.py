"""Measure how long `diffulizer table` takes for many runs, how much memory for very many, and what shards take.

    python benchmarks/many_runs.py --runs 1000 --summaries 100000 --packed 10000

Runs are the folder of an example run again and again: hard links of its files, with a seed of their own. Summaries are
made-up rows, as if so many runs had been read, of which each has 8 steps, 48 layers at steps and 12 words. Packed are
copies of what `keep: metrics` keeps of the example run, in shards of 1000. Run it on an idle machine.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).resolve().parent.parent
sys.path.append(str(ROOT))

from machine import machine  # noqa: E402

from demo_model.preset_runs import preset_folder  # noqa: E402
from diffulizer import load_run  # noqa: E402
from diffulizer.format.columns import LAYER_STEPS, RUNS, STEPS, TABLES, WORDS  # noqa: E402
from diffulizer.sweep.keeping import packed  # noqa: E402
from diffulizer.sweep.stores import FolderStore  # noqa: E402
from diffulizer.tables.collect import collect, cores  # noqa: E402
from diffulizer.tables.find import find  # noqa: E402
from diffulizer.tables.formats import FORMATS  # noqa: E402
from diffulizer.tables.rows import Row  # noqa: E402
from diffulizer.tables.written import WrittenTables  # noqa: E402

MIB = 2**20
SHARD = 1000
"""Number of runs in a shard."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=1000)
    parser.add_argument("--summaries", type=int, default=100_000)
    parser.add_argument("--packed", type=int, default=10_000)
    parser.add_argument("--format", choices=FORMATS, default="parquet")
    parser.add_argument("--jobs", type=int, default=cores())
    given = parser.parse_args()
    print(machine())
    with TemporaryDirectory() as scratch:
        if given.runs:
            read_runs(Path(scratch), given.runs, given.format, given.jobs)
        if given.summaries:
            write_summaries(Path(scratch), given.summaries, given.format)
        if given.packed:
            pack_runs(Path(scratch), given.packed)


def read_runs(scratch: Path, count: int, name: str, jobs: int) -> None:
    """Read so many runs, then once more, when there is nothing new."""
    for number in range(count):
        linked(preset_folder("photo"), scratch / "runs" / f"run_{number:05}", seed=number)
    for what in ("new", "nothing new"):
        start, before = time.perf_counter(), processor_seconds()
        with WrittenTables(scratch / "study", FORMATS[name]) as tables:
            read = collect(tables, find(scratch / "runs"), jobs=jobs)
        seconds, used = time.perf_counter() - start, processor_seconds() - before
        print(f"{count} runs, {what}: {read} read in {seconds:.1f} s, {used:.1f} s of processors, {jobs} processes")
    print(f"tables: {sizes(scratch / 'study')}")


def write_summaries(scratch: Path, count: int, name: str) -> None:
    """Write so many made-up runs, and print the largest size of the process at a tenth and at the end."""
    start = time.perf_counter()
    with WrittenTables(scratch / "summaries", FORMATS[name]) as tables:
        for number in range(count):
            tables.add(summary(number))
            if number == count // 10:
                print(f"{number} summaries: at most {peak():.0f} MiB")
    print(f"{count} summaries: at most {peak():.0f} MiB, {time.perf_counter() - start:.0f} s")
    print(f"tables: {sizes(scratch / 'summaries')}")


def pack_runs(scratch: Path, count: int) -> None:
    """Put so many runs into shards, look what is there, and open some."""
    store, content = FolderStore(scratch / "packed"), packed(preset_folder("photo"), "metrics")
    store.folder.mkdir()
    seconds = []
    for first in range(0, count, SHARD):
        names = [f"run_{number:06}" for number in range(first, min(first + SHARD, count))]
        for name in names:
            (store.folder / f"{name}.zip").write_bytes(content)
        start = time.perf_counter()
        store.pack(names)
        seconds.append(time.perf_counter() - start)
    files = list(store.folder.iterdir())
    print(f"{count} runs of {len(content)} bytes are {len(files)} files of {files[0].stat().st_size / MIB:.0f} MiB")
    print(f"{SHARD} into a shard: {sorted(seconds)[len(seconds) // 2]:.2f} s (median), {max(seconds):.2f} s (most)")
    start = time.perf_counter()
    there = store.sizes()
    print(
        f"names and sizes of {len(there)} runs in shards: {time.perf_counter() - start:.2f} s, at most {peak():.0f} MiB"
    )
    runs = [found.path for found in find(store.folder)]
    for what, paths in (("one shard", runs[:100]), ("as many shards as there are", runs[:: max(1, count // 100)])):
        start = time.perf_counter()
        for path in paths:
            load_run(path).files.close()
        print(f"opening {len(paths)} runs of {what}: {(time.perf_counter() - start) / len(paths) * 1000:.1f} ms each")


def summary(number: int) -> dict[str, list[Row]]:
    """Return the rows of a made-up run."""
    run = f"run_{number:06}"
    values = {name: (number % 1000) / 7 for name, column in TABLES[RUNS].columns.items() if column.type == "number"}
    facts = {"path": f"../{run}", "prompt": f"a red circle, number {number % 50}", "version": f"{number:x}"}
    numbers = dict.fromkeys(TABLES[STEPS].metrics, number % 997 / 7)
    by_layer = dict.fromkeys(TABLES[LAYER_STEPS].metrics, number % 991 / 7)
    return {
        RUNS: [TABLES[RUNS].row(id=run, seed=number, **facts, **values)],
        STEPS: [TABLES[STEPS].row(run=run, step=step, **numbers) for step in range(8)],
        LAYER_STEPS: [
            TABLES[LAYER_STEPS].row(run=run, layer=f"layer_{i % 6}", kind="cross", step=i // 6, **by_layer)
            for i in range(48)
        ],
        WORDS: [TABLES[WORDS].row(run=run, word=f"word {i}", kind="word", positions=[i], share=0.1) for i in range(12)],
    }


def linked(run: Path, target: Path, *, seed: int) -> None:
    """Make a run of hard links to another one's files, with another seed."""
    for file in sorted(path for path in run.rglob("*") if path.is_file()):
        place = target / file.relative_to(run)
        place.parent.mkdir(parents=True, exist_ok=True)
        if file.name == "metadata.json":
            content = json.loads(file.read_text(encoding="utf-8"))
            content["generator"]["seed"] = seed
            place.write_text(json.dumps(content), encoding="utf-8")
        else:
            os.link(file, place)


def processor_seconds() -> float:
    """Return the time that this process and those that it ended have used."""
    used = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(one.ru_utime + one.ru_stime for one in used)


def peak() -> float:
    """Return the largest size of this process so far, in MiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024) / MIB


def sizes(folder: Path) -> str:
    return ", ".join(f"{path.name} {path.stat().st_size / MIB:.1f} MiB" for path in sorted(folder.iterdir()))


if __name__ == "__main__":
    main()
