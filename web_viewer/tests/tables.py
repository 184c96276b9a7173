"""Tables of runs for the viewer's tests, as `diffulizer table` writes them, and of any length.

    python tests/tables.py FOLDER ROWS [RUN ...]

writes FOLDER/runs.parquet. The first rows are of the runs, by their paths relative to the folder; the others are of
none that is there. It prints what the columns hold as JSON where there are few rows.
"""

from __future__ import annotations

import json
import sys
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

FORMAT = json.loads((Path(__file__).parents[2] / "diffulizer" / "format" / "columns.json").read_text(encoding="utf-8"))
TYPES = {
    "text": pa.string(),
    "integer": pa.int64(),
    "unsigned": pa.uint64(),
    "number": pa.float64(),
    "flag": pa.bool_(),
    "time": pa.timestamp("us", "UTC"),
    "texts": pa.list_(pa.string()),
    "integers": pa.list_(pa.int64()),
    "numbers": pa.list_(pa.float64()),
}
COLOURS = ("red", "green", "blue", "yellow", "violet")
SHAPES = ("circle", "square", "star", "cone")
FEW = 100
GROUP = 10_000
"""Rows of a group, at most."""


def row(i: int, paths: list[str]) -> dict[str, Any]:
    """Row i: settings that vary and some that do not; every 50th has a problem, and one no seed."""
    path = paths[i] if i < len(paths) else f"runs/run_{i:06}"
    stated = {
        "id": path.removeprefix("../"),
        "path": path,
        "problem": "metrics.json can't be read: it is cut off." if i % 50 == 49 else None,
        "created": datetime(2026, 1, 1, tzinfo=timezone.utc) + timedelta(seconds=i),
        "complete": i % 7 != 0,
        "checkpoint": "demo",
        "loras": ["ink.pt", "oil.pt"][: i % 3],
        "lora_strengths": [0.5, 1.0][: i % 3],
        "prompt": f"a {COLOURS[i % 5]} {SHAPES[i // 5 % 4]}, number {i // 20}",
        "negative": None,
        "seed": None if i == 3 else 2**64 - 1 - i,
        "steps": 8,
        "cfg": [1.5, 3.0, 4.5, 7.0][i % 4],
        "sampler": ["euler", "heun"][i // 4 % 2],
        "scheduler": "karras",
        "width": 64,
        "picture": f"images/x0_{9:03}.png" if i < len(paths) else None,
    }
    pull = [1.5, 3.0, 4.5, 7.0][i % 4] * 2 + (i * 7919 % 1000) / 500
    return {**stated, "guidance_l2_norm_mean": pull, "x0_change_l2_last": None if i % 10 == 0 else 9 / pull}


def write(folder: Path, rows: int, paths: list[str], group: int = GROUP, **options: Any) -> list[dict[str, Any]]:
    """Write the table, with the format's columns that the rows have and one of one's own; return the rows."""
    kinds = {column["name"]: TYPES[column["type"]] for column in FORMAT["tables"]["runs"]["columns"]}
    content = [{**row(i, paths), "rating": i % 6} for i in range(rows)]
    names = list(content[0])
    schema = pa.schema(
        [pa.field(name, kinds.get(name, pa.int32() if name == "rating" else pa.float64())) for name in names]
    )
    schema = schema.with_metadata({"schema_version": FORMAT["schema_version"]})
    folder.mkdir(parents=True, exist_ok=True)
    pq.write_table(pa.Table.from_pylist(content, schema), folder / "runs.parquet", row_group_size=group, **options)
    return content


if __name__ == "__main__":
    written = write(Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3:])
    if len(written) <= FEW:
        print(json.dumps(written, default=str))
