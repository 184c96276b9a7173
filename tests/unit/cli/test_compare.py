"""`diffulizer compare` on runs on disk."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest
from written import as_1_0_0, edit, export

from diffulizer.cli import main
from synthetic import make_pass

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    folder = tmp_path_factory.mktemp("runs")
    a = export(make_pass(steps=4, seed=1), folder / "a")
    return a, export(make_pass(steps=6, seed=2, cfg=3.0), folder / "b")


def test_the_verdict_and_six_rows(runs: tuple[Path, Path], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["compare", *map(str, runs)]) == 0
    said = capsys.readouterr().out
    assert said.startswith(
        f"A  {runs[0]}, 4 steps\nB  {runs[1]}, 6 steps\n\nFrom A to B, these were changed: seed (1 → 2), "
    )
    rows = [line for line in said.splitlines() if re.match(r"    \S.*  \d", line)]
    assert 0 < len(rows) <= 6
    assert re.search(r"middle_block\.1\.transformer_blocks\.0\.attn2 +0\.\d+", said)
    assert f"diffulizer compare --all {runs[0]} {runs[1]}\n" in said


def test_all(runs: tuple[Path, Path], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["compare", "--all", *map(str, runs)]) == 0
    said = capsys.readouterr().out
    assert said.startswith(f"A  {runs[0]}, 4 steps\nB  {runs[1]}, 6 steps\n")
    assert re.search(r"seed +1 +2\n", said)
    assert re.search(r"cfg_scale +7\.5 +3\.0\n", said)
    assert re.search(r"num_steps +4 +6\n", said)
    assert "nearest in the noise level of evaluation" in said
    assert "nearest in the noise level stepped to" in said
    assert re.search(r"\n +4 +\d +", said)
    assert re.search(r"middle_block\.1\.transformer_blocks\.0\.attn2 +0\.\d+", said)
    assert not re.search(r" +\n", said)


def test_json(runs: tuple[Path, Path], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["compare", "--json", *map(str, runs)]) == 0
    said = json.loads(capsys.readouterr().out)
    assert said["a"]["name"] == str(runs[0])
    assert [step["a"] for step in said["steps"]] == [0, 1, 2, 3]
    assert said["aligned_by"] == "sigma"
    assert {s["setting"]: (s["a"], s["b"]) for s in said["settings"]}["seed"] == (1, 2)
    assert all(0 < layer["token_divergence"] < 0.7 for layer in said["layers"])


def test_what_a_damaged_map_makes_no_number_is_null(
    runs: tuple[Path, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    damaged = Path(shutil.copytree(runs[0], tmp_path / "damaged"))
    for file in (damaged / "attention" / "cross").iterdir():
        file.write_bytes(b"\0\x7c" * (file.stat().st_size // 2))  # infinite
    assert main(["compare", "--json", str(damaged), str(runs[1])]) == 0
    layers = json.loads(capsys.readouterr().out)["layers"]
    assert {layer["token_divergence"] for layer in layers} == {None}


def test_every_key_of_the_json_is_documented(runs: tuple[Path, Path], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["compare", "--json", *map(str, runs)]) == 0
    said = json.loads(capsys.readouterr().out)
    page = (ROOT / "docs" / "comparing.md").read_text(encoding="utf-8")
    keys = {*said, *said["a"], *said["settings"][0], *said["words"][0], *said["steps"][0], *said["layers"][0]}
    assert [key for key in sorted(keys) if f"`{key}`" not in page] == []


def test_a_zip_and_a_run_of_the_first_schema(
    runs: tuple[Path, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    archive = shutil.make_archive(str(tmp_path / "b"), "zip", runs[1])
    old = tmp_path / "old"
    shutil.copytree(runs[0], old)
    as_1_0_0(old)
    assert main(["compare", "--all", str(old), archive]) == 0
    said = capsys.readouterr().out
    assert "nearest in number" in said
    assert "Noise levels are not known" in said
    assert "nan" not in said
    assert re.search(r"middle_block\.1\.transformer_blocks\.0\.attn2 +0\.\d+", said)


@pytest.mark.parametrize("json_too", [[], ["--json"]])
def test_what_is_no_run_is_said(
    runs: tuple[Path, Path], tmp_path: Path, json_too: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["compare", str(runs[0]), str(tmp_path / "none"), *json_too]) == 2
    assert "diffulizer: No run at" in capsys.readouterr().err
    broken = tmp_path / "broken"
    shutil.copytree(runs[0], broken)
    edit(broken, steps="many")
    assert main(["compare", str(runs[0]), str(broken), *json_too]) == 1
    assert 'steps is "many"; expected a whole number' in capsys.readouterr().err
    bare = tmp_path / "bare"
    shutil.copytree(runs[0], bare)
    (bare / "latents_noise_fp16.npz").unlink()
    assert main(["compare", str(bare), str(runs[0]), *json_too]) == 2
    assert "holds no latents" in capsys.readouterr().err
