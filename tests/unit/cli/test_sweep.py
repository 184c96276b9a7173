"""The command line of `sweep`: the plan, the question, and the exit status."""

from __future__ import annotations

import argparse
import shlex
from pathlib import Path
from typing import Any

import pytest
from sweeping import Copying, content, is_complete, rows_of

from diffulizer import load_runs
from diffulizer.cli import build_parser, sweep
from diffulizer.errors import HostError, OutputError
from diffulizer.sweep import cluster, worker
from diffulizer.sweep.items import Item
from diffulizer.sweep.stores import AddressStore, open_store

STUDY = 'prompts: ["a {red,blue} circle"]\nseeds: 1-2\nkeep: metrics\nretries: 1\n'


class Crew:
    """What the workers of the command are replaced with."""

    def __init__(self) -> None:
        self.made: list[Copying] = []
        self.asked: dict[str, Any] = {}
        self.fault: Any = lambda *_: None
        self.refuse: Any = lambda _: ""

    def workers(self, host: Any, study: Any, store: Any, **asked: Any) -> list[Copying]:
        self.asked = {"host": host, **asked}
        count = len(asked.get("servers", ())) or asked.get("count") or 1
        self.made = [Copying(store, lambda item, number: self.fault(item, number)) for _ in range(count)]
        for made in self.made:
            made.refuse = self.refuse
        return self.made


@pytest.fixture
def crew(monkeypatch: pytest.MonkeyPatch) -> Crew:
    made = Crew()
    monkeypatch.setattr(worker, "local_workers", made.workers)
    return made


@pytest.fixture
def study(tmp_path: Path) -> Path:
    file = tmp_path / "study.yaml"
    file.write_text(STUDY)
    return file


def run(study: Path, *arguments: str) -> int:
    parser = argparse.ArgumentParser()
    sweep.add_parser(parser.add_subparsers())
    return sweep.run(parser.parse_args(["sweep", str(study), "-o", str(study.parent / "out"), *arguments]))


def test_a_whole_sweep(study: Path, crew: Crew, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(study, "--yes", "--servers", "a:1, b:2") == 0
    is_complete(study.parent / "out")
    assert (crew.asked["servers"], crew.asked["count"]) == (["a:1", "b:2"], None)
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "4 runs, 0 are there, 4 to draw."
    command = shlex.split(lines[-1])
    asked = build_parser().parse_args(command[command.index("table") :])  # it can be pasted as it is
    assert (asked.runs, asked.output) == ([str(study.parent / "out")], study.parent / "out_table")
    size = f"{len(content()) / 2**20:.2f}"
    assert lines[1].startswith(f"A run takes 0.5 s and {size} MiB, so 3 take about 1 s and")
    assert "MiB are free." in lines[1]
    assert run(study, "--yes") == 0
    assert crew.asked["count"] is None, "one for each GPU"
    assert crew.made[0].starts == 0, "nothing is started where nothing is left to draw"
    assert capsys.readouterr().out.startswith("4 runs, 4 are there, 0 to draw.")


def test_nothing_is_drawn_without_consent_but_the_first(
    study: Path, crew: Crew, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(study) == 2
    assert "With --yes nothing is asked" in capsys.readouterr().err
    assert sum(crew.made[0].drawn.values()) == 1
    monkeypatch.setattr("sys.stdin", argparse.Namespace(isatty=lambda: True))
    monkeypatch.setattr("builtins.input", lambda _: "y")
    assert run(study) == 0
    assert sum(crew.made[0].drawn.values()) == 3
    is_complete(study.parent / "out")


def test_the_plan_alone(study: Path, crew: Crew, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(study, "--plan") == 0
    assert len(capsys.readouterr().out.split()) == 4
    assert not (study.parent / "out").exists()


def test_failures_are_told(study: Path, crew: Crew, capsys: pytest.CaptureFixture[str]) -> None:
    def fail(item: Item, _: int) -> None:
        if "blue" in item.id:
            raise HostError("Node 6 failed.")

    crew.fault = fail
    assert run(study, "--yes") == 1
    shown = capsys.readouterr()
    assert "2 runs failed; " in shown.out
    assert "\n2 runs: Node 6 failed.\n" in shown.out
    assert shown.err.count("attempt 1: Node 6 failed. It is tried again.") == 2
    assert len([row for row in rows_of(study.parent / "out") if row.status == "failed"]) == 4


def test_what_comfyui_does_not_know_is_refused_before_anything_is_drawn(
    study: Path, crew: Crew, capsys: pytest.CaptureFixture[str]
) -> None:
    study.write_text(STUDY + "loras: [{name: inc}]\nsettings: {sampler: [euler, eulre]}\n")
    crew.refuse = lambda item: "" if item.job.sampler == "euler" else "sampler is 'eulre'."
    assert run(study, "--yes") == 2
    assert capsys.readouterr().err.splitlines()[1:] == ["4 runs: sampler is 'eulre'."]
    assert (crew.made[0].drawn, rows_of(study.parent / "out")) == ({}, [])
    assert len(crew.made[0].checked[0]) == 2, "one of each combination"


def test_failures_of_a_study_that_was_mended_are_withdrawn(
    study: Path, crew: Crew, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(item: Item, _: int) -> None:
        if item.job is not None and item.job.sampler != "euler":
            raise HostError("Node 6 failed.")

    folder = study.parent / "out"
    crew.fault = fail
    study.write_text(STUDY + "settings: {sampler: [euler, eulre]}\n")
    assert run(study, "--yes") == 1
    assert len(load_runs(folder)) == 8
    study.write_text(STUDY + "settings: {sampler: oiler}\n")
    crew.refuse = lambda _: "sampler is 'oiler'."
    assert run(study, "--yes") == 2
    assert len(load_runs(folder)) == 8, "a study that is refused withdraws nothing"
    crew.refuse = lambda _: ""
    study.write_text(STUDY)
    assert run(study, "--yes") == 0
    assert len(load_runs(folder)) == 4
    assert [row.status for row in rows_of(folder)[-4:]] == ["withdrawn"] * 4
    study.write_text(STUDY + "settings: {sampler: [euler, eulre]}\n")
    assert run(study, "--yes") == 1
    assert len(load_runs(folder)) == 8, "what is asked for again counts again"


def test_the_time_is_shared_by_the_workers(study: Path, crew: Crew, capsys: pytest.CaptureFixture[str]) -> None:
    study.write_text(STUDY.replace("1-2", "1-31"))
    assert run(study, "--yes", "--servers", "a:1, b:2, c:3") == 0
    assert "so 61 take about 10 s and" in capsys.readouterr().out


def test_a_folder_of_something_else_is_left_alone(study: Path, crew: Crew, capsys: pytest.CaptureFixture[str]) -> None:
    (study.parent / "out").mkdir()
    (study.parent / "out" / "mine.txt").write_text("")
    assert run(study, "--yes") == 2
    assert capsys.readouterr().err.endswith("is not empty and holds no sweep. Choose another folder.\n")


def test_a_full_disk_ends_it(study: Path, crew: Crew, capsys: pytest.CaptureFixture[str]) -> None:
    def fail(*_: Any) -> None:
        raise OutputError("the disk is full.")

    crew.fault = fail
    assert run(study, "--yes") == 1
    assert "the disk is full. The same command goes on." in capsys.readouterr().err


def test_a_first_run_that_fails(study: Path, crew: Crew, capsys: pytest.CaptureFixture[str]) -> None:
    def fail(item: Item, number: int) -> None:
        if "red-circle_s1" in item.id and number < 3:
            raise HostError("Node 6 failed.")

    crew.fault = fail
    assert run(study, "--yes") == 0
    assert "the time and the space for 4 runs are not known" in capsys.readouterr().out
    is_complete(study.parent / "out")


def test_ctrl_c(study: Path, crew: Crew, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    def stop(*_: Any) -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr(sweep, "_draw", stop)
    assert run(study, "--yes") == 130
    assert "what was finished stays" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("text", "arguments", "words"),
    [
        ("seeds: 1", (), "it has no prompts"),
        (STUDY, ("--workers", "0"), "workers is 0"),
        (STUDY, ("--servers", "a:1", "--workers", "2"), "workers is 2, and servers names the ComfyUIs that draw"),
        (STUDY, ("--servers", "a:1", "--ray", "auto"), "ray is auto, and servers names the ComfyUIs that draw"),
    ],
)
def test_what_is_unusable(
    text: str, arguments: tuple[str, ...], words: str, study: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    study.write_text(text)
    assert run(study, *arguments) == 2
    assert words in capsys.readouterr().err


def test_a_cluster_is_asked_for(study: Path, crew: Crew, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Any] = []

    def workers(address: str, host: Any, study: Any, place: Any, count: int) -> list[Copying]:
        asked.append((address, str(place), count))
        return crew.workers(host, study, open_store(place))

    monkeypatch.setattr(cluster, "cluster_workers", workers)
    assert run(study, "--yes", "--ray", "auto", "--workers", "2") == 0
    assert asked == [("auto", str(study.parent / "out" / "runs"), 2)]


def test_free_space_is_that_of_the_place_of_the_runs(
    study: Path, crew: Crew, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    home = study.parent / "home"
    home.mkdir()
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("USERPROFILE", str(home))
    asked: list[Path] = []

    def usage(folder: Path) -> Any:
        asked.append(folder)
        return argparse.Namespace(free=1)

    monkeypatch.setattr("diffulizer.sweep.stores.shutil.disk_usage", usage)
    assert run(study, "--yes", "--results", "~/there") == 0
    assert len(list((home / "there").glob("*.zip"))) == 4
    assert set(asked) == {home / "there"}
    assert "0 MiB are free. That is not enough." in capsys.readouterr().out


@pytest.mark.parametrize("address", ["memory://sweep", "file://{}/there"])
def test_runs_at_an_address(address: str, study: Path, crew: Crew, capsys: pytest.CaptureFixture[str]) -> None:
    pytest.importorskip("fsspec", reason="fsspec is not installed: pip install diffulizer[sweep]")
    place = address.format(study.parent)
    assert run(study, "--yes", "--results", place) == 0
    free = capsys.readouterr().out.splitlines()[1]
    assert ("How much is free there is not known." in free) == place.startswith("memory:")
    store = AddressStore(place)
    assert len(store.sizes()) == 4
    assert set(store.sizes().values()) == {len(content())}
    assert all(store.is_whole(run) for run in store.sizes())
    assert run(study, "--yes", "--results", place) == 0
    assert not crew.made[0].drawn
    first = next(iter(store.sizes()))
    store.put(first, content()[:50])
    store.tidy()
    assert not store.is_whole(first)
    assert run(study, "--yes", "--results", place) == 0
    assert list(crew.made[0].drawn) == [first]
