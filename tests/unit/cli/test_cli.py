"""The command line: exit statuses, what it prints, and that users' mistakes give sentences, not tracebacks."""

from __future__ import annotations

import json
import re
import shlex
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import torch
from written import POOLED, export

import diffulizer
from diffulizer.cli import build_parser, main
from diffulizer.format import SCALAR_CHANNELS
from synthetic import make_pass

REPOSITORY = Path(__file__).parents[3]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return export(make_pass(steps=3), tmp_path_factory.mktemp("cli") / "run")


@pytest.fixture
def run(made: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(made, tmp_path / "run"))


def call(capsys: pytest.CaptureFixture[str], *arguments: Any) -> tuple[int, str, str]:
    status = main([str(a) for a in arguments])
    told = capsys.readouterr()
    return status, told.out, told.err


def test_a_valid_run(run: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert call(capsys, "validate", run)[:2][0] == 0
    status, out, err = call(capsys, "validate", "--strict", run)
    assert (status, err) == (0, "")
    assert out.splitlines()[0] == f"{run}: strictly valid"
    assert "12 maps" in out
    assert "recomputed numbers" in out


def test_an_invalid_run_lists_all_problems_by_file(run: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (run / "images" / "step_000.png").unlink()
    (run / "metrics.json").write_text("{", encoding="utf-8")
    (run / "attention" / "self" / "layer_0_step_001.bin").write_bytes(b"")
    status, out, _ = call(capsys, "validate", run)
    lines = out.splitlines()
    assert status == 1
    assert lines[0] == f"{run}: INVALID: 3 problems"
    assert "  metrics.json" in lines
    assert [line.split("]")[0].strip(" [") for line in lines if line.startswith("    [")] == [
        "json-syntax",
        "file-missing",
        "map-size",
    ]


def test_one_invalid_run_among_valid_ones(run: Path, made: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (run / "validation.json").unlink()
    status, out, _ = call(capsys, "validate", "--json", made, run)
    told = json.loads(out)
    assert status == 1
    assert told["valid"] is False
    assert [r["valid"] for r in told["runs"]] == [True, False]
    assert told["runs"][1]["errors"][0]["rule"] == "json-missing"


def test_a_warning_leaves_the_status(run: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (run / "notes.txt").write_text("mine", encoding="utf-8")
    status, out, _ = call(capsys, "validate", run)
    assert status == 0
    assert f"{run}: valid, 1 warning" in out
    assert "  warning: notes.txt" in out


@pytest.mark.parametrize("command", ["validate", "info"])
def test_a_missing_folder_is_an_unusable_argument(
    command: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    status, out, err = call(capsys, command, tmp_path / "none")
    assert (status, out) == (2, "")
    assert err.startswith("diffulizer: ")
    assert "none" in err
    assert len(err.splitlines()) == 1


@pytest.mark.parametrize("arguments", [[], ["validate"], ["frobnicate"], ["info"], ["validate", "--what"]])
def test_unusable_arguments(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(arguments)
    assert stopped.value.code == 2
    assert "usage: diffulizer" in capsys.readouterr().err


def test_info_tells_what_lies_in_a_run(run: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status, out, err = call(capsys, "info", run)
    assert (status, err) == (0, "")
    for told in (
        "a red circle above a blue squarish",
        "blurry",
        "synthetic (sdxl)",
        "3 steps, euler, normal, cfg 7.5, seed 0",
        "128 x 128",
        "MiB in",
        "input_blocks.4.1.transformer_blocks.0.attn2",
        "grid 8x8, stored at 4x4, 3 maps",
        "squarish",
        *(channel.title for channel in SCALAR_CHANNELS.values()),
    ):
        assert told in out


def test_info_ranks_words_by_dominance(run: Path, capsys: pytest.CaptureFixture[str]) -> None:
    facts = json.loads(call(capsys, "info", run, "--json")[1])
    scores = [w["score"] for w in facts["words"]]
    assert sorted(w["text"] for w in facts["words"]) == sorted(
        ["a", "red", "circle", "above", "a#2", "blue", "squarish"]
    )
    assert scores == sorted(scores, reverse=True)
    assert facts["layers"][1] == {
        "id": "layer_1",
        "name": "input_blocks.4.1.transformer_blocks.0.attn2",
        "attention_type": "cross",
        "grid": [8, 8],
        "map_grid": [4, 4],
        "maps": 3,
    }
    everything = [*scores, *(special["score"] for special in facts["special"])]
    assert [special["text"] for special in facts["special"]] == ["start", "end", "padding"]
    assert sum(everything) == pytest.approx(1, abs=1e-3)
    assert facts["bytes"] == sum(p.stat().st_size for p in run.rglob("*") if p.is_file())


def test_info_says_what_the_rest_to_all_attention_is(run: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lines = call(capsys, "info", run)[1].splitlines()
    begin = next(i for i, line in enumerate(lines) if "words by share" in line)
    rows = lines[begin + 1 : lines.index("", begin)]
    assert "no word" in rows[-1]
    assert re.search(r"start \d.*, end \d.*, padding \d", rows[-1])
    assert sum(float(row.split("%")[0].split()[-1]) for row in rows) == pytest.approx(100, abs=0.1)


def test_each_command_ends_with_what_to_do_next(
    run: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The last line is a command: a shell takes it apart into the arguments that were meant, whatever the path has."""
    odd = run.rename(tmp_path / "it's a run")
    monkeypatch.chdir(tmp_path)
    given = {
        "info": ["info", odd.name],
        "validate": ["validate", odd.name],
        "compare": ["compare", odd.name, odd.name],
        "figures": ["figures", odd.name, "-o", str(tmp_path / "figures"), "--width", "640", "--height", "480"],
    }
    for command, arguments in given.items():
        status, out, _ = call(capsys, *arguments)
        assert status == 0
        words = shlex.split(out.splitlines()[-1])
        assert words[:3] == ["cd", str(REPOSITORY), "&&"]
        runs = [str(odd)] * (2 if command == "compare" else 1)
        assert words[3:] == [sys.executable, "-m", "diffulizer", "view", *runs]
    monkeypatch.setattr("sys.argv", ["/bin/diffulizer"])
    assert call(capsys, "info", odd.name)[1].splitlines()[-1] == "  diffulizer view 'it'\"'\"'s a run'"
    (odd / "metrics.json").unlink()
    status, out, _ = call(capsys, "validate", odd.name)
    assert status == 1
    assert "docs/dataset.md" in out.splitlines()[-1]


def test_info_on_a_transformer_without_guidance(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run = export(make_pass(transformer=True, guidance=False), tmp_path / "run")
    said = call(capsys, "info", run)[1]
    assert "negative  none took part: sampled at guidance 1" in said
    assert "(flux2, predicts the velocity, noise minus picture)" in said
    assert "the picture itself" in said
    assert "Size of the velocity" in said
    assert "redicted noise" not in said
    assert "image     256 x 256" in said  # 16 cells of 16 pixels


def test_info_ranks_words_by_effect(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    made = make_pass(settings=replace(POOLED, effects_every=2))
    run = export(replace(made, effect_kind="text"), tmp_path / "run")
    facts = json.loads(call(capsys, "info", run, "--json")[1])["effects"]
    norms = torch.stack([step.effects.norms[0] for step in made.steps if step.effects is not None]).mean(0)
    sizes = dict(zip([word.text for word in made.effect_words], norms.tolist(), strict=False))
    assert (facts["kind"], facts["steps"]) == ("text", 3)
    assert facts["floor"] == pytest.approx(float(norms[-1]))
    assert [word["text"] for word in facts["words"]] == sorted(sizes, key=lambda text: -sizes[text])
    assert {word["text"]: word["size"] for word in facts["words"]} == pytest.approx(sizes)
    told = call(capsys, "info", run)[1]
    assert "words by effect (change of the clean latent, left out of the text; mean of 3 of 4 steps)" in told
    assert "the noise floor: what is not above it is no effect" in told


def test_info_says_nothing_of_effects_that_were_not_measured(run: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert json.loads(call(capsys, "info", run, "--json")[1])["effects"] is None
    assert "words by effect" not in call(capsys, "info", run)[1]


def test_info_on_a_run_without_words_or_latents(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run = export(make_pass(steps=1, guidance=False), tmp_path / "run", save_latents_noise=False)
    metadata = json.loads((run / "metadata.json").read_text(encoding="utf-8"))
    for key in ("conditions", "not_recorded"):
        del metadata[key]
    for key in ("words", "weights", "special_mask", "source"):
        del metadata["prompt"][key]
    metadata["schema_version"], metadata["generator"] = "1.0.0", {}
    (run / "metadata.json").write_text(json.dumps(metadata), encoding="utf-8")
    status, out, _ = call(capsys, "info", run)
    assert status == 0
    assert "without latents" in out


def test_info_on_a_damaged_run(run: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (run / "metadata.json").write_text("{", encoding="utf-8")
    status, _, err = call(capsys, "info", run)
    assert status == 1
    assert "is not valid JSON" in err
    assert len(err.splitlines()) == 1


def test_it_runs_as_a_module(run: Path) -> None:
    def module(*arguments: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "diffulizer", *arguments]
        return subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True, check=False)

    assert module("--version").stdout == f"diffulizer {diffulizer.__version__}\n"
    (run / "metadata.json").write_text("[]", encoding="utf-8")
    told = module("validate", str(run))
    assert (told.returncode, told.stderr) == (1, "")
    assert "[schema-type]" in told.stdout


def test_every_module_with_a_parser_is_a_command_that_the_guide_names() -> None:
    modules = {p.stem for p in Path(diffulizer.cli.__file__).parent.glob("*.py") if "def add_parser" in p.read_text()}
    (commands,) = (action.choices for action in build_parser()._actions if isinstance(action.choices, dict))
    assert set(commands) == modules
    guide = (REPOSITORY / "docs" / "guide.md").read_text(encoding="utf-8")
    assert [name for name in commands if f"python -m diffulizer {name} " not in guide] == []


def test_help_and_version_are_quick_and_import_little() -> None:
    """torch, numpy and the rest load only when a command needs them."""
    code = "import sys, diffulizer.cli as c; c.build_parser(); print(set(sys.argv) & set(sys.modules))"
    heavy = ("torch", "numpy", "sklearn", "PIL", "matplotlib", "aiohttp")
    told = subprocess.run(
        [sys.executable, "-c", code, *heavy], cwd=REPOSITORY, capture_output=True, text=True, check=True
    )
    assert told.stdout.strip() == "set()"


def test_a_missing_package_is_named_with_the_cure(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def run(_args: object) -> int:
        raise ModuleNotFoundError("No module named 'numpy'", name="numpy")

    monkeypatch.setattr("diffulizer.cli.info.run", run)
    assert main(["info", "somewhere"]) == 2
    shown = capsys.readouterr().err
    assert "has no package 'numpy'" in shown
    assert "dev.py env" in shown


def test_a_folder_of_runs_is_no_run(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run = export(make_pass(steps=1), tmp_path / "study" / "run_00001")
    assert main(["validate", str(tmp_path / "study")]) == 2
    assert f"study is a folder of runs; name the runs, such as {run}." in capsys.readouterr().err
