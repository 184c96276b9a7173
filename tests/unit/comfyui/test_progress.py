"""Progress as a share of the whole, and as a file."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path

import pytest

from diffulizer.comfyui.progress import Progress, Reporter, stage_of


@pytest.mark.parametrize(
    ("class_type", "stage"),
    [
        ("Diffulizer_KSampler", "sampling"),
        ("SamplerCustomAdvanced", "sampling"),
        ("Diffulizer_ExportRun", "exporting"),
        ("VAEDecode", "decoding"),
        ("Diffulizer_DemoModel", "preparing"),
    ],
)
def test_stages(class_type: str, stage: str) -> None:
    assert stage_of(class_type) == stage


def test_percent_rises_from_start_to_end() -> None:
    walk = [
        Progress("starting"),
        Progress("preparing"),
        Progress("sampling", 0, 20),
        Progress("sampling", 10, 20),
        Progress("sampling", 20, 20),
        Progress("decoding"),
        Progress("exporting", 1, 22),
        Progress("exporting", 22, 22),
        Progress("done"),
    ]
    percents = [item.percent for item in walk]
    assert percents == sorted(percents)
    assert (percents[0], percents[-1]) == (0.0, 100.0)
    assert Progress("failed").percent is None


def test_the_file_holds_the_last_progress(tmp_path: Path) -> None:
    path = tmp_path / "new" / "progress.json"
    with Reporter(quiet=True, file=path) as report:
        report(Progress("sampling", 10, 20, "KSampler (3)"))
        record = json.loads(path.read_text())
        assert set(record) == {"stage", "step", "total", "percent", "message", "updated_at"}
        assert (record["stage"], record["step"], record["total"], record["percent"]) == ("sampling", 10, 20, 42.5)
        assert datetime.fromisoformat(record["updated_at"]).utcoffset() is not None
        report(Progress("done"))
    assert json.loads(path.read_text())["stage"] == "done"
    assert [item.name for item in path.parent.iterdir()] == ["progress.json"]


@pytest.mark.parametrize(("error", "stage"), [(ValueError("no"), "failed"), (KeyboardInterrupt(), "interrupted")])
def test_the_file_says_how_it_ended(tmp_path: Path, error: BaseException, stage: str) -> None:
    path = tmp_path / "progress.json"
    with pytest.raises(type(error)), Reporter(quiet=True, file=path):
        raise error
    record = json.loads(path.read_text())
    assert (record["stage"], record["percent"], record["message"]) == (stage, None, str(error))


def test_the_bar_counts_on_standard_error(capsys: pytest.CaptureFixture[str]) -> None:
    with Reporter() as report:
        report(Progress("starting", message="Starting ComfyUI"))
        report(Progress("sampling", message="KSampler (3)"))
        report(Progress("sampling", 1, 2))
        report(Progress("sampling", 2, 2))
    shown = capsys.readouterr()
    assert shown.out == ""
    assert "Starting ComfyUI" in shown.err
    assert "2/2" in shown.err
