"""The command line of `ablate`: what is asked for, what is written, and what stays when it is stopped."""

from __future__ import annotations

import argparse
import csv
import json
import shutil
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from case_runs import VALID, build
from PIL import Image

from diffulizer import load_run
from diffulizer.cli import ablate
from diffulizer.comfyui import draw
from diffulizer.comfyui import job as graphs
from diffulizer.comfyui.client import Outcome
from diffulizer.comfyui.lists import parse_seeds
from diffulizer.errors import SettingsError
from graphs import INFO

WORDS = ["red", "circle", "squarish"]


def parse(*arguments: str) -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    ablate.add_parser(parser.add_subparsers())
    return parser.parse_args(["ablate", "--prompt", "a red circle", *arguments])


class Server:
    """A host that makes the same run for each job, and notes the graphs."""

    def __init__(self, run: Path) -> None:
        self.folder = run
        self.graphs: list[dict[str, Any]] = []
        self.stop_after: int | None = None
        self.started = 0

    @contextmanager
    def answering(self, *_: Any, **__: Any) -> Any:
        self.started += 1
        yield "http://127.0.0.1:1", "models"

    @contextmanager
    def link(self, *_: Any) -> Any:
        yield self

    def run(self, build_graph: Any, _report: Any) -> Outcome:
        if self.stop_after == len(self.graphs):
            raise KeyboardInterrupt
        self.graphs.append(build_graph(INFO))
        run = self.folder.with_name(f"{self.folder.name}_{len(self.graphs)}")
        shutil.copytree(self.folder, run)
        return Outcome("p1", {"7": {"diffulizer_run": [{"path": str(run), "notes": []}]}})


@pytest.fixture
def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Server:
    made = Server(build(tmp_path / "host" / "run_00001", VALID["removals"]))
    monkeypatch.setattr(draw, "answering", made.answering)
    monkeypatch.setattr(draw, "Link", made.link)
    return made


def nodes(graph: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {node["class_type"]: node["inputs"] for node in graph.values()}


def test_the_results_of_each_seed(server: Server, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "study"
    assert ablate.run(parse("--seeds", "3-4", "-o", str(folder), "--words", "red", "--steps", "1-4")) == 0
    assert server.started == 1, "one ComfyUI draws all"
    assert [nodes(graph)["Diffulizer_WordEffects"]["seed"] for graph in server.graphs] == [3, 4]
    inputs = nodes(server.graphs[0])["Diffulizer_WordEffects"]
    assert (inputs["words"], inputs["start_step"], inputs["end_step"], inputs["layers"]) == ("red", 1, 4, "*")
    assert "left_out" not in inputs
    table = json.loads((folder / "table.json").read_text())
    assert [(row["seed"], row["word"]) for row in table["rows"]] == [(s, w) for s in (3, 4) for w in WORDS]
    assert [(row["word"], row["runs"]) for row in table["means"]] == [(w, 2) for w in WORDS]
    with (folder / "table.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["word"] for row in rows] == WORDS * 2
    run = load_run(folder / "runs" / "seed_3")
    for row, word in zip(table["rows"], WORDS, strict=False):
        assert row["change"] == pytest.approx(float(run.change(word).mean()), rel=1e-6)
        assert row["floor"] == 0.0
        parts = run.parting(word)
        assert row["parts_at"] == (None if parts is None else parts + 1)
        difference = run.without(word).astype(float) - run.image(-1).astype(float)
        assert row["pixels"] == pytest.approx(float(np.abs(difference).mean()) / 255)
        assert 0 < row["area"] < 1
        assert row["effect_agreement"] is None
    for name in ("sheets/seed_3.png", "sheets/seed_4.png", "where/seed_3_01.png", "where/seed_4_03.png"):
        with Image.open(folder / name) as picture:
            assert min(picture.size) > 40
    shown = capsys.readouterr().out
    assert all(word in shown for word in WORDS)
    assert shown.splitlines()[-1].endswith(f"diffulizer view {folder / 'runs' / 'seed_3'}")


def test_words_can_be_left_out_of_the_text(server: Server, tmp_path: Path) -> None:
    assert ablate.run(parse("-o", str(tmp_path / "study"), "--left-out", "--words", "red, circle", "--no-runs")) == 0
    by_type = nodes(server.graphs[0])
    assert by_type["Diffulizer_LeaveOneOut"]["words"] == "red, circle"
    ids = {node["class_type"]: id_ for id_, node in server.graphs[0].items()}
    assert by_type["Diffulizer_WordEffects"]["left_out"] == [ids["Diffulizer_LeaveOneOut"], 2]
    assert not list((tmp_path / "study" / "runs").iterdir())


def test_what_is_finished_stays_when_it_is_stopped(
    server: Server, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    server.stop_after = 1
    folder = tmp_path / "study"
    assert ablate.run(parse("--seeds", "1-3", "-o", str(folder))) == 130
    assert {row["seed"] for row in json.loads((folder / "table.json").read_text())["rows"]} == {1}
    assert [path.name for path in (folder / "runs").iterdir()] == ["seed_1"]
    assert "stopped; what was finished stays" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--seeds", "x"), "seeds is 'x'; expected numbers and ranges"),
        (("--seeds", "5-2"), "seeds is '5-2'"),
        (("--seeds", "1-10000000"), "seeds is '1-10000000'"),
        (("--steps", "all"), "steps is 'all'; expected a step or a range"),
        (("--num-steps", "0"), "num_steps is 0"),
        (("--effects-every", "-1"), "effects_every is -1"),
    ],
)
def test_unusable_values_end_with_two(
    arguments: tuple[str, ...], words: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert ablate.run(parse("-o", str(tmp_path / "study"), *arguments)) == 2
    assert words in capsys.readouterr().err


def test_a_folder_that_is_taken_is_left_alone(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    assert ablate.run(parse("-o", str(tmp_path))) == 2
    assert "is not empty. Choose another folder." in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


def test_seeds_and_steps() -> None:
    assert parse_seeds("1-3, 7,2") == [1, 2, 3, 7]
    assert ablate.parse_steps("") == (1, -1)
    assert ablate.parse_steps("3") == (3, 3)
    assert ablate.parse_steps("2 - 5") == (2, 5)
    with pytest.raises(SettingsError):
        ablate.parse_steps("2,5")


def test_a_job_without_it_is_that_of_generate() -> None:
    plain = graphs.generate_graph(graphs.Job("a cat"), INFO, "")
    assert "Diffulizer_WordEffects" not in nodes(plain)
