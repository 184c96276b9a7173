"""docs/dataset.md: its rules are the validator's, and what it says in Python and JavaScript reads a real run."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import threading
from dataclasses import fields
from pathlib import Path

import numpy as np
import pytest

import diffulizer
from demo_model.preset_runs import preset_folder
from diffulizer.dataset.model import Generator
from diffulizer.format import FOLDER
from diffulizer.viewer.files import find_viewer
from diffulizer.viewer.server import ViewerServer
from tools import make_format

PAGE = Path(__file__).resolve().parents[3] / "docs" / "dataset.md"
RUN = preset_folder("photo")
LONGEST = 10


def snippet(language: str) -> str:
    """The page's only piece of a language; ``my_run`` stands for a run."""
    (found,) = re.findall(rf"```{language}\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    assert "my_run" in found
    assert len([line for line in found.splitlines() if line.strip()]) <= LONGEST
    return str(found)


def first_map() -> tuple[diffulizer.Run, np.ndarray]:
    """The run, and its first cross map [tokens, rows, columns] of the first step."""
    run = diffulizer.load_run(RUN)
    layer = next(layer for layer in run.layers if layer.attention_type == "cross")
    return run, np.asarray(run.attention(layer.id, step=0))


def test_its_tables_are_made_of_the_rules_and_of_the_metrics() -> None:
    text = PAGE.read_text(encoding="utf-8")
    for name, lines in make_format.page_tables().items():
        found = text.split(f"<!-- {name} -->\n")[1].split(f"\n<!-- /{name} -->")[0]
        assert found == "\n".join(lines), f"the table of {name} is old. Remake it: python tools/make_format.py"


def test_what_made_a_run_is_in_the_schema_and_on_both_pages() -> None:
    """Every key of ``generator``: here, and on the page that says what a run tells of its maker."""
    keys = {field.name for field in fields(Generator)}
    schemas = json.loads((FOLDER / "schema" / "metadata.schema.json").read_text(encoding="utf-8"))["$defs"]
    objects = [schema["properties"].get("generator", {}) for schema in schemas.values() if "properties" in schema]
    parts = [made["properties"] for made in objects if made]
    assert {key for part in parts for key in part} == keys
    table = PAGE.read_text(encoding="utf-8").split("\n**generator** ")[1].split("\n**prompt** ")[0]
    rows = re.findall(r"^\| (`.*?) \|", table, re.MULTILINE)
    assert {key for row in rows for key in re.findall(r"`(\w+)`", row)} == keys
    privacy = (PAGE.parent / "privacy.md").read_text(encoding="utf-8")
    assert set(re.findall(r"`(\w+)`", privacy.split("<!-- generator -->")[1].split("<!-- /generator -->")[0])) == keys


def test_its_python_reads_a_run(tmp_path: Path) -> None:
    code = snippet("python").replace('"my_run"', repr(str(RUN)))
    done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    run, maps = first_map()
    lines = done.stdout.splitlines()
    assert len(lines) == run.prompt["meaningful_token_count"] + 1  # with the start token
    for line, token, heat in zip(lines, run.tokens, maps, strict=False):
        row, column = divmod(int(heat.argmax()), heat.shape[1])
        assert line.split()[0] == token
        assert float(line.split()[1]) == pytest.approx(float(heat.mean()), abs=2e-4)
        assert line.endswith(f"cell ({row}, {column})")


def test_its_javascript_reads_a_run(tmp_path: Path) -> None:
    node = shutil.which("node")
    if node is None:
        pytest.skip("Node.js is not installed")
    with ViewerServer(find_viewer(), [RUN]) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        folder = f"http://127.0.0.1:{server.server_port}/runs/0/{RUN.name}"
        (tmp_path / "read.mjs").write_text(snippet("js").replace("my_run", folder), encoding="utf-8")
        done = subprocess.run([node, "read.mjs"], cwd=tmp_path, capture_output=True, text=True, check=False)
        server.shutdown()
    assert done.returncode == 0, done.stderr
    run, maps = first_map()
    token, value, rest = done.stdout.strip().split(" ", 2)
    assert token == run.tokens[1]
    assert float(value) == float(maps[1, 0, 0])
    assert rest == f"of {len(run.tokens)} tokens, {maps.shape[1]} x {maps.shape[2]} cells"
