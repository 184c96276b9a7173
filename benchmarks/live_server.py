"""A ComfyUI with the pack and benchmarks/live_clock, for benchmarks/live_panel.mjs; it ends when its input closes."""

from __future__ import annotations

import json
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.append(str(ROOT))

from diffulizer.comfyui.location import find_host  # noqa: E402 (the path comes first)
from diffulizer.comfyui.server import Server, link_folder  # noqa: E402

with tempfile.TemporaryDirectory() as folder:
    link_folder(ROOT / "benchmarks" / "live_clock", Path(folder) / "live_clock")
    paths = Path(folder) / "paths.yaml"
    paths.write_text(json.dumps({"clock": {"custom_nodes": folder}}), encoding="utf-8")  # JSON is YAML
    with Server(find_host(), arguments=["--extra-model-paths-config", str(paths)]) as server:
        print(server.url, flush=True)
        sys.stdin.read()
