"""Runs in shards: each is read where it lies, under a path of its own, by all that reads runs."""

from __future__ import annotations

import json
import threading
import zipfile
from pathlib import Path
from urllib.request import Request, urlopen

import pytest
from sweeping import small_run

from diffulizer import load_run, load_runs
from diffulizer.cli import main
from diffulizer.dataset.check.validate import validate_run
from diffulizer.dataset.files import is_archive, open_files
from diffulizer.errors import RunFormatError, RunNotFoundError
from diffulizer.library import RunLibrary, run_version
from diffulizer.sweep.keeping import packed
from diffulizer.sweep.stores import FolderStore
from diffulizer.tables.collect import collect
from diffulizer.tables.find import find
from diffulizer.tables.formats import Lines
from diffulizer.tables.written import WrittenTables
from diffulizer.viewer.files import find_viewer
from diffulizer.viewer.server import ViewerServer

NAMES = ["cat.zip", "dog.zip", "fox.zip"]


@pytest.fixture(scope="module")
def archive() -> bytes:
    return packed(small_run(), "maps")


@pytest.fixture
def store(tmp_path: Path, archive: bytes) -> FolderStore:
    """A folder with three single runs."""
    made = FolderStore(tmp_path / "study" / "runs")
    for name in NAMES:
        made.put(name[:-4], archive)
    return made


@pytest.fixture
def shard(store: FolderStore) -> Path:
    """A shard of two runs, with a third beside it."""
    store.pack(["cat", "dog"])
    return store.folder / "000001.shard.zip"


def test_a_run_reads_as_beside_the_shard(shard: Path, archive: bytes) -> None:
    beside, within = shard.with_name("fox.zip"), shard / "cat.zip"
    assert not (shard.parent / "cat.zip").exists()
    assert is_archive(within)
    assert validate_run(within, strict=True).valid
    run, other = load_run(within), load_run(beside)
    assert (run.metadata, run.metrics) == (other.metadata, other.metrics)
    assert (run.image(-1) == other.image(-1)).all()
    first, second = run.attention_files[0], other.attention_files[-1]
    assert run.files.read(first.path) == other.files.read(first.path)
    assert run.files.read(second.path) == other.files.read(second.path)
    with open_files(within) as files, open_files(beside) as single:
        assert files.names() == single.names()
        assert files.bytes == single.bytes == len(archive)  # type: ignore[attr-defined]


def test_a_shard_holds_the_files_as_they_were(shard: Path, archive: bytes) -> None:
    with zipfile.ZipFile(shard) as box:
        assert {name: box.read(name) for name in box.namelist()} == {"cat.zip": archive, "dog.zip": archive}
    assert FolderStore(shard.parent).sizes() == dict.fromkeys(["cat", "dog", "fox"], len(archive))


def test_several_threads_read_one_run(shard: Path) -> None:
    with open_files(shard / "dog.zip") as files:
        wanted = {name: files.read(name) for name in files.names()}
        wrong: list[str] = []

        def read() -> None:
            wrong.extend(name for name in files.names() if files.read(name) != wanted[name])

        threads = [threading.Thread(target=read) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert not wrong


@pytest.mark.parametrize("given", ["study", "study/runs", "study/runs/*.zip", "study/runs/000001.shard.zip"])
def test_runs_are_found_in_a_shard(given: str, shard: Path, tmp_path: Path) -> None:
    runs = load_runs(tmp_path / given)
    assert [Path(id_).name for id_ in runs.ids] == (NAMES[:2] if given.endswith("shard.zip") else NAMES)
    assert not runs.problems
    assert load_run(shard / "cat.zip").seed == runs[0].seed
    assert [found.id for found in find(shard / "cat.zip")] == ["cat.zip"]


def test_a_run_that_is_also_beside_its_shard_is_found_once(shard: Path, archive: bytes) -> None:
    store = FolderStore(shard.parent)
    store.put("cat", archive)
    assert [found.id for found in find(shard.parent)] == NAMES
    store.put("dog", archive[:-30])  # as if it were drawn again: it differs
    store.tidy()
    assert not (shard.parent / "cat.zip").exists()
    assert {found.id: found.path.parent.name for found in find(shard.parent)} == {
        "cat.zip": shard.name,
        "dog.zip": "runs",
        "fox.zip": "runs",
    }


def test_a_table_that_was_written_before_has_each_run_once(store: FolderStore, tmp_path: Path) -> None:
    def table() -> dict[str, str]:
        with WrittenTables(tmp_path / "table", Lines) as tables:
            collect(tables, find(store.folder))
        lines = [json.loads(line) for line in (tmp_path / "table" / "runs.jsonl").read_text().splitlines()]
        assert len(lines) == len({line["id"] for line in lines}) == 3
        assert not any(line["problem"] for line in lines)
        return {line["id"]: line["path"] for line in lines}

    before = table()
    assert before["cat.zip"] == "../study/runs/cat.zip"
    store.pack(["cat", "dog"])
    after = table()
    assert after == {
        "cat.zip": "../study/runs/000001.shard.zip/cat.zip",
        "dog.zip": "../study/runs/000001.shard.zip/dog.zip",
        "fox.zip": "../study/runs/fox.zip",
    }
    with WrittenTables(tmp_path / "table", Lines) as tables:
        assert collect(tables, find(store.folder)) == 0, "nothing is read again"


def test_the_viewer_serves_shards(shard: Path, tmp_path: Path) -> None:
    pytest.importorskip("pyarrow")
    assert main(["table", str(shard.parent), "-o", str(tmp_path / "table"), "--jobs", "1"]) == 0
    with ViewerServer(find_viewer(), [tmp_path / "table"]) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        assert server.table is not None
        url = f"http://127.0.0.1:{server.server_port}/table/study/runs/{shard.name}"
        request = Request(url, headers={"Range": "bytes=10-29"})
        with urlopen(url, timeout=30) as whole, urlopen(request, timeout=30) as part:
            assert whole.read() == shard.read_bytes()
            assert part.read() == shard.read_bytes()[10:30]
        assert server.find(f"/table/study/runs/{shard.name}/cat.zip") is None, "the page finds it in the shard"
        assert server.find("/table/study/runs/other.shard.zip") is None
        server.shutdown()
    with ViewerServer(find_viewer(), [shard / "cat.zip"]) as server:
        assert server.find("/runs/0/cat/metadata.json") is not None


def test_the_library_has_runs_of_shards(shard: Path) -> None:
    library = RunLibrary(shard.parent.parent)
    name = f"runs/{shard.name}/cat.zip"
    assert sorted(library.names()) == sorted([name, f"runs/{shard.name}/dog.zip", "runs/fox.zip"])
    assert library.locate(name) == shard / "cat.zip"
    assert library.version(name) == run_version(shard)
    content = library.archived_file(f"{name}/metadata.json")
    assert content is not None
    assert json.loads(content)["schema_version"]
    assert library.archived_file(f"runs/{shard.name}/rat.zip/metadata.json") is None


def test_commands_take_a_run_of_a_shard(shard: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for command in ("validate", "info"):
        assert main([command, str(shard / "cat.zip")]) == 0
        assert "cat.zip" in capsys.readouterr().out


def test_all_runs_of_a_shard_are_validated(shard: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["validate", str(shard), str(shard.with_name("fox.zip"))]) == 0
    verdicts = [line for line in capsys.readouterr().out.splitlines() if line.endswith(": valid")]
    paths = [shard / "cat.zip", shard / "dog.zip", shard.with_name("fox.zip")]
    assert verdicts == [f"{path}: valid" for path in paths]


def test_a_shard_is_no_run(shard: Path) -> None:
    with pytest.raises(RunNotFoundError, match=r"is a shard of 2 runs; name one of them, such as .*cat\.zip"):
        load_run(shard)
    with pytest.raises(RunNotFoundError, match="No run at"):
        load_run(shard / "rat.zip")


def test_a_damaged_shard_is_named(shard: Path, archive: bytes) -> None:
    content = shard.read_bytes()
    shard.write_bytes(content[:-40])
    assert [found.id for found in find(shard.parent)] == [shard.name, "fox.zip"]
    problems = load_runs(shard.parent).problems
    assert list(problems) == [shard.name]
    assert "it was cut" in problems[shard.name], "the directory at its end is that of its last run"
    assert FolderStore(shard.parent).sizes() == {"fox": len(archive)}
    assert not FolderStore(shard.parent).is_whole("cat")


def test_a_shard_that_something_compressed_says_so(tmp_path: Path, archive: bytes) -> None:
    shard = tmp_path / "mine.shard.zip"
    with zipfile.ZipFile(shard, "w", zipfile.ZIP_DEFLATED) as box:
        box.writestr("cat.zip", archive)
    with pytest.raises(RunFormatError, match=r"is compressed within its shard; .* Unpack the shard"):
        load_run(shard / "cat.zip")


def test_a_member_that_claims_too_much_is_refused(tmp_path: Path, archive: bytes) -> None:
    shard = tmp_path / "mine.shard.zip"
    with zipfile.ZipFile(shard, "w") as box:
        box.writestr("cat.zip", archive)
    content = bytearray(shard.read_bytes())
    place = content.rindex(b"PK\x01\x02")
    for offset in (20, 24):  # the sizes in the directory
        content[place + offset : place + offset + 4] = (1 << 30).to_bytes(4, "little")
    shard.write_bytes(content)
    with pytest.raises(RunFormatError, match="the shard ends before it does"):
        load_run(shard / "cat.zip")


def test_a_run_of_ones_own_with_such_a_name_is_one(tmp_path: Path, archive: bytes) -> None:
    path = tmp_path / "odd.shard.zip"
    path.write_bytes(archive)
    assert validate_run(path).valid
    assert [found.id for found in find(tmp_path)] == ["odd.shard.zip"]
