"""docs/privacy.md: what a run, a zip and a report hold, looked up in ones that a real ComfyUI made."""

from __future__ import annotations

import base64
import getpass
import io
import json
import re
import socket
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from diffulizer.comfyui.runner import exported_runs, run_prompt
from diffulizer.comfyui.server import Server
from diffulizer.viewer.download import zip_pieces
from diffulizer.viewer.files import find_viewer
from diffulizer.viewer.report import write_report
from exports import exporting
from graphs import PROMPT, sampling

PAGE = Path(__file__).resolve().parents[2] / "docs" / "privacy.md"
NEGATIVE = "a green shape"
NOTE = "a note in the drawn graph"
WORKFLOW = {"nodes": [{"id": 1, "type": "Note", "widgets_values": [NOTE]}], "id": "w"}
WHERE_ASKED_FOR = {"edits", "effects_every", "effect_words", "gather_words", "latent_pixels", "only_words"}
"""What only runs say whose attention was edited, that measured effects, recorded some words alone or what words look
at, or whose latents have other cells."""
GRAPHS = {"workflow", "prompt_graph"}


@pytest.fixture(scope="module")
def run(server: Server) -> Path:
    graph = exporting(sampling(steps=2, width=64, height=64, negative=NEGATIVE, capture={"maps_of": "all"}))
    outcome = run_prompt(server.url, lambda _: graph, lambda _: None, workflow=WORKFLOW)
    (summary,) = exported_runs(outcome)
    return Path(summary["path"])


def metadata_of(text: bytes) -> dict[str, Any]:
    read: dict[str, Any] = json.loads(text)
    return read


def names_on_the_page(mark: str) -> set[str]:
    """What stands in code between two marks."""
    text = PAGE.read_text(encoding="utf-8").split(f"<!-- {mark} -->")[1].split(f"<!-- /{mark} -->")[0]
    return set(re.findall(r"`([a-z_]+)`", text))


def files_of(folder: Path) -> Iterator[tuple[str, bytes]]:
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            yield path.relative_to(folder).as_posix(), path.read_bytes()


def test_the_page_names_all_that_says_how_it_was_made(run: Path) -> None:
    generator = metadata_of((run / "metadata.json").read_bytes())["generator"]
    assert set(generator) | WHERE_ASKED_FOR == names_on_the_page("generator")
    assert generator["model_id"] == "demo"
    assert set(generator["host"]) == {"name", "version"}
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", generator["created_at"])
    assert NOTE in json.dumps(generator["workflow"])


def test_prompts_are_in_it(run: Path) -> None:
    prompt = metadata_of((run / "metadata.json").read_bytes())["prompt"]
    assert (prompt["text"], prompt["negative"]) == (PROMPT, NEGATIVE)


def test_it_holds_the_files_of_the_format_and_no_others(run: Path) -> None:
    kinds = {re.sub(r"\d+", "N", re.sub(r"_c\d+", "", name)) for name, _ in files_of(run)}
    assert kinds == {
        "metadata.json",
        "metrics.json",
        "latent_pca.json",
        "validation.json",
        "images/step_N.png",
        "images/xN_N.png",
        "attention/cross/layer_N_step_N.bin",
        "attention/self/layer_N_step_N.bin",
        "guidance/step_N.bin",
        "latents_noise_fpN.npz",
    }


def test_nothing_of_this_machine_is_in_it(run: Path) -> None:
    """Neither in the files nor, compressed, in the archive of the latents; short names might be anything's bytes."""
    names = [str(run.parents[1]), str(Path.home()), str(PAGE.parents[1]), f'"{socket.gethostname()}"']
    user = getpass.getuser()
    names += [f"/{user}/", f"\\{user}\\"]
    for file, content in files_of(run):
        assert [name for name in names if name.encode() in content] == [], file
    with np.load(run / "latents_noise_fp16.npz") as arrays:
        assert {array.dtype.str for array in arrays.values()} == {"<f2"}


def test_its_pictures_hold_pixels_alone(run: Path) -> None:
    for path in (run / "images").iterdir():
        content, place, kinds = path.read_bytes(), 8, set()
        while place < len(content):
            length = int.from_bytes(content[place : place + 4], "big")
            kinds.add(content[place + 4 : place + 8])
            place += 12 + length
        assert kinds == {b"IHDR", b"IDAT", b"IEND"}, path.name


@pytest.mark.parametrize("workflow", [True, False])
def test_a_zip_is_the_run_with_or_without_its_graphs(run: Path, workflow: bool) -> None:
    with zipfile.ZipFile(io.BytesIO(b"".join(zip_pieces(run, workflow=workflow)))) as archive:
        held = {name.split("/", 1)[1]: archive.read(name) for name in archive.namelist()}
        changed = {info.date_time for info in archive.infolist()}
    there = dict(files_of(run))
    assert set(held) == set(there)
    assert {name for name in held if held[name] != there[name]} == (set() if workflow else {"metadata.json"})
    assert min(changed) > (1980, 1, 1, 0, 0, 0)  # when files were changed is told
    generator = metadata_of(held["metadata.json"])["generator"]
    assert GRAPHS & set(generator) == (GRAPHS if workflow else set())
    assert (NOTE.encode() in b"".join(held.values())) is workflow


@pytest.mark.parametrize("workflow", [True, False])
def test_a_report_is_a_run_and_may_send_nothing(run: Path, tmp_path: Path, workflow: bool) -> None:
    target = tmp_path / "report.html"
    write_report([run], target, viewer=find_viewer(), max_mb=0, workflow=workflow, overwrite=False)
    page = target.read_text(encoding="utf-8")
    (policy,) = re.findall(r'http-equiv="Content-Security-Policy" content="([^"]+)"', page)
    assert "default-src 'none'" in policy
    (packed,) = re.findall(r'diffulizerRuns \?\?= \{\}\)\["[^"]+"\] ?= ?"([^"]+)"', page)
    with zipfile.ZipFile(io.BytesIO(base64.b64decode(packed))) as archive:
        generator = metadata_of(archive.read("metadata.json"))["generator"]
        everything = b"".join(archive.read(name) for name in archive.namelist())
    assert GRAPHS & set(generator) == (GRAPHS if workflow else set())
    assert (NOTE.encode() in everything) is workflow
    assert str(Path.home()) not in page
