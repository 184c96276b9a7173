"""The runs of a folder: the list, its index, finding files, the trash, downloads."""

from __future__ import annotations

import io
import json
import os
import threading
import zipfile
from pathlib import Path
from typing import Any

import pytest
from written import POOLED, edit, export

from diffulizer.dataset.check.validate import validate_run
from diffulizer.dataset.read.run import load_run
from diffulizer.errors import RunFormatError, RunInUseError, RunNotFoundError
from diffulizer.library import RunLibrary, Trash
from diffulizer.library import library as module
from diffulizer.library.entry import run_entry
from diffulizer.viewer.download import PIECE, zip_pieces
from synthetic import make_pass

EMPTY = {"items": [], "count": 0, "size_bytes": 0}
links = pytest.mark.skipif(os.name == "nt", reason="links need rights there")


def small(root: Path, name: str, created_at: str | None = "2026-01-01T00:00:00Z") -> Path:
    """A folder that a list takes for a run."""
    folder = root / name
    folder.mkdir(parents=True)
    generator = {"model_id": "demo", "seed": 7, "width": 64, "height": 32, "created_at": created_at}
    content = {"schema_version": "1.1.0", "steps": 2, "timesteps": [9, 1], "images": [], "generator": generator}
    content["prompt"] = {"text": name, "tokens": []}
    (folder / "metadata.json").write_text(json.dumps(content), encoding="utf-8")
    return folder


def listed(library: RunLibrary) -> list[str]:
    return [entry["name"] for entry in library.entries()]


@pytest.fixture
def library(tmp_path: Path) -> RunLibrary:
    (tmp_path / "secret.json").write_text("secret")
    small(tmp_path / "runs", "b", "2026-01-02T00:00:00Z")
    small(tmp_path / "runs", "sub/a", "2026-01-03T00:00:00Z")
    small(tmp_path / "runs", "old", "2026-01-01T00:00:00Z")
    return RunLibrary(tmp_path / "runs")


# -- the list ------------------------------------------------------------------------------------


def test_an_entry_tells_what_the_run_is(tmp_path: Path) -> None:
    folder = export(make_pass(settings=POOLED, complete=False), tmp_path / "runs" / "cats" / "run_00001")
    (entry,) = RunLibrary(tmp_path / "runs").entries()
    created = json.loads((folder / "metadata.json").read_text())["generator"]["created_at"]
    assert entry == {
        "name": "cats/run_00001",
        "prompt": "a red circle above a blue squarish",
        "negative": "blurry",
        "model_id": "synthetic",
        "seed": 0,
        "created_at": created,
        "steps": 4,
        "width": 128,
        "height": 128,
        "size_bytes": sum(p.stat().st_size for p in folder.rglob("*") if p.is_file()),
        "complete": False,
        "thumbnail": "images/step_003.png",
        "workflow": True,
        "damaged": None,
    }


def test_newest_first_by_what_runs_say_else_by_their_files(library: RunLibrary) -> None:
    for name, date, changed in (("undated", None, 1e9), ("nonsense", "yesterday", 2e9)):
        os.utime(small(library.root, name, date) / "metadata.json", (changed, changed))
    assert listed(library) == ["nonsense", "sub/a", "b", "old", "undated"]


def test_names_are_newest_first_by_files(library: RunLibrary) -> None:
    for age, name in enumerate(("old", "sub/a", "b")):
        os.utime(library.root / name / "metadata.json", (2e9 - age, 2e9 - age))
    assert library.names() == ["old", "sub/a", "b"]


def test_no_folder_no_runs(tmp_path: Path) -> None:
    library = RunLibrary(tmp_path / "none")
    assert (library.entries(), library.names()) == ([], [])
    assert Trash(library).summary() == EMPTY


def test_only_what_is_new_is_read(library: RunLibrary, monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[str] = []
    real = run_entry
    monkeypatch.setattr(module, "run_entry", lambda folder, name: read.append(name) or real(folder, name))
    library.entries()
    assert sorted(read) == ["b", "old", "sub/a"]
    small(library.root, "new")
    edit(library.root / "b", steps=3, timesteps=[9, 5, 1])
    read.clear()
    assert {entry["name"]: entry["steps"] for entry in library.entries()}["b"] == 3
    assert sorted(read) == ["b", "new"]


def test_a_page_reads_its_runs_and_then_the_others(library: RunLibrary, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(40):
        changed = 2e9 - number
        os.utime(small(library.root, f"n{number:02}", None) / "metadata.json", (changed, changed))
    read: list[str] = []
    goes_on = threading.Event()
    real = run_entry

    def slow(folder: Path, name: str) -> dict[str, Any]:
        if len(read) >= 10:
            goes_on.wait(20)
        read.append(name)
        return real(folder, name)

    monkeypatch.setattr(module, "run_entry", slow)
    page = library.page(0, 10)
    assert [entry["name"] for entry in page.entries] == [f"n{number:02}" for number in range(10)]
    assert (page.count, page.unread) == (43, 33)
    goes_on.set()
    library.index.wait()
    assert len(read) == len(set(read)) == 43
    page = library.page(38, 10, again=True)
    assert [entry["name"] for entry in page.entries] == ["n38", "n39", "sub/a", "b", "old"]
    assert page.unread == 0
    small(library.root, "new", "2027-01-01T00:00:00Z")
    assert library.page(0, 1, again=True).count == 43, "the folder is not looked through again"
    assert library.page(0, 50).count == 44
    assert len(read) == 44
    assert library.entries() == library.page(0, 99).entries


def test_the_list_as_it_was_last_time_is_looked_through_if_there_was_none(library: RunLibrary) -> None:
    assert library.page(0, 9, again=True).count == 3


@pytest.mark.parametrize(
    ("search", "found"),
    [
        ("", ["x2", "x1", "x3"]),
        ("  ", ["x2", "x1", "x3"]),
        ("cat", ["x2", "x1"]),
        ("CAT red", ["x2"]),
        ("red cat", ["x2"]),
        ("(red:1.3)", ["x2"]),
        ("x3", ["x3"]),
        ("(noir)", ["x3"]),
        ("\\(noir\\)", ["x3"]),
        ("caf\u00e9", ["x3"]),
        ("blurry", ["x1"]),
        ("77123", ["x3"]),
        ("inkmodel", ["x1"]),
        ("none of them", []),
    ],
)
def test_runs_are_searched(search: str, found: list[str], tmp_path: Path) -> None:
    library = RunLibrary(tmp_path)
    made = {
        "x1": ("a cat", "blurry", "inkmodel.safetensors", 1),
        "x2": ("a (red:1.3) cat, (ink (light):1.2)", "", "demo", 2),
        "x3": ("a cafe\u0301 \\(noir\\)", "", "demo", 77123),
    }
    for day, name in ((2, "x1"), (3, "x2"), (1, "x3")):
        text, negative, model, seed = made[name]
        edit(
            small(tmp_path, name, f"2026-01-0{day}T00:00:00Z"),
            prompt={"text": text, "negative": negative, "tokens": []},
            generator={"model_id": model, "seed": seed, "created_at": f"2026-01-0{day}T00:00:00Z"},
        )
    assert len(library.entries()) == 3
    assert [entry["damaged"] for entry in library.entries()] == [None] * 3
    page = library.page(0, 10, search)
    assert [entry["name"] for entry in page.entries] == found
    assert page.count == len(found)
    assert library.page(1, 1, search).entries == page.entries[1:2]


def test_a_run_and_the_one_before_it(library: RunLibrary) -> None:
    def names(name: str) -> list[str]:
        return [entry["name"] for entry in library.beside(name)]

    library.entries()
    assert names("sub/a") == ["sub/a", "b"]
    assert names("old") == ["old"]
    assert names("none") == []
    (library.root / "b" / "metadata.json").write_text("{")
    os.utime(library.root / "b" / "metadata.json", (1_767_300_000, 1_767_300_000))  # between the two
    assert names("sub/a") == ["sub/a", "old"]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("{", "b/metadata.json is not valid JSON"),
        ("[]", "holds a list; expected an object"),
        ('{"schema_version": "2.0.0"}', "schema_version is '2.0.0'"),
        ('{"schema_version": "1.1.0"}', "generator is missing"),
        ('{"schema_version": "1.1.0", "generator": {}, "prompt": 3}', "prompt is 3; expected an object"),
    ],
)
def test_a_damaged_run_is_listed_with_the_reason(library: RunLibrary, content: str, reason: str) -> None:
    (library.root / "b" / "metadata.json").write_text(content)
    (damaged,) = [entry for entry in library.entries() if entry["damaged"]]
    assert damaged["name"] == "b"
    assert reason in damaged["damaged"]
    assert str(library.root) not in damaged["damaged"]
    assert damaged.keys() == {key for entry in library.entries() for key in entry}


@pytest.mark.skipif(os.name == "nt", reason="Windows can't hold it")
def test_a_name_that_can_t_be_asked_for_is_said(library: RunLibrary) -> None:
    small(library.root, "dot.")
    (damaged,) = [entry for entry in library.entries() if entry["damaged"]]
    assert "Rename the folder" in damaged["damaged"]


def test_what_is_being_written_and_the_trash_are_no_runs(library: RunLibrary) -> None:
    for name in (".run.partial-0123456789abcdef", ".trash/x/run", "sub/.run.replaced-0123456789abcdef"):
        small(library.root, name)
    (library.root / "claimed_00001").mkdir()
    assert sorted(listed(library)) == ["b", "old", "sub/a"]
    assert sorted(library.names()) == ["b", "old", "sub/a"]


@links
def test_links_are_no_runs(library: RunLibrary, tmp_path: Path) -> None:
    small(tmp_path, "outside")
    (library.root / "link").symlink_to(tmp_path / "outside")
    (library.root / "again").symlink_to(library.root)
    assert sorted(listed(library)) == ["b", "old", "sub/a"]
    for name in ("link", "again/b"):
        with pytest.raises(RunNotFoundError):
            library.find(name)
        assert library.find_file(f"{name}/metadata.json") is None


@links
def test_a_folder_whose_metadata_lead_out_is_no_run(library: RunLibrary, tmp_path: Path) -> None:
    (library.root / "planted").mkdir()
    (library.root / "planted" / "metadata.json").symlink_to(small(tmp_path, "outside") / "metadata.json")
    assert sorted(listed(library)) == sorted(library.names()) == ["b", "old", "sub/a"]
    with pytest.raises(RunNotFoundError):
        library.find("planted")


@links
def test_links_do_not_count_as_size(library: RunLibrary, tmp_path: Path) -> None:
    (tmp_path / "large").write_bytes(bytes(10_000))
    (library.root / "b" / "large").symlink_to(tmp_path / "large")
    sizes = {entry["name"]: entry["size_bytes"] for entry in library.entries()}
    assert sizes["b"] == (library.root / "b" / "metadata.json").stat().st_size


def test_a_file_in_the_place_of_the_folder_is_no_library(tmp_path: Path) -> None:
    (tmp_path / "runs").write_text("")
    library = RunLibrary(tmp_path / "runs")
    assert (library.entries(), library.names(), Trash(library).summary()) == ([], [], EMPTY)


def test_a_thumbnail_is_a_file_of_the_run(library: RunLibrary) -> None:
    for images in ([], ["../../secret.json"], ["/etc/hosts"], ["none.png"], [3]):
        edit(library.root / "b", images=images)
        assert {entry["thumbnail"] for entry in library.entries()} == {None}


# -- finding -------------------------------------------------------------------------------------

LEADS_NOWHERE = [
    "",
    ".",
    "..",
    "../runs/b",
    "sub/../b",
    "/b",
    "//b",
    "b/",
    "b//",
    "sub",
    "sub\\a",
    "..\\b",
    "C:b",
    "C:/b",
    "\\\\server\\share",
    "CON",
    "nul.txt",
    "b.",
    "b ",
    "b\0",
    "b\0.json",
    "%62",
    ".trash",
    "b\ud800",
    "b" * 5000,
]


@pytest.mark.parametrize("name", LEADS_NOWHERE, ids=ascii)
def test_names_that_lead_nowhere(library: RunLibrary, name: str) -> None:
    with pytest.raises(RunNotFoundError, match="There is no run"):
        library.find(name)
    assert library.find_file(f"{name}/metadata.json") is None


@pytest.mark.parametrize("path", LEADS_NOWHERE, ids=ascii)
def test_paths_that_lead_nowhere(library: RunLibrary, path: str) -> None:
    assert library.find_file(f"b/{path}") is None
    assert library.find_file(f"b/{path}/metadata.json") is None
    assert library.find_file(path) is None


def test_files_are_found(library: RunLibrary) -> None:
    (library.root / "b" / "images").mkdir()
    (library.root / "b" / "images" / "step_000.png").write_bytes(b"")
    root = library.root.resolve()
    assert library.find_file("b/images/step_000.png") == root / "b" / "images" / "step_000.png"
    assert library.find_file("sub/a/metadata.json") == root / "sub" / "a" / "metadata.json"
    assert library.find("sub/a") == root / "sub" / "a"


@links
def test_links_within_a_run_must_stay_in_it(library: RunLibrary, tmp_path: Path) -> None:
    (library.root / "b" / "out.json").symlink_to(tmp_path / "secret.json")
    (library.root / "b" / "up").symlink_to(tmp_path)
    assert library.find_file("b/out.json") is None
    assert library.find_file("b/up/secret.json") is None


# -- the trash -----------------------------------------------------------------------------------


def test_a_deleted_run_lies_in_the_trash_under_its_name(library: RunLibrary) -> None:
    trash = Trash(library)
    size = (library.root / "sub" / "a" / "metadata.json").stat().st_size
    trash.put("sub/a")
    assert sorted(listed(library)) == ["b", "old"]
    (kept,) = (library.root / ".trash").glob("*/sub/a/metadata.json")
    assert kept.is_file()
    first = [kept.parents[2].name]
    assert trash.summary() == {"items": first, "count": 1, "size_bytes": size}
    small(library.root, "sub/a")
    trash.put("sub/a")
    both = sorted(item.name for item in (library.root / ".trash").iterdir())
    assert trash.summary() == {"items": both, "count": 2, "size_bytes": size + size}
    trash.empty(first)
    assert trash.summary() == {"items": [name for name in both if name not in first], "count": 1, "size_bytes": size}
    trash.empty(["..", "../b", "", "*", *both])
    assert trash.summary() == EMPTY
    assert sorted(listed(library)) == ["b", "old"]


@pytest.mark.parametrize("name", LEADS_NOWHERE, ids=ascii)
def test_nothing_else_is_deleted(library: RunLibrary, name: str) -> None:
    with pytest.raises(RunNotFoundError):
        Trash(library).put(name)
    assert len(library.names()) == 3
    assert not (library.root / ".trash").exists()


@pytest.mark.parametrize("kind", [pytest.param("link", marks=links), pytest.param("broken link", marks=links), "file"])
def test_a_trash_that_is_no_folder_hides_no_run_and_takes_none(library: RunLibrary, tmp_path: Path, kind: str) -> None:
    (tmp_path / "mine" / "kept").mkdir(parents=True)
    if kind == "file":
        (library.root / ".trash").write_text("")
    else:
        (library.root / ".trash").symlink_to(tmp_path / ("mine" if kind == "link" else "none"))
    assert Trash(library).summary() == EMPTY
    for act in (lambda t: t.put("b"), lambda t: t.empty(["kept"])):
        with pytest.raises(
            RunInUseError, match=rf"\.trash is a {kind.split()[-1]}; the trash must be a folder\. Remove"
        ):
            act(Trash(library))
    assert (tmp_path / "mine" / "kept").is_dir()
    assert len(library.names()) == 3


def test_a_run_that_can_t_be_moved_stays(library: RunLibrary, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: Any) -> None:
        raise PermissionError(13, "in use")

    monkeypatch.setattr("diffulizer.library.trash.rename", refuse)
    trash = Trash(library)
    with pytest.raises(RunInUseError, match=r"b can't be deleted: in use\. Close programs"):
        trash.put("b")
    assert trash.summary()["count"] == 0
    assert len(library.names()) == 3


# -- download ------------------------------------------------------------------------------------


def test_a_download_holds_the_run(tmp_path: Path) -> None:
    run = export(make_pass(settings=POOLED), tmp_path / "run")
    (run / "large.bin").write_bytes(os.urandom(3 * PIECE + 7))
    pieces = list(zip_pieces(run, workflow=True))
    assert [PIECE <= len(piece) < 2 * PIECE + 1000 for piece in pieces[:-1]] == [True] * 3
    with zipfile.ZipFile(io.BytesIO(b"".join(pieces))) as archive:
        assert archive.testzip() is None
        held = {name: archive.read(name) for name in archive.namelist()}
    there = {p.relative_to(tmp_path).as_posix(): p.read_bytes() for p in run.rglob("*") if p.is_file()}
    assert held == there


def test_a_download_without_the_workflow_is_a_valid_run(tmp_path: Path) -> None:
    run = export(make_pass(settings=POOLED), tmp_path / "run")
    (tmp_path / "got.zip").write_bytes(b"".join(zip_pieces(run, workflow=False)))
    assert not validate_run(tmp_path / "got.zip", strict=True).errors
    content = load_run(tmp_path / "got.zip").metadata
    assert not {"workflow", "prompt_graph"} & content["generator"].keys()
    (note,) = [gap for gap in content["not_recorded"] if gap["what"] == "the workflow"]
    assert note["reason"] == "left out of this download, as requested"


def test_a_damaged_run_can_be_had_as_it_is_only(tmp_path: Path) -> None:
    run = small(tmp_path, "run")
    (run / "metadata.json").write_text("{")
    assert b"".join(zip_pieces(run, workflow=True))
    with pytest.raises(RunFormatError, match="is not valid JSON"):
        zip_pieces(run, workflow=False)


@links
def test_a_download_does_not_follow_links_out(tmp_path: Path) -> None:
    run = small(tmp_path, "run")
    (tmp_path / "secret").write_text("secret")
    (run / "out").symlink_to(tmp_path / "secret")
    with zipfile.ZipFile(io.BytesIO(b"".join(zip_pieces(run, workflow=True)))) as archive:
        assert archive.namelist() == ["run/metadata.json"]
