"""The archive that the registry gets, unpacked into the real ComfyUI's custom_nodes."""

from __future__ import annotations

import asyncio
import json
import urllib.request
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from server_fixtures import real_host

from diffulizer.cli import main
from diffulizer.comfyui.client import ComfyClient
from diffulizer.comfyui.job import Job, generate_graph
from diffulizer.comfyui.runner import exported_runs, run_prompt
from diffulizer.comfyui.server import Server
from diffulizer.settings import CaptureSettings
from published import ROOT, pack


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    if not (ROOT / ".git").exists():
        pytest.skip("this is no git checkout; the archive is made of what git tracks")
    folder = tmp_path_factory.mktemp("published")
    with zipfile.ZipFile(pack(folder / "node.zip")) as archive:
        archive.extractall(folder / "diffulizer")
    with Server(real_host(), device="cpu", pack=folder / "diffulizer", output=folder / "output") as started:
        yield started


def asked(server: Server, address: str) -> bytes:
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with opener.open(server.url + address, timeout=30) as reply:
        content: bytes = reply.read()
    return content


def test_all_nodes_load(server: Server) -> None:
    async def ask() -> dict[str, Any]:
        async with ComfyClient(server.url) as client:
            return await client.object_info()

    named = json.loads((ROOT / "locales" / "en" / "nodeDefs.json").read_text(encoding="utf-8"))
    info = asyncio.run(ask())
    assert {name for name in info if name.startswith("Diffulizer_")} == set(named)
    assert {info[name]["python_module"] for name in named} == {"custom_nodes.diffulizer"}


def test_pages_and_panels_are_served(server: Server) -> None:
    dist = ROOT / "web_viewer" / "dist"
    assert asked(server, "/diffulizer/viewer/") == (dist / "index.html").read_bytes()
    for name in ("viewer.js", "panels.js"):
        assert asked(server, f"/diffulizer/viewer/assets/{name}") == (dist / "assets" / name).read_bytes()
    preset = "presets/photo.js"
    assert asked(server, f"/diffulizer/viewer/{preset}") == (dist / preset).read_bytes()
    scripts = json.loads(asked(server, "/extensions"))
    assert "/extensions/diffulizer/diffulizer.js" in scripts
    assert asked(server, "/extensions/diffulizer/docs/Diffulizer_KSampler.md").startswith(b"# KSampler (Diffulizer)")
    assert "01 Start here (no download)" in json.loads(asked(server, "/workflow_templates"))["diffulizer"]
    assert "Diffulizer_KSampler" in json.loads(asked(server, "/i18n"))["zh"]["nodeDefs"]


def test_a_graph_runs(server: Server, capsys: pytest.CaptureFixture[str]) -> None:
    job = Job("a red circle", num_steps=2, width=64, height=64, capture=CaptureSettings(max_layers=2))
    outcome = run_prompt(server.url, lambda info: generate_graph(job, info, ""), lambda _: None)
    (summary,) = exported_runs(outcome)
    assert main(["validate", str(Path(summary["path"])), "--strict"]) == 0, capsys.readouterr()
