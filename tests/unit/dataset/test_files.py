"""A run in a .zip is read where it lies: the same values, the same problems, and nothing beyond what it may take."""

from __future__ import annotations

import io
import json
import os
import stat
import struct
import tempfile
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from case_runs import INVALID, ODD, VALID
from mutate import mutate
from written import POOLED, export

from diffulizer import load_run
from diffulizer.cli import main
from diffulizer.dataset import files as run_files
from diffulizer.dataset.check.validate import Report, validate_run
from diffulizer.dataset.files import ZipFiles, open_files
from diffulizer.dataset.read.disk_pass import DiskPass
from diffulizer.errors import RunFormatError
from synthetic import make_pass

FORMS = [(zipfile.ZIP_STORED, ""), (zipfile.ZIP_DEFLATED, "cats/run_00001/")]


def zipped(run: Path, target: Path, method: int = zipfile.ZIP_DEFLATED, within: str = "") -> Path:
    """The files of a folder as a .zip; links are stored as links."""
    with zipfile.ZipFile(target, "w", method) as archive:
        for path in sorted(run.rglob("*")):
            name = within + path.relative_to(run).as_posix()
            if path.is_symlink():
                link = zipfile.ZipInfo(name)
                link.external_attr = (stat.S_IFLNK | 0o777) << 16
                archive.writestr(link, os.readlink(path))  # noqa: PTH115 - the text of the link
            elif path.is_file():
                archive.writestr(zipfile.ZipInfo(name), path.read_bytes(), method)
    return target


@pytest.fixture
def run(tmp_path: Path) -> Path:
    return export(make_pass(settings=POOLED), tmp_path / "run")


@pytest.fixture(autouse=True)
def nothing_is_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("a run in a .zip is not unpacked to disk")

    monkeypatch.setattr(zipfile.ZipFile, "extractall", refuse)
    monkeypatch.setattr(zipfile.ZipFile, "extract", refuse)
    monkeypatch.setattr(tempfile, "mkdtemp", refuse)


def said(report: Report) -> str:
    """A report without the path that it is of."""
    content = report.as_dict()
    del content["path"]
    return json.dumps(content).replace(json.dumps(str(report.path))[1:-1], "RUN")


RULES = {case["rule"]: (case["base"], case["mutate"], case["strict"]) for case in (*INVALID.values(), *ODD.values())}
"""One case of each rule."""
CASES = {**{name: (name, [], False) for name in VALID}, **RULES}


@pytest.mark.parametrize(("base", "changes", "strict"), CASES.values(), ids=CASES)
def test_problems_are_those_of_the_folder(
    base: str, changes: list[dict[str, Any]], strict: bool, fresh: Callable[[str], Path], tmp_path: Path
) -> None:
    folder = fresh(base)
    mutate(folder, changes)
    method, within = FORMS[len(json.dumps(changes)) % 2]
    archive = zipped(folder, tmp_path / "run.zip", method, within)
    assert said(validate_run(archive, strict=strict)) == said(validate_run(folder, strict=strict))


@pytest.mark.parametrize(("method", "within"), FORMS)
def test_values_are_those_of_the_folder(run: Path, tmp_path: Path, method: int, within: str) -> None:
    there, here = load_run(run), load_run(zipped(run, tmp_path / "run.zip", method, within))
    assert here.path == tmp_path / "run.zip"
    assert here.metadata == there.metadata
    assert (here.metrics, here.validation) == (there.metrics, there.validation)
    assert np.array_equal(here.trajectory.points, there.trajectory.points)
    for (entry, map_), (other, expected) in zip(here.maps(), there.maps(), strict=True):
        assert entry == other
        assert np.array_equal(map_, expected)
        assert not map_.flags.writeable
    for name in ("latents", "predicted_noise", "x0"):
        assert np.array_equal(here.array(name), there.array(name))
    assert np.array_equal(here.image(1), there.image(1))
    assert np.array_equal(here.guidance_map(1), there.guidance_map(1))
    assert here.image_path(1).read_bytes() == there.image_path(1).read_bytes()


def test_a_recording_from_a_zip_is_exported_as_the_run_that_it_was(run: Path, tmp_path: Path) -> None:
    again = export(DiskPass(zipped(run, tmp_path / "run.zip")), tmp_path / "again")
    one, other = ({p.relative_to(f).as_posix(): p.read_bytes() for p in f.rglob("*.*")} for f in (run, again))
    one.pop("metadata.json"), other.pop("metadata.json")
    assert one == other


@pytest.mark.parametrize("command", [["info"], ["info", "--json"], ["validate", "--strict"], ["compare"]])
def test_commands_say_the_same(
    run: Path, tmp_path: Path, command: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    archive = zipped(run, tmp_path / "run.zip", zipfile.ZIP_STORED, "run/")
    texts = []
    for path in (run, archive):
        assert main([*command, *[str(path)] * (1 + (command == ["compare"]))]) == 0
        texts.append(capsys.readouterr().out.replace(str(path), "RUN"))
    assert texts[0] == texts[1]


def test_figures_and_report_are_made(run: Path, tmp_path: Path) -> None:
    archive = zipped(run, tmp_path / "cats.zip")
    assert main(["figures", str(archive), "-o", str(tmp_path / "figures"), "--width", "800", "--height", "600"]) == 0
    assert len(list((tmp_path / "figures").iterdir())) == 4
    assert main(["report", str(archive), "-o", str(tmp_path / "report.html")]) == 0
    assert "cats" in (tmp_path / "report.html").read_text(encoding="utf-8")


# -- archives that are not what they seem ----------------------------------------------------------


def patched(archive: Path, name: str, offset: int, form: str, value: int) -> Path:
    """An archive with one number of a file's entry in the directory replaced."""
    content = bytearray(archive.read_bytes())
    at = content.rindex(name.encode()) - 46
    assert content[at : at + 4] == b"PK\1\2"
    struct.pack_into(form, content, at + offset, value)
    archive.write_bytes(bytes(content))
    return archive


DAMAGES = {
    "encrypted": (8, "<H", 1, "it is encrypted; zip the run without a password"),
    "method": (10, "<H", 12, "its method of compression, 12, is not deflate"),
    "size": (24, "<I", 2**31, f"it unpacks to {2**31} bytes; at most {2**30} are read"),
    "ratio": (24, "<I", 2**27, "it can't unpack to 134217728 bytes from"),
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_file_that_is_not_read_is_named(run: Path, tmp_path: Path, damage: str) -> None:
    offset, form, value, words = DAMAGES[damage]
    name = load_run(run).attention_files[0].path
    archive = patched(zipped(run, tmp_path / "run.zip"), name, offset, form, value)
    with pytest.raises(RunFormatError, match=name.split("/")[-1]) as raised:
        open_files(archive).read(name)
    assert words in str(raised.value)
    (problem, *_) = validate_run(archive).errors
    assert problem.rule == "file-missing"
    assert words in problem.message


def test_a_file_that_lies_about_its_size_gives_no_more_than_that(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "bomb.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("metadata.json", b"{}")
        archive.writestr("zeros", bytes(2**20))
    patched(tmp_path / "bomb.zip", "zeros", 24, "<I", 2**12)
    with pytest.raises(RunFormatError, match=r"zeros can't be unpacked"):
        open_files(tmp_path / "bomb.zip").read("zeros")


def test_files_that_overlap_are_refused(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "bomb.zip", "w") as archive:
        archive.writestr("metadata.json", b"{}")
        archive.writestr("zeros", bytes(2**10))
    patched(tmp_path / "bomb.zip", "zeros", 20, "<I", 2**16)
    with pytest.raises(RunFormatError, match="its files overlap"):
        ZipFiles(tmp_path / "bomb.zip")


def test_a_checksum_that_is_wrong_is_reported_when_values_are_read(run: Path, tmp_path: Path) -> None:
    name = load_run(run).attention_files[0].path
    archive = patched(zipped(run, tmp_path / "run.zip"), name, 16, "<I", 1)
    assert validate_run(archive).errors == []
    assert ("map-values", name) in [(p.rule, p.where) for p in validate_run(archive, strict=True).errors]
    with pytest.raises(RunFormatError, match="Bad CRC-32"):
        load_run(archive).open_map(load_run(archive).attention_files[0])


def test_names_that_lead_out_are_no_files_of_the_run(run: Path, tmp_path: Path) -> None:
    archive = zipped(run, tmp_path / "run.zip", zipfile.ZIP_STORED, "run/")
    with zipfile.ZipFile(archive, "a") as more:
        more.writestr("../evil", "x")
        more.writestr("run/../evil", "x")
        more.writestr("beside", "x")
    files = open_files(archive)
    assert files.size("../evil") is None
    for read in (files.read, open_files(run).read):
        with pytest.raises(RunFormatError, match=r"the path '\.\./evil' leads out of the run's folder"):
            read("../evil")
    assert "beside" not in files.names()
    with pytest.raises(RunFormatError, match="leads out of the run"):
        load_run(archive).file("../evil")


def test_an_archive_of_arrays_within_is_bounded_as_well(run: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    buffer = io.BytesIO()
    np.savez_compressed(buffer, latents=np.zeros((4, 4, 16, 16), np.float16))
    (run / "latents_noise_fp16.npz").write_bytes(buffer.getvalue())
    assert load_run(run).latents is not None
    monkeypatch.setattr(run_files, "LARGEST", 2**10)
    with pytest.raises(RunFormatError, match=r"latents\.npy: it unpacks to \d+ bytes; at most 1024 are read"):
        load_run(run).latents  # noqa: B018 - reading it is what is tried
    assert "array-unreadable" in [p.rule for p in validate_run(run).errors]


@pytest.mark.parametrize(("name", "content"), [("run.zip", b""), ("run.zip", b"PK\3\4"), ("run.ZIP", b"<html>")])
def test_what_is_no_archive_is_named(tmp_path: Path, name: str, content: bytes) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(RunFormatError, match=r"run\.(zip|ZIP) can't be read as a \.zip: .*\. Zip the"):
        validate_run(tmp_path / name)
