"""`diffulizer figures`: pictures of a run, and what it says where there can't be all."""

from __future__ import annotations

import json
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from case_runs import VALID, build
from PIL import Image
from written import POOLED, export

from diffulizer.cli import main
from diffulizer.dataset.read.run import load_run
from synthetic import make_pass

NAMES = ["timestep_strip", "latent_pca", "core_metrics", "token_dominance"]


@pytest.fixture
def run(tmp_path: Path) -> Path:
    return export(make_pass(steps=5), tmp_path / "run")


def call(capsys: pytest.CaptureFixture[str], *arguments: Any) -> tuple[int, list[str], str]:
    status = main(["figures", *(str(a) for a in arguments)])
    told = capsys.readouterr()
    return status, told.out.partition("\n\n")[0].splitlines(), told.err  # without what to do next


def test_four_pictures_are_written_and_named(run: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "new" / "figures"
    status, lines, err = call(capsys, run, "-o", out, "--width", 640, "--height", 480)
    assert (status, err) == (0, "")
    assert sorted(p.name for p in out.iterdir()) == sorted(f"{name}.png" for name in NAMES)
    for name, line in zip(NAMES, lines, strict=True):
        with Image.open(out / f"{name}.png") as image:
            assert line == f"{out / name}.png  {image.width} x {image.height}"
            assert image.width == 640
            assert (image.height == 480) is (name != "timestep_strip")  # which is as high as its pictures


def test_themes(run: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    corners = []
    for theme in ("light", "dark"):
        assert call(capsys, run, "-o", tmp_path / theme, "--theme", theme, "--width", 400, "--height", 300)[0] == 0
        with Image.open(tmp_path / theme / "latent_pca.png") as image:
            corners.append(image.getpixel((0, 0)))
    assert min(corners[0]) > 200 > 50 > max(corners[1])


def test_figures_that_are_there_are_replaced_only_when_asked(
    run: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "core_metrics.png").write_bytes(b"mine")
    small = ("--width", 400, "--height", 300)
    status, out, err = call(capsys, run, "-o", tmp_path, *small)
    assert (status, out) == (2, [])
    assert err == f"diffulizer: {tmp_path / 'core_metrics.png'} exists. Choose another folder, or add --overwrite.\n"
    assert [p.name for p in tmp_path.glob("*.png")] == ["core_metrics.png"]
    assert call(capsys, run, "-o", tmp_path, *small, "--overwrite")[0] == 0
    assert (tmp_path / "core_metrics.png").read_bytes()[1:4] == b"PNG"


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("name", VALID)
def test_every_kind_of_run_has_its_figures(name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Runs of schema 1.0.0, interrupted ones, runs of one step or without guidance have them, without any warning."""
    run = build(tmp_path / "run", VALID[name])
    status, lines, err = call(capsys, run, "-o", tmp_path / "out", "--width", 400, "--height", 300)
    missing = [line.split()[0] for line in lines if "is left out" in line]
    count = 5 if load_run(run).effect_files else 4
    assert (status, err) == (0, "")
    assert missing == (["token_dominance.png"] if name == "self_only" else [])
    assert len(list((tmp_path / "out").iterdir())) == count - len(missing)


def test_effects_have_a_figure_where_they_were_measured(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run = export(make_pass(settings=replace(POOLED, effects_every=2)), tmp_path / "run")
    _, lines, _ = call(capsys, run, "-o", tmp_path, "--width", 640, "--height", 480)
    assert lines[-1] == f"{tmp_path / 'word_effects.png'}  640 x 480"


def test_latents_are_not_needed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The figures are made of the run's numbers and pictures."""
    export(make_pass(), tmp_path / "run", save_latents_noise=False)
    status, lines, _ = call(capsys, tmp_path / "run", "-o", tmp_path / "out", "--width", 400, "--height", 300)
    assert (status, len(lines)) == (0, 4)
    assert not any("left out" in line for line in lines)


def test_what_a_run_lacks_is_left_out_and_named(run: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (run / "images" / "step_002.png").unlink()
    metrics = json.loads((run / "metrics.json").read_text(encoding="utf-8"))
    metrics["mean_token_activation"] = [None] * 5
    (run / "metrics.json").write_text(json.dumps(metrics), encoding="utf-8")
    status, lines, _ = call(capsys, run, "-o", tmp_path / "out", "--width", 400, "--height", 300)
    assert status == 0
    assert [line.split()[0] for line in lines] == [
        str(tmp_path / "out" / "latent_pca.png"),
        str(tmp_path / "out" / "core_metrics.png"),
        "timestep_strip.png",
        "token_dominance.png",
    ]
    assert "is left out: " in lines[2]
    assert "the image is missing" in lines[2]
    assert "The recording holds no cross-attention to the prompt" in lines[3]


def test_predictions_that_were_not_exported_are_no_obstacle(
    run: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Runs of schema 1.0.0 have no pictures of x0, no x0 in the trajectory and no noise levels."""
    metadata = json.loads((run / "metadata.json").read_text(encoding="utf-8"))
    metadata["x0_images"] = []
    metadata["generator"].pop("sigmas")
    (run / "metadata.json").write_text(json.dumps(metadata), encoding="utf-8")
    pca = json.loads((run / "latent_pca.json").read_text(encoding="utf-8"))
    (run / "latent_pca.json").write_text(json.dumps({**pca, "x0_points": None}), encoding="utf-8")
    status, lines, _ = call(capsys, run, "-o", tmp_path / "out", "--width", 400, "--height", 300)
    assert (status, len(lines)) == (0, 4)
    assert not any("left out" in line for line in lines)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--width", "10"], "width is 10; expected 256 to 8192 pixels"),
        (["--height", "9000"], "height is 9000; expected 256 to 8192 pixels"),
    ],
)
def test_sizes_out_of_range(
    run: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], said: str
) -> None:
    status, _, err = call(capsys, run, "-o", tmp_path / "out", *arguments)
    assert status == 2
    assert said in err
    assert not (tmp_path / "out").exists()


def test_no_run_and_no_folder(run: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status, _, err = call(capsys, tmp_path / "none", "-o", tmp_path)
    assert (status, err.count("\n")) == (2, 1)
    (tmp_path / "file").write_text("")
    status, _, err = call(capsys, run, "-o", tmp_path / "file")
    assert status == 2
    assert "can't be written" in err


def test_without_matplotlib(
    run: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    status, _, err = call(capsys, run, "-o", tmp_path / "out")
    assert status == 2
    assert "python -m pip install matplotlib" in err
