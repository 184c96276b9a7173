"""How a run's files are opened: files alone, PNG alone, nothing unbounded."""

from __future__ import annotations

import json
import os
import signal
import sys
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import EpsImagePlugin
from written import POOLED, edit, export

from diffulizer import load_run
from diffulizer.cli import main
from diffulizer.dataset.check.validate import validate_run
from diffulizer.dataset.jsonfile import parse_json, plain
from diffulizer.dataset.read.disk_pass import DiskPass
from diffulizer.errors import RunFormatError
from diffulizer.library import RunLibrary
from synthetic import make_pass

EPS = b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 8 8\n%%EndComments\nshowpage\n%%EOF\n"
needs_pipes = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no pipes in folders")


@pytest.fixture
def run(tmp_path: Path) -> Path:
    return export(make_pass(steps=2, settings=POOLED), tmp_path / "runs" / "run")


@pytest.fixture
def not_for_ever() -> Iterator[None]:
    """Whoever waits for a pipe waits for ever; minutes are enough on any machine."""

    def late(*_: object) -> None:
        raise TimeoutError("it waits")

    before = signal.signal(signal.SIGALRM, late)
    signal.alarm(300)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


def test_no_program_is_started_for_an_image(run: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[Any] = []
    monkeypatch.setattr(EpsImagePlugin, "Ghostscript", lambda *arguments, **_: started.append(arguments))
    (run / "images" / "step_001.png").write_bytes(EPS)
    with pytest.raises(RunFormatError, match=r"step_001\.png: the image can't be opened \(it is not a PNG\)"):
        load_run(run).image(1)
    assert "image-unreadable" in {p.rule for p in validate_run(run, strict=True).errors}
    main(["figures", str(run), "-o", str(tmp_path / "figures")])
    assert started == []


@needs_pipes
@pytest.mark.parametrize("name", ["metrics.json", "metadata.json", "images/step_000.png", "latents_noise_fp16.npz"])
def test_nobody_waits_for_a_pipe(run: Path, name: str, tmp_path: Path, not_for_ever: None) -> None:
    (run / name).unlink()
    os.mkfifo(run / name)
    target = str(tmp_path / "made")
    for command in (["info", str(run)], ["report", str(run), "-o", target], ["figures", str(run), "-o", target]):
        assert main(command) in (0, 1, 2)


@needs_pipes
def test_a_pipe_that_takes_a_files_place_is_not_opened(run: Path, not_for_ever: None) -> None:
    files = load_run(run).files
    (run / "metrics.json").unlink()
    os.mkfifo(run / "metrics.json")
    with pytest.raises(RunFormatError, match=r"metrics\.json is a folder, a pipe or a device; expected a file"):
        files.open("metrics.json")


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b'{"x": %s}' % (b"9" * 5000), "holds a whole number of 5000 digits; expected one of at most 64 bits"),
        (b'{"x": %d}' % -(2**64), "holds a whole number of 20 digits"),
        (b'{"x": %s1%s}' % (b"[" * 300, b"]" * 300), "nested too deeply: more than 200 lists and objects"),
        (b'{"x": %s1%s}' % (b"[" * 200_000, b"]" * 200_000), "nested too deeply"),
        ('{"x": 1}'.encode("utf-16"), "not UTF-8 text"),
    ],
    ids=["digits", "bits", "deep", "deeper", "utf-16"],
)
def test_json_that_no_reader_can_hold_is_named(content: bytes, message: str) -> None:
    with pytest.raises(RunFormatError, match=message):
        parse_json(content, Path("metadata.json"))


def test_numbers_of_seeds_are_read() -> None:
    assert parse_json(b'{"seed": %d, "x": [1e999, NaN]}' % (2**64 - 1), Path("a")) == {
        "seed": 2**64 - 1,
        "x": [None] * 2,
    }


def test_graphs_are_written_so_that_they_can_be_read() -> None:
    assert plain({"a": 2**64, "b": 2**64 - 1}) == {"a": str(2**64), "b": 2**64 - 1}


def test_one_damaged_run_hides_no_other(run: Path) -> None:
    good = export(make_pass(steps=2, settings=POOLED), run.with_name("good"))
    text = (run / "metadata.json").read_text(encoding="utf-8")
    (run / "metadata.json").write_text(text.replace("{", '{"x": ' + "9" * 5000 + ", ", 1), encoding="utf-8")
    entries = {entry["name"]: entry for entry in RunLibrary(run.parent).entries()}
    assert "a whole number of 5000 digits" in entries["run"]["damaged"]
    assert entries[good.name]["damaged"] is None


def test_metadata_behind_a_link_are_not_listed(run: Path, tmp_path: Path) -> None:
    linked = run.with_name("linked")
    linked.mkdir()
    (tmp_path / "secret.json").write_bytes((run / "metadata.json").read_bytes())
    try:
        (linked / "metadata.json").symlink_to(tmp_path / "secret.json")
    except OSError:
        pytest.skip("this system lets nobody make symbolic links")
    library = RunLibrary(run.parent)
    assert [entry["name"] for entry in library.entries()] == library.names() == ["run"]


def test_whole_numbers_may_be_written_as_floats(run: Path) -> None:
    content = json.loads((run / "metadata.json").read_text(encoding="utf-8"))
    shape = [float(n) for n in content["attention_files"][0]["shape"]]
    edit(run, steps=2.0, attention_files=[{**content["attention_files"][0], "shape": shape}])
    opened = load_run(run)
    assert (opened.steps, opened.attention_files[0].shape) == (2, tuple(int(n) for n in shape))
    assert opened.open_map(opened.attention_files[0]).shape == opened.attention_files[0].shape


@pytest.mark.parametrize(
    ("file", "changes", "message"),
    [
        ("metadata.json", {"steps": 10**9, "images": []}, "steps is 1000000000, with 2 timesteps"),
        ("metadata.json", {"conditions": []}, r"conditions has the ids \[\]; expected c0"),
        ("metadata.json", {"generator": 3}, "generator is 3; expected an object"),
        ("metadata.json", {"not_recorded": True}, "not_recorded is true; expected a list"),
        ("metadata.json", {"artifacts": ["metrics.json"]}, "artifacts is .* expected an object"),
        ("metrics.json", {"latent_l2_norm": ["large"]}, r"latent_l2_norm\[0\] is \"large\"; expected a number"),
        ("metrics.json", {"token_dominance": []}, r"token_dominance is \[\]; expected an object"),
    ],
)
def test_values_of_other_kinds_are_named_once_they_are_needed(
    run: Path, file: str, changes: dict[str, Any], message: str
) -> None:
    edit(run, file, **changes)
    with pytest.raises(RunFormatError, match=message):
        DiskPass(run).measured  # noqa: B018


def test_artifacts_of_another_kind_are_named_by_each_array(run: Path) -> None:
    edit(run, artifacts=1 << 60)
    with pytest.raises(RunFormatError, match="artifacts is 1152921504606846976; expected an object"):
        load_run(run).latents  # noqa: B018


def unmatched_layer(entry: dict[str, Any]) -> dict[str, Any]:
    return {**entry, "layer_id": "layer_9"}


@pytest.mark.parametrize(
    "change", [unmatched_layer, lambda e: {**e, "step": 7}, lambda e: {**e, "attention_type": "cross"}]
)
def test_a_map_of_a_place_that_the_run_lacks_is_no_recording(
    run: Path, change: Callable[[dict[str, Any]], dict[str, Any]]
) -> None:
    content = json.loads((run / "metadata.json").read_text(encoding="utf-8"))
    edit(run, attention_files=[change(content["attention_files"][0]), *content["attention_files"][1:]])
    with pytest.raises(RunFormatError, match=r"which the run lacks or lists twice|the axes of 'cross'"):
        DiskPass(run)


def test_arrays_that_unpack_to_far_more_than_they_take_are_refused(run: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    zeros = np.zeros((2, 4, 300, 300), np.float16)
    np.savez_compressed(run / "latents_noise_fp16.npz", latents=zeros, predicted_noise=zeros, x0=zeros)
    monkeypatch.setattr("diffulizer.dataset.files.MOST_GROWTH", 2 * zeros.nbytes)
    assert load_run(run).latents is not None
    (problem,) = (p.message for p in validate_run(run).errors if p.rule == "array-unreadable")
    assert f"its arrays unpack to {3 * (zeros.nbytes + 128)} bytes" in problem


def test_objects_in_an_archive_are_not_unpickled(run: Path) -> None:
    np.savez(run / "latents_noise_fp16.npz", latents=np.array([{"a": 1}], dtype=object))
    with pytest.raises(RunFormatError, match="holds object; expected numbers"):
        load_run(run).latents  # noqa: B018


def test_an_entry_without_a_name_is_no_file(run: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "run.zip", "w") as archive:
        for path in (p for p in run.rglob("*") if p.is_file()):
            archive.write(path, path.relative_to(run).as_posix())
        archive.writestr(zipfile.ZipInfo("\0"), b"x")
    assert validate_run(tmp_path / "run.zip").valid


def test_a_metric_has_a_value_for_each_step(run: Path, tmp_path: Path) -> None:
    metrics = json.loads((run / "metrics.json").read_text(encoding="utf-8"))
    metrics["attention_kl_divergence"] = [0.5] * 20_000
    (run / "metrics.json").write_text(json.dumps(metrics), encoding="utf-8")
    with pytest.raises(RunFormatError, match=r"attention_kl_divergence has 20000 entries; expected 2, one for each"):
        _ = load_run(run).metrics
    assert main(["figures", str(run), "-o", str(tmp_path / "figures")]) == 1
